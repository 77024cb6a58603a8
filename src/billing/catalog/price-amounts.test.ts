import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../platform/ids.ts';
import { emptyPrice } from './new-price.ts';
import {
  amountOf,
  isFree,
  meteredAmount,
  meteredLabel,
  noChoice,
  pricesIn,
  quantityBounds,
  quantityOf,
  unitAmountOf,
} from './price-amounts.ts';
import type { Price } from './product.ts';
import type { Tier, TierSet } from './tiers.ts';

const now = new Date('2026-01-31T09:00:00Z');
const product = {
  organizationId: newId(now),
  mode: 'test',
  id: newId(now),
  recurringInterval: 'month',
  recurringIntervalCount: 1,
} as const;
const price = (members: Partial<Price>): Price => ({ ...emptyPrice(product, 'usd', 0, now), ...members });

const tier = (from: number, to: number | null, unitAmount: string, flatAmount = 0): Tier => ({
  from,
  to,
  unitAmount,
  flatAmount,
});
const seatPrice = (mode: TierSet['mode'], ...tiers: Tier[]) =>
  price({ amountType: 'seat_based', tiers: { mode, tiers }, minimumQuantity: tiers[0]?.from ?? null });
const forSeats = (one: Price, seats: number | null) => amountOf(one, { ...noChoice, seats });

test("the contract's example: 8 seats of 1–5 at 10.00 and 6 and more at 8.00", () => {
  const tiers = [tier(1, 5, '1000'), tier(6, null, '800')];
  assert.equal(forSeats(seatPrice('volume', ...tiers), 8), 6400);
  assert.equal(forSeats(seatPrice('graduated', ...tiers), 8), 7400);
  assert.equal(forSeats(seatPrice('volume', ...tiers), 5), 5000);
  assert.equal(forSeats(seatPrice('graduated', ...tiers), 5), 5000);
});

test('what each kind of price costs', () => {
  const fixed = price({ unitAmount: 700 });
  const custom = price({ amountType: 'custom', minimumAmount: 100, presetAmount: 500 });
  const metered = price({ amountType: 'metered_unit', meteredUnitAmount: '0.5' });
  assert.equal(amountOf(fixed, { customAmount: 9, seats: 9, units: 9 }), 700);
  assert.deepEqual(
    [800, null].map((customAmount) => amountOf(custom, { ...noChoice, customAmount })),
    [800, 500],
  );
  assert.equal(amountOf({ ...custom, presetAmount: null }, noChoice), 100);
  assert.equal(amountOf(metered, { ...noChoice, units: 1000 }), 0);
  assert.deepEqual(
    [fixed, custom, metered].map((one) => quantityOf(one, { ...noChoice, seats: 3 })),
    [1, 1, 1],
  );
});

test('seats and units are as many as chosen, else the fewest', () => {
  const seats = seatPrice('volume', tier(3, 10, '500'));
  assert.deepEqual(quantityBounds(seats), { minimum: 3, maximum: 10 });
  assert.equal(quantityOf(seats, noChoice), 3);
  assert.equal(quantityOf(seats, { ...noChoice, seats: 4, units: 9 }), 4);
  assert.equal(forSeats(seats, null), 1500);
  const units = price({
    amountType: 'unit_based',
    tiers: { mode: 'graduated', tiers: [tier(1, 2, '0.4'), tier(3, null, '0.05')] },
    minimumQuantity: 2,
  });
  assert.deepEqual(quantityBounds(units), { minimum: 2, maximum: null });
  // 2 × 0.4 + 10 × 0.05 = 1.3, and with one more 1.35: the sum is rounded, not its parts.
  assert.equal(amountOf(units, { ...noChoice, units: 12 }), 1);
  assert.equal(amountOf(units, { ...noChoice, units: 16 }), 2);
  assert.equal(quantityOf(units, { ...noChoice, seats: 5 }), 2);
  assert.deepEqual(quantityBounds(price({ unitAmount: 1 })), { minimum: 1, maximum: null });
});

test('reaching a tier may cost something besides its units', () => {
  const tiers = [tier(1, 5, '100', 50), tier(6, null, '80', 20)];
  assert.equal(forSeats(seatPrice('volume', ...tiers), 5), 550);
  assert.equal(forSeats(seatPrice('volume', ...tiers), 6), 500);
  assert.equal(forSeats(seatPrice('graduated', ...tiers), 6), 500 + 50 + 80 + 20);
});

test('units below the first tier cost what those in it do', () => {
  const tiers = [tier(5, 10, '1000'), tier(11, null, '800')];
  assert.equal(forSeats(seatPrice('graduated', ...tiers), 12), 11_600);
  assert.equal(forSeats(seatPrice('volume', ...tiers), 12), 9600);
});

