import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { amounts, ledger, lines, told } from '../support/story-views.ts';
import { fixed } from '../support/subscriptions.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
/** Half of April is left. */
const half = '2027-04-16T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

const metered = (meter_id: string, unit_amount: string, more = {}) => ({
  amount_type: 'metered_unit',
  price_currency: 'usd',
  meter_id,
  unit_amount,
  ...more,
});

/** A product of 10.00 a month with API calls at a cent each, or at what is said. */
async function withCalls(unitAmount = '1', more: { price?: object; product?: object } = {}) {
  const story = await beginStory(florin, april);
  const calls = await story.meter('API calls');
  const basic = await story.product({
    name: 'Basic',
    recurring_interval: 'month',
    prices: [fixed(1000), metered(calls, unitAmount, more.price)],
    ...more.product,
  });
  return { story, calls, basic };
}

async function last(story: Story, customerId: string) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

/** An order for what was used last, then the end. */
const lastBill = (...ending: string[]) => ['invoice.created', ...ending, 'invoice.updated', 'invoice.paid'];

test('what was used in a period is billed with the next one, up to its last moment', async () => {
  const { story, calls, basic } = await withCalls();
  const { customerId, orderId } = await story.buy(basic);
  assert.deepEqual(amounts((await story.orders(customerId)).find(({ id }) => id === orderId)), [1000]);
  await story.use(customerId, calls, '2027-04-01T00:00:00Z', 1000);
  await story.use(customerId, calls, '2027-04-30T23:59:59.999Z', '234');
  await story.use(customerId, calls, '2027-05-01T00:00:00Z', 100);
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  assert.deepEqual(lines(await last(story, customerId)), [
    ['Basic — From May 1, 2027 to Jun 1, 2027', 1000],
    ['API calls — (1,234 consumed units) × $0.01', 1234],
  ]);
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-05-01 subscription_cycle 2234 paid',
    '2027-06-01 subscription_cycle 1100 paid',
  ]);
});

test('fractions of a cent are rounded once, half away from zero; credits come off first; a cap is never passed', async () => {
  const { story, calls, basic } = await withCalls('0.05', { price: { cap_amount: 5000 } });
  const { customerId } = await story.buy(basic);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', '1210');
  await story.use(customerId, calls, '2027-04-02T00:00:00Z', 200, 'credited');
  await story.use(customerId, calls, '2027-05-10T00:00:00Z', 1_000_000);
  await story.use(customerId, calls, '2027-06-10T00:00:00Z', 300);
  await story.use(customerId, calls, '2027-06-11T00:00:00Z', 1000, 'credited');
  await story.advance('2027-07-01T00:00:00Z');
  const [, first, second, third] = await story.orders(customerId);
  // 50.5 cents
  assert.deepEqual(lines(first)[1], ['API calls — (1,010 consumed units) × $0.0005', 51]);
  assert.deepEqual(lines(second)[1], ['API calls — (1,000,000 consumed units) × $0.0005', 5000]);
  // More credit than use costs nothing, and is not carried over.
  assert.deepEqual(lines(third)[1], ['API calls — (0 consumed units) × $0.0005', 0]);
});

test('another plan within a period: what was used before costs the old price, what comes after the new', async () => {
  const { story, calls, basic } = await withCalls();
  const pro = await story.product({
    name: 'Pro',
    recurring_interval: 'month',
    prices: [fixed(5000), metered(calls, '0.5')],
  });
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 1000);
  await story.advance(half);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  await story.use(customerId, calls, half, 500);
  await story.use(customerId, calls, '2027-04-29T00:00:00Z', 500);
  await story.advance(may);
  assert.deepEqual(lines(await last(story, customerId)), [
    ['Pro — From May 1, 2027 to Jun 1, 2027', 5000],
    ['Remaining time on Basic — From Apr 16, 2027 to May 1, 2027', -500],
    ['Pro — From Apr 16, 2027 to May 1, 2027', 2500],
    ['API calls — (1,000 consumed units) × $0.01', 1000],
    ['API calls — (1,000 consumed units) × $0.005', 500],
  ]);
  // Nothing is billed twice.
  await story.advance(june);
  assert.equal((await last(story, customerId)).total_amount, 5000);
});

test('another plan, invoiced: what was used is charged with it at once', async () => {
  const { story, calls, basic } = await withCalls();
  const pro = await story.plan('Pro', 5000);
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 1000);
  await story.advance(half);
  await story.told();
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.deepEqual(amounts(await last(story, customerId)), [-500, 2500, 1000]);
  await story.use(customerId, calls, '2027-04-20T00:00:00Z', 1000);
  await story.advance(may);
  assert.deepEqual(amounts(await last(story, customerId)), [5000]);
});

