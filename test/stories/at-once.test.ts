import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { cardDoes, cardsOf, confirm, open, portalOf, refusal, triesOf } from '../support/money.ts';
import { beginStory, type Story } from '../support/story.ts';

/** The same thing asked for several times at the same moment: money moves once. */
let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const times = 5;

/** How each of several calls at once ended: `done`, or how it was refused. */
async function atOnce(ask: () => Promise<unknown>): Promise<string[]> {
  const asked = Array.from({ length: times }, ask);
  const ends = asked.map((answer) =>
    answer.then(
      () => 'done',
      () => refusal(answer),
    ),
  );
  return (await Promise.all(ends)).sort();
}

const count = (ends: readonly string[], end: string) => ends.filter((one) => one === end).length;

async function bookOf(story: Story) {
  return story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1000 }] });
}

test('a checkout is confirmed several times at once: one payment, one order', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await bookOf(story));
  const email = { customer_email: 'impatient@example.com' };
  const ends = await Promise.all(
    Array.from({ length: times }, () => confirm(story, opened, 'tok_visa', email)),
  );
  // Whoever comes while another one is at it, or after.
  const others = ends.filter((end) => !['confirmed', 'succeeded'].includes(end));
  assert.equal(others.length, times - 1, ends.join());
  for (const other of others) assert.match(other, /^409 CheckoutLocked$|^403 NotOpenCheckout$/);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
  const { items } = await story.polar.orders.list({} as never);
  assert.deepEqual(
    items.map(({ invoice_number }) => invoice_number?.slice(-4)),
    ['0001'],
  );
});

test('several checkouts of one buyer are confirmed at once: one subscription', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const pro = await story.plan('Pro', 2000);
  const email = { customer_email: 'two-tabs@example.com' };
  const opened = await Promise.all(Array.from({ length: times }, () => open(story, pro)));
  const ends = await Promise.all(opened.map((checkout) => confirm(story, checkout, 'tok_visa', email)));
  const others = ends.filter((end) => !['confirmed', 'succeeded'].includes(end));
  assert.equal(others.length, times - 1, ends.join());
  for (const other of others)
    assert.match(other, /^409 CheckoutLocked$|^403 AlreadyActiveSubscriptionError$/);
  const { items } = await story.polar.subscriptions.list({} as never);
  assert.equal(items.length, 1);
  const { items: payments } = await story.polar.payments.list({} as never);
  assert.equal(payments.length, 1);
});

test('a customer clicks several times on “pay now”: one payment', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.advance('2027-02-01T09:00:00Z');
  await cardDoes(story, buyer.customerId, 'tok_visa');
  const [card] = await cardsOf(story, buyer.customerId);
  const order = (await story.orders(buyer.customerId)).at(-1);
  const portal = await portalOf(florin, story, buyer.customerId);
  const ends = await atOnce(() =>
    portal.orders.confirmRetryPayment(order?.id ?? '', { payment_method_id: card } as never),
  );
  assert.equal(count(ends, 'done'), 1, ends.join());
  assert.deepEqual(await triesOf(story, { order_id: order?.id ?? '' }), ['generic_decline', 'succeeded']);
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
});

test('the customer pays at the moment at which the next attempt falls due: one payment', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.advance('2027-02-03T08:59:59Z');
  await cardDoes(story, buyer.customerId, 'tok_visa');
  const [card] = await cardsOf(story, buyer.customerId);
  const order = (await story.orders(buyer.customerId)).at(-1);
  const portal = await portalOf(florin, story, buyer.customerId);
  await Promise.all([
    story.advance('2027-02-03T09:00:00Z'),
    portal.orders
      .confirmRetryPayment(order?.id ?? '', { payment_method_id: card } as never)
      .catch((error: { statusCode: number }) => assert.ok([409, 422].includes(error.statusCode), `${error}`)),
  ]);
  assert.deepEqual(await triesOf(story, { order_id: order?.id ?? '' }), ['generic_decline', 'succeeded']);
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
});

test('the whole of an order is refunded several times at once: it goes back once', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const { orderId } = await story.buy(await bookOf(story));
  const ends = await atOnce(() =>
    story.polar.refunds.create({ order_id: orderId, amount: 1000, reason: 'duplicate' } as never),
  );
  assert.equal(count(ends, 'done'), 1, ends.join());
  const { items } = await story.polar.refunds.list({ order_id: orderId } as never);
  assert.equal(items.length, 1);
  const order = await story.polar.orders.get(orderId);
  assert.deepEqual([order.status, order.refunded_amount], ['refunded', 1000]);
});

test('parts of an order are refunded at once: never more than was paid', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const { orderId } = await story.buy(await bookOf(story));
  const ends = await atOnce(() =>
    story.polar.refunds.create({ order_id: orderId, amount: 300, reason: 'other' } as never),
  );
  assert.equal(count(ends, 'done'), 3, ends.join());
  const order = await story.polar.orders.get(orderId);
  assert.deepEqual([order.refunded_amount, order.refundable_amount], [900, 100]);
});

test('a draft is finalized several times at once: one payment, one number', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const book = await bookOf(story);
  const buyer = await story.buy(book);
  const draft = await story.polar.orders.create({
    customer_id: buyer.customerId,
    product_id: book.id,
  } as never);
  const ends = await atOnce(() => story.polar.orders.finalize(draft.id, {} as never));
  assert.equal(count(ends, 'done'), 1, ends.join());
  assert.deepEqual(await triesOf(story, { order_id: draft.id }), ['succeeded']);
  assert.match((await story.polar.orders.get(draft.id)).invoice_number ?? '', /-0002$/);
});

test('an upgrade is asked for several times at once: paid for once', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const max = await story.plan('Max', 5000);
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await story.advance('2027-01-16T12:00:00Z');
  const ends = await atOnce(() =>
    story.polar.subscriptions.update(buyer.subscriptionId, {
      product_id: max.id,
      proration_behavior: 'invoice',
    } as never),
  );
  // Those that come after it find nothing to change.
  for (const end of ends) assert.match(end, /^done$|^409 SubscriptionLocked$/);
  assert.ok(count(ends, 'done') >= 1);
  const orders = await story.orders(buyer.customerId);
  assert.deepEqual(
    orders.map((order) => order.total_amount),
    [2000, 1500],
  );
});
