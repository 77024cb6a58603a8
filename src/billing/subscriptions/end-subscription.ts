import type { Scope } from '../../platform/scope.ts';
import { selectInvoice, voidInvoice } from '../invoices/index.ts';
import { revokeSeatsOf } from '../seats/index.ts';
import {
  type CancellationReason,
  type Subscription,
  type SubscriptionWithItems,
  statusAfter,
} from './subscription.ts';
import { expireItems, selectUnpaidInvoices } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

export type End = {
  trigger: 'revoked' | 'period_ended';
  /** Where it was not the customer's or the merchant's wish. */
  reason?: CancellationReason;
} & Partial<Pick<Subscription, 'customerCancellationReason' | 'customerCancellationComment'>>;

/**
 * Ends a subscription now, in the caller's transaction, which holds it. Polar: told as canceled, unless that was told when it
 * was asked for, and as revoked. What it still owes after being revoked is void.
 */
export async function endSubscription(
  scope: Scope,
  subscription: SubscriptionWithItems,
  { trigger, reason, ...said }: End,
): Promise<SubscriptionWithItems> {
  const now = scope.clock.now();
  const wasAsked = subscription.canceledAt !== null;
  const ended = await writeSubscription(
    scope,
    subscription,
    {
      ...said,
      status: statusAfter(subscription, trigger),
      canceledAt: subscription.canceledAt ?? now,
      endsAt: trigger === 'period_ended' ? (subscription.endsAt ?? now) : now,
      endedAt: now,
      cancelAtPeriodEnd: trigger === 'period_ended',
      cancellationReason: reason ?? null,
      pauseAtPeriodEnd: false,
      resumesAt: null,
      pendingUpdate: null,
      changePaymentId: null,
    },
    wasAsked ? ['revoked'] : ['canceled', 'revoked'],
  );
  await expireItems(scope, subscription.id, now);
  if (subscription.seats !== null) await revokeSeatsOf(scope, { subscriptionId: subscription.id });
  if (trigger === 'revoked') await voidUnpaid(scope, subscription.id);
  return ended;
}

/** What a payment is under way for is not void: the payment decides. */
async function voidUnpaid(scope: Scope, subscriptionId: string): Promise<void> {
  for (const id of await selectUnpaidInvoices(scope, subscriptionId)) {
    const invoice = await selectInvoice(scope, { id }, { lock: true });
    if (invoice?.status === 'pending') await voidInvoice(scope, invoice);
  }
}
