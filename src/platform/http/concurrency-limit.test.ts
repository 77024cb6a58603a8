import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConcurrencyLimiter } from './concurrency-limit.ts';

test('a name has so many places, and gets back those that are left', () => {
  const limiter = new ConcurrencyLimiter();
  assert.equal(limiter.enter('one', 2), true);
  assert.equal(limiter.enter('one', 2), true);
  assert.equal(limiter.enter('one', 2), false);
  assert.equal(limiter.enter('other', 2), true);
  limiter.leave('one');
  assert.equal(limiter.enter('one', 2), true);
  assert.equal(limiter.enter('one', 2), false);
});

test('leaving a place that nobody has opens no other', () => {
  const limiter = new ConcurrencyLimiter();
  limiter.leave('one');
  assert.equal(limiter.enter('one', 1), true);
  assert.equal(limiter.enter('one', 1), false);
});
