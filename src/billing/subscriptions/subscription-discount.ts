import { appliesToProduct, type Discount, discountShares, stillApplies } from '../discounts/index.ts';
import type { Subscription, SubscriptionWithItems } from './subscription.ts';

/** The discount that comes off the period beginning at a moment, and what is to be remembered of it. */
export type PeriodDiscount = {
  discount: Discount | null;
  members: Pick<Subscription, 'discountId' | 'discountAppliedAt' | 'periodDiscountId'>;
};

/** Polar: a discount whose time is over leaves the subscription with the next period. */
export function discountForPeriod(
  subscription: Pick<Subscription, 'discountId' | 'discountAppliedAt' | 'anchorDay'>,
  discount: Discount | null,
  productId: string,
  periodStart: Date,
): PeriodDiscount {
  const { discountId, discountAppliedAt, anchorDay } = subscription;
  if (!discount)
    return { discount: null, members: { discountId, discountAppliedAt, periodDiscountId: null } };
  const isOver =
    discountAppliedAt !== null &&
    !stillApplies(discount, discountAppliedAt, periodStart, anchorDay ?? undefined);
  if (isOver) {
    return { discount: null, members: { discountId: null, discountAppliedAt: null, periodDiscountId: null } };
  }
  if (!appliesToProduct(discount, productId)) {
    return { discount: null, members: { discountId, discountAppliedAt, periodDiscountId: null } };
  }
  return {
    discount,
    members: {
      discountId,
      discountAppliedAt: discountAppliedAt ?? periodStart,
      periodDiscountId: discount.id,
    },
  };
}

/** What amounts come to less a discount, if one comes off a product. */
export function discounted(
  amounts: readonly number[],
  discount: Discount | null,
  productId: string,
  currency: string,
): number {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (!discount || !appliesToProduct(discount, productId)) return total;
  return discountShares(discount, amounts, currency).reduce((left, share) => left - share, total);
}

/** What a period of a subscription costs less a discount, if one comes off it; before tax, metered use aside. */
export function discountedAmount(subscription: SubscriptionWithItems, discount: Discount | null): number {
  const amounts = subscription.items.map(({ amount }) => amount);
  return discounted(amounts, discount, subscription.productId, subscription.currency);
}
