import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../platform/address.ts';
import type { Price } from '../catalog/index.ts';
import type { Discount } from '../discounts/index.ts';
import { addressParts, billingAddressFields } from './billing-address-fields.ts';
import {
  type Checkout,
  type CheckoutDetails,
  checkoutStatuses,
  checkoutTransitions,
  moved,
  statusOf,
} from './checkout.ts';
import { checkoutAmounts } from './checkout-amounts.ts';

const country = (code: Address['country']): Address => ({
  line1: null,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country: code,
});

const now = new Date('2026-01-31T09:00:00Z');

const fixed = (unitAmount: number, more: Partial<Price> = {}): Price =>
  ({
    id: `fixed ${unitAmount}`,
    amountType: 'fixed',
    unitAmount,
    taxBehavior: null,
    recurringInterval: null,
    tiers: null,
    ...more,
  }) as Price;

function amountsOf(
  prices: Price[],
  checkout: Partial<Checkout> = {},
  organization: Partial<CheckoutDetails['organization']> = {},
  more: Partial<CheckoutDetails> = {},
) {
  return checkoutAmounts(
    {
      checkout: {
        currency: 'usd',
        customAmount: null,
        seats: null,
        units: null,
        customerBillingAddress: null,
        customerTaxId: null,
        allowTrial: true,
        trialInterval: null,
        trialIntervalCount: null,
        confirmedAt: null,
        terms: null,
        ...checkout,
      } as Checkout,
      product: {
        name: 'Thing',
        recurringInterval: null,
        trialInterval: null,
        trialIntervalCount: null,
      } as never,
      prices,
      discount: null,
      taxExempt: false,
      organization: {
        address: null,
        taxRegistrations: [],
        taxCalculator: 'table',
        defaultTaxBehavior: 'location',
        ...organization,
      } as CheckoutDetails['organization'],
      ...more,
    },
    now,
  );
}

test('a checkout goes only where the table leads, and every way ends', () => {
  const checkout = { status: 'open' } as Checkout;
  for (const from of checkoutStatuses) {
    for (const to of checkoutStatuses) {
      const go = () => moved({ ...checkout, status: from }, to);
      if (checkoutTransitions[from].includes(to)) assert.equal(go().status, to);
      else assert.throws(go, /does not go/);
    }
  }
  assert.deepEqual(
    checkoutStatuses.filter((status) => checkoutTransitions[status].length === 0),
    ['expired', 'succeeded', 'failed'],
  );
});

test('only an open checkout expires, at the very moment', () => {
  const expiresAt = new Date('2026-01-31T09:00:00Z');
  const before = new Date(expiresAt.getTime() - 1);
  assert.equal(statusOf({ status: 'open', expiresAt }, before), 'open');
  assert.equal(statusOf({ status: 'open', expiresAt }, expiresAt), 'expired');
  assert.equal(statusOf({ status: 'succeeded', expiresAt }, expiresAt), 'succeeded');
});

test('amounts add up, whatever the price, the choice, the discount and the place', () => {
  const amount = fc.integer({ min: 0, max: 99_999_999 });
  const code = fc.constantFrom<Address['country'] | undefined>(undefined, 'DE', 'US', 'IN');
  const points = fc.option(fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(
      amount,
      fc.option(amount),
      fc.constantFrom('fixed', 'custom'),
      code,
      points,
      fc.constantFrom<'inclusive' | 'exclusive'>('inclusive', 'exclusive'),
      (unit, chosen, kind, where, basisPoints, defaultTaxBehavior) => {
        const amounts = amountsOf(
          [fixed(unit, { amountType: kind as 'fixed', minimumAmount: unit, presetAmount: null })],
          { customAmount: chosen, customerBillingAddress: where ? country(where) : null },
          { defaultTaxBehavior, taxRegistrations: [{ country: 'DE' }] },
          { discount: basisPoints === null ? null : ({ type: 'percentage', basisPoints } as Discount) },
        );
        const tax = amounts.taxAmount ?? 0;
        const discounted = amounts.amount - amounts.discountAmount;
        assert.equal(amounts.amount, kind === 'custom' ? (chosen ?? unit) : unit);
        assert.equal(amounts.netAmount, defaultTaxBehavior === 'inclusive' ? discounted - tax : discounted);
        assert.equal(amounts.totalAmount, amounts.netAmount + tax);
        assert.equal(amounts.chargeAmount, amounts.totalAmount < 50 ? 0 : amounts.totalAmount);
        assert.equal(amounts.taxAmount === null, where === undefined && discounted > 0);
      },
    ),
  );
});

