import type { ClockOf } from '../../platform/clock.ts';
import { createPause } from '../../platform/pause.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { ReadingLog } from '../events/index.ts';
import { bringOver } from './merge-customers.ts';
import { takeMergeToFollow } from './merges.sql.ts';

export type FollowingSettings = { pool: Pool; clockOf: ClockOf; log: ReadingLog; signal: AbortSignal };

const lookMilliseconds = 500;

/**
 * Goes after merges, until the signal: what a request wrote for the customer that is gone, because it had read it before the
 * merge, is brought over. Writers need not know of merges for that, and take no lock for them. Any number of processes may do so:
 * each takes others.
 */
export async function followMerges({ pool, clockOf, log, signal }: FollowingSettings): Promise<void> {
  const pause = createPause(signal);
  while (!signal.aborted) {
    let isIdle = true;
    try {
      isIdle = !(await followNext(pool, clockOf));
    } catch (err) {
      log.error({ err }, 'a merge could not be gone after');
    }
    if (isIdle) await pause.wait(lookMilliseconds);
  }
}

/** Answers whether there was one. */
async function followNext(pool: Pool, clockOf: ClockOf): Promise<boolean> {
  const merge = await takeMergeToFollow(pool);
  if (!merge) return false;
  const { organizationId, mode, customerId, mergedId } = merge;
  const scope: Scope = {
    organizationId,
    mode,
    // None is bound to a pricing model.
    pricingModelId: '',
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: clockOf(organizationId, mode),
    requestId: `merge_${crypto.randomUUID()}`,
    database: pool,
  };
  await bringOver(scope, mergedId, customerId);
  return true;
}
