import type { Address } from '../../platform/address.ts';
import { newId } from '../../platform/ids.ts';
import { joined } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnownTaxId, type TaxId } from '../../platform/tax-id/index.ts';
import type { Product } from '../catalog/index.ts';
import { changesBetween } from '../changes/index.ts';
import type { Customer } from '../customers/index.ts';
import type { Discount } from '../discounts/index.ts';
import type { Organization } from '../organizations/index.ts';
import { addToBalance, selectBalanceLocked } from './balances.sql.ts';
import { type ComputedInvoice, computeInvoice, type LineInput } from './compute-invoice.ts';
import type { BillingReason, Invoice, InvoiceLine } from './invoice.ts';
import { documentNumber, invoiceSeries, receiptSeries } from './invoice-number.ts';
import { insertInvoice, takeNumber } from './invoices.sql.ts';

export type InvoiceInput = {
  organization: Organization;
  customer: Customer;
  /** What was bought; null where the lines belong to no product. */
  product: Pick<Product, 'id' | 'name'> | null;
  /** At least one. */
  lines: readonly LineInput[];
  discount: Discount | null;
  /** Whether the lines have their tax inside. */
  behavior: 'inclusive' | 'exclusive';
  /** Lower case. */
  currency: string;
  billingReason: BillingReason;
  /** Whose address the tax goes by; the customer's own where left out. */
  billing?: { name: string | null; address: Address | null; taxId: TaxId | null };
  checkoutId?: string | null;
  subscriptionId?: string | null;
  seats?: number | null;
  periodStart?: Date | null;
  periodEnd?: Date | null;
  /** What it is for; the product's name, else the first line's label, where left out. */
  description?: string | null;
  metadata?: Record<string, unknown>;
  customFieldData?: Record<string, unknown>;
  collectionMethod?: Invoice['collectionMethod'];
  dueAt?: Date;
  /** What the customer's account has in it, where that was settled already: as it was when the buyer was told the amount. */
  appliedBalance?: number;
  /** When prices and taxes were looked at; now where left out. */
  at?: Date;
  /**
   * `paid`: a payment of what is due has succeeded. `draft`: nothing is due yet. `due`: the customer's account is settled,
   * and what remains is to be paid.
   */
  as: 'paid' | 'draft' | 'due';
};

/** Whom documents are made out to. */
export function billingOf(customer: Customer) {
  return {
    name: customer.billingName ?? customer.name,
    address: customer.billingAddress,
    taxId: customer.taxIds.find(isKnownTaxId) ?? null,
  };
}

/** What an invoice would come to, were it issued now. */
export function previewInvoice(scope: Scope, input: InvoiceInput, balance: number): ComputedInvoice {
  const billing = input.billing ?? billingOf(input.customer);
  return computeInvoice({
    organization: input.organization,
    buyer: { address: billing.address, taxId: billing.taxId, taxExempt: input.customer.taxExempt },
    lines: input.lines,
    discount: input.discount,
    behavior: input.behavior,
    currency: input.currency,
    at: input.at ?? scope.clock.now(),
    balance,
  });
}

/**
 * Makes an invoice: with its number unless it is a draft, and with its receipt's number where money was paid. Runs in the
 * caller's transaction: numbers are taken when that commits, none is left out. Where nothing is due, or too little to be
 * charged, the invoice is paid; what was too little is owed by the customer's account.
 *
 * Polar: one that is paid at birth is told as created, updated and paid, in this order.
 */
export async function issueInvoice(scope: Scope, input: InvoiceInput): Promise<Invoice> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const { organization, customer } = input;
    const balance =
      input.as === 'due' && input.appliedBalance === undefined
        ? await selectBalanceLocked(inside, customer.id, input.currency)
        : 0 - (input.appliedBalance ?? 0);
    const computed = previewInvoice(scope, input, balance);
    const invoice = newInvoice(scope, input, computed);
    if (input.as !== 'draft') {
      const series = invoiceSeries(organization, customer);
      invoice.number = documentNumber(series, await takeNumber(inside, series.series));
      invoice.issuedAt = invoice.createdAt;
      invoice.dueAt = input.dueAt ?? invoice.createdAt;
      invoice.status = 'pending';
      if (input.as === 'paid' || invoice.dueAmount === 0 || computed.deferredAmount > 0) {
        invoice.status = 'paid';
        invoice.paidAt = invoice.createdAt;
        if (input.as === 'paid') {
          invoice.receiptNumber = invoice.dueAmount > 0 ? await takeReceiptNumber(inside, customer) : null;
        } else {
          invoice.deferredAmount = computed.deferredAmount;
        }
      }
    }
    await insertInvoice(inside, invoice, birthRecords(invoice));
    if (input.as !== 'draft') await settleAccount(inside, invoice);
    return invoice;
  });
}

