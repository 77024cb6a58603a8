import type { ClockOf } from '../../platform/clock.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { createCustomerSession } from '../customer-sessions/index.ts';
import { type Member, selectMember } from '../members/index.ts';
import { loadOffer, type SeatOffer } from './invitation.ts';
import { type Seat, seatFailures } from './seat.ts';
import { claimSeatRow, selectPurchase, selectSeatByInvitation } from './seats.sql.ts';
import { seatsAreEnabled } from './seats-enabled.ts';
import { sourceOf } from './source-of.ts';

type Invitation = { scope: Scope; seat: Seat; member: Member; offer: SeatOffer };

/**
 * What an invitation is to, for whoever has its token.
 *
 * @returns `invitation_invalid` where the token is unknown, used or over, or what it is to is; `seats_disabled`.
 */
export async function findInvitation(
  stranger: Scope,
  clockOf: ClockOf,
  token: string,
): Promise<Result<Invitation>> {
  const seat = await selectSeatByInvitation(stranger.database, hashToken(token));
  if (!seat?.invitationExpiresAt || seat.memberId === null) return fail(seatFailures.invitationInvalid);
  const { organizationId, mode } = seat;
  const scope: Scope = { ...stranger, organizationId, mode, clock: clockOf(organizationId, mode) };
  if (seat.invitationExpiresAt <= scope.clock.now()) return fail(seatFailures.invitationInvalid);
  const [purchase, member] = await Promise.all([
    selectPurchase(scope, sourceOf(seat)),
    selectMember(scope, seat.customerId, { id: seat.memberId }),
  ]);
  const offer = purchase?.isOpen ? await loadOffer(scope, purchase) : undefined;
  if (!offer || !member) return fail(seatFailures.invitationInvalid);
  if (!(await seatsAreEnabled(scope))) return fail(seatFailures.featureNotEnabled);
  return ok({ scope, seat, member, offer });
}

/**
 * Claims a seat for who was invited to it, and logs them in.
 *
 * @returns the seat and the token of a session; or as `findInvitation`.
 */
export async function claimSeat(
  stranger: Scope,
  clockOf: ClockOf,
  token: string,
): Promise<Result<{ seat: Seat; member: Member; sessionToken: string }>> {
  return transaction(stranger.database, async (database) => {
    const found = await findInvitation({ ...stranger, database }, clockOf, token);
    if (!found.ok) return found;
    const { scope, member } = found.value;
    const seat = await claimSeatRow(scope, found.value.seat.id, hashToken(token));
    if (!seat) return fail(seatFailures.invitationInvalid);
    const { customerId } = seat;
    const { token: sessionToken } = await createCustomerSession(scope, { customerId, memberId: member.id });
    return ok({ seat, member, sessionToken });
  });
}
