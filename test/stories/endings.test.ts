import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';
import { amounts, day, ledger, told } from '../support/story-views.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
const middle = '2027-04-16T00:00:00Z';
const may = '2027-05-01T00:00:00Z';

const paused = ['subscription.updated', 'subscription.paused', 'customer.state_changed'];
const resumed = ['subscription.updated', 'subscription.resumed', 'customer.state_changed', ...told.paid];
/** A renewal that cannot be charged. */
const declined = [
  ...told.renewed.slice(0, 4),
  'invoice.updated',
  'subscription.updated',
  'subscription.past_due',
  'customer.state_changed',
];

async function subscribed(card = 'tok_visa') {
  const story = await beginStory(florin, april);
  const pro = await story.plan('Pro', 3000);
  const bought = await story.buy(pro, { card });
  await story.told();
  return { story, pro, ...bought };
}

test('canceled at the end of the period: it lasts to its last moment, and is billed no more', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.advance(middle);
  await story.told();
  const canceled = await story.polar49.subscriptions.update({
    id: subscriptionId,
    subscriptionUpdate: {
      cancelAtPeriodEnd: true,
      customerCancellationReason: 'too_expensive',
      customerCancellationComment: 'It was nice.',
    },
  });
  assert.deepEqual(
    [
      canceled.status,
      canceled.cancelAtPeriodEnd,
      day(canceled.canceledAt),
      day(canceled.endsAt),
      canceled.endedAt,
    ],
    ['active', true, '2027-04-16', '2027-05-01', null],
  );
  assert.deepEqual(await story.told(), told.canceled);
  assert.deepEqual(await story.refused(subscriptionId, { cancel_at_period_end: true }), [
    403,
    'AlreadyCanceledSubscription',
  ]);
  await story.advance('2027-04-30T23:59:59.999Z');
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.ended);
  const ended = await story.subscription(subscriptionId);
  assert.deepEqual(
    [ended.status, day(ended.ended_at), ended.customer_cancellation_reason],
    ['canceled', '2027-05-01', 'too_expensive'],
  );
  assert.deepEqual(await story.refused(subscriptionId, { cancel_at_period_end: false }), [
    410,
    'ResourceUnavailable',
  ]);
  await story.advance('2027-07-01T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), ['2027-04-01 subscription_create 3000 paid']);
});

test('canceled, and taken back in time: it renews as if nothing had been', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.change(subscriptionId, { cancel_at_period_end: true, customer_cancellation_reason: 'unused' });
  await story.advance(middle);
  await story.told();
  const kept = await story.change(subscriptionId, { cancel_at_period_end: false });
  assert.deepEqual(
    [kept.cancel_at_period_end, kept.canceled_at, kept.ends_at, kept.customer_cancellation_reason],
    [false, null, null, null],
  );
  assert.deepEqual(await story.refused(subscriptionId, { cancel_at_period_end: false }), [400, 'BadRequest']);
  assert.deepEqual(await story.advanceTelling(may), [...told.uncanceled, ...told.renewed]);
  assert.equal((await story.orders(customerId)).length, 2);
});

test('canceled, then revoked after all: told as canceled once', async () => {
  const { story, subscriptionId } = await subscribed();
  await story.change(subscriptionId, { cancel_at_period_end: true });
  await story.advance(middle);
  await story.told();
  const revoked = await story.polar.subscriptions.revoke(subscriptionId);
  assert.deepEqual(
    [revoked.status, day(revoked.canceled_at), day(revoked.ended_at), day(revoked.ends_at)],
    ['canceled', '2027-04-01', '2027-04-16', '2027-04-16'],
  );
  assert.deepEqual(await story.told(), told.ended);
  assert.deepEqual(await story.advanceTelling('2027-07-01T00:00:00Z'), []);
});

test('revoked with a downgrade still to be settled: what was not used becomes credit', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const basic = await story.plan('Basic', 1000);
  await story.advance(middle);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'prorate' });
  await story.told();
  await story.polar.subscriptions.revoke(subscriptionId);
  assert.deepEqual(await story.told(), [...told.paid, ...told.revoked]);
  const [, bill] = await story.orders(customerId);
  assert.deepEqual(amounts(bill), [-1500, 500]);
  assert.equal(await story.balance(customerId), 1000);
});

test('canceled with an upgrade still to be settled: a last invoice when the period ends', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const max = await story.plan('Max', 9000);
  await story.advance(middle);
  await story.change(subscriptionId, { product_id: max.id, proration_behavior: 'prorate' });
  await story.change(subscriptionId, { cancel_at_period_end: true });
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), [
    'invoice.created',
    ...told.ended,
    'invoice.updated',
    'invoice.paid',
  ]);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 paid',
  ]);
});

