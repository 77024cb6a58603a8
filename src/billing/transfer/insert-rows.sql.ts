import postgres from 'postgres';
import { type Database, transaction } from '../../platform/postgres/database.ts';
import { type Fragment, listOf } from '../../platform/postgres/fragments.ts';
import { documentTables, orderColumns } from './left-out.ts';
import type { DocumentPlace } from './manifest.ts';
import type { Table } from './tables.sql.ts';

/** A row as its export has it. `number` is its place among its table's rows, where an import says it. */
export type GivenRow = { line: number; text: string; month: string | null; place: number | null };

/** A row that the database would not take. */
export class RowRefused extends Error {
  readonly line: number;
  constructor(line: number, cause: Error) {
    super(cause.message, { cause });
    this.line = line;
  }
}

/**
 * Inserts rows in their order.
 *
 * @throws RowRefused that names the line of the first that the database does not take
 */
export async function insertRows(
  database: Database,
  table: Table,
  organizationId: string,
  rows: readonly GivenRow[],
): Promise<void> {
  for (const run of runsOfMonths(rows)) {
    try {
      await transaction(database, (inside) => insertRun(inside, table, organizationId, run));
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      await findRefused(database, table, organizationId, run);
      throw error;
    }
  }
}

/** What is in parts goes into its part, run by run: the rows' order is that in which they get numbers. */
function runsOfMonths(rows: readonly GivenRow[]): GivenRow[][] {
  const runs: GivenRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.month === row.month) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

async function findRefused(
  database: Database,
  table: Table,
  organizationId: string,
  rows: readonly GivenRow[],
): Promise<void> {
  for (const row of rows) {
    try {
      await transaction(database, (inside) => insertRun(inside, table, organizationId, [row]));
    } catch (error) {
      throw new RowRefused(row.line, error as Error);
    }
  }
}

/**
 * Writes to the part itself, not to the table that it is a part of: who reads events and audit rows in order waits for the end
 * of transactions that write to the table, and need not wait for this one, whose rows they do not take.
 */
async function insertRun(
  database: Database,
  table: Table,
  organizationId: string,
  rows: readonly GivenRow[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const number = orderColumns[table.name];
  const isNumbered = number !== undefined && first.place !== null;
  const target = first.month === null ? table.name : partName(table.name, first.month);
  const columns: [string, Fragment][] = [
    ...(table.name === 'organizations'
      ? []
      : [['organization_id', database`${organizationId}::uuid`] satisfies [string, Fragment]]),
    ...(isNumbered ? [[number, database`given.place`] satisfies [string, Fragment]] : []),
    ...table.columns.map(({ name, isJson }): [string, Fragment] => [
      name,
      isJson ? database`given.line -> ${quoted(database, name)}` : database`was.${database(name)}`,
    ]),
    ...table.held.map(({ name, placeholder }): [string, Fragment] => [
      name,
      name === 'told_after'
        ? database`coalesce((given.line ->> 'heard_waiting')::bigint, 0)`
        : (database.unsafe(placeholder) as unknown as Fragment),
    ]),
  ];
  const names = listOf(
    database,
    columns.map(([name]) => database`${database(name)}`),
  );
  const values = listOf(
    database,
    columns.map(([, value]) => value),
  );
  await database`
    with given as materialized (
      select text::jsonb as line, place, ordinal
      from unnest(${rows.map(({ text }) => text)}::text[], ${rows.map(({ place }) => place)}::bigint[])
        with ordinality as given (text, place, ordinal))
    insert into ${database(target)} (${names})
    select ${values} from given, jsonb_populate_record(null::${database(table.name)}, given.line) as was
    order by ordinal`;
}

function quoted(database: Database, name: string): Fragment {
  return database.unsafe(`'${name}'`) as unknown as Fragment;
}

/** As the schema names the parts of a table. */
export function partName(table: string, month: string): string {
  return `${table}_${month.replace('-', '_')}`;
}

/** Any constant will do; it must never change. */
const partsLock = 4_016_220;

/**
 * Makes the part of a table for a month, unless it is there. In a transaction of its own, before anything is imported: until it
 * ends, nobody else can make one. Nobody who writes to the table has to wait for it.
 */
export async function ensurePart(database: Database, table: string, month: string): Promise<void> {
  if (!/^\d{4}-\d{2}$/.test(month)) throw new Error(`'${month}' is no month.`);
  const part = partName(table, month);
  await transaction(database, async (inside) => {
    await inside`set local lock_timeout = '30s'`;
    await inside`select pg_advisory_xact_lock(${partsLock})`;
    const [found] = await inside<{ is: boolean }[]>`select to_regclass(${part}) is not null as is`;
    if (found?.is) return;
    const first = `${month}-01 00:00:00+00`;
    const [next] = await inside<{ first: string }[]>`
      select to_char(${`${month}-01`}::date + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00' as first`;
    await inside.unsafe(`create table ${part} (like ${table} including all)`);
    await inside.unsafe(
      `alter table ${table} attach partition ${part} for values from ('${first}') to ('${next?.first}')`,
    );
  });
}

/** Puts a PDF in the place that its row has for it. Answers whether there is one. */
export async function updatePdf(
  database: Database,
  organizationId: string,
  { mode, subjectId, kind }: DocumentPlace,
  content: Buffer,
): Promise<boolean> {
  const found = Object.entries(documentTables).find(
    ([, place]) => (place.kind ?? kind) === kind && (place.kind !== null || kind !== 'credit_note'),
  );
  if (!found) return false;
  const [table, place] = found;
  const named = place.kind === null ? database`and kind = ${kind}` : database``;
  const rows = await database`
    update ${database(table)} set content = ${content}
    where organization_id = ${organizationId} and mode = ${mode} and ${database(place.subject)} = ${subjectId} ${named}`;
  return rows.count > 0;
}
