export type { InvoiceChange, InvoiceUpdateRule } from './decide-invoice-update.ts';
export { documentLink, documentsPath, openDocumentLink } from './document-link.ts';
export { type DocumentRule, generateInvoiceDocument, prepareReceipt } from './generate-document.ts';
export {
  type BillingReason,
  type Invoice,
  type InvoiceLine,
  type InvoiceStatus,
  invoiceStatuses,
  isPaid,
} from './invoice.ts';
export { refundableAmounts } from './invoice-amounts.ts';
export { type InvoiceKey, selectInvoice } from './invoices.sql.ts';
export { type InvoiceInput, issueInvoice, type LineInput } from './issue-invoice.ts';
export { everyInvoice, type InvoiceFilter, type InvoiceSort, listInvoices } from './list-invoices.ts';
export { updateInvoice } from './update-invoice.ts';
