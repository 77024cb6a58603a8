import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Payment, PaymentTrigger } from './payment.ts';
import { insertPayment } from './payments.sql.ts';
import type { Outcome } from './processor.ts';

export type RecordedPaymentInput = {
  outcome: Outcome;
  /** The name of the processor that charged. */
  processor: string;
  trigger: PaymentTrigger;
  /** Minor units. */
  amount: number;
  currency: string;
  customerId: string | null;
  checkoutId: string | null;
  invoiceId: string | null;
  paymentMethodId: string | null;
};

/** Keeps what became of a charge, declined ones as well. */
export async function recordPayment(scope: Scope, input: RecordedPaymentInput): Promise<Payment> {
  const { outcome, ...members } = input;
  const failed = outcome.status === 'failed' ? outcome : undefined;
  const now = scope.clock.now();
  const payment: Payment = {
    ...members,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    purpose: 'checkout',
    subscriptionId: null,
    change: null,
    confirmationToken: null,
    clientSecret: null,
    returnUrl: null,
    processorReference: outcome.reference,
    customerReference: outcome.customerReference,
    status: outcome.status === 'succeeded' ? 'succeeded' : 'failed',
    method: outcome.method?.type ?? 'card',
    methodMetadata: outcome.method?.metadata ?? {},
    declineReason: failed?.declineReason ?? null,
    declineMessage: failed?.declineMessage ?? null,
    isFinalDecline: failed?.isFinal ?? false,
    settledAt: now,
    nextActionAt: null,
  };
  await insertPayment(scope, payment, {
    type: `payment.${payment.status}`,
    objectType: 'payment',
    objectId: payment.id,
    changes: changesBetween<Payment>(null, payment, ['status', 'amount', 'currency', 'declineReason']),
  });
  return payment;
}
