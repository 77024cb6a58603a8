import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';
import { day, ledger, lines, told } from '../support/story-views.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
const fortnight = { trial_interval: 'day', trial_interval_count: 14 };

/** A trial that becomes a paid period. */
const converted = [
  'subscription.updated',
  'subscription.active',
  'subscription.cycled',
  'customer.state_changed',
  ...told.paid,
];

/** Somebody in a trial of two weeks of a plan of 30.00 a month, since April 1st. */
async function trialing(card?: string) {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000, fortnight);
  const bought = await story.buy(plan, card ? { card } : {});
  await story.told();
  return { story, plan, ...bought };
}

test('a trial costs nothing, converts by itself, and renews from there', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const trial = await story.subscription(subscriptionId);
  assert.deepEqual([trial.status, day(trial.trial_end)], ['trialing', '2027-04-15']);
  assert.deepEqual(await story.advanceTelling('2027-04-15T00:00:00Z'), converted);
  const active = await story.polar49.subscriptions.get({ id: subscriptionId });
  assert.equal(active.status, 'active');
  assert.deepEqual(
    [day(active.trialEnd), day(active.currentPeriodStart), day(active.currentPeriodEnd)],
    ['2027-04-15', '2027-04-15', '2027-05-15'],
  );
  await story.advance('2027-05-15T00:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(ledger(orders), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-15 subscription_cycle 3000 paid',
    '2027-05-15 subscription_cycle 3000 paid',
  ]);
  assert.deepEqual(lines(orders[0]), [['Trial period for Pro — From Apr 1, 2027 to Apr 15, 2027', 0]]);
  assert.deepEqual(
    orders.map(({ receipt_number }) => receipt_number?.split('-').at(-1) ?? null),
    [null, '0001', '0002'],
  );
});

test('a trial that is canceled ends without ever having cost anything', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const canceled = await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual([canceled.status, day(canceled.ends_at)], ['trialing', '2027-04-15']);
  assert.deepEqual(await story.told(), told.canceled);
  assert.deepEqual(await story.advanceTelling('2027-06-01T00:00:00Z'), told.ended);
  const ended = await story.subscription(subscriptionId);
  assert.deepEqual([ended.status, day(ended.ended_at)], ['canceled', '2027-04-15']);
  assert.deepEqual(ledger(await story.orders(customerId)), ['2027-04-01 subscription_create 0 paid']);
});

test('canceled and taken back within the trial, it converts', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  await story.change(subscriptionId, { cancel_at_period_end: true });
  await story.advance('2027-04-14T23:59:59Z');
  await story.told();
  await story.change(subscriptionId, { cancel_at_period_end: false });
  assert.deepEqual(await story.advanceTelling('2027-04-15T00:00:00Z'), [...told.uncanceled, ...converted]);
  assert.equal((await story.orders(customerId)).length, 2);
});

test('a trial moved forth and back ends when it was last said to', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const later = await story.change(subscriptionId, { trial_end: '2027-05-31T00:00:00Z' });
  assert.deepEqual(
    [day(later.trial_end), day(later.current_period_end), later.status],
    ['2027-05-31', '2027-05-31', 'trialing'],
  );
  await story.advance('2027-04-20T00:00:00Z');
  assert.equal((await story.orders(customerId)).length, 1);
  await story.change(subscriptionId, { trial_end: '2027-04-30T00:00:00Z' });
  assert.deepEqual(await story.refused(subscriptionId, { trial_end: '2027-04-19T00:00:00Z' }), [
    422,
    'Trial end must be in the future.',
  ]);
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-05-30T00:00:00Z'), [...converted, ...told.renewed]);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-30 subscription_cycle 3000 paid',
    '2027-05-30 subscription_cycle 3000 paid',
  ]);
});

test('a trial ended now is charged now, and its periods count from now', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  await story.advance('2027-04-05T12:00:00Z');
  await story.told();
  const ended = await story.change(subscriptionId, { trial_end: 'now' });
  assert.deepEqual(await story.told(), converted);
  assert.deepEqual(
    [ended.status, day(ended.trial_end), day(ended.current_period_start), day(ended.current_period_end)],
    ['active', '2027-04-05', '2027-04-05', '2027-05-05'],
  );
  assert.deepEqual(await story.refused(subscriptionId, { trial_end: 'now' }), [
    422,
    'The subscription is not currently trialing.',
  ]);
  await story.advance('2027-05-05T12:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-05 subscription_cycle 3000 paid',
    '2027-05-05 subscription_cycle 3000 paid',
  ]);
});

