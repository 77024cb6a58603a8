import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RateLimiter } from './rate-limit.ts';

const start = 1_800_000_000_000;

test('so many calls in a window, then none until it is over', () => {
  const limiter = new RateLimiter();
  const limit = { calls: 3, seconds: 10 };
  const take = (after: number) => limiter.take('a', limit, start + after);
  assert.deepEqual(take(0), {
    allowed: true,
    limit: 3,
    remaining: 2,
    resetAt: start + 10_000,
    retryAfter: 0,
  });
  assert.equal(take(1000).remaining, 1);
  assert.deepEqual([take(2000).allowed, take(2500).allowed], [true, false]);
  const refused = take(2500);
  assert.deepEqual([refused.remaining, refused.retryAfter], [0, 8]);
  assert.equal(take(9999).retryAfter, 1, 'whole seconds, at least one');
  assert.deepEqual(take(10_000), {
    allowed: true,
    limit: 3,
    remaining: 2,
    resetAt: start + 20_000,
    retryAfter: 0,
  });
});

test('names and limits are counted apart', () => {
  const limiter = new RateLimiter();
  const take = (name: string, calls: number, seconds: number) =>
    limiter.take(name, { calls, seconds }, start).allowed;
  assert.deepEqual([take('a', 1, 60), take('a', 1, 60)], [true, false]);
  assert.deepEqual([take('b', 1, 60), take('a', 1, 61), take('a', 2, 60)], [true, true, true]);
});

test('who goes over a limit with a block is blocked for that long, from then on', () => {
  const limiter = new RateLimiter();
  const limit = { calls: 1, seconds: 10, blockedSeconds: 60 };
  const take = (after: number) => limiter.take('a', limit, start + after);
  take(0);
  assert.deepEqual([take(5000).allowed, take(5000).retryAfter], [false, 60]);
  assert.equal(take(30_000).retryAfter, 35, 'trying again makes it no longer');
  assert.equal(take(64_999).allowed, false);
  assert.equal(take(65_000).allowed, true);
});

test('of several limits the one that refuses is told', () => {
  const limiter = new RateLimiter();
  const limits = [
    { calls: 10, seconds: 60 },
    { calls: 2, seconds: 1 },
  ];
  const take = () => limiter.takeAll('a', limits, start);
  assert.equal(take()?.limit, 10);
  assert.equal(take()?.allowed, true);
  const refused = take();
  assert.deepEqual([refused?.allowed, refused?.limit], [false, 2]);
  assert.equal(limiter.takeAll('a', [], start), undefined);
});

test('sweeping forgets no window that still counts', () => {
  const limiter = new RateLimiter();
  const hour = { calls: 1, seconds: 3600 };
  const blocked = { calls: 1, seconds: 1, blockedSeconds: 600 };
  limiter.take('slash/in/name', hour, start);
  limiter.take('b', blocked, start);
  limiter.take('b', blocked, start);
  for (let minute = 1; minute <= 9; minute++) limiter.take('other', hour, start + minute * 61_000);
  const later = start + 9 * 61_000;
  assert.equal(limiter.take('slash/in/name', hour, later).allowed, false);
  assert.equal(limiter.take('b', blocked, later).allowed, false);
  assert.equal(limiter.take('b', blocked, start + 600_000).allowed, true);
});

test('property: no window lets more through than its limit, and every refusal names when to come back', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 7 }),
      (gaps, calls, seconds) => {
        const limiter = new RateLimiter();
        const allowedIn = new Map<number, number>();
        let now = start;
        for (const gap of gaps) {
          now += gap;
          const verdict = limiter.take('a', { calls, seconds }, now);
          if (verdict.allowed) {
            const count = (allowedIn.get(verdict.resetAt) ?? 0) + 1;
            allowedIn.set(verdict.resetAt, count);
            assert.ok(count <= calls);
            assert.equal(verdict.remaining, calls - count);
          } else {
            assert.ok(verdict.retryAfter >= 1 && verdict.retryAfter <= seconds);
            assert.ok(now + verdict.retryAfter * 1000 >= verdict.resetAt);
          }
        }
      },
    ),
    { numRuns: 300, seed: 29 },
  );
});
