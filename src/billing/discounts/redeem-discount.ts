import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Discount, isRedeemable } from './discount.ts';
import { lockDiscount, selectDiscount } from './discounts.sql.ts';
import { emailKey, type Redemption, type RedemptionInput } from './redemption.ts';
import {
  countRedemptionsOf,
  insertRedemption,
  releaseRedemptionOfChange,
  releaseRedemptionOfCheckout,
  selectRedemptionOfCheckout,
} from './redemptions.sql.ts';

/**
 * Counts a use of a discount, in the caller's transaction. A checkout has one redemption: the same discount again is the
 * one that it made before, another discount takes its place.
 *
 * @returns `discount_not_redeemable` (deleted, outside its window, used up) or `discount_limit_reached` (by this customer).
 */
export async function redeemDiscount(scope: Scope, input: RedemptionInput): Promise<Result<Redemption>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const discount = await heldDiscount(inside, input.discountId);
    const { checkoutId } = input;
    const made = checkoutId ? await selectRedemptionOfCheckout(inside, checkoutId) : undefined;
    if (made?.discountId === input.discountId) return ok(made);
    if (!discount || !isRedeemable(discount, scope.clock.now())) return fail(notRedeemable);
    const { email, ...members } = input;
    const now = scope.clock.now();
    const redemption: Redemption = {
      ...members,
      organizationId: scope.organizationId,
      mode: scope.mode,
      id: newId(now),
      createdAt: now,
      releasedAt: null,
      emailKey: email === null ? null : emailKey(email),
    };
    const limit = discount.maxRedemptionsPerCustomer;
    if (limit !== null && (await countRedemptionsOf(inside, redemption)) >= limit) return fail(limitReached);
    if (checkoutId && made) await releaseRedemptionOfCheckout(inside, checkoutId);
    await insertRedemption(inside, redemption);
    return ok(redemption);
  });
}

/** Takes back what a checkout, or a change of a subscription, has redeemed, if it has: its payment failed. */
export async function releaseRedemption(
  scope: Scope,
  redeemed: { checkoutId: string } | { subscriptionId: string; discountId: string },
): Promise<void> {
  if ('checkoutId' in redeemed) await releaseRedemptionOfCheckout(scope, redeemed.checkoutId);
  else await releaseRedemptionOfChange(scope, redeemed.subscriptionId, redeemed.discountId);
}

/**
 * The discount, held so that it neither changes nor goes until the transaction ends; a capped one alone, because whoever
 * counts must be the only one who does. It is read once it is held: what others redeemed while this waited is counted.
 */
async function heldDiscount(scope: Scope, id: string): Promise<Discount | undefined> {
  const seen = await selectDiscount(scope, id);
  if (!seen || !(await lockDiscount(scope, id, isCapped(seen) ? 'alone' : 'shared'))) return undefined;
  const held = await selectDiscount(scope, id);
  // It got its cap between the two.
  if (!held || isCapped(seen) || !isCapped(held)) return held;
  await lockDiscount(scope, id, 'alone');
  return selectDiscount(scope, id);
}

function isCapped(discount: Discount): boolean {
  return discount.maxRedemptions !== null || discount.maxRedemptionsPerCustomer !== null;
}

const notRedeemable = { code: 'discount_not_redeemable', message: 'Discount is no longer redeemable.' };

const limitReached = {
  code: 'discount_limit_reached',
  message: 'This discount was redeemed as often as one customer may.',
};
