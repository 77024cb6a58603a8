import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../../platform/result.ts';
import { decideAdvance, decideSet } from './test-clock.ts';

const at = (text: string) => new Date(text);
const wall = at('2026-06-01T00:00:00Z');
const codeOf = (result: Result<Date>) => (result.ok ? 'ok' : result.failures[0].code);

test('a clock may be set to any moment with no work due before it', () => {
  const set = (to: string, reached: string | null, due: string | null) =>
    codeOf(decideSet(at(to), reached ? at(reached) : null, wall, due ? at(due) : null));
  assert.equal(set('2000-01-01T00:00:00Z', null, null), 'ok');
  assert.equal(set('1999-12-31T23:59:59.999Z', null, null), 'clock_out_of_range');
  assert.equal(set('2299-12-31T23:59:59.999Z', null, null), 'ok');
  assert.equal(set('2300-01-01T00:00:00Z', null, null), 'clock_out_of_range');
  // Work that waits for the wall clock does not keep it from being turned back.
  assert.equal(set('2026-05-01T00:00:00Z', null, '2026-04-01T00:00:00Z'), 'ok');
  assert.equal(set('2026-07-01T00:00:00Z', null, '2026-06-15T00:00:00Z'), 'work_due');
  assert.equal(set('2026-06-14T00:00:00Z', null, '2026-06-15T00:00:00Z'), 'ok');
  // Once set, it is its own time that counts.
  assert.equal(set('2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z', '2029-01-01T00:00:00Z'), 'ok');
  assert.equal(set('2029-12-31T00:00:00Z', '2030-01-01T00:00:00Z', null), 'clock_cannot_go_back');
  assert.equal(set('2030-02-01T00:00:00Z', '2030-01-01T00:00:00Z', '2030-02-01T00:00:00Z'), 'work_due');
});

test('a clock is advanced by a hundred years at most, and not past the year 2299', () => {
  const reached = at('2024-02-29T00:00:00Z');
  assert.equal(codeOf(decideAdvance(reached, reached)), 'ok');
  assert.equal(codeOf(decideAdvance(at('2124-02-29T00:00:00Z'), reached)), 'ok');
  assert.equal(codeOf(decideAdvance(at('2124-02-29T00:00:00.001Z'), reached)), 'clock_out_of_range');
  assert.equal(codeOf(decideAdvance(at('2024-02-28T00:00:00Z'), reached)), 'clock_cannot_go_back');
  assert.equal(codeOf(decideAdvance(new Date(Number.NaN), reached)), 'clock_out_of_range');
  const late = at('2250-01-01T00:00:00Z');
  assert.equal(codeOf(decideAdvance(at('2299-12-31T23:59:59.999Z'), late)), 'ok');
  assert.equal(codeOf(decideAdvance(at('2300-01-01T00:00:00Z'), late)), 'clock_out_of_range');
});
