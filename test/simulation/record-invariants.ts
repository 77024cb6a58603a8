/** What must be true of what is told and due. Every function answers what is not. */
import type { Database } from '../../src/platform/postgres/database.ts';

type Found = { message: string };

async function messages(rows: PromiseLike<readonly Found[]>): Promise<string[]> {
  return (await rows).map(({ message }) => message);
}

/** Nothing is left due behind where a clock has come to, in any table of which something can fall due. */
export async function nothingIsLeftDue(database: Database): Promise<string[]> {
  const tables = await database<{ tableName: string }[]>`
    select table_name from information_schema.columns
    where column_name = 'next_action_at' and table_schema = current_schema() order by 1`;
  const found = tables.map(({ tableName }) =>
    messages(database<Found[]>`
      select format('%s %s was due at %s, and it is %s', ${tableName}::text, due.id, next_action_at, clock.now) as message
      from ${database(tableName)} due
      join test_clocks clock on clock.organization_id = due.organization_id and due.mode = 'test'
      where due.next_action_at <= clock.now`),
  );
  return (await Promise.all(found)).flat();
}

const dayMilliseconds = 86_400_000;

/** No payment or refund is under way for ever. One that waits for its buyer may wait, but is not asked for by itself. */
export function nothingIsPendingForEver(database: Database): Promise<string[]> {
  const oldest = dayMilliseconds / 1000;
  return messages(database<Found[]>`
    select format('payment %s (%s) is pending since %s', payment.id, trigger, payment.created_at) as message
    from payments payment
    join test_clocks clock on clock.organization_id = payment.organization_id and payment.mode = 'test'
    where status = 'pending' and client_secret is null and payment.created_at < clock.now - make_interval(secs => ${oldest})
    union all
    select format('refund %s is pending since %s', refund.id, refund.created_at)
    from refunds refund
    join test_clocks clock on clock.organization_id = refund.organization_id and refund.mode = 'test'
    where status = 'pending' and refund.created_at < clock.now - make_interval(secs => ${oldest})
    union all
    select format('payment %s is %s and still looked at', id, status) from payments
    where status <> 'pending' and next_action_at is not null
    union all
    select format('payment %s is pending and never looked at again', id) from payments
    where status = 'pending' and next_action_at is null
    union all
    select format('subscription %s waits for payment %s, which is %s', subscription.id, payment.id, payment.status)
    from subscriptions subscription
    left join payments payment on payment.organization_id = subscription.organization_id
      and payment.mode = subscription.mode and payment.id = subscription.change_payment_id
    where change_payment_id is not null and payment.status is distinct from 'pending'
    union all
    select format('pending invoice %s is due, and nobody will look at it again', invoice.id)
    from invoices invoice
    where status = 'pending' and collection_method = 'charge_automatically' and next_action_at is null
      and not exists (select 1 from payments payment where payment.organization_id = invoice.organization_id
        and payment.mode = invoice.mode and payment.invoice_id = invoice.id and payment.status = 'pending')
    union all
    select format('checkout %s is confirmed, and nothing of it is under way', checkout.id)
    from checkouts checkout
    where status = 'confirmed' and not exists (select 1 from payments payment
      where payment.organization_id = checkout.organization_id and payment.mode = checkout.mode
        and payment.checkout_id = checkout.id and payment.status = 'pending')
      and not exists (select 1 from checkout_set_ups set_up
      where set_up.organization_id = checkout.organization_id and set_up.mode = checkout.mode
        and set_up.checkout_id = checkout.id and set_up.status = 'pending')`);
}

/** Every audit row has its event, and every event its audit row. */
export function everyChangeIsTold(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with told as (
      select organization_id, mode, request_id, object_type, object_id, type, count(*) as times from events
      group by 1, 2, 3, 4, 5, 6),
    written as (
      select organization_id, mode, request_id, object_type, object_id, action as type, count(*) as times from audit_log
      group by 1, 2, 3, 4, 5, 6)
    select format('%s of %s %s in request %s: %s events, %s audit rows', coalesce(told.type, written.type),
      coalesce(told.object_type, written.object_type), coalesce(told.object_id, written.object_id),
      coalesce(told.request_id, written.request_id), coalesce(told.times, 0), coalesce(written.times, 0)) as message
    from told full join written using (organization_id, mode, request_id, object_type, object_id, type)
    where told.times is distinct from written.times`);
}

/** The first that is told of an object is that it came to be, and that once. Seats come to be as somebody gets them. */
export function objectsBeginWithCreated(database: Database): Promise<string[]> {
  const beginnings = ['created', 'assigned', 'claimed', 'set'];
  return messages(database<Found[]>`
    with numbered as (
      select *, row_number() over (partition by organization_id, mode, object_type, object_id order by sequence) as place
      from events)
    select format('%s %s: its event %s is %s', object_type, object_id, place, type) as message
    from numbered
    where (place = 1 and split_part(type, '.', 2) <> all(${beginnings}))
      or (place > 1 and split_part(type, '.', 2) = 'created' and split_part(type, '.', 1) = object_type)`);
}

/** What is told of an object goes along with time. */
export function eventsGoForward(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with followed as (
      select *, lag(occurred_at) over (partition by organization_id, mode, object_type, object_id order by sequence)
        as before
      from events where mode = 'test')
    select format('%s of %s %s is of %s, after an event of %s', type, object_type, object_id, occurred_at, before) as message
    from followed where occurred_at < before`);
}

/** Customers have what their subscriptions say: items count while it runs, and no longer. */
export function accessFollowsSubscriptions(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with counted as (
      select subscription.*, count(item.id) as items, coalesce(sum(item.amount), 0) as items_amount
      from subscriptions subscription
      left join subscription_items item on item.organization_id = subscription.organization_id
        and item.mode = subscription.mode and item.subscription_id = subscription.id and item.expired_at is null
      where subscription.renews
      group by subscription.organization_id, subscription.mode, subscription.id)
    select format('subscription %s is %s with %s items of %s that count, and costs %s', id, status, items, items_amount,
      amount) as message
    from counted
    where (status in ('canceled', 'incomplete_expired')) <> (items = 0) or (items > 0 and items_amount <> amount)`);
}
