import { Type } from 'typebox';
import { claimSeat, findInvitation } from '../../billing/seats/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, anonymous, merchant } from './access.ts';
import { notFound } from './errors.ts';
import { UuidInput } from './schemas.ts';
import {
  answerAssignment,
  answerResending,
  answerRevocation,
  answerSeats,
  refuseSeat,
} from './seat-answers.ts';
import { SeatAssign, sourceNamed, sourceQuery } from './seat-input.ts';
import { SeatSchema, SeatsSchema, seatView } from './seat-view.ts';

const write = merchant('customer_seats:write');
export const SeatParams = Type.Object({ seat_id: UuidInput });

const ClaimInfo = Type.Object({
  product_name: Type.String(),
  product_id: Type.String({ format: 'uuid' }),
  organization_name: Type.String(),
  organization_slug: Type.String(),
  customer_email: Type.String(),
  can_claim: Type.Boolean(),
});

export const customerSeatRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-seats',
    summary: 'List the seats of a subscription or an order',
    access: merchant('customer_seats:read'),
    query: sourceQuery,
    responses: { 200: SeatsSchema },
    handle: (scope, { query }) => answerSeats(scope, sourceNamed(query)),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-seats',
    summary: 'Assign a seat',
    access: write,
    body: SeatAssign,
    responses: { 200: SeatSchema },
    handle: (scope, { body }, request) => answerAssignment(scope, sourceNamed(body), body, request),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customer-seats/{seat_id}',
    summary: 'Take a seat away',
    access: write,
    params: SeatParams,
    responses: { 200: SeatSchema },
    handle: (scope, { params }) => answerRevocation(scope, params.seat_id),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-seats/{seat_id}/resend',
    summary: 'Send the invitation to a seat again',
    access: write,
    params: SeatParams,
    responses: { 200: SeatSchema },
    handle: (scope, { params }, request) => answerResending(scope, params.seat_id, request),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-seats/claim/{invitation_token}',
    summary: 'Get what an invitation is to',
    access: anonymous(),
    params: Type.Object({ invitation_token: Type.String() }),
    responses: { 200: ClaimInfo },
    async handle(scope, { params }, { clockOf }) {
      const found = await findInvitation(scope, clockOf, params.invitation_token);
      if (!found.ok) {
        const [{ code, message }] = found.failures;
        return code === 'invitation_invalid' ? notFound(message) : refuseSeat(found.failures);
      }
      const { seat, offer } = found.value;
      return {
        status: 200,
        body: {
          product_name: offer.productName,
          product_id: offer.productId,
          organization_name: offer.organizationName,
          organization_slug: offer.organizationSlug,
          customer_email: seat.email,
          can_claim: true,
        },
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-seats/claim',
    summary: 'Claim a seat',
    access: anonymous(),
    body: Type.Object({ invitation_token: Type.String() }),
    responses: { 200: Type.Object({ seat: SeatSchema, customer_session_token: Type.String() }) },
    async handle(scope, { body }, { clockOf }) {
      const result = await claimSeat(scope, clockOf, body.invitation_token);
      if (!result.ok) return refuseSeat(result.failures);
      const { seat, member, sessionToken } = result.value;
      return {
        status: 200,
        body: { seat: seatView(seat, member), customer_session_token: sessionToken },
      };
    },
  }),
];
