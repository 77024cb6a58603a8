import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { amounts, day, ledger, lines, told } from '../support/story-views.ts';
import { fixed, seats as seatPrice } from '../support/subscriptions.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
/** A third, and half, of April are left. */
const third = '2027-04-21T00:00:00Z';
const half = '2027-04-16T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

async function totals(story: Story, customerId: string): Promise<number[]> {
  return (await story.orders(customerId)).map(({ total_amount }) => total_amount);
}

/** The last digits of the cards that a customer's payments were made with, oldest first. */
async function cardsOf(story: Story, customerId: string): Promise<string[]> {
  const { items } = await story.polar.payments.list({
    customer_id: customerId,
    sorting: ['created_at'],
  } as never);
  return items.map(
    (payment) => (payment as unknown as { method_metadata: { last4: string } }).method_metadata.last4,
  );
}

/** Somebody who subscribed to Basic, of 30.00 a month, on April 1st. */
async function subscribed(more: { card?: string } = {}) {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const bought = await story.buy(basic, more);
  await story.told();
  return { story, basic, ...bought };
}

test('an upgrade whose payment takes a while: held until it is known, also past the end of the period', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const pro = await story.plan('Pro', 6000);
  await story.newCard(customerId, 'tok_pendingThenSucceeds');
  await story.advance('2027-04-30T23:59:30Z');
  await story.told();
  const held = await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'reset' });
  assert.equal(held.amount, 3000);
  assert.deepEqual(await story.refused(subscriptionId, { cancel_at_period_end: true }), [
    409,
    'SubscriptionLocked',
  ]);
  // The period ends meanwhile; the renewal waits for the change, and is of no need any more then.
  await story.advance('2027-05-01T00:00:29Z');
  assert.deepEqual(ledger(await story.orders(customerId)), ['2027-04-01 subscription_create 3000 paid']);
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-05-02T00:00:00Z'), [...told.changed, ...told.paid]);
  const changed = await story.subscription(subscriptionId);
  assert.deepEqual([changed.product_id, day(changed.current_period_end)], [pro.id, '2027-05-30']);
  assert.deepEqual(await totals(story, customerId), [3000, 6000]);
});

test('asking for the plan that one is on takes back a change that was put off', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed();
  const pro = await story.plan('Pro', 6000);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'next_period' });
  assert.equal((await story.subscription(subscriptionId)).pending_update?.product_id, pro.id);
  await story.told();
  await story.change(subscriptionId, { product_id: basic.id });
  assert.deepEqual(await story.told(), ['subscription.updated', 'customer.state_changed']);
  await story.change(subscriptionId, { product_id: basic.id });
  assert.deepEqual(await story.told(), [], 'nothing is put off any more');
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 3000]);
});

test('an upgrade whose payment fails after a while leaves the renewal as it would have been', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed();
  const pro = await story.plan('Pro', 60_000);
  await story.newCard(customerId, 'tok_pendingThenFails');
  await story.advance('2027-04-30T23:59:30Z');
  await story.told();
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'reset' });
  await story.advance('2027-05-01T00:00:40Z');
  const kept = await story.subscription(subscriptionId);
  assert.deepEqual([kept.product_id, kept.status], [basic.id, 'active']);
  await story.newCard(customerId, 'tok_visa');
  await story.advance('2027-05-01T00:02:00Z');
  const renewed = await story.subscription(subscriptionId);
  assert.deepEqual(
    [renewed.product_id, renewed.status, new Date(renewed.current_period_start as never).toISOString()],
    [basic.id, 'active', '2027-05-01T00:00:00.000Z'],
  );
  assert.deepEqual(await totals(story, customerId), [3000, 3000]);
});

test('an upgrade that would need the customer to authenticate is refused while they are away', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed();
  const pro = await story.plan('Pro', 6000);
  await florin.pool`
    update payment_methods set processor_reference = 'tok_threeDSecureAlwaysRequired'
    where organization_id = ${story.organization.id} and customer_id = ${customerId}`;
  await story.advance(third);
  assert.deepEqual(
    await story.refused(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' }),
    [402, 'PaymentFailed'],
  );
  assert.equal((await story.subscription(subscriptionId)).product_id, basic.id);
});

test('another default card is what the next renewal is charged with', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  await story.advance(half);
  await story.newCard(customerId, 'tok_mastercard');
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  assert.deepEqual(await cardsOf(story, customerId), ['4242', '4444']);
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
});

