import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addInterval, addMonths } from '../../platform/calendar.ts';
import { appliesToProduct, isRedeemable, stillApplies } from './discount.ts';

const at = (text: string) => new Date(text);
const repeating = (durationInMonths: number) => ({ duration: 'repeating', durationInMonths }) as const;
const once = { duration: 'once', durationInMonths: null } as const;
const forever = { duration: 'forever', durationInMonths: null } as const;

test('an empty list of products is all of them', () => {
  assert.ok(appliesToProduct({ productIds: [] }, 'a'));
  assert.ok(appliesToProduct({ productIds: ['b', 'a'] }, 'a'));
  assert.ok(!appliesToProduct({ productIds: ['b'] }, 'a'));
});

test('a window begins with its first moment and ends before its last', () => {
  const discount = {
    deletedAt: null,
    startsAt: at('2026-01-01T00:00:00Z'),
    endsAt: at('2026-02-01T00:00:00Z'),
    maxRedemptions: 2,
    redemptionsCount: 1,
  };
  assert.ok(isRedeemable(discount, at('2026-01-01T00:00:00Z')));
  assert.ok(isRedeemable(discount, at('2026-01-31T23:59:59.999Z')));
  assert.ok(!isRedeemable(discount, at('2025-12-31T23:59:59.999Z')));
  assert.ok(!isRedeemable(discount, at('2026-02-01T00:00:00Z')));
  assert.ok(!isRedeemable({ ...discount, redemptionsCount: 2 }, at('2026-01-15T00:00:00Z')));
  assert.ok(
    !isRedeemable({ ...discount, deletedAt: at('2026-01-02T00:00:00Z') }, at('2026-01-15T00:00:00Z')),
  );
  const open = { ...discount, startsAt: null, endsAt: null, maxRedemptions: null, redemptionsCount: 1e9 };
  assert.ok(isRedeemable(open, at('9999-12-31T00:00:00Z')));
});

/** How many of the invoices of a plan are reduced, of so many. */
function reduced(
  discount: Parameters<typeof stillApplies>[0],
  start: Date,
  plan: ['day' | 'week' | 'month' | 'year', number],
  invoices: number,
): number {
  const [interval, count] = plan;
  const day = start.getUTCDate();
  return Array.from({ length: invoices }, (_, index) =>
    addInterval(start, interval, count * index, day),
  ).filter((periodStart) => stillApplies(discount, start, periodStart, day)).length;
}

test('three months are three invoices of a monthly plan and one of a yearly', () => {
  for (const start of ['2026-01-31T10:00:00Z', '2024-02-29T00:00:00Z', '2026-06-15T23:59:59.999Z'].map(at)) {
    assert.equal(reduced(repeating(3), start, ['month', 1], 12), 3);
    assert.equal(reduced(repeating(3), start, ['year', 1], 12), 1);
    assert.equal(reduced(repeating(3), start, ['month', 2], 12), 2);
    assert.equal(reduced(repeating(1), start, ['week', 1], 12), 1);
    assert.equal(reduced(once, start, ['month', 1], 12), 1);
    assert.equal(reduced(forever, start, ['month', 1], 12), 12);
  }
  assert.equal(reduced(repeating(2), at('2026-03-01T00:00:00Z'), ['week', 1], 12), 5, '1 to 29 March');
});

test('so many months are so many invoices of a monthly plan, 999 as well, on any day of any month', () => {
  const months = fc.integer({ min: 1, max: 999 });
  const start = fc.date({
    min: at('1990-01-01T00:00:00Z'),
    max: at('9999-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(months, start, (count, appliedAt) => {
      const day = appliedAt.getUTCDate();
      const period = (index: number) => addMonths(appliedAt, index, day);
      assert.ok(stillApplies(repeating(count), appliedAt, period(count - 1)));
      assert.ok(!stillApplies(repeating(count), appliedAt, period(count)));
    }),
  );
});

test('a month too short for the anchor does not shorten the discount', () => {
  const [february, march, april] = [
    '2026-02-28T00:00:00Z',
    '2026-03-31T00:00:00Z',
    '2026-04-30T00:00:00Z',
  ].map(at);
  assert.ok(february && march && april);
  assert.ok(stillApplies(repeating(2), february, march, 31));
  assert.ok(!stillApplies(repeating(2), february, april, 31));
  assert.ok(!stillApplies(repeating(2), february, march), 'a month of the day itself');
  assert.ok(!stillApplies(repeating(2), at('2026-03-15T00:00:00Z'), at('2026-04-20T00:00:00Z'), 31));
});