test("the price's tax behavior counts before the organization's, and the place where either says so", () => {
  const at = (code: Address['country']) => ({ customerBillingAddress: country(code) });
  const behaviorOf = (
    price: Partial<Price>,
    checkout = {},
    setting: 'location' | 'inclusive' | 'exclusive' = 'location',
  ) => amountsOf([fixed(1000, price)], checkout, { defaultTaxBehavior: setting }).taxBehavior;
  assert.equal(behaviorOf({}), null);
  assert.equal(behaviorOf({}, at('DE')), 'inclusive');
  assert.equal(behaviorOf({}, at('CA')), 'exclusive');
  assert.equal(behaviorOf({}, at('DE'), 'exclusive'), 'exclusive');
  assert.equal(behaviorOf({ taxBehavior: 'inclusive' }, at('US'), 'exclusive'), 'inclusive');
  assert.equal(behaviorOf({ taxBehavior: 'location' }, at('US'), 'inclusive'), 'exclusive');
});

test('a card is needed exactly where something is charged, now or later', () => {
  const monthly = { recurringInterval: 'month' as const };
  const off = (duration: Discount['duration'], basisPoints: number) =>
    ({ type: 'percentage', basisPoints, duration }) as Discount;
  const cases: [string, Price[], Partial<CheckoutDetails>, Partial<Checkout>, [boolean, boolean]][] = [
    ['bought once', [fixed(1000)], {}, {}, [true, false]],
    ['free', [fixed(0)], {}, {}, [false, false]],
    ['free once by discount', [fixed(1000)], { discount: off('once', 10_000) }, {}, [false, false]],
    ['a plan', [fixed(1000, monthly)], {}, {}, [true, true]],
    ['a free plan', [fixed(0, monthly)], {}, {}, [false, false]],
    [
      'free for the first month',
      [fixed(1000, monthly)],
      { discount: off('once', 10_000) },
      {},
      [false, true],
    ],
    [
      'free for some months',
      [fixed(1000, monthly)],
      { discount: off('repeating', 10_000) },
      {},
      [false, true],
    ],
    ['free for ever', [fixed(1000, monthly)], { discount: off('forever', 10_000) }, {}, [false, false]],
    ['half for ever', [fixed(1000, monthly)], { discount: off('forever', 5_000) }, {}, [true, true]],
    ['a trial', [fixed(1000, monthly)], {}, { trialInterval: 'day', trialIntervalCount: 7 }, [false, true]],
    [
      'no trial of what is bought once',
      [fixed(1000)],
      {},
      { trialInterval: 'day', trialIntervalCount: 7 },
      [true, false],
    ],
    [
      'a declined trial',
      [fixed(1000, monthly)],
      {},
      { trialInterval: 'day', trialIntervalCount: 7, allowTrial: false },
      [true, true],
    ],
    [
      'metered use',
      [fixed(0, { ...monthly, amountType: 'metered_unit', meteredUnitAmount: '1' })],
      {},
      {},
      [false, true],
    ],
    ['too little to be charged', [fixed(40)], {}, {}, [false, false]],
  ];
  for (const [name, prices, more, checkout, expected] of cases) {
    const { chargeAmount, isSetUpRequired, isPaymentFormRequired } = amountsOf(prices, checkout, {}, more);
    assert.deepEqual([chargeAmount > 0, isSetUpRequired], expected, name);
    assert.equal(isPaymentFormRequired, expected.includes(true), name);
  }
});

test('what was confirmed stays as it was, whatever becomes of the taxes', () => {
  const at = { customerBillingAddress: country('DE'), confirmedAt: now };
  const terms = {
    address: null,
    taxRegistrations: [{ country: 'DE' as const }],
    taxCalculator: 'table' as const,
    defaultTaxBehavior: 'exclusive' as const,
    taxExempt: false,
    trial: null,
  };
  assert.equal(amountsOf([fixed(1000)], { ...at, terms }, { taxRegistrations: [] }).taxAmount, 190);
  assert.equal(amountsOf([fixed(1000)], { ...at, terms: { ...terms, taxExempt: true } }).taxAmount, 0);
});

test('which parts of the address are asked for', () => {
  const required = (
    code: Address['country'],
    isPaymentRequired: boolean,
    flags: Partial<Checkout> = {},
  ): string => {
    const fields = billingAddressFields(
      {
        customerBillingAddress: code ? country(code) : null,
        isBusinessCustomer: false,
        requireBillingAddress: false,
        ...flags,
      },
      isPaymentRequired,
    );
    return addressParts.filter((part) => fields[part] === 'required').join(' ');
  };
  assert.equal(required('DE', false), '');
  assert.equal(required(null, true), 'country');
  assert.equal(required('DE', true), 'country');
  assert.equal(required('CA', true), 'country state');
  assert.equal(required('US', true), 'country state city postal_code line1');
  assert.equal(required('DE', true, { requireBillingAddress: true }), 'country city postal_code line1');
  assert.equal(required('DE', false, { requireBillingAddress: true }), '');
  assert.equal(required('DE', false, { isBusinessCustomer: true }), 'country city postal_code line1');
});
