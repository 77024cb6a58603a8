import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import { isFree } from '../catalog/index.ts';
import { appliesToProduct, type Discount, isRedeemable } from '../discounts/index.ts';
import type { Checkout } from './checkout.ts';
import type { Chosen } from './choose-prices.ts';

/** What is asked: `named` is the discount that was found by the id or code given, if one was. */
export type DiscountAsked = {
  discountId?: string | null;
  discountCode?: string | null;
  named: Discount | undefined;
};

/**
 * The discount of a checkout under a change. One that does not apply to what is now chosen falls away. A buyer changes
 * nothing where the merchant allows no codes.
 *
 * @returns `discount_unknown` and `discount_not_applicable`; of a code `discount_code_unknown` and
 *   `discount_code_not_applicable`.
 */
export function decideDiscount(
  checkout: Checkout,
  before: Discount | null,
  { discountId, discountCode, named }: DiscountAsked,
  { product, prices }: Chosen,
  now: Date,
): Result<Discount | null> {
  const isFreeOfCharge = prices.every(isFree);
  const byCode = discountCode !== undefined;
  const isAsked = byCode ? discountCode !== null : discountId != null;
  if (isAsked) {
    const isLocked = byCode && !checkout.allowDiscountCodes;
    const isGood = named && isRedeemable(named, now) && appliesToProduct(named, product.id);
    if (isLocked || (!isFreeOfCharge && !isGood)) return fail(refusal(byCode, 'unknown'));
    if (isFreeOfCharge) return fail(refusal(byCode, 'not_applicable'));
    return ok(named ?? null);
  }
  const isCleared = discountId === null || (discountCode === null && checkout.allowDiscountCodes);
  const stays = before !== null && !isCleared && !isFreeOfCharge && appliesToProduct(before, product.id);
  return ok(stays ? before : null);
}

function refusal(byCode: boolean, problem: 'unknown' | 'not_applicable'): Failure {
  return {
    code: `${byCode ? 'discount_code' : 'discount'}_${problem}`,
    field: byCode ? 'discountCode' : 'discountId',
    message:
      problem === 'unknown' ? 'Discount does not exist.' : 'Discounts are not applicable to this product.',
  };
}
