import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDuration, parseDuration } from './duration.ts';

const later = (from: string, text: string) => {
  const duration = parseDuration(text);
  assert.ok(duration, text);
  return addDuration(new Date(from), duration).toISOString();
};

test('durations are added as the calendar counts', () => {
  assert.equal(later('2024-01-31T10:00:00Z', 'P1M'), '2024-02-29T10:00:00.000Z');
  assert.equal(later('2024-02-29T00:00:00Z', 'P1Y'), '2025-02-28T00:00:00.000Z');
  assert.equal(later('2025-01-01T00:00:00Z', 'P1Y2M3W4DT5H6M7S'), '2026-03-26T05:06:07.000Z');
  assert.equal(later('2025-01-01T00:00:00Z', 'PT36H'), '2025-01-02T12:00:00.000Z');
  assert.equal(later('2025-01-01T00:00:00Z', 'P0D'), '2025-01-01T00:00:00.000Z');
});

test('what is no duration of whole parts is none', () => {
  for (const text of [
    '',
    'P',
    'PT',
    'P1',
    'P1H',
    'P1DT',
    'P-1D',
    '-P1D',
    'P1.5D',
    'p1d',
    ' P1D',
    'P1D\n',
    'P1D1M',
  ]) {
    assert.equal(parseDuration(text), undefined, JSON.stringify(text));
  }
  assert.equal(parseDuration(`P${'9'.repeat(40)}D`), undefined);
});

test('what leads past all dates is an invalid one', () => {
  const far = parseDuration('P99999999999Y');
  assert.ok(far);
  assert.ok(Number.isNaN(addDuration(new Date(0), far).getTime()));
});
