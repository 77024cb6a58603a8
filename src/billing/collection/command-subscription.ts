import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  commandSubscription as command,
  type SubscriptionCommand,
  type SubscriptionKey,
  type SubscriptionWithItems,
  selectSubscription,
} from '../subscriptions/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';

/**
 * Does what is asked of a subscription, and has paid what that costs at once.
 *
 * @returns what `commandSubscription` of the subscriptions refuses; `payment_failed`, with `detail.reason`, where a change
 *   was not paid for and so not made.
 */
export async function commandSubscription(
  scope: Scope,
  key: SubscriptionKey,
  asked: SubscriptionCommand,
): Promise<Result<SubscriptionWithItems>> {
  const done = await command(scope, key, asked);
  if (!done.ok) return done;
  const { subscription, paymentId } = done.value;
  if (paymentId === null) return ok(subscription);
  const payment = await carryOutPayment(scope, paymentId);
  if (payment.purpose === 'subscription_change' && payment.status === 'failed') {
    return fail({
      code: 'payment_failed',
      message: 'Payment failed with reason: card_error.',
      detail: { reason: payment.declineReason },
    });
  }
  return ok((await selectSubscription(scope, { id: subscription.id })) ?? subscription);
}
