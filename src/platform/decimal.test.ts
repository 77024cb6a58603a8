import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  decimal,
  decimalText,
  multiplyDecimals,
  parseDecimal,
  roundHalfAwayFromZero,
} from './decimal.ts';

test('a number is read in each of its spellings, and written in one', () => {
  const spellings: [string, string][] = [
    ['12.50', '12.5'],
    [' 0012 ', '12'],
    ['-.5', '-0.5'],
    ['+7.', '7'],
    ['1e-7', '0.0000001'],
    ['2.5E3', '2500'],
    ['-0.000', '0'],
  ];
  for (const [text, plain] of spellings) assert.equal(decimalText(decimal(text)), plain, text);
  for (const text of ['', '.', '-', '1.2.3', '1,5', 'e5', 'NaN', 'Infinity', '1e101', '0x10', '1 2']) {
    assert.equal(parseDecimal(text), undefined, text);
  }
  assert.throws(() => decimal('ten'), RangeError);
});

test('halves round away from zero', () => {
  const cases: [string, bigint][] = [
    ['0.5', 1n],
    ['-0.5', -1n],
    ['0.4999999999', 0n],
    ['-1.5', -2n],
    ['2.5', 3n],
    ['7', 7n],
  ];
  for (const [text, rounded] of cases) assert.equal(roundHalfAwayFromZero(decimal(text)), rounded, text);
});

const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 14 }))
  .map(([coefficient, scale]) => ({ coefficient, scale }));

test('text and back is the same number', () => {
  fc.assert(
    fc.property(number, (value) => assert.equal(compareDecimals(decimal(decimalText(value)), value), 0)),
  );
});

test('sums and products are exact, and comparison agrees with them', () => {
  fc.assert(
    fc.property(number, number, number, (a, b, c) => {
      const left = multiplyDecimals(a, addDecimals(b, c));
      const right = addDecimals(multiplyDecimals(a, b), multiplyDecimals(a, c));
      assert.equal(compareDecimals(left, right), 0);
      const negative = { ...b, coefficient: -b.coefficient };
      const difference = addDecimals(a, negative).coefficient;
      assert.equal(compareDecimals(a, b), difference === 0n ? 0 : difference < 0n ? -1 : 1);
    }),
  );
});
