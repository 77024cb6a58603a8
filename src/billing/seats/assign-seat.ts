import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { changesBetween } from '../changes/index.ts';
import { type Member, settleOwner } from '../members/index.ts';
import { findRecipient } from './find-recipient.ts';
import { type InvitationLink, inviteTo } from './invitation.ts';
import { makeTeam } from './make-team.ts';
import {
  invitationMilliseconds,
  invitationPrefix,
  type Seat,
  type SeatedPurchase,
  type SeatRecipient,
  type SeatSource,
  seatFailures,
  seatShortage,
  sourceNotFound,
} from './seat.ts';
import { countTakenSeats, selectPurchase, selectSeats, writeSeat } from './seats.sql.ts';
import { seatsAreEnabled } from './seats-enabled.ts';

export type SeatAssignment = {
  recipient: SeatRecipient;
  metadata: Record<string, unknown>;
  /** Whether the seat is claimed at once, without an invitation. */
  immediateClaim: boolean;
};

/**
 * Gives a seat to somebody, who is mailed an invitation to claim it. A customer who does so is a team from then on.
 *
 * @param options.customerId where only a purchase of this customer's will do
 * @returns the seat and whose it is; or `subscription_not_found`, `order_not_found`, `seats_disabled`,
 *   `seat_not_available`, `seat_already_assigned`, or as `findRecipient`.
 */
export async function assignSeat(
  scope: Scope,
  source: SeatSource,
  assignment: SeatAssignment,
  options: { linkTo: InvitationLink; customerId?: string },
): Promise<Result<{ seat: Seat; member: Member }>> {
  const { customerId } = options;
  const purchase = await selectPurchase(scope, source, { customerId });
  if (!purchase) return fail(sourceNotFound(source));
  if (!(await seatsAreEnabled(scope))) return fail(seatFailures.featureNotEnabled);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    // Before anybody becomes a member for a seat that is not there; it is counted again once nobody else can take one.
    const shortage = seatShortage(purchase, await countTakenSeats(inside, source));
    if (shortage) return fail(shortage);
    // The customer before the purchase, as wherever both are locked.
    await makeTeam(inside, purchase.customerId);
    const found = await findRecipient(inside, purchase.customerId, assignment.recipient);
    if (!found.ok) return found;
    const given = await giveSeat(inside, source, found.value, assignment);
    if (!given.ok) return given;
    const { seat, token } = given.value;
    if (token !== null) await inviteTo(inside, seat, purchase, token, options.linkTo);
    return ok({ seat, member: found.value });
  });
}

async function giveSeat(
  scope: Scope,
  source: SeatSource,
  member: Member,
  { metadata, immediateClaim }: Omit<SeatAssignment, 'recipient'>,
): Promise<Result<{ seat: Seat; token: string | null }>> {
  const purchase = await selectPurchase(scope, source, { lock: true });
  if (!purchase) return fail(sourceNotFound(source));
  const seats = await selectSeats(scope, source);
  const taken = seats.filter(({ status }) => status !== 'revoked');
  const shortage = seatShortage(purchase, taken.length);
  if (shortage) return fail(shortage);
  if (taken.some(({ memberId }) => memberId === member.id)) {
    return fail({ code: 'seat_already_assigned', message: `${member.email} has a seat already.` });
  }
  // One that was taken away is used again, so that there are never more rows than seats were bought.
  const revoked = seats.find(({ status }) => status === 'revoked');
  const token = immediateClaim ? null : newToken(invitationPrefix);
  const seat = await write(scope, revoked, { purchase, member, token, metadata });
  return ok({ seat, token });
}

type Giving = {
  purchase: Pick<SeatedPurchase, 'subscriptionId' | 'invoiceId' | 'customerId'>;
  member: Member;
  token: string | null;
  metadata: Record<string, unknown>;
};

async function write(
  scope: Scope,
  before: Seat | undefined,
  { purchase, member, token, metadata }: Giving,
): Promise<Seat> {
  const now = scope.clock.now();
  const seat: Seat = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: before?.id ?? newId(now),
    createdAt: before?.createdAt ?? now,
    modifiedAt: null,
    subscriptionId: purchase.subscriptionId,
    invoiceId: purchase.invoiceId,
    status: token === null ? 'claimed' : 'pending',
    customerId: purchase.customerId,
    memberId: member.id,
    email: member.email,
    invitationExpiresAt: token === null ? null : new Date(now.getTime() + invitationMilliseconds),
    claimedAt: token === null ? now : null,
    revokedAt: null,
    metadata,
  };
  const changes = changesBetween<Seat>(before ?? null, seat, [
    'subscriptionId',
    'invoiceId',
    'status',
    'memberId',
    'email',
    'metadata',
  ]);
  // Polar: a seat that is claimed at once is told of as claimed only.
  const type = token === null ? 'customer_seat.claimed' : 'customer_seat.assigned';
  const record = { type, objectType: 'customer_seat', objectId: seat.id, changes };
  return writeSeat(scope, seat, token === null ? null : hashToken(token), record);
}

/**
 * Gives a customer's owner the first seat of what was just bought, in the transaction that makes it. Nothing is done where
 * the owner has a seat of it, or the customer no owner.
 */
export async function claimFirstSeat(
  scope: Scope,
  purchase: SeatSource & { customerId: string },
): Promise<Seat | undefined> {
  const member = await settleOwner(scope, purchase.customerId);
  if (!member) return undefined;
  const seats = await selectSeats(scope, purchase);
  if (seats.some(({ memberId }) => memberId === member.id)) return undefined;
  const subscriptionId = 'subscriptionId' in purchase ? purchase.subscriptionId : null;
  const invoiceId = 'invoiceId' in purchase ? purchase.invoiceId : null;
  const { customerId } = purchase;
  const revoked = seats.find(({ status }) => status === 'revoked');
  return write(scope, revoked, {
    purchase: { subscriptionId, invoiceId, customerId },
    member,
    token: null,
    metadata: {},
  });
}
