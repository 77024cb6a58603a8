import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addInterval, addMonths } from './calendar.ts';

const day = (text: string) => new Date(`${text}T09:30:00.125Z`);
const text = (date: Date) => date.toISOString().slice(0, 10);

test('month ends keep their anchor day over two years', () => {
  let at = day('2027-01-31');
  const seen: string[] = [];
  for (let month = 0; month < 24; month++) {
    at = addInterval(at, 'month', 1, 31);
    seen.push(text(at));
  }
  assert.deepEqual(seen.slice(0, 6), [
    '2027-02-28',
    '2027-03-31',
    '2027-04-30',
    '2027-05-31',
    '2027-06-30',
    '2027-07-31',
  ]);
  assert.ok(seen.includes('2028-02-29'));
  assert.equal(seen.at(-1), '2029-01-31');
  assert.equal(at.toISOString().slice(10), 'T09:30:00.125Z');
});

test('a leap day comes back every fourth year', () => {
  let at = day('2024-02-29');
  const seen = [];
  for (let year = 0; year < 4; year++) {
    at = addInterval(at, 'year', 1, 29);
    seen.push(text(at));
  }
  assert.deepEqual(seen, ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
});

test('weeks and days are counted in days, also over a year end and backwards', () => {
  assert.equal(text(addInterval(day('2026-12-28'), 'week', 2)), '2027-01-11');
  assert.equal(text(addInterval(day('2026-03-28'), 'day', 3)), '2026-03-31');
  assert.equal(text(addMonths(day('2026-03-31'), -1)), '2026-02-28');
  assert.equal(text(addMonths(day('2026-01-15'), -13)), '2024-12-15');
});
