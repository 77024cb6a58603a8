/** What must be true of subscriptions and their periods. Every function answers what is not. */
import {
  type SubscriptionStatus,
  subscriptionTransitions,
} from '../../src/billing/subscriptions/subscription.ts';
import type { Database } from '../../src/platform/postgres/database.ts';

type Found = { message: string };

async function messages(rows: PromiseLike<readonly Found[]>): Promise<string[]> {
  return (await rows).map(({ message }) => message);
}

type Change<T> = { before: T | null; after: T | null };

type Audited = {
  objectId: string;
  occurredAt: Date;
  action: string;
  changes: {
    status?: Change<SubscriptionStatus>;
    currentPeriodStart?: Change<string>;
    currentPeriodEnd?: Change<string>;
    trialEnd?: Change<string>;
  };
};

/** What the record says of each subscription, in order. */
async function histories(database: Database): Promise<Map<string, Audited[]>> {
  const rows = await database<Audited[]>`
    select object_id, occurred_at, action, changes from audit_log
    where object_type = 'subscription' order by object_id, sequence`;
  return Map.groupBy(rows, ({ objectId }) => objectId);
}

const allowed = new Set(
  Object.values(subscriptionTransitions).flatMap(({ from, to }) => from.map((status) => `${status} ${to}`)),
);
const first: ReadonlySet<unknown> = new Set(['active', 'trialing', 'incomplete']);

/** A subscription's status moves along the table of transitions only. */
export async function statusesFollowTheTable(database: Database): Promise<string[]> {
  const broken: string[] = [];
  for (const [id, history] of await histories(database)) {
    for (const { occurredAt, changes } of history) {
      const { status } = changes;
      if (!status) continue;
      const { before, after } = status;
      const isAllowed = before === null ? first.has(after) : allowed.has(`${before} ${after}`);
      if (!isAllowed)
        broken.push(`subscription ${id} went from ${before} to ${after} on ${occurredAt.toISOString()}`);
    }
  }
  return broken;
}

type Period = { start: string; end: string };

/** When changes were asked for that were paid for before they were made: what they do counts from then. */
async function changesPaidFor(database: Database): Promise<Map<string, string[]>> {
  const rows = await database<{ subscriptionId: string; createdAt: Date }[]>`
    select subscription_id, created_at from payments
    where purpose = 'subscription_change' and status = 'succeeded'`;
  const bySubscription = Map.groupBy(rows, ({ subscriptionId }) => subscriptionId);
  return new Map(
    [...bySubscription].map(([id, of]) => [id, of.map(({ createdAt }) => createdAt.toISOString())]),
  );
}

/** The periods that a subscription has had, by its record; each with the end that it came to in the end. */
function periodsOf(history: readonly Audited[], askedFor: readonly string[] = []) {
  const periods: Period[] = [];
  const broken: string[] = [];
  for (const { occurredAt, changes } of history) {
    const { currentPeriodStart: start, currentPeriodEnd: end } = changes;
    const current = periods.at(-1);
    const isTrialOver = changes.status?.before === 'trialing' && changes.status.after === 'active';
    if (isTrialOver && current && end?.after && !start) {
      // Ended at its very first moment.
      periods.push({ start: current.start, end: end.after });
    } else if (start?.after) {
      const beganAt = occurredAt.toISOString();
      // At its moment a period begins where the last one ended, late as it may be; or when somebody had it begin.
      const allowed = [current?.end ?? start.after, beganAt, ...askedFor];
      if (!allowed.includes(start.after)) {
        broken.push(
          `period from ${start.after}, begun ${beganAt}, begins not where that to ${current?.end} ends`,
        );
      }
      periods.push({ start: start.after, end: end?.after ?? current?.end ?? '' });
    } else if (end?.after && current) {
      current.end = end.after;
    }
    const last = periods.at(-1);
    if (last && last.start >= last.end) broken.push(`period from ${last.start} ends at ${last.end}`);
  }
  return { periods, broken };
}

/** Periods follow one another: each begins where the one before ended, or when somebody had it begin. */
export async function periodsTile(database: Database): Promise<string[]> {
  const askedFor = await changesPaidFor(database);
  const found: string[] = [];
  for (const [id, history] of await histories(database)) {
    for (const message of periodsOf(history, askedFor.get(id)).broken)
      found.push(`subscription ${id}: ${message}`);
  }
  return found;
}

