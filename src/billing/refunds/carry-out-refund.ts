import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { ProcessorError, processorNamed, selectPayment, takeUp } from '../payments/index.ts';
import type { Refund } from './refund.ts';
import { postponeRefund, selectRefund } from './refunds.sql.ts';
import { settleRefund } from './settle-refund.ts';

/**
 * Has a pending refund carried out, and does what follows from how it went. May be called again at any time, by anyone: its id
 * is the processor's key. Where the processor cannot be asked, the refund stays pending and is found again when due.
 */
export async function carryOutRefund(scope: Scope, refundId: string): Promise<Refund> {
  const refund = await selectRefund(scope, { id: refundId });
  if (!refund) throw new Error(`There is no refund ${refundId}.`);
  if (refund.status !== 'pending') return refund;
  const payment = await selectPayment(scope, refund.paymentId);
  if (!payment?.processorReference) throw new Error(`Refund ${refundId} is of a payment that nobody made.`);
  try {
    const processor = await processorNamed(scope, refund.processor);
    const outcome = await processor.refund(scope, {
      idempotencyKey: refund.id,
      chargeReference: payment.processorReference,
      amount: refund.amount + refund.taxAmount,
      currency: refund.currency,
    });
    return (await settleRefund(scope, refundId, outcome)) ?? refund;
  } catch (error) {
    if (!(error instanceof ProcessorError)) throw error;
    return refund;
  }
}

/** Has a refund carried out that was left behind, or asks after it again. */
export async function runDueRefund(scope: Scope, id: string): Promise<FollowUp | undefined> {
  const refund = await selectRefund(scope, { id });
  if (!refund) return undefined;
  return takeUp(scope, {
    begunAt: refund.createdAt,
    postpone: (inside, until) => postponeRefund(inside, id, until),
    carryOut: (outside) => carryOutRefund(outside, id),
  });
}
