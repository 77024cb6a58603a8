import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { takeDueStep } from '../subscriptions/index.ts';
import { carryOutLater } from './carry-out-payment.ts';

/** Does what is due of a subscription, and has paid what that costs. */
export async function runDueSubscription(scope: Scope, id: string): Promise<FollowUp | undefined> {
  return carryOutLater(await takeDueStep(scope, id));
}
