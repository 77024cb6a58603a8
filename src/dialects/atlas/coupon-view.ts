import { Type } from 'typebox';
import { type Discount, isRedeemable } from '../../billing/discounts/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { productId } from './price-view.ts';
import { nullable, seconds, secondsOrNull } from './schemas.ts';

export const CouponSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('coupon'),
  name: nullable(Type.String()),
  percent_off: nullable(Type.Number()),
  amount_off: nullable(Type.Integer()),
  currency: nullable(Type.String()),
  duration: Type.Union([Type.Literal('once'), Type.Literal('repeating'), Type.Literal('forever')]),
  duration_in_months: nullable(Type.Integer()),
  max_redemptions: nullable(Type.Integer()),
  times_redeemed: Type.Integer(),
  redeem_by: nullable(Type.Integer()),
  applies_to: nullable(Type.Object({ products: Type.Array(Type.String()) })),
  valid: Type.Boolean(),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

/** Atlas: a coupon goes by its code. One that only the merchant applies has none, and goes by an id of ours. */
function couponId({ id, code }: Pick<Discount, 'id' | 'code'>): string {
  return code ?? prefixedId('coupon', id);
}

/** The one currency that Atlas has room for; of several, dollars, else the first by name. */
function amountOff({ amounts }: Discount): [currency: string, amount: number] | undefined {
  const byName = Object.entries(amounts ?? {}).sort();
  return byName.find(([currency]) => currency === 'usd') ?? byName[0];
}

/** @param now at which it is seen whether it is valid */
export function couponView(discount: Discount, now: Date) {
  const d = discount;
  const [currency = null, amount = null] = amountOff(d) ?? [];
  return {
    id: couponId(d),
    object: 'coupon',
    name: d.name,
    percent_off: d.basisPoints === null ? null : d.basisPoints / 100,
    amount_off: amount,
    currency,
    duration: d.duration,
    duration_in_months: d.durationInMonths,
    max_redemptions: d.maxRedemptions,
    times_redeemed: d.redemptionsCount,
    redeem_by: secondsOrNull(d.endsAt),
    applies_to: d.productIds.length > 0 ? { products: d.productIds.map(productId) } : null,
    valid: isRedeemable(d, now),
    metadata: d.metadata,
    created: seconds(d.createdAt),
  };
}