test('paused from the end of the period, resumed by hand: a new period from that day', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.advance(middle);
  await story.told();
  const asked = await story.change(subscriptionId, { pause_at_period_end: true });
  assert.deepEqual([asked.status, asked.pause_at_period_end], ['active', true]);
  assert.deepEqual(await story.advanceTelling('2027-07-10T00:00:00Z'), [...told.changed, ...paused]);
  const resting = await story.subscription(subscriptionId);
  assert.deepEqual([resting.status, day(resting.paused_at)], ['paused', '2027-05-01']);
  const state = await story.polar.customers.getState(customerId);
  assert.deepEqual(state.active_subscriptions, []);
  const going = await story.change(subscriptionId, { resume: true });
  assert.deepEqual(await story.told(), resumed);
  assert.deepEqual(
    [going.status, going.paused_at, day(going.current_period_start), day(going.current_period_end)],
    ['active', null, '2027-07-10', '2027-08-10'],
  );
  await story.advance('2027-08-10T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-07-10 subscription_cycle 3000 paid',
    '2027-08-10 subscription_cycle 3000 paid',
  ]);
});

test('paused until a day: it goes on by itself then, and that is its day from then on', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  assert.deepEqual(
    await story.refused(subscriptionId, { pause_at_period_end: true, resumes_at: '2027-04-20T00:00:00Z' }),
    [422, 'The resume date must be after the end of the current period.'],
  );
  await story.change(subscriptionId, { pause_at_period_end: true, resumes_at: '2027-05-31T08:00:00Z' });
  assert.deepEqual(await story.advanceTelling('2027-07-31T00:00:00Z'), [
    ...told.changed,
    ...paused,
    ...resumed,
    ...told.renewed,
  ]);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-31 subscription_cycle 3000 paid',
    '2027-06-30 subscription_cycle 3000 paid',
  ]);
  assert.equal(day((await story.subscription(subscriptionId)).current_period_end), '2027-07-31');
});

test('a pause taken back before it begins never was', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  assert.deepEqual(await story.refused(subscriptionId, { pause_at_period_end: false }), [
    409,
    'NoScheduledPause',
  ]);
  await story.change(subscriptionId, { pause_at_period_end: true, resumes_at: '2027-05-31T00:00:00Z' });
  const kept = await story.change(subscriptionId, { pause_at_period_end: false });
  assert.deepEqual([kept.pause_at_period_end, kept.resumes_at], [false, null]);
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  assert.equal((await story.orders(customerId)).length, 2);
});

test('a pause and then a cancellation: the cancellation counts', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.change(subscriptionId, { pause_at_period_end: true, resumes_at: '2027-05-31T00:00:00Z' });
  const canceled = await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual([canceled.pause_at_period_end, canceled.resumes_at], [false, null]);
  assert.deepEqual(await story.refused(subscriptionId, { pause_at_period_end: true }), [
    409,
    'CannotPauseSubscription',
  ]);
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-08-01T00:00:00Z'), told.ended);
  assert.equal((await story.orders(customerId)).length, 1);
});

test('canceled while it rests: there is no period to wait for, it ends now', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.change(subscriptionId, { pause_at_period_end: true, resumes_at: '2027-06-01T00:00:00Z' });
  await story.advance('2027-05-10T00:00:00Z');
  await story.told();
  const ended = await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual([ended.status, day(ended.ended_at)], ['canceled', '2027-05-10']);
  assert.deepEqual(await story.told(), told.revoked);
  assert.deepEqual(await story.advanceTelling('2027-08-01T00:00:00Z'), []);
  assert.equal((await story.orders(customerId)).length, 1);
});

test('a change that waits survives a pause: what comes back is the other plan', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const basic = await story.plan('Basic', 1000);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  await story.change(subscriptionId, { pause_at_period_end: true });
  await story.advance('2027-06-15T00:00:00Z');
  const resting = await story.subscription(subscriptionId);
  assert.equal(resting.pending_update?.product_id, basic.id);
  const going = await story.change(subscriptionId, { resume: true });
  assert.deepEqual([going.product_id, going.amount, going.pending_update], [basic.id, 1000, null]);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-06-15 subscription_cycle 1000 paid',
  ]);
});

