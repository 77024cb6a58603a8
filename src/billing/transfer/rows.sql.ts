import { connectBeside, type Database, type Pool, transaction } from '../../platform/postgres/database.ts';
import { type Fragment, listOf } from '../../platform/postgres/fragments.ts';
import { documentTables } from './left-out.ts';
import type { DocumentPlace } from './manifest.ts';
import type { Table } from './tables.sql.ts';

/** Rows go in lots of so many. */
const rowsAtOnce = 250;
const documentsAtOnce = 8;

/** A moment of the database's own, and where its readers of events stand. */
export type ExportMoment = { moment: Date; readThrough: number; webhooksReadThrough: number };

/** Runs `work` in a transaction on a connection of its own, where it may take its time. Each of its waits is bounded. */
export async function alone<T>(pool: Pool, work: (database: Database) => Promise<T>): Promise<T> {
  const connection = connectBeside(pool);
  try {
    await connection`set statement_timeout = '10min'`;
    await connection`set idle_in_transaction_session_timeout = '10min'`;
    return await transaction(connection, work);
  } finally {
    await connection.end({ timeout: 1 });
  }
}

export async function selectMoment(database: Database): Promise<ExportMoment> {
  const [row] = await database<ExportMoment[]>`
    select date_trunc('milliseconds', now()) as moment, coalesce(min(sequence), 0) as read_through,
      coalesce(min(sequence) filter (where name = 'webhooks'), 0) as webhooks_read_through
    from event_readers`;
  if (!row) throw new Error('The database has no time.');
  return row;
}

export async function countRows(database: Database, table: Table, organizationId: string): Promise<number> {
  const [row] = await database<{ rows: number }[]>`
    select count(*) as rows from ${database(table.name)}
    where ${database(ownerColumn(table))} = ${organizationId}`;
  return row?.rows ?? 0;
}

function ownerColumn({ name }: Table): string {
  return name === 'organizations' ? 'id' : 'organization_id';
}

export type RowLine = { line: string; month: string | null };

/**
 * An organization's rows of a table in their order, lot by lot, each as a line of JSON. A `jsonb` column without a value is left
 * out of its line: null there is JSON's own.
 */
export async function* rowLines(
  database: Database,
  table: Table,
  organizationId: string,
  moment: ExportMoment,
): AsyncGenerator<RowLine[]> {
  const column = (name: string) => database`exported_row.${database(name)}`;
  const absent = table.columns
    .filter(({ isJson }) => isJson)
    .map(({ name }) => database`case when ${column(name)} is null then ${literal(database, name)} end`);
  const absentNames =
    absent.length === 0 ? database`` : database`- array_remove(array[${listOf(database, absent)}], null)`;
  const order = listOf(
    database,
    table.order.map(({ name, isText }) => (isText ? database`${column(name)} collate "C"` : column(name))),
  );
  const carried = listOf(
    database,
    table.columns.map(({ name }) => column(name)),
  );
  const month = table.partedBy
    ? database`to_char(${column(table.partedBy)} at time zone 'UTC', 'YYYY-MM')`
    : database`null`;
  // A cursor's declaration takes no parameters.
  await database`
    declare exported no scroll cursor for
    select ((to_jsonb(carried) ${absentNames}) ${addedMembers(database, table.name, moment)})::text as line,
      ${month} as month
    from ${database(table.name)} as exported_row,
      lateral (select ${carried}) as carried
    where ${column(ownerColumn(table))} = ${literal(database, organizationId)}::uuid
    order by ${order}`;
  yield* fetched<RowLine>(database, rowsAtOnce);
}

/** A text as it stands in a statement. It is a name, a number or an id: nothing in it needs more than its quotes. */
function literal(database: Database, text: string): Fragment {
  if (!/^[\w-]*$/.test(text)) throw new Error(`'${text}' is no name.`);
  return database.unsafe(`'${text}'`) as unknown as Fragment;
}

/** Members that stand for numbers of this database, which mean nothing in another. */
function addedMembers(
  database: Database,
  table: string,
  { readThrough, webhooksReadThrough }: ExportMoment,
): Fragment {
  const number = (value: number) => literal(database, String(value));
  if (table === 'events') {
    return database`|| case when exported_row.sequence > ${number(readThrough)}::bigint
      then '{"is_waiting": true}'::jsonb else '{}' end`;
  }
  if (table !== 'webhook_endpoints') return database``;
  return database`|| coalesce((
    select nullif(jsonb_build_object('heard_waiting', count(*)), '{"heard_waiting": 0}')
    from events where events.organization_id = exported_row.organization_id and events.mode = exported_row.mode
      and events.sequence > ${number(readThrough)}::bigint
      and events.sequence <= greatest(exported_row.told_after, ${number(webhooksReadThrough)}::bigint)), '{}')`;
}

async function* fetched<Row extends object>(database: Database, atOnce: number): AsyncGenerator<Row[]> {
  for (;;) {
    // Not prepared: each cursor has columns of its own.
    const rows = await database.unsafe<Row[]>(`fetch ${atOnce} from exported`);
    if (rows.length > 0) yield rows;
    if (rows.length < atOnce) break;
  }
  await database`close exported`;
}

export type StoredPdf = DocumentPlace & { content: Buffer };

/** An organization's PDFs of a table, in the order of its rows. */
export async function* storedPdfs(
  database: Database,
  table: Table,
  organizationId: string,
): AsyncGenerator<StoredPdf> {
  const place = documentTables[table.name];
  if (!place) return;
  const kind = place.kind === null ? database`kind` : literal(database, place.kind);
  await database`
    declare exported no scroll cursor for
    select * from (
      select mode, ${database(place.subject)} as subject_id, ${kind}::text as kind, content
      from ${database(table.name)} where organization_id = ${literal(database, organizationId)}::uuid) as stored
    order by mode, subject_id, kind collate "C"`;
  for await (const lot of fetched<StoredPdf>(database, documentsAtOnce)) yield* lot;
}
