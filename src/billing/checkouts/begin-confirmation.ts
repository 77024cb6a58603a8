import { addInterval } from '../../platform/calendar.ts';
import { maximumAmount } from '../../platform/currency.ts';
import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { emailKey, redeemDiscount } from '../discounts/index.ts';
import { beginPayment, leftBehindAt, type PaymentProcessor, processorOf } from '../payments/index.ts';
import { type Checkout, type CheckoutDetails, moved } from './checkout.ts';
import { type CheckoutAmounts, checkoutAmounts, termsOf } from './checkout-amounts.ts';
import { postponeCheckout } from './checkouts.sql.ts';
import { completeCheckout } from './complete-checkout.ts';
import type { CheckoutChange } from './decide-checkout.ts';
import { confirmationFailures } from './decide-confirmation.ts';
import { type Buyer, findBuyer } from './find-buyer.ts';
import { openForWriting } from './load-checkout.ts';
import { insertSetUp } from './set-ups.sql.ts';
import { hasRedeemedTrial } from './trial-redemptions.sql.ts';
import { changeCheckout, refusePayingTwice, refuseSubscribed } from './update-checkout.ts';
import { writeCheckout } from './write-checkout.ts';

export type ConfirmationInput = CheckoutChange & { confirmationToken: string | null };

/** What a confirmed checkout waits for; null where it has succeeded. */
export type Awaiting = { paymentId: string } | { setUpId: string } | null;

export type BegunConfirmation = { details: CheckoutDetails; awaits: Awaiting };

/**
 * Confirms an open checkout: takes the last changes, and writes down what is to be paid or which card is to be kept, which
 * is carried out once this has committed. Where neither is needed, the checkout has succeeded. All of it under the
 * checkout's lock: of two calls at once one is refused.
 *
 * @returns the failures of `openForWriting`, `choosePrices`, `decideCheckoutChange`, `confirmationFailures`, `findBuyer` and
 *   `redeemDiscount`; `already_subscribed`; `checkout_locked` while the buyer pays in another; `amount_above_maximum`; `trial_redeemed`; `payment_not_ready` where a card is needed and nobody can take
 *   it.
 */
export async function beginConfirmation(
  scope: Scope,
  id: string,
  input: ConfirmationInput,
): Promise<Result<BegunConfirmation>> {
  const { confirmationToken, ...change } = input;
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const opened = await openForWriting(inside, id, 'buyer');
    if (!opened.ok) return opened;
    const changed = await changeCheckout(inside, opened.value, change);
    if (!changed.ok) return changed;
    const ready = await readyToConfirm(inside, changed.value, confirmationToken);
    if (!ready.ok) return ready;
    const checkout = confirmed(inside, changed.value);
    const details = { ...changed.value, checkout };
    return ok(await begin(inside, opened.value.checkout, details, ready.value, confirmationToken));
  });
}

function confirmed(scope: Scope, details: CheckoutDetails): Checkout {
  const now = scope.clock.now();
  const terms = termsOf(details);
  const trialEnd = terms.trial && addInterval(now, terms.trial.interval, terms.trial.count);
  return { ...moved(details.checkout, 'confirmed'), confirmedAt: now, terms, trialEnd };
}

type Ready = { buyer: Buyer; processor: PaymentProcessor | undefined; amounts: CheckoutAmounts };

