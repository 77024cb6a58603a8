import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../platform/address.ts';
import type { Price, ProductWithPrices } from '../catalog/index.ts';
import type { AttachedField } from '../custom-fields/index.ts';
import type { Discount } from '../discounts/index.ts';
import type { Checkout } from './checkout.ts';
import { choosePrices, pricesTogether } from './choose-prices.ts';
import { type ChangeContext, type CheckoutChange, decideCheckoutChange } from './decide-checkout.ts';

const price = (id: string, productId: string, more: Partial<Price> = {}) =>
  ({
    id,
    productId,
    amountType: 'fixed',
    currency: 'usd',
    unitAmount: 1000,
    archivedAt: null,
    ...more,
  }) as Price;
const product = (id: string, prices: Price[], more: Partial<ProductWithPrices> = {}) =>
  ({
    id,
    prices,
    visibility: 'public',
    archivedAt: null,
    isDefaultPlan: false,
    ...more,
  }) as ProductWithPrices;

const seen = price('book-usd', 'book');
const products = [
  product('book', [seen, price('book-eur', 'book', { currency: 'eur', unitAmount: 900 })]),
  product('tips', [
    price('tips-usd', 'tips', {
      amountType: 'custom',
      unitAmount: null,
      minimumAmount: 0,
      maximumAmount: 9000,
    }),
  ]),
  product('team', [
    price('team-usd', 'team', {
      amountType: 'seat_based',
      minimumQuantity: 2,
      tiers: { mode: 'volume', tiers: [{ from: 2, to: 10, unitAmount: '500', flatAmount: 0 }] },
    }),
  ]),
  product('gift', [price('gift-usd', 'gift', { unitAmount: 0 })]),
  product('draft', [price('draft-usd', 'draft')], { visibility: 'draft' }),
];

const offered = Object.fromEntries(products.map(({ id, prices }) => [id, prices]));

const open = {
  productId: 'book',
  priceIds: ['book-usd'],
  priceId: 'book-usd',
  currency: 'usd',
  customAmount: null,
  seats: null,
  minSeats: null,
  maxSeats: null,
  units: null,
  discountId: null,
  customerId: null,
  customerEmail: null,
  customerBillingAddress: null,
  customerTaxId: null,
  allowDiscountCodes: true,
  trialInterval: null,
  trialIntervalCount: null,
  embedOrigin: null,
  customFieldData: {},
} as Partial<Checkout> as Checkout;

const now = new Date('2026-01-31T09:00:00Z');

function decide(change: CheckoutChange, before: Partial<Checkout> = {}, more: Partial<ChangeContext> = {}) {
  const checkout = { ...open, ...before };
  const product = products.find(({ id }) => id === checkout.productId) ?? products[0];
  assert.ok(product);
  const prices = pricesTogether(product.prices, checkout.currency);
  const chosen = choosePrices(checkout, change, { products, product, prices, offered });
  if (!chosen.ok) return chosen;
  return decideCheckoutChange(checkout, change, {
    chosen: chosen.value,
    organization: { settings: { embedHosts: [] } } as unknown as ChangeContext['organization'],
    discount: null,
    namedDiscount: undefined,
    customFields: [],
    now,
    ...more,
  });
}

function becomes(
  change: CheckoutChange,
  before: Partial<Checkout> = {},
  more: Partial<ChangeContext> = {},
): Checkout {
  const decided = decide(change, before, more);
  assert.ok(decided.ok, JSON.stringify(decided));
  return decided.value.checkout;
}

function codes(
  change: CheckoutChange,
  before: Partial<Checkout> = {},
  more: Partial<ChangeContext> = {},
): string[] {
  const decided = decide(change, before, more);
  return decided.ok ? [] : decided.failures.map(({ code }) => code);
}

const germany = { country: 'DE' } as Address;
const austria = { country: 'AT' } as Address;
const america = { country: 'US' } as Address;

test('what is not named stays', () => {
  const before = { customerName: 'Jane', customerTaxId: { value: 'DE232309969', format: 'eu_vat' } } as const;
  assert.deepEqual(becomes({ customerName: undefined }, before), { ...open, ...before });
  assert.equal(becomes({ customerName: null }, before).customerName, null);
});

test('product, currency and price are chosen together', () => {
  assert.equal(becomes({ currency: 'eur' }).priceId, 'book-eur');
  const chosen = becomes({ priceId: 'tips-usd' }, { currency: 'eur' });
  assert.deepEqual([chosen.productId, chosen.currency], ['tips', 'usd']);
  assert.deepEqual(codes({ productId: 'tips' }, { currency: 'eur' }), ['currency_unavailable']);
  assert.deepEqual(codes({ productId: 'draft' }), ['product_draft']);
  assert.deepEqual(codes({ productId: 'other' }), ['product_unknown']);
  assert.deepEqual(codes({ priceId: 'other' }), ['price_unknown']);
});

test('an amount is taken exactly when the price and the currency allow it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), (amount) => {
      const allowed = amount === 0 || (amount >= 50 && amount <= 9000);
      assert.equal(codes({ productId: 'tips', amount }).length === 0, allowed);
    }),
  );
  assert.equal(becomes({ amount: 5 }).customAmount, null, 'a fixed price has no choice');
  assert.equal(becomes({ productId: 'book' }, { customAmount: 700 }).customAmount, null);
});

test('an attached customer keeps the address that the merchant knows', () => {
  const before = { customerId: 'someone', customerEmail: 'known@example.com' };
  assert.equal(becomes({ customerEmail: 'other@example.com' }, before).customerEmail, 'known@example.com');
  assert.equal(becomes({ customerEmail: 'other@example.com' }).customerEmail, 'other@example.com');
});

