import type { Pool } from '../../platform/postgres/database.ts';
import { type ChangeLog, selectLastNumber, selectWriters } from './events.sql.ts';

/** Knows up to which number every row of a log is there to be read. */
export type SettledEvents = {
  /** Looks once, and answers the number up to which no row is missing any more. */
  look(): Promise<number>;
};

type Mark = { number: number; writers: ReadonlySet<string> };

/**
 * Numbers are given when a row is written, but it shows when its transaction commits: 5 may come after 6, and who reads
 * in order must not pass over it. A number is settled once the transactions that were writing to the log when it was the last
 * given are over: whatever is missing below it then was undone.
 */
export function createSettledEvents(pool: Pool, log: ChangeLog = 'events'): SettledEvents {
  let settled = 0;
  let waiting: Mark | undefined;

  async function look(): Promise<number> {
    const last = await selectLastNumber(pool, log);
    if (last === settled) return settled;
    // Asked after the number: who had one by then holds its lock on the table, or has ended.
    const writers = new Set(await selectWriters(pool, log));
    if (writers.size === 0) {
      settled = last;
      waiting = undefined;
    } else if (!waiting) {
      waiting = { number: last, writers };
    } else if (waiting.writers.isDisjointFrom(writers)) {
      settled = waiting.number;
      waiting = last > settled ? { number: last, writers } : undefined;
    }
    return settled;
  }

  return {
    async look() {
      try {
        return await look();
      } catch (error) {
        // A PostgreSQL that was killed gives numbers again that nobody had committed: they are settled no more.
        settled = 0;
        waiting = undefined;
        throw error;
      }
    },
  };
}
