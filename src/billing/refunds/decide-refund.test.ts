import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideRefund, type RefundQuestion } from './decide-refund.ts';

const paid: RefundQuestion['invoice'] = {
  status: 'paid',
  netAmount: 1000,
  taxAmount: 250,
  appliedBalanceAmount: 0,
  creditedAmount: 0,
  creditedTaxAmount: 0,
  subscriptionId: null,
};

const question: RefundQuestion = {
  invoice: paid,
  payment: 'succeeded',
  pending: { amount: 0, taxAmount: 0 },
  amount: 400,
  revokeBenefits: false,
};

const decide = (changes: Partial<RefundQuestion>) => decideRefund({ ...question, ...changes });

function codeOf(changes: Partial<RefundQuestion>): string | undefined {
  const decided = decide(changes);
  return decided.ok ? undefined : decided.failures[0].code;
}

test("Polar's example: of net 1000 and tax 250, 400 take 100 of tax with them", () => {
  assert.deepEqual(decide({}), { ok: true, value: { amount: 400, taxAmount: 100 } });
});

test('the rest takes all the tax that is left', () => {
  const invoice = {
    ...paid,
    status: 'partially_refunded' as const,
    creditedAmount: 501,
    creditedTaxAmount: 101,
  };
  assert.deepEqual(decide({ invoice, amount: 600 }), { ok: true, value: { amount: 600, taxAmount: 149 } });
});

test('what the account paid is not given back as money', () => {
  const invoice = { ...paid, netAmount: 800, taxAmount: 80, appliedBalanceAmount: -300 };
  assert.deepEqual(decide({ invoice, amount: 500 }), { ok: true, value: { amount: 500, taxAmount: 80 } });
  assert.deepEqual(decide({ invoice, amount: 250 }), { ok: true, value: { amount: 250, taxAmount: 25 } });
  assert.equal(codeOf({ invoice, amount: 501 }), 'refund_amount_too_large');
});

test('what is under way counts as gone', () => {
  const pending = { amount: 600, taxAmount: 150 };
  assert.deepEqual(decide({ pending }), { ok: true, value: { amount: 400, taxAmount: 100 } });
  assert.equal(codeOf({ pending, amount: 401 }), 'refund_amount_too_large');
});

test('each refusal has its reason', () => {
  assert.equal(codeOf({ invoice: { ...paid, status: 'refunded' } }), 'refunded_already');
  const ofSubscription = { ...paid, subscriptionId: 'a subscription' };
  assert.equal(codeOf({ invoice: ofSubscription, revokeBenefits: true }), 'subscription_benefits_kept');
  assert.equal(codeOf({ payment: 'none' }), 'payment_unknown');
  assert.equal(codeOf({ invoice: { ...paid, status: 'pending' } }), 'payment_unknown');
  assert.equal(codeOf({ payment: 'disputed' }), 'payment_disputed');
});

test('however it is split, all comes back and not a cent more', () => {
  const amount = fc.integer({ min: 1, max: 9_999_999 });
  const scenario = fc.record({
    net: amount,
    taxAmount: fc.nat(9_999_999),
    balance: fc.integer({ min: -9_999, max: 9_999 }),
    parts: fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(scenario, ({ net, taxAmount, balance, parts }) => {
      const total = net + taxAmount;
      const appliedBalanceAmount = 0 - Math.min(total, balance);
      const dueAmount = total + appliedBalanceAmount;
      const invoice = { ...paid, netAmount: net, taxAmount, appliedBalanceAmount };
      let left = net + appliedBalanceAmount;
      let given = 0;
      for (const part of [...parts, 1]) {
        const wanted = part === 1 ? left : Math.floor(left * part);
        if (wanted <= 0) continue;
        const decided = decide({ invoice, amount: wanted });
        assert.ok(decided.ok);
        const { taxAmount: tax } = decided.value;
        assert.ok(tax >= 0);
        invoice.creditedAmount += wanted + tax;
        invoice.creditedTaxAmount += tax;
        given += wanted + tax;
        left -= wanted;
      }
      if (net + appliedBalanceAmount > 0) assert.equal(given, dueAmount);
    }),
  );
});
