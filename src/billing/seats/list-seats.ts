import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectMember } from '../members/index.ts';
import { type Seat, type SeatSource, seatFailures, sourceNotFound } from './seat.ts';
import { countTakenSeats, selectPurchase, selectSeats, selectSeatsOfMember } from './seats.sql.ts';
import { seatsAreEnabled } from './seats-enabled.ts';

/** How many seats of a subscription are claimed or wait to be. Asked under the lock of the subscription, it stays so. */
export async function seatsTaken(scope: Scope, source: SeatSource): Promise<number> {
  return countTakenSeats(scope, source);
}

/**
 * The seats of a purchase that were ever given to somebody, how many there are in all, and how many can be given away.
 *
 * @param customerId where only a purchase of this customer's will do
 * @returns `subscription_not_found`, `order_not_found`, `seats_disabled`.
 */
export async function listSeats(
  scope: Scope,
  source: SeatSource,
  customerId?: string,
): Promise<Result<{ seats: Seat[]; total: number; available: number }>> {
  const purchase = await selectPurchase(scope, source, { customerId });
  if (!purchase) return fail(sourceNotFound(source));
  if (!(await seatsAreEnabled(scope))) return fail(seatFailures.featureNotEnabled);
  const seats = await selectSeats(scope, source);
  const taken = seats.filter(({ status }) => status !== 'revoked').length;
  return ok({ seats, total: purchase.seats, available: Math.max(0, purchase.seats - taken) });
}

/**
 * The subscriptions of which somebody has claimed a seat, the latest claimed first: a member, or else the customer's owner.
 */
export async function claimedSubscriptionIds(
  scope: Scope,
  holder: { customerId: string; memberId: string | undefined },
): Promise<string[]> {
  const memberId = holder.memberId ?? (await selectMember(scope, holder.customerId, { role: 'owner' }))?.id;
  const seats = memberId === undefined ? [] : await selectSeatsOfMember(scope, memberId);
  return seats.flatMap(({ status, subscriptionId }) =>
    status === 'claimed' && subscriptionId !== null ? [subscriptionId] : [],
  );
}
