import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CreditableLine } from '../credit-notes/index.ts';
import { decideCorrection } from './correct-invoice.ts';

const line = (id: string, amount: number, taxAmount: number): CreditableLine => ({
  invoiceLineId: id,
  label: id,
  amount,
  taxAmount,
  taxRate: '19',
});

const lines = [line('a', 1000, 190), line('b', 500, 95)];

test('where nothing is named, all that is left is credited', () => {
  const decided = decideCorrection({ lines, limit: 1785 }, {});
  assert.ok(decided.ok);
  assert.deepEqual(
    decided.value.map(({ amount, taxAmount }) => [amount, taxAmount]),
    [
      [1000, 190],
      [500, 95],
    ],
  );
});

test('what the account paid of an invoice is not credited while the rest is owed', () => {
  const decided = decideCorrection({ lines, limit: 785 }, {});
  assert.ok(decided.ok);
  const sum = decided.value.reduce((total, one) => total + one.amount + one.taxAmount, 0);
  assert.equal(sum, 785);
  assert.ok(!decideCorrection({ lines, limit: 785 }, { amount: 786 }).ok);
  assert.ok(!decideCorrection({ lines, limit: 0 }, {}).ok);
});

test('lines and amounts add up to what was asked for, whatever the lines are', () => {
  const money = fc.nat(9_999_999);
  const given = fc.array(fc.tuple(money, money), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      given,
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.boolean(),
      (parts, share, byLine) => {
        const all = parts.map(([amount, tax], index) => line(String(index), amount, tax));
        const limit = all.reduce((total, one) => total + one.amount + one.taxAmount, 0);
        const [first] = all;
        const whole = byLine && first ? first.amount + first.taxAmount : limit;
        const amount = Math.floor(whole * share);
        const asked =
          byLine && first ? { lines: [{ invoiceLineId: first.invoiceLineId, amount }] } : { amount };
        const decided = decideCorrection({ lines: all, limit }, asked);
        assert.equal(decided.ok, amount > 0);
        if (!decided.ok) return;
        const sum = decided.value.reduce((total, one) => total + one.amount + one.taxAmount, 0);
        assert.equal(sum, amount);
        for (const one of decided.value) assert.ok(one.amount >= 0 && one.taxAmount >= 0);
      },
    ),
  );
});
