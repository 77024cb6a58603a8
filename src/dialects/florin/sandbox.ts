import { type Static, type TObject, Type } from 'typebox';
import { receiveProcessorEvent } from '../../billing/collection/index.ts';
import { selectPaymentMethodById } from '../../billing/payment-methods/index.ts';
import {
  answerSandboxChallenge,
  changeSandboxCard,
  disputeSandboxPayment,
  findSandboxChallenge,
  type ProcessorEvent,
  settleSandboxPayment,
} from '../../billing/payments/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, secret, testKeyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { organizationScope } from './organization-scope.ts';
import { UuidInput } from './schemas.ts';

const oneOf = <T extends string>(...options: T[]) => Type.Unsafe<T>({ type: 'string', enum: options });

const PaymentParams = Type.Object({ id: UuidInput, payment_id: UuidInput });

const access = testKeyWith('organizations:write');
const base = '/florin/v1/organizations/{id}/sandbox';

type Call = { params: { id: string }; request: RequestFacts };

/** Works on the sandbox of an organization. */
async function inSandbox(
  caller: Scope,
  { params, request }: Call,
  work: (scope: Scope) => Promise<Answer>,
): Promise<Answer> {
  const scope = await organizationScope(caller, params.id, 'test', request);
  return scope ? work(scope) : notFound(caller.requestId, 'organization');
}

/** Lets come what the far side tells of it. */
async function tell(scope: Scope, result: Result<ProcessorEvent>): Promise<Answer> {
  if (!result.ok) return answerFailures(scope.requestId, result.failures);
  await receiveProcessorEvent(scope, result.value);
  return { status: 204 };
}

const paymentRoute = <B extends TObject>(
  what: string,
  summary: string,
  body: B,
  work: (scope: Scope, paymentId: string, body: Static<B>) => Promise<Result<ProcessorEvent>>,
) =>
  defineRoute<Access, typeof PaymentParams, TObject<{}>, B>({
    method: 'POST',
    path: `${base}/payments/{payment_id}/${what}`,
    summary,
    access,
    params: PaymentParams,
    body,
    responses: { 204: null },
    handle: (caller, { params, body: given }, request) =>
      inSandbox(caller, { params, request }, async (scope) =>
        tell(scope, await work(scope, params.payment_id, given)),
      ),
  });

/** What whoever tests does in the place of the world outside. Each answers once all that follows from it is done. */
export const sandboxRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/sandbox/charges/{client_secret}/authenticate',
    summary: "Take the sandbox's 3-D Secure challenge, as the buyer would",
    access: secret,
    params: Type.Object({ client_secret: Type.String() }),
    body: Type.Object({ outcome: oneOf('passes', 'fails') }),
    responses: { 204: null },
    async handle(caller, { params, body }, request) {
      const charge = await findSandboxChallenge(caller.database, params.client_secret);
      const scope = charge && (await organizationScope(caller, charge.organizationId, charge.mode, request));
      if (!scope) return notFound(caller.requestId, 'challenge');
      return tell(scope, await answerSandboxChallenge(scope, charge, body.outcome === 'passes'));
    },
  }),
  paymentRoute(
    'settle',
    'Settle a pending payment at once',
    Type.Object({ outcome: oneOf('succeeded', 'failed') }),
    (scope, paymentId, { outcome }) => settleSandboxPayment(scope, paymentId, outcome),
  ),
  paymentRoute(
    'dispute',
    'Dispute a payment, or move its dispute',
    Type.Object({
      status: oneOf('early_warning', 'needs_response', 'under_review', 'prevented', 'lost', 'won'),
    }),
    (scope, paymentId, { status }) => disputeSandboxPayment(scope, paymentId, status),
  ),
  defineRoute({
    method: 'PUT',
    path: `${base}/payment-methods/{payment_method_id}`,
    summary: 'Make a kept card do what another test card does',
    access,
    params: Type.Object({ id: UuidInput, payment_method_id: UuidInput }),
    body: Type.Object({ token: Type.String({ description: 'Of the other card: `tok_chargeDeclined`.' }) }),
    responses: { 204: null },
    handle: (caller, { params, body }, request) =>
      inSandbox(caller, { params, request }, async (scope) => {
        const method = await selectPaymentMethodById(scope, params.payment_method_id);
        if (!method) return notFound(scope.requestId, 'payment method');
        const changed = await changeSandboxCard(scope, method.processorReference, body.token);
        return changed.ok ? { status: 204 } : answerFailures(scope.requestId, changed.failures);
      }),
  }),
];
