import { minuteMilliseconds } from '../../platform/calendar.ts';
import { type Clock, frozenClock } from '../../platform/clock.ts';
import type { FollowUp } from '../../platform/follow-up.ts';
import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { DueRow, Engine } from './due-step.ts';
import { type Claim, claimRow, putOffRow } from './due-work.sql.ts';

/** `gone`: nothing is due of the row any more, or somebody else is at it. */
export type Taken = 'done' | 'failed' | 'gone';

export type StepTime = {
  follows: 'wall_clock' | 'test_clock';
  clock: Clock;
  /** When a row whose step failed is tried again. */
  retryAt: Date;
  requestId: string;
  headway: Headway;
};

/** When a row whose step failed is tried again. */
export const retryMilliseconds = 5 * minuteMilliseconds;

/** As often as PostgreSQL may wish that a transaction be tried again. */
const attempts = 3;
const wishesAgain = new Set(['40001', '40P01']);

/**
 * Takes the step that is due of a row: one transaction, then what follows it. A step that throws is undone and told in the
 * log, and its row put off, so that it blocks nobody. What follows a step has a due row of its own to be found by, should
 * it fail.
 *
 * @throws what PostgreSQL says where it is not there.
 */
export async function takeStep(engine: Engine, row: DueRow, time: StepTime): Promise<Taken> {
  const facts = { table: row.table, object_id: row.id, organization: row.organizationId, mode: row.mode };
  let stepped: Stepped | undefined;
  try {
    stepped = await step(engine, row, time);
  } catch (err) {
    await putOffRow(engine.pool, row, time.clock.now(), time.retryAt);
    engine.log.error({ ...facts, err, retry_at: time.retryAt }, 'a due step failed');
    return 'failed';
  }
  if (!stepped) return 'gone';
  try {
    await stepped.followUp?.({ ...stepped.scope, database: engine.pool });
    return 'done';
  } catch (err) {
    engine.log.error({ ...facts, err }, 'what follows a due step failed');
    return 'failed';
  }
}

type Stepped = { scope: Scope; followUp: FollowUp | undefined };

async function step(engine: Engine, row: DueRow, time: StepTime): Promise<Stepped | undefined> {
  const due = engine.steps.find(({ table }) => table === row.table);
  if (!due) throw new Error(`There is no step for ${row.table}.`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(engine.pool, async (database) => {
        const claim = await claimRow(database, row, time.clock.now(), time.follows);
        if (!claim) return undefined;
        time.headway.note(row, claim);
        const scope = { ...scopeOf(row, claim, time), database };
        return { scope, followUp: await due.run(scope, row.id) };
      });
    } catch (error) {
      if (attempt === attempts || !wishesAgain.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

function scopeOf(row: DueRow, claim: Claim, time: StepTime): Omit<Scope, 'database'> {
  return {
    organizationId: row.organizationId,
    mode: row.mode,
    pricingModelId: claim.pricingModelId,
    actor: { kind: 'system' },
    permissions: new Set(),
    // All that one step writes is of one moment.
    clock: time.clock.standsStill ? time.clock : frozenClock(time.clock.now()),
    requestId: time.requestId,
  };
}

export type Headway = { note(row: DueRow, claim: Claim): void };

/** So many things can be due of one row at one moment. */
const stepsAtOneMoment = 50;
const remembered = 10_000;

/** Sees that steps get ahead: one that leaves its row due as it was would be taken for ever. */
export function createHeadway(): Headway {
  const taken = new Map<string, { dueAt: number; times: number }>();
  return {
    note({ table, id }, claim) {
      const name = `${table} ${id}`;
      const dueAt = claim.dueAt.getTime();
      const last = taken.get(name);
      const times = last?.dueAt === dueAt ? last.times + 1 : 1;
      if (taken.size >= remembered) taken.clear();
      taken.set(name, { dueAt, times });
      if (times <= stepsAtOneMoment) return;
      taken.delete(name);
      throw new Error(
        `After ${stepsAtOneMoment} steps the row is still due at ${claim.dueAt.toISOString()}.`,
      );
    },
  };
}
