import type { Database } from '../../platform/postgres/database.ts';
import type { DueRow, DueTable } from './due-step.ts';

/** Our time has whole milliseconds: what falls due between two of them does so at the later. */
const oneTable = (database: Database, table: DueTable, position: number) => database`
  select ${position}::int as position, organization_id, mode, id,
    date_trunc('milliseconds', next_action_at + interval '999 microseconds') as due_at
  from ${database(table)}`;

type Fragment = ReturnType<typeof oneTable>;

function unionOf(database: Database, parts: readonly Fragment[]): Fragment {
  return parts.reduce((all, part) => database`${all} union all ${part}`);
}

/** Which of `tables` a row is of stands in its `position`. */
type Found = Omit<DueRow, 'table'> & { position: number };

function named(tables: readonly DueTable[], { position, ...row }: Found): DueRow {
  return { ...row, table: tables[position]! };
}

/**
 * What is due by the wall clock in all organizations, the oldest first. Those with a test clock are left out in test mode.
 * Statements of each table and mode go along the index on what is due.
 */
export async function selectDueRows(
  database: Database,
  tables: readonly DueTable[],
  now: Date,
  limit: number,
): Promise<DueRow[]> {
  const parts = tables.flatMap((table, position) => [
    database`(${oneTable(database, table, position)}
      where mode = 'live' and next_action_at <= ${now} order by next_action_at, organization_id, id limit ${limit})`,
    database`(${oneTable(database, table, position)}
      where mode = 'test' and next_action_at <= ${now}
        and organization_id not in (select organization_id from test_clocks where now is not null)
      order by next_action_at, organization_id, id limit ${limit})`,
  ]);
  const rows = await database<Found[]>`
    select * from (${unionOf(database, parts)}) as due order by due_at, position, id limit ${limit}`;
  return rows.map((row) => named(tables, row));
}

/** What falls due next in an organization's test mode: of several at one instant, by the order of the tables and the id. */
export async function selectNextDue(
  database: Database,
  tables: readonly DueTable[],
  organizationId: string,
  { until, limit }: { until: Date | null; limit: number },
): Promise<DueRow[]> {
  const parts = tables.map(
    (table, position) => database`(${oneTable(database, table, position)}
      where organization_id = ${organizationId} and mode = 'test'
        and next_action_at <= coalesce(${until}::timestamptz, 'infinity')
      order by next_action_at, id limit ${limit})`,
  );
  const rows = await database<Found[]>`
    select * from (${unionOf(database, parts)}) as due order by due_at, position, id limit ${limit}`;
  return rows.map((row) => named(tables, row));
}

export type Claim = { dueAt: Date; pricingModelId: string };

/**
 * Locks a row of which something is still due, until the transaction ends. Undefined where nothing is any more; in wall
 * time also where somebody else has the row, or a test clock has been set.
 */
export async function claimRow(
  database: Database,
  row: DueRow,
  now: Date,
  follows: 'wall_clock' | 'test_clock',
): Promise<Claim | undefined> {
  const [claim] = await database<Claim[]>`
    select claimed.next_action_at as due_at, (
      select model.id from pricing_models model
      where model.organization_id = claimed.organization_id and model.mode = claimed.mode and model.is_default
    ) as pricing_model_id
    from ${database(row.table)} claimed
    where claimed.organization_id = ${row.organizationId} and claimed.mode = ${row.mode} and claimed.id = ${row.id}
      and claimed.next_action_at <= ${now}
      ${
        follows === 'test_clock'
          ? database`for update of claimed`
          : database`and not exists (
              select 1 from test_clocks clock
              where clock.organization_id = claimed.organization_id and clock.mode = claimed.mode and clock.now is not null)
            for update of claimed skip locked`
      }`;
  return claim;
}

/** Makes what is due of a row due later. */
export async function putOffRow(database: Database, row: DueRow, now: Date, until: Date): Promise<void> {
  await database`
    update ${database(row.table)} set next_action_at = ${until}
    where organization_id = ${row.organizationId} and mode = ${row.mode} and id = ${row.id}
      and next_action_at <= ${now}`;
}

export type ToldEvent = { occurredAt: Date; type: string; objectType: string; objectId: string };

type EventsOf = { organizationId: string; requestId: string; after: number };

/** The number of the last event of an organization's test mode. */
export async function selectLastSequence(database: Database, organizationId: string): Promise<number> {
  const [row] = await database<{ sequence: number }[]>`
    select coalesce(max(sequence), 0) as sequence from events
    where organization_id = ${organizationId} and mode = 'test'`;
  return row?.sequence ?? 0;
}

/** The events of one request in test mode, in order. */
export async function selectEventsOf(
  database: Database,
  { organizationId, requestId, after }: EventsOf,
  limit: number,
): Promise<ToldEvent[]> {
  return database<ToldEvent[]>`
    select occurred_at, type, object_type, object_id from events
    where organization_id = ${organizationId} and mode = 'test' and sequence > ${after} and request_id = ${requestId}
    order by sequence limit ${limit}`;
}

/** How many there are of each type. */
export async function countEventsOf(
  database: Database,
  { organizationId, requestId, after }: EventsOf,
): Promise<Record<string, number>> {
  const rows = await database<{ type: string; count: number }[]>`
    select type, count(*) as count from events
    where organization_id = ${organizationId} and mode = 'test' and sequence > ${after} and request_id = ${requestId}
    group by type order by type`;
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}