test('a downgrade that waits is still there after a cancellation was taken back', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const small = await story.plan('Small', 1000);
  await story.change(subscriptionId, { product_id: small.id, proration_behavior: 'next_period' });
  await story.change(subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual(await story.refused(subscriptionId, { product_id: small.id }), [
    403,
    'AlreadyCanceledSubscription',
  ]);
  await story.change(subscriptionId, { cancel_at_period_end: false });
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 1000]);
});

test('product and seats that both wait come together; seats that are changed now are the product’s then', async () => {
  const story = await beginStory(florin, april);
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [seatPrice()] });
  const large = await story.product({
    name: 'Large',
    recurring_interval: 'month',
    prices: [seatPrice([{ min_seats: 1, max_seats: null, price_per_seat: 2000 }])],
  });
  const next = { proration_behavior: 'next_period' };
  const both = await story.buy(team, { checkout: { seats: 3 } });
  const now = await story.buy(team, { checkout: { seats: 3 } });
  for (const { subscriptionId } of [both, now]) {
    await story.change(subscriptionId, { product_id: large.id, ...next });
  }
  const waiting = await story.change(both.subscriptionId, { seats: 5, ...next });
  assert.deepEqual([waiting.pending_update?.product_id, waiting.pending_update?.seats], [large.id, 5]);
  await story.advance(half);
  const grown = await story.change(now.subscriptionId, { seats: 4, proration_behavior: 'prorate' });
  assert.deepEqual([grown.seats, grown.pending_update?.product_id], [4, large.id]);
  await story.advance(may);
  assert.deepEqual(lines((await story.orders(both.customerId)).at(-1)), [
    ['Large × 5 seats — From May 1, 2027 to Jun 1, 2027', 10_000],
  ]);
  assert.deepEqual(amounts((await story.orders(now.customerId)).at(-1)), [8000, 500]);
});

test('seats that the product that waits is not sold in are refused when they are asked for', async () => {
  const story = await beginStory(florin, april);
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [seatPrice()] });
  const small = await story.product({
    name: 'Small',
    recurring_interval: 'month',
    prices: [seatPrice([{ min_seats: 1, max_seats: 4, price_per_seat: 500 }])],
  });
  const { customerId, subscriptionId } = await story.buy(team, { checkout: { seats: 3 } });
  await story.change(subscriptionId, { product_id: small.id, proration_behavior: 'next_period' });
  assert.deepEqual(await story.refused(subscriptionId, { seats: 6, proration_behavior: 'next_period' }), [
    400,
    'AboveMaximumSeats',
  ]);
  await story.change(subscriptionId, { seats: 4, proration_behavior: 'next_period' });
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 2000]);
  // The other way round they become as many as there can be.
  const other = await story.buy(team, { checkout: { seats: 3 } });
  await story.change(other.subscriptionId, { seats: 6, proration_behavior: 'next_period' });
  const waiting = await story.change(other.subscriptionId, {
    product_id: small.id,
    proration_behavior: 'next_period',
  });
  assert.deepEqual([waiting.pending_update?.product_id, waiting.pending_update?.seats], [small.id, 4]);
});

test('a trial given to an active subscription: what was used before it is billed, what is used in it is free', async () => {
  const story = await beginStory(florin, april);
  const calls = await story.meter('API calls');
  const plan = await story.product({
    name: 'Basic',
    recurring_interval: 'month',
    prices: [
      fixed(1000),
      { amount_type: 'metered_unit', price_currency: 'usd', meter_id: calls, unit_amount: '1' },
    ],
  });
  const { customerId, subscriptionId } = await story.buy(plan);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 300);
  await story.advance(half);
  await story.change(subscriptionId, { trial_end: '2027-05-16T00:00:00Z' });
  await story.use(customerId, calls, '2027-05-10T00:00:00Z', 500);
  await story.use(customerId, calls, '2027-05-20T00:00:00Z', 70);
  await story.advance('2027-06-16T00:00:00Z');
  const [, first, second] = await story.orders(customerId);
  assert.deepEqual(amounts(first), [1000, 300]);
  assert.deepEqual(amounts(second), [1000, 70]);
});

