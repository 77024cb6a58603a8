import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Discount, discountShares, stillApplies } from '../../src/billing/discounts/index.ts';
import { computeInvoice } from '../../src/billing/invoices/compute-invoice.ts';
import { plainLine } from '../../src/billing/invoices/index.ts';
import { invoiceAmounts } from '../../src/billing/invoices/invoice-amounts.ts';
import { decideRefund } from '../../src/billing/refunds/decide-refund.ts';
import {
  decidePlanChange,
  type PlanChange,
  type ProrationBehavior,
} from '../../src/billing/subscriptions/decide-plan-change.ts';
import { decideDunning, defaultDunning } from '../../src/billing/subscriptions/dunning.ts';
import { periodAfter, periodFrom } from '../../src/billing/subscriptions/periods.ts';
import { splitTax } from '../../src/billing/tax/split-tax.ts';
import { dayMilliseconds } from '../../src/platform/calendar.ts';
import { minimumAmount } from '../../src/platform/currency.ts';
import { contextOf, productOf, seller } from '../properties/arbitraries.ts';

/** Whether a document says something, over the ends of its lines. */
function says(name: string, text: string): void {
  const document = readFileSync(path.join(import.meta.dirname, '../../docs', name), 'utf8');
  assert.ok(document.replace(/\s+/g, ' ').includes(text), `${name} does not say: ${text}`);
}

const day = (date: Date) => date.toISOString().slice(0, 10);

function percentage(basisPoints: number): Discount {
  return {
    id: 'discount',
    type: 'percentage',
    amounts: null,
    basisPoints,
    duration: 'forever',
    durationInMonths: null,
    productIds: [],
  } as unknown as Discount;
}

test('money.md: an invoice with its tax on top, and with it inside', () => {
  const sums = (taxAmount: number, taxInclusive: boolean) => {
    const lines = [{ amount: 1000, taxAmount }];
    const computed = invoiceAmounts({ lines, discountAmount: 200, taxInclusive, balance: 300 });
    const { subtotalAmount, discountAmount, netAmount, totalAmount, appliedBalanceAmount, dueAmount } =
      computed;
    return [
      subtotalAmount,
      discountAmount,
      netAmount,
      taxAmount,
      totalAmount,
      appliedBalanceAmount,
      dueAmount,
    ];
  };
  assert.deepEqual(discountShares(percentage(2000), [1000], 'usd'), [200]);
  assert.deepEqual(splitTax([800], '10', 'exclusive'), [80]);
  assert.deepEqual(sums(80, false), [1000, 200, 800, 80, 880, -300, 580]);
  says('money.md', '| 1000 | 200 | 800 | 80 | 880 | −300 | 580 |');
  assert.deepEqual(splitTax([800], '10', 'inclusive'), [73]);
  assert.deepEqual(sums(73, true), [1000, 200, 727, 73, 800, -300, 500]);
  says('money.md', '800 hold 73 of tax, so net is 727, total 800, due 500.');
});

test('money.md: what is split adds up', () => {
  const fixed = { ...percentage(1), type: 'fixed', amounts: { usd: 100 }, basisPoints: null } as Discount;
  assert.deepEqual(discountShares(fixed, [100, 100, 100], 'usd'), [34, 33, 33]);
  says('money.md', 'A fixed discount of $1.00 over three lines of $1.00: 34, 33 and 33 cents.');
});

test('money.md: how many invoices a discount reduces', () => {
  const reduced = (duration: Discount['duration'], interval: 'month' | 'year') => {
    const discount = { duration, durationInMonths: duration === 'repeating' ? 3 : null };
    const first = new Date('2027-01-31T09:00:00Z');
    let period = periodFrom(first, interval, 1);
    for (let invoices = 0; ; invoices++) {
      if (invoices === 40 || !stillApplies(discount, first, period.start, 31)) return invoices;
      period = { ...period, ...periodAfter(period.end, { interval, count: 1, anchorDay: 31 }) };
    }
  };
  assert.deepEqual([reduced('once', 'month'), reduced('once', 'year')], [1, 1]);
  says('money.md', '| `once` | the first invoice | the first invoice |');
  assert.deepEqual([reduced('repeating', 'month'), reduced('repeating', 'year')], [3, 1]);
  says('money.md', '| `repeating`, 3 months | three invoices | one invoice |');
  assert.deepEqual([reduced('forever', 'month'), reduced('forever', 'year')], [40, 40]);
});

