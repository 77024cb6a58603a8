import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import {
  cardDoes,
  cardsOf,
  confirm,
  cycled,
  day,
  givenUp,
  open,
  paid,
  pastDue,
  paymentsOf,
  portalOf,
  recovered,
  refusal,
  settle,
  triesOf,
  without,
} from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

/** Payments whose outcome is known later: what may happen meanwhile. */
let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** A plan of 20.00 a month, subscribed to on January 1, with a card that does from now on what another one does. */
async function subscribed(card: string): Promise<{ story: Story; buyer: Bought }> {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await cardDoes(story, buyer.customerId, card);
  await story.told();
  return { story, buyer };
}

async function lastOrder(story: Story, { customerId }: Pick<Bought, 'customerId'>) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

async function pendingPayment(story: Story, orderId: string): Promise<string> {
  const payment = (await paymentsOf(story, { order_id: orderId })).at(-1);
  assert.equal(payment?.status, 'pending');
  return payment?.id ?? '';
}

test('a renewal whose outcome comes a minute later: active meanwhile, then paid', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  await story.advance('2027-02-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), cycled);
  const waiting = await lastOrder(story, buyer);
  assert.deepEqual([waiting.status, waiting.next_payment_attempt_at], ['pending', null]);
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
  await story.advance('2027-02-01T09:01:00Z');
  assert.deepEqual(without(await story.told()), paid);
  await story.advance('2027-03-01T09:01:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...paid]);
});

test('a renewal whose outcome comes a minute later and is a decline: past due from then on', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenFails');
  await story.advance('2027-02-01T09:10:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
  const order = await lastOrder(story, buyer);
  assert.equal(new Date(order.next_payment_attempt_at ?? 0).toISOString(), '2027-02-03T09:01:00.000Z');
  // Each attempt takes its minute; the fifth is over at the deadline.
  await story.advance('2027-02-23T09:00:00Z');
  assert.equal((await lastOrder(story, buyer)).status, 'void');
  assert.deepEqual(
    await triesOf(story, { order_id: order.id }),
    Array.from({ length: 5 }, () => 'generic_decline'),
  );
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'canceled');
});

test('revoked while the renewal is being paid: paid after all, it is the customer’s to refund', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  await story.advance('2027-02-01T09:00:00Z');
  await story.told();
  await story.polar.subscriptions.revoke(buyer.subscriptionId);
  const gone = [
    'subscription.updated',
    'subscription.canceled',
    'subscription.revoked',
    'customer.state_changed',
  ];
  assert.deepEqual(await story.told(), gone);
  const order = await lastOrder(story, buyer);
  assert.equal(order.status, 'pending');
  await story.advance('2027-02-01T10:00:00Z');
  assert.deepEqual(without(await story.told()), paid);
  assert.equal((await lastOrder(story, buyer)).status, 'paid');
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'canceled');
  const refund = await story.polar.refunds.create({
    order_id: order.id,
    amount: 2000,
    reason: 'other',
  } as never);
  assert.equal(refund.status, 'succeeded');
});

test('revoked while the renewal is being paid: declined, it is void, and nobody is asked again', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenFails');
  await story.advance('2027-02-01T09:00:00Z');
  await story.polar.subscriptions.revoke(buyer.subscriptionId);
  await story.told();
  await story.advance('2027-04-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), ['invoice.updated']);
  const order = await lastOrder(story, buyer);
  assert.deepEqual([order.status, order.next_payment_attempt_at], ['void', null]);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['generic_decline']);
});

test('canceled, and the period over, while the last order is being paid by its retry', async () => {
  const story = await beginStory(florin, '2027-01-04T09:00:00Z');
  const weekly = await story.plan('Weekly', 700, { recurring_interval: 'week' });
  const buyer = await story.buy(weekly);
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.advance('2027-01-12T09:00:00Z');
  await story.polar.subscriptions.update(buyer.subscriptionId, { cancel_at_period_end: true } as never);
  await story.told();
  // The period ends on the 18th, with its order unpaid: attempts of the 13th and the 18th.
  await story.advance('2027-01-18T10:00:00Z');
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.status, day(subscription.ended_at)], ['canceled', '2027-01-18']);
  await story.advance('2027-03-01T09:00:00Z');
  // Whoever has nothing any more is asked no longer: the order is given up.
  assert.equal((await lastOrder(story, buyer)).status, 'void');
  const ended = (await story.told()).filter((type) => type === 'subscription.revoked');
  assert.equal(ended.length, 1);
});

