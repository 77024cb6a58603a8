import { Type } from 'typebox';
import { removePaymentMethod, retryAfterNewMethod } from '../../../billing/collection/index.ts';
import { type Customer, selectCustomer } from '../../../billing/customers/index.ts';
import {
  confirmSetUp,
  type SetUpAnswer,
  setUpPaymentMethod,
} from '../../../billing/payment-methods/index.ts';
import { type Answer, defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Failure, Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import {
  type Access,
  portalBillingRead,
  portalBillingWrite,
  portalCustomer,
  refuseSubject,
} from '../access.ts';
import { domainError, invalid, known, notFound } from '../errors.ts';
import { listSchema, pageQuery } from '../paging.ts';
import { PaymentMethodSchema, paymentMethodView } from '../payment-method-view.ts';
import { answerPaymentMethods } from '../payment-methods.ts';
import { IdParams } from '../schemas.ts';

const base = '/v1/customer-portal/customers/me/payment-methods';

const SetUpSchema = Type.Union([
  Type.Object({ status: Type.Literal('succeeded'), payment_method: PaymentMethodSchema }),
  Type.Object({ status: Type.Literal('requires_action'), client_secret: Type.String() }),
]);

/** The customer that the session is of. It is gone only when it was deleted since the session was looked up. */
async function loggedIn(scope: Scope): Promise<Customer | undefined> {
  return selectCustomer(scope, { id: portalCustomer(scope).id });
}

/** Polar: with another default card, what could not be paid is tried again at once. */
async function answerSetUp(
  scope: Scope,
  result: Result<SetUpAnswer>,
  { makeDefault, named }: { makeDefault: boolean; named: string | null },
): Promise<Answer> {
  if (!result.ok) return refuseSetUp(result.failures[0], named);
  const answer = result.value;
  if (answer.status === 'requires_action') {
    return { status: 201, body: { status: answer.status, client_secret: answer.clientSecret } };
  }
  const { method } = answer;
  if (makeDefault) await retryAfterNewMethod(scope, method.customerId, method.id);
  const customer = await loggedIn(scope);
  const view = paymentMethodView(method, customer?.defaultPaymentMethodId ?? null);
  return { status: 201, body: { status: 'succeeded', payment_method: view } };
}

function refuseSetUp({ code, message }: Failure, named: string | null): Answer {
  switch (code) {
    case 'payment_not_ready':
      return known('PaymentNotReady', 'Organization is not ready to accept payments');
    case 'set_up_failed':
      return domainError(400, 'PaymentMethodSetupFailed', message);
    case 'customer_not_ready':
      return domainError(403, 'CustomerNotReady', message);
    case 'set_up_unknown':
      return invalid([{ type: 'invalid', loc: ['body', 'setup_intent_id'], msg: message, input: named }]);
    default:
      throw new Error(`No answer is given for ${code}.`);
  }
}

export const portalPaymentMethodRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: base,
    summary: 'List the payment methods of the customer that is logged in',
    access: portalBillingRead,
    query: Type.Object(pageQuery),
    responses: { 200: listSchema(PaymentMethodSchema) },
    async handle(scope, { query }) {
      const customer = await loggedIn(scope);
      return customer ? answerPaymentMethods(scope, customer, query) : refuseSubject();
    },
  }),
  defineRoute({
    method: 'POST',
    path: base,
    summary: 'Add a payment method to the customer that is logged in',
    access: portalBillingWrite,
    inSteps: true,
    body: Type.Object({
      confirmation_token_id: Type.String(),
      set_default: Type.Boolean(),
      return_url: Type.String(),
    }),
    responses: { 201: SetUpSchema },
    async handle(scope, { body }) {
      const makeDefault = body.set_default;
      const result = await setUpPaymentMethod(scope, portalCustomer(scope).id, {
        confirmationToken: body.confirmation_token_id,
        makeDefault,
        returnUrl: body.return_url,
      });
      return answerSetUp(scope, result, { makeDefault, named: null });
    },
  }),
  defineRoute({
    method: 'POST',
    path: `${base}/confirm`,
    summary: 'Add a payment method once its customer has authenticated',
    access: portalBillingWrite,
    inSteps: true,
    body: Type.Object({ setup_intent_id: Type.String(), set_default: Type.Boolean() }),
    responses: { 201: SetUpSchema },
    async handle(scope, { body }) {
      const made = { named: body.setup_intent_id, makeDefault: body.set_default };
      return answerSetUp(scope, await confirmSetUp(scope, portalCustomer(scope).id, made), made);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: `${base}/{id}`,
    summary: 'Delete a payment method of the customer that is logged in',
    access: portalBillingWrite,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await removePaymentMethod(scope, portalCustomer(scope).id, params.id);
      if (result.ok) return { status: 204 };
      const [{ code, message }] = result.failures;
      return code === 'not_found'
        ? notFound()
        : domainError(400, 'PaymentMethodInUseByActiveSubscription', message);
    },
  }),
];