test('a discount that is deleted, or over, stays with those who have it', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000);
  const deleted = await story.discount();
  const over = await story.discount({ name: 'April', ends_at: '2027-04-10T00:00:00Z' });
  const first = await story.buy(plan, { checkout: { discount_id: deleted.id } });
  const second = await story.buy(plan, { checkout: { discount_id: over.id } });
  await story.polar.discounts.delete(deleted.id);
  await story.advance(june);
  assert.deepEqual(await totals(story, first.customerId), [1500, 1500, 1500]);
  assert.deepEqual(await totals(story, second.customerId), [1500, 1500, 1500]);
});

test('a few cents of use a month are collected once they are enough to be charged', async () => {
  const story = await beginStory(florin, april);
  const calls = await story.meter('API calls');
  const plan = await story.product({
    name: 'As you go',
    recurring_interval: 'month',
    prices: [{ amount_type: 'metered_unit', price_currency: 'usd', meter_id: calls, unit_amount: '1' }],
  });
  const { customerId } = await story.buy(plan);
  for (const month of ['04', '05', '06'])
    await story.use(customerId, calls, `2027-${month}-10T00:00:00Z`, 20);
  await story.advance('2027-07-01T00:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [order.total_amount, order.due_amount, order.receipt_number !== null]),
    [
      [0, 0, false],
      [20, 20, false],
      [20, 40, false],
      [20, 60, true],
    ],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('credit pays a part of an upgrade, and the card the rest', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const small = await story.plan('Small', 1800);
  const pro = await story.plan('Pro', 6000);
  await story.advance(third);
  await story.change(subscriptionId, { product_id: small.id, proration_behavior: 'invoice' });
  assert.equal(await story.balance(customerId), 400);
  await story.told();
  // −600 and +2000, less 400
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.equal(await story.balance(customerId), 0);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-21 subscription_update -400, due 0, paid',
    '2027-04-21 subscription_update 1400, due 1000, paid',
  ]);
});

test('a product that is given another name is called so from the next invoice on', async () => {
  const { story, basic, customerId } = await subscribed();
  await story.polar.products.update(basic.id, { name: 'Starter' } as never);
  await story.advance(may);
  const orders = await story.orders(customerId);
  assert.deepEqual(orders.map(lines), [
    [['Basic — From Apr 1, 2027 to May 1, 2027', 3000]],
    [['Starter — From May 1, 2027 to Jun 1, 2027', 3000]],
  ]);
});

test('the end of a trial’s period is the end of the trial', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000, { trial_interval: 'day', trial_interval_count: 14 });
  const { customerId, subscriptionId } = await story.buy(plan);
  const moved = await story.change(subscriptionId, { current_billing_period_end: '2027-04-20T00:00:00Z' });
  assert.deepEqual([moved.status, day(moved.trial_end)], ['trialing', '2027-04-20']);
  await story.advance('2027-05-20T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-20 subscription_cycle 3000 paid',
    '2027-05-20 subscription_cycle 3000 paid',
  ]);
});

test('a change of plan while past due: what is owed stays owed, and both are paid with another card', async () => {
  const { story, customerId, subscriptionId } = await subscribed({ card: 'tok_chargeCustomerFail' });
  const pro = await story.plan('Pro', 6200);
  await story.advance('2027-05-02T00:00:00Z');
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  assert.equal((await story.subscription(subscriptionId)).status, 'past_due');
  await story.newCard(customerId, 'tok_visa');
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  await story.advance(june);
  const orders = await story.orders(customerId);
  // 30 of May's 31 days.
  assert.deepEqual(orders.map(amounts), [[3000], [3000], [6200, -2903, 6000]]);
  assert.ok(orders.every(({ status }) => status === 'paid'));
});

test('a fortnight of weekly periods passes while a card fails: each is billed once it recovers', async () => {
  const story = await beginStory(florin, april);
  const weekly = await story.plan('Weekly', 700, { recurring_interval: 'week' });
  const { customerId, subscriptionId } = await story.buy(weekly, { card: 'tok_chargeCustomerFail' });
  await story.advance('2027-04-23T12:00:00Z');
  await story.newCard(customerId, 'tok_visa');
  await story.advance('2027-04-23T12:30:00Z');
  const recovered = await story.subscription(subscriptionId);
  assert.deepEqual([recovered.status, day(recovered.current_period_end)], ['active', '2027-04-29']);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 700 paid',
    '2027-04-08 subscription_cycle 700 paid',
    '2027-04-23 subscription_cycle 700 paid',
    '2027-04-23 subscription_cycle 700 paid',
  ]);
});
