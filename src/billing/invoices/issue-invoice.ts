import type { Address } from '../../platform/address.ts';
import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { Product } from '../catalog/index.ts';
import { type Changes, changesBetween } from '../changes/index.ts';
import type { Customer } from '../customers/index.ts';
import type { Organization } from '../organizations/index.ts';
import { type BillingReason, type Invoice, type InvoiceLine, invoiceTransitions } from './invoice.ts';
import { invoiceAmounts } from './invoice-amounts.ts';
import { documentNumber, invoiceSeries, receiptSeries } from './invoice-number.ts';
import { insertInvoice, recordOnInvoice, takeNumber, updateInvoiceRow } from './invoices.sql.ts';

/** A line as it is to stand on the invoice. Money is in minor units of the invoice's currency. */
export type LineInput = {
  label: string;
  quantity: number;
  unitAmount: number;
  /** Before discount; with the tax inside where the invoice is `taxInclusive`. */
  amount: number;
  taxAmount: number;
  /** A percentage as text, `19` or `8.1`; null where no tax was worked out. */
  taxRate: string | null;
  priceId: string | null;
};

export type InvoiceInput = {
  organization: Organization;
  customer: Customer;
  /** What was bought; null where the lines belong to no product. */
  product: Pick<Product, 'id' | 'name'> | null;
  /** At least one. */
  lines: readonly LineInput[];
  /** Whether the lines have their tax inside; on top of them where left out. */
  taxInclusive?: boolean;
  /** Lower case. */
  currency: string;
  billingReason: BillingReason;
  billingName: string | null;
  billingAddress: Address | null;
  taxId: TaxId | null;
  checkoutId: string | null;
  metadata: Record<string, unknown>;
  customFieldData: Record<string, unknown>;
  /** Whether a payment of what is due succeeded. Where nothing is due, the invoice is paid in any case. */
  paid: boolean;
};

/**
 * Makes an invoice with its number, and its receipt's number where it was paid. Runs in the caller's transaction: numbers
 * are taken when that commits, none is left out.
 *
 * Polar: one that is paid at birth is told as created, updated and paid, in this order.
 */
export async function issueInvoice(scope: Scope, input: InvoiceInput): Promise<Invoice> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const series = invoiceSeries(input.organization, input.customer);
    const number = documentNumber(series, await takeNumber(inside, series.series));
    const invoice = newInvoice(scope, input, number);
    await insertInvoice(inside, invoice, {
      type: 'invoice.created',
      objectType: 'invoice',
      objectId: invoice.id,
      changes: changesBetween<Invoice>(null, invoice, toldAtBirth),
    });
    return input.paid || invoice.dueAmount === 0 ? settleInvoice(inside, invoice, input.customer) : invoice;
  });
}

const toldAtBirth = [
  'status',
  'number',
  'customerId',
  'productId',
  'checkoutId',
  'currency',
  'totalAmount',
  'dueAmount',
  'billingName',
  'billingAddress',
  'taxId',
] as const satisfies readonly (keyof Invoice)[];

function newInvoice(scope: Scope, input: InvoiceInput, number: string): Invoice {
  const { organizationId, mode } = scope;
  const now = scope.clock.now();
  const [firstLine] = input.lines;
  if (!firstLine) throw new Error('An invoice has at least one line.');
  const id = newId(now);
  const amounts = invoiceAmounts({
    lines: input.lines,
    discountAmount: 0,
    taxInclusive: input.taxInclusive ?? false,
    balance: 0,
  });
  const lines: InvoiceLine[] = input.lines.map((line, position) => ({
    ...line,
    organizationId,
    mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    invoiceId: id,
    position,
    proration: false,
  }));
  return {
    ...amounts,
    organizationId,
    mode,
    id,
    createdAt: now,
    modifiedAt: null,
    version: 1,
    status: 'pending',
    billingReason: input.billingReason,
    customerId: input.customer.id,
    productId: input.product?.id ?? null,
    checkoutId: input.checkoutId,
    subscriptionId: null,
    currency: input.currency,
    refundedAmount: 0,
    refundedTaxAmount: 0,
    billingName: input.billingName,
    billingAddress: input.billingAddress,
    taxId: input.taxId,
    number,
    receiptNumber: null,
    issuedAt: now,
    dueAt: now,
    paidAt: null,
    description: input.product?.name ?? firstLine.label,
    metadata: input.metadata,
    customFieldData: input.customFieldData,
    hasDocument: false,
    lines,
  };
}

/** Marks an invoice as paid. There is a receipt where money was paid: not where nothing was due. */
async function settleInvoice(scope: Scope, invoice: Invoice, customer: Customer): Promise<Invoice> {
  if (!invoiceTransitions[invoice.status].includes('paid')) {
    throw new Error(`An invoice that is ${invoice.status} cannot be paid.`);
  }
  const now = scope.clock.now();
  const series = receiptSeries(customer);
  const receiptNumber =
    invoice.dueAmount > 0 ? documentNumber(series, await takeNumber(scope, series.series)) : null;
  const paid: Invoice = {
    ...invoice,
    version: invoice.version + 1,
    modifiedAt: now,
    status: 'paid',
    paidAt: now,
    receiptNumber,
  };
  const about = { objectType: 'invoice', objectId: invoice.id };
  const changes: Changes = changesBetween<Invoice>(invoice, paid, ['status', 'paidAt', 'receiptNumber']);
  await updateInvoiceRow(scope, paid, { ...about, type: 'invoice.updated', changes });
  await recordOnInvoice(scope, paid, { ...about, type: 'invoice.paid', changes: {} });
  return paid;
}
