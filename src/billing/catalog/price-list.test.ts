import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currencies, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { newId } from '../../platform/ids.ts';
import type { NewPrice } from './new-price.ts';
import { isFree, unitAmountOf } from './price-amounts.ts';
import { decidePriceList, type PriceEntry } from './price-list.ts';
import type { Price } from './product.ts';

const now = new Date('2026-01-31T09:00:00Z');
const once = {
  organizationId: newId(now),
  mode: 'test',
  id: newId(now),
  recurringInterval: null,
  recurringIntervalCount: null,
} as const;
const monthly = { ...once, recurringInterval: 'month', recurringIntervalCount: 1 } as const;

const meter = {
  id: newId(now),
  name: 'Calls',
  unit: 'scalar',
  customLabel: null,
  customMultiplier: null,
} as const;
const rules = {
  defaultCurrency: 'usd',
  seatBasedPricing: true,
  meters: new Map([[meter.id, meter]]),
};

const fixed = (unitAmount: number, currency = 'usd'): NewPrice => ({
  amountType: 'fixed',
  unitAmount,
  currency,
  taxBehavior: null,
});

const custom = (more: object = {}): NewPrice => ({
  amountType: 'custom',
  minimumAmount: 50,
  maximumAmount: null,
  presetAmount: null,
  currency: 'usd',
  taxBehavior: null,
  ...more,
});

function decide(entries: readonly PriceEntry[], current: readonly Price[] = []) {
  return decidePriceList(once, current, entries, rules, now);
}

function listOf(entries: readonly PriceEntry[], current: readonly Price[] = []): Price[] {
  const decided = decide(entries, current);
  assert.ok(decided.ok);
  return decided.value.listed;
}

test('a fixed amount is taken exactly when it is nothing or within its currency', () => {
  const anyAmount = fc.oneof(
    fc.integer({ min: 0, max: 10_000 }),
    fc.integer({ min: 99_000_000, max: 101_000_000 }),
  );
  fc.assert(
    fc.property(anyAmount, fc.constantFrom(...currencies), (amount, currency) => {
      const decided = decidePriceList(
        once,
        [],
        [fixed(amount, currency)],
        { ...rules, defaultCurrency: currency },
        now,
      );
      const fits = amount === 0 || (amount >= minimumAmount(currency) && amount <= maximumAmount(currency));
      assert.equal(decided.ok, fits);
    }),
  );
});

test('whatever is listed, kept, made and archived adds up', () => {
  const [a, b] = listOf([fixed(100), fixed(100, 'eur')]);
  assert.ok(a && b);
  const entry = fc.constantFrom<PriceEntry>(
    { id: a.id },
    { id: b.id },
    fixed(200),
    fixed(300, 'eur'),
    custom(),
  );
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
      const decided = decide(entries, [a, b]);
      if (!decided.ok) return;
      const { listed, added, archived } = decided.value;
      assert.equal(listed.length, entries.length);
      assert.equal(listed.length - added.length + archived.length, 2, 'each old price is kept or archived');
      assert.ok(archived.every((price) => price.archivedAt === now && !price.isDefault));
      assert.deepEqual(
        listed.map(({ position }) => position),
        entries.map((_, index) => index),
      );
      assert.equal(listed.filter(({ isDefault }) => isDefault).length, 1);
      assert.equal(new Set(listed.map(({ currency }) => currency)).size, listed.length);
    }),
  );
});

test('a price is free where nothing can be owed for it', () => {
  const [free, paid] = [listOf([fixed(0)])[0], listOf([fixed(50)])[0]];
  const [tips] = listOf([custom({ minimumAmount: 0 })]);
  assert.ok(free && paid && tips);
  assert.deepEqual([free, paid, tips].map(isFree), [true, false, false]);
});

test('the buyer pays what was chosen, else what is proposed, else the least', () => {
  const [price] = listOf([custom({ minimumAmount: 100, presetAmount: 500 })]);
  const [bare] = listOf([custom({ minimumAmount: 100 })]);
  const [set] = listOf([fixed(700)]);
  assert.ok(price && bare && set);
  assert.equal(unitAmountOf(price, 800), 800);
  assert.equal(unitAmountOf(price, null), 500);
  assert.equal(unitAmountOf(bare, null), 100);
  assert.equal(unitAmountOf(set, 800), 700);
});

test('an id that is not on the list names no price', () => {
  const decided = decide([{ id: newId(now) }]);
  assert.ok(!decided.ok);
  assert.deepEqual(decided.failures, [
    { code: 'price_unknown', message: 'Price does not exist.', detail: { index: 0 } },
  ]);
});

