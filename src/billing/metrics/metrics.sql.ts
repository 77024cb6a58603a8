import type { Fragment } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';

/** What happened within one of some periods; `bucket` is its place from 1 on, 0 for all the time before. */
type Bucket = { bucket: number };

/**
 * In which period a moment is. The periods follow one another: each ends where the next begins.
 *
 * @param starts their first moments, in order
 */
function bucketOf({ database }: Scope, moment: Fragment, starts: readonly Date[]): Fragment {
  // In a query of its own, so that the texts are read once and not for every row.
  const texts = starts.map((start) => start.toISOString());
  return database`width_bucket(${moment}, (select ${texts}::text[]::timestamptz[]))`;
}

export type SubscriptionChanges = Bucket & {
  monthly: number;
  active: number;
  began: number;
  canceled: number;
};

/** How the subscriptions changed: what they are worth a month, how many are active, which began and which were canceled. */
export async function selectSubscriptionChanges(
  scope: Scope,
  currency: string,
  starts: readonly Date[],
  end: Date,
): Promise<SubscriptionChanges[]> {
  const { database, organizationId, mode } = scope;
  return database<SubscriptionChanges[]>`
    select ${bucketOf(scope, database`at`, starts)} as bucket, sum(monthly_change)::bigint as monthly,
      sum(active_change)::integer as active, (count(*) filter (where is_new))::integer as began,
      (count(*) filter (where is_canceled))::integer as canceled
    from subscription_values
    where organization_id = ${organizationId} and mode = ${mode} and currency = ${currency} and at < ${end}
    group by bucket`;
}

/** What was paid, less what was refunded and credited, without tax. */
export async function selectRevenue(
  scope: Scope,
  currency: string,
  starts: readonly Date[],
  end: Date,
): Promise<(Bucket & { amount: number })[]> {
  const { database, organizationId, mode } = scope;
  const [start] = starts;
  return database<(Bucket & { amount: number })[]>`
    select ${bucketOf(scope, database`moment`, starts)} as bucket, sum(amount)::bigint as amount
    from (
      select paid_at as moment, net_amount as amount from invoices
      where organization_id = ${organizationId} and mode = ${mode} and currency = ${currency} and paid_at >= ${start ?? end}
        and paid_at < ${end}
      union all
      select settled_at, -amount from refunds
      where organization_id = ${organizationId} and mode = ${mode} and currency = ${currency} and status = 'succeeded'
        and settled_at >= ${start ?? end} and settled_at < ${end}
      union all
      select case note.settled_by when 'due' then invoice.paid_at else note.created_at end, -note.amount
      from credit_notes note join invoices invoice on invoice.organization_id = note.organization_id
        and invoice.mode = note.mode and invoice.id = note.invoice_id
      where note.organization_id = ${organizationId} and note.mode = ${mode} and note.currency = ${currency}
        and note.status = 'issued' and note.refund_id is null) as moved
    where moment >= ${start ?? end} and moment < ${end}
    group by bucket`;
}

/** How many customers were made, those who were deleted since too. */
export async function selectNewCustomers(
  scope: Scope,
  starts: readonly Date[],
  end: Date,
): Promise<(Bucket & { customers: number })[]> {
  const { database, organizationId, mode } = scope;
  const made = database`organization_id = ${organizationId} and mode = ${mode} and created_at >= ${starts[0] ?? end}
    and created_at < ${end}`;
  return database<(Bucket & { customers: number })[]>`
    select ${bucketOf(scope, database`created_at`, starts)} as bucket, count(*)::integer as customers
    from (
      select created_at from customers where ${made} and deleted_at is null
      union all
      select created_at from customers where ${made} and deleted_at is not null) as made
    group by bucket`;
}

/** How many attempts to be paid failed. */
export async function selectFailedPayments(
  scope: Scope,
  currency: string,
  starts: readonly Date[],
  end: Date,
): Promise<(Bucket & { payments: number })[]> {
  const { database, organizationId, mode } = scope;
  return database<(Bucket & { payments: number })[]>`
    select ${bucketOf(scope, database`settled_at`, starts)} as bucket, count(*)::integer as payments
    from payments
    where organization_id = ${organizationId} and mode = ${mode} and currency = ${currency} and status = 'failed'
      and settled_at >= ${starts[0] ?? end} and settled_at < ${end}
    group by bucket`;
}

/** The currencies in which there are subscriptions or paid invoices. Each is looked up after the one before it. */
export async function selectMetricCurrencies(scope: Scope): Promise<string[]> {
  const { database, organizationId, mode } = scope;
  const next = (after: Fragment) => database`(
    select min(currency) from (
      (select currency from subscription_values
        where organization_id = ${organizationId} and mode = ${mode} and currency > ${after} order by currency limit 1)
      union all
      (select currency from invoices
        where organization_id = ${organizationId} and mode = ${mode} and currency > ${after} and paid_at is not null
        order by currency limit 1)) as following)`;
  const rows = await database<{ currency: string }[]>`
    with recursive used as (
      select ${next(database`''`)} as currency
      union all
      select ${next(database`used.currency`)} from used where used.currency is not null)
    select currency from used where currency is not null`;
  return rows.map(({ currency }) => currency);
}