test("money.md: what is too little to be charged goes on the customer's account", () => {
  const computed = (amount: number) =>
    computeInvoice({
      organization: { ...seller, taxCalculator: 'none' },
      buyer: { address: null, taxId: null, taxExempt: false },
      lines: [plainLine({ label: 'Small', amount })],
      discount: null,
      behavior: 'exclusive',
      currency: 'usd',
      at: new Date('2027-01-01T00:00:00Z'),
      balance: 0,
    });
  assert.equal(minimumAmount('usd'), 50);
  says('money.md', 'least amount (50 cents in usd)');
  assert.deepEqual([computed(49).deferredAmount, computed(50).deferredAmount], [49, 0]);
});

test('money.md: the tax that goes back with a refund', () => {
  const invoice = {
    status: 'paid',
    netAmount: 1000,
    taxAmount: 250,
    appliedBalanceAmount: 0,
    creditedAmount: 0,
    creditedTaxAmount: 0,
    subscriptionId: null,
  } as const;
  const refund = (amount: number, credited: { amount: number; taxAmount: number }) =>
    decideRefund({
      invoice: {
        ...invoice,
        creditedAmount: credited.amount + credited.taxAmount,
        creditedTaxAmount: credited.taxAmount,
      },
      payment: 'succeeded',
      pending: { amount: 0, taxAmount: 0 },
      amount,
      revokeBenefits: false,
    });
  assert.deepEqual(refund(400, { amount: 0, taxAmount: 0 }), {
    ok: true,
    value: { amount: 400, taxAmount: 100 },
  });
  assert.deepEqual(refund(600, { amount: 400, taxAmount: 100 }), {
    ok: true,
    value: { amount: 600, taxAmount: 150 },
  });
  says('money.md', '| 400 | 100 | 600 and 150 of tax |');
});

test('tax.md: tax on top, inside, and split', () => {
  assert.deepEqual(splitTax([800], '10', 'exclusive'), [80]);
  says('tax.md', '8.00 at 10 % is 0.80, to pay 8.80');
  assert.deepEqual(splitTax([1190], '19', 'inclusive'), [190]);
  says('tax.md', '11.90 at 19 % has 1.90 inside');
  assert.deepEqual(splitTax([2, 2, 2], '19', 'exclusive'), [1, 0, 0]);
  says('tax.md', 'Three lines of 0.02 at 19 % have 0.0114 tax, which is 0.01, and so 0.01, 0.00 and 0.00.');
});

