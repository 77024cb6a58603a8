import type { Pool } from '../../platform/postgres/database.ts';
import { selectLastNumber, selectWriters } from './events.sql.ts';

/** Knows up to which number every event is there to be read. */
export type SettledEvents = {
  /** Looks once, and answers the number up to which no event is missing any more. */
  look(): Promise<number>;
};

type Mark = { number: number; writers: ReadonlySet<string> };

/**
 * Numbers are given when an event is written, but it shows when its transaction commits: 5 may come after 6, and who reads
 * in order must not pass over it. A number is settled once the transactions that were writing events when it was the last
 * given are over: whatever is missing below it then was undone.
 */
export function createSettledEvents(pool: Pool): SettledEvents {
  let settled = 0;
  let waiting: Mark | undefined;

  return {
    async look() {
      const last = await selectLastNumber(pool);
      if (last === settled) return settled;
      // Asked after the number: who had one by then holds its lock on the table, or has ended.
      const writers = new Set(await selectWriters(pool));
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
    },
  };
}
