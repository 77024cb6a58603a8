import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectPaymentMethod } from '../payment-methods/index.ts';
import {
  challengeMilliseconds,
  type Outcome,
  type Payment,
  type PaymentProcessor,
  processorNamed,
  selectPayment,
} from '../payments/index.ts';
import { settlePayment } from './settle-payment.ts';

/**
 * Has a pending payment carried out, and does all that follows from how it went. May be called again at any time, by anyone:
 * the payment's id is the processor's key, so that money moves once, and a payment that is settled is left alone.
 *
 * Runs outside of transactions: nothing is held while the processor is asked.
 */
export async function carryOutPayment(scope: Scope, paymentId: string): Promise<Payment> {
  const payment = await selectPayment(scope, paymentId);
  if (!payment) throw new Error(`There is no payment ${paymentId}.`);
  if (payment.status !== 'pending') return payment;
  const processor = await processorNamed(scope, payment.processor);
  // Without an account there it waits for one.
  return processor ? settlePayment(scope, payment.id, await outcomeOf(scope, processor, payment)) : payment;
}

/** Has the payment that a step began, if it did, carried out once the step has committed. */
export function carryOutLater(paymentId: string | null): FollowUp | undefined {
  if (paymentId === null) return undefined;
  return async (outside) => {
    await carryOutPayment(outside, paymentId);
  };
}

async function outcomeOf(scope: Scope, processor: PaymentProcessor, payment: Payment): Promise<Outcome> {
  const { processorReference } = payment;
  if (processorReference !== null) {
    return isAbandoned(payment, scope.clock.now())
      ? processor.cancelCharge(scope, processorReference)
      : processor.retrieveCharge(scope, processorReference);
  }
  const source = await sourceOf(scope, payment);
  if (!source) return failure('payment_method_unknown', 'The payment method is gone.');
  const charged = await processor.charge(scope, {
    idempotencyKey: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    source: source.charged,
    customerReference: payment.customerReference ?? source.customerReference,
    offSession: payment.confirmationToken === null && payment.trigger !== 'retry_customer',
    saveMethod: payment.purpose === 'checkout' || payment.confirmationToken !== null,
    returnUrl: payment.returnUrl,
    description: `Payment ${payment.id}`,
  });
  if (charged.ok) return charged.value;
  const [first] = charged.failures;
  return failure(first.code, first.message);
}

/**
 * Whether the customer was asked to authenticate and has not done so in time. While it is waited for, nothing can be paid in
 * another way: an invoice not by dunning, a checkout not with another card.
 */
function isAbandoned(payment: Payment, now: Date): boolean {
  const waited = now.getTime() - payment.createdAt.getTime();
  return payment.clientSecret !== null && waited >= challengeMilliseconds;
}

async function sourceOf(scope: Scope, payment: Payment) {
  const { confirmationToken, checkoutId, customerId, paymentMethodId } = payment;
  if (confirmationToken !== null) {
    return { charged: { confirmationToken, checkoutId }, customerReference: null };
  }
  const method =
    customerId !== null && paymentMethodId !== null
      ? await selectPaymentMethod(scope, customerId, paymentMethodId)
      : undefined;
  return (
    method && {
      charged: { methodReference: method.processorReference },
      customerReference: method.processorCustomerReference,
    }
  );
}

/** A payment that nothing was tried for. */
function failure(declineReason: string, declineMessage: string): Outcome {
  return {
    reference: '',
    customerReference: null,
    method: null,
    status: 'failed',
    declineReason,
    declineMessage,
    isFinal: false,
  };
}
