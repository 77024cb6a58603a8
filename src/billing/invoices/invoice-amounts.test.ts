import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoiceAmounts, refundableAmounts } from './invoice-amounts.ts';

const none = { creditedAmount: 0, creditedTaxAmount: 0 };

test("Polar's example: a discount, a tax on top, and credit on the account", () => {
  const amounts = invoiceAmounts({
    lines: [{ amount: 1000, taxAmount: 80 }],
    discountAmount: 200,
    taxInclusive: false,
    balance: 300,
  });
  assert.deepEqual(amounts, {
    subtotalAmount: 1000,
    discountAmount: 200,
    netAmount: 800,
    taxAmount: 80,
    totalAmount: 880,
    appliedBalanceAmount: -300,
    dueAmount: 580,
  });
  assert.deepEqual(refundableAmounts({ ...amounts, ...none }), { amount: 500, taxAmount: 80 });
});

test('a tax inside the prices is taken out of the net amount, not put on top', () => {
  const amounts = invoiceAmounts({
    lines: [{ amount: 1190, taxAmount: 190 }],
    discountAmount: 0,
    taxInclusive: true,
    balance: 0,
  });
  assert.deepEqual([amounts.netAmount, amounts.taxAmount, amounts.totalAmount], [1000, 190, 1190]);
});

test('a debt is collected with the next invoice; a credit note settles at most the debt', () => {
  const applied = (amount: number, balance: number) => {
    const lines = [{ amount, taxAmount: 0 }];
    const { appliedBalanceAmount, dueAmount } = invoiceAmounts({
      lines,
      discountAmount: 0,
      taxInclusive: false,
      balance,
    });
    return [appliedBalanceAmount, dueAmount];
  };
  assert.deepEqual(applied(1000, -50), [50, 1050]);
  assert.deepEqual(applied(1000, 5000), [-1000, 0]);
  assert.deepEqual(applied(0, 0), [0, 0]);
  assert.deepEqual(applied(-300, -100), [100, 0]);
  assert.deepEqual(applied(-300, -1000), [300, 0]);
  assert.deepEqual(applied(-300, 1000), [0, 0]);
});

const money = fc.integer({ min: -99_999_999, max: 99_999_999 });
const input = fc.record({
  lines: fc.array(fc.record({ amount: money, taxAmount: money }), { minLength: 1, maxLength: 20 }),
  discountAmount: fc.nat(99_999_999),
  taxInclusive: fc.boolean(),
  balance: money,
});

test('the totals always add up', () => {
  fc.assert(
    fc.property(input, (given) => {
      const amounts = invoiceAmounts(given);
      const discounted = amounts.subtotalAmount - amounts.discountAmount;
      assert.equal(amounts.netAmount + amounts.taxAmount, amounts.totalAmount);
      assert.equal(given.taxInclusive ? amounts.totalAmount : amounts.netAmount, discounted);
      for (const amount of Object.values(amounts)) {
        assert.ok(Number.isSafeInteger(amount));
        assert.ok(!Object.is(amount, -0));
      }
    }),
  );
});

test('balance moves toward nothing, never past it, and nobody pays less than nothing', () => {
  fc.assert(
    fc.property(input, (given) => {
      const { totalAmount, appliedBalanceAmount, dueAmount } = invoiceAmounts(given);
      const balanceAfter = given.balance + appliedBalanceAmount;
      assert.ok(Math.abs(balanceAfter) <= Math.abs(given.balance));
      assert.ok(balanceAfter === 0 || Math.sign(balanceAfter) === Math.sign(given.balance));
      assert.ok(dueAmount >= 0);
      if (totalAmount >= 0) assert.equal(dueAmount, totalAmount + appliedBalanceAmount);
    }),
  );
});

test('what was given back can not be given back again', () => {
  fc.assert(
    fc.property(input, fc.nat(), fc.nat(), (given, credited, creditedTaxAmount) => {
      const amounts = invoiceAmounts(given);
      const before = refundableAmounts({ ...amounts, ...none });
      const after = refundableAmounts({
        ...amounts,
        creditedAmount: credited + creditedTaxAmount,
        creditedTaxAmount,
      });
      assert.ok(after.amount >= 0 && after.taxAmount >= 0);
      if (before.amount > 0) assert.equal(after.amount, Math.max(0, before.amount - credited));
      assert.equal(after.taxAmount, Math.max(0, before.taxAmount - creditedTaxAmount));
    }),
  );
});