test('a new card while the renewal is being paid: the next attempt is made with it', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenFails');
  await story.advance('2027-02-01T09:00:00Z');
  await story.newCard(buyer.customerId, 'tok_visa');
  const order = await lastOrder(story, buyer);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['pending']);
  await story.advance('2027-02-03T09:01:00Z');
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['generic_decline', 'succeeded']);
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
});

test('a customer tries in the portal while an attempt is under way: refused, whoever wins', async () => {
  const { story, buyer } = await subscribed('tok_chargeDeclined');
  await story.advance('2027-02-02T09:00:00Z');
  await cardDoes(story, buyer.customerId, 'tok_pendingThenSucceeds');
  await story.advance('2027-02-03T09:00:00Z');
  const order = await lastOrder(story, buyer);
  const portal = await portalOf(florin, story, buyer.customerId);
  const tried = portal.orders.confirmRetryPayment(order.id, { confirmation_token_id: 'tok_visa' } as never);
  assert.equal(await refusal(tried), '409 PaymentAlreadyInProgress');
  assert.equal((await portal.orders.getPaymentStatus(order.id)).status, 'pending');
  await story.told();
  await story.advance('2027-02-03T09:01:00Z');
  assert.deepEqual(without(await story.told()), recovered);
});

test('a try in the portal takes its time, over the moment of the next attempt: one of both is made', async () => {
  const { story, buyer } = await subscribed('tok_chargeDeclined');
  await story.advance('2027-02-03T08:59:30Z');
  const order = await lastOrder(story, buyer);
  const portal = await portalOf(florin, story, buyer.customerId);
  const tried = await portal.orders.confirmRetryPayment(order.id, {
    confirmation_token_id: 'tok_pendingThenSucceeds',
  } as never);
  assert.equal(tried.status, 'pending');
  await story.told();
  await story.advance('2027-02-05T09:00:00Z');
  assert.deepEqual(without(await story.told()), recovered);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['generic_decline', 'succeeded']);
});

test('3-D Secure in the portal is still open at the deadline: the end waits for it, and it counts', async () => {
  const { story, buyer } = await subscribed('tok_chargeDeclinedStolenCard');
  await story.advance('2027-02-22T08:59:00Z');
  const order = await lastOrder(story, buyer);
  const portal = await portalOf(florin, story, buyer.customerId);
  const tried = await portal.orders.confirmRetryPayment(order.id, {
    confirmation_token_id: 'tok_threeDSecure2Required',
  } as never);
  assert.equal(tried.status, 'requires_action');
  await story.told();
  await story.advance('2027-02-22T09:05:00Z');
  assert.deepEqual(without(await story.told()), []);
  const answer = { outcome: 'passes' };
  const path = `/florin/v1/sandbox/charges/${tried.client_secret}/authenticate`;
  assert.equal((await story.request('POST', path, answer)).status, 204);
  assert.deepEqual(await story.told(), recovered);
  // Had it been given up, the end would have come.
  const other = await subscribed('tok_chargeDeclinedStolenCard');
  await other.story.advance('2027-02-22T08:59:00Z');
  const { id } = await lastOrder(other.story, other.buyer);
  const theirs = await portalOf(florin, other.story, other.buyer.customerId);
  await theirs.orders.confirmRetryPayment(id, {
    confirmation_token_id: 'tok_threeDSecure2Required',
  } as never);
  await other.story.told();
  await other.story.advance('2027-02-22T11:00:00Z');
  assert.deepEqual(without(await other.story.told()), ['invoice.updated', ...givenUp]);
});

const upgrade = (story: Story, buyer: Bought, productId: string) =>
  story.polar.subscriptions.update(buyer.subscriptionId, {
    product_id: productId,
    proration_behavior: 'invoice',
  } as never);

