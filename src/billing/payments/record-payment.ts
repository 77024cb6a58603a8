import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Payment, PaymentTrigger } from './payment.ts';
import { insertPayment } from './payments.sql.ts';
import type { Charge } from './processor.ts';

export type PaymentInput = {
  charge: Charge;
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
export async function recordPayment(scope: Scope, input: PaymentInput): Promise<Payment> {
  const { charge, ...members } = input;
  const failed = charge.status === 'failed' ? charge : undefined;
  const now = scope.clock.now();
  const payment: Payment = {
    ...members,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    processorReference: charge.reference,
    status: charge.status,
    method: charge.method.type,
    methodMetadata: charge.method.metadata,
    declineReason: failed?.declineReason ?? null,
    declineMessage: failed?.declineMessage ?? null,
  };
  await insertPayment(scope, payment, {
    type: `payment.${payment.status}`,
    objectType: 'payment',
    objectId: payment.id,
    changes: changesBetween<Payment>(null, payment, ['status', 'amount', 'currency', 'declineReason']),
  });
  return payment;
}
