import type Stripe from 'stripe';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { ChargeRequest, ChargeSource, Outcome, SetUpRequest } from '../processor.ts';
import { cardError, faultOf, requestError } from './stripe-errors.ts';
import { chargeOutcome, declineOf, metadataKeys, methodOf, setUpOutcome } from './stripe-outcomes.ts';

/** Charges: Stripe answers the same key, for a day, with what the first request came to. */
export async function chargeAtStripe(
  stripe: Stripe,
  scope: Scope,
  request: ChargeRequest,
): Promise<Result<Outcome>> {
  const { idempotencyKey, offSession, saveMethod } = request;
  try {
    const earlier = await findForgottenCharge(stripe, idempotencyKey);
    if (earlier) return ok(chargeOutcome(earlier));
    const customer = await customerOf(stripe, scope, request);
    const intent = await stripe.paymentIntents.create(
      {
        amount: request.amount,
        currency: request.currency,
        ...sourceOf(request.source),
        ...(customer ? { customer } : {}),
        ...(offSession ? { off_session: true } : { use_stripe_sdk: true }),
        ...(saveMethod ? { setup_future_usage: 'off_session' as const } : {}),
        ...(offSession ? cardsOnly : { ...cardsOnly, ...comingBack(request.returnUrl) }),
        confirm: true,
        description: request.description,
        metadata: {
          [metadataKeys.organization]: scope.organizationId,
          [metadataKeys.payment]: idempotencyKey,
        },
        expand: ['payment_method'],
      },
      { idempotencyKey },
    );
    return ok(chargeOutcome(intent));
  } catch (error) {
    const intent = cardError(error)?.payment_intent;
    return refusal(error, request, intent?.id);
  }
}

/** Keeps a card without charging it. */
export async function setUpAtStripe(
  stripe: Stripe,
  scope: Scope,
  request: SetUpRequest,
): Promise<Result<Outcome>> {
  const { idempotencyKey, confirmationToken, checkoutId, returnUrl } = request;
  const source = { confirmationToken, checkoutId };
  try {
    const customer = request.customerReference ?? (await makeCustomer(stripe, scope, idempotencyKey));
    const intent = await stripe.setupIntents.create(
      {
        customer,
        ...sourceOf(source),
        ...cardsOnly,
        ...comingBack(returnUrl),
        confirm: true,
        use_stripe_sdk: true,
        usage: 'off_session',
        metadata: {
          [metadataKeys.organization]: scope.organizationId,
          [metadataKeys.setUp]: idempotencyKey,
        },
        expand: ['payment_method'],
      },
      { idempotencyKey },
    );
    return ok(setUpOutcome(intent));
  } catch (error) {
    const { customerReference } = request;
    const intent = cardError(error)?.setup_intent;
    return refusal(error, { idempotencyKey, customerReference, source }, intent?.id);
  }
}

const cardsOnly = { allowed_payment_method_types: ['card'] };

/** Where a buyer comes back to; without such an address Stripe has to be told that nobody is sent away. */
function comingBack(returnUrl: string | null) {
  return returnUrl === null
    ? { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }
    : { return_url: returnUrl };
}

/** Stripe.js makes confirmation tokens; a payment method (`pm_…`) is taken in their place. */
function sourceOf(source: ChargeSource): { payment_method: string } | { confirmation_token: string } {
  if ('methodReference' in source) return { payment_method: source.methodReference };
  const { confirmationToken } = source;
  return confirmationToken.startsWith('pm_')
    ? { payment_method: confirmationToken }
    : { confirmation_token: confirmationToken };
}

/** A method that was kept is charged with its customer named; one that is to be kept needs a customer first. */
async function customerOf(stripe: Stripe, scope: Scope, request: ChargeRequest): Promise<string | undefined> {
  const { customerReference, source, saveMethod, idempotencyKey } = request;
  if (customerReference !== null) return customerReference;
  if ('methodReference' in source) {
    const { customer } = await stripe.paymentMethods.retrieve(source.methodReference);
    return typeof customer === 'string' ? customer : customer?.id;
  }
  return saveMethod ? makeCustomer(stripe, scope, idempotencyKey) : undefined;
}

async function makeCustomer(stripe: Stripe, scope: Scope, idempotencyKey: string): Promise<string> {
  const customer = await stripe.customers.create(
    { metadata: { [metadataKeys.organization]: scope.organizationId } },
    { idempotencyKey: `${idempotencyKey}:customer` },
  );
  return customer.id;
}

type Refused = Pick<ChargeRequest, 'idempotencyKey' | 'customerReference' | 'source'>;

/**
 * A refusal as an answer: a decline, or a request that Stripe will not try however often it is asked.
 *
 * @param reference of what Stripe made all the same, where it did
 */
function refusal(error: unknown, request: Refused, reference: string | undefined): Result<Outcome> {
  const { idempotencyKey, customerReference, source } = request;
  const known = { reference: reference ?? idempotencyKey, customerReference };
  const declined = cardError(error);
  if (declined) return ok({ ...known, method: methodOf(declined.payment_method), ...declineOf(declined) });
  const refused = requestError(error);
  if (!refused) throw faultOf(error);
  const isSource =
    /^(confirmation_token|payment_method)/.test(refused.param ?? '') ||
    (refused.code === 'resource_missing' && refused.param !== 'customer');
  if (isSource && 'confirmationToken' in source) {
    return fail({
      code: 'confirmation_token_unknown',
      field: 'confirmationToken',
      message: 'The confirmation token is unknown, used up or over.',
    });
  }
  const code = isSource ? 'payment_method_unknown' : (refused.code ?? 'invalid_request');
  const message = isSource
    ? 'This payment method is no longer there. Use another one.'
    : 'The payment could not be processed.';
  return ok({ ...known, method: null, ...declineOf({ code, message }) });
}

/** Stripe forgets keys after a day. The last hour is left out, for clocks that differ. */
const keyMilliseconds = 23 * 3_600_000;

/** Whether a key, which is an id of ours and so begins with its time, may have been used and forgotten. */
export function mayBeForgotten(idempotencyKey: string): boolean {
  const madeAt = Number.parseInt(idempotencyKey.replaceAll('-', '').slice(0, 12), 16);
  return Date.now() - madeAt > keyMilliseconds;
}

/** The charge that was made with a key that Stripe has forgotten since: asked again it would be made twice. */
async function findForgottenCharge(
  stripe: Stripe,
  idempotencyKey: string,
): Promise<Stripe.PaymentIntent | undefined> {
  if (!mayBeForgotten(idempotencyKey)) return undefined;
  const found = await stripe.paymentIntents.search({
    query: `metadata['${metadataKeys.payment}']:'${idempotencyKey}'`,
    expand: ['data.payment_method'],
  });
  return found.data[0];
}
