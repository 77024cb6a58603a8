import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../platform/address.ts';
import type { Price, ProductWithPrices } from '../catalog/index.ts';
import type { Checkout } from './checkout.ts';
import { type CheckoutChange, type CheckoutContext, decideCheckoutChange } from './decide-checkout.ts';

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
  product('draft', [price('draft-usd', 'draft')], { visibility: 'draft' }),
];

const open = {
  productId: 'book',
  priceId: 'book-usd',
  currency: 'usd',
  customAmount: null,
  customerId: null,
  customerEmail: null,
  customerBillingAddress: null,
  customerTaxId: null,
  trialInterval: null,
  trialIntervalCount: null,
  embedOrigin: null,
} as Partial<Checkout> as Checkout;

function decide(change: CheckoutChange, before: Partial<Checkout> = {}, embedHosts: string[] = []) {
  const organization = { settings: { embedHosts } } as unknown as CheckoutContext['organization'];
  return decideCheckoutChange({ ...open, ...before }, change, { products, price: seen, organization });
}

function becomes(change: CheckoutChange, before: Partial<Checkout> = {}): Checkout {
  const decided = decide(change, before);
  assert.ok(decided.ok);
  return decided.value;
}

function codes(change: CheckoutChange, before: Partial<Checkout> = {}, embedHosts: string[] = []): string[] {
  const decided = decide(change, before, embedHosts);
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
  assert.deepEqual(codes({ seats: 2, discountId: 'x', discountCode: 'SPRING', trialInterval: 'day' }), [
    'seats_not_allowed',
    'discount_unknown',
    'discount_code_unknown',
    'trial_interval_count_missing',
  ]);
});

test('a checkout is embedded where the organization lets it, or anywhere when it names no hosts', () => {
  const change = { embedOrigin: 'https://shop.example.com' };
  assert.deepEqual(codes(change), []);
  assert.deepEqual(codes(change, {}, ['shop.example.com']), []);
  assert.deepEqual(codes(change, {}, ['example.com']), ['embed_host_not_allowed']);
  assert.deepEqual(codes({ embedOrigin: 'nowhere' }, {}, ['example.com']), ['embed_host_not_allowed']);
});
