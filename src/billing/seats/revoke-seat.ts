import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { deleteMember, type Member, type MemberKey } from '../members/index.ts';
import { type Seat, type SeatSource, seatFailures } from './seat.ts';
import { revokeSeatRows, selectSeat, selectSeats, selectSeatsOfMember } from './seats.sql.ts';
import { seatsAreEnabled } from './seats-enabled.ts';

/**
 * Takes a seat away from whoever has it. One that was taken away before is answered as it is.
 *
 * @param customerId where only a seat of this customer's will do
 * @returns `seat_not_found`, `seats_disabled`.
 */
export async function revokeSeat(scope: Scope, id: string, customerId?: string): Promise<Result<Seat>> {
  const seat = await selectSeat(scope, id, customerId);
  if (!seat) return fail(seatFailures.seatNotFound);
  if (!(await seatsAreEnabled(scope))) return fail(seatFailures.featureNotEnabled);
  const [revoked] = await revokeSeatRows(scope, [seat]);
  return ok(revoked ?? (await selectSeat(scope, id, customerId)) ?? seat);
}

/** Takes away all seats of what is over, in the transaction that ends it. */
export async function revokeSeatsOf(scope: Scope, source: SeatSource): Promise<void> {
  const seats = await selectSeats(scope, source);
  await revokeSeatRows(
    scope,
    seats.filter(({ status }) => status !== 'revoked'),
  );
}

/**
 * Removes a member from a customer, and with it takes away the seats that it has.
 *
 * @returns as `deleteMember`.
 */
export async function removeMember(
  scope: Scope,
  customerId: string,
  key: MemberKey,
): Promise<Result<Member>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const deleted = await deleteMember(inside, customerId, key);
    if (deleted.ok) await revokeSeatRows(inside, await selectSeatsOfMember(inside, deleted.value.id));
    return deleted;
  });
}
