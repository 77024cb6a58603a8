import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { postponePayment, selectPayment, takeUp } from '../payments/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';

/** Has a payment carried out that was left behind, or asked after again. */
export async function runDuePayment(scope: Scope, id: string): Promise<FollowUp | undefined> {
  const payment = await selectPayment(scope, id);
  if (payment?.status !== 'pending') return undefined;
  return takeUp(scope, {
    begunAt: payment.createdAt,
    postpone: (inside, until) => postponePayment(inside, id, until),
    carryOut: (outside) => carryOutPayment(outside, id),
  });
}
