import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { takeUp } from '../payments/index.ts';
import { carryOutSetUp } from './carry-out-set-up.ts';
import { postponeCheckout } from './checkouts.sql.ts';
import { expireCheckout } from './expire-checkout.ts';
import { selectPendingSetUp } from './set-ups.sql.ts';

/** Does what is due of a checkout, whose row the caller holds: keeps a card that was left behind, or ends an open one. */
export async function runDueCheckout(scope: Scope, id: string): Promise<FollowUp | undefined> {
  const setUp = await selectPendingSetUp(scope, id);
  if (!setUp) return expireCheckout(scope, id);
  return takeUp(scope, {
    begunAt: setUp.createdAt,
    postpone: (inside, until) => postponeCheckout(inside, id, until),
    carryOut: (outside) => carryOutSetUp(outside, setUp.id),
  });
}
