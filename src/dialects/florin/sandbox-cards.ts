import { type Static, Type } from 'typebox';
import { findCheckoutScope, loadCheckout } from '../../billing/checkouts/index.ts';
import { createSandboxCard } from '../../billing/payments/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, customer, secret } from './access.ts';
import { answerFailures, notFound, refusal } from './errors.ts';

const CardInput = Type.Object({
  number: Type.String({
    maxLength: 32,
    description: 'Of a test card; any other is refused and kept nowhere.',
  }),
  exp_month: Type.Integer({ minimum: 1, maximum: 12 }),
  exp_year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  cvc: Type.String({ maxLength: 4 }),
});

const CardBody = Type.Object({ card: CardInput });

const CardTokenSchema = Type.Object({
  token: Type.String({ description: 'What a checkout is confirmed with, or a payment method made of.' }),
  brand: Type.String(),
  last4: Type.String(),
  exp_month: Type.Integer(),
  exp_year: Type.Integer(),
});

/** The members of the body that the core's are. */
const members: Record<string, string> = { number: 'card.number', expYear: 'card.exp_year', cvc: 'card.cvc' };

/** Whether a member of a body is the sandbox's card field: the one place where a card number may stand. */
export function isSandboxCardField(path: readonly (string | number)[]): boolean {
  return path.length === 2 && path[0] === 'card' && path[1] === 'number';
}

async function takeCard(
  scope: Scope,
  checkoutId: string | null,
  input: Static<typeof CardInput>,
): Promise<Answer> {
  const { number, exp_month, exp_year, cvc } = input;
  const card = await createSandboxCard(scope, checkoutId, {
    number,
    expMonth: exp_month,
    expYear: exp_year,
    cvc,
  });
  if (!card.ok) {
    const [{ field, ...failure }] = card.failures;
    return answerFailures(scope.requestId, [{ ...failure, field: field && members[field] }]);
  }
  const { token, brand, last4, expMonth, expYear } = card.value;
  return { status: 201, body: { token, brand, last4, exp_month: expMonth, exp_year: expYear } };
}

export const sandboxCardRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/checkouts/{client_secret}/card-tokens',
    summary: "Take a test card for a checkout: the sandbox's card field",
    access: secret,
    params: Type.Object({ client_secret: Type.String() }),
    body: CardBody,
    responses: { 201: CardTokenSchema },
    async handle({ database, requestId }, { params, body }, { clockOf }) {
      const scope = await findCheckoutScope({ database, clockOf, requestId }, params.client_secret);
      if (scope?.actor.kind !== 'checkout') return notFound(requestId, 'checkout');
      const open = await loadCheckout(scope, scope.actor.id, 'buyer');
      if (!open.ok) return refusal({ id: requestId }, 410, open.failures[0].code, open.failures[0].message);
      return takeCard(scope, scope.actor.id, body.card);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/customer-portal/card-tokens',
    summary: "Take a test card for a customer in the portal: the sandbox's card field",
    access: customer,
    body: CardBody,
    responses: { 201: CardTokenSchema },
    handle: (scope, { body }) => takeCard(scope, null, body.card),
  }),
];