test('the end of the period moved, out and in: it renews then, and on that day from then on', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const moved = await story.change(subscriptionId, { current_billing_period_end: '2027-05-31T00:00:00Z' });
  assert.equal(day(moved.current_period_end), '2027-05-31');
  assert.deepEqual(await story.told(), told.changed);
  await story.advance('2027-06-30T00:00:00Z');
  await story.change(subscriptionId, { current_billing_period_end: '2027-07-15T00:00:00Z' });
  await story.advance('2027-08-15T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-31 subscription_cycle 3000 paid',
    '2027-06-30 subscription_cycle 3000 paid',
    '2027-07-15 subscription_cycle 3000 paid',
    '2027-08-15 subscription_cycle 3000 paid',
  ]);
});

test('what is left of a period is counted in the period as it was moved', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const max = await story.plan('Max', 9000);
  // 60 days instead of 30; after 15 of them three quarters are left.
  await story.change(subscriptionId, { current_billing_period_end: '2027-05-31T00:00:00Z' });
  await story.advance(middle);
  await story.change(subscriptionId, { product_id: max.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts((await story.orders(customerId)).at(-1)), [-2250, 6750]);
});

test('the end moved of a subscription that is to end, or to rest: it ends, or rests, then', async () => {
  const ending = await subscribed();
  await ending.story.change(ending.subscriptionId, { cancel_at_period_end: true });
  const moved = await ending.story.change(ending.subscriptionId, {
    current_billing_period_end: '2027-05-15T00:00:00Z',
  });
  assert.equal(day(moved.ends_at), '2027-05-15');
  await ending.story.advance('2027-06-15T00:00:00Z');
  assert.equal(day((await ending.story.subscription(ending.subscriptionId)).ended_at), '2027-05-15');

  const resting = await subscribed();
  await resting.story.change(resting.subscriptionId, {
    pause_at_period_end: true,
    resumes_at: '2027-05-10T00:00:00Z',
  });
  // The day on which it was to go on is over by then: it goes on at once.
  await resting.story.change(resting.subscriptionId, { current_billing_period_end: '2027-05-15T00:00:00Z' });
  await resting.story.told();
  assert.deepEqual(await resting.story.advanceTelling('2027-06-14T00:00:00Z'), [...paused, ...resumed]);
  assert.deepEqual(ledger(await resting.story.orders(resting.customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-15 subscription_cycle 3000 paid',
  ]);
});

test('revoked while past due: what is owed is void, and nothing is tried any more', async () => {
  const { story, customerId, subscriptionId } = await subscribed('tok_chargeCustomerFail');
  assert.deepEqual(await story.advanceTelling('2027-05-02T00:00:00Z'), declined);
  await story.polar.subscriptions.revoke(subscriptionId);
  assert.deepEqual(await story.told(), [...told.revoked, 'invoice.updated']);
  assert.deepEqual(await story.advanceTelling('2027-08-01T00:00:00Z'), []);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 void',
  ]);
});

test('canceled while past due: it ends with its period, and is asked for what it owes until then', async () => {
  const { story, customerId, subscriptionId } = await subscribed('tok_chargeCustomerFail');
  await story.advance('2027-05-02T00:00:00Z');
  const canceled = await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual([canceled.status, day(canceled.ends_at)], ['past_due', '2027-06-01']);
  await story.newCard(customerId, 'tok_visa');
  const paid = await story.subscription(subscriptionId);
  assert.deepEqual([paid.status, paid.cancel_at_period_end], ['active', true]);
  await story.advance('2027-07-01T00:00:00Z');
  assert.equal((await story.subscription(subscriptionId)).status, 'canceled');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 paid',
  ]);
});

test('what is asked of a subscription that is over', async () => {
  const { story, subscriptionId } = await subscribed();
  const max = await story.plan('Max', 9000);
  await story.polar.subscriptions.revoke(subscriptionId);
  await story.told();
  const asked: [object, [number, string]][] = [
    [{ product_id: max.id }, [403, 'AlreadyCanceledSubscription']],
    [{ cancel_at_period_end: true }, [403, 'AlreadyCanceledSubscription']],
    [{ cancel_at_period_end: false }, [410, 'ResourceUnavailable']],
    [{ revoke: true }, [403, 'AlreadyCanceledSubscription']],
    [{ pause_at_period_end: true }, [409, 'CannotPauseSubscription']],
    [{ resume: true }, [409, 'NotPausedSubscription']],
    [{ current_billing_period_end: '2027-06-01T00:00:00Z' }, [403, 'AlreadyCanceledSubscription']],
    [{ trial_end: '2027-06-01T00:00:00Z' }, [403, 'AlreadyCanceledSubscription']],
  ];
  for (const [body, answer] of asked) {
    assert.deepEqual(await story.refused(subscriptionId, body as never), answer, JSON.stringify(body));
  }
  assert.deepEqual(await story.told(), []);
});