const seats = (unitAmount: string, currency = 'usd'): NewPrice => ({
  amountType: 'seat_based',
  tiers: { mode: 'volume', tiers: [{ from: 1, to: null, unitAmount, flatAmount: 0 }] },
  currency,
  taxBehavior: null,
});
const units = (more: object = {}): NewPrice => ({
  amountType: 'unit_based',
  tiers: { mode: 'graduated', tiers: [{ from: 1, to: null, unitAmount: '12.5', flatAmount: 0 }] },
  minimumQuantity: null,
  unitLabel: null,
  currency: 'usd',
  taxBehavior: null,
  ...more,
});
const metered = (meterId: string, currency = 'usd'): NewPrice => ({
  amountType: 'metered_unit',
  meterId,
  unitAmount: '0.5',
  capAmount: null,
  currency,
  taxBehavior: null,
});

/** What is refused of a list for a monthly product, as `code at place`. */
function refusals(entries: readonly NewPrice[], product: typeof once | typeof monthly = monthly): string[] {
  const decided = decidePriceList(product, [], entries, rules, now);
  if (decided.ok) return [];
  return decided.failures.map(({ code, message, detail }) =>
    [code, detail?.index, detail?.member, code === 'prices_inconsistent' ? message : undefined]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

test('which kinds of prices are sold together', () => {
  assert.deepEqual(refusals([fixed(1000), seats('500'), metered(meter.id)]), []);
  assert.deepEqual(refusals([fixed(1000), units()]), []);
  assert.deepEqual(refusals([custom(), metered(meter.id)]), []);
  const inconsistent: [NewPrice[], string][] = [
    [[seats('500'), units()], 'Seat-based and unit-based prices cannot be combined in USD.'],
    [[seats('500'), custom()], 'Seat-based and custom prices cannot be combined in USD.'],
    [[units(), custom()], 'Unit-based and custom prices cannot be combined in USD.'],
    [[seats('500'), seats('600')], 'Only one seat-based price is allowed in USD.'],
    [[units(), units()], 'Only one unit-based price is allowed in USD.'],
    [
      [fixed(1000), metered(meter.id), fixed(900, 'eur')],
      'Every currency must have the same set of price types.',
    ],
  ];
  for (const [entries, message] of inconsistent) {
    assert.deepEqual(refusals(entries), [`prices_inconsistent ${message}`]);
  }
});

test('meters are priced once a currency, and only where there is a period to bill', () => {
  assert.deepEqual(refusals([metered(meter.id), metered(meter.id, 'eur')]), []);
  assert.deepEqual(refusals([metered(meter.id), metered(meter.id)]), ['meter_used 1 meterId']);
  assert.deepEqual(refusals([metered(newId(now))]), ['meter_unknown 0 meterId']);
  assert.deepEqual(refusals([fixed(100), metered(meter.id)], once), ['price_kind_refused 1']);
  assert.deepEqual(refusals([units()], once), ['price_kind_refused 0']);
  assert.deepEqual(refusals([seats('500')], once), []);
});

test('tiers end where the next begins, and cost no more than can be charged', () => {
  const tier = (from: number, to: number | null, unitAmount = '100', flatAmount = 0) => ({
    from,
    to,
    unitAmount,
    flatAmount,
  });
  const taken = [[tier(3, null)], [tier(1, 5), tier(6, 6), tier(7, null, '0.25')], [tier(2, 10, '0')]];
  const refused = [
    [],
    [tier(0, null)],
    [tier(1, 5), tier(7, null)],
    [tier(1, 5), tier(5, null)],
    [tier(1, null), tier(2, null)],
    [tier(4, 3)],
    [tier(1, null, '-1')],
    [tier(1, null, '1', -1)],
    [tier(1.5, null)],
  ];
  const verdict = (tiers: ReturnType<typeof tier>[]) =>
    refusals([{ ...seats('1'), tiers: { mode: 'volume', tiers } } as NewPrice]);
  for (const tiers of taken) assert.deepEqual(verdict(tiers), [], JSON.stringify(tiers));
  for (const tiers of refused)
    assert.deepEqual(verdict(tiers), ['tiers_broken 0 tiers'], JSON.stringify(tiers));
  assert.deepEqual(verdict([tier(1, null, '99999999.5')]), ['amount_too_large 0 tiers']);
  const ending = { mode: 'volume', tiers: [tier(1, 5)] };
  assert.deepEqual(refusals([units({ tiers: ending, minimumQuantity: 6 })]), [
    'tiers_broken 0 minimumQuantity',
  ]);
  assert.deepEqual(refusals([units({ tiers: ending, minimumQuantity: 5 })]), []);
});

test('a price is billed as often as its product', () => {
  const decided = decidePriceList(monthly, [], [seats('500'), metered(meter.id)], rules, now);
  assert.ok(decided.ok);
  const [seat, usage] = decided.value.listed;
  assert.deepEqual(
    [seat?.recurringInterval, seat?.recurringIntervalCount, seat?.minimumQuantity],
    ['month', 1, 1],
  );
  assert.deepEqual([usage?.meteredUnitAmount, usage?.meter], ['0.5', meter]);
});

test('seats need the organization to sell them', () => {
  const decided = decidePriceList(once, [], [seats('500')], { ...rules, seatBasedPricing: false }, now);
  assert.ok(!decided.ok);
  assert.equal(decided.failures[0].code, 'price_kind_refused');
});
