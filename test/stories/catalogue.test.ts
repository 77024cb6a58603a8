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
/** A third of April is left. */
const third = '2027-04-21T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

async function totals(story: Story, customerId: string): Promise<number[]> {
  return (await story.orders(customerId)).map(({ total_amount }) => total_amount);
}

const setPrices = (story: Story, productId: string, prices: object[]) =>
  story.polar.products.update(productId, { prices } as never);

const archive = (story: Story, productId: string) =>
  story.polar.products.update(productId, { is_archived: true } as never);

test('two years of renewals: whoever subscribed before the price was raised keeps the old one', async () => {
  const story = await beginStory(florin, '2027-01-31T09:00:00Z');
  const pro = await story.plan('Pro', 3000);
  const old = await story.buy(pro);
  await story.advance('2028-06-30T00:00:00Z');
  await setPrices(story, pro.id, [fixed(4500)]);
  const later = await story.buy(pro);
  await story.advance('2029-01-31T09:00:00Z');
  const kept = await totals(story, old.customerId);
  assert.deepEqual([kept.length, new Set(kept)], [25, new Set([3000])]);
  assert.deepEqual(ledger(await story.orders(later.customerId)).slice(-2), [
    '2028-12-30 subscription_cycle 4500 paid',
    '2029-01-30 subscription_cycle 4500 paid',
  ]);
  const [before, after] = await Promise.all([
    story.subscription(old.subscriptionId),
    story.subscription(later.subscriptionId),
  ]);
  assert.deepEqual([before.amount, after.amount], [3000, 4500]);
});

test('a raised price is given back and charged as it was paid, when an old subscriber changes plans', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic);
  await setPrices(story, basic.id, [fixed(9000)]);
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts((await story.orders(customerId)).at(-1)), [-1000, 2000]);
  // Who comes back comes back to the price of today.
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 1000, 9000]);
});

test('old seats stay at the old price, those that are added too', async () => {
  const story = await beginStory(florin, april);
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [seatPrice()] });
  const { customerId, subscriptionId } = await story.buy(team, { checkout: { seats: 3 } });
  const dearer = seatPrice([{ min_seats: 1, max_seats: null, price_per_seat: 2000 }]);
  await setPrices(story, team.id, [dearer]);
  await story.advance(third);
  await story.change(subscriptionId, { seats: 6, proration_behavior: 'prorate' });
  await story.advance(may);
  assert.deepEqual(amounts((await story.orders(customerId)).at(-1)), [6000, 1000]);
});

test('a change that waits is billed at the price of the day on which it is made', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'next_period' });
  await setPrices(story, pro.id, [fixed(7000)]);
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 7000]);
});

test('an archived product is not sold any more; those who have it are billed on', async () => {
  const story = await beginStory(florin, april);
  const pro = await story.plan('Pro', 3000);
  const basic = await story.plan('Basic', 1000);
  const { customerId, subscriptionId } = await story.buy(pro);
  const other = await story.buy(basic);
  await archive(story, pro.id);
  const refused = await story.request('POST', '/v1/checkouts/', { products: [pro.id] });
  assert.equal(refused.status, 422);
  assert.deepEqual(await story.refused(other.subscriptionId, { product_id: pro.id }), [
    422,
    'Product is archived.',
  ]);
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-05-15T00:00:00Z'), [...told.renewed, ...told.renewed]);
  assert.deepEqual(await totals(story, customerId), [3000, 3000]);
  // It can be left, as any.
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  await story.advance(june);
  assert.deepEqual(await totals(story, customerId), [3000, 3000, 1000]);
});

test('a change that waits is dropped where its product is archived meanwhile', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'next_period' });
  await archive(story, pro.id);
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  const kept = await story.subscription(subscriptionId);
  assert.deepEqual([kept.product_id, kept.pending_update], [basic.id, null]);
  assert.deepEqual(await totals(story, customerId), [3000, 3000]);
});

test('a change that waits: replaced by another, taken back, and overtaken by one that is made now', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const max = await story.plan('Max', 9000);
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.told();
  const wait = (product: { id: string }) =>
    story.change(subscriptionId, { product_id: product.id, proration_behavior: 'next_period' });
  const first = await wait(pro);
  const second = await wait(max);
  assert.equal(first.pending_update?.product_id, pro.id);
  assert.deepEqual(
    [second.pending_update?.product_id, second.pending_update?.id],
    [max.id, first.pending_update?.id],
  );
  const cleared = await story.change(subscriptionId, { pending_update: null });
  assert.equal(cleared.pending_update, null);
  assert.deepEqual(await story.told(), [...told.changed, ...told.changed, ...told.changed]);
  assert.deepEqual(await story.refused(subscriptionId, { pending_update: null }), [
    422,
    'This subscription has no pending update to clear.',
  ]);
  await wait(max);
  await story.advance(third);
  const overtaken = await story.change(subscriptionId, {
    product_id: pro.id,
    proration_behavior: 'prorate',
  });
  assert.deepEqual([overtaken.product_id, overtaken.pending_update], [pro.id, null]);
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [3000, 7000]);
});

