import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitTax } from './split-tax.ts';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const percents = fc.constantFrom('0', '5', '7.7', '8.1', '15', '19', '20', '25.5', '27', '100');
const behaviors = fc.constantFrom('inclusive' as const, 'exclusive' as const);
const amount = fc.oneof(
  fc.integer({ min: -5000, max: 5000 }),
  fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }),
  fc.maxSafeInteger(),
);
const lines = fc.array(amount, { maxLength: 12 });

/** The tax of one amount, exact, as dividend and divisor, worked out in another way than the code's. */
function exactTax(amount: bigint, percent: string, behavior: 'inclusive' | 'exclusive'): [bigint, bigint] {
  const tenths = BigInt(Math.round(Number(percent) * 10));
  return behavior === 'exclusive' ? [amount * tenths, 1000n] : [amount * tenths, 1000n + tenths];
}

test('worked figures', () => {
  assert.deepEqual(splitTax([800], '10', 'exclusive'), [80]);
  assert.deepEqual(splitTax([1190], '19', 'inclusive'), [190]);
  assert.deepEqual(splitTax([1000], '25.5', 'exclusive'), [255]);
  assert.deepEqual(splitTax([1081], '8.1', 'inclusive'), [81]);
  assert.deepEqual(splitTax([], '19', 'exclusive'), []);
  assert.deepEqual(splitTax([0, 0], '19', 'inclusive'), [0, 0]);
});

test('the sum is rounded once, half to even', () => {
  // 0.5, 1.5, 2.5 and 3.5
  const taxes = [10, 30, 50, 70].map((amount) => splitTax([amount], '5', 'exclusive'));
  assert.deepEqual(taxes, [[0], [2], [2], [4]]);
  // Line by line each would be 0.
  assert.deepEqual(splitTax([2, 2, 2], '19', 'exclusive'), [1, 0, 0]);
});

test('the largest remainders are rounded up, of equals the first', () => {
  // 0.19, 0.57 and 0.38 are 1.14
  assert.deepEqual(splitTax([1, 3, 2], '19', 'exclusive'), [0, 1, 0]);
  assert.deepEqual(splitTax([-1, -3, -2], '19', 'exclusive'), [0, -1, 0]);
  // 19.00 - 9.50 is 9.50, which rounds up to 10
  assert.deepEqual(splitTax([100, -50], '19', 'exclusive'), [19, -9]);
  assert.deepEqual(splitTax([-100, 50], '19', 'exclusive'), [-19, 9]);
});

test('lines that cancel each other out have taxes that do', () => {
  assert.deepEqual(splitTax([333, -333], '19', 'inclusive'), [53, -53]);
  assert.equal(sum(splitTax([50, 50, -100], '8.1', 'exclusive')), 0);
});

test('what is no percentage is refused', () => {
  for (const percent of ['', '-1', '1.', '.5', '1e2', 'x']) {
    assert.throws(() => splitTax([100], percent, 'exclusive'), RangeError);
  }
});

test('property: the taxes add up to the tax of the sum, within half a unit of the exact one', () => {
  fc.assert(
    fc.property(lines, percents, behaviors, (amounts, percent, behavior) => {
      const taxes = splitTax(amounts, percent, behavior).map(BigInt);
      const total = taxes.reduce((all, tax) => all + tax, 0n);
      const gross = amounts.map(BigInt).reduce((all, one) => all + one, 0n);
      const [dividend, divisor] = exactTax(gross, percent, behavior);
      const twiceOff = 2n * (total * divisor - dividend);
      assert.ok(twiceOff <= divisor && twiceOff >= -divisor);
      if (twiceOff === divisor || twiceOff === -divisor) assert.equal(total % 2n, 0n);
    }),
  );
});

test('property: no line is a whole unit off', () => {
  fc.assert(
    fc.property(lines, percents, behaviors, (amounts, percent, behavior) => {
      for (const [index, tax] of splitTax(amounts, percent, behavior).entries()) {
        const [dividend, divisor] = exactTax(BigInt(amounts[index]!), percent, behavior);
        const off = BigInt(tax) * divisor - dividend;
        assert.ok(off < divisor && off > -divisor);
      }
    }),
  );
});

test('property: a line alone and taxed inside: net and tax are the gross, and the tax on the net is the tax', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), percents, (gross, percent) => {
      const [tax] = splitTax([gross], percent, 'inclusive');
      const net = gross - tax!;
      const [again] = splitTax([net], percent, 'exclusive');
      assert.ok(Math.abs(net) <= Math.abs(gross));
      // Where net was rounded by half a unit, tax on it differs by less than one.
      assert.ok(Math.abs(again! - tax!) <= 1);
    }),
  );
});

test('property: the lines the other way round have the taxes the other way round', () => {
  fc.assert(
    fc.property(lines, percents, behaviors, (amounts, percent, behavior) => {
      const credit = splitTax(
        amounts.map((one) => 0 - one),
        percent,
        behavior,
      );
      assert.deepEqual(
        credit,
        splitTax(amounts, percent, behavior).map((tax) => 0 - tax),
      );
    }),
  );
});