/** Whether all is there that confirming needs. The processor is undefined where no card is. */
async function readyToConfirm(
  scope: Scope,
  details: CheckoutDetails,
  confirmationToken: string | null,
): Promise<Result<Ready>> {
  const { checkout, organization } = details;
  const twice = (await refusePayingTwice(scope, details)) ?? (await refuseSubscribed(scope, details));
  if (twice) return twice;
  const amounts = checkoutAmounts(details, scope.clock.now());
  const { isPaymentFormRequired } = amounts;
  // Tax may have come on top of what can be charged just so.
  if (amounts.chargeAmount > maximumAmount(checkout.currency)) {
    return fail({ code: 'amount_above_maximum', field: 'amount', message: 'Amount is above maximum.' });
  }
  const processor = isPaymentFormRequired ? await processorOf(scope) : undefined;
  if (isPaymentFormRequired && (!processor || organization.status !== 'active')) {
    return fail({ code: 'payment_not_ready', message: 'Organization is not ready to accept payments' });
  }
  const missing = failAll(confirmationFailures(details, confirmationToken, isPaymentFormRequired));
  if (missing) return missing;
  const buyer = await findBuyer(scope, checkout);
  if (!buyer.ok) return buyer;
  const refused =
    (await refuseSecondTrial(scope, details, buyer.value)) ?? (await redeem(scope, details, buyer.value));
  return refused ?? ok({ buyer: buyer.value, processor, amounts });
}

export const trialRedeemed = {
  code: 'trial_redeemed',
  message: 'You have already had a trial. Confirm without one to go on.',
};

/** A merchant may give everybody one trial only. */
async function refuseSecondTrial(
  scope: Scope,
  details: CheckoutDetails,
  { customer }: Buyer,
): Promise<Result<never> | undefined> {
  const { organization, checkout } = details;
  if (!organization.settings.subscription.prevent_trial_abuse || !termsOf(details).trial) return undefined;
  const email = customer?.email ?? checkout.customerEmail;
  const person = {
    customerId: customer?.id ?? null,
    emailKey: email === null ? null : emailKey(email),
    cardFingerprint: null,
  };
  return (await hasRedeemedTrial(scope, person)) ? fail(trialRedeemed) : undefined;
}

/** Polar: a discount is used once the checkout is confirmed. */
async function redeem(
  scope: Scope,
  { checkout, discount }: CheckoutDetails,
  { customer }: Buyer,
): Promise<Result<never> | undefined> {
  if (!discount) return undefined;
  const redeemed = await redeemDiscount(scope, {
    discountId: discount.id,
    checkoutId: checkout.id,
    subscriptionId: null,
    customerId: customer?.id ?? null,
    email: customer?.email ?? checkout.customerEmail,
    cardFingerprint: null,
  });
  return redeemed.ok ? undefined : redeemed;
}

async function begin(
  scope: Scope,
  before: Checkout,
  confirmed: CheckoutDetails,
  { buyer, processor, amounts }: Ready,
  confirmationToken: string | null,
): Promise<BegunConfirmation> {
  if (!processor || confirmationToken === null) {
    const completed = await completeCheckout(scope, confirmed, null, { before, buyer });
    return { details: completed.details, awaits: null };
  }
  const checkout = await writeCheckout(scope, before, confirmed.checkout);
  const details = { ...confirmed, checkout };
  if (amounts.chargeAmount > 0) {
    const payment = await beginPayment(scope, {
      purpose: 'checkout',
      trigger: 'purchase',
      amount: amounts.chargeAmount,
      currency: checkout.currency,
      processor: processor.name,
      checkoutId: checkout.id,
      customerId: buyer.customer?.id ?? null,
      confirmationToken,
      returnUrl: checkout.returnUrl,
    });
    return { details, awaits: { paymentId: payment.id } };
  }
  const setUpId = await beginSetUp(scope, checkout.id, processor.name, confirmationToken);
  return { details, awaits: { setUpId } };
}

async function beginSetUp(
  scope: Scope,
  checkoutId: string,
  processor: string,
  confirmationToken: string,
): Promise<string> {
  const now = scope.clock.now();
  const id = newId(now);
  await insertSetUp(scope, {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    checkoutId,
    status: 'pending',
    processor,
    confirmationToken,
    processorReference: null,
    clientSecret: null,
    declineReason: null,
    declineMessage: null,
    settledAt: null,
  });
  // Whoever began it carries it out; where they did not live to do so, it is found.
  await postponeCheckout(scope, checkoutId, leftBehindAt(scope));
  return id;
}
