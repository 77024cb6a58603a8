import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../platform/address.ts';
import type { Price } from '../catalog/index.ts';
import {
  addressParts,
  billingAddressFields,
  type Checkout,
  type CheckoutDetails,
  checkoutAmounts,
  checkoutStatuses,
  checkoutTransitions,
  moved,
  statusOf,
} from './checkout.ts';

const country = (code: Address['country']): Address => ({
  line1: null,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country: code,
});

function amountsOf(
  price: Partial<Price>,
  checkout: Partial<Checkout> = {},
  defaultTaxBehavior: 'location' | 'inclusive' | 'exclusive' = 'location',
) {
  return checkoutAmounts({
    checkout: { customAmount: null, customerBillingAddress: null, ...checkout } as Checkout,
    price: { amountType: 'fixed', unitAmount: 1000, taxBehavior: null, ...price } as Price,
    organization: { defaultTaxBehavior } as CheckoutDetails['organization'],
  });
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

test('amounts add up, whatever the price and the choice', () => {
  const amount = fc.integer({ min: 0, max: 99_999_999 });
  const code = fc.constantFrom<Address['country'] | undefined>(undefined, 'DE', 'US', 'IN');
  fc.assert(
    fc.property(
      amount,
      fc.option(amount),
      fc.constantFrom('fixed', 'custom'),
      code,
      (unit, chosen, kind, where) => {
        const amounts = amountsOf(
          { amountType: kind as 'fixed', unitAmount: unit, minimumAmount: unit, presetAmount: null },
          { customAmount: chosen, customerBillingAddress: where ? country(where) : null },
        );
        assert.equal(amounts.amount, kind === 'custom' ? (chosen ?? unit) : unit);
        assert.equal(amounts.netAmount, amounts.amount - amounts.discountAmount);
        assert.equal(amounts.totalAmount, amounts.netAmount + (amounts.taxAmount ?? 0));
        assert.equal(amounts.isPaymentRequired, amounts.totalAmount > 0);
        assert.equal(amounts.taxAmount === null, where === undefined && amounts.amount > 0);
      },
    ),
  );
});

test("the price's tax behavior counts before the organization's, and the place where either says so", () => {
  const at = (code: Address['country']) => ({ customerBillingAddress: country(code) });
  assert.equal(amountsOf({}).taxBehavior, null);
  assert.equal(amountsOf({}, at('DE')).taxBehavior, 'inclusive');
  assert.equal(amountsOf({}, at('CA')).taxBehavior, 'exclusive');
  assert.equal(amountsOf({}, at('DE'), 'exclusive').taxBehavior, 'exclusive');
  assert.equal(amountsOf({ taxBehavior: 'inclusive' }, at('US'), 'exclusive').taxBehavior, 'inclusive');
  assert.equal(amountsOf({ taxBehavior: 'location' }, at('US'), 'inclusive').taxBehavior, 'exclusive');
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
