import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { computeInvoice } from '../../src/billing/invoices/index.ts';
import { minimumAmount } from '../../src/platform/currency.ts';
import { buyer, discount, lines, seller } from './arbitraries.ts';

const at = new Date('2027-03-01T00:00:00Z');

const input = fc.record({
  organization: fc.constant(seller),
  buyer,
  lines,
  discount: fc.option(discount),
  behavior: fc.constantFrom('inclusive' as const, 'exclusive' as const),
  currency: fc.constant('usd'),
  at: fc.constant(at),
  balance: fc.integer({ min: -99_999_999, max: 99_999_999 }),
});

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

test('an invoice is its lines less discount plus tax, whatever is on it', () => {
  fc.assert(
    fc.property(input, (given) => {
      const invoice = computeInvoice(given);
      const taxInside = given.behavior === 'inclusive' ? invoice.taxAmount : 0;
      assert.equal(invoice.subtotalAmount, sum(given.lines.map(({ amount }) => amount)));
      assert.equal(invoice.netAmount, invoice.subtotalAmount - invoice.discountAmount - taxInside);
      assert.equal(invoice.totalAmount, invoice.netAmount + invoice.taxAmount);
    }),
    { numRuns: 500 },
  );
});

test('splitting discount and tax over the lines loses no cent, and no line gets more than itself off', () => {
  fc.assert(
    fc.property(input, (given) => {
      const invoice = computeInvoice(given);
      assert.equal(sum(invoice.lines.map(({ discountAmount }) => discountAmount)), invoice.discountAmount);
      assert.equal(sum(invoice.lines.map(({ taxAmount }) => taxAmount)), invoice.taxAmount);
      for (const line of invoice.lines) {
        const most = line.discountable ? Math.max(0, line.amount) : 0;
        assert.ok(line.discountAmount >= 0 && line.discountAmount <= most);
        // Within a unit of what the line would be taxed by itself: tax never turns a line's sign.
        assert.ok(Math.abs(line.taxAmount) <= Math.abs(line.amount - line.discountAmount) + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is due is the total with the account settled, and the account never pays more than it has', () => {
  fc.assert(
    fc.property(input, (given) => {
      const { totalAmount, appliedBalanceAmount, dueAmount, deferredAmount } = computeInvoice(given);
      const { balance } = given;
      assert.equal(dueAmount, Math.max(0, totalAmount + appliedBalanceAmount));
      // What is owed to the customer settles a debt by itself; else the account moves by what was applied.
      const moved = totalAmount < 0 ? -totalAmount : appliedBalanceAmount;
      const after = balance + moved - deferredAmount;
      const isCharged = dueAmount > 0 && deferredAmount === 0;
      assert.equal(after, balance - totalAmount + (isCharged ? dueAmount : 0));
      if (isCharged) {
        assert.ok(dueAmount >= minimumAmount(given.currency));
        assert.equal(after, 0, 'nothing is charged while there is credit, and no debt is left behind');
      } else {
        assert.ok(deferredAmount < minimumAmount(given.currency));
      }
    }),
    { numRuns: 500 },
  );
});
