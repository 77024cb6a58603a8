import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pauseBeforeRetry } from './retry-schedule.ts';

test('a pause is within a tenth of the plan, and after the last there is none', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const schedule = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(schedule, fc.integer({ min: 1, max: 25 }), chance, (seconds, attempts, chance) => {
      const pause = pauseBeforeRetry(seconds, attempts, chance);
      const plan = seconds[attempts - 1];
      if (plan === undefined) return assert.equal(pause, null);
      assert.ok(pause !== null && pause >= plan * 900 && pause <= plan * 1_100);
    }),
  );
});
