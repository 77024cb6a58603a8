import { type Database, joined, keepOpen, type Pool } from './database.ts';

/** Of whole days, by table: how long the rows of a table in parts by month are kept. */
export type KeptDays = Readonly<Record<string, number>>;

/** A log that knows nothing of a part that could not be seen to: an hour later it is tried again. */
export type PartsLog = {
  info(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

const monthsAhead = 3;

/** One process at a time makes and drops parts. Any constant will do; it must never change. */
const advisoryLock = 4_016_219;

/** Whoever comes later to a lock waits behind us: so we do not wait long ourselves. */
const lockMilliseconds = 2_000;

/** What a part says of itself once it is to go: one that a crash left behind is known by it. */
const condemned = 'Florin drops this table: its rows are older than they are kept.';

/** Makes the parts of the months to come, of every table in parts by month. Nobody who writes waits for it. */
export async function createComingParts(pool: Pool): Promise<void> {
  await joined(pool, async (database) => {
    await boundLocks(database);
    await database`select pg_advisory_xact_lock(${advisoryLock})`;
    await database`
      select create_month_parts(parent.relname::text, ${monthsAhead})
      from pg_partitioned_table partitioned join pg_class parent on parent.oid = partitioned.partrelid
      where parent.relnamespace = current_schema()::regnamespace
      order by parent.relname`;
  });
}

/**
 * Drops the parts whose rows have all been kept as long as they are to be. A part is detached first, which keeps nobody from the
 * table; what could not be done is done the next time.
 */
export async function dropPastParts(pool: Pool, keptDays: KeptDays, log: PartsLog): Promise<void> {
  await joined(pool, async (database) => {
    // In one go, without parameters: else its answer stays open with what it sees, and detaching waits for whoever sees what was.
    const [lock] = await database.unsafe<{ taken: boolean }[]>(
      `select pg_try_advisory_xact_lock(${advisoryLock}) as taken`,
    );
    if (lock?.taken) await keepOpen(database, () => dropAll(pool, keptDays, log));
  });
}

async function dropAll(pool: Pool, keptDays: KeptDays, log: PartsLog): Promise<void> {
  for (const past of await selectPastParts(pool, keptDays)) {
    await detach(pool, past).catch((err) => log.error({ err, part: past.part }, 'a part was not detached'));
  }
  for (const part of await selectCondemned(pool)) {
    await drop(pool, part).then(
      () => log.info({ part }, 'the rows of a month are past their time'),
      (err) => log.error({ err, part }, 'a part was not dropped'),
    );
  }
}

async function boundLocks(database: Database): Promise<void> {
  await database`select set_config('lock_timeout', ${String(lockMilliseconds)}, true)`;
}

type PastPart = { parent: string; part: string; isPending: boolean };

async function selectPastParts(pool: Pool, keptDays: KeptDays): Promise<PastPart[]> {
  const kept = Object.entries(keptDays).map(([parent, days]) => ({ parent, days }));
  return pool<PastPart[]>`
    select kept.parent, part.relname as part, inherits.inhdetachpending as is_pending
    from jsonb_to_recordset(${pool.json(kept)}::jsonb) as kept (parent text, days integer)
    join pg_class parent on parent.relname = kept.parent and parent.relnamespace = current_schema()::regnamespace
    join pg_inherits inherits on inherits.inhparent = parent.oid
    join pg_class part on part.oid = inherits.inhrelid
    where substring(pg_get_expr(part.relpartbound, part.oid) from 'TO [(]''([^'']+)''[)]')::timestamptz
      <= now() - make_interval(days => kept.days)
    order by part.relname`;
}

/**
 * Whoever uses the table goes on: detached concurrently, a part only waits for those who began before. That cannot be done within
 * a transaction; where it was broken off, it is finished.
 */
async function detach(pool: Pool, { parent, part, isPending }: PastPart): Promise<void> {
  await pool.unsafe(`comment on table "${part}" is '${condemned}'`);
  const how = isPending ? 'finalize' : 'concurrently';
  await pool.unsafe(`alter table "${parent}" detach partition "${part}" ${how}`);
}

async function selectCondemned(pool: Pool): Promise<string[]> {
  const rows = await pool<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and not relispartition
      and obj_description(oid, 'pg_class') = ${condemned}`;
  return rows.map(({ name }) => name);
}

async function drop(pool: Pool, part: string): Promise<void> {
  await joined(pool, async (database) => {
    await boundLocks(database);
    await database`drop table ${database(part)}`;
  });
}
