import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { issueCreditNote, selectCreditNote, voidCreditNote } from '../credit-notes/index.ts';
import { changeInvoice, type Invoice, refundableAmounts, selectInvoice } from '../invoices/index.ts';
import { leftBehindMilliseconds, type RefundOutcome } from '../payments/index.ts';
import { canSettle, type Refund } from './refund.ts';
import { selectRefund, updatePendingRefund, updateRefundRow } from './refunds.sql.ts';

/** How a refund went: as the processor says, or canceled where the bank gave back what it had taken. */
export type RefundSettlement = Pick<RefundOutcome, 'failureReason'> & {
  reference: string;
  status: RefundOutcome['status'] | 'canceled';
};

/**
 * Writes how a refund went and does what follows from it, in one transaction. Idempotent: the answer to the request, a notice
 * of the processor and a later look at it may all tell the same, in any order. One that succeeded can still fail afterwards:
 * then the invoice is as it was before.
 *
 * @returns undefined where there is no such refund
 */
export async function settleRefund(
  scope: Scope,
  refundId: string,
  outcome: RefundSettlement,
): Promise<Refund | undefined> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const found = await selectRefund(inside, { id: refundId });
    if (!found) return undefined;
    // The invoice first: in the order in which whoever begins a refund takes them.
    const invoice = await selectInvoice(inside, { id: found.invoiceId }, { lock: true });
    const refund = await selectRefund(inside, { id: refundId }, { lock: true });
    if (!invoice || !refund) throw new Error(`Refund ${refundId} has lost its invoice.`);
    if (outcome.status === 'pending') return stillPending(inside, refund, outcome);
    if (!canSettle(refund, outcome.status)) return refund;
    const after = await writeSettled(inside, refund, outcome.status, outcome);
    if (after.status === 'succeeded') await giveBack(inside, invoice, after);
    else if (refund.status === 'succeeded') await takeBack(inside, invoice, after);
    return after;
  });
}

async function stillPending(scope: Scope, refund: Refund, { reference }: RefundSettlement): Promise<Refund> {
  if (refund.status !== 'pending') return refund;
  const now = scope.clock.now().getTime();
  // Asked after a minute at first, then after as long as it has been under way.
  const wait = Math.max(leftBehindMilliseconds, now - refund.createdAt.getTime());
  const after = { ...refund, processorReference: reference, nextActionAt: new Date(now + wait) };
  await updatePendingRefund(scope, refund.id, after);
  return after;
}

async function writeSettled(
  scope: Scope,
  refund: Refund,
  status: Refund['status'],
  { reference, failureReason }: RefundSettlement,
): Promise<Refund> {
  const now = scope.clock.now();
  const after: Refund = {
    ...refund,
    modifiedAt: now,
    status,
    processorReference: reference,
    failureReason,
    settledAt: now,
    nextActionAt: null,
  };
  await updateRefundRow(scope, after, {
    type: 'refund.updated',
    objectType: 'refund',
    objectId: refund.id,
    changes: changesBetween<Refund>(refund, after, ['status', 'processorReference', 'failureReason']),
  });
  return after;
}

/** What a refund adds to an invoice, or takes from it where it failed after all. */
function refundedMembers(invoice: Invoice, refund: Refund, sign: 1 | -1) {
  const { amount, taxAmount } = refund;
  return {
    refundedAmount: invoice.refundedAmount + sign * amount,
    refundedTaxAmount: invoice.refundedTaxAmount + sign * taxAmount,
    creditedAmount: invoice.creditedAmount + sign * (amount + taxAmount),
    creditedTaxAmount: invoice.creditedTaxAmount + sign * taxAmount,
  };
}

async function giveBack(scope: Scope, invoice: Invoice, refund: Refund): Promise<void> {
  const members = refundedMembers(invoice, refund, 1);
  const left = refundableAmounts({ ...invoice, ...members });
  const status = left.amount === 0 ? 'refunded' : 'partially_refunded';
  const after = await changeInvoice(scope, invoice, { ...members, status }, ['invoice.refunded']);
  const { id: refundId, reason, amount, taxAmount } = refund;
  await issueCreditNote(scope, after, {
    refundId,
    reason,
    settledBy: 'refund',
    credit: { amount, taxAmount },
  });
}

async function takeBack(scope: Scope, invoice: Invoice, refund: Refund): Promise<void> {
  const members = refundedMembers(invoice, refund, -1);
  const isUntouched = members.refundedAmount + members.refundedTaxAmount === 0;
  await changeInvoice(scope, invoice, { ...members, status: isUntouched ? 'paid' : 'partially_refunded' });
  const note = await selectCreditNote(scope, { refundId: refund.id });
  if (note) await voidCreditNote(scope, note);
}
