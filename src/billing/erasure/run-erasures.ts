import type { ClockOf } from '../../platform/clock.ts';
import { createPause } from '../../platform/pause.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { ReadingLog } from '../events/index.ts';
import { leaseErasure } from './erasures.sql.ts';
import { finishErasure, leaseMilliseconds } from './finish-erasure.ts';

export type ErasingSettings = { pool: Pool; clockOf: ClockOf; log: ReadingLog; signal: AbortSignal };

const lookMilliseconds = 500;

/** Finishes erasures as they come, until the signal. Any number of processes may do so: each takes others. */
export async function runErasures({ pool, clockOf, log, signal }: ErasingSettings): Promise<void> {
  const pause = createPause(signal);
  while (!signal.aborted) {
    let isIdle = true;
    try {
      const erasure = await leaseErasure(pool, leaseMilliseconds);
      if (erasure) {
        const { organizationId, mode, requestId, actor } = erasure;
        await finishErasure(
          {
            organizationId,
            mode,
            // None is bound to a pricing model.
            pricingModelId: '',
            actor,
            permissions: new Set(),
            clock: clockOf(organizationId, mode),
            requestId,
            database: pool,
          },
          erasure,
        );
        isIdle = false;
      }
    } catch (err) {
      log.error({ err }, 'an erasure could not be finished');
    }
    if (isIdle) await pause.wait(lookMilliseconds);
  }
}
