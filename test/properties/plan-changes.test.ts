import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProductWithPrices } from '../../src/billing/catalog/index.ts';
import { decidePlanChange, type PlanChange } from '../../src/billing/subscriptions/decide-plan-change.ts';
import type { SubscriptionContext } from '../../src/billing/subscriptions/index.ts';
import { afterChange, contextOf, discount, fixedProduct, seatProduct } from './arbitraries.ts';

const startedAt = new Date('2027-01-31T09:30:00Z');
/** Some moment of the first period, its ends among them. */
const momentOf = (context: SubscriptionContext) =>
  fc.nat(1_000_000).map((part) => {
    const { currentPeriodStart, currentPeriodEnd } = context.subscription;
    const start = Number(currentPeriodStart);
    return new Date(start + Math.floor(((Number(currentPeriodEnd) - start) * part) / 1_000_000));
  });

const behavior = fc.constantFrom('prorate' as const, 'invoice' as const);
const seats = fc.integer({ min: 1, max: 200 });

type Step = { context: SubscriptionContext; lines: number };

/** Takes a change and answers what the subscription is then, and what it cost. */
function changed(
  context: SubscriptionContext,
  change: PlanChange,
  how: 'prorate' | 'invoice',
  now: Date,
): Step {
  const decided = decidePlanChange(context, change, how, [], now);
  assert.ok(decided.ok);
  const { members, items, lines } = decided.value;
  const subscription = {
    ...context.subscription,
    ...members,
    items: items ?? context.subscription.items,
  };
  return {
    context: afterChange(change.product ?? context.product, subscription, context.periodDiscount),
    lines: lines.reduce((total, { amount }) => total + amount, 0),
  };
}

/** Goes to each change in turn, at one instant, and sums what all of them cost. */
function costOf(
  context: SubscriptionContext,
  changes: readonly PlanChange[],
  how: 'prorate' | 'invoice',
  now: Date,
): number {
  let at = context;
  let total = 0;
  for (const change of changes) {
    const step = changed(at, change, how, now);
    at = step.context;
    total += step.lines;
  }
  return total;
}

const plans = fc.array(fixedProduct, { minLength: 2, maxLength: 5 });

test('through other plans and back at one instant costs nothing, with a discount as without', () => {
  fc.assert(
    fc.property(plans, fc.option(discount), behavior, fc.gen(), (products, given, how, gen) => {
      const [home, ...others] = products as [ProductWithPrices, ...ProductWithPrices[]];
      const context = contextOf(home, startedAt, { discount: given });
      const now = gen(() => momentOf(context));
      const way = [...others, home].map((product) => ({ product }));
      assert.equal(costOf(context, way, how, now), 0);
    }),
    { numRuns: 300 },
  );
});

test('other numbers of seats and back at one instant cost nothing, with a discount as without', () => {
  fc.assert(
    fc.property(
      seatProduct,
      seats,
      seats,
      fc.option(discount),
      behavior,
      fc.gen(),
      (product, before, between, given, how, gen) => {
        const context = contextOf(product, startedAt, { seats: before, discount: given });
        const now = gen(() => momentOf(context));
        const way = [{ seats: between }, { seats: before }];
        assert.equal(costOf(context, way, how, now), 0);
      },
    ),
    { numRuns: 300 },
  );
});

test('a change never costs more than a whole period of the new price, nor gives back more than was paid', () => {
  fc.assert(
    fc.property(
      fixedProduct,
      fixedProduct,
      fc.option(discount),
      behavior,
      fc.gen(),
      (from, to, given, how, gen) => {
        const context = contextOf(from, startedAt, { discount: given });
        const now = gen(() => momentOf(context));
        const { lines } = changed(context, { product: to }, how, now);
        assert.ok(lines <= (to.prices[0]?.unitAmount ?? 0));
        assert.ok(lines >= -(from.prices[0]?.unitAmount ?? 0));
      },
    ),
    { numRuns: 300 },
  );
});

test('put off to the next period a change costs nothing now and changes nothing but what is pending', () => {
  fc.assert(
    fc.property(fixedProduct, fixedProduct, fc.gen(), (from, to, gen) => {
      const context = contextOf(from, startedAt);
      const decided = decidePlanChange(
        context,
        { product: to },
        'next_period',
        [],
        gen(() => momentOf(context)),
      );
      assert.ok(decided.ok);
      assert.deepEqual(Object.keys(decided.value.members), ['pendingUpdate']);
      assert.deepEqual([decided.value.items, decided.value.lines, decided.value.billsNow], [null, [], false]);
    }),
  );
});
