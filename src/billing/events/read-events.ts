import { createPause } from '../../platform/pause.ts';
import type { Database, Pool } from '../../platform/postgres/database.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { holdReader, moveReader } from './events.sql.ts';
import type { SettledEvents } from './settled-events.ts';

/** The numbers of the events that a reader is to take next: above the one, up to the other. */
export type EventRange = { after: number; through: number };

/** One who acts on every event, once, in order. */
export type EventReader = {
  name: 'webhooks' | 'mails';
  /**
   * Takes events of a range, in the transaction in which it is noted how far they were taken.
   *
   * @returns up to which number it has taken them all: the range's end, or less where there were too many
   */
  take(database: Database, range: EventRange): Promise<number>;
  /** Called once what was taken is committed. */
  taken?(): void;
};

export type ReadingLog = { error(fields: Record<string, unknown>, text: string): void };

export type Reading = {
  pool: Pool;
  settled: SettledEvents;
  readers: readonly EventReader[];
  log: ReadingLog;
  signal: AbortSignal;
};

const lookMilliseconds = 40;
/** After a failure: the database may be away. */
const failureMilliseconds = 1_000;
/** How often to see whether a reader that another process had is free. */
const retakeMilliseconds = 1_000;

/**
 * Has readers take what is written, until the signal. Any number of processes may do so: of each reader one at a time is at
 * work. Answers once the last is over.
 */
export async function readEvents(reading: Reading): Promise<void> {
  const { signal, log } = reading;
  let settled = -1;
  const seats = reading.readers.map((reader) => ({ reader, through: -1, triedAt: 0 }));
  const pause = createPause(signal);
  while (!signal.aborted) {
    let waited = lookMilliseconds;
    try {
      settled = await reading.settled.look();
      for (const seat of seats) {
        if (seat.through >= settled && Date.now() - seat.triedAt < retakeMilliseconds) continue;
        seat.triedAt = Date.now();
        try {
          seat.through = (await take(reading.pool, seat.reader, settled)) ?? settled;
          if (seat.through < settled) waited = 0;
        } catch (err) {
          seat.through = settled;
          log.error({ err, reader: seat.reader.name }, 'events could not be taken');
        }
      }
    } catch (err) {
      log.error({ err }, 'events could not be looked up');
      waited = failureMilliseconds;
    }
    if (waited > 0) await pause.wait(waited);
  }
}

/** @returns how far the reader has read now; undefined where another process has it */
async function take(pool: Pool, reader: EventReader, settled: number): Promise<number | undefined> {
  let moved = false;
  const through = await transaction(pool, async (database) => {
    const after = await holdReader(database, reader.name);
    if (after === undefined || after >= settled) return after;
    const through = await reader.take(database, { after, through: settled });
    if (through > after) await moveReader(database, reader.name, through);
    moved = through > after;
    return through;
  });
  if (moved) reader.taken?.();
  return through;
}
