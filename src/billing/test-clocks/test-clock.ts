import { addMonths } from '../../platform/calendar.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';

/** The clock that an organization's test mode goes by. */
export type TestClock = {
  organizationId: string;
  /** Counts its changes. */
  version: number;
  createdAt: Date;
  modifiedAt: Date | null;
  /** The moment that it stands at; null where test mode follows the wall clock. */
  now: Date | null;
  /** Where an advance is bound for that is under way, or that a crash broke off. */
  advancingTo: Date | null;
};

/** A clock that stands. */
export type FrozenClock = TestClock & { now: Date };

export function isFrozen(clock: TestClock | undefined): clock is FrozenClock {
  return clock !== undefined && clock.now !== null;
}

/**
 * Before it lies no billing. After it, customers' short ids, which count milliseconds, would soon be no safe integers; and a
 * period that begins by then ends in a four-digit year, however long it is.
 */
const earliest = new Date('2000-01-01T00:00:00Z');
const latest = new Date('2299-12-31T23:59:59.999Z');
const furthestYears = 100;

/**
 * Whether a clock may be set to a moment.
 *
 * @param reached what the clock that is set already stands at; null where there is none: then any time will do
 * @param dueAt when the next work falls due, null where none does
 * @returns `clock_out_of_range`, `clock_cannot_go_back`, or `work_due`: work that falls due on the way is done by an
 *   advance only, so that none is done late.
 */
export function decideSet(to: Date, reached: Date | null, wallNow: Date, dueAt: Date | null): Result<Date> {
  if (to < earliest || to > latest) return fail(outOfRange('now', earliest, latest));
  if (reached && to < reached) return fail(goingBack('now', reached));
  if (dueAt && dueAt <= to && to > (reached ?? wallNow)) {
    return fail({
      code: 'work_due',
      field: 'now',
      message: `Work falls due at ${dueAt.toISOString()}, which setting the clock would leave undone. Set it to a moment before that, and advance it.`,
    });
  }
  return ok(to);
}

/** @returns `clock_out_of_range` or `clock_cannot_go_back`. */
export function decideAdvance(to: Date, reached: Date): Result<Date> {
  const furthest = addMonths(reached, furthestYears * 12);
  const limit = furthest < latest ? furthest : latest;
  // So written, it also refuses what is past all dates.
  if (!(to <= limit)) return fail(outOfRange('to', reached, limit));
  return to < reached ? fail(goingBack('to', reached)) : ok(to);
}

function outOfRange(field: string, from: Date, to: Date): Failure {
  const message = `Must be a moment from ${from.toISOString()} to ${to.toISOString()}.`;
  return { code: 'clock_out_of_range', field, message };
}

function goingBack(field: string, reached: Date): Failure {
  return {
    code: 'clock_cannot_go_back',
    field,
    message: `The test clock stands at ${reached.toISOString()} and goes forward only.`,
  };
}