test('an active subscription is given a trial: nothing is charged until it ends', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(plan);
  await story.advance('2027-04-10T00:00:00Z');
  assert.deepEqual(await story.refused(subscriptionId, { trial_end: '2027-05-01T00:00:00Z' }), [
    422,
    'Trial end must be after the current period end.',
  ]);
  await story.told();
  const given = await story.change(subscriptionId, { trial_end: '2027-06-15T00:00:00Z' });
  assert.deepEqual(await story.told(), told.changed);
  assert.deepEqual(
    [given.status, day(given.trial_start), day(given.trial_end), day(given.current_period_end)],
    ['trialing', '2027-04-10', '2027-06-15', '2027-06-15'],
  );
  assert.deepEqual(await story.advanceTelling('2027-06-15T00:00:00Z'), converted);
  await story.advance('2027-07-15T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-06-15 subscription_cycle 3000 paid',
    '2027-07-15 subscription_cycle 3000 paid',
  ]);
});

test('another plan within a trial: nothing is prorated, the trial goes on, the other plan is charged', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const team = await story.plan('Team', 9000);
  await story.advance('2027-04-08T00:00:00Z');
  await story.told();
  const changed = await story.change(subscriptionId, { product_id: team.id, proration_behavior: 'invoice' });
  assert.deepEqual(
    [changed.status, changed.amount, day(changed.trial_end)],
    ['trialing', 9000, '2027-04-15'],
  );
  assert.deepEqual(await story.told(), told.changed);
  assert.deepEqual(await story.advanceTelling('2027-04-15T00:00:00Z'), converted);
  const orders = await story.orders(customerId);
  assert.deepEqual(ledger(orders), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-15 subscription_cycle 9000 paid',
  ]);
  assert.deepEqual(lines(orders[1]), [['Team — From Apr 15, 2027 to May 15, 2027', 9000]]);
});

test('a monthly trial turned into a yearly one converts to a year', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const yearly = await story.plan('Pro, yearly', 30_000, { recurring_interval: 'year' });
  await story.advance('2027-04-08T00:00:00Z');
  const changed = await story.change(subscriptionId, { product_id: yearly.id });
  assert.deepEqual([changed.status, day(changed.current_period_end)], ['trialing', '2027-04-15']);
  await story.advance('2028-04-15T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-15 subscription_cycle 30000 paid',
    '2028-04-15 subscription_cycle 30000 paid',
  ]);
});

test('another plan and the end of the trial in one call: the other plan is charged at once', async () => {
  const { story, customerId, subscriptionId } = await trialing();
  const team = await story.plan('Team', 9000);
  await story.advance('2027-04-08T00:00:00Z');
  const changed = await story.change(subscriptionId, { product_id: team.id, trial_end: 'now' });
  assert.deepEqual([changed.status, changed.product_id], ['active', team.id]);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-08 subscription_cycle 9000 paid',
  ]);
});

test('a card that fails when the trial converts: past due, and recovered with another card', async () => {
  const { story, customerId, subscriptionId } = await trialing('tok_chargeCustomerFail');
  assert.deepEqual(await story.advanceTelling('2027-04-15T00:00:00Z'), [
    'subscription.updated',
    'subscription.active',
    'subscription.cycled',
    'customer.state_changed',
    'invoice.created',
    'invoice.updated',
    'subscription.updated',
    'subscription.past_due',
    'customer.state_changed',
  ]);
  await story.advance('2027-04-16T00:00:00Z');
  await story.newCard(customerId, 'tok_visa');
  const recovered = await story.subscription(subscriptionId);
  assert.deepEqual([recovered.status, day(recovered.current_period_end)], ['active', '2027-05-15']);
  await story.advance('2027-05-15T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-15 subscription_cycle 3000 paid',
    '2027-05-15 subscription_cycle 3000 paid',
  ]);
});

test('a checkout may offer a longer trial than the product, or none', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000, fortnight);
  const longer = await story.buy(plan, { checkout: { trial_interval: 'month', trial_interval_count: 1 } });
  const none = await story.buy(plan, { checkout: { allow_trial: false } });
  await story.advance('2027-05-01T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(longer.customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-05-01 subscription_cycle 3000 paid',
  ]);
  assert.deepEqual(ledger(await story.orders(none.customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 paid',
  ]);
});
