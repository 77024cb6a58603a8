import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { type InvitationLink, inviteTo } from './invitation.ts';
import { invitationMilliseconds, invitationPrefix, type Seat, seatFailures } from './seat.ts';
import { renewInvitation, selectPurchase, selectSeat } from './seats.sql.ts';
import { seatsAreEnabled } from './seats-enabled.ts';
import { sourceOf } from './source-of.ts';

/**
 * Mails another invitation to a seat, good for a day from now; the one before it no longer works.
 *
 * @param options.customerId where only a seat of this customer's will do
 * @returns `seat_not_found`, `seats_disabled`, `seat_not_pending`.
 */
export async function resendInvitation(
  scope: Scope,
  id: string,
  options: { linkTo: InvitationLink; customerId?: string },
): Promise<Result<Seat>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const seat = await selectSeat(inside, id, options.customerId);
    if (!seat) return fail(seatFailures.seatNotFound);
    if (!(await seatsAreEnabled(inside))) return fail(seatFailures.featureNotEnabled);
    const token = newToken(invitationPrefix);
    const expiresAt = new Date(scope.clock.now().getTime() + invitationMilliseconds);
    const renewed = await renewInvitation(inside, id, hashToken(token), expiresAt);
    if (!renewed) return fail(seatFailures.notPending);
    const purchase = await selectPurchase(inside, sourceOf(seat));
    if (purchase) await inviteTo(inside, renewed, purchase, token, options.linkTo);
    return ok(renewed);
  });
}