test('a stored tax id follows the buyer to where it counts, and holds up a move to where it does not', () => {
  const before: Partial<Checkout> = {
    customerBillingAddress: germany,
    customerTaxId: { value: 'DE232309969', format: 'eu_vat' },
  };
  assert.deepEqual(becomes({ customerBillingAddress: austria }, before).customerTaxId, before.customerTaxId);
  assert.deepEqual(codes({ customerBillingAddress: america }, before), ['tax_id_invalid']);
  assert.deepEqual(codes({ customerBillingAddress: null }, before), ['tax_id_without_country']);
  assert.equal(becomes({ customerBillingAddress: america, taxId: null }, before).customerTaxId, null);
});

test('what does not exist cannot be named', () => {
  assert.deepEqual(codes({ seats: 2, discountId: 'x', trialInterval: 'day' }), [
    'seats_not_allowed',
    'discount_unknown',
    'trial_interval_count_missing',
  ]);
  assert.deepEqual(codes({ discountCode: 'SPRING' }), ['discount_code_unknown']);
});

test('a checkout is embedded where the organization lets it, or anywhere when it names no hosts', () => {
  const change = { embedOrigin: 'https://shop.example.com' };
  const hosts = (...embedHosts: string[]) => ({
    organization: { settings: { embedHosts } } as unknown as ChangeContext['organization'],
  });
  assert.deepEqual(codes(change), []);
  assert.deepEqual(codes(change, {}, hosts('shop.example.com')), []);
  assert.deepEqual(codes(change, {}, hosts('example.com')), ['embed_host_not_allowed']);
  assert.deepEqual(codes({ embedOrigin: 'nowhere' }, {}, hosts('example.com')), ['embed_host_not_allowed']);
});

test('seats stay within what the price and the merchant allow', () => {
  const seats = (asked: CheckoutChange, before: Partial<Checkout> = {}) =>
    codes({ productId: 'team', ...asked }, before);
  assert.equal(becomes({ productId: 'team' }).seats, 2, 'as few as can be');
  assert.equal(becomes({ productId: 'team', minSeats: 4 }).seats, 4);
  assert.equal(becomes({ productId: 'team' }, { seats: 5 }).seats, 5, 'as many as before');
  assert.equal(becomes({ productId: 'team', maxSeats: 4 }, { seats: 5 }).seats, 4);
  assert.equal(becomes({ productId: 'book' }, { seats: 5 }).seats, null);
  assert.deepEqual(seats({ seats: 1 }), ['seats_below_minimum']);
  assert.deepEqual(seats({ seats: 11 }), ['seats_above_maximum']);
  assert.deepEqual(seats({ seats: 3 }, { minSeats: 4 }), ['seats_below_minimum']);
  assert.deepEqual(seats({ seats: 6 }, { maxSeats: 5 }), ['seats_above_maximum']);
  assert.deepEqual(seats({ minSeats: 5, maxSeats: 4 }), ['seat_limits_crossed']);
  assert.deepEqual(codes({ minSeats: 2, units: 3 }), ['seats_not_allowed', 'units_not_allowed']);
});

const discount = (more: Partial<Discount> = {}) =>
  ({
    id: 'discount',
    deletedAt: null,
    startsAt: null,
    endsAt: null,
    maxRedemptions: null,
    redemptionsCount: 0,
    productIds: [],
    ...more,
  }) as unknown as Discount;

test('a discount is taken where it can be redeemed for what is bought', () => {
  const by = (more: Partial<Discount>, change: CheckoutChange = { discountId: 'discount' }) =>
    codes(change, {}, { namedDiscount: discount(more) });
  assert.equal(becomes({ discountCode: 'X' }, {}, { namedDiscount: discount() }).discountId, 'discount');
  assert.deepEqual(by({ endsAt: now }), ['discount_unknown']);
  assert.deepEqual(by({ maxRedemptions: 1, redemptionsCount: 1 }), ['discount_unknown']);
  assert.deepEqual(by({ productIds: ['tips'] }), ['discount_unknown']);
  assert.deepEqual(by({ productIds: ['tips'] }, { discountCode: 'X' }), ['discount_code_unknown']);
  assert.deepEqual(by({}, { productId: 'gift', discountId: 'discount' }), ['discount_not_applicable']);
  assert.deepEqual(
    codes({ discountCode: 'X' }, { allowDiscountCodes: false }, { namedDiscount: discount() }),
    ['discount_code_unknown'],
  );
});

test('a discount stays until it is taken off, or another product is chosen that it is not for', () => {
  const before = { discountId: 'discount' };
  const held = { discount: discount({ productIds: ['book'] }) };
  assert.equal(becomes({}, before, held).discountId, 'discount');
  assert.equal(becomes({ productId: 'tips' }, before, held).discountId, null);
  assert.equal(becomes({ discountId: null }, before, held).discountId, null);
  assert.equal(becomes({ discountCode: null }, before, held).discountId, null);
  const locked = { ...before, allowDiscountCodes: false };
  assert.equal(becomes({ discountCode: null }, locked, held).discountId, 'discount');
});

test('answers are kept as far as the product asks for them', () => {
  const field = (slug: string) =>
    ({
      field: { slug, type: 'number', properties: { maximum: 9 } },
      required: true,
    }) as unknown as AttachedField;
  const asks = { customFields: [field('age')] };
  assert.deepEqual(becomes({ customFieldData: { age: '7', shoe: 42 } }, {}, asks).customFieldData, {
    age: 7,
  });
  assert.deepEqual(codes({ customFieldData: { age: 10 } }, {}, asks), ['custom_field_too_large']);
  const before = { customFieldData: { age: 10, shoe: 42 } };
  assert.deepEqual(becomes({}, before, asks).customFieldData, {}, 'what no longer fits is dropped');
});
