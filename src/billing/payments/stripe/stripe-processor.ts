import type Stripe from 'stripe';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import {
  type Outcome,
  type PaymentProcessor,
  ProcessorError,
  type RefundOutcome,
  type RefundRequest,
} from '../processor.ts';
import { chargeAtStripe, mayBeForgotten, setUpAtStripe } from './charge-at-stripe.ts';
import type { StripeAccount } from './stripe-account.ts';
import { stripeClient } from './stripe-client.ts';
import { asked, faultOf, requestError } from './stripe-errors.ts';
import { chargeOutcome, metadataKeys, refundOutcome, setUpOutcome } from './stripe-outcomes.ts';
import { readStripeWebhook } from './stripe-webhook.ts';

const withMethod = { expand: ['payment_method'] };

/** Stripe, through its own SDK, with an organization's account. A charge is a payment intent. */
export function createStripeProcessor(account: StripeAccount): PaymentProcessor {
  const stripe = stripeClient(account);
  const retrieveCharge = (_scope: Scope, reference: string): Promise<Outcome> =>
    asked(async () => chargeOutcome(await stripe.paymentIntents.retrieve(reference, withMethod)));
  return {
    name: 'stripe',
    charge: (scope, request) => chargeAtStripe(stripe, scope, request),
    retrieveCharge,
    cancelCharge: (scope, reference) =>
      unlessPassed(
        async () => chargeOutcome(await stripe.paymentIntents.cancel(reference, withMethod)),
        () => retrieveCharge(scope, reference),
      ),
    setUp: (scope, request) => setUpAtStripe(stripe, scope, request),
    retrieveSetUp: (scope, reference) => retrieveSetUp(stripe, scope, reference),
    capture: (scope, { reference, amount, idempotencyKey }) =>
      unlessPassed(
        async () =>
          chargeOutcome(
            await stripe.paymentIntents.capture(
              reference,
              { amount_to_capture: amount, ...withMethod },
              { idempotencyKey },
            ),
          ),
        () => retrieveCharge(scope, reference),
      ),
    refund: (scope, request) => refundAtStripe(stripe, scope, request),
    acceptDispute: async (_scope, reference) => {
      await unlessPassed(
        () => stripe.disputes.close(reference),
        () => refuseOpenDispute(stripe, reference),
      );
    },
    async detachMethod(_scope, methodReference) {
      // What Stripe does not know, or has detached already, is what was asked for.
      await unlessPassed<unknown>(
        () => stripe.paymentMethods.detach(methodReference),
        async () => undefined,
      );
    },
    readWebhook: (scope, request) => readStripeWebhook(stripe, scope, account.webhookSecret, request),
  };
}

/** Does something that may have been done, or become impossible, in the meantime: then it is as `otherwise` says. */
async function unlessPassed<T>(call: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!requestError(error)) throw faultOf(error);
    return asked(otherwise);
  }
}

async function refuseOpenDispute(stripe: Stripe, reference: string): Promise<Stripe.Dispute> {
  const dispute = await stripe.disputes.retrieve(reference);
  if (dispute.status !== 'lost') {
    throw new ProcessorError(`Stripe would not close a dispute that is '${dispute.status}'.`);
  }
  return dispute;
}

async function retrieveSetUp(stripe: Stripe, scope: Scope, reference: string): Promise<Result<Outcome>> {
  const unknown = fail({
    code: 'set_up_unknown',
    message: 'Stripe knows no such set-up of this organization.',
  });
  // What is no id would be a path of its own in the address that is asked.
  if (!/^seti_\w+$/.test(reference)) return unknown;
  try {
    const intent = await stripe.setupIntents.retrieve(reference, withMethod);
    const isOwn = intent.metadata?.[metadataKeys.organization] === scope.organizationId;
    return isOwn ? ok(setUpOutcome(intent)) : unknown;
  } catch (error) {
    if (requestError(error)) return unknown;
    throw faultOf(error);
  }
}

async function refundAtStripe(stripe: Stripe, scope: Scope, request: RefundRequest): Promise<RefundOutcome> {
  const { chargeReference, amount, idempotencyKey } = request;
  const metadata = {
    [metadataKeys.organization]: scope.organizationId,
    [metadataKeys.refund]: idempotencyKey,
  };
  try {
    const earlier = await findForgottenRefund(stripe, request);
    const refund =
      earlier ??
      (await stripe.refunds.create(
        { payment_intent: chargeReference, amount, metadata },
        { idempotencyKey },
      ));
    return refundOutcome(refund);
  } catch (error) {
    const refused = requestError(error);
    if (!refused) throw faultOf(error);
    return { reference: idempotencyKey, status: 'failed', failureReason: refused.code ?? 'invalid_request' };
  }
}

/** The refund that was made with a key that Stripe has forgotten since. */
async function findForgottenRefund(
  stripe: Stripe,
  { chargeReference, idempotencyKey }: RefundRequest,
): Promise<Stripe.Refund | undefined> {
  if (!mayBeForgotten(idempotencyKey)) return undefined;
  const { data } = await stripe.refunds.list({ payment_intent: chargeReference, limit: 100 });
  return data.find(({ metadata }) => metadata?.[metadataKeys.refund] === idempotencyKey);
}
