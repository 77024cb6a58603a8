import { minuteMilliseconds } from '../../platform/calendar.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Payment } from './payment.ts';
import { updatePaymentRow, updatePendingPayment } from './payments.sql.ts';
import type { Outcome } from './processor.ts';

/**
 * Writes what became of a payment that is still pending, in the transaction that holds its row. While the outcome is not
 * known, only where to ask for it is kept, and when; that the buyer is asked to authenticate is told once.
 */
export async function writeOutcome(
  scope: Scope,
  payment: Payment,
  outcome: Outcome,
  settled: Partial<Pick<Payment, 'customerId' | 'invoiceId' | 'subscriptionId' | 'paymentMethodId'>> = {},
): Promise<Payment> {
  const now = scope.clock.now();
  const known = {
    processorReference: outcome.reference,
    customerReference: outcome.customerReference ?? payment.customerReference,
  };
  if (outcome.status === 'requires_action' || outcome.status === 'pending') {
    const after = {
      ...payment,
      ...known,
      clientSecret: outcome.status === 'requires_action' ? outcome.clientSecret : payment.clientSecret,
      nextActionAt: askAgainAt(payment, now),
    };
    const isAsked = outcome.status === 'requires_action' && payment.clientSecret === null;
    const record = {
      type: 'payment.requires_action',
      objectType: 'payment',
      objectId: payment.id,
      changes: {},
    };
    await updatePendingPayment(scope, payment.id, after, isAsked ? record : undefined);
    return after;
  }
  const failed = outcome.status === 'failed' ? outcome : undefined;
  const after: Payment = {
    ...payment,
    ...known,
    ...settled,
    modifiedAt: now,
    status: outcome.status,
    method: outcome.method?.type ?? payment.method,
    methodMetadata: outcome.method?.metadata ?? payment.methodMetadata,
    declineReason: failed?.declineReason ?? null,
    declineMessage: failed?.declineMessage ?? null,
    isFinalDecline: failed?.isFinal ?? false,
    confirmationToken: null,
    clientSecret: null,
    settledAt: now,
    nextActionAt: null,
  };
  await updatePaymentRow(scope, after, {
    type: `payment.${after.status}`,
    objectType: 'payment',
    objectId: payment.id,
    changes: changesBetween<Payment>(payment, after, [
      'status',
      'declineReason',
      'invoiceId',
      'paymentMethodId',
    ]),
  });
  return after;
}

/** Asked again after a minute at first, then after as long as it has been under way: often while it is young. */
function askAgainAt(payment: Payment, now: Date): Date {
  const age = now.getTime() - payment.createdAt.getTime();
  return new Date(now.getTime() + Math.max(minuteMilliseconds, age));
}
