import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canGo,
  type SubscriptionTrigger,
  statusAfter,
  subscriptionStatuses,
  subscriptionTransitions,
} from './subscription.ts';

const triggers = Object.keys(subscriptionTransitions) as SubscriptionTrigger[];

test('what has ended stays ended', () => {
  for (const status of ['canceled', 'incomplete_expired'] as const) {
    assert.deepEqual(
      triggers.filter((trigger) => canGo({ status }, trigger)),
      [],
    );
  }
});

test('a trigger leads where the table says, or is refused', () => {
  for (const status of subscriptionStatuses) {
    for (const trigger of triggers) {
      const go = () => statusAfter({ id: 'one', status }, trigger);
      if (canGo({ status }, trigger)) assert.equal(go(), subscriptionTransitions[trigger].to);
      else assert.throws(go, /cannot be/);
    }
  }
});

test('every status but the first can be reached, and every one that lives can be left', () => {
  const reached = new Set(triggers.map((trigger) => subscriptionTransitions[trigger].to));
  for (const status of ['active', 'trialing', 'past_due', 'paused', 'canceled'] as const) {
    assert.ok(reached.has(status), status);
    if (status !== 'canceled') assert.ok(canGo({ status }, 'revoked'), status);
  }
});
