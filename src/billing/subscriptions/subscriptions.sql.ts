import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedAll, recordedIn } from '../changes/index.ts';
import {
  currentStatuses,
  type PendingUpdate,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionWithItems,
} from './subscription.ts';

/** A row as it was read: dates inside its JSON column come as text. */
export function revivedSubscription(row: Subscription): Subscription {
  const update = row.pendingUpdate;
  if (!update) return row;
  const pendingUpdate: PendingUpdate = {
    ...update,
    createdAt: new Date(update.createdAt),
    modifiedAt: update.modifiedAt && new Date(update.modifiedAt),
    appliesAt: new Date(update.appliesAt),
  };
  return { ...row, pendingUpdate };
}

/** The items that count, or of a subscription that has ended the last, as JSON: for what is told of a change. */
function itemsAsJson(database: Database) {
  return database`(
    select jsonb_agg(to_jsonb(item) order by item.created_at, item.id) from subscription_items item
    where item.organization_id = written.organization_id and item.mode = written.mode
      and item.subscription_id = written.id and item.replaced_at is null) as items`;
}

/** Inserts a subscription with its items, and records it. */
export async function insertSubscription(
  scope: Scope,
  subscription: SubscriptionWithItems,
  records: readonly ChangeRecord[],
): Promise<void> {
  const { database } = scope;
  const { items, ...s } = subscription;
  await database`
    with written as (
      insert into subscriptions (organization_id, mode, id, created_at, customer_id, pricing_model_id, product_id, price_id,
        name, status, renews, is_free_plan, currency, amount, recurring_interval, recurring_interval_count, anchor_day,
        current_period_start, current_period_end, usage_billed_until, trial_start, trial_end, started_at, checkout_id,
        discount_id, discount_applied_at, period_discount_id, seats, units, custom_amount, payment_method_id,
        collection_method, days_until_due, metadata, custom_field_data, next_action_at)
      values (${s.organizationId}, ${s.mode}, ${s.id}, ${s.createdAt}, ${s.customerId}, ${s.pricingModelId},
        ${s.productId}, ${s.priceId}, ${s.name}, ${s.status}, ${s.renews}, ${s.isFreePlan}, ${s.currency}, ${s.amount},
        ${s.recurringInterval}, ${s.recurringIntervalCount}, ${s.anchorDay}, ${s.currentPeriodStart},
        ${s.currentPeriodEnd}, ${s.usageBilledUntil}, ${s.trialStart}, ${s.trialEnd}, ${s.startedAt}, ${s.checkoutId},
        ${s.discountId}, ${s.discountAppliedAt}, ${s.periodDiscountId}, ${s.seats}, ${s.units}, ${s.customAmount},
        ${s.paymentMethodId}, ${s.collectionMethod}, ${s.daysUntilDue}, ${database.json(s.metadata)},
        ${database.json(s.customFieldData as never)}, ${s.nextActionAt})
      returning *),
    item as (
      insert into subscription_items (organization_id, mode, id, created_at, subscription_id, price_id, name, unit_price,
        quantity, amount)
      ${itemRows(database, subscription, items)}
      returning *),
    changed as (
      select written.*, (select jsonb_agg(to_jsonb(item) order by item.id) from item) as items from written),
    ${recordedAll(database, scope, records)}
    select 1`;
}

function itemRows(database: Database, subscription: Subscription, items: readonly SubscriptionItem[]) {
  const rows = items.map((item) => ({
    id: item.id,
    created_at: item.createdAt,
    price_id: item.priceId,
    name: item.name,
    unit_price: item.unitPrice,
    quantity: item.quantity,
    amount: item.amount,
  }));
  return database`
    select ${subscription.organizationId}::uuid, ${subscription.mode}::billing_mode, row.id, row.created_at,
      ${subscription.id}::uuid, row.price_id, row.name, row.unit_price, row.quantity, row.amount
    from jsonb_to_recordset(${database.json(rows as never)}::jsonb)
      as row (id uuid, created_at timestamptz, price_id uuid, name text, unit_price bigint, quantity integer, amount bigint)`;
}

