import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectAttachedFields } from '../custom-fields/index.ts';
import { selectDiscount, selectDiscountByCode } from '../discounts/index.ts';
import { type CheckoutDetails, rhythmOf } from './checkout.ts';
import { hasBillableSubscription, holdBuyer, isPayingElsewhere } from './checkouts.sql.ts';
import { choosePrices } from './choose-prices.ts';
import { type CheckoutChange, decideCheckoutChange } from './decide-checkout.ts';
import { type CheckoutUser, checkoutLocked, openForWriting } from './load-checkout.ts';
import { writeCheckout } from './write-checkout.ts';

/**
 * Changes an open checkout.
 *
 * @returns the failures of `openForWriting`, `choosePrices` and `decideCheckoutChange`; `already_subscribed`.
 */
export async function updateCheckout(
  scope: Scope,
  id: string,
  change: CheckoutChange,
  user: CheckoutUser,
): Promise<Result<CheckoutDetails>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const opened = await openForWriting(inside, id, user);
    if (!opened.ok) return opened;
    const changed = await changeCheckout(inside, opened.value, change);
    if (!changed.ok) return changed;
    const refused = await refuseSubscribed(inside, changed.value);
    if (refused) return refused;
    const checkout = await writeCheckout(inside, opened.value.checkout, changed.value.checkout);
    return ok({ ...changed.value, checkout });
  });
}

/** What a checkout becomes under a change, with what it is then about. Writes nothing. */
export async function changeCheckout(
  scope: Scope,
  before: CheckoutDetails,
  change: CheckoutChange,
): Promise<Result<CheckoutDetails>> {
  const chosen = choosePrices(before.checkout, change, before);
  if (!chosen.ok) return chosen;
  const { product, prices } = chosen.value;
  const [namedDiscount, customFields] = await Promise.all([
    selectNamedDiscount(scope, change),
    product.id === before.product.id
      ? before.customFields
      : selectAttachedFields(scope, product.attachedCustomFields),
  ]);
  const decided = decideCheckoutChange(before.checkout, change, {
    chosen: chosen.value,
    organization: before.organization,
    discount: before.discount,
    namedDiscount,
    customFields,
    now: scope.clock.now(),
  });
  return decided.ok ? ok({ ...before, product, prices, customFields, ...decided.value }) : decided;
}

function selectNamedDiscount(scope: Scope, { discountId, discountCode }: CheckoutChange) {
  if (discountCode) return selectDiscountByCode(scope, discountCode);
  return discountId ? selectDiscount(scope, discountId) : undefined;
}

/** Polar: who has a subscription buys no second one, unless the merchant allows it or this one takes its place. */
export async function refuseSubscribed(
  scope: Scope,
  details: CheckoutDetails,
): Promise<Result<never> | undefined> {
  const { customerId, customerEmail } = details.checkout;
  if (!allowsOneOnly(details)) return undefined;
  const buyer = customerId !== null ? { customerId } : customerEmail !== null && { email: customerEmail };
  if (!buyer || !(await hasBillableSubscription(scope, buyer))) return undefined;
  return fail({ code: 'already_subscribed', message: 'You already have an active subscription.' });
}

/**
 * Sees at a confirmation that the buyer is not just paying for a subscription in another checkout, and keeps others from
 * beginning to until the transaction ends.
 */
export async function refusePayingTwice(
  scope: Scope,
  details: CheckoutDetails,
): Promise<Result<never> | undefined> {
  const { id, customerEmail } = details.checkout;
  if (customerEmail === null || !allowsOneOnly(details)) return undefined;
  await holdBuyer(scope, customerEmail);
  return (await isPayingElsewhere(scope, id, customerEmail)) ? fail(checkoutLocked) : undefined;
}

/** Whether it is for a subscription, of which a buyer may have one only. */
function allowsOneOnly(details: CheckoutDetails): boolean {
  const { allow_multiple_subscriptions: allowsSeveral } = details.organization.settings.subscription;
  return rhythmOf(details) !== null && !allowsSeveral && details.checkout.subscriptionId === null;
}
