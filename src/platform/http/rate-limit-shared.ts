import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { isConnectionTrouble, type Pool } from '../postgres/database.ts';
import { deleteEndedWindows, exchangeWindows, takeFromWindows } from './rate-limit.sql.ts';
import { type RateLimit, RateLimiter, type RateVerdict, strictest, verdictOf } from './rate-limit.ts';

/** Limits that hold over all processes on one database. */
export type RateLimits = {
  /**
   * Counts in this process, which tells the others a few times a second: so a call waits for nobody, and a caller who uses
   * several processes at once may get as many more calls as he makes in that time.
   */
  take(name: string, limit: RateLimit, now: number): RateVerdict;
  /** The strictest verdict of several limits on one name. */
  takeAll(name: string, limits: readonly RateLimit[], now: number): RateVerdict | undefined;
  /**
   * Counts in the database, at the cost of a statement: for limits that keep somebody from guessing. Not one call more gets
   * through, whatever process it comes to. Where the database is away this process counts by itself.
   */
  takeExactly(name: string, limits: readonly RateLimit[], now: number): Promise<RateVerdict | undefined>;
  /** Begins to tell other processes. */
  start(): void;
  /** Tells the last, and ends. */
  stop(): Promise<void>;
};

export type LimitingLog = { error(fields: Record<string, unknown>, text: string): void };

const exchangeMilliseconds = 200;
/** After a failure: the database may be away. */
const failureMilliseconds = 1_000;
const windowsAtOnce = 5_000;
const sweepMilliseconds = 60_000;

export function createSharedRateLimits(pool: Pool, clock: Clock, log: LimitingLog): RateLimits {
  const shared = new RateLimiter();
  /** What the exact limits come to in this process alone. */
  const alone = new RateLimiter();
  /** Who was refused stays so until then: asking on costs the database nothing. */
  const refused = new Map<string, RateVerdict>();
  const now = () => clock.now().getTime();
  let timer: NodeJS.Timeout | undefined;
  let sweptAt = now();

  async function exchange(): Promise<void> {
    const told = shared.tell(now(), windowsAtOnce);
    if (told.length === 0) return;
    try {
      for (const window of await exchangeWindows(pool, told, now)) shared.learn(window);
    } catch (error) {
      for (const window of told) shared.untell(window);
      throw error;
    }
  }

  async function sweep(): Promise<void> {
    if (now() - sweptAt < sweepMilliseconds) return;
    sweptAt = now();
    for (const [name, { resetAt }] of refused) if (resetAt <= sweptAt) refused.delete(name);
    await deleteEndedWindows(pool);
  }

  function schedule(milliseconds: number): void {
    timer = setTimeout(() => {
      exchange()
        .then(sweep)
        .then(
          () => exchangeMilliseconds,
          (err) => {
            if (!isConnectionTrouble(err)) log.error({ err }, 'rate limits could not be exchanged');
            return failureMilliseconds;
          },
        )
        .then((pause) => {
          if (timer) schedule(pause);
        });
    }, milliseconds);
    timer.unref();
  }

  return {
    take: (name, limit, at) => shared.take(name, limit, at),
    takeAll: (name, limits, at) => shared.takeAll(name, limits, at),
    async takeExactly(name, limits, at) {
      const known = refused.get(name);
      if (known && known.resetAt > at) {
        return { ...known, retryAfter: Math.max(1, Math.ceil((known.resetAt - at) / 1000)) };
      }
      const own = alone.takeAll(name, limits, at);
      try {
        const windows = await takeFromWindows(pool, name, limits);
        const verdict = strictest(
          windows.map(({ calls, seconds, used, milliseconds }) =>
            verdictOf({ name, limit: { calls, seconds }, used, endsAt: at + milliseconds }, at),
          ),
        );
        if (verdict && !verdict.allowed) refused.set(name, verdict);
        return verdict;
      } catch (error) {
        if (!isConnectionTrouble(error)) throw error;
        return own;
      }
    },
    start: () => schedule(exchangeMilliseconds),
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      // A process that takes this one's place goes on counting where it ended; a database that is gone keeps nobody.
      await Promise.race([exchange().catch(() => {}), sleep(failureMilliseconds, undefined, { ref: false })]);
    },
  };
}
