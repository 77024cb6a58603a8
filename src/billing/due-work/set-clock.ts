import { frozenClock, wallClock } from '../../platform/clock.ts';
import { type Database, transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween, recordChange } from '../changes/index.ts';
import {
  decideSet,
  isFrozen,
  lockTestClock,
  selectTestClock,
  type TestClock,
  writeTestClock,
} from '../test-clocks/index.ts';
import { advanceInProgress } from './advance-clock.ts';
import { dueTables } from './due-steps.ts';
import { selectNextDue } from './due-work.sql.ts';

/**
 * Makes an organization's test mode stand at a moment. Nothing is done that falls due: see `advanceClock`.
 *
 * @returns `advance_in_progress` and the failures of `decideSet`.
 */
export async function setClock(scope: Scope, now: Date): Promise<Result<TestClock>> {
  return change(scope, 'test_clock.set', async (database, before) => {
    const reached = isFrozen(before) ? before.now : null;
    const [due] = await selectNextDue(database, dueTables, scope.organizationId, { until: null, limit: 1 });
    return decideSet(now, reached, wallClock.now(), due?.dueAt ?? null);
  });
}

/**
 * Lets an organization's test mode follow the wall clock again.
 *
 * @returns `advance_in_progress`, or `not_found` where no test clock is set.
 */
export async function deleteClock(scope: Scope): Promise<Result<TestClock>> {
  return change(scope, 'test_clock.deleted', async (_database, before) =>
    isFrozen(before) ? ok(null) : fail({ code: 'not_found', message: 'No test clock is set.' }),
  );
}

async function change(
  scope: Scope,
  type: string,
  decide: (database: Database, before: TestClock | undefined) => Promise<Result<Date | null>>,
): Promise<Result<TestClock>> {
  const { organizationId } = scope;
  return transaction(scope.database, async (database) => {
    if (!(await lockTestClock(database, organizationId))) return advanceInProgress;
    const before = await selectTestClock(database, organizationId);
    const decided = await decide(database, before);
    if (!decided.ok) return decided;
    const now = decided.value;
    const after = await writeTestClock(database, organizationId, { now, advancingTo: null });
    await recordChange(
      { ...scope, mode: 'test', clock: now ? frozenClock(now) : wallClock, database },
      {
        type,
        objectType: 'test_clock',
        objectId: organizationId,
        changes: changesBetween<TestClock>(before ?? null, after, ['now']),
        data: { now },
      },
    );
    return ok(after);
  });
}
