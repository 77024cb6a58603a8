import { joined } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { completeCheckout, heldConfirmedCheckout, reopenCheckout } from '../checkouts/index.ts';
import { type Outcome, type Payment, selectPayment, writeOutcome } from '../payments/index.ts';
import { applyPaidChange, releaseChange, selectSubscription } from '../subscriptions/index.ts';
import { creditPayment } from './credit-payment.ts';
import { settleInvoicePayment } from './settle-invoice-payment.ts';

/**
 * Writes how a payment went and does what follows from it, in one transaction. Idempotent: the answer to a request, a notice
 * of the processor and a later look at it may all tell the same, in any order; the first that knows the outcome counts.
 */
export async function settlePayment(scope: Scope, paymentId: string, outcome: Outcome): Promise<Payment> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const payment = await selectPayment(inside, paymentId, { lock: true });
    if (!payment) throw new Error(`There is no payment ${paymentId}.`);
    if (payment.status !== 'pending') return payment;
    if (outcome.status === 'pending' || outcome.status === 'requires_action') {
      return writeOutcome(inside, payment, outcome);
    }
    return consequences[payment.purpose](inside, payment, outcome);
  });
}

type Settled = Outcome & { status: 'succeeded' | 'failed' };

/** What follows from how a payment went, by what it was for. Each writes the outcome with what it led to. */
const consequences: Record<
  Payment['purpose'],
  (scope: Scope, payment: Payment, outcome: Settled) => Promise<Payment>
> = {
  invoice: settleInvoicePayment,
  async subscription_change(scope, pending, outcome) {
    const subscription =
      pending.subscriptionId === null
        ? undefined
        : await selectSubscription(scope, { id: pending.subscriptionId }, { lock: true });
    if (!subscription) throw new Error(`Payment ${pending.id} is for a subscription that is gone.`);
    if (outcome.status === 'failed') {
      await releaseChange(scope, subscription, pending);
      return writeOutcome(scope, pending, outcome);
    }
    // The subscription may have ended meanwhile: then the money is the customer's credit.
    if (subscription.changePaymentId !== pending.id) {
      await creditPayment(scope, pending, null);
      return writeOutcome(scope, pending, outcome);
    }
    const invoice = await applyPaidChange(scope, subscription, pending);
    return writeOutcome(scope, pending, outcome, { invoiceId: invoice.id });
  },
  async checkout(scope, pending, outcome) {
    if (pending.checkoutId === null) throw new Error(`Payment ${pending.id} is for no checkout.`);
    const details = await heldConfirmedCheckout(scope, pending.checkoutId);
    if (outcome.status === 'failed') {
      const payment = await writeOutcome(scope, pending, outcome);
      await reopenCheckout(scope, details.checkout);
      return payment;
    }
    const card = { processor: pending.processor, outcome, isCharged: true };
    const { customer, invoice, subscriptionId, paymentMethodId } = await completeCheckout(
      scope,
      details,
      card,
    );
    return writeOutcome(scope, pending, outcome, {
      customerId: customer.id,
      invoiceId: invoice.id,
      subscriptionId,
      paymentMethodId,
    });
  },
};
