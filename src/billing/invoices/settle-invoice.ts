import { minimumAmount } from '../../platform/currency.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Customer } from '../customers/index.ts';
import type { Organization } from '../organizations/index.ts';
import { addToBalance, selectBalanceLocked } from './balances.sql.ts';
import { type Invoice, type InvoiceStatus, invoiceTransitions } from './invoice.ts';
import { appliedBalance } from './invoice-amounts.ts';
import { documentNumber, invoiceSeries } from './invoice-number.ts';
import { takeNumber, updateInvoiceRow } from './invoices.sql.ts';
import { settleAccount, takeReceiptNumber } from './issue-invoice.ts';

const told = [
  'status',
  'number',
  'issuedAt',
  'paidAt',
  'voidedAt',
  'receiptNumber',
  'refundedAmount',
  'refundedTaxAmount',
  'creditedAmount',
  'paymentAttempts',
  'manualAttempts',
  'nextPaymentAttemptAt',
] as const satisfies readonly (keyof Invoice)[];

/** Whether an invoice may go where it is wanted. */
function canBecome(invoice: Pick<Invoice, 'status'>, status: InvoiceStatus): boolean {
  return invoice.status === status || invoiceTransitions[invoice.status].includes(status);
}

/**
 * Writes what an invoice has become, and tells of it as updated and as what `events` name beside. Runs in the caller's
 * transaction, which holds the row. Going where the table does not lead is a fault of ours.
 */
export async function changeInvoice(
  scope: Scope,
  before: Invoice,
  members: Partial<Invoice>,
  events: readonly string[] = [],
): Promise<Invoice> {
  const after: Invoice = {
    ...before,
    ...members,
    version: before.version + 1,
    modifiedAt: scope.clock.now(),
  };
  if (!canBecome(before, after.status)) {
    throw new Error(`Invoice ${before.id} is ${before.status}: it cannot become ${after.status}.`);
  }
  const about = { objectType: 'invoice', objectId: after.id };
  await updateInvoiceRow(scope, after, [
    { ...about, type: 'invoice.updated', changes: changesBetween<Invoice>(before, after, told) },
    ...events.map((type) => ({ ...about, type, changes: {} })),
  ]);
  return after;
}

/**
 * Marks an invoice as paid. There is a receipt where money was paid: not where nothing was due, or too little to be charged.
 */
export async function settleInvoice(
  scope: Scope,
  invoice: Invoice,
  customer: Pick<Customer, 'shortId'>,
): Promise<Invoice> {
  return changeInvoice(
    scope,
    invoice,
    {
      status: 'paid',
      paidAt: scope.clock.now(),
      receiptNumber:
        invoice.dueAmount > 0 && invoice.deferredAmount === 0
          ? await takeReceiptNumber(scope, customer)
          : null,
      nextPaymentAttemptAt: null,
      nextActionAt: null,
    },
    ['invoice.paid'],
  );
}

/**
 * What a draft comes to with the customer's account as it now is: what is due of it, and what is too little to be charged.
 * The account itself is settled once the invoice leaves draft.
 */
export async function withAccount(scope: Scope, draft: Invoice): Promise<Invoice> {
  const balance = await selectBalanceLocked(scope, draft.customerId, draft.currency);
  const appliedBalanceAmount = appliedBalance(draft.totalAmount, balance);
  const dueAmount = Math.max(0, draft.totalAmount + appliedBalanceAmount);
  const deferredAmount = dueAmount < minimumAmount(draft.currency) ? dueAmount : 0;
  return { ...draft, appliedBalanceAmount, dueAmount, deferredAmount };
}

/** Takes an invoice out of draft: it gets its number, and the customer's account is settled. */
export async function finalizeInvoice(
  scope: Scope,
  draft: Invoice,
  { organization, customer }: { organization: Organization; customer: Customer },
): Promise<Invoice> {
  const series = invoiceSeries(organization, customer);
  const now = scope.clock.now();
  const invoice = await changeInvoice(scope, draft, {
    status: 'pending',
    number: documentNumber(series, await takeNumber(scope, series.series)),
    issuedAt: now,
    dueAt: draft.dueAt ?? now,
  });
  await settleAccount(scope, invoice);
  return invoice;
}

/**
 * Gives an invoice up. Polar: the customer's account gets back what the invoice consumed of it, and loses of the credit
 * that remains at most what was due: that credit was given for time that is now not paid for.
 *
 * @param members what else changes
 */
export async function voidInvoice(
  scope: Scope,
  invoice: Invoice,
  members: Partial<Invoice> = {},
): Promise<Invoice> {
  const { customerId, currency } = invoice;
  const after = await changeInvoice(scope, invoice, {
    ...members,
    status: 'void',
    voidedAt: scope.clock.now(),
    nextPaymentAttemptAt: null,
    nextActionAt: null,
  });
  if (invoice.status === 'draft') return after;
  const balance = await selectBalanceLocked(scope, customerId, currency);
  const taken = Math.min(Math.max(balance, 0), invoice.dueAmount);
  const amount = 0 - invoice.appliedBalanceAmount - taken;
  await addToBalance(scope, {
    customerId,
    currency,
    amount,
    reason: 'invoice_voided',
    invoiceId: invoice.id,
  });
  return after;
}
