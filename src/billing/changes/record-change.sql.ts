import { isDeepStrictEqual } from 'node:util';
import { newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';

/** What a change did to an object, member by member: the content of an audit row. */
export type Changes = Record<string, { before: unknown; after: unknown }>;

export type ChangeRecord = {
  /** The event, in the core's own words: `customer.updated`. A dialect tells it in its vendor's. */
  type: string;
  objectType: string;
  objectId: string;
  changes: Changes;
};

/** Columns that are nobody's business but their owner's: no event shows them. */
const secretColumns = ['client_secret', 'secret', 'previous_secret'];

/** The row as it now is, as JSON. */
function changedAsJson(database: Database) {
  return database`to_jsonb(changed) - ${secretColumns}::text[]`;
}

/** Who acts, as the audit log has it: of a session also whose it is, for sessions go when they are over. */
function actorOf({ actor }: Scope) {
  const isSession = actor.kind === 'customer_session';
  return {
    kind: actor.kind,
    id: 'id' in actor ? actor.id : null,
    customerId: isSession ? actor.customerId : null,
    memberId: (isSession ? actor.member?.id : null) ?? null,
  };
}

/** The columns of `actorOf`, in its order. */
function actorColumns(database: Database) {
  return database`actor_kind, actor_id, actor_customer_id, actor_member_id`;
}

function actorValues(database: Database, scope: Scope) {
  const { kind, id, customerId, memberId } = actorOf(scope);
  return database`${kind}::text, ${id}::uuid, ${customerId}::uuid, ${memberId}::uuid`;
}

/**
 * The two common table expressions that record a change beside the one, named `changed`, that makes it: the outbox
 * event with the row as it now is, and the audit row. One statement, so that no change goes unrecorded.
 */
export function recordedIn(database: Database, scope: Scope, record: ChangeRecord) {
  const now = scope.clock.now();
  return database`
    event as (
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      select organization_id, mode, ${newId(now)}::uuid, ${now}::timestamptz, ${record.type}::text,
        ${record.objectType}::text, id, ${scope.requestId}::text, ${changedAsJson(database)} from changed),
    audited as (
      insert into audit_log (organization_id, mode, id, occurred_at, ${actorColumns(database)}, request_id,
        action, object_type, object_id, changes)
      select organization_id, mode, ${newId(now)}::uuid, ${now}::timestamptz,
        ${actorValues(database, scope)}, ${scope.requestId}::text, ${record.type}::text, ${record.objectType}::text, id,
        ${database.json(record.changes as never)}::jsonb from changed)`;
}

/**
 * As `recordedIn`, for a change that is told as several events, in order. The first, which has the changes, shows them in its
 * `data` too, as `changes`: what an update was is not to be seen in the row alone.
 */
export function recordedAll(database: Database, scope: Scope, records: readonly ChangeRecord[]) {
  const now = scope.clock.now();
  const rows = records.map((record, position) => ({
    position,
    event_id: newId(now),
    audit_id: newId(now),
    event_type: record.type,
    object_type: record.objectType,
    changes: record.changes,
  }));
  return database`
    record as (
      select * from jsonb_to_recordset(${database.json(rows as never)}::jsonb)
        as record (position integer, event_id uuid, audit_id uuid, event_type text, object_type text, changes jsonb)),
    event as (
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      select changed.organization_id, changed.mode, event_id, ${now}::timestamptz, event_type, object_type, changed.id,
        ${scope.requestId}::text, ${changedAsJson(database)} || jsonb_build_object('changes', changes)
      from changed, record order by position),
    audited as (
      insert into audit_log (organization_id, mode, id, occurred_at, ${actorColumns(database)}, request_id,
        action, object_type, object_id, changes)
      select changed.organization_id, changed.mode, audit_id, ${now}::timestamptz,
        ${actorValues(database, scope)}, ${scope.requestId}::text, event_type, object_type, changed.id, changes
      from changed, record order by position)`;
}

/** A record as the members of a JSON row, for a statement that makes several changes (see `recordedFrom`). */
export function recordRow(scope: Scope, record: ChangeRecord) {
  const now = scope.clock.now();
  const actor = actorOf(scope);
  return {
    event_id: newId(now),
    audit_id: newId(now),
    occurred_at: now,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_customer_id: actor.customerId,
    actor_member_id: actor.memberId,
    request_id: scope.requestId,
    event_type: record.type,
    object_type: record.objectType,
    changes: record.changes,
  };
}

/** The columns of `recordRow`, for the definition of a record set. */
export function recordColumns(database: Database) {
  return database`event_id uuid, audit_id uuid, occurred_at timestamptz, actor_kind text, actor_id uuid,
    actor_customer_id uuid, actor_member_id uuid, request_id text, event_type text, object_type text, changes jsonb`;
}

/** As `recordedIn`, for a `changed` of several rows whose records are in the rows of `input` with the same ids. */
export function recordedFrom(database: Database) {
  return database`
    event as (
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      select changed.organization_id, changed.mode, event_id, occurred_at, event_type, object_type, changed.id, request_id,
        ${changedAsJson(database)} from changed join input on input.id = changed.id),
    audited as (
      insert into audit_log (organization_id, mode, id, occurred_at, ${actorColumns(database)}, request_id,
        action, object_type, object_id, changes)
      select changed.organization_id, changed.mode, audit_id, occurred_at, ${actorColumns(database)}, request_id,
        event_type, object_type, changed.id, changes from changed join input on input.id = changed.id)`;
}

/** Records a change whose rows were written by other statements of the same transaction. `data` is the object as it now is. */
export async function recordChange(
  scope: Scope,
  record: ChangeRecord & { data: Record<string, unknown> },
): Promise<void> {
  const { database } = scope;
  const now = scope.clock.now();
  await database`
    with event as (
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      values (${scope.organizationId}, ${scope.mode}, ${newId(now)}, ${now}, ${record.type}, ${record.objectType},
        ${record.objectId}, ${scope.requestId}, ${database.json(record.data as never)}))
    insert into audit_log (organization_id, mode, id, occurred_at, ${actorColumns(database)}, request_id,
      action, object_type, object_id, changes)
    values (${scope.organizationId}, ${scope.mode}, ${newId(now)}, ${now}, ${actorValues(database, scope)},
      ${scope.requestId}, ${record.type}, ${record.objectType}, ${record.objectId},
      ${database.json(record.changes as never)})`;
}

/** The members in which two states of an object differ, of those named. */
export function changesBetween<T extends object>(
  before: T | null,
  after: T,
  members: readonly (keyof T & string)[],
): Changes {
  const changes: Changes = {};
  for (const member of members) {
    const old = before?.[member] ?? null;
    const now = after[member] ?? null;
    // By value: PostgreSQL gives the members of a JSON column back in an order of its own.
    if (!isDeepStrictEqual(old, now)) changes[member] = { before: old, after: now };
  }
  return changes;
}
