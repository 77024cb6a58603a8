import type { Database } from '../../platform/postgres/database.ts';
import type { TestClock } from './test-clock.ts';

const columns = (database: Database) => database`
  organization_id, version, created_at, modified_at, now, advancing_to`;

export async function selectTestClock(
  database: Database,
  organizationId: string,
): Promise<TestClock | undefined> {
  const [row] = await database<TestClock[]>`
    select ${columns(database)} from test_clocks where organization_id = ${organizationId}`;
  return row;
}

/** Of all organizations. */
export async function selectTestClocks(database: Database): Promise<TestClock[]> {
  return database<TestClock[]>`select ${columns(database)} from test_clocks`;
}

/** The clocks whose advance has not come to its end: it is under way, or was broken off. */
export async function selectAdvancingClocks(database: Database): Promise<TestClock[]> {
  return database<TestClock[]>`
    select ${columns(database)} from test_clocks where advancing_to is not null`;
}

/** Writes where a clock stands, and tells every process once that is committed. */
export async function writeTestClock(
  database: Database,
  organizationId: string,
  { now, advancingTo }: Pick<TestClock, 'now' | 'advancingTo'>,
): Promise<TestClock> {
  const [row] = await database<TestClock[]>`
    with written as (
      insert into test_clocks as stored (organization_id, now, advancing_to)
      values (${organizationId}, ${now}, ${advancingTo})
      on conflict (organization_id, mode) do update
        set now = excluded.now, advancing_to = excluded.advancing_to, version = stored.version + 1,
          modified_at = clock_timestamp()
      returning ${columns(database)}),
    told as (
      select pg_notify('test_clocks_changed', json_build_object(
        'organizationId', organization_id, 'version', version, 'now', now)::text) from written)
    select written.* from written, told`;
  if (!row) throw new Error('A test clock was not written.');
  return row;
}

/**
 * Whether the transaction is the only one that moves an organization's clock, until it ends. False where another one does.
 */
export async function lockTestClock(database: Database, organizationId: string): Promise<boolean> {
  const [row] = await database<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${lockName(organizationId)}, 7)) as locked`;
  return row?.locked ?? false;
}

function lockName(organizationId: string): string {
  return `test clock of ${organizationId}`;
}
