import { createPause } from '../pause.ts';
import type { Scope } from '../scope.ts';
import { connect, isConnectionTrouble, type Pool } from './database.ts';

/** A streaming replica of the database, for reads that may be a few seconds behind. */
export type Replica = {
  /**
   * Reads on the replica while it is near enough; on the scope's own database where it is not, or is lost on the way.
   *
   * @param work reads only: it may be done twice
   */
  read<T>(scope: Scope, work: (scope: Scope) => Promise<T>): Promise<T>;
  /** By how much it may be behind, in milliseconds: no less than it is. Infinity where nobody knows. */
  lag(): number;
  /** Begins to watch it: until then it is not read from. */
  start(): void;
  close(): Promise<void>;
};

export type ReplicaLog = {
  info(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

/** Behind by more, it is not read from. */
const maximumLagMilliseconds = 10_000;
const lookMilliseconds = 1_000;
/** A replica that answers no sooner is as good as away. */
const answerMilliseconds = 2_000;
/** Enough to know how far back a replica is that is read from at all. */
const momentsKept = 2 * (maximumLagMilliseconds / lookMilliseconds);

/** How far the primary had written its log at a moment of this process's own clock. */
type Moment = { at: number; written: number };

/**
 * Watches a replica from this process. How far it is behind is told by what it has replayed of the primary's log, beside how far
 * that was a moment ago: so it needs no clock but ours, and a primary that writes nothing makes no replica late.
 */
export function createReplica(url: string, primary: Pool, log: ReplicaLog): Replica {
  const ending = new AbortController();
  const pause = createPause(ending.signal);
  const open = () => connect(url, { applicationName: 'florin replica' });
  let pool = open();
  let moments: Moment[] = [];
  /** All that was committed by then can be read there. */
  let caughtUpAt = Number.NEGATIVE_INFINITY;
  let wasNear: boolean | undefined;

  const lag = () => performance.now() - caughtUpAt;
  const isNear = () => lag() <= maximumLagMilliseconds;

  async function look(): Promise<void> {
    const moment = await readMoment(primary);
    moments = [...moments, moment].slice(-momentsKept);
    try {
      const replayed = await within(answerMilliseconds, readReplayed(pool, moment));
      caughtUpAt = moments.findLast(({ written }) => written <= replayed)?.at ?? caughtUpAt;
    } catch (error) {
      abandon();
      throw error;
    }
  }

  /** What is under way on it fails at once, and what comes next is read elsewhere, until it answers again. */
  function abandon(): void {
    caughtUpAt = Number.NEGATIVE_INFINITY;
    const lost = pool;
    pool = open();
    void lost.end({ timeout: 0 }).catch(() => {});
  }

  function tell(error?: unknown): void {
    if (isNear() === wasNear) return;
    wasNear = isNear();
    if (wasNear) log.info({}, 'lists are read from the replica');
    else log.error({ err: error }, 'the replica is away or too far behind: lists are read from the primary');
  }

  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await look();
        tell();
      } catch (error) {
        if (ending.signal.aborted) return;
        tell(error);
      }
      await pause.wait(lookMilliseconds);
    }
  }
  let watched: Promise<void> | undefined;

  return {
    start() {
      watched = watch();
    },
    async read(scope, work) {
      if (!isNear()) return work(scope);
      const used = pool;
      try {
        return await work({ ...scope, database: used });
      } catch (error) {
        if (!isConnectionTrouble(error)) throw error;
        // What its own replay had to cancel it may well answer the next time.
        if (used === pool && !isCancelled(error)) abandon();
        return work(scope);
      }
    },
    lag,
    async close() {
      ending.abort();
      pause.end();
      await pool.end({ timeout: 1 });
      await watched;
    },
  };
}

/** Taken before it is asked how far the log is: what was written later may be missing. */
async function readMoment(primary: Pool): Promise<Moment & { cluster: string }> {
  const at = performance.now();
  const [row] = await primary<{ written: number; cluster: string }[]>`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::double precision as written, ${clusterName(primary)} as cluster`;
  if (!row) throw new Error('The primary does not say how far its log is.');
  return { at, ...row };
}

async function readReplayed(replica: Pool, { cluster }: { cluster: string }): Promise<number> {
  const [row] = await replica<{ replayed: number | null; cluster: string }[]>`
    select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::double precision as replayed,
      ${clusterName(replica)} as cluster`;
  // Another database's rows must never be taken for ours.
  if (row?.cluster !== cluster) throw new Error('DATABASE_REPLICA_URL is not of a replica of DATABASE_URL.');
  if (row.replayed === null) throw new Error('The PostgreSQL of DATABASE_REPLICA_URL is no replica.');
  return row.replayed;
}

/** The same for a database and its replicas, and for no other. */
function clusterName(pool: Pool) {
  return pool`(select system_identifier::text || ' ' || current_database() from pg_control_system())`;
}

function isCancelled(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith('40') ?? false;
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${milliseconds} ms.`)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
