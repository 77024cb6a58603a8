import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { createTestDatabase } from '../support/florin.ts';
import { readStatements, type Statement, statementsIn } from '../support/statements.ts';

/** Tables that are on every machine whole, with the reason. */
const replicated: Readonly<Record<string, string>> = {
  organizations: 'one row an organization, read with everything else and written seldom',
  users: 'the people who sign in, who may be of several organizations',
};

/** Tables that are of no organization, with the reason. */
const global: Readonly<Record<string, string>> = {
  schema_migrations: 'which migrations ran: of the database',
  secrets: "the server's own keys",
  event_readers: 'how far each reader of all organizations’ events has come',
  rate_windows: 'counts by name, of strangers too; thrown away after a crash',
  user_sessions: 'of people, who may be of several organizations',
  user_accounts: 'of people, who may be of several organizations',
  user_verifications: 'of people, who may be of several organizations, or of none yet',
  user_passkeys: 'of people, who may be of several organizations',
};

/** Tables of organizations that are one in both modes, with the reason. */
const ofBothModes: Readonly<Record<string, string>> = {
  team_members: 'who works for an organization works in both modes',
  team_invitations: 'who is to work for an organization is to in both modes',
  organization_logos: 'an organization looks the same in both modes',
};

/** Statements on the tables of organizations that ask for no organization, with the reason. */
const forAll: Readonly<Record<string, string>> = {
  'billing/api-keys/api-keys.sql.ts selectApiKeyByHash': 'a key says whose it is',
  'billing/customer-sessions/login-codes.sql.ts takeLoginCode': 'a login code says whose it is',
  'billing/payments/sandbox/sandbox-charges.sql.ts selectSandboxChargeBySecret':
    'a secret says whose charge it is',
  'billing/seats/seats.sql.ts selectSeatByInvitation': 'an invitation says whose seat it is',
  'billing/audit/audit.sql.ts selectChangedChains':
    'finds the organizations whose changes are to be sealed, from all events',
  'billing/customer-sessions/login-codes.sql.ts forgetExpiredLogins':
    'throws away what is past its time, whoever it was of',
  'billing/due-work/due-work.sql.ts selectDueRows': 'looks for what is due in all organizations',
  'billing/due-work/due-work.sql.ts selectNextDue':
    'asks for the organization in each of the parts that it is given',
  'billing/erasure/erasures.sql.ts leaseErasure': 'takes what is to be done next, whoever it is of',
  'billing/merges/merges.sql.ts takeMergeToFollow': 'takes what is to be done next, whoever it is of',
  'billing/mails/mails.sql.ts leaseDueMails': 'takes what is to be done next, whoever it is of',
  'billing/mails/mails.sql.ts keepQueuedMails': 'takes what is to be done next, whoever it is of',
  'billing/users/auth-rows.sql.ts countAuthRows': 'rows of people, in the tables that it names',
  'billing/users/auth-rows.sql.ts deleteAuthRows': 'rows of people, in the tables that it names',
  'billing/users/auth-rows.sql.ts insertAuthRow': 'rows of people, in the tables that it names',
  'billing/users/auth-rows.sql.ts selectAuthRows': 'rows of people, in the tables that it names',
  'billing/users/auth-rows.sql.ts updateAuthRows': 'rows of people, in the tables that it names',
  'billing/users/sessions.sql.ts forgetExpiredSignIns':
    'throws away what is past its time, whoever it was of',
  'billing/webhooks/endpoints.sql.ts leaseEndpoints': 'takes what is to be done next, whoever it is of',
  'billing/events/events.sql.ts selectLastNumber': 'the state of a sequence',
  'billing/transfer/rows.sql.ts countRows':
    "a table's rows by whichever of its columns names the organization",
  'billing/mails/mails.sql.ts selectNewestMails': "development's mailbox, of all that its database has",
  'billing/notices/notices.sql.ts selectNoticedEvents': 'reads all events in order, to turn them into mails',
  'billing/due-work/due-work.sql.ts oneTable':
    'looks for what is due in all organizations; the step then names its own',
  'billing/test-clocks/test-clocks.sql.ts selectTestClocks': 'every process knows every clock',
  'billing/test-clocks/test-clocks.sql.ts selectAdvancingClocks': 'looks for advances that a crash broke off',
  'platform/http/idempotency.ts forgetExpiredKeys': 'throws away what is past its time, whoever it was of',
  'platform/postgres/fragments.ts selectPage':
    'a page of what the caller says: each call is looked at by itself',
};

