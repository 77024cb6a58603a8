export { addToBalance, selectBalanceLocked, selectBalances } from './balances.sql.ts';
export {
  type ComputedInvoice,
  type ComputedLine,
  computeInvoice,
  type LineInput,
  plainLine,
} from './compute-invoice.ts';
export {
  calendarDate,
  documentParties,
  labelWithoutPeriod,
  shortened,
  taxLabel,
  taxRows,
} from './document-content.ts';
export { documentLink, documentsPath, openDocumentLink } from './document-link.ts';
export { draftInvoice } from './draft-invoice.ts';
export {
  documentSource,
  generateInvoiceDocument,
  keepDocument,
  prepareReceipt,
  renderDocument,
} from './generate-document.ts';
export {
  type BillingReason,
  type Invoice,
  type InvoiceLine,
  type InvoiceStatus,
  invoiceStatuses,
  isPaid,
} from './invoice.ts';
export { netOfLine, refundableAmounts } from './invoice-amounts.ts';
export { creditNoteSeries, documentNumber } from './invoice-number.ts';
export { type InvoiceKey, scheduleInvoice, selectInvoice, takeNumber } from './invoices.sql.ts';
export { billingOf, type InvoiceInput, issueInvoice, previewInvoice } from './issue-invoice.ts';
export {
  everyInvoice,
  type InvoiceFilter,
  listInvoices,
  selectLatestInvoiceIds,
} from './list-invoices.sql.ts';
export type { InvoiceDocument } from './pdf/index.ts';
export { changeInvoice, finalizeInvoice, settleInvoice, voidInvoice, withAccount } from './settle-invoice.ts';
export { selectSpent } from './spent.sql.ts';
export { updateInvoice } from './update-invoice.ts';
