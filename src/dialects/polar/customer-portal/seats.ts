import { type SeatSource, selectSourceOfCheckout } from '../../../billing/seats/index.ts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingRead, portalBillingWrite, portalCustomer } from '../access.ts';
import { SeatParams } from '../customer-seats.ts';
import { notFound } from '../errors.ts';
import { answerAssignment, answerResending, answerRevocation, answerSeats } from '../seat-answers.ts';
import { PortalSeatAssign, type SeatBody, sourceNamed, sourceQuery } from '../seat-input.ts';
import { SeatSchema, SeatsSchema } from '../seat-view.ts';

/** The purchase that is named, if need be by the checkout that made it. */
async function findSource(
  scope: Scope,
  { checkout_id: checkoutId, ...body }: SeatBody,
): Promise<SeatSource | undefined> {
  return checkoutId == null
    ? sourceNamed(body)
    : selectSourceOfCheckout(scope, checkoutId, portalCustomer(scope).id);
}

export const portalSeatRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/seats',
    summary: "List the seats of one of the customer's subscriptions or orders",
    access: portalBillingRead,
    query: sourceQuery,
    responses: { 200: SeatsSchema },
    handle: (scope, { query }) => answerSeats(scope, sourceNamed(query), portalCustomer(scope).id),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/seats',
    summary: "Assign one of the customer's seats",
    access: portalBillingWrite,
    body: PortalSeatAssign,
    responses: { 200: SeatSchema },
    async handle(scope, { body }, request) {
      const source = await findSource(scope, body);
      if (!source && body.checkout_id != null) return notFound('Subscription or order not found');
      return answerAssignment(scope, source, body, request, portalCustomer(scope).id);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customer-portal/seats/{seat_id}',
    summary: "Take one of the customer's seats away",
    access: portalBillingWrite,
    params: SeatParams,
    responses: { 200: SeatSchema },
    handle: (scope, { params }) => answerRevocation(scope, params.seat_id, portalCustomer(scope).id),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/seats/{seat_id}/resend',
    summary: "Send the invitation to one of the customer's seats again",
    access: portalBillingWrite,
    params: SeatParams,
    responses: { 200: SeatSchema },
    handle: (scope, { params }, request) =>
      answerResending(scope, params.seat_id, request, portalCustomer(scope).id),
  }),
];
