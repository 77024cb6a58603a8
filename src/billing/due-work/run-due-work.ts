import { wallClock } from '../../platform/clock.ts';
import { createPause } from '../../platform/pause.ts';
import { resumeAdvances } from './advance-clock.ts';
import type { DueRow, DueTable, Engine } from './due-step.ts';
import { selectDueRows } from './due-work.sql.ts';
import { createHeadway, retryMilliseconds, type Taken, takeStep } from './take-step.ts';

export type DueWorkOptions = {
  /** As many steps are under way at once. */
  concurrency?: number;
  /** How long to wait before looking again where nothing could be done. */
  idleMilliseconds?: number;
  /** Told of each step taken. */
  onStep?(table: DueTable, taken: Taken): void;
  /** Told at each look how long the oldest due work has waited. */
  onLag?(milliseconds: number): void;
};

const rowsAtOnce = 200;
const resumeMilliseconds = 10_000;

/**
 * Does all that falls due by the wall clock, until the engine's signal; any number of processes may do so side by side.
 * Also goes on with advances of test clocks that a crash broke off. Answers once the last step is over.
 */
export async function runDueWork(engine: Engine, options: DueWorkOptions = {}): Promise<void> {
  const { concurrency = 4 } = options;
  const queue = createQueue(engine, options);
  const headway = createHeadway();
  const work = async () => {
    for (let row = await queue.next(); row; row = await queue.next()) {
      const now = wallClock.now();
      const taken = await takeStep(engine, row, {
        follows: 'wall_clock',
        clock: wallClock,
        retryAt: new Date(now.getTime() + retryMilliseconds),
        requestId: `due_${crypto.randomUUID()}`,
        headway,
      }).catch((err): Taken => {
        engine.log.error({ err }, 'due work could not be done');
        return 'gone';
      });
      queue.done(row, taken);
      options.onStep?.(row.table, taken);
    }
  };
  await Promise.all([...Array.from({ length: concurrency }, work), keepResuming(engine)]);
}

async function keepResuming(engine: Engine): Promise<void> {
  const pause = createPause(engine.signal);
  while (!engine.signal.aborted) {
    await resumeAdvances(engine).catch((err) => engine.log.error({ err }, 'advances could not be resumed'));
    await pause.wait(resumeMilliseconds);
  }
}

/** The rows that wait for a step, read as they run out. */
function createQueue(engine: Engine, { idleMilliseconds = 1_000, onLag }: DueWorkOptions) {
  const tables = engine.steps.map(({ table }) => table);
  const pause = createPause(engine.signal);
  const underWay = new Set<string>();
  let waiting: DueRow[] = [];
  let reading: Promise<void> | undefined;
  /** Whether anything was done since the last look: else looking again at once would find the same. */
  let hasMoved = true;

  async function read(): Promise<void> {
    if (!hasMoved) await pause.wait(idleMilliseconds);
    if (engine.signal.aborted) return;
    hasMoved = false;
    const now = wallClock.now();
    const rows = await selectDueRows(engine.pool, tables, now, rowsAtOnce);
    onLag?.(rows[0] ? now.getTime() - rows[0].dueAt.getTime() : 0);
    waiting = apart(rows).filter((row) => !underWay.has(nameOf(row)));
  }

  return {
    /** Undefined once the engine is to end. */
    async next(): Promise<DueRow | undefined> {
      while (!engine.signal.aborted) {
        const row = waiting.shift();
        if (row) {
          underWay.add(nameOf(row));
          return row;
        }
        reading ??= read()
          .catch((err) => engine.log.error({ err }, 'due work could not be looked up'))
          .finally(() => {
            reading = undefined;
          });
        await reading;
      }
      return undefined;
    },
    done(row: DueRow, taken: Taken): void {
      underWay.delete(nameOf(row));
      if (taken === 'gone') return;
      hasMoved = true;
      pause.end();
    },
  };
}

function nameOf({ table, id }: DueRow): string {
  return `${table} ${id}`;
}

/** Where there is more than can be read at once, each process begins at another row, so that they seldom meet. */
function apart(rows: DueRow[]): DueRow[] {
  if (rows.length < rowsAtOnce) return rows;
  const start = Math.floor(Math.random() * rows.length);
  return [...rows.slice(start), ...rows.slice(0, start)];
}
