import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { StoredEvent } from './event.ts';

/** The greatest number that was given to an event, committed or not. */
export async function selectLastNumber(database: Database): Promise<number> {
  const [row] = await database<{ last: number }[]>`
    select case when is_called then last_value else 0 end as last from event_sequence`;
  return row?.last ?? 0;
}

/** The transactions, by PostgreSQL's names for them, that have begun to write events and are not over. */
export async function selectWriters(database: Database): Promise<string[]> {
  const rows = await database<{ name: string }[]>`
    select distinct virtualtransaction as name from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database())
      and relation = 'events'::regclass`;
  return rows.map(({ name }) => name);
}

/** How far a reader has read, held until the transaction ends; undefined where another process is reading. */
export async function holdReader(database: Database, name: string): Promise<number | undefined> {
  const [row] = await database<{ sequence: number }[]>`
    select sequence from event_readers where name = ${name} for update skip locked`;
  return row?.sequence;
}

export async function moveReader(database: Database, name: string, sequence: number): Promise<void> {
  await database`update event_readers set sequence = ${sequence} where name = ${name}`;
}

/** Which events of an organization's mode a list shows. */
export type EventFilter = {
  types?: readonly string[];
  objectId?: string;
  requestId?: string;
  occurredFrom?: Date;
  occurredBefore?: Date;
};

function filtered(scope: Scope, filter: EventFilter) {
  const { database } = scope;
  return database`organization_id = ${scope.organizationId} and mode = ${scope.mode}
    and (${filter.types ? [...filter.types] : null}::text[] is null or type = any(${filter.types ? [...filter.types] : null}::text[]))
    and (${filter.objectId ?? null}::uuid is null or object_id = ${filter.objectId ?? null}::uuid)
    and (${filter.requestId ?? null}::text is null or request_id = ${filter.requestId ?? null}::text)
    and (${filter.occurredFrom ?? null}::timestamptz is null or occurred_at >= ${filter.occurredFrom ?? null}::timestamptz)
    and (${filter.occurredBefore ?? null}::timestamptz is null or occurred_at < ${filter.occurredBefore ?? null}::timestamptz)`;
}

/** The events between two numbers, oldest first: above the one, up to the other. */
export async function selectEventsBetween(
  scope: Scope,
  { after, through }: { after: number; through: number },
  filter: EventFilter,
  limit: number,
): Promise<StoredEvent[]> {
  return scope.database<StoredEvent[]>`
    select * from events where ${filtered(scope, filter)} and sequence > ${after} and sequence <= ${through}
    order by sequence limit ${limit}`;
}

/** Events below a number, newest first. */
export async function selectEventsBefore(
  scope: Scope,
  before: number | undefined,
  filter: EventFilter,
  limit: number,
): Promise<StoredEvent[]> {
  return scope.database<StoredEvent[]>`
    select * from events where ${filtered(scope, filter)} and (${before ?? null}::bigint is null or sequence < ${before ?? null}::bigint)
    order by sequence desc limit ${limit}`;
}

export async function selectEvents(scope: Scope, ids: readonly string[]): Promise<StoredEvent[]> {
  return scope.database<StoredEvent[]>`
    select * from events
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])
    order by sequence`;
}

/** The tables whose rows events show whole. */
export type SnapshotTable =
  | 'customers'
  | 'members'
  | 'subscriptions'
  | 'invoices'
  | 'invoice_lines'
  | 'checkouts'
  | 'refunds'
  | 'products'
  | 'discounts'
  | 'customer_seats'
  | 'payments'
  | 'disputes'
  | 'organizations';

/**
 * The rows of a table as events found them, by the events' ids: what `select *` would have answered then. Members that are
 * no columns (`lines`, `items`, `prices`) are in the event's `data`.
 */
export async function selectSnapshots<Row extends object>(
  scope: Scope,
  table: SnapshotTable,
  events: readonly StoredEvent[],
): Promise<Map<string, Row>> {
  const { database } = scope;
  const told = events.map(({ id, data }) => ({ id, data }));
  const rows = await database<(Row & { toldBy: string })[]>`
    select told.id as told_by, was.*
    from jsonb_to_recordset(${database.json(told as never)}::jsonb) as told (id uuid, data jsonb),
      jsonb_populate_record(null::${database(table)}, told.data) as was`;
  return new Map(rows.map(({ toldBy, ...row }) => [toldBy, row as unknown as Row]));
}
