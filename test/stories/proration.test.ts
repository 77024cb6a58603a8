import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { amounts, day, ledger, lines, told } from '../support/story-views.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** April has 30 days: on the 21st, a third of it is left, on the 16th half of it. */
const april = '2027-04-01T00:00:00Z';
const third = '2027-04-21T00:00:00Z';
const half = '2027-04-16T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

/** Basic at 30.00 and Pro at 60.00 a month, and somebody who subscribed to one of them on April 1st. */
async function subscribed(to: 'basic' | 'pro' = 'basic') {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const bought = await story.buy(to === 'basic' ? basic : pro);
  await story.told();
  return { story, basic, pro, ...bought };
}

async function last(story: Story, customerId: string) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

test('prorate, up: what is left is given back and charged on the next invoice', async () => {
  const { story, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  await story.told();
  const changed = await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  assert.deepEqual([changed.product_id, changed.amount, changed.pending_update], [pro.id, 6000, null]);
  assert.equal(day(changed.current_period_end), '2027-05-01');
  assert.deepEqual(await story.told(), told.changed);
  assert.equal((await story.orders(customerId)).length, 1);
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  const renewal = await last(story, customerId);
  assert.deepEqual(lines(renewal), [
    ['Pro — From May 1, 2027 to Jun 1, 2027', 6000],
    ['Remaining time on Basic — From Apr 21, 2027 to May 1, 2027', -1000],
    ['Pro — From Apr 21, 2027 to May 1, 2027', 2000],
  ]);
  assert.deepEqual(
    renewal.items.map(({ proration }) => proration),
    [false, true, true],
  );
  assert.deepEqual([renewal.subtotal_amount, renewal.total_amount], [7000, 7000]);
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 7000 paid',
    '2027-06-01 subscription_cycle 6000 paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('invoice, up: the same lines are charged at once (with the client of before)', async () => {
  const { story, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  await story.told();
  const changed = await story.polar49.subscriptions.update({
    id: subscriptionId,
    subscriptionUpdate: { productId: pro.id, prorationBehavior: 'invoice' },
  });
  assert.deepEqual([changed.productId, changed.amount, changed.status], [pro.id, 6000, 'active']);
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  const update = await last(story, customerId);
  assert.deepEqual(lines(update), [
    ['Remaining time on Basic — From Apr 21, 2027 to May 1, 2027', -1000],
    ['Pro — From Apr 21, 2027 to May 1, 2027', 2000],
  ]);
  assert.match(update.invoice_number ?? '', /-0002$/);
  assert.match(update.receipt_number ?? '', /-0002$/);
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-21 subscription_update 1000 paid',
    '2027-05-01 subscription_cycle 6000 paid',
  ]);
});