/** Writes what can change of a subscription, and records it as all that `records` say, in order. */
export async function updateSubscriptionRow(
  scope: Scope,
  subscription: Subscription,
  records: readonly ChangeRecord[],
): Promise<void> {
  const { database } = scope;
  const s = subscription;
  await database`
    with written as (
      update subscriptions set version = ${s.version}, modified_at = ${s.modifiedAt}, product_id = ${s.productId},
        price_id = ${s.priceId}, name = ${s.name}, status = ${s.status}, renews = ${s.renews},
        is_free_plan = ${s.isFreePlan}, amount = ${s.amount}, recurring_interval = ${s.recurringInterval},
        recurring_interval_count = ${s.recurringIntervalCount}, anchor_day = ${s.anchorDay},
        current_period_start = ${s.currentPeriodStart}, current_period_end = ${s.currentPeriodEnd},
        usage_billed_until = ${s.usageBilledUntil}, trial_start = ${s.trialStart}, trial_end = ${s.trialEnd},
        cancel_at_period_end = ${s.cancelAtPeriodEnd}, canceled_at = ${s.canceledAt}, ends_at = ${s.endsAt},
        ended_at = ${s.endedAt}, cancellation_reason = ${s.cancellationReason},
        customer_cancellation_reason = ${s.customerCancellationReason},
        customer_cancellation_comment = ${s.customerCancellationComment}, pause_at_period_end = ${s.pauseAtPeriodEnd},
        paused_at = ${s.pausedAt}, resumes_at = ${s.resumesAt}, past_due_at = ${s.pastDueAt},
        checkout_id = ${s.checkoutId}, discount_id = ${s.discountId}, discount_applied_at = ${s.discountAppliedAt},
        period_discount_id = ${s.periodDiscountId}, seats = ${s.seats}, units = ${s.units},
        custom_amount = ${s.customAmount}, payment_method_id = ${s.paymentMethodId},
        pending_update = ${database.json(s.pendingUpdate as never)}, change_payment_id = ${s.changePaymentId},
        collection_method = ${s.collectionMethod}, days_until_due = ${s.daysUntilDue},
        metadata = ${database.json(s.metadata)}, custom_field_data = ${database.json(s.customFieldData as never)},
        plan_version = ${s.planVersion}, reminded_of = ${s.remindedOf}, next_action_at = ${s.nextActionAt}
      where organization_id = ${s.organizationId} and mode = ${s.mode} and id = ${s.id}
      returning *),
    changed as (select written.*, ${itemsAsJson(database)} from written),
    ${recordedAll(database, scope, records)}
    select 1`;
}

/** Puts other items in the place of a subscription's: those that counted expire. */
export async function replaceItems(
  scope: Scope,
  subscription: Subscription,
  items: readonly SubscriptionItem[],
): Promise<void> {
  const { database } = scope;
  const now = scope.clock.now();
  await database`
    with expired as (
      update subscription_items set expired_at = ${now}, replaced_at = ${now}, modified_at = ${now}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and subscription_id = ${subscription.id} and expired_at is null)
    insert into subscription_items (organization_id, mode, id, created_at, subscription_id, price_id, name, unit_price,
      quantity, amount)
    ${itemRows(database, subscription, items)}`;
}

/** One subscription: only this customer's where one is named; only one with periods, or without, where that is said. */
export type SubscriptionKey = { id: string; customerId?: string; renews?: boolean };

/**
 * One subscription. `lock` holds the row until the transaction ends:
 * waiting for whoever has it, or not finding it while somebody has.
 */
export async function selectSubscription(
  scope: Scope,
  key: SubscriptionKey,
  options: { lock?: true | 'unless_taken' } = {},
): Promise<SubscriptionWithItems | undefined> {
  const { database } = scope;
  const locks = options.lock === 'unless_taken' ? database`for update skip locked` : database`for update`;
  const rows = await database<Subscription[]>`
    select * from subscriptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${key.id}
      ${key.customerId ? database`and customer_id = ${key.customerId}` : database``}
      ${key.renews === undefined ? database`` : database`and renews = ${key.renews}`}
    ${options.lock ? locks : database``}`;
  const [subscription] = await withItems(scope, rows);
  return subscription;
}

