import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Fraction, partOf, remaining, truncatedPartOf } from './proration.ts';

const fraction = fc
  .tuple(fc.bigInt({ min: 1n, max: 100n * 366n * 86_400_000n }), fc.bigInt({ min: 0n, max: 1_000_000n }))
  .map(([whole, share]): Fraction => ({ left: (whole * share) / 1_000_000n, whole }));
const amount = fc.integer({ min: 0, max: 999_999_999_999 });

test('the worked example: 10 of 30 days left of 30.00 and 60.00', () => {
  const period = { start: new Date('2027-04-01T00:00:00Z'), end: new Date('2027-05-01T00:00:00Z') };
  const left = remaining(period, new Date('2027-04-21T00:00:00Z'));
  assert.equal(partOf(3000, left), 1000);
  assert.equal(partOf(6000, left), 2000);
});

test('ties go to even, and away from nothing else', () => {
  const half = { left: 1n, whole: 2n };
  assert.deepEqual(
    [1, 3, 5, 7, -1, -3].map((n) => partOf(n, half)),
    [0, 2, 2, 4, 0, -2],
  );
  assert.deepEqual(
    [1, 3, 5, -1, -3].map((n) => truncatedPartOf(n, half)),
    [0, 1, 2, 0, -1],
  );
});

test('within half a unit of the exact part, and never more than the whole', () => {
  fc.assert(
    fc.property(amount, fraction, (whole, part) => {
      const rounded = BigInt(partOf(whole, part));
      const twiceOff = 2n * (rounded * part.whole - BigInt(whole) * part.left);
      assert.ok(twiceOff <= part.whole && -twiceOff <= part.whole);
      assert.ok(rounded >= 0n && rounded <= BigInt(whole));
      assert.ok(truncatedPartOf(whole, part) <= whole);
    }),
  );
});

test('up and down again at one instant is nothing', () => {
  fc.assert(
    fc.property(amount, amount, fraction, (low, high, part) => {
      const up = partOf(high, part) - partOf(low, part);
      const down = partOf(low, part) - partOf(high, part);
      assert.equal(up + down, 0);
      assert.equal(truncatedPartOf(high - low, part) + truncatedPartOf(low - high, part), 0);
    }),
  );
});

test('all of a period is left at its start, nothing at its end or after', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 40),
      fc.integer({ min: 1, max: 2 ** 36 }),
      fc.nat(2 ** 37),
      amount,
      (from, length, at, whole) => {
        const period = { start: new Date(from), end: new Date(from + length) };
        assert.equal(partOf(whole, remaining(period, period.start)), whole);
        assert.equal(partOf(whole, remaining(period, period.end)), 0);
        const left = partOf(whole, remaining(period, new Date(from + at)));
        assert.ok(left >= 0 && left <= whole);
      },
    ),
  );
});
