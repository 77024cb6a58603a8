import fc from 'fast-check';
import type { Price, Product, ProductWithPrices } from '../../src/billing/catalog/index.ts';
import type { Discount } from '../../src/billing/discounts/index.ts';
import { type LineInput, plainLine } from '../../src/billing/invoices/index.ts';
import type { Organization } from '../../src/billing/organizations/index.ts';
import type { SubscriptionContext, SubscriptionWithItems } from '../../src/billing/subscriptions/index.ts';
import { newSubscription } from '../../src/billing/subscriptions/index.ts';
import { frozenClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';

const organizationId = newId(0);
const createdAt = new Date('2027-01-01T00:00:00Z');
const owned = { organizationId, mode: 'test', createdAt, modifiedAt: null } as const;

/** What a seller who is registered everywhere in the Union and in Switzerland goes by. */
export const seller = {
  taxCalculator: 'table',
  address: { country: 'DE' },
  defaultTaxBehavior: 'location',
  taxRegistrations: [
    { country: 'DE', scheme: 'standard' },
    { country: 'DE', scheme: 'oss' },
    { country: 'CH', scheme: 'standard' },
  ],
} as unknown as Organization;

export const buyer = fc.constantFrom('DE', 'HU', 'CH', 'US', null).map((country) => ({
  address: country === null ? null : ({ country } as never),
  taxId: null,
  taxExempt: false,
}));

export const discount = fc
  .oneof(
    fc.record({ type: fc.constant('percentage' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({
      type: fc.constant('fixed' as const),
      amounts: fc.integer({ min: 1, max: 100_000 }).map((usd) => ({ usd })),
    }),
  )
  .map(
    (given): Discount => ({
      ...owned,
      id: newId(0),
      deletedAt: null,
      name: 'Discount',
      amounts: null,
      basisPoints: null,
      duration: 'forever',
      durationInMonths: null,
      code: null,
      startsAt: null,
      endsAt: null,
      maxRedemptions: null,
      maxRedemptionsPerCustomer: null,
      redemptionsCount: 0,
      productIds: [],
      metadata: {},
      ...given,
    }),
  );

/** Lines as invoices have them: whole prices, and parts of prices, which may be given back. */
export const lines = fc.array(
  fc.oneof(
    fc
      .record({ amount: fc.integer({ min: 0, max: 99_999_999 }), discountable: fc.boolean() })
      .map((line): LineInput => plainLine({ label: 'Price', ...line })),
    fc
      .integer({ min: -99_999_999, max: 99_999_999 })
      .map((amount) => plainLine({ label: 'Part', amount, discountable: false, proration: true })),
  ),
  { minLength: 1, maxLength: 8 },
);

let products = 0;

/** A product of one price a month. */
export function productOf(price: Partial<Price> & Pick<Price, 'amountType'>): ProductWithPrices {
  const productId = newId(0);
  const product: Product = {
    ...owned,
    id: productId,
    pricingModelId: organizationId,
    name: `Product ${++products}`,
    slug: 'product',
    description: null,
    visibility: 'public',
    archivedAt: null,
    deletedAt: null,
    isDefaultPlan: false,
    imageUrl: null,
    metadata: {},
    recurringInterval: 'month',
    recurringIntervalCount: 1,
    trialInterval: null,
    trialIntervalCount: null,
    attachedCustomFields: [],
  };
  return {
    ...product,
    prices: [
      {
        ...owned,
        id: newId(0),
        productId,
        position: 0,
        name: null,
        slug: null,
        source: 'catalog',
        checkoutId: null,
        currency: 'usd',
        unitAmount: null,
        minimumAmount: null,
        maximumAmount: null,
        presetAmount: null,
        tiers: null,
        minimumQuantity: null,
        unitLabel: null,
        meterId: null,
        meteredUnitAmount: null,
        capAmount: null,
        meter: null,
        recurringInterval: 'month',
        recurringIntervalCount: 1,
        taxBehavior: null,
        isDefault: true,
        archivedAt: null,
        ...price,
      },
    ],
  };
}

export const fixedProduct = fc
  .integer({ min: 0, max: 99_999_999 })
  .map((unitAmount) => productOf({ amountType: 'fixed', unitAmount }));

export const seatProduct = fc
  .tuple(
    fc.constantFrom('volume', 'graduated'),
    fc.nat(100_000),
    fc.nat(100_000),
    fc.integer({ min: 1, max: 50 }),
  )
  .map(([kind, first, second, upTo]) =>
    productOf({
      amountType: 'seat_based',
      tiers: {
        mode: kind,
        tiers: [
          { from: 1, to: upTo, unitAmount: String(first), flatAmount: 0 },
          { from: upTo + 1, to: null, unitAmount: String(second), flatAmount: 0 },
        ],
      } as never,
    }),
  );

export function scopeAt(now: Date): Scope {
  return {
    organizationId,
    mode: 'test',
    pricingModelId: organizationId,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: frozenClock(now),
    requestId: 'test',
    database: undefined as never,
  };
}

/** A subscription in its first period, with all that its billing goes by. */
export function contextOf(
  product: ProductWithPrices,
  startedAt: Date,
  options: { seats?: number; discount?: Discount | null } = {},
): SubscriptionContext {
  const subscription = newSubscription(scopeAt(startedAt), {
    customer: { id: newId(0) },
    product,
    prices: product.prices,
    choice: { customAmount: null, seats: options.seats ?? null, units: null },
    currency: 'usd',
    trial: null,
    discount: options.discount ?? null,
  });
  return afterChange(product, subscription, options.discount ?? null);
}

export function afterChange(
  product: ProductWithPrices,
  subscription: SubscriptionWithItems,
  periodDiscount: Discount | null,
): SubscriptionContext {
  return {
    subscription,
    product,
    prices: product.prices,
    customer: {} as never,
    organization: seller,
    discount: periodDiscount,
    periodDiscount,
  };
}
