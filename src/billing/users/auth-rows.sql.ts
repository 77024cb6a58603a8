import { parseUuid } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { allOf, type Fragment } from '../../platform/postgres/fragments.ts';
import { hashToken } from '../../platform/tokens.ts';

/** The tables in which the library that signs people in keeps its rows, as it calls them. */
const tables = {
  user: 'users',
  session: 'user_sessions',
  account: 'user_accounts',
  verification: 'user_verifications',
  passkey: 'user_passkeys',
} as const;

export type AuthModel = keyof typeof tables;
export type AuthRow = Record<string, unknown>;

export type AuthCondition = {
  field: string;
  operator: string;
  value: unknown;
  connector: 'AND' | 'OR';
};

/** What is known of a row only to who has it: of the thing itself its hash is kept. */
const hashedFields: Partial<Record<AuthModel, string>> = { session: 'token', verification: 'identifier' };

export function isAuthModel(name: string): name is AuthModel {
  return Object.hasOwn(tables, name);
}

function columnOf(model: AuthModel, field: string): string {
  if (hashedFields[model] === field) return `${field}_hash`;
  return field.replace('ID', 'Id').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** As it is kept. */
function keptValue(model: AuthModel, field: string, value: unknown): unknown {
  return hashedFields[model] === field && typeof value === 'string' ? hashToken(value) : (value ?? null);
}

/** The row as the library knows it. What is kept as a hash is shown to who asked by it only. */
function rowOf(model: AuthModel, kept: AuthRow, known: unknown): AuthRow {
  const { credentialId, ...row } = kept;
  const hidden = hashedFields[model];
  return {
    ...row,
    ...(credentialId === undefined ? {} : { credentialID: credentialId }),
    ...(hidden === undefined ? {} : { [hidden]: typeof known === 'string' ? known : '' }),
  };
}

function knownIn(model: AuthModel, conditions: readonly AuthCondition[]): unknown {
  return conditions.find(({ field }) => field === hashedFields[model])?.value;
}

const comparisons: Record<string, string> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function condition(
  database: Database,
  model: AuthModel,
  { field, operator, value }: AuthCondition,
): Fragment {
  const column = database(columnOf(model, field));
  // What is no id is nobody's.
  if ((field === 'id' || field === 'userId') && !isId(value)) return database`false`;
  if (operator === 'in' && Array.isArray(value)) {
    const kept = value.map((one) => keptValue(model, field, one));
    return kept.length === 0 ? database`false` : database`${column} in ${database(kept as string[])}`;
  }
  if (value === null && operator === 'eq') return database`${column} is null`;
  const comparison = comparisons[operator];
  if (comparison === undefined) throw new Error(`Rows cannot be asked for by ${operator}.`);
  return database`${column} ${database.unsafe(comparison)} ${keptValue(model, field, value) as string}`;
}

function isId(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).every(
    (one) => typeof one === 'string' && 'uuid' in parseUuid(one),
  );
}

/** All that are joined by AND, and any of those joined by OR. */
function chosen(database: Database, model: AuthModel, conditions: readonly AuthCondition[]): Fragment {
  const of = (connector: AuthCondition['connector']) =>
    conditions.filter((each) => each.connector === connector).map((each) => condition(database, model, each));
  const any = of('OR');
  const either = any.length === 0 ? [] : [any.reduce((all, each) => database`${all} or ${each}`)];
  const every = [...of('AND'), ...either.map((all) => database`(${all})`)];
  return every.length === 0 ? database`true` : allOf(database, every);
}

function keptRow(model: AuthModel, row: AuthRow): AuthRow {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [columnOf(model, field), keptValue(model, field, value)]),
  );
}

export async function insertAuthRow(database: Database, model: AuthModel, row: AuthRow): Promise<AuthRow> {
  const [kept] = await database<AuthRow[]>`
    insert into ${database(tables[model])} ${database(keptRow(model, row) as never)} returning *`;
  if (!kept) throw new Error('An insert answered no row.');
  return rowOf(model, kept, row[hashedFields[model] ?? '']);
}

export type AuthPage = {
  limit?: number;
  offset?: number;
  sortBy?: { field: string; direction: 'asc' | 'desc' };
};

export async function selectAuthRows(
  database: Database,
  model: AuthModel,
  conditions: readonly AuthCondition[],
  { limit, offset, sortBy }: AuthPage = {},
): Promise<AuthRow[]> {
  const column = database(columnOf(model, sortBy?.field ?? 'id'));
  const order = sortBy?.direction === 'desc' ? database`${column} desc` : column;
  const rows = await database<AuthRow[]>`
    select * from ${database(tables[model])} where ${chosen(database, model, conditions)}
    order by ${order} limit ${limit ?? null}::int offset ${offset ?? 0}::int`;
  return rows.map((row) => rowOf(model, row, knownIn(model, conditions)));
}

export async function countAuthRows(
  database: Database,
  model: AuthModel,
  conditions: readonly AuthCondition[],
): Promise<number> {
  const [row] = await database<{ rows: number }[]>`
    select count(*) as rows from ${database(tables[model])} where ${chosen(database, model, conditions)}`;
  return row?.rows ?? 0;
}

export async function updateAuthRows(
  database: Database,
  model: AuthModel,
  conditions: readonly AuthCondition[],
  changes: AuthRow,
): Promise<AuthRow[]> {
  const rows = await database<AuthRow[]>`
    update ${database(tables[model])} set ${database(keptRow(model, changes) as never)}
    where ${chosen(database, model, conditions)} returning *`;
  return rows.map((row) => rowOf(model, row, knownIn(model, conditions)));
}

/** Deletes, and answers what there was: of several who delete the same row, one gets it. */
export async function deleteAuthRows(
  database: Database,
  model: AuthModel,
  conditions: readonly AuthCondition[],
): Promise<AuthRow[]> {
  const rows = await database<AuthRow[]>`
    delete from ${database(tables[model])} where ${chosen(database, model, conditions)} returning *`;
  return rows.map((row) => rowOf(model, row, knownIn(model, conditions)));
}