test('a subscription stays in its currency', async () => {
  const story = await beginStory(florin, april);
  const both = await story.product({
    name: 'Both',
    recurring_interval: 'month',
    prices: [fixed(3000), fixed(2800, 'eur')],
  });
  const dollars = await story.plan('Dollars', 6000);
  const dear = await story.product({
    name: 'Dear',
    recurring_interval: 'month',
    prices: [fixed(6000), fixed(5600, 'eur')],
  });
  const { customerId, subscriptionId } = await story.buy(both, { checkout: { currency: 'eur' } });
  await story.advance(third);
  for (const proration_behavior of ['prorate', 'invoice', 'next_period', 'reset']) {
    assert.deepEqual(await story.refused(subscriptionId, { product_id: dollars.id, proration_behavior }), [
      422,
      "This product doesn't have a price for the subscription currency.",
    ]);
  }
  const changed = await story.change(subscriptionId, { product_id: dear.id, proration_behavior: 'invoice' });
  assert.deepEqual([changed.currency, changed.amount], ['eur', 5600]);
  await story.advance(may);
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map(({ currency, total_amount }) => [currency, total_amount]),
    [
      ['eur', 2800],
      // 933.33 back, 1866.67 charged.
      ['eur', 934],
      ['eur', 5600],
    ],
  );
  assert.equal(await story.balance(customerId, 'eur'), 0);
});

test('one subscription a customer, unless the merchant allows several; each has its own days', async () => {
  const story = await beginStory(florin, '2027-04-05T00:00:00Z');
  const pro = await story.plan('Pro', 3000);
  const extra = await story.plan('Extra', 1000);
  const { customerId, subscriptionId } = await story.buy(pro);
  const buyAgain = () => story.buy(extra, { checkout: { customer_id: customerId } });
  await assert.rejects(buyAgain, { message: /AlreadyActiveSubscriptionError/ });
  const { subscription_settings: settings } = await story.polar.organizations.get(story.organization.id);
  await story.polar.organizations.update(story.organization.id, {
    subscription_settings: { ...settings, allow_multiple_subscriptions: true },
  } as never);
  await story.advance('2027-04-20T00:00:00Z');
  const second = await buyAgain();
  assert.equal(second.customerId, customerId);
  await story.advance('2027-05-10T00:00:00Z');
  // One goes, the other stays.
  await story.polar.subscriptions.revoke(subscriptionId);
  await story.advance('2027-06-25T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-05 subscription_create 3000 paid',
    '2027-04-20 subscription_create 1000 paid',
    '2027-05-05 subscription_cycle 3000 paid',
    '2027-05-20 subscription_cycle 1000 paid',
    '2027-06-20 subscription_cycle 1000 paid',
  ]);
  const state = await story.polar.customers.getState(customerId);
  assert.deepEqual(
    state.active_subscriptions.map(({ id }) => id),
    [second.subscriptionId],
  );
});

test('credit of one subscription pays for another of the same customer', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 1000);
  const pro = await story.plan('Pro', 6000);
  const { subscription_settings: settings } = await story.polar.organizations.get(story.organization.id);
  await story.polar.organizations.update(story.organization.id, {
    subscription_settings: { ...settings, allow_multiple_subscriptions: true },
  } as never);
  const { customerId, subscriptionId } = await story.buy(pro);
  await story.advance('2027-04-11T00:00:00Z');
  await story.buy(basic, { checkout: { customer_id: customerId } });
  await story.advance(third);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'invoice' });
  assert.equal(await story.balance(customerId), 1667);
  await story.advance('2027-05-11T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)).slice(-3), [
    '2027-04-21 subscription_update -1667, due 0, paid',
    '2027-05-01 subscription_cycle 1000, due 0, paid',
    '2027-05-11 subscription_cycle 1000, due 333, paid',
  ]);
});

