import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taxBehaviorOf } from './tax-behavior.ts';

test('by location prices are without tax in three countries only; else as the setting says', () => {
  assert.deepEqual(
    ['US', 'CA', 'IN', 'DE', 'GB', null].map((country) => taxBehaviorOf('location', country)),
    ['exclusive', 'exclusive', 'exclusive', 'inclusive', 'inclusive', 'inclusive'],
  );
  assert.equal(taxBehaviorOf('inclusive', 'US'), 'inclusive');
  assert.equal(taxBehaviorOf('exclusive', 'DE'), 'exclusive');
});
