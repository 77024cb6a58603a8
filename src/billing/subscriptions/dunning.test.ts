import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideDunning, defaultDunning } from './dunning.ts';

const day = 86_400_000;
const start = new Date('2027-01-01T00:00:00Z');
const at = (days: number) => new Date(start.getTime() + days * day);
const failed = (days: number, attempts: number, isFinal = false) =>
  decideDunning({ now: at(days), firstFailedAt: start, attempts, isFinal, schedule: defaultDunning });

test('retries after 2, 5, 7 and 7 days, then gives up', () => {
  assert.deepEqual(failed(0, 1), { kind: 'retry', nextAttemptAt: at(2), actAt: at(2) });
  assert.deepEqual(failed(2, 2), { kind: 'retry', nextAttemptAt: at(7), actAt: at(7) });
  assert.deepEqual(failed(7, 3), { kind: 'retry', nextAttemptAt: at(14), actAt: at(14) });
  assert.deepEqual(failed(14, 4), { kind: 'retry', nextAttemptAt: at(21), actAt: at(21) });
  assert.deepEqual(failed(21, 5), { kind: 'give_up' });
});

test('attempts whose outcome is late do not move those after them, unless these are over already', () => {
  const minute = 1 / (24 * 60);
  assert.deepEqual(failed(2 + 30 * minute, 2), { kind: 'retry', nextAttemptAt: at(7), actAt: at(7) });
  assert.deepEqual(failed(6, 2), { kind: 'retry', nextAttemptAt: at(7), actAt: at(7) });
  assert.deepEqual(failed(8, 2), { kind: 'retry', nextAttemptAt: at(13), actAt: at(13) });
});

test('a decline that cannot recover waits for the deadline', () => {
  const deadline = new Date(start.getTime() + (21 * 24 * 60 + 1) * 60_000);
  assert.deepEqual(failed(0, 1, true), { kind: 'wait', actAt: deadline });
  assert.deepEqual(failed(7, 3, true), { kind: 'wait', actAt: deadline });
  assert.deepEqual(failed(22, 2), { kind: 'give_up' });
});

test('whatever the schedule, it ends: every step lies ahead and none after the deadline', () => {
  const schedule = fc.record({
    retryDays: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }),
    deadlineMinutes: fc.integer({ min: 1, max: 365 * 24 * 60 }),
  });
  fc.assert(
    fc.property(schedule, fc.array(fc.boolean(), { maxLength: 20 }), (given, finals) => {
      let now = start;
      for (let attempts = 1; ; attempts++) {
        const isFinal = finals[attempts] ?? false;
        const step = decideDunning({ now, firstFailedAt: start, attempts, isFinal, schedule: given });
        if (step.kind === 'give_up') return;
        assert.ok(step.actAt > now);
        assert.ok(step.actAt.getTime() <= start.getTime() + given.deadlineMinutes * 60_000);
        assert.ok(attempts <= given.retryDays.length + 1);
        now = step.actAt;
      }
    }),
  );
});
