import { Type } from 'typebox';
import {
  type CheckoutDetails,
  loadCheckout,
  openCheckout,
  updateCheckout,
} from '../../billing/checkouts/index.ts';
import { confirmCheckout } from '../../billing/collection/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, buyer, buyerCheckout } from './access.ts';
import { refuseCheckout } from './checkout-answers.ts';
import { CheckoutConfirm, checkoutChange, PublicCheckoutUpdate } from './checkout-input.ts';
import { ConfirmedCheckoutSchema, PublicCheckoutSchema, publicCheckoutView } from './checkout-view.ts';
import { viewFacts } from './checkouts.ts';

const params = Type.Object({ client_secret: Type.String() });

const blockedSeconds = 1800;

/** Polar: 6 a minute and 20 an hour, then none for half an hour. */
const confirmLimits = [
  { calls: 6, seconds: 60, blockedSeconds },
  { calls: 20, seconds: 3600, blockedSeconds },
];

function show(scope: Scope, request: RequestFacts, result: Result<CheckoutDetails>): Answer {
  return result.ok
    ? { status: 200, body: publicCheckoutView(result.value, viewFacts(scope, request)) }
    : refuseCheckout(result.failures, {});
}

/** What a buyer's browser calls. The client secret in the path is all the leave that it takes. */
export const checkoutClientRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/checkouts/client/{client_secret}',
    summary: 'Get a checkout as its buyer',
    access: buyer(),
    params,
    responses: { 200: PublicCheckoutSchema },
    handle: async (scope, _input, request) =>
      show(scope, request, await loadCheckout(scope, buyerCheckout(scope).id, 'buyer')),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/checkouts/client/{client_secret}',
    summary: 'Update a checkout as its buyer',
    access: buyer(),
    params,
    body: PublicCheckoutUpdate,
    responses: { 200: PublicCheckoutSchema },
    async handle(scope, { body }, request) {
      const result = await updateCheckout(scope, buyerCheckout(scope).id, checkoutChange(body), 'buyer');
      return result.ok
        ? { status: 200, body: publicCheckoutView(result.value, viewFacts(scope, request)) }
        : refuseCheckout(result.failures, body);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/checkouts/client/{client_secret}/opened',
    summary: 'Tell that a buyer has opened a checkout',
    access: buyer(),
    params,
    body: Type.Object({}),
    bodyOptional: true,
    responses: { 200: PublicCheckoutSchema },
    handle: async (scope, _input, request) =>
      show(scope, request, await openCheckout(scope, buyerCheckout(scope).id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/checkouts/client/{client_secret}/confirm',
    summary: 'Confirm a checkout: pay and buy',
    access: buyer(...confirmLimits),
    inSteps: true,
    params,
    body: CheckoutConfirm,
    responses: { 200: ConfirmedCheckoutSchema },
    async handle(scope, { body }, request) {
      const result = await confirmCheckout(scope, buyerCheckout(scope).id, {
        ...checkoutChange(body),
        confirmationToken: body.confirmation_token_id ?? null,
      });
      if (!result.ok) return refuseCheckout(result.failures, body);
      const { details, sessionToken } = result.value;
      const view = publicCheckoutView(details, viewFacts(scope, request));
      // By the contract it is confirmed; whether it has succeeded by now is asked for.
      const shown = { ...view, status: 'confirmed' as const, customer_session_token: sessionToken };
      return { status: 200, body: shown };
    },
  }),
];