/** Statements that ask for no mode, with the reason; those of a transfer take an organization whole, with both. */
const forBothModes: Readonly<Record<string, string>> = {
  'billing/api-keys/api-keys.sql.ts updateApiKeyRevoked': 'the operator names a key, of whichever mode it is',
  'billing/test-clocks/test-clocks.sql.ts selectTestClock': 'only test mode has clocks',
};

let pool: Pool;
before(async () => {
  pool = connect(await createTestDatabase(), { connections: 1 });
});
after(() => pool.end());

async function tablesWith(hasOrganization: boolean): Promise<string[]> {
  const rows = await pool<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'organization_id') = ${hasOrganization}
    order by relname`;
  return rows.map(({ name }) => name);
}

test('every table is of organizations, or listed with the reason why not', async () => {
  const listed = [...Object.keys(replicated), ...Object.keys(global)].sort();
  assert.deepEqual(await tablesWith(false), listed);
  assert.ok((await tablesWith(true)).length > 50);
});

test('every primary key, and every unique index, begins with the organization and the mode', async () => {
  const keys = await pool<{ table: string; name: string; columns: (string | null)[]; isPrimary: boolean }[]>`
    select relation.relname as table, key.relname as name, indisprimary as is_primary,
      array(select attname from unnest(indkey) with ordinality as part (number, place)
        left join pg_attribute on attrelid = indrelid and attnum = number order by place)::text[] as columns
    from pg_index join pg_class relation on relation.oid = indrelid join pg_class key on key.oid = indexrelid
    where indisunique and relation.relnamespace = 'public'::regnamespace and not relation.relispartition`;
  const own = new Set(await tablesWith(true));
  const ofOrganizations = keys.filter(({ table }) => own.has(table));
  assert.ok(ofOrganizations.length > 80);
  const others = ofOrganizations.filter(
    ({ table, columns }) =>
      columns[0] !== 'organization_id' || (columns[1] !== 'mode' && !(table in ofBothModes)),
  );
  assert.deepEqual(others, []);
  const withPrimaryKey = new Set(keys.filter(({ isPrimary }) => isPrimary).map(({ table }) => table));
  assert.deepEqual(
    [...own].filter((table) => !withPrimaryKey.has(table)),
    [],
  );
});

test('a foreign key names the organization on both sides, or leads to a table that is on every machine', async () => {
  const keys = await pool<{ name: string; target: string; columns: string[]; referenced: string[] }[]>`
    select conname as name, target.relname as target,
      array(select attname from unnest(conkey) as number join pg_attribute on attrelid = conrelid and attnum = number)::text[]
        as columns,
      array(select attname from unnest(confkey) as number join pg_attribute on attrelid = confrelid and attnum = number)::text[]
        as referenced
    from pg_constraint join pg_class target on target.oid = confrelid
    where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`;
  assert.ok(keys.length > 40);
  const across = keys.filter(
    ({ target, columns, referenced }) =>
      !(target in replicated) &&
      !(columns.includes('organization_id') && referenced.includes('organization_id')),
  );
  assert.deepEqual(across, []);
});

/** What finds rows by the rows that it finds: it chooses by what is asked there. */
const rowsOfItsOwn = /\([^()]*\borganization_id\b[^()]*\)\s+in\s*\(\s*select\s+[^()]*?\bfrom\b/gi;

/** Whether a statement chooses rows by a column, or writes it. */
function asksFor(column: string, { text }: Statement): boolean {
  const choosing = text.replace(/\breturning\b[^)]*/gi, ' ').replace(rowsOfItsOwn, 'in (select from ');
  const ways = [
    `\\b${column}\\s*=`,
    `=\\s*(?:\\w+\\.)?${column}\\b`,
    `\\binto\\b[^;]*?\\([^()]*\\b${column}\\b`,
    `\\([^()]*\\b${column}\\b[^()]*\\)\\s*(?:=|in\\b)`,
    `\\busing\\s*\\([^()]*\\b${column}\\b`,
  ];
  return ways.some((way) => new RegExp(way, 'i').test(choosing));
}

/** Whether it is about a table of organizations, or about one that only its caller knows. */
function isOfOrganizations({ text }: Statement, tables: readonly string[]): boolean {
  const names = tables.join('|');
  const listed = new RegExp(
    `\\b(?:from|join|into|update|using)\\s+(?:(?:only|\\()\\s*)?(?:${names}|\\?)(?![\\w(])`,
    'i',
  );
  return listed.test(text) || new RegExp(`,\\s+(?:${names})(?: as)? [a-z]`, 'i').test(text);
}

const placesOf = (statements: readonly Statement[]) =>
  [...new Set(statements.map(({ place }) => place))].sort();

test('every statement asks for the organization and the mode, but those listed with the reason why not', async () => {
  const tables = await tablesWith(true);
  const statements = readStatements();
  assert.ok(statements.length > 350);
  const own = statements.filter((statement) => isOfOrganizations(statement, tables));
  const others = own.filter((statement) => !asksFor('organization_id', statement));
  assert.deepEqual(placesOf(others), Object.keys(forAll).sort());
  const ofOneMode = tables.filter((table) => !(table in ofBothModes));
  const both = own.filter(
    (statement) =>
      isOfOrganizations(statement, ofOneMode) &&
      !asksFor('mode', statement) &&
      !others.includes(statement) &&
      !statement.place.startsWith('billing/transfer/'),
  );
  assert.deepEqual(placesOf(both), Object.keys(forBothModes).sort());
});

test('a statement without the organization is found, however it is put together', async () => {
  const tables = await tablesWith(true);
  const text = `
    // from customers where id = \`none\`
    const columns = (database: Database) => database\`organization_id, name\`;
    const within = (scope: Scope) => scope.database\`organization_id = \${scope.organizationId}\`;
    export const good = (scope: Scope) => scope.database\`select * from customers where \${within(scope)} and id = 1\`;
    export const bad = (sql: Database) => sql\`select \${columns(sql)} from customers where id = \${'}'}\`;
    export const alsoBad = (sql: Database) =>
      sql\`update customers set name = 'x' where id = 1 returning \${columns(sql)}\`;
    export const dynamic = (sql: Database, table: string) => sql\`select from \${sql(table)} where id = 1\`;
    export const other = (sql: Database) => sql\`select * from secrets where name = 'x'\`;
    export async function joined(scope: Scope) {
      const where = scope.active ? scope.database\`and \${within(scope)}\` : scope.database\`\`;
      return scope.database\`with found as (select 1) select from found join invoices on true where id = 1 \${where}\`;
    }
    export const circular = (sql: Database) => sql\`
      delete from invoices where (organization_id, id) in (select organization_id, id from invoices where id = 1)\`;`.replaceAll(
    '\n    ',
    '\n',
  );
  const found = statementsIn({ path: path.join(import.meta.dirname, 'none.ts'), text }, 'file')
    .filter((statement) => isOfOrganizations(statement, tables) && !asksFor('organization_id', statement))
    .map(({ place }) => place);
  assert.deepEqual(found, ['file bad', 'file alsoBad', 'file dynamic', 'file circular']);
});
