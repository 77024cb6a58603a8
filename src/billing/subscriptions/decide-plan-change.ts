import { formatMoney, maximumAmount } from '../../platform/currency.ts';
import { newId } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import {
  costsTooMuch,
  isFree,
  type Price,
  type PriceChoice,
  type ProductWithPrices,
  pricesIn,
  quantityBounds,
} from '../catalog/index.ts';
import type { LineInput } from '../invoices/index.ts';
import { periodLines } from './billing-lines.ts';
import { seatsOf, unitsOf } from './create-subscription.ts';
import { amountOfItems, itemsFor } from './items.ts';
import type { SubscriptionContext } from './load-context.ts';
import { currentPeriod, type Period, periodFrom } from './periods.ts';
import { creditLines, debitLines, type PlanTarget, quantityLines } from './proration-lines.ts';
import type { PendingUpdate, Subscription, SubscriptionItem } from './subscription.ts';

/**
 * How a change of what is paid for is settled (Polar). `prorate`: what is left of the period is given back at the old price and
 * charged at the new one, on the next invoice; `invoice`: the same, at once; `next_period`: nothing changes before the next
 * period; `reset`: a new period begins, at its full price.
 */
export const prorationBehaviors = ['prorate', 'invoice', 'next_period', 'reset'] as const;

export type ProrationBehavior = (typeof prorationBehaviors)[number];

/** What a subscription is to be of. Left out: as it is, or as the new product has it. */
export type PlanChange = { product?: ProductWithPrices; seats?: number; units?: number };

/** What a change does. Pure data: a preview shows it, a payment can wait with it. */
export type PlanDecision = {
  members: Partial<Subscription>;
  /** Null where the items stay as they are. */
  items: SubscriptionItem[] | null;
  /** What is given back and charged. Empty where nothing is. */
  lines: LineInput[];
  /** Whether the lines are billed at once rather than with the next invoice. */
  billsNow: boolean;
  /** The new period that the lines are for, where one begins. */
  period: Period | null;
};

/**
 * What becomes of a subscription whose product, seats or units change now.
 *
 * @param usage the lines of metered use until now, which is billed at the prices that are left.
 * @returns `product_archived`, `product_not_recurring`, `currency_unavailable`, `custom_price_unsupported`,
 *   `seats_only_to_seats`, `units_only_to_units`, `not_seat_based`, `not_unit_based`, `quantity_below_minimum`,
 *   `quantity_above_maximum`, `amount_too_large`, `seats_only_at_once`.
 */
export function decidePlanChange(
  context: SubscriptionContext,
  change: PlanChange,
  behavior: ProrationBehavior,
  usage: readonly LineInput[],
  now: Date,
): Result<PlanDecision> {
  const target = targetOf(context, change);
  if (!target.ok) return target;
  const { subscription } = context;
  if (behavior === 'next_period' && subscription.status !== 'trialing') {
    if (beginsSeats(context, target.value)) {
      const message = "Can't switch from a non-seat-based to a seat-based product with the next period.";
      return fail({ code: 'seats_only_at_once', message, field: 'productId' });
    }
    return ok(scheduled(subscription, change, target.value, now));
  }
  return ok(immediate(context, target.value, change, behavior, usage, now));
}

/** Polar: seats are claimed when they are bought, so such a change cannot wait. */
function beginsSeats({ subscription }: SubscriptionContext, { prices }: PlanTarget): boolean {
  return subscription.seats === null && prices.some(({ amountType }) => amountType === 'seat_based');
}

