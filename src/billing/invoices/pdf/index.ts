export type {
  CalendarDate,
  DocumentKind,
  DocumentLine,
  DocumentStatus,
  DocumentTax,
  InvoiceDocument,
  Party,
} from './invoice-document.ts';
export { renderInvoicePdf } from './render-invoice-pdf.ts';