/** Every receipt has a number of the customer's own run. */
export async function takeReceiptNumber(scope: Scope, customer: Pick<Customer, 'shortId'>): Promise<string> {
  const series = receiptSeries(customer);
  return documentNumber(series, await takeNumber(scope, series.series));
}

/** Moves what the invoice took from, or gave to, the customer's account. */
export async function settleAccount(scope: Scope, invoice: Invoice): Promise<void> {
  const { customerId, currency, totalAmount, appliedBalanceAmount } = invoice;
  const entry = { customerId, currency, invoiceId: invoice.id };
  if (totalAmount < 0) {
    await addToBalance(scope, { ...entry, amount: -totalAmount, reason: 'invoice_credited' });
  } else {
    const reason = appliedBalanceAmount < 0 ? 'invoice_paid_by_credit' : 'invoice_collected_debt';
    await addToBalance(scope, { ...entry, amount: appliedBalanceAmount, reason });
  }
  const amount = 0 - invoice.deferredAmount;
  await addToBalance(scope, { ...entry, amount, reason: 'amount_too_small' });
}

const toldAtBirth = [
  'status',
  'number',
  'customerId',
  'productId',
  'checkoutId',
  'subscriptionId',
  'currency',
  'totalAmount',
  'dueAmount',
  'billingName',
  'billingAddress',
  'taxId',
] as const satisfies readonly (keyof Invoice)[];

function birthRecords(invoice: Invoice) {
  const about = { objectType: 'invoice', objectId: invoice.id };
  const created = {
    ...about,
    type: 'invoice.created',
    changes: changesBetween<Invoice>(null, invoice, toldAtBirth),
  };
  return invoice.status === 'paid'
    ? [
        created,
        { ...about, type: 'invoice.updated', changes: {} },
        { ...about, type: 'invoice.paid', changes: {} },
      ]
    : [created];
}

function newInvoice(scope: Scope, input: InvoiceInput, computed: ComputedInvoice): Invoice {
  const { organizationId, mode } = scope;
  const now = scope.clock.now();
  const [firstLine] = input.lines;
  if (!firstLine) throw new Error('An invoice has at least one line.');
  const id = newId(now);
  const { lines, tax, deferredAmount: _, ...amounts } = computed;
  const billing = input.billing ?? billingOf(input.customer);
  return {
    ...amounts,
    organizationId,
    mode,
    id,
    createdAt: now,
    modifiedAt: null,
    version: 1,
    status: 'draft',
    billingReason: input.billingReason,
    customerId: input.customer.id,
    productId: input.product?.id ?? null,
    checkoutId: input.checkoutId ?? null,
    subscriptionId: input.subscriptionId ?? null,
    discountId: input.discount?.id ?? null,
    currency: input.currency,
    taxBehavior: input.behavior,
    taxStatus: tax.status,
    taxName: tax.name,
    seats: input.seats ?? null,
    periodStart: input.periodStart ?? null,
    periodEnd: input.periodEnd ?? null,
    refundedAmount: 0,
    refundedTaxAmount: 0,
    creditedAmount: 0,
    creditedTaxAmount: 0,
    deferredAmount: 0,
    collectionMethod: input.collectionMethod ?? 'charge_automatically',
    billingName: billing.name,
    billingAddress: billing.address,
    taxId: billing.taxId,
    number: null,
    receiptNumber: null,
    issuedAt: null,
    dueAt: null,
    paidAt: null,
    voidedAt: null,
    paymentAttempts: 0,
    manualAttempts: 0,
    firstFailedAt: null,
    nextPaymentAttemptAt: null,
    nextActionAt: null,
    description: input.description ?? input.product?.name ?? firstLine.label,
    metadata: input.metadata ?? {},
    customFieldData: input.customFieldData ?? {},
    hasDocument: false,
    lines: lines.map(
      (line, position): InvoiceLine => ({
        ...line,
        organizationId,
        mode,
        id: newId(now),
        createdAt: now,
        modifiedAt: null,
        invoiceId: id,
        position,
      }),
    ),
  };
}
