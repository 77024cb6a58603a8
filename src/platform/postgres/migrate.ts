import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectBeside, type Database, type Pool, transaction } from './database.ts';

const directory = path.join(import.meta.dirname, '../../../migrations');

/** Two processes that start at once migrate one after the other. Any constant will do; it must never change. */
const advisoryLock = 4_016_218;

type Migration = { version: number; name: string; sql: string };

export class NewerSchemaError extends Error {
  constructor(found: number, known: number) {
    super(
      `The database has schema version ${found}, but this Florin knows versions up to ${known}. ` +
        'Start the newer Florin that migrated it, or restore a backup taken before.',
    );
    this.name = 'NewerSchemaError';
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: await readFile(path.join(directory, name), 'utf8'),
    })),
  );
}

/**
 * Brings the schema up to the newest version: forward only, each migration in a transaction of its own, under an
 * advisory lock. Answers the names of those that it ran.
 *
 * @throws NewerSchemaError where the database is ahead of the code.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const migrations = await readMigrations();
  // Waiting for another process's migrations, and some of them, take longer than a statement of a request may.
  const connection = connectBeside(pool);
  const ran: string[] = [];
  try {
    for (;;) {
      const next = await migrateOnce(connection, migrations);
      if (next === undefined) return ran;
      ran.push(next);
    }
  } finally {
    await connection.end({ timeout: 1 });
  }
}

/** Runs the first migration that is missing. The lock is the transaction's: behind a pooler a connection is nobody's own. */
async function migrateOnce(connection: Pool, migrations: readonly Migration[]): Promise<string | undefined> {
  return transaction(connection, async (database) => {
    await database`select pg_advisory_xact_lock(${advisoryLock})`;
    await database`create table if not exists schema_migrations (
      version integer primary key, name text not null, applied_at timestamptz not null default now())`;
    const [row] = await database<{ version: number }[]>`
      select coalesce(max(version), 0) as version from schema_migrations`;
    const current = row?.version ?? 0;
    const newest = migrations.at(-1)?.version ?? 0;
    if (current > newest) throw new NewerSchemaError(current, newest);
    const next = migrations.find(({ version }) => version > current);
    if (!next) return undefined;
    await database.unsafe(next.sql);
    await database`insert into schema_migrations (version, name) values (${next.version}, ${next.name})`;
    return next.name;
  });
}

/** The schema's version, 0 where there is none yet, and the newest that this code knows. */
export async function schemaVersions(database: Database): Promise<{ current: number; newest: number }> {
  const newest = (await readMigrations()).at(-1)?.version ?? 0;
  const [table] = await database<
    { found: boolean }[]
  >`select to_regclass('schema_migrations') is not null as found`;
  if (!table?.found) return { current: 0, newest };
  const [row] = await database<{ version: number }[]>`
    select coalesce(max(version), 0) as version from schema_migrations`;
  return { current: row?.version ?? 0, newest };
}

/** Whether the schema is the one that this code knows. */
export async function isMigrated(database: Database): Promise<boolean> {
  const { current, newest } = await schemaVersions(database);
  return current === newest;
}
