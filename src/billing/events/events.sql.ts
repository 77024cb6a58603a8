import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import type { StoredEvent } from './event.ts';

/** What is appended to as changes are made, in the order of its `sequence`. */
export type ChangeLog = 'events' | 'audit_log';

const sequences: Record<ChangeLog, string> = { events: 'event_sequence', audit_log: 'audit_sequence' };

/** The greatest number that was given to a row of a log, committed or not. */
export async function selectLastNumber(database: Database, log: ChangeLog): Promise<number> {
  const [row] = await database<{ last: number }[]>`
    select case when is_called then last_value else 0 end as last from ${database(sequences[log])}`;
  return row?.last ?? 0;
}

/** The transactions, by PostgreSQL's names for them, that have begun to write to a log and are not over. */
export async function selectWriters(database: Database, log: ChangeLog): Promise<string[]> {
  const rows = await database<{ name: string }[]>`
    select distinct virtualtransaction as name from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = ${log}::regclass
      and database = (select oid from pg_database where datname = current_database())`;
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

/** Which events of an organization's mode are shown. */
export type EventFilter = {
  /** Names, or the beginnings of names before a `*`: `invoice.*`. */
  types?: readonly string[];
  objectType?: string;
  objectId?: string;
  requestId?: string;
  occurredFrom?: Date;
  occurredBefore?: Date;
};

function filtered(scope: Scope, filter: EventFilter) {
  const { database } = scope;
  const conditions = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  if (filter.types) {
    const patterns = filter.types.map((type) => type.replace(/[\\%_]/g, '\\$&').replace(/\*$/, '%'));
    conditions.push(database`type like any(${patterns}::text[])`);
  }
  if (filter.objectType) conditions.push(database`object_type = ${filter.objectType}`);
  if (filter.objectId) conditions.push(database`object_id = ${filter.objectId}`);
  if (filter.requestId) conditions.push(database`request_id = ${filter.requestId}`);
  if (filter.occurredFrom) conditions.push(database`occurred_at >= ${filter.occurredFrom}`);
  if (filter.occurredBefore) conditions.push(database`occurred_at < ${filter.occurredBefore}`);
  return conditions.reduce((all, condition) => database`${all} and ${condition}`);
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
  before: number,
  filter: EventFilter,
  limit: number,
): Promise<StoredEvent[]> {
  return scope.database<StoredEvent[]>`
    select * from events where ${filtered(scope, filter)} and sequence < ${before}
    order by sequence desc limit ${limit}`;
}

/** Which of these organizations' modes have an event between two numbers: above the one, up to the other. */
export async function selectOwnersTold(
  database: Database,
  owners: readonly { organizationId: string; mode: Mode }[],
  { after, through }: { after: number; through: number },
): Promise<{ organizationId: string; mode: Mode }[]> {
  return database<{ organizationId: string; mode: Mode }[]>`
    select distinct owner.organization_id, owner.mode
    from unnest(${owners.map(({ organizationId }) => organizationId)}::uuid[],
      ${owners.map(({ mode }) => mode)}::billing_mode[]) as owner (organization_id, mode)
    where exists (select from events
      where events.organization_id = owner.organization_id and events.mode = owner.mode
        and sequence > ${after} and sequence <= ${through})`;
}

/** The greatest number up to which some reader has taken them all. */
export async function selectReadThrough(database: Database): Promise<number> {
  const [row] = await database<{ through: number }[]>`
    select coalesce(max(sequence), 0) as through from event_readers`;
  return row?.through ?? 0;
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
  | 'subscription_items'
  | 'invoices'
  | 'invoice_lines'
  | 'checkouts'
  | 'refunds'
  | 'products'
  | 'prices'
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

/**
 * The rows in a member that is no column of what events tell of (`lines`, `items`), as the events found them and in their
 * order, by the events' ids.
 */
export async function selectListSnapshots<Row extends object>(
  scope: Scope,
  table: SnapshotTable,
  member: string,
  events: readonly StoredEvent[],
): Promise<Map<string, Row[]>> {
  const { database } = scope;
  const told = events.map(({ id, data }) => ({ id, list: data[member] ?? [] }));
  const rows = await database<(Row & { toldBy: string; ordinality: number })[]>`
    select told.id as told_by, was.*
    from jsonb_to_recordset(${database.json(told as never)}::jsonb) as told (id uuid, list jsonb),
      jsonb_populate_recordset(null::${database(table)}, told.list) with ordinality as was
    order by told.id, was.ordinality`;
  const byEvent = Map.groupBy(rows, ({ toldBy }) => toldBy);
  return new Map(
    events.map(({ id }) => [
      id,
      (byEvent.get(id) ?? []).map(({ toldBy, ordinality, ...row }) => row as unknown as Row),
    ]),
  );
}
