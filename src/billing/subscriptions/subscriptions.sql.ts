import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import {
  type CancellationReason,
  currentStatuses,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionWithItems,
} from './subscription.ts';

/** Inserts a subscription with its one item, and records it. */
export async function insertSubscription(
  scope: Scope,
  subscription: Subscription,
  item: SubscriptionItem,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  const s = subscription;
  await database`
    with changed as (
      insert into subscriptions (organization_id, mode, id, created_at, customer_id, pricing_model_id, product_id, price_id,
        name, status, renews, is_free_plan, started_at, metadata)
      values (${s.organizationId}, ${s.mode}, ${s.id}, ${s.createdAt}, ${s.customerId}, ${s.pricingModelId},
        ${s.productId}, ${s.priceId}, ${s.name}, ${s.status}, ${s.renews}, ${s.isFreePlan}, ${s.startedAt},
        ${database.json(s.metadata)})
      returning *),
    ${recordedIn(database, scope, record)}
    insert into subscription_items (organization_id, mode, id, created_at, subscription_id, price_id, name, unit_price,
      quantity)
    values (${item.organizationId}, ${item.mode}, ${item.id}, ${item.createdAt}, ${item.subscriptionId}, ${item.priceId},
      ${item.name}, ${item.unitPrice}, ${item.quantity})`;
}

/** All that a customer ever had, oldest first. */
export async function selectSubscriptionsOfCustomer(
  scope: Scope,
  customerId: string,
): Promise<SubscriptionWithItems[]> {
  const subscriptions = await scope.database<Subscription[]>`
    select * from subscriptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
    order by created_at, id`;
  return withItems(scope, subscriptions);
}

async function withItems(
  scope: Scope,
  subscriptions: readonly Subscription[],
): Promise<SubscriptionWithItems[]> {
  if (subscriptions.length === 0) return [];
  const items = await scope.database<SubscriptionItem[]>`
    select * from subscription_items
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and subscription_id = any(${subscriptions.map(({ id }) => id)}::uuid[])
    order by created_at, id`;
  const bySubscription = Map.groupBy(items, (item) => item.subscriptionId);
  return subscriptions.map((subscription) => ({
    ...subscription,
    items: bySubscription.get(subscription.id) ?? [],
  }));
}

/** Those of a customer that are current, held until the transaction ends. */
export async function selectCurrentSubscriptionsLocked(
  scope: Scope,
  customerId: string,
): Promise<Subscription[]> {
  return scope.database<Subscription[]>`
    select * from subscriptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and status = any(${[...currentStatuses]}::text[])
    order by created_at, id for update`;
}

/** Whether a customer has a subscription that goes on being paid for. Who is on a free plan has none. */
export async function hasRenewingSubscription(scope: Scope, customerId: string): Promise<boolean> {
  const [row] = await scope.database<{ has: boolean }[]>`
    select exists (select 1 from subscriptions
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
        and status in ('trialing', 'active', 'past_due') and renews and not is_free_plan) as has`;
  return row?.has ?? false;
}

/** Ends a subscription with its items, and records it. */
export async function updateSubscriptionCanceled(
  scope: Scope,
  id: string,
  canceled: { at: Date; reason: CancellationReason },
  record: ChangeRecord,
): Promise<void> {
  const { database, organizationId, mode } = scope;
  await database`
    with changed as (
      update subscriptions set status = 'canceled', modified_at = ${canceled.at}, canceled_at = ${canceled.at},
        cancellation_reason = ${canceled.reason}
      where organization_id = ${organizationId} and mode = ${mode} and id = ${id}
      returning *),
    ${recordedIn(database, scope, record)}
    update subscription_items set expired_at = ${canceled.at}, modified_at = ${canceled.at}
    where organization_id = ${organizationId} and mode = ${mode} and subscription_id = ${id} and expired_at is null`;
}
