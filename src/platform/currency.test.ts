import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  currencies,
  decimalAmount,
  formatMoney,
  isCurrency,
  maximumAmount,
  minimumAmount,
  minorUnitDigits,
} from './currency.ts';

test('the currencies are 126 lower-case codes', () => {
  assert.equal(new Set(currencies).size, 126);
  assert.equal(isCurrency('usd'), true);
  for (const code of ['USD', '', 'xxx', 'kwd', 'constructor']) assert.equal(isCurrency(code), false);
});

test('decimals', () => {
  assert.deepEqual(['usd', 'jpy', 'ugx', 'isk', 'kwd', 'xpf'].map(minorUnitDigits), [2, 0, 2, 2, 3, 0]);
});

test('least and greatest amounts', () => {
  assert.deepEqual(
    ['usd', 'chf', 'gbp', 'jpy', 'inr', 'krw', 'try'].map(minimumAmount),
    [50, 50, 40, 80, 6000, 800, 50],
  );
  assert.equal(maximumAmount('usd'), 99_999_999);
  assert.ok(maximumAmount('idr') > maximumAmount('usd'));
  for (const currency of currencies) assert.ok(Number.isSafeInteger(maximumAmount(currency)));
});

test('amounts in plain decimals', () => {
  assert.equal(decimalAmount(0, 'usd'), '0.00');
  assert.equal(decimalAmount(-5, 'usd'), '-0.05');
  assert.equal(decimalAmount(123456, 'jpy'), '123456');
  assert.equal(decimalAmount(1, 'kwd'), '0.001');
});

test('money as people write it', () => {
  assert.equal(formatMoney(50, 'usd', 'en-US'), '$0.50');
  assert.equal(formatMoney(99_999_999, 'usd', 'en-US'), '$999,999.99');
  assert.equal(formatMoney(-123456, 'usd', 'en-US'), '-$1,234.56');
  assert.equal(formatMoney(80, 'jpy', 'en-US'), '¥80');
  assert.equal(formatMoney(123456, 'eur', 'de-DE'), '1.234,56\u00a0€');
  assert.equal(formatMoney(150, 'huf', 'en-US'), 'HUF\u00a01.50');
});

test('no digit is lost in amounts that a double cannot hold in hundredths', () => {
  assert.equal(formatMoney(Number.MAX_SAFE_INTEGER, 'usd', 'en-US'), '$90,071,992,547,409.91');
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 80n), 2n ** 80n), (amount) => {
      const digits = formatMoney(amount, 'usd', 'en-US').replace(/[^0-9-]/g, '');
      assert.equal(BigInt(digits), amount);
    }),
  );
});

test('a locale or currency that is none still gives a text', () => {
  assert.equal(formatMoney(150, 'usd', 'no such locale'), '$1.50');
  assert.equal(formatMoney(150, '', 'en-US'), '1.50 ');
  fc.assert(
    fc.property(fc.string(), fc.string(), (currency, locale) => formatMoney(5, currency, locale).length > 0),
  );
});