test('prorate, down: the next invoice is that much less', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed('pro');
  await story.advance(third);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'prorate' });
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 6000 paid',
    '2027-05-01 subscription_cycle 2000 paid',
    '2027-06-01 subscription_cycle 3000 paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('invoice, down: the difference is credit at once, which the next invoice uses', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed('pro');
  await story.advance(third);
  await story.told();
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  const credited = await last(story, customerId);
  assert.deepEqual(amounts(credited), [-2000, 1000]);
  assert.deepEqual(
    [credited.total_amount, credited.due_amount, credited.receipt_number, credited.refundable_amount],
    [-1000, 0, null, 0],
  );
  assert.equal(await story.balance(customerId), 1000);
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  const renewal = await last(story, customerId);
  assert.deepEqual(
    [renewal.total_amount, renewal.applied_balance_amount, renewal.due_amount],
    [3000, -1000, 2000],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('a downgrade that gives back more than the next invoices cost: they are paid by credit', async () => {
  const story = await beginStory(florin, april);
  const large = await story.plan('Large', 60_000);
  const small = await story.plan('Small', 20_000);
  const { customerId, subscriptionId } = await story.buy(large);
  await story.advance('2027-04-02T00:00:00Z');
  await story.told();
  await story.change(subscriptionId, { product_id: small.id, proration_behavior: 'prorate' });
  // 29 of 30 days: 58000 back, 19333.33 charged.
  assert.deepEqual(await story.advanceTelling(may), [...told.changed, ...told.renewed]);
  const renewal = await last(story, customerId);
  assert.deepEqual(amounts(renewal), [20_000, -58_000, 19_333]);
  assert.equal(await story.balance(customerId), 18_667);
  await story.advance('2027-07-01T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 60000 paid',
    '2027-05-01 subscription_cycle -18667, due 0, paid',
    '2027-06-01 subscription_cycle 20000, due 1333, paid',
    '2027-07-01 subscription_cycle 20000 paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('next period, up and down: nothing until then, and then the other plan', async () => {
  const { story, basic, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  await story.told();
  const upgrading = await story.change(subscriptionId, {
    product_id: pro.id,
    proration_behavior: 'next_period',
  });
  assert.equal(upgrading.product_id, basic.id);
  assert.equal(upgrading.pending_update?.product_id, pro.id);
  assert.equal(day(upgrading.pending_update?.applies_at), '2027-05-01');
  assert.deepEqual(await story.told(), told.changed);
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  const upgraded = await story.subscription(subscriptionId);
  assert.deepEqual([upgraded.product_id, upgraded.pending_update], [pro.id, null]);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 6000 paid',
    '2027-06-01 subscription_cycle 3000 paid',
  ]);
  assert.deepEqual(lines(await last(story, customerId)), [['Basic — From Jun 1, 2027 to Jul 1, 2027', 3000]]);
});

test('reset, up and down: a new period from now at its full price, and nothing given back', async () => {
  const { story, basic, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  await story.told();
  const reset = await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'reset' });
  assert.deepEqual(
    [day(reset.current_period_start), day(reset.current_period_end)],
    ['2027-04-21', '2027-05-21'],
  );
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.deepEqual(lines(await last(story, customerId)), [['Pro — From Apr 21, 2027 to May 21, 2027', 6000]]);
  await story.advance('2027-05-31T00:00:00Z');
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'reset' });
  await story.advance('2027-06-30T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-21 subscription_update 6000 paid',
    '2027-05-21 subscription_cycle 6000 paid',
    '2027-05-31 subscription_update 3000 paid',
    '2027-06-30 subscription_cycle 3000 paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('monthly to yearly and back: each begins a new period at once, less what is left of the old', async () => {
  const { story, basic, customerId, subscriptionId } = await subscribed();
  const yearly = await story.plan('Basic, yearly', 30_000, { recurring_interval: 'year' });
  await story.advance(third);
  await story.told();
  // Another rhythm is invoiced at once even where the change is to be prorated.
  const changed = await story.change(subscriptionId, {
    product_id: yearly.id,
    proration_behavior: 'prorate',
  });
  assert.deepEqual([changed.recurring_interval, day(changed.current_period_end)], ['year', '2028-04-21']);
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.deepEqual(lines(await last(story, customerId)), [
    ['Remaining time on Basic — From Apr 21, 2027 to May 1, 2027', -1000],
    ['Basic, yearly — From Apr 21, 2027 to Apr 21, 2028', 30_000],
  ]);
  // 183 of the 366 days are left: half of what was paid pays for five months.
  await story.advance('2027-10-21T00:00:00Z');
  await story.told();
  await story.change(subscriptionId, { product_id: basic.id });
  assert.equal(await story.balance(customerId), 12_000);
  await story.advance('2028-04-21T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-21 subscription_update 29000 paid',
    '2027-10-21 subscription_update -12000, due 0, paid',
    '2027-11-21 subscription_cycle 3000, due 0, paid',
    '2027-12-21 subscription_cycle 3000, due 0, paid',
    '2028-01-21 subscription_cycle 3000, due 0, paid',
    '2028-02-21 subscription_cycle 3000, due 0, paid',
    '2028-03-21 subscription_cycle 3000 paid',
    '2028-04-21 subscription_cycle 3000 paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('monthly to yearly with the next period: the year begins where the month ends', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const yearly = await story.plan('Basic, yearly', 30_000, { recurring_interval: 'year' });
  await story.advance(third);
  const waiting = await story.change(subscriptionId, {
    product_id: yearly.id,
    proration_behavior: 'next_period',
  });
  assert.deepEqual([waiting.recurring_interval, waiting.pending_update?.product_id], ['month', yearly.id]);
  await story.advance('2028-05-01T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 30000 paid',
    '2028-05-01 subscription_cycle 30000 paid',
  ]);
});

