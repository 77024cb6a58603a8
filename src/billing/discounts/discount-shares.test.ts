import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Currency, currencies } from '../../platform/currency.ts';
import { discountShares } from './discount-shares.ts';

const fixed = (amount: number, currency = 'usd') =>
  ({ type: 'fixed', amounts: { [currency]: amount }, basisPoints: null }) as const;
const percentage = (basisPoints: number) => ({ type: 'percentage', amounts: null, basisPoints }) as const;

const largest = 999_999_999_999;
const currency = fc.constantFrom<Currency>(...currencies);
const line = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 200_000 }),
  fc.integer({ min: 0, max: largest }),
  fc.maxSafeNat(),
);
const lines = fc.array(line, { maxLength: 12 });
const discount = fc.oneof(
  fc.oneof(fc.nat(50), fc.nat(largest)).map((amount) => (code: string) => fixed(amount, code)),
  fc.integer({ min: 1, max: 10_000 }).map((points) => () => percentage(points)),
);

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + BigInt(amount), 0n);

test('worked examples', () => {
  assert.deepEqual(discountShares(percentage(2000), [1000], 'usd'), [200]);
  assert.deepEqual(discountShares(percentage(5000), [1, 3, 101], 'usd'), [1, 2, 51], 'half goes up');
  assert.deepEqual(discountShares(percentage(3333), [100, 1000], 'jpy'), [33, 333]);
  assert.deepEqual(
    discountShares(fixed(100), [100, 100, 100], 'usd'),
    [34, 33, 33],
    'the rest to the earlier',
  );
  assert.deepEqual(discountShares(fixed(100), [1, 1000, 2], 'usd'), [0, 100, 0]);
  assert.deepEqual(discountShares(fixed(10), [5, 10, 20], 'usd'), [1, 3, 6], 'largest fractions first');
  assert.deepEqual(discountShares(fixed(500, 'jpy'), [300, 100], 'jpy'), [300, 100], 'no more than there is');
  assert.deepEqual(discountShares(fixed(500, 'eur'), [300, 100], 'usd'), [0, 0], 'not in this currency');
  assert.deepEqual(discountShares(percentage(10_000), [largest, 7], 'usd'), [largest, 7]);
  assert.deepEqual(discountShares(percentage(15_000), [100], 'usd'), [100], 'not more than all');
  assert.deepEqual(discountShares(fixed(100), [], 'usd'), []);
  assert.deepEqual(discountShares(fixed(100), [0, 0], 'usd'), [0, 0]);
  assert.deepEqual(discountShares(fixed(100), [-50, 80], 'usd'), [0, 80], 'a credit is not discounted');
});

test('products of amounts that no double holds are exact', () => {
  const max = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(discountShares(percentage(9999), [max], 'usd'), [
    Number((BigInt(max) * 9999n + 5000n) / 10_000n),
  ]);
  assert.deepEqual(
    discountShares(fixed(largest), [max, max, max], 'usd'),
    [333_333_333_333, 333_333_333_333, 333_333_333_333],
  );
});

test('no line gets less than nothing or more than itself', () => {
  fc.assert(
    fc.property(discount, lines, currency, (make, amounts, code) => {
      const shares = discountShares(make(code), amounts, code);
      assert.equal(shares.length, amounts.length);
      shares.forEach((share, index) => {
        assert.ok(Number.isSafeInteger(share) && share >= 0 && share <= (amounts[index] ?? 0));
      });
    }),
  );
});

test('the shares of a fixed discount add up to it, or to all of the lines', () => {
  fc.assert(
    fc.property(fc.nat(largest), lines, currency, (amount, amounts, code) => {
      const total = sum(amounts);
      const expected = BigInt(amount) < total ? BigInt(amount) : total;
      assert.equal(sum(discountShares(fixed(amount, code), amounts, code)), expected);
    }),
  );
});

test('a fixed discount is split in proportion: no share is a unit or more off its part', () => {
  fc.assert(
    fc.property(fc.nat(largest), lines, (amount, amounts) => {
      const total = sum(amounts);
      const given = BigInt(amount) < total ? BigInt(amount) : total;
      discountShares(fixed(amount), amounts, 'usd').forEach((share, index) => {
        // |share − given × line / total| < 1, without a fraction.
        const off = BigInt(share) * total - given * BigInt(amounts[index] ?? 0);
        assert.ok(total === 0n || (off < total && -off < total));
      });
    }),
  );
});

test('a percentage is within half a unit of the exact part of each line, and half goes up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), lines, (points, amounts) => {
      discountShares(percentage(points), amounts, 'usd').forEach((share, index) => {
        const twiceOff = 2n * (BigInt(share) * 10_000n - BigInt(amounts[index] ?? 0) * BigInt(points));
        assert.ok(twiceOff > -10_000n && twiceOff <= 10_000n);
      });
    }),
  );
});

test('lines of nothing get no share, and adding one changes no other', () => {
  fc.assert(
    fc.property(discount, lines, fc.nat(12), (make, amounts, position) => {
      const shares = discountShares(make('usd'), amounts, 'usd');
      const more = discountShares(make('usd'), amounts.toSpliced(position, 0, 0), 'usd');
      assert.deepEqual(more, shares.toSpliced(position, 0, 0));
    }),
  );
});