test('a plan put off to the next period: the whole running one is at the old price', async () => {
  const { story, calls, basic } = await withCalls();
  const pro = await story.product({
    name: 'Pro',
    recurring_interval: 'month',
    prices: [fixed(5000), metered(calls, '0.5')],
  });
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.advance(half);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'next_period' });
  await story.use(customerId, calls, '2027-04-29T00:00:00Z', 1000);
  await story.use(customerId, calls, '2027-05-10T00:00:00Z', 1000);
  await story.advance(june);
  const [, first, second] = await story.orders(customerId);
  assert.deepEqual(amounts(first), [5000, 1000]);
  assert.deepEqual(amounts(second), [5000, 500]);
});

test('what was used under a plan that does not count it is never billed', async () => {
  const { story, calls, basic } = await withCalls();
  const flat = await story.plan('Flat', 3000);
  const { customerId, subscriptionId } = await story.buy(flat);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 10_000);
  await story.advance(half);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'prorate' });
  await story.use(customerId, calls, '2027-04-20T00:00:00Z', 100);
  await story.advance(may);
  assert.deepEqual(amounts(await last(story, customerId)), [1000, -1500, 500, 100]);
});

test('what is used within a trial is free', async () => {
  const { story, calls, basic } = await withCalls('1', {
    product: { trial_interval: 'day', trial_interval_count: 14 },
  });
  const { customerId } = await story.buy(basic);
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 10_000);
  await story.use(customerId, calls, '2027-04-15T00:00:00Z', 100);
  await story.advance('2027-05-15T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-15 subscription_cycle 1000 paid',
    '2027-05-15 subscription_cycle 1100 paid',
  ]);
});

test('canceled: what was used until the end comes on a last invoice', async () => {
  const { story, calls, basic } = await withCalls();
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.change(subscriptionId, { cancel_at_period_end: true });
  await story.use(customerId, calls, '2027-04-29T00:00:00Z', 250);
  await story.use(customerId, calls, '2027-05-02T00:00:00Z', 250);
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-07-01T00:00:00Z'), lastBill(...told.ended));
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-05-01 subscription_cycle 250 paid',
  ]);
});

test('revoked: what was used until now is charged now; where nothing was, there is no invoice', async () => {
  const { story, calls, basic } = await withCalls();
  const used = await story.buy(basic);
  const unused = await story.buy(basic);
  await story.use(used.customerId, calls, '2027-04-10T00:00:00Z', 250);
  await story.advance(half);
  await story.told();
  await story.polar.subscriptions.revoke(used.subscriptionId);
  assert.deepEqual(await story.told(), lastBill(...told.revoked));
  await story.polar.subscriptions.revoke(unused.subscriptionId);
  assert.deepEqual(await story.told(), told.revoked);
  assert.deepEqual(ledger(await story.orders(used.customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-04-16 subscription_cycle 250 paid',
  ]);
});

test('paused: what was used before is billed when it goes on, or when it ends', async () => {
  const { story, calls, basic } = await withCalls();
  const resumed = await story.buy(basic);
  const ended = await story.buy(basic);
  for (const { customerId, subscriptionId } of [resumed, ended]) {
    await story.use(customerId, calls, '2027-04-10T00:00:00Z', 250);
    await story.change(subscriptionId, { pause_at_period_end: true });
  }
  await story.advance('2027-05-20T00:00:00Z');
  await story.change(resumed.subscriptionId, { resume: true });
  await story.polar.subscriptions.revoke(ended.subscriptionId);
  assert.deepEqual(ledger(await story.orders(resumed.customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-05-20 subscription_cycle 1250 paid',
  ]);
  assert.deepEqual(ledger(await story.orders(ended.customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-05-20 subscription_cycle 250 paid',
  ]);
});

test('a discount comes off what was used as well', async () => {
  const { story, calls, basic } = await withCalls();
  const { customerId } = await story.buy(basic, { checkout: { discount_id: (await story.discount()).id } });
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 501);
  await story.advance(may);
  const renewal = await last(story, customerId);
  // 250.5 of 501 is rounded away from zero.
  assert.deepEqual(
    [renewal.subtotal_amount, renewal.discount_amount, renewal.total_amount],
    [1501, 751, 750],
  );
});
