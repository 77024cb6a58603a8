import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';
import { amounts, day, ledger, lines, told } from '../support/story-views.ts';
import { seats as seatPrice } from '../support/subscriptions.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

test('from trial to the end: converted, upgraded, downgraded, paused, resumed, canceled', async () => {
  const story = await beginStory(florin, '2027-01-31T12:00:00Z');
  const basic = await story.plan('Basic', 3000, { trial_interval: 'day', trial_interval_count: 14 });
  const pro = await story.plan('Pro', 6000);
  await story.told();
  const { customerId, subscriptionId } = await story.buy(basic);
  assert.deepEqual(await story.told(), [
    'checkout.created',
    'checkout.updated',
    'subscription.created',
    'subscription.active',
    'subscription.updated',
    'customer.state_changed',
    ...told.paid,
    'checkout.updated',
    'customer_session.created',
  ]);

  assert.deepEqual(await story.advanceTelling('2027-02-28T12:00:00Z'), [
    'subscription.updated',
    'subscription.active',
    'subscription.cycled',
    'customer.state_changed',
    ...told.paid,
  ]);

  // 14 of 28 days are left.
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.deepEqual(lines((await story.orders(customerId)).at(-1)), [
    ['Remaining time on Basic — From Feb 28, 2027 to Mar 14, 2027', -1500],
    ['Pro — From Feb 28, 2027 to Mar 14, 2027', 3000],
  ]);

  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  assert.deepEqual(await story.advanceTelling('2027-03-20T00:00:00Z'), [...told.changed, ...told.renewed]);
  assert.equal((await story.subscription(subscriptionId)).product_id, basic.id);

  await story.change(subscriptionId, { pause_at_period_end: true });
  assert.deepEqual(await story.advanceTelling('2027-05-31T06:00:00Z'), [
    ...told.changed,
    'subscription.updated',
    'subscription.paused',
    'customer.state_changed',
  ]);

  await story.change(subscriptionId, { resume: true });
  assert.deepEqual(await story.told(), [
    'subscription.updated',
    'subscription.resumed',
    'customer.state_changed',
    ...told.paid,
  ]);

  await story.advance('2027-06-30T06:00:00Z');
  await story.told();
  await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual(await story.advanceTelling('2027-12-01T00:00:00Z'), [...told.canceled, ...told.ended]);

  const orders = await story.orders(customerId);
  assert.deepEqual(ledger(orders), [
    '2027-01-31 subscription_create 0 paid',
    '2027-02-14 subscription_cycle 3000 paid',
    '2027-02-28 subscription_update 1500 paid',
    '2027-03-14 subscription_cycle 3000 paid',
    '2027-05-31 subscription_cycle 3000 paid',
    '2027-06-30 subscription_cycle 3000 paid',
  ]);
  const ended = await story.subscription(subscriptionId);
  assert.deepEqual([ended.status, day(ended.ended_at)], ['canceled', '2027-07-31']);
  assert.deepEqual(
    orders.map(({ invoice_number }) => invoice_number?.split('-').at(-1)),
    ['0001', '0002', '0003', '0004', '0005', '0006'],
  );
  assert.deepEqual(
    orders.map(({ receipt_number }) => receipt_number?.split('-').at(-1)),
    [undefined, '0001', '0002', '0003', '0004', '0005'],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('a team grows and shrinks, with a discount that runs out on the way', async () => {
  const story = await beginStory(florin, '2027-04-01T00:00:00Z');
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [seatPrice()] });
  const discount = await story.discount({ duration: 'repeating', duration_in_months: 2 });
  const { customerId, subscriptionId } = await story.buy(team, {
    checkout: { seats: 2, discount_id: discount.id },
  });
  await story.advance('2027-04-16T00:00:00Z');
  // (2000 − 1000) ÷ 2
  await story.change(subscriptionId, { seats: 4, proration_behavior: 'invoice' });
  await story.advance('2027-05-16T12:00:00Z');
  // (3000 − 2000) ÷ 2, while half of May is left
  await story.change(subscriptionId, { seats: 6, proration_behavior: 'prorate' });
  await story.advance('2027-06-16T00:00:00Z');
  // The discount is over: −(6000 − 1000) ÷ 2
  await story.change(subscriptionId, { seats: 1, proration_behavior: 'prorate' });
  await story.advance('2027-09-01T00:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(orders.map(amounts), [
    [2000],
    [500],
    [4000],
    [6000, 500],
    // Credit is not reduced, and what is over waits on the account.
    [1000, -2500],
    [1000],
    [1000],
  ]);
  assert.deepEqual(ledger(orders), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-04-16 subscription_update 500 paid',
    '2027-05-01 subscription_cycle 2000 paid',
    '2027-06-01 subscription_cycle 6500 paid',
    '2027-07-01 subscription_cycle -1500, due 0, paid',
    '2027-08-01 subscription_cycle 1000, due 0, paid',
    '2027-09-01 subscription_cycle 1000, due 500, paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('somebody who left comes back: another subscription, the same customer and run of numbers', async () => {
  const story = await beginStory(florin, '2027-04-01T00:00:00Z');
  const pro = await story.plan('Pro', 3000);
  const first = await story.buy(pro);
  await story.advance('2027-04-10T00:00:00Z');
  await story.polar.subscriptions.revoke(first.subscriptionId);
  await story.advance('2027-06-15T00:00:00Z');
  const second = await story.buy(pro, { checkout: { customer_id: first.customerId } });
  assert.equal(second.customerId, first.customerId);
  assert.notEqual(second.subscriptionId, first.subscriptionId);
  await story.advance('2027-07-15T00:00:00Z');
  const orders = await story.orders(first.customerId);
  assert.deepEqual(ledger(orders), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-06-15 subscription_create 3000 paid',
    '2027-07-15 subscription_cycle 3000 paid',
  ]);
  assert.deepEqual(
    orders.map(({ invoice_number }) => invoice_number?.split('-').at(-1)),
    ['0001', '0002', '0003'],
  );
});
