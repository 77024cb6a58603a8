import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import {
  nextActionAt,
  remindedAfter,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionWithItems,
} from './subscription.ts';
import {
  insertSubscription,
  recordCustomerState,
  replaceItems,
  updateSubscriptionRow,
} from './subscriptions.sql.ts';

/** What the audit record tells of a subscription. */
const told = [
  'customerId',
  'productId',
  'priceId',
  'status',
  'amount',
  'currency',
  'recurringInterval',
  'recurringIntervalCount',
  'anchorDay',
  'currentPeriodStart',
  'currentPeriodEnd',
  'trialEnd',
  'cancelAtPeriodEnd',
  'canceledAt',
  'endsAt',
  'endedAt',
  'cancellationReason',
  'customerCancellationReason',
  'customerCancellationComment',
  'pauseAtPeriodEnd',
  'pausedAt',
  'resumesAt',
  'pastDueAt',
  'discountId',
  'seats',
  'units',
  'customAmount',
  'paymentMethodId',
  'pendingUpdate',
  'collectionMethod',
  'metadata',
  'customFieldData',
] as const satisfies readonly (keyof Subscription)[];

/** Events of a subscription, in the core's words. */
export type SubscriptionEvent =
  | 'updated'
  | 'created'
  | 'active'
  | 'canceled'
  | 'uncanceled'
  | 'cycled'
  | 'revoked'
  | 'past_due'
  | 'paused'
  | 'resumed';

function records(
  id: string,
  events: readonly SubscriptionEvent[],
  changes: ReturnType<typeof changesBetween>,
) {
  return events.map((event, index) => ({
    type: `subscription.${event}`,
    objectType: 'subscription',
    objectId: id,
    changes: index === 0 ? changes : {},
  }));
}

/** Writes a new subscription. Polar: told as created, active and updated, in this order, and as the customer's state. */
export async function writeNewSubscription(
  scope: Scope,
  subscription: SubscriptionWithItems,
  events: readonly SubscriptionEvent[] = ['created', 'active', 'updated'],
): Promise<void> {
  const changes = changesBetween<Subscription>(null, subscription, told);
  await insertSubscription(scope, subscription, records(subscription.id, events, changes));
  await recordCustomerState(scope, subscription.customerId);
}

/**
 * Writes what a subscription has become, in the transaction that holds its row. Polar: every change is told as updated, and
 * as what `events` say beside; then as the customer's state.
 *
 * @param items where others take the place of those that counted.
 */
export async function writeSubscription(
  scope: Scope,
  before: SubscriptionWithItems,
  members: Partial<Subscription>,
  events: readonly SubscriptionEvent[] = [],
  items?: readonly SubscriptionItem[],
): Promise<SubscriptionWithItems> {
  const now = scope.clock.now();
  const changed: SubscriptionWithItems = {
    ...before,
    ...members,
    items: items ? [...items] : before.items,
    version: before.version + 1,
    modifiedAt: now,
  };
  const reminded = { ...changed, remindedOf: remindedAfter(before, changed, now) };
  const after = { ...reminded, nextActionAt: nextActionAt(reminded) };
  const changes = changesBetween<Subscription>(before, after, told);
  if (items) await replaceItems(scope, after, items);
  await updateSubscriptionRow(scope, after, records(after.id, ['updated', ...events], changes));
  await recordCustomerState(scope, after.customerId);
  return after;
}
