import type { Scope } from '../../platform/scope.ts';
import { runDueSubscription as runDue } from '../subscriptions/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';

/** Does what is due of a subscription, and has paid what that costs. */
export async function runDueSubscription(
  scope: Scope,
  id: string,
): Promise<((scope: Scope) => Promise<void>) | undefined> {
  const paymentId = await runDue(scope, id);
  if (paymentId === null) return undefined;
  return async (outside) => {
    await carryOutPayment(outside, paymentId);
  };
}
