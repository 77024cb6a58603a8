import { Type } from 'typebox';
import { type Member, selectMembers } from '../../billing/members/index.ts';
import { type Seat, type SeatStatus, seatStatuses } from '../../billing/seats/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { MemberSchema, memberView } from './member-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

export const SeatSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  subscription_id: nullable(Uuid),
  order_id: nullable(Uuid),
  status: Type.Unsafe<SeatStatus>({ type: 'string', enum: [...seatStatuses] }),
  customer_id: nullable(Uuid),
  member_id: nullable(Uuid),
  member: nullable(MemberSchema),
  email: nullable(Type.String()),
  customer_email: nullable(Type.String()),
  invitation_token_expires_at: nullable(Timestamp),
  claimed_at: nullable(Timestamp),
  revoked_at: nullable(Timestamp),
  seat_metadata: nullable(
    Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  ),
});

export const SeatsSchema = Type.Object({
  seats: Type.Array(SeatSchema),
  available_seats: Type.Integer(),
  total_seats: Type.Integer(),
});

/** A seat with the member who has it. One that was taken away is nobody's. */
export function seatView(seat: Seat, member: Member | undefined) {
  return {
    created_at: timestamp(seat.createdAt),
    modified_at: timestampOrNull(seat.modifiedAt),
    id: seat.id,
    subscription_id: seat.subscriptionId,
    order_id: seat.invoiceId,
    status: seat.status,
    customer_id: seat.status === 'revoked' ? null : seat.customerId,
    member_id: seat.memberId,
    member: member ? memberView(member) : null,
    email: seat.email,
    customer_email: seat.email,
    invitation_token_expires_at: timestampOrNull(seat.invitationExpiresAt),
    claimed_at: timestampOrNull(seat.claimedAt),
    revoked_at: timestampOrNull(seat.revokedAt),
    seat_metadata: seat.metadata,
  };
}

/** Seats as they are shown, in the same order; those who have them are loaded for all at once. */
export async function seatViews(scope: Scope, seats: readonly Seat[]) {
  const ids = seats.flatMap(({ memberId }) => (memberId === null ? [] : [memberId]));
  const customerIds = [...new Set(seats.map(({ customerId }) => customerId))];
  const members = ids.length > 0 ? await selectMembers(scope, customerIds, ids) : [];
  const byId = new Map(members.map((member) => [member.id, member]));
  return seats.map((seat) => seatView(seat, byId.get(seat.memberId ?? '')));
}
