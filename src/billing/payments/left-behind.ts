import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';

/**
 * How long whoever began a payment has to carry it out, before it is taken for left behind and somebody else does: longer
 * than any processor takes to answer.
 */
export const leftBehindMilliseconds = 60_000;

/**
 * When what is begun now is taken for left behind. By a test clock, where nothing takes time, that is at once: an advance
 * that a crash broke off carries out at the same moment what it had begun.
 */
export function leftBehindAt({ clock }: Pick<Scope, 'clock'>): Date {
  return clock.standsStill ? clock.now() : later(clock.now());
}

export type LeftBehind = {
  begunAt: Date;
  /** Moves when it is looked at again, if it is still under way and due before. */
  postpone(scope: Scope, until: Date): Promise<void>;
  carryOut(scope: Scope): Promise<unknown>;
};

/**
 * Takes up what is due of something that was begun: lets `carryOut` run once the caller's transaction has committed, and puts
 * off the next look at it, the longer the older it is. In wall time before that, because others look side by side; by a test
 * clock afterwards.
 */
export async function takeUp(scope: Scope, { begunAt, postpone, carryOut }: LeftBehind): Promise<FollowUp> {
  const now = scope.clock.now();
  const age = now.getTime() - begunAt.getTime();
  const until = new Date(now.getTime() + Math.max(leftBehindMilliseconds, age));
  if (!scope.clock.standsStill) await postpone(scope, until);
  return async (outside) => {
    try {
      await carryOut(outside);
    } finally {
      await postpone(outside, until);
    }
  };
}

function later(now: Date): Date {
  return new Date(now.getTime() + leftBehindMilliseconds);
}
