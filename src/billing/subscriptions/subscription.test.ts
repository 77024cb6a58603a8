import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canGo,
  nextActionAt,
  nextReminder,
  remindedAfter,
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

const day = (text: string) => new Date(`${text}T00:00:00Z`);

const trialing = {
  status: 'trialing',
  renews: true,
  isFreePlan: false,
  recurringInterval: 'month',
  recurringIntervalCount: 1,
  currentPeriodStart: day('2027-01-01'),
  currentPeriodEnd: day('2027-01-15'),
  cancelAtPeriodEnd: false,
  pauseAtPeriodEnd: false,
  remindedOf: null,
  resumesAt: null,
  endsAt: null,
} as const;

test('a trial is looked at three days before its end, a long period seven, and else at the end', () => {
  const year = {
    ...trialing,
    status: 'active',
    recurringInterval: 'year',
    currentPeriodEnd: day('2028-01-01'),
  } as const;
  assert.deepEqual(nextActionAt(trialing), day('2027-01-12'));
  assert.deepEqual(nextActionAt({ ...trialing, remindedOf: day('2027-01-15') }), day('2027-01-15'));
  // One that was told of another end is told of this one.
  assert.deepEqual(nextActionAt({ ...trialing, remindedOf: day('2027-01-10') }), day('2027-01-12'));
  assert.deepEqual(nextActionAt({ ...trialing, status: 'active' }), day('2027-01-15'));
  assert.deepEqual(nextActionAt(year), day('2027-12-25'));
  for (const members of [
    { isFreePlan: true },
    { cancelAtPeriodEnd: true },
    { pauseAtPeriodEnd: true },
    { remindedOf: year.currentPeriodEnd },
    { currentPeriodStart: day('2027-12-25') },
    { recurringInterval: 'month', recurringIntervalCount: 5 } as const,
  ]) {
    assert.deepEqual(nextActionAt({ ...year, ...members }), year.currentPeriodEnd, JSON.stringify(members));
  }
  for (const [recurringInterval, recurringIntervalCount] of [
    ['month', 6],
    ['week', 26],
    ['day', 180],
  ] as const) {
    assert.ok(nextReminder({ ...year, recurringInterval, recurringIntervalCount }), recurringInterval);
  }
});

test('what should have been told before it was to be told is not told late; what waits to be told is', () => {
  const near = { ...trialing, currentPeriodEnd: day('2027-01-11') };
  assert.deepEqual(remindedAfter(trialing, near, day('2027-01-10')), day('2027-01-11'));
  assert.equal(remindedAfter(trialing, near, day('2027-01-07')), null);
  const uncanceled = { ...trialing, cancelAtPeriodEnd: true };
  assert.deepEqual(remindedAfter(uncanceled, trialing, day('2027-01-13')), day('2027-01-15'));
  assert.equal(remindedAfter(trialing, { ...trialing }, day('2027-01-13')), null);
});
