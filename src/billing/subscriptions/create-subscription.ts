import { addInterval, type Interval } from '../../platform/calendar.ts';
import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  isFree,
  type Price,
  type PriceChoice,
  type Product,
  type ProductWithPrices,
} from '../catalog/index.ts';
import type { Customer } from '../customers/index.ts';
import type { Discount } from '../discounts/index.ts';
import { seatBuyer } from '../seats/index.ts';
import { amountOfItems, itemsFor } from './items.ts';
import { periodFrom } from './periods.ts';
import { nextActionAt, type Subscription, type SubscriptionWithItems } from './subscription.ts';
import { writeNewSubscription } from './write-subscription.ts';

export type Trial = { interval: Interval; count: number };

export type NewSubscription = {
  customer: Pick<Customer, 'id'>;
  product: ProductWithPrices;
  /** Those it is billed by, all of one currency and one rhythm. At least one. */
  prices: readonly Price[];
  choice: PriceChoice;
  currency: string;
  /** How long it is free at first. */
  trial: Trial | null;
  discount: Pick<Discount, 'id'> | null;
  checkoutId?: string | null;
  paymentMethodId?: string | null;
  metadata?: Subscription['metadata'];
  customFieldData?: Record<string, unknown>;
};

/** A subscription as it begins: with its trial, or with its first period. */
export function newSubscription(scope: Scope, input: NewSubscription): SubscriptionWithItems {
  const { product, prices, choice, trial, discount } = input;
  const [first] = prices;
  const interval = first?.recurringInterval ?? product.recurringInterval;
  const count = first?.recurringIntervalCount ?? product.recurringIntervalCount;
  if (!first || !interval || !count) throw new Error(`The product ${product.id} has no recurring price.`);
  const now = scope.clock.now();
  const plain = plainSubscription(scope, { ...input, priceId: first.id });
  const items = itemsFor(plain, prices, choice, { product: product.name }, now);
  const trialEnd = trial && addInterval(now, trial.interval, trial.count);
  const paysChosenAmount = prices.some(({ amountType }) => amountType === 'custom');
  const subscription: SubscriptionWithItems = {
    ...plain,
    status: trialEnd ? 'trialing' : 'active',
    renews: true,
    isFreePlan: prices.every(isFree),
    amount: amountOfItems(items),
    recurringInterval: interval,
    recurringIntervalCount: count,
    // Periods are counted from the end of the trial.
    anchorDay: (trialEnd ?? now).getUTCDate(),
    currentPeriodStart: now,
    currentPeriodEnd: trialEnd ?? periodFrom(now, interval, count).end,
    usageBilledUntil: now,
    trialStart: trialEnd ? now : null,
    trialEnd,
    checkoutId: input.checkoutId ?? null,
    discountId: discount?.id ?? null,
    discountAppliedAt: discount && !trialEnd ? now : null,
    periodDiscountId: discount && !trialEnd ? discount.id : null,
    seats: seatsOf(prices, items),
    units: unitsOf(prices, items),
    customAmount: paysChosenAmount ? amountOfItems(items) : null,
    paymentMethodId: input.paymentMethodId ?? null,
    metadata: input.metadata ?? {},
    customFieldData: input.customFieldData ?? {},
    items,
  };
  return { ...subscription, nextActionAt: nextActionAt(subscription) };
}

/** A subscription without periods, which costs nothing and runs until it is canceled. */
export function plainSubscription(
  scope: Scope,
  members: {
    customer: Pick<Customer, 'id'>;
    product: Pick<Product, 'id' | 'name' | 'pricingModelId'>;
    priceId: string;
    currency: string;
  },
): SubscriptionWithItems {
  const now = scope.clock.now();
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    version: 1,
    customerId: members.customer.id,
    pricingModelId: members.product.pricingModelId,
    productId: members.product.id,
    priceId: members.priceId,
    name: members.product.name,
    status: 'active',
    renews: false,
    isFreePlan: true,
    currency: members.currency,
    amount: 0,
    recurringInterval: null,
    recurringIntervalCount: null,
    anchorDay: null,
    currentPeriodStart: null,
    currentPeriodEnd: null,
    usageBilledUntil: null,
    trialStart: null,
    trialEnd: null,
    startedAt: now,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endsAt: null,
    endedAt: null,
    cancellationReason: null,
    customerCancellationReason: null,
    customerCancellationComment: null,
    pauseAtPeriodEnd: false,
    pausedAt: null,
    resumesAt: null,
    pastDueAt: null,
    checkoutId: null,
    discountId: null,
    discountAppliedAt: null,
    periodDiscountId: null,
    seats: null,
    units: null,
    customAmount: null,
    paymentMethodId: null,
    pendingUpdate: null,
    changePaymentId: null,
    collectionMethod: 'charge_automatically',
    daysUntilDue: null,
    metadata: {},
    customFieldData: {},
    planVersion: null,
    remindedOf: null,
    nextActionAt: null,
    items: [],
  };
}

function quantityOfKind(
  prices: readonly Price[],
  items: SubscriptionWithItems['items'],
  kind: Price['amountType'],
): number | null {
  const index = prices.findIndex(({ amountType }) => amountType === kind);
  return items[index]?.quantity ?? null;
}

/** How many seats the prices are for; null where none counts seats. */
export function seatsOf(prices: readonly Price[], items: SubscriptionWithItems['items']): number | null {
  return quantityOfKind(prices, items, 'seat_based');
}

export function unitsOf(prices: readonly Price[], items: SubscriptionWithItems['items']): number | null {
  return quantityOfKind(prices, items, 'unit_based');
}

/** Begins a subscription, in the caller's transaction. What its first period costs is the caller's to bill. */
export async function createSubscription(
  scope: Scope,
  input: NewSubscription,
): Promise<SubscriptionWithItems> {
  const subscription = newSubscription(scope, input);
  await writeNewSubscription(scope, subscription);
  if (subscription.seats !== null) {
    await seatBuyer(scope, subscription.customerId, { subscriptionId: subscription.id });
  }
  return subscription;
}
