export { missingScripts } from './drawable-text.ts';
export type {
  CalendarDate,
  CreditDestination,
  DocumentKind,
  DocumentLine,
  DocumentStatus,
  DocumentTax,
  InvoiceDocument,
  Party,
} from './invoice-document.ts';
export { renderInvoicePdf } from './render-invoice-pdf.ts';