test('proration.md: periods keep their anchor day', () => {
  const days = (start: string, interval: 'month' | 'year', count: number) => {
    const { anchorDay, ...first } = periodFrom(new Date(start), interval, 1);
    const periods = [first];
    while (periods.length < count) {
      periods.push(periodAfter(periods.at(-1)?.end ?? first.end, { interval, count: 1, anchorDay }));
    }
    return periods.map((period) => day(period.start));
  };
  assert.deepEqual(days('2027-01-31', 'month', 4), ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
  says('proration.md', '| Jan 31 | Feb 28 | Mar 31 | Apr 30 |');
  assert.deepEqual(days('2028-02-29', 'year', 5), [
    '2028-02-29',
    '2029-02-28',
    '2030-02-28',
    '2031-02-28',
    '2032-02-29',
  ]);
  says('proration.md', '| Feb 29, 2028 (yearly) | Feb 28, 2029 | Feb 28, 2030 | … Feb 29, 2032 |');
});

const april = new Date('2027-04-01T00:00:00Z');
const tenDaysLeft = new Date('2027-04-21T00:00:00Z');
const basic = { ...productOf({ amountType: 'fixed', unitAmount: 3000 }), name: 'Basic' };
const pro = { ...productOf({ amountType: 'fixed', unitAmount: 6000 }), name: 'Pro' };
const yearly = { recurringInterval: 'year', recurringIntervalCount: 1 } as const;
const proForAYear = {
  ...pro,
  ...yearly,
  prices: pro.prices.map((price) => ({ ...price, ...yearly, unitAmount: 60_000 })),
};

function changed(change: PlanChange, behavior: ProrationBehavior, discount: Discount | null = null) {
  const decided = decidePlanChange(contextOf(basic, april, { discount }), change, behavior, [], tenDaysLeft);
  assert.ok(decided.ok);
  return decided.value;
}

const shown = ({ lines }: ReturnType<typeof changed>) => lines.map(({ label, amount }) => [label, amount]);

test('proration.md: another plan with ten days of thirty left', () => {
  const remaining = 'Remaining time on Basic — From Apr 21, 2027 to May 1, 2027';
  const bigger = 'Pro — From Apr 21, 2027 to May 1, 2027';
  for (const behavior of ['prorate', 'invoice'] as const) {
    const decision = changed({ product: pro }, behavior);
    assert.deepEqual(shown(decision), [
      [remaining, -1000],
      [bigger, 2000],
    ]);
    assert.equal(decision.billsNow, behavior === 'invoice');
    assert.equal(decision.members.amount, 6000);
  }
  says('proration.md', `| ${remaining} | −1000 |`);
  says('proration.md', `| ${bigger} | +2000 |`);
  says(
    'proration.md',
    'the invoice of May 1 is 6000 − 1000 + 2000 = 7000. With `invoice` 1000 are charged on April 21',
  );
  const half = changed({ product: pro }, 'prorate', percentage(5000)).lines.map(({ amount }) => amount);
  assert.deepEqual(half, [-500, 1000]);
  says('proration.md', '50 % off makes −500 and +1000.');
});

test('proration.md: with the next period, from now on, and in another rhythm', () => {
  const later = changed({ product: pro }, 'next_period');
  assert.deepEqual([later.lines, later.members.pendingUpdate?.productId], [[], pro.id]);
  const anew = changed({ product: pro }, 'reset');
  assert.deepEqual(shown(anew), [['Pro — From Apr 21, 2027 to May 21, 2027', 6000]]);
  assert.ok(anew.billsNow);
  const rhythm = changed({ product: proForAYear }, 'prorate');
  assert.deepEqual(shown(rhythm), [
    ['Remaining time on Basic — From Apr 21, 2027 to May 1, 2027', -1000],
    ['Pro — From Apr 21, 2027 to Apr 21, 2028', 60_000],
  ]);
  assert.ok(rhythm.billsNow);
});

test('proration.md: seats make one line, of the difference', () => {
  const tiers = { mode: 'volume', tiers: [{ from: 1, to: null, unitAmount: '1000', flatAmount: 0 }] };
  const seated = productOf({ amountType: 'seat_based', tiers: tiers as never });
  const halfLeft = new Date('2027-04-16T00:00:00Z');
  const decided = decidePlanChange(
    contextOf(seated, april, { seats: 3 }),
    { seats: 5 },
    'prorate',
    [],
    halfLeft,
  );
  assert.ok(decided.ok);
  assert.deepEqual(
    decided.value.lines.map(({ amount }) => amount),
    [1000],
  );
  says('proration.md', '3 seats at $10.00 become 5, with half the period left: (5000 − 3000) ÷ 2 = +1000.');
});

test('dunning.md: the days of the attempts, and the end', () => {
  const firstFailedAt = new Date('2027-02-01T09:00:00Z');
  const days = [0];
  let now = firstFailedAt;
  for (let attempts = 1; ; attempts++) {
    const step = decideDunning({ now, firstFailedAt, attempts, isFinal: false, schedule: defaultDunning });
    if (step.kind === 'give_up') break;
    now = step.actAt;
    days.push((now.getTime() - firstFailedAt.getTime()) / dayMilliseconds);
  }
  assert.deepEqual(days, [0, 2, 7, 14, 21]);
  says('dunning.md', '| | day 0 | day 2 | day 7 | day 14 | day 21 |');
  assert.equal(defaultDunning.deadlineMinutes, 21 * 24 * 60 + 1);
  says('dunning.md', 'at the latest 21 days and a minute after the first');
  const failed = { now: firstFailedAt, firstFailedAt, attempts: 1, schedule: defaultDunning };
  const final = decideDunning({ ...failed, isFinal: true });
  assert.deepEqual(final, { kind: 'wait', actAt: new Date('2027-02-22T09:01:00Z') });
});
