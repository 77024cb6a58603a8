import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addInterval, intervals } from '../../platform/calendar.ts';
import { type Period, periodAfter, periodFrom } from './periods.ts';

const moment = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
});

function periodsOf(
  first: Period & { anchorDay: number },
  interval: (typeof intervals)[number],
  count: number,
  n: number,
) {
  const periods: Period[] = [first];
  for (let index = 1; index < n; index++) {
    const { end } = periods.at(-1)!;
    periods.push(periodAfter(end, { interval, count, anchorDay: first.anchorDay }));
  }
  return periods;
}

test('periods tile time: no gap, no overlap, none empty, whatever the anchor, interval and count', () => {
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom(...intervals),
      fc.integer({ min: 1, max: 999 }),
      (start, interval, count) => {
        const periods = periodsOf(periodFrom(start, interval, count), interval, count, 24);
        periods.forEach((period, index) => {
          assert.ok(period.end > period.start);
          assert.equal(period.start.getTime(), periods[index - 1]?.end.getTime() ?? start.getTime());
        });
      },
    ),
  );
});

test('months never drift from their anchor: the n-th period ends n intervals after the first start', () => {
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom('month', 'year'),
      fc.integer({ min: 1, max: 24 }),
      (start, interval, count) => {
        const periods = periodsOf(periodFrom(start, interval, count), interval, count, 30);
        periods.forEach(({ end }, index) => {
          assert.equal(end.getTime(), addInterval(start, interval, count * (index + 1)).getTime());
        });
      },
    ),
  );
});

test('the 31st of January is the 28th of February and the 31st of March', () => {
  const start = new Date('2027-01-31T12:00:00Z');
  const ends = periodsOf(periodFrom(start, 'month', 1), 'month', 1, 4).map(({ end }) =>
    end.toISOString().slice(0, 10),
  );
  assert.deepEqual(ends, ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
});
