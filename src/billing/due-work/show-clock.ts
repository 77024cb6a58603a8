import { wallClock } from '../../platform/clock.ts';
import type { Scope } from '../../platform/scope.ts';
import { isFrozen, selectTestClock } from '../test-clocks/index.ts';
import { dueTables } from './due-steps.ts';
import { selectNextDue } from './due-work.sql.ts';

export type ShownClock = {
  now: Date;
  /** False where test mode follows the wall clock. */
  isFrozen: boolean;
  /** Where an advance is bound for that is under way. */
  advancingTo: Date | null;
  /** When the next work falls due; null where none does. */
  nextDueAt: Date | null;
};

/** The time that an organization's test mode goes by, and what it is waiting for. */
export async function showClock(scope: Scope): Promise<ShownClock> {
  const [clock, [due]] = await Promise.all([
    selectTestClock(scope.database, scope.organizationId),
    selectNextDue(scope.database, dueTables, scope.organizationId, { until: null, limit: 1 }),
  ]);
  const nextDueAt = due?.dueAt ?? null;
  return isFrozen(clock)
    ? { now: clock.now, isFrozen: true, advancingTo: clock.advancingTo, nextDueAt }
    : { now: wallClock.now(), isFrozen: false, advancingTo: null, nextDueAt };
}
