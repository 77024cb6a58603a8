export { assignSeat, claimFirstSeat } from './assign-seat.ts';
export { claimSeat, findInvitation } from './claim-seat.ts';
export type { InvitationLink } from './invitation.ts';
export { claimedSubscriptionIds, listSeats, seatsTaken } from './list-seats.ts';
export { makeTeam } from './make-team.ts';
export { resendInvitation } from './resend-invitation.ts';
export { removeMember, revokeSeat, revokeSeatsOf } from './revoke-seat.ts';
export {
  type Seat,
  type SeatRecipient,
  type SeatSource,
  type SeatStatus,
  seatStatuses,
} from './seat.ts';
export { seatBuyer } from './seat-buyer.ts';
export { selectSourceOfCheckout } from './seats.sql.ts';
