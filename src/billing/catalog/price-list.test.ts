import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currencies, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { newId } from '../../platform/ids.ts';
import { decidePriceList, isFree, type NewPrice, type PriceEntry, unitAmountOf } from './price-list.ts';
import type { Price } from './product.ts';

const now = new Date('2026-01-31T09:00:00Z');
const product = { organizationId: newId(now), mode: 'test', id: newId(now) } as const;

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
  return decidePriceList(product, current, entries, 'usd', now);
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
      const decided = decidePriceList(product, [], [fixed(amount, currency)], currency, now);
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
