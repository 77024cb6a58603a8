import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roundedShare, spread } from './rounding.ts';

test('the nearest whole number, of two equally near ones the even one', () => {
  assert.equal(roundedShare(5, 1, 2), 2);
  assert.equal(roundedShare(7, 1, 2), 4);
  assert.equal(roundedShare(-5, 1, 2), -2);
  assert.equal(roundedShare(400, 250, 1000), 100);
  assert.equal(roundedShare(10, 1, -4), -2);
  assert.equal(roundedShare(11, 1, -4), -3);
  assert.throws(() => roundedShare(1, 1, 0), RangeError);
});

test('no product is too large for it', () => {
  const most = Number.MAX_SAFE_INTEGER;
  assert.equal(roundedShare(most, most, most), most);
});

const money = fc.integer({ min: -99_999_999, max: 99_999_999 });

test('parts add up to the whole', () => {
  fc.assert(
    fc.property(money, fc.array(money, { minLength: 1, maxLength: 12 }), (amount, weights) => {
      const parts = spread(amount, weights);
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        amount,
      );
    }),
  );
});

test('where all weights have one sign no part is further than one from its share, nor past its weight', () => {
  const weights = fc.array(fc.nat(9_999_999), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (given, fraction) => {
      const whole = given.reduce((sum, weight) => sum + weight, 0);
      const amount = Math.floor(whole * fraction);
      for (const [index, part] of spread(amount, given).entries()) {
        const weight = given[index] ?? 0;
        if (whole > 0) assert.ok(Math.abs(part - (amount * weight) / whole) <= 1);
        assert.ok(part >= 0);
      }
    }),
  );
});

test('a whole that is spread over its own parts gives each itself', () => {
  assert.deepEqual(spread(1000, [300, -100, 800]), [300, -100, 800]);
  assert.deepEqual(spread(7, [0, 0]), [7, 0]);
});