function targetOf(context: SubscriptionContext, change: PlanChange): Result<PlanTarget> {
  const { subscription } = context;
  const product = change.product ?? context.product;
  const isOtherProduct = product.id !== context.product.id;
  const prices = isOtherProduct ? pricesIn(product, subscription.currency) : context.prices;
  const refused = isOtherProduct ? productFailure(context, product, prices) : undefined;
  if (refused) return fail({ ...refused, field: 'productId' });
  const choice: PriceChoice = {
    customAmount: subscription.customAmount,
    seats: change.seats ?? subscription.seats,
    units: change.units ?? subscription.units,
  };
  const seatPrice = prices.find(({ amountType }) => amountType === 'seat_based');
  const unitPrice = prices.find(({ amountType }) => amountType === 'unit_based');
  if (change.seats !== undefined && !seatPrice) {
    return fail({ code: 'not_seat_based', message: 'This subscription is not seat-based.', field: 'seats' });
  }
  if (change.units !== undefined && !unitPrice) {
    return fail({ code: 'not_unit_based', message: 'This subscription is not unit-based.', field: 'units' });
  }
  for (const [price, asked, kind] of [
    [seatPrice, change.seats, 'seats'],
    [unitPrice, change.units, 'units'],
  ] as const) {
    if (!price) continue;
    const { minimum, maximum } = quantityBounds(price);
    const wanted = asked ?? choice[kind] ?? minimum;
    if (asked !== undefined && asked < minimum) {
      const message = `Minimum ${minimum} ${kind} required.`;
      return fail({ code: 'quantity_below_minimum', message, field: kind, detail: { minimum, kind } });
    }
    if (asked !== undefined && maximum !== null && asked > maximum) {
      const message = `Maximum ${maximum} ${kind} allowed.`;
      return fail({ code: 'quantity_above_maximum', message, field: kind, detail: { maximum, kind } });
    }
    choice[kind] = within(wanted, price);
  }
  if (costsTooMuch(prices, choice)) {
    const field = change.seats !== undefined ? 'seats' : change.units !== undefined ? 'units' : 'productId';
    const most = formatMoney(maximumAmount(subscription.currency), subscription.currency, 'en-US');
    return fail({ code: 'amount_too_large', message: `Amount must be at most ${most}`, field });
  }
  return ok({ product, prices, choice, isOtherProduct });
}

/** What a product is not sold in is brought within what it is. */
function within(quantity: number, price: Price | undefined): number {
  if (!price) return quantity;
  const { minimum, maximum } = quantityBounds(price);
  return Math.min(Math.max(quantity, minimum), maximum ?? quantity);
}

/** Polar: what a subscription cannot be changed to. */
function productFailure(context: SubscriptionContext, product: ProductWithPrices, prices: readonly Price[]) {
  const kinds = (list: readonly Price[]) => new Set(list.map(({ amountType }) => amountType));
  const before = kinds(context.prices);
  const after = kinds(prices);
  if (product.archivedAt) return { code: 'product_archived', message: 'Product is archived.' };
  if (product.recurringInterval === null) {
    return { code: 'product_not_recurring', message: 'Product is not recurring.' };
  }
  if (prices.length === 0) {
    const message = "This product doesn't have a price for the subscription currency.";
    return { code: 'currency_unavailable', message };
  }
  if (after.has('custom')) {
    return { code: 'custom_price_unsupported', message: "Can't update to a product with custom prices." };
  }
  if (before.has('seat_based') && !after.has('seat_based')) {
    const message = "Can't switch from a seat-based to a non-seat-based product.";
    return { code: 'seats_only_to_seats', message };
  }
  if (before.has('unit_based') && !after.has('unit_based')) {
    const message = "Can't switch from a unit-based to a non-unit-based product.";
    return { code: 'units_only_to_units', message };
  }
  return undefined;
}