/** Subscriptions by id, in no particular order, without their items. */
export async function selectSubscriptionsById(scope: Scope, ids: readonly string[]): Promise<Subscription[]> {
  if (ids.length === 0) return [];
  const rows = await scope.database<Subscription[]>`
    select * from subscriptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
  return rows.map(revivedSubscription);
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

/** With the items that count; of a subscription that has ended, the last. */
export async function withItems(
  scope: Scope,
  subscriptions: readonly Subscription[],
): Promise<SubscriptionWithItems[]> {
  if (subscriptions.length === 0) return [];
  const items = await scope.database<SubscriptionItem[]>`
    select * from subscription_items
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and subscription_id = any(${subscriptions.map(({ id }) => id)}::uuid[]) and replaced_at is null
    order by created_at, id`;
  const bySubscription = Map.groupBy(items, (item) => item.subscriptionId);
  return subscriptions.map((subscription) => ({
    ...revivedSubscription(subscription),
    items: bySubscription.get(subscription.id) ?? [],
  }));
}

/** Those of a customer that are current, held until the transaction ends. */
export async function selectCurrentSubscriptionsLocked(
  scope: Scope,
  customerId: string,
): Promise<SubscriptionWithItems[]> {
  const subscriptions = await scope.database<Subscription[]>`
    select * from subscriptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and (status = any(${[...currentStatuses]}::text[]) or status = 'paused')
    order by created_at, id for update`;
  return withItems(scope, subscriptions);
}

/** Whether a customer has a subscription that goes on being paid for. Who is on a free plan has none. */
export async function hasRenewingSubscription(scope: Scope, customerId: string): Promise<boolean> {
  const [row] = await scope.database<{ has: boolean }[]>`
    select exists (select 1 from subscriptions
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
        and status in ('trialing', 'active', 'past_due') and renews and not is_free_plan) as has`;
  return row?.has ?? false;
}

/** Ends the items of a subscription that has ended. */
export async function expireItems(scope: Scope, subscriptionId: string, at: Date): Promise<void> {
  await scope.database`
    update subscription_items set expired_at = ${at}, modified_at = ${at}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and subscription_id = ${subscriptionId}
      and expired_at is null`;
}

/** Tells that what a customer has may have changed: the customer, and what they are subscribed to. */
export async function recordCustomerState(scope: Scope, customerId: string): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      select customers.*, (
        select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at, s.id), '[]') from subscriptions s
        where s.organization_id = customers.organization_id and s.mode = customers.mode and s.customer_id = customers.id
          and s.status in ('trialing', 'active', 'past_due')) as active_subscriptions
      from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${customerId}),
    ${recordedIn(database, scope, {
      type: 'customer.state_changed',
      objectType: 'customer',
      objectId: customerId,
      changes: {},
    })}
    select 1`;
}

/** Whether a subscription owes anything that an attempt to collect has failed for. */
export async function hasUnpaidInvoice(scope: Scope, subscriptionId: string): Promise<boolean> {
  const [row] = await scope.database<{ has: boolean }[]>`
    select exists (select 1 from invoices
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and subscription_id = ${subscriptionId}
        and status = 'pending' and first_failed_at is not null) as has`;
  return row?.has ?? false;
}

/** The pending invoices of a subscription that no payment is under way for. */
export async function selectUnpaidInvoices(scope: Scope, subscriptionId: string): Promise<string[]> {
  const rows = await scope.database<{ id: string }[]>`
    select id from invoices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and subscription_id = ${subscriptionId}
      and status = 'pending' and not exists (
        select from payments
        where payments.organization_id = invoices.organization_id and payments.mode = invoices.mode
          and payments.invoice_id = invoices.id and payments.status = 'pending')
    order by created_at, id`;
  return rows.map(({ id }) => id);
}

/** Moves when a subscription is looked at again; told to nobody. */
export async function updateNextAction(scope: Scope, id: string, at: Date): Promise<void> {
  await scope.database`
    update subscriptions set next_action_at = ${at}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}

/** Notes that the customer of a subscription is told of the end of its period ahead, and tells it. */
export async function updateReminded(
  scope: Scope,
  { id, remindedOf, nextActionAt }: Pick<Subscription, 'id' | 'remindedOf' | 'nextActionAt'>,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  await database`
    with written as (
      update subscriptions set reminded_of = ${remindedOf}, next_action_at = ${nextActionAt}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
      returning *),
    changed as (select written.*, ${itemsAsJson(database)} from written),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Holds a subscription for a change that waits for its payment, or lets it go; told to nobody. */
export async function updateChangePayment(scope: Scope, id: string, paymentId: string | null): Promise<void> {
  await scope.database`
    update subscriptions set change_payment_id = ${paymentId}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}
