import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { roundedShare } from '../../platform/rounding.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { type Invoice, isPaid, refundableAmounts, selectInvoice } from '../invoices/index.ts';
import { type Payment, type ProcessorDispute, selectPaymentByReference } from '../payments/index.ts';
import { selectPendingRefunds, selectRefund, settleRefund, writeRefund } from '../refunds/index.ts';
import type { Dispute } from './dispute.ts';
import { insertDispute, selectDispute, updateDisputeRow } from './disputes.sql.ts';

const told = ['status', 'amount', 'taxAmount', 'reason', 'evidenceDueBy'] as const;

/**
 * Writes how a dispute stands, by what the processor tells: of a new one or of one that is known. Told twice, it is written
 * once. What the bank took with a dispute that was lost counts as refunded; where it is won after all, that is undone.
 *
 * @returns undefined where it is of no payment of ours
 */
export async function recordDispute(scope: Scope, notice: ProcessorDispute): Promise<Dispute | undefined> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const payment = await selectPaymentByReference(inside, notice.chargeReference);
    const invoice =
      payment?.status === 'succeeded' && payment.invoiceId !== null
        ? await selectInvoice(inside, { id: payment.invoiceId }, { lock: true })
        : undefined;
    if (!payment || !invoice) return undefined;
    const dispute = await writeDispute(inside, invoice, payment, notice);
    if (dispute.status === 'lost') await takeBack(inside, invoice, payment, dispute);
    // One that is appealed is open again, but the bank still has the money.
    else if (dispute.status === 'won') await giveAgain(inside, dispute);
    return dispute;
  });
}

async function writeDispute(
  scope: Scope,
  invoice: Invoice,
  payment: Payment,
  notice: ProcessorDispute,
): Promise<Dispute> {
  const { processor } = payment;
  const before = await selectDispute(scope, { processor, reference: notice.reference });
  const now = scope.clock.now();
  const after: Dispute = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: before?.id ?? newId(now),
    createdAt: before?.createdAt ?? now,
    modifiedAt: before ? now : null,
    invoiceId: invoice.id,
    paymentId: payment.id,
    customerId: invoice.customerId,
    status: notice.status,
    ...partsOf(invoice, payment, notice.amount),
    currency: notice.currency,
    reason: notice.reason,
    evidenceDueBy: notice.evidenceDueBy,
    processor,
    processorReference: notice.reference,
  };
  const changes = changesBetween<Dispute>(before ?? null, after, told);
  const about = { objectType: 'dispute', objectId: after.id, changes };
  if (!before) await insertDispute(scope, after, { ...about, type: 'dispute.created' });
  else if (Object.keys(changes).length === 0) return before;
  else await updateDisputeRow(scope, after, { ...about, type: 'dispute.updated' });
  return after;
}

/** What is disputed, without and of the tax: of a whole payment all of its tax, else a share. */
function partsOf(invoice: Invoice, payment: Payment, gross: number) {
  const taxAmount =
    payment.amount === 0 ? 0 : Math.min(gross, roundedShare(gross, invoice.taxAmount, payment.amount));
  return { amount: gross - taxAmount, taxAmount };
}

/** Of what was given back before, nothing is lost again. */
async function takeBack(scope: Scope, invoice: Invoice, payment: Payment, dispute: Dispute): Promise<void> {
  if (!isPaid(invoice.status) || (await selectRefund(scope, { disputeId: dispute.id }))) return;
  const left = refundableAmounts(invoice);
  const pending = await selectPendingRefunds(scope, invoice.id);
  const amount = Math.min(dispute.amount, left.amount - pending.amount);
  const taxAmount = Math.min(dispute.taxAmount, left.taxAmount - pending.taxAmount);
  if (amount + taxAmount <= 0) return;
  const { id: disputeId, processorReference } = dispute;
  const said = { reason: 'dispute_prevention', disputeId, processorReference } as const;
  const refund = await writeRefund(scope, invoice, payment, { amount, taxAmount }, said);
  await settleRefund(scope, refund.id, {
    reference: processorReference,
    status: 'succeeded',
    failureReason: null,
  });
}

async function giveAgain(scope: Scope, dispute: Dispute): Promise<void> {
  const refund = await selectRefund(scope, { disputeId: dispute.id });
  if (refund?.status !== 'succeeded') return;
  await settleRefund(scope, refund.id, {
    reference: dispute.processorReference,
    status: 'canceled',
    failureReason: null,
  });
}