/** Every period of a subscription that costs something is billed, and once. */
export async function everyPeriodIsBilledOnce(database: Database): Promise<string[]> {
  const invoices = await database<{ subscriptionId: string; periodStart: Date; billingReason: string }[]>`
    select subscription_id, period_start, billing_reason from invoices
    where subscription_id is not null and period_start is not null and status <> 'draft'
      and billing_reason <> 'subscription_meter_cycle'`;
  const bySubscription = Map.groupBy(invoices, ({ subscriptionId }) => subscriptionId);
  const found: string[] = [];
  for (const [id, history] of await histories(database)) {
    const { periods } = periodsOf(history);
    const byStart = Map.groupBy(periods, ({ start }) => start);
    const billed = Map.groupBy(bySubscription.get(id) ?? [], ({ periodStart }) => periodStart.toISOString());
    for (const [start, { length }] of byStart) {
      const invoicesThen = billed.get(start) ?? [];
      // A period that is begun anew at its very first moment is told apart by nothing but its invoice.
      const regular = invoicesThen.filter(
        ({ billingReason }) => billingReason !== 'subscription_update',
      ).length;
      // What is free from the start is subscribed to without an invoice.
      const isFirstAndFree = start === periods[0]?.start && invoicesThen.length === 0;
      if (regular > length || (invoicesThen.length < length && !isFirstAndFree)) {
        found.push(`subscription ${id}: ${invoicesThen.length} invoices for ${length} periods from ${start}`);
      }
    }
    for (const start of billed.keys()) {
      if (!byStart.has(start))
        found.push(`subscription ${id}: an invoice for a period from ${start}, which it never had`);
    }
  }
  return found;
}

/** A subscription that runs is looked at when its period ends, or ahead of that, one that is over never again. */
export function subscriptionsAreLookedAt(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    select format('subscription %s is %s: its period ends %s, it is looked at %s, and it is %s', subscription.id, status,
      current_period_end, next_action_at, clock.now) as message
    from subscriptions subscription
    join test_clocks clock on clock.organization_id = subscription.organization_id and subscription.mode = 'test'
    where renews and case
      when status in ('trialing', 'active') then current_period_end <= clock.now or next_action_at is null
        or (next_action_at <> current_period_end and change_payment_id is null and not (
          -- What its customer is to be told ahead, and was not told.
          reminded_of is distinct from current_period_end and next_action_at = current_period_end
            - case status when 'trialing' then interval '3 days' else interval '7 days' end))
      when status = 'past_due' then (next_action_at is not null) <> cancel_at_period_end
      when status = 'paused' then next_action_at is distinct from resumes_at
      else next_action_at is not null end`);
}

/** Past due is what owes something that could not be collected, and nothing else is. */
export function pastDueOwes(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with owing as (
      select subscription.*, exists (select 1 from invoices invoice
        where invoice.organization_id = subscription.organization_id and invoice.mode = subscription.mode
          and invoice.subscription_id = subscription.id and invoice.status = 'pending'
          and invoice.first_failed_at is not null and invoice.billing_reason <> 'subscription_meter_cycle') as owes
      from subscriptions subscription)
    select format('subscription %s is %s and owes %s', id, status, owes) as message from owing
    where (status = 'past_due' and not owes) or (status in ('active', 'trialing', 'canceled') and owes)
      or (status = 'past_due') <> (past_due_at is not null and status <> 'canceled')`);
}

/** What ended has ended at one moment, and what waits for its end knows when. */
export function endsAreWhole(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    select format('subscription %s is %s: canceled %s, ends %s, ended %s, cancel at period end %s', id, status, canceled_at,
      ends_at, ended_at, cancel_at_period_end) as message
    from subscriptions
    where renews and ((status = 'canceled') <> (ended_at is not null)
      or (status = 'canceled' and (canceled_at is null or ends_at is null))
      or (cancel_at_period_end and (canceled_at is null or ends_at is null))
      or (cancel_at_period_end and status <> 'canceled' and ends_at <> current_period_end)
      or (status = 'paused') <> (paused_at is not null and status <> 'canceled')
      or (status = 'canceled' and pending_update is not null))`);
}
