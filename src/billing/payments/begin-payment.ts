import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { leftBehindAt } from './left-behind.ts';
import type { Payment } from './payment.ts';
import { insertPayment } from './payments.sql.ts';

export type PaymentInput = Pick<Payment, 'purpose' | 'trigger' | 'amount' | 'currency' | 'processor'> &
  Partial<
    Pick<
      Payment,
      | 'customerId'
      | 'checkoutId'
      | 'invoiceId'
      | 'subscriptionId'
      | 'paymentMethodId'
      | 'change'
      | 'confirmationToken'
      | 'returnUrl'
      | 'customerReference'
      | 'method'
      | 'methodMetadata'
    >
  >;

/** How long a customer who is asked to authenticate has for it, before that is taken for given up. */
export const challengeMilliseconds = 3_600_000;

/**
 * Writes down that a payment is to be made, in the transaction of what it is for. Whoever does so carries it out once
 * that has committed; where they did not live to do it, it is found by its `nextActionAt`.
 */
export async function beginPayment(scope: Scope, input: PaymentInput): Promise<Payment> {
  if (input.amount <= 0) throw new Error('A payment is of more than nothing.');
  const now = scope.clock.now();
  const payment: Payment = {
    customerId: null,
    checkoutId: null,
    invoiceId: null,
    subscriptionId: null,
    paymentMethodId: null,
    change: null,
    confirmationToken: null,
    returnUrl: null,
    customerReference: null,
    method: 'card',
    methodMetadata: {},
    ...input,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    processorReference: null,
    status: 'pending',
    declineReason: null,
    declineMessage: null,
    isFinalDecline: false,
    clientSecret: null,
    settledAt: null,
    nextActionAt: leftBehindAt(scope),
  };
  await insertPayment(scope, payment, {
    type: 'payment.created',
    objectType: 'payment',
    objectId: payment.id,
    changes: changesBetween<Payment>(null, payment, ['status', 'amount', 'currency', 'purpose']),
  });
  return payment;
}
