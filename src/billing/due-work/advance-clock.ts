import { frozenClock, standingClock } from '../../platform/clock.ts';
import { keepOpen, transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween, recordChange } from '../changes/index.ts';
import {
  decideAdvance,
  type FrozenClock,
  isFrozen,
  lockTestClock,
  selectAdvancingClocks,
  selectTestClock,
  type TestClock,
  writeTestClock,
} from '../test-clocks/index.ts';
import type { DueRow, DueTable, Engine } from './due-step.ts';
import {
  countEventsOf,
  selectEventsOf,
  selectLastSequence,
  selectNextDue,
  type ToldEvent,
} from './due-work.sql.ts';
import { createHeadway, retryMilliseconds, takeStep } from './take-step.ts';

export type Advance = {
  from: Date;
  to: Date;
  /** How many steps were taken. */
  steps: number;
  /** The first thousand, in the order in which they happened. */
  events: ToldEvent[];
  /** How many there were of each type, all in all. */
  eventCounts: Record<string, number>;
  hasMoreEvents: boolean;
  /** What could not be done; the log says why. It is tried again in the next advance. */
  failures: { at: Date; objectType: string; objectId: string }[];
};

const eventsShown = 1_000;

export const advanceInProgress = fail({
  code: 'advance_in_progress',
  message: 'The test clock is being advanced. Wait for that to end.',
});

const notSet = fail({ code: 'clock_not_set', message: 'No test clock is set. Set one first.' });

/**
 * Moves an organization's test clock on and does all that falls due on the way, in order, each at its moment. The clock
 * stands at every moment that it comes to, so an advance that is broken off is gone on with from there.
 *
 * @param to what the clock is to stand at in the end, by what it stands at now
 * @returns `advance_in_progress`, `clock_not_set`, `clock_out_of_range`, `clock_cannot_go_back`; `advance_interrupted` where
 *   the process ends before the advance does: it goes on by itself with the next process.
 */
export async function advanceClock(
  engine: Engine,
  scope: Scope,
  to: (now: Date) => Date,
): Promise<Result<Advance>> {
  const work = () =>
    alone(engine, scope.organizationId, async (own) => {
      const clock = await selectTestClock(engine.pool, scope.organizationId);
      if (!isFrozen(clock)) return notSet;
      const decided = decideAdvance(to(clock.now), clock.now);
      return decided.ok ? advance(own, scope, clock, decided.value) : decided;
    });
  return keepOpen(scope.database, work);
}

/** Goes on with advances that a crash broke off. Those that are under way elsewhere are left alone. */
export async function resumeAdvances(engine: Engine): Promise<void> {
  for (const { organizationId, advancingTo } of await selectAdvancingClocks(engine.pool)) {
    if (engine.signal.aborted || !advancingTo) return;
    const scope: Scope = {
      organizationId,
      mode: 'test',
      pricingModelId: '',
      actor: { kind: 'system' },
      permissions: new Set(),
      clock: frozenClock(advancingTo),
      requestId: `due_${crypto.randomUUID()}`,
      database: engine.pool,
    };
    const resumed = await advanceClock(engine, scope, () => advancingTo);
    if (resumed.ok) {
      engine.log.info({ organization: organizationId, steps: resumed.value.steps }, 'resumed an advance');
    }
  }
}

/**
 * Keeps everybody else from moving the clock meanwhile. Where the connection that does is lost, PostgreSQL lets go of it, and
 * the engine that `work` is given ends.
 */
async function alone<T>(
  engine: Engine,
  organizationId: string,
  work: (engine: Engine) => Promise<Result<T>>,
): Promise<Result<T>> {
  const over = new AbortController();
  try {
    return await transaction(engine.pool, async (database) => {
      if (!(await lockTestClock(database, organizationId))) return advanceInProgress;
      const signal = AbortSignal.any([engine.signal, over.signal]);
      return keepOpen(database, () => work({ ...engine, signal }));
    });
  } finally {
    over.abort();
  }
}

async function advance(engine: Engine, scope: Scope, start: FrozenClock, to: Date): Promise<Result<Advance>> {
  const { organizationId } = scope;
  const requestId = `due_${crypto.randomUUID()}`;
  const after = await selectLastSequence(engine.pool, organizationId);
  const clock = await move(engine, start, { now: start.now, advancingTo: to });
  const walked = await walk(engine, clock, to, requestId);
  if (!walked) {
    const message = `Florin is stopping. The advance to ${to.toISOString()} goes on once it is started again.`;
    return fail({ code: 'advance_interrupted', message });
  }
  await arrive(engine, scope, start, to);
  const told = { organizationId, requestId, after };
  const events = await selectEventsOf(engine.pool, told, eventsShown + 1);
  return ok({
    from: start.now,
    to,
    ...walked,
    events: events.slice(0, eventsShown),
    eventCounts: await countEventsOf(engine.pool, told),
    hasMoreEvents: events.length > eventsShown,
  });
}

async function move(
  engine: Engine,
  { organizationId }: TestClock,
  standing: { now: Date; advancingTo: Date | null },
): Promise<FrozenClock> {
  const moved = await writeTestClock(engine.pool, organizationId, standing);
  engine.clockMoved(moved);
  return { ...moved, now: standing.now };
}

/** Takes step after step until none is due. Undefined where the engine is to end before. */
async function walk(
  engine: Engine,
  start: FrozenClock,
  to: Date,
  requestId: string,
): Promise<Pick<Advance, 'steps' | 'failures'> | undefined> {
  const tables = engine.steps.map(({ table }) => table);
  const headway = createHeadway();
  const failures: Advance['failures'] = [];
  let clock = start;
  for (let steps = 0; ; ) {
    if (engine.signal.aborted) return undefined;
    const [row] = await selectNextDue(engine.pool, tables, clock.organizationId, { until: to, limit: 1 });
    if (!row) return { steps, failures };
    if (row.dueAt > clock.now) clock = await move(engine, clock, { now: row.dueAt, advancingTo: to });
    const taken = await takeStep(engine, row, {
      follows: 'test_clock',
      clock: standingClock(clock.now),
      // Not on this way, which might be a hundred years of five minutes.
      retryAt: new Date(to.getTime() + retryMilliseconds),
      requestId,
      headway,
    });
    if (taken !== 'gone') steps++;
    if (taken === 'failed') failures.push(failureOf(row, clock.now));
  }
}

const objectTypes: Record<DueTable, string> = {
  subscriptions: 'subscription',
  invoices: 'invoice',
  payments: 'payment',
  refunds: 'refund',
  sandbox_charges: 'sandbox_charge',
  checkouts: 'checkout',
  payment_methods: 'payment_method',
};

function failureOf(row: DueRow, at: Date): Advance['failures'][number] {
  return { at, objectType: objectTypes[row.table], objectId: row.id };
}

async function arrive(engine: Engine, scope: Scope, from: FrozenClock, to: Date): Promise<void> {
  const { organizationId } = scope;
  const arrived = await transaction(engine.pool, async (database) => {
    const after = await writeTestClock(database, organizationId, { now: to, advancingTo: null });
    await recordChange(
      { ...scope, mode: 'test', clock: frozenClock(to), database },
      {
        type: 'test_clock.advanced',
        objectType: 'test_clock',
        objectId: organizationId,
        changes: changesBetween<TestClock>(from, after, ['now']),
        data: { from: from.now, to },
      },
    );
    return after;
  });
  engine.clockMoved(arrived);
}