test('an upgrade that cannot be paid for is not made; with another card it is', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic, { card: 'tok_chargeCustomerFail' });
  await story.advance(third);
  await story.told();
  const upgrade = { product_id: pro.id, proration_behavior: 'invoice' };
  assert.deepEqual(await story.refused(subscriptionId, upgrade), [402, 'PaymentFailed']);
  assert.deepEqual(await story.told(), []);
  const kept = await story.subscription(subscriptionId);
  assert.deepEqual([kept.product_id, kept.amount, kept.status], [basic.id, 3000, 'active']);
  assert.equal((await story.orders(customerId)).length, 1);
  await story.newCard(customerId, 'tok_mastercard');
  await story.told();
  await story.change(subscriptionId, upgrade);
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  const update = await last(story, customerId);
  assert.equal(update.total_amount, 1000);
  // The failed attempt took no number.
  assert.match(update.invoice_number ?? '', /-0002$/);
});

test('up and down again within one period: each part is paid for as it was used', async () => {
  const { story, basic, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  await story.advance('2027-04-26T00:00:00Z');
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'prorate' });
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.deepEqual(lines(renewal), [
    ['Basic — From May 1, 2027 to Jun 1, 2027', 3000],
    ['Remaining time on Basic — From Apr 21, 2027 to May 1, 2027', -1000],
    ['Pro — From Apr 21, 2027 to May 1, 2027', 2000],
    ['Remaining time on Pro — From Apr 26, 2027 to May 1, 2027', -1000],
    ['Basic — From Apr 26, 2027 to May 1, 2027', 500],
  ]);
  assert.equal(renewal.total_amount, 3500);
});

test('half cents go to the even cent; what is left is counted to the second', async () => {
  const story = await beginStory(florin, april);
  const odd = await story.plan('Odd', 4001);
  const other = await story.plan('Other', 6003);
  const first = await story.buy(odd);
  const second = await story.buy(odd);
  await story.advance(half);
  await story.change(first.subscriptionId, { product_id: other.id, proration_behavior: 'invoice' });
  // 2000.5 and 3001.5
  assert.deepEqual(amounts(await last(story, first.customerId)), [-2000, 3002]);
  // A second later 1,295,999 of 2,592,000 seconds are left: 2000.498 and 3001.498.
  await story.advance('2027-04-16T00:00:01Z');
  await story.change(second.subscriptionId, { product_id: other.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts(await last(story, second.customerId)), [-2000, 3001]);
});

test('an upgrade of a few cents is not charged, but owed until the next invoice', async () => {
  const { story, customerId, subscriptionId } = await subscribed();
  const more = await story.plan('Basic and a little', 3090);
  await story.advance(half);
  await story.told();
  await story.change(subscriptionId, { product_id: more.id, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  const update = await last(story, customerId);
  assert.deepEqual(
    [update.total_amount, update.due_amount, update.status, update.receipt_number],
    [45, 45, 'paid', null],
  );
  assert.equal(await story.balance(customerId), -45);
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.deepEqual(
    [renewal.total_amount, renewal.applied_balance_amount, renewal.due_amount],
    [3090, 45, 3135],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('at the first moment of a period all of it is left, at the last next to nothing', async () => {
  const { story, pro, customerId, subscriptionId } = await subscribed();
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts(await last(story, customerId)), [-3000, 6000]);
  const other = await story.buy(await story.plan('Late', 3000));
  await story.advance('2027-04-30T23:59:59.999Z');
  await story.told();
  await story.change(other.subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  // Parts of a cent are no lines, and without lines there is no invoice.
  assert.deepEqual(await story.told(), told.changed);
  assert.equal((await story.orders(other.customerId)).length, 1);
  await story.advance(may);
  assert.equal((await last(story, other.customerId)).total_amount, 6000);
});

test('a preview says what the change will come to, to the cent', async () => {
  const { story, pro, customerId, subscriptionId } = await subscribed();
  await story.advance(third);
  const preview = await story.request('POST', `/florin/v1/subscriptions/${subscriptionId}/preview`, {
    product_id: pro.id,
    proration_behavior: 'prorate',
  });
  assert.equal(preview.status, 200, JSON.stringify(preview.body));
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  const path = `/florin/v1/subscriptions/${subscriptionId}/upcoming-invoice`;
  const upcoming = await story.request('GET', path);
  assert.equal(upcoming.status, 200, JSON.stringify(upcoming.body));
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.equal((upcoming.body.invoice as { total_amount: number }).total_amount, renewal.total_amount);
});
