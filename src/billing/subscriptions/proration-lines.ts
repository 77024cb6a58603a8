import { type Price, type PriceChoice, type ProductWithPrices, quantityOf } from '../catalog/index.ts';
import { type LineInput, plainLine } from '../invoices/index.ts';
import { labelOf, periodText } from './billing-lines.ts';
import type { SubscriptionContext } from './load-context.ts';
import { currentPeriod, type Period } from './periods.ts';
import { partOf, remaining, truncatedPartOf } from './proration.ts';
import type { SubscriptionItem } from './subscription.ts';
import { discounted } from './subscription-discount.ts';

/** What a subscription is to be of. */
export type PlanTarget = {
  product: ProductWithPrices;
  prices: Price[];
  choice: PriceChoice;
  isOtherProduct: boolean;
};

function prorationLine(label: string, amount: number, period: Period, priceId: string | null): LineInput[] {
  if (amount === 0) return [];
  return [
    plainLine({
      label,
      amount,
      priceId,
      discountable: false,
      proration: true,
      periodStart: period.start,
      periodEnd: period.end,
    }),
  ];
}

/** What is left of the old price, less the discount that was in it, given back. Rounded to the nearest, ties to even. */
export function creditLines(context: SubscriptionContext, now: Date): LineInput[] {
  const { subscription, product, periodDiscount } = context;
  const period = currentPeriod(subscription);
  const amounts = subscription.items.map(({ amount }) => amount);
  const paid = discounted(amounts, periodDiscount, product.id, subscription.currency);
  const left = { start: now, end: period.end };
  const label = `Remaining time on ${product.name} — ${periodText(left)}`;
  return prorationLine(label, 0 - partOf(paid, remaining(period, now)), left, subscription.priceId);
}

/** What is left of the period at the new price, less the same discount. Rounded to the nearest, ties to even. */
export function debitLines(
  context: SubscriptionContext,
  { product, prices }: PlanTarget,
  items: readonly SubscriptionItem[],
  now: Date,
): LineInput[] {
  const { subscription, periodDiscount } = context;
  const period = currentPeriod(subscription);
  const amounts = items.map(({ amount }) => amount);
  const price = discounted(amounts, periodDiscount, product.id, subscription.currency);
  const left = { start: now, end: period.end };
  const label = `${product.name} — ${periodText(left)}`;
  return prorationLine(label, partOf(price, remaining(period, now)), left, prices[0]?.id ?? null);
}

/** Polar: the difference of the totals, one line, cut off toward zero; discounts are worked out on the totals. */
export function quantityLines(
  context: SubscriptionContext,
  { product, prices, choice }: PlanTarget,
  items: readonly SubscriptionItem[],
  now: Date,
): LineInput[] {
  const { subscription, periodDiscount } = context;
  const period = currentPeriod(subscription);
  const total = (list: readonly { amount: number }[]) =>
    discounted(
      list.map(({ amount }) => amount),
      periodDiscount,
      product.id,
      subscription.currency,
    );
  const difference = total(items) - total(subscription.items);
  const counted = prices.find(({ amountType }) => amountType === 'seat_based' || amountType === 'unit_based');
  if (!counted) return [];
  const left = { start: now, end: period.end };
  const label = `${labelOf(product, counted, quantityOf(counted, choice))} — ${periodText(left)}`;
  return prorationLine(label, truncatedPartOf(difference, remaining(period, now)), left, counted.id);
}
