import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { emailKey } from '../discounts/index.ts';
import {
  challengeMilliseconds,
  leftBehindMilliseconds,
  type Outcome,
  type PaymentProcessor,
  processorNamed,
} from '../payments/index.ts';
import { trialRedeemed } from './begin-confirmation.ts';
import type { CheckoutDetails } from './checkout.ts';
import { postponeCheckout } from './checkouts.sql.ts';
import { completeCheckout, heldConfirmedCheckout } from './complete-checkout.ts';
import { reopenCheckout } from './reopen-checkout.ts';
import type { SetUp } from './set-up.ts';
import { selectSetUp, updateSetUp } from './set-ups.sql.ts';
import { hasRedeemedTrial } from './trial-redemptions.sql.ts';

/**
 * Has a card kept, and completes its checkout or opens it again. May be called again at any time, by anyone: the set-up's id
 * is the processor's key, and one that is settled is left alone. Runs outside of transactions: nothing is held while the
 * processor is asked.
 */
export async function carryOutSetUp(scope: Scope, id: string): Promise<SetUp> {
  const setUp = await selectSetUp(scope, id);
  if (!setUp) throw new Error(`There is no set-up ${id}.`);
  if (setUp.status !== 'pending') return setUp;
  if (isAbandoned(setUp, scope.clock.now())) return settleSetUp(scope, id, abandoned(setUp));
  const processor = await processorNamed(scope, setUp.processor);
  return settleSetUp(scope, id, await outcomeOf(scope, processor, setUp));
}

/** Whether the buyer was asked to authenticate and has not done so in time. No money can move any more, come what may. */
function isAbandoned({ clientSecret, createdAt }: SetUp, now: Date): boolean {
  return clientSecret !== null && now.getTime() - createdAt.getTime() >= challengeMilliseconds;
}

function abandoned({ processorReference }: SetUp): Outcome {
  return {
    reference: processorReference ?? '',
    customerReference: null,
    method: null,
    status: 'failed',
    declineReason: 'canceled',
    declineMessage: 'The payment was given up.',
    isFinal: false,
  };
}

async function outcomeOf(scope: Scope, processor: PaymentProcessor, setUp: SetUp): Promise<Outcome> {
  const { id, processorReference, confirmationToken, checkoutId } = setUp;
  if (confirmationToken === null) throw new Error(`The set-up ${id} has lost its token.`);
  const answered =
    processorReference === null
      ? await processor.setUp(scope, {
          idempotencyKey: id,
          confirmationToken,
          checkoutId,
          customerReference: null,
          returnUrl: null,
        })
      : await processor.retrieveSetUp(scope, processorReference);
  if (answered.ok) return answered.value;
  const [{ code, message }] = answered.failures;
  const said = { status: 'failed', declineReason: code, declineMessage: message, isFinal: false } as const;
  return { reference: '', customerReference: null, method: null, ...said };
}

/** What a set-up came to, told once or more often: the first that knows the outcome counts. */
export async function settleSetUp(scope: Scope, id: string, outcome: Outcome): Promise<SetUp> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const setUp = await selectSetUp(inside, id, { lock: true });
    if (!setUp) throw new Error(`There is no set-up ${id}.`);
    if (setUp.status !== 'pending') return setUp;
    const after =
      outcome.status === 'pending' || outcome.status === 'requires_action'
        ? await wait(inside, setUp, outcome)
        : await settle(inside, setUp, outcome);
    await updateSetUp(inside, after);
    return after;
  });
}

/** Asked again after a minute at first, then after as long as it has been under way. */
async function wait(scope: Scope, setUp: SetUp, outcome: Outcome): Promise<SetUp> {
  const now = scope.clock.now().getTime();
  const wait = Math.max(leftBehindMilliseconds, now - setUp.createdAt.getTime());
  await postponeCheckout(scope, setUp.checkoutId, new Date(now + wait));
  const clientSecret = outcome.status === 'requires_action' ? outcome.clientSecret : setUp.clientSecret;
  return { ...setUp, processorReference: outcome.reference, clientSecret };
}

type Settled = Outcome & { status: 'succeeded' | 'failed' };

async function settle(scope: Scope, setUp: SetUp, outcome: Settled): Promise<SetUp> {
  const details = await heldConfirmedCheckout(scope, setUp.checkoutId);
  const settled: SetUp = {
    ...setUp,
    status: outcome.status,
    processorReference: outcome.reference,
    confirmationToken: null,
    clientSecret: null,
    settledAt: scope.clock.now(),
  };
  const refused = await refusal(scope, details, outcome);
  if (refused) {
    await reopenCheckout(scope, details.checkout);
    return { ...settled, status: 'failed', ...refused };
  }
  await completeCheckout(scope, details, { processor: setUp.processor, outcome, isCharged: false });
  return settled;
}

/** Why the card does not do: it was refused, or somebody has had a trial with it where everybody gets one only. */
async function refusal(
  scope: Scope,
  { organization, checkout }: CheckoutDetails,
  outcome: Settled,
): Promise<Pick<SetUp, 'declineReason' | 'declineMessage'> | undefined> {
  if (outcome.status === 'failed') {
    return { declineReason: outcome.declineReason, declineMessage: outcome.declineMessage };
  }
  const isLimited = organization.settings.subscription.prevent_trial_abuse && checkout.trialEnd !== null;
  const cardFingerprint = outcome.method?.fingerprint ?? null;
  if (!isLimited || cardFingerprint === null) return undefined;
  const { customerId, customerEmail } = checkout;
  const key = customerEmail === null ? null : emailKey(customerEmail);
  const had = await hasRedeemedTrial(scope, { customerId, emailKey: key, cardFingerprint });
  return had ? { declineReason: trialRedeemed.code, declineMessage: trialRedeemed.message } : undefined;
}