/** A change that waits for the next period. What was scheduled before is replaced where it is named again. */
function scheduled(
  subscription: Subscription,
  change: PlanChange,
  { prices }: PlanTarget,
  now: Date,
): PlanDecision {
  const before = subscription.pendingUpdate;
  const waiting = (kind: 'seats' | 'units', amountType: Price['amountType']) => {
    const quantity = change[kind] ?? before?.[kind] ?? null;
    const price = prices.find((one) => one.amountType === amountType);
    return quantity === null ? null : within(quantity, price);
  };
  const pendingUpdate: PendingUpdate = {
    id: before?.id ?? newId(now),
    createdAt: before?.createdAt ?? now,
    modifiedAt: before ? now : null,
    appliesAt: currentPeriod(subscription).end,
    productId: change.product?.id ?? before?.productId ?? null,
    seats: waiting('seats', 'seat_based'),
    units: waiting('units', 'unit_based'),
  };
  return { members: { pendingUpdate }, items: null, lines: [], billsNow: false, period: null };
}

function immediate(
  context: SubscriptionContext,
  target: PlanTarget,
  change: PlanChange,
  behavior: ProrationBehavior,
  usage: readonly LineInput[],
  now: Date,
): PlanDecision {
  const { subscription } = context;
  const { product, prices, choice, isOtherProduct } = target;
  const items = itemsFor(subscription, prices, choice, { product: product.name }, now);
  const interval =
    prices[0]?.recurringInterval ?? product.recurringInterval ?? subscription.recurringInterval;
  const count =
    prices[0]?.recurringIntervalCount ??
    product.recurringIntervalCount ??
    subscription.recurringIntervalCount;
  if (!interval || !count) throw new Error(`The product ${product.id} has no rhythm.`);
  const members: Partial<Subscription> = {
    productId: product.id,
    priceId: prices[0]?.id ?? subscription.priceId,
    name: product.name,
    isFreePlan: prices.every(isFree),
    amount: amountOfItems(items),
    seats: seatsOf(prices, items),
    units: unitsOf(prices, items),
    customAmount: isOtherProduct ? null : subscription.customAmount,
    recurringInterval: interval,
    recurringIntervalCount: count,
    pendingUpdate: leftOf(subscription.pendingUpdate, target, change),
    usageBilledUntil: isUsageSettled(context, isOtherProduct, usage) ? now : subscription.usageBilledUntil,
  };
  if (subscription.status === 'trialing') {
    // Nothing was paid for yet, and nothing is until the trial ends.
    return { members, items, lines: [...usage], billsNow: false, period: null };
  }
  const otherRhythm =
    interval !== subscription.recurringInterval || count !== subscription.recurringIntervalCount;
  if (otherRhythm || behavior === 'reset') {
    const { anchorDay, ...period } = periodFrom(now, interval, count);
    const credit = behavior === 'reset' ? [] : creditLines(context, now);
    return {
      members: { ...members, anchorDay, currentPeriodStart: period.start, currentPeriodEnd: period.end },
      items,
      lines: [...credit, ...usage, ...periodLines(product, items, prices, period)],
      billsNow: true,
      period,
    };
  }
  const lines = isOtherProduct
    ? [...creditLines(context, now), ...debitLines(context, target, items, now)]
    : quantityLines(context, target, items, now);
  return { members, items, lines: [...lines, ...usage], billsNow: behavior === 'invoice', period: null };
}

/**
 * Whether use until now is over and done with: it is billed, or the product that is left does not count it. Where credits
 * cover it, they go on covering what comes until the period ends.
 */
function isUsageSettled(
  { prices }: SubscriptionContext,
  isOtherProduct: boolean,
  usage: readonly LineInput[],
) {
  return (
    isOtherProduct && (usage.length > 0 || prices.every(({ amountType }) => amountType !== 'metered_unit'))
  );
}

/** What was scheduled for the next period and is still to be done after a change now. */
function leftOf(
  update: PendingUpdate | null,
  { isOtherProduct }: PlanTarget,
  change: PlanChange,
): PendingUpdate | null {
  if (!update || isOtherProduct) return null;
  const left = {
    ...update,
    seats: change.seats === undefined ? update.seats : null,
    units: change.units === undefined ? update.units : null,
  };
  return left.productId === null && left.seats === null && left.units === null ? null : left;
}
