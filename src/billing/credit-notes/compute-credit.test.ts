import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CreditableLine, creditableLines, creditLines, debtLabel, taxWithin } from './compute-credit.ts';

const line = (id: string, amount: number, taxAmount = 0): CreditableLine => ({
  invoiceLineId: id,
  label: id,
  amount,
  taxAmount,
  taxRate: '19',
});

const invoiceLine = { label: 'Handbook', taxRate: '19', amount: 1190, discountAmount: 119, taxAmount: 171 };

test('what is left of a line is what it came to without tax, less what was credited of it', () => {
  const lines = [{ ...invoiceLine, id: 'a' }] as never;
  const inclusive = { lines, subtotalAmount: 1190, discountAmount: 119, netAmount: 900 };
  const credited = [
    { invoiceLineId: 'a', amount: 100, taxAmount: 19 },
    { invoiceLineId: 'other', amount: 7, taxAmount: 1 },
  ];
  const [left] = creditableLines(inclusive, credited);
  assert.deepEqual([left?.amount, left?.taxAmount], [800, 152]);
  const [exclusive] = creditableLines({ ...inclusive, netAmount: 1071 }, []);
  assert.deepEqual([exclusive?.amount, exclusive?.taxAmount], [1071, 171]);
});

test('a credit is split by what is left of each line', () => {
  const split = creditLines([line('a', 300, 57), line('b', 700, 133), line('c', 0)], {
    amount: 500,
    taxAmount: 95,
  });
  assert.deepEqual(
    split.map(({ invoiceLineId, amount, taxAmount }) => [invoiceLineId, amount, taxAmount]),
    [
      ['a', 150, 28],
      ['b', 350, 67],
    ],
  );
});

test('what is more than the lines gives an earlier debt back', () => {
  const split = creditLines([line('a', 300, 57)], { amount: 400, taxAmount: 57 });
  assert.deepEqual(
    split.map(({ label, amount, taxAmount }) => [label, amount, taxAmount]),
    [
      ['a', 300, 57],
      [debtLabel, 100, 0],
    ],
  );
});

test('all of what is left takes all of its tax, a part its share', () => {
  assert.equal(taxWithin(1190, { amount: 1000, taxAmount: 190 }), 190);
  assert.equal(taxWithin(595, { amount: 1000, taxAmount: 190 }), 95);
  assert.equal(taxWithin(0, { amount: 0, taxAmount: 0 }), 0);
});

test('lines of a credit add up to it, whatever the lines of the invoice', () => {
  const money = fc.integer({ min: -9_999_999, max: 9_999_999 });
  const lines = fc.array(fc.tuple(money, money), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lines, fc.nat(9_999_999), fc.nat(9_999_999), (given, amount, taxAmount) => {
      const split = creditLines(
        given.map(([net, tax], index) => line(String(index), net, tax)),
        { amount, taxAmount },
      );
      const sum = (member: 'amount' | 'taxAmount') => split.reduce((total, each) => total + each[member], 0);
      assert.deepEqual([sum('amount'), sum('taxAmount')], [amount, taxAmount]);
    }),
  );
});
