import {
  assignSeat,
  type InvitationLink,
  listSeats,
  resendInvitation,
  revokeSeat,
  type SeatSource,
} from '../../billing/seats/index.ts';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { domainError, known, notFound } from './errors.ts';
import { recipientNamed, type SeatBody } from './seat-input.ts';
import { seatView, seatViews } from './seat-view.ts';

const errors: Record<string, { status: number; error: string }> = {
  seats_disabled: { status: 403, error: 'FeatureNotEnabled' },
  members_disabled: { status: 403, error: 'NotPermitted' },
  seat_not_available: { status: 400, error: 'SeatNotAvailable' },
  seat_already_assigned: { status: 400, error: 'SeatAlreadyAssigned' },
  seat_not_pending: { status: 400, error: 'SeatNotPending' },
  member_email_mismatch: { status: 400, error: 'MemberEmailMismatch' },
  invitation_invalid: { status: 400, error: 'InvalidInvitationToken' },
  customer_not_found: { status: 404, error: 'CustomerNotFound' },
  member_not_found: { status: 404, error: 'MemberNotFound' },
};

/** The answer to an operation on seats that failed. */
export function refuseSeat([{ code, message }]: readonly [Failure, ...Failure[]]): Answer {
  const error = errors[code];
  if (error) return domainError(error.status, error.error, message);
  if (/^(subscription|order|seat)_not_found$/.test(code)) return notFound(message);
  throw new Error(`No answer is given for ${code}.`);
}

/** For a request that names no purchase. */
function noPurchase(): Answer {
  return known('BadRequest', 'Either subscription_id or order_id must be provided');
}

function linkTo({ publicUrl }: RequestFacts): InvitationLink {
  return (slug, token) => `${publicUrl}/${slug}/portal/claim?invitation_token=${token}`;
}

/** @param customerId where only what this customer bought will do; so in the calls below */
export async function answerSeats(
  scope: Scope,
  source: SeatSource | undefined,
  customerId?: string,
): Promise<Answer> {
  if (!source) return noPurchase();
  const result = await listSeats(scope, source, customerId);
  if (!result.ok) return refuseSeat(result.failures);
  const { seats, available, total } = result.value;
  return {
    status: 200,
    body: { seats: await seatViews(scope, seats), available_seats: available, total_seats: total },
  };
}

export async function answerAssignment(
  scope: Scope,
  source: SeatSource | undefined,
  body: SeatBody,
  request: RequestFacts,
  customerId?: string,
): Promise<Answer> {
  if (!source) return noPurchase();
  const assignment = {
    recipient: recipientNamed(body),
    metadata: body.metadata ?? {},
    immediateClaim: body.immediate_claim,
  };
  const result = await assignSeat(scope, source, assignment, { linkTo: linkTo(request), customerId });
  if (!result.ok) return refuseSeat(result.failures);
  const { seat, member } = result.value;
  return { status: 200, body: seatView(seat, member) };
}

export async function answerRevocation(scope: Scope, id: string, customerId?: string): Promise<Answer> {
  const result = await revokeSeat(scope, id, customerId);
  return result.ok ? { status: 200, body: seatView(result.value, undefined) } : refuseSeat(result.failures);
}

export async function answerResending(
  scope: Scope,
  id: string,
  request: RequestFacts,
  customerId?: string,
): Promise<Answer> {
  const result = await resendInvitation(scope, id, { linkTo: linkTo(request), customerId });
  if (!result.ok) return refuseSeat(result.failures);
  const [view] = await seatViews(scope, [result.value]);
  return { status: 200, body: view };
}
