import { type Customer, selectCustomersById } from '../../billing/customers/index.ts';
import { everyInvoice, type Invoice, type InvoiceFilter } from '../../billing/invoices/index.ts';
import { decimalAmount } from '../../platform/currency.ts';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { csvAnswer } from './csv.ts';
import { zonedTime } from './time-zone.ts';

type Row = { invoice: Invoice; customer: Customer; time: (date: Date) => string };

const amount =
  (
    member:
      | 'netAmount'
      | 'subtotalAmount'
      | 'discountAmount'
      | 'taxAmount'
      | 'totalAmount'
      | 'refundedAmount',
  ) =>
  ({ invoice }: Row): string =>
    decimalAmount(invoice[member], invoice.currency);

/** Each column's title and what stands in it. Amounts are decimal numbers of the order's currency. */
const columns = {
  email: ['Email', ({ customer }) => customer.email],
  created_at: ['Created At', ({ invoice, time }) => time(invoice.createdAt)],
  product: ['Product', ({ invoice }) => invoice.description],
  net_amount: ['Net Amount', amount('netAmount')],
  currency: ['Currency', ({ invoice }) => invoice.currency],
  status: ['Status', ({ invoice }) => invoice.status],
  invoice_number: ['Invoice Number', ({ invoice }) => invoice.number],
  customer_name: ['Customer Name', ({ customer }) => customer.name],
  billing_name: ['Billing Name', ({ invoice }) => invoice.billingName],
  billing_country: ['Billing Country', ({ invoice }) => invoice.billingAddress?.country ?? null],
  subtotal_amount: ['Subtotal Amount', amount('subtotalAmount')],
  discount_amount: ['Discount Amount', amount('discountAmount')],
  tax_amount: ['Tax Amount', amount('taxAmount')],
  total_amount: ['Total Amount', amount('totalAmount')],
  refunded_amount: ['Refunded Amount', amount('refundedAmount')],
  billing_reason: ['Billing Reason', ({ invoice }) => invoice.billingReason],
} as const satisfies Record<string, readonly [string, (row: Row) => string | null]>;

export type ExportColumn = keyof typeof columns;

export const exportColumns = Object.keys(columns) as ExportColumn[];

/** Those of an export that names none. */
const usualColumns: readonly ExportColumn[] = exportColumns.slice(0, 7);

/** The orders as CSV, newest first; times are those of a time zone. */
export async function exportOrders(
  scope: Scope,
  filter: InvoiceFilter,
  options: { columns: readonly ExportColumn[] | undefined; timezone: string },
  request: RequestFacts,
): Promise<Answer> {
  const chosen = (options.columns ?? usualColumns).map((name) => columns[name]);
  const time = zonedTime(options.timezone);
  const table: (string | null)[][] = [chosen.map(([title]) => title)];
  for await (const invoices of everyInvoice(scope, filter)) {
    const ids = new Set(invoices.map(({ customerId }) => customerId));
    const customers = new Map(
      (await selectCustomersById(scope, [...ids])).map((customer) => [customer.id, customer]),
    );
    for (const invoice of invoices) {
      const customer = customers.get(invoice.customerId);
      if (customer) table.push(chosen.map(([, cell]) => cell({ invoice, customer, time })));
    }
  }
  return csvAnswer(table, 'polar-orders.csv', request);
}