test('a plan change whose payment takes its time: held as it is, then as of when it was asked for', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  const max = await story.plan('Max', 5100);
  await story.advance('2027-01-16T21:00:00Z');
  await story.told();
  const held = await upgrade(story, buyer, max.id);
  assert.equal(held.amount, 2000);
  assert.deepEqual(await story.told(), []);
  const more = story.polar.subscriptions.update(buyer.subscriptionId, {
    cancel_at_period_end: true,
  } as never);
  assert.equal(await refusal(more), '409 SubscriptionLocked');
  await story.advance('2027-01-16T21:01:00Z');
  assert.deepEqual(without(await story.told()), [
    'subscription.updated',
    'customer.state_changed',
    'invoice.created',
    ...paid,
  ]);
  assert.equal((await story.subscription(buyer.subscriptionId)).amount, 5100);
  // Exactly half of January was left when it was asked for.
  const order = await lastOrder(story, buyer);
  assert.deepEqual(
    [order.billing_reason, order.status, order.total_amount, order.items.map(({ amount }) => amount)],
    ['subscription_update', 'paid', 1550, [-1000, 2550]],
  );
});

test('a plan change whose payment takes its time and is declined: let go of, nothing has changed', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenFails');
  const max = await story.plan('Max', 5100);
  await story.advance('2027-01-16T21:00:00Z');
  await story.told();
  await upgrade(story, buyer, max.id);
  await story.advance('2027-01-16T21:01:00Z');
  assert.deepEqual(without(await story.told()), []);
  assert.equal((await story.subscription(buyer.subscriptionId)).amount, 2000);
  assert.equal((await story.orders(buyer.customerId)).length, 1);
  await cardDoes(story, buyer.customerId, 'tok_visa');
  assert.equal((await upgrade(story, buyer, max.id)).amount, 5100);
});

test('the period ends while a plan change is being paid: first the change, then the renewal at the new price', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  const max = await story.plan('Max', 5000);
  await story.advance('2027-02-01T08:59:30Z');
  await upgrade(story, buyer, max.id);
  await story.told();
  await story.advance('2027-02-01T10:00:00Z');
  const orders = await story.orders(buyer.customerId);
  assert.deepEqual(
    orders.map((order) => [order.billing_reason, order.status, order.total_amount]),
    [
      ['subscription_create', 'paid', 2000],
      ['subscription_cycle', 'paid', 5000],
    ],
  );
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.amount, day(subscription.current_period_end)], [5000, '2027-03-01']);
});

test('the customer is deleted while the plan change is being paid: the money is not lost', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  const max = await story.plan('Max', 5100);
  await story.advance('2027-01-16T21:00:00Z');
  await upgrade(story, buyer, max.id);
  await story.polar.customers.delete(buyer.customerId);
  await story.told();
  await story.advance('2027-03-01T09:00:00Z');
  // It came in for nothing: it is the customer's credit, where a merchant finds it.
  assert.equal(await story.balance(buyer.customerId), 1550);
  assert.deepEqual(without(await story.told()), []);
});

test('two checkouts of one buyer are paid at the same time: both orders are there, one customer', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 900 }] });
  const [first, second] = [await open(story, book), await open(story, book)];
  const buyer = { customer_email: 'twice@example.com' };
  assert.equal(await confirm(story, first, 'tok_pendingThenSucceeds', buyer), 'confirmed');
  assert.equal(await confirm(story, second, 'tok_pendingThenSucceeds', buyer), 'confirmed');
  await story.advance('2027-01-01T09:05:00Z');
  const { items } = await story.polar.customers.list({} as never);
  assert.equal(items.length, 1);
  const orders = await story.orders(items[0]?.id ?? '');
  assert.deepEqual(
    orders.map((order) => [order.status, order.invoice_number?.slice(-4), order.receipt_number?.slice(-4)]),
    [
      ['paid', '0001', '0001'],
      ['paid', '0002', '0002'],
    ],
  );
  assert.equal((await cardsOf(story, items[0]?.id ?? '')).length, 2);
});

test('a payment is settled early as declined, then the retry early as paid', async () => {
  const { story, buyer } = await subscribed('tok_pendingThenSucceeds');
  await story.advance('2027-02-01T09:00:00Z');
  await story.told();
  const order = await lastOrder(story, buyer);
  assert.equal(await settle(story, await pendingPayment(story, order.id), 'failed'), 204);
  assert.deepEqual(await story.told(), pastDue);
  await story.advance('2027-02-03T09:00:00Z');
  assert.equal(await settle(story, await pendingPayment(story, order.id), 'succeeded'), 204);
  assert.deepEqual(without(await story.told()), recovered);
});