/** Tiers that any bounds make. */
const tierSet = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 5000 })), { minLength: 1, maxLength: 5 }),
    fc.boolean(),
  )
  .map(([parts, isOpen]) => {
    let from = 1;
    return parts.map(([length, amount], index): Tier => {
      const begins = from;
      from += length;
      return tier(begins, isOpen && index === parts.length - 1 ? null : from - 1, String(amount));
    });
  });
const quantity = fc.integer({ min: 1, max: 60 });

test('graduated tiers are the sum of what each unit costs', () => {
  fc.assert(
    fc.property(tierSet, quantity, (tiers, seats) => {
      let sum = 0;
      for (let seat = 1; seat <= seats; seat++) {
        const own = tiers.find(({ from, to }) => seat >= from && (to === null || seat <= to)) ?? tiers.at(-1);
        sum += Number(own?.unitAmount);
      }
      assert.equal(forSeats(seatPrice('graduated', ...tiers), seats), sum);
    }),
  );
});

test('volume tiers are all units at one price, and more units never cost less where prices are alike', () => {
  fc.assert(
    fc.property(tierSet, quantity, (tiers, seats) => {
      const own = tiers.findLast(({ from }) => from <= seats);
      assert.equal(forSeats(seatPrice('volume', ...tiers), seats), Number(own?.unitAmount) * seats);
      const alike = tiers.map((one) => ({ ...one, unitAmount: '700' }));
      const [volume, graduated] = [seatPrice('volume', ...alike), seatPrice('graduated', ...alike)];
      assert.equal(forSeats(volume, seats), 700 * seats);
      assert.equal(forSeats(graduated, seats), forSeats(volume, seats));
    }),
  );
});

test('usage is rounded half away from zero, capped, and never a credit', () => {
  const unit = (meteredUnitAmount: string, capAmount: number | null = null) => ({
    meteredUnitAmount,
    capAmount,
  });
  assert.equal(meteredAmount(unit('0.5'), '3'), 2);
  assert.equal(meteredAmount(unit('0.5'), '2.8'), 1);
  assert.equal(meteredAmount(unit('0.000000000001'), '1000000000000'), 1);
  assert.equal(meteredAmount(unit('1'), '1234'), 1234);
  assert.equal(meteredAmount(unit('1', 1000), '1234'), 1000);
  assert.equal(meteredAmount(unit('1', 0), '1234'), 0);
  assert.equal(meteredAmount(unit('1'), '-5'), 0);
  assert.equal(meteredAmount(unit('1'), '1e30'), 1e14);
});

test('a line of usage says how many at which price', () => {
  const meter = {
    id: newId(now),
    name: 'API calls',
    unit: 'scalar',
    customLabel: null,
    customMultiplier: null,
  } as const;
  const label = (meteredUnitAmount: string, quantityText: string, currency = 'usd') =>
    meteredLabel({ meter, meteredUnitAmount, currency }, quantityText);
  assert.equal(label('1', '1234'), 'API calls — (1,234 consumed units) × $0.01');
  assert.equal(label('0.5', '0.25'), 'API calls — (0.25 consumed units) × $0.005');
  assert.equal(label('12345.6', '2'), 'API calls — (2 consumed units) × $123.456');
  assert.equal(label('0.5', '2', 'jpy'), 'API calls — (2 consumed units) × ¥0.5');
  assert.equal(label('100', '2', 'eur'), 'API calls — (2 consumed units) × €1.00');
});

test('the prices of one currency, none archived', () => {
  const [dollars, euros] = [price({ unitAmount: 100 }), price({ unitAmount: 90, currency: 'eur' })];
  const gone = price({ unitAmount: 80, archivedAt: now });
  const usage = price({ amountType: 'metered_unit', meteredUnitAmount: '1' });
  const prices = [dollars, euros, gone, usage];
  assert.deepEqual(pricesIn({ prices }, 'usd'), [dollars, usage]);
  assert.deepEqual(pricesIn({ prices }, 'gbp'), []);
});

test('free is what costs nothing whatever is chosen, and a unit shows what one costs', () => {
  const free = seatPrice('volume', tier(1, 5, '0.00'), tier(6, null, '0'));
  const paid = seatPrice('volume', tier(1, 5, '0'), tier(6, null, '10'));
  const usage = price({ amountType: 'metered_unit', meteredUnitAmount: '1.5' });
  assert.deepEqual([free, paid, usage, price({ unitAmount: 0 })].map(isFree), [true, false, false, true]);
  assert.deepEqual(
    [seatPrice('volume', tier(1, null, '700')), usage, price({ unitAmount: 5 })].map((one) =>
      unitAmountOf(one, null),
    ),
    [700, 2, 5],
  );
});
