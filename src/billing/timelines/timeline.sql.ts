import type { Fragment } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';

/** What happened to a customer, or to something of a customer's. */
export type TimelineEntry = {
  id: string;
  /** By the clock of the organization's mode. */
  at: Date;
  /** By the wall clock: entries are in this order. */
  recordedAt: Date;
  /** The event's name, or `mail.sent` and its like. */
  type: string;
  objectType: string;
  objectId: string;
  /** What the object is called: a product's name, a number, a subject. */
  title: string | null;
  /** Who did it; null of mails, and where the audit log has it no more. */
  actorKind: string | null;
  actorId: string | null;
  /** A few members of the object as the event found it. */
  data: Record<string, unknown>;
  /** The members that changed: `{ before, after }` by name. */
  changes: Record<string, { before: unknown; after: unknown }>;
};

/** What an entry shows of its object, whatever that is. */
const shownMembers = [
  'status',
  'number',
  'amount',
  'tax_amount',
  'total_amount',
  'due_amount',
  'currency',
  'reason',
  'billing_reason',
  'decline_reason',
  'cancellation_reason',
  'cancel_at_period_end',
  'current_period_end',
  'email',
  'role',
  'type',
];

/** Told for others' sake: it says again what an entry beside it says. */
const hiddenTypes = ['customer.state_changed'];

/** The customer and those it took up, as a column of texts. */
function known({ database, organizationId, mode }: Scope, customerId: string): Fragment {
  return database`(
    select ${customerId}::text as whose
    union all
    select merged_id::text from customer_merges
    where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId}) as known`;
}

/** Events of a customer and of all that is theirs, the latest first, from before an event on. */
export async function selectCustomerEvents(
  scope: Scope,
  customerId: string,
  before: string | undefined,
  limit: number,
): Promise<TimelineEntry[]> {
  const { database, organizationId, mode } = scope;
  // Of an event that is not kept any more nothing is before it.
  const below = before
    ? database`coalesce((
        select sequence from events where organization_id = ${organizationId} and mode = ${mode} and id = ${before}),
        -9223372036854775808)`
    : database`null`;
  return database<TimelineEntry[]>`
    with latest as materialized (
      select event.* from ${known(scope, customerId)} cross join lateral latest_events(
        ${organizationId}, ${mode}, known.whose, ${below}, ${hiddenTypes}::text[], ${limit}) as event
      order by event.sequence desc limit ${limit})
    select latest.id, latest.occurred_at as at, latest.recorded_at, latest.type, latest.object_type, latest.object_id,
      coalesce(data ->> 'name', data ->> 'number', data ->> 'label', data ->> 'description') as title,
      entry.actor_kind, entry.actor_id, coalesce(entry.changes, '{}') as changes,
      (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(data)
        where key = any(${shownMembers}::text[]) and value <> 'null') as data
    from latest left join lateral (
      select actor_kind, actor_id, changes from audit_log
      where organization_id = ${organizationId} and mode = ${mode} and object_id = latest.object_id
        and recorded_at = latest.recorded_at and action = latest.type and request_id = latest.request_id
      order by sequence limit 1) as entry on true
    order by latest.sequence desc`;
}

/** Mails to a customer, the latest first, from before a mail on. */
export async function selectCustomerMails(
  scope: Scope,
  customerId: string,
  before: string | undefined,
  limit: number,
): Promise<TimelineEntry[]> {
  const { database, organizationId, mode } = scope;
  const below = before
    ? database`and (created_at, id) < (
        select created_at, id from mails where organization_id = ${organizationId} and mode = ${mode} and id = ${before})`
    : database``;
  return database<TimelineEntry[]>`
    with latest as materialized (
      select * from mails
      where organization_id = ${organizationId} and mode = ${mode} ${below}
        and customer_id in (select whose::uuid from ${known(scope, customerId)})
      order by created_at desc, id desc limit ${limit})
    select latest.id, coalesce(event.occurred_at, latest.created_at) as at, latest.created_at as recorded_at,
      'mail.' || latest.status as type, 'mail' as object_type, latest.id as object_id,
      nullif(latest.subject, '') as title, null as actor_kind, null as actor_id, '{}'::jsonb as changes,
      jsonb_build_object('kind', latest.kind, 'status', latest.status) as data
    from latest left join events event on event.organization_id = ${organizationId} and event.mode = ${mode}
      and event.id = latest.event_id
    order by latest.created_at desc, latest.id desc`;
}