test('from free to paid through a checkout: the same subscription, in a period of its own from then', async () => {
  const story = await beginStory(florin, april);
  const free = await story.plan('Free', 0);
  const pro = await story.plan('Pro', 3000);
  const begun = await story.buy(free, { card: null });
  await story.advance(third);
  await story.told();
  const { customerId, subscriptionId } = await story.buy(pro, {
    checkout: { subscription_id: begun.subscriptionId },
    confirm: { customer_email: undefined },
  });
  assert.deepEqual([customerId, subscriptionId], [begun.customerId, begun.subscriptionId]);
  assert.deepEqual(await story.told(), [
    'checkout.created',
    'checkout.updated',
    ...told.changed,
    ...told.paid,
    'checkout.updated',
    'customer_session.created',
  ]);
  const upgraded = await story.subscription(subscriptionId);
  assert.deepEqual(
    [upgraded.product_id, upgraded.amount, day(upgraded.started_at), day(upgraded.current_period_end)],
    [pro.id, 3000, '2027-04-01', '2027-05-21'],
  );
  const again = await story.request('POST', '/v1/checkouts/', {
    products: [pro.id],
    subscription_id: subscriptionId,
  });
  assert.equal(again.status, 422);
  assert.match(JSON.stringify(again.body), /Only free subscriptions can be upgraded\./);
  await story.advance('2027-05-21T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 0 paid',
    '2027-04-21 subscription_create 3000 paid',
    '2027-05-21 subscription_cycle 3000 paid',
  ]);
});

test('a free plan made through the API renews for nothing, and is changed for money once there is a card', async () => {
  const story = await beginStory(florin, april);
  const free = await story.plan('Free', 0);
  const pro = await story.plan('Pro', 3000);
  const customer = await story.polar.customers.create({ email: 'free@example.com' } as never);
  const { id } = await story.polar.subscriptions.create({ product_id: free.id, customer_id: customer.id });
  await story.told();
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  assert.deepEqual(await story.refused(id, { product_id: pro.id, proration_behavior: 'invoice' }), [
    402,
    'PaymentFailed',
  ]);
  await story.newCard(customer.id, 'tok_visa');
  await story.change(id, { product_id: pro.id, proration_behavior: 'invoice' });
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customer.id)), [
    '2027-05-01 subscription_cycle 0 paid',
    '2027-05-01 subscription_update 3000 paid',
    '2027-06-01 subscription_cycle 3000 paid',
  ]);
});

test('a deleted customer is billed no more: what ran ends, what was paused does not come back', async () => {
  const story = await beginStory(florin, april);
  const pro = await story.plan('Pro', 3000);
  const running = await story.buy(pro);
  const paused = await story.buy(pro);
  const owing = await story.buy(pro, { card: 'tok_chargeCustomerFail' });
  await story.change(paused.subscriptionId, {
    pause_at_period_end: true,
    resumes_at: '2027-05-20T00:00:00Z',
  });
  await story.advance('2027-05-02T00:00:00Z');
  await story.told();
  const everybody = [running, paused, owing];
  await story.polar.customers.delete(running.customerId);
  assert.deepEqual(await story.told(), told.revoked);
  await story.polar.customers.delete(paused.customerId);
  assert.deepEqual(await story.told(), told.revoked);
  await story.polar.customers.delete(owing.customerId);
  assert.deepEqual(await story.told(), [...told.revoked, 'invoice.updated']);
  assert.deepEqual(await story.advanceTelling('2027-08-01T00:00:00Z'), []);
  const rows = [];
  for (const { subscriptionId } of everybody) {
    const { status, ended_at } = await story.subscription(subscriptionId);
    rows.push([status, day(ended_at)]);
  }
  assert.deepEqual(rows, Array(3).fill(['canceled', '2027-05-02']));
  // The documents stay.
  assert.deepEqual(ledger(await story.orders(running.customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 paid',
  ]);
  assert.deepEqual(ledger(await story.orders(owing.customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 3000 void',
  ]);
});

test('several prices of one product are lines of one invoice, in each currency its own', async () => {
  const story = await beginStory(florin, april);
  const calls = await story.meter('API calls');
  const team = await story.product({
    name: 'Team',
    recurring_interval: 'month',
    prices: [
      fixed(1000),
      seatPrice(),
      { amount_type: 'metered_unit', price_currency: 'usd', meter_id: calls, unit_amount: '0.1' },
    ],
  });
  const { customerId } = await story.buy(team, { checkout: { seats: 2 } });
  await story.use(customerId, calls, '2027-04-10T00:00:00Z', 500);
  await story.advance(may);
  const [first, second] = await story.orders(customerId);
  assert.deepEqual(lines(first), [
    ['Team — From Apr 1, 2027 to May 1, 2027', 1000],
    ['Team × 2 seats — From Apr 1, 2027 to May 1, 2027', 2000],
  ]);
  assert.deepEqual(lines(second), [
    ['Team — From May 1, 2027 to Jun 1, 2027', 1000],
    ['Team × 2 seats — From May 1, 2027 to Jun 1, 2027', 2000],
    ['API calls — (500 consumed units) × $0.001', 50],
  ]);
});
