import { type Clock, type ClockOf, standingClock } from '../../platform/clock.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { TestClock } from './test-clock.ts';
import { selectTestClocks } from './test-clocks.sql.ts';

/** How long a clock may be remembered where a notice got lost. */
const reloadMilliseconds = 5_000;

export type TestClocks = {
  /** The clock of an organization's mode, without asking the database: the wall clock where no other is set. */
  clockOf: ClockOf;
  /** Takes over at once what this process has committed; others are told by PostgreSQL, within moments. */
  accept(clock: Standing): void;
  close(): Promise<void>;
};

type Standing = Pick<TestClock, 'organizationId' | 'version' | 'now'>;
type Known = { version: number; clock: Clock };

/**
 * Knows every test clock there is. Changes by any process come as notices; after the connection for these was broken, and
 * every few seconds, all are read anew.
 */
export async function watchTestClocks(pool: Pool, wall: Clock): Promise<TestClocks> {
  const known = new Map<string, Known>();
  const accept = ({ organizationId, version, now }: Standing) => {
    if ((known.get(organizationId)?.version ?? 0) >= version) return;
    known.set(organizationId, { version, clock: now ? standingClock(now) : wall });
  };
  const load = async () => {
    for (const clock of await selectTestClocks(pool)) accept(clock);
  };
  // Where the database is away, the next time will do.
  const reload = () => void load().catch(() => {});
  const notices = await pool.listen('test_clocks_changed', (payload) => accept(parseNotice(payload)), reload);
  await load();
  const timer = setInterval(reload, reloadMilliseconds);
  timer.unref();
  return {
    clockOf: (organizationId, mode) => (mode === 'test' ? (known.get(organizationId)?.clock ?? wall) : wall),
    accept,
    async close() {
      clearInterval(timer);
      await notices.unlisten();
    },
  };
}

/** Notices are written by us alone (see `writeTestClock`). */
function parseNotice(payload: string): Standing {
  const notice = JSON.parse(payload) as Omit<Standing, 'now'> & { now: string | null };
  return { ...notice, now: notice.now === null ? null : new Date(notice.now) };
}
