import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import {
  authenticate,
  confirm,
  cycled,
  day,
  open,
  paid,
  pastDue,
  paymentsOf,
  settle,
  triesOf,
  without,
} from '../support/money.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const confirmed = ['checkout.updated'];
const opensAgain = ['checkout.updated'];
/** What is told of a checkout that succeeds with a subscription for a new customer. */
const subscribed = [
  'subscription.created',
  'subscription.active',
  'subscription.updated',
  'customer.state_changed',
  'invoice.created',
  'invoice.updated',
  'invoice.paid',
  'checkout.updated',
];
const bought = subscribed.slice(4);
/** Whoever confirms and succeeds at once is let into the portal. */
const letIn = ['customer_session.created'];

async function book(story: Story, priceAmount = 2500) {
  return story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: priceAmount }] });
}

async function onlyOrder(story: Story) {
  const { items } = await story.polar.orders.list({} as never);
  assert.equal(items.length, 1);
  const [order] = items;
  assert.ok(order);
  return order;
}

const declines = [
  ['tok_chargeDeclined', 'generic_decline'],
  ['tok_chargeInsufficientFunds', 'insufficient_funds'],
  ['tok_chargeDeclinedExpiredCard', 'expired_card'],
  ['tok_chargeDeclinedIncorrectCvc', 'incorrect_cvc'],
  ['tok_chargeDeclinedProcessingError', 'processing_error'],
  ['tok_chargeDeclinedLostCard', 'lost_card'],
  ['tok_chargeDeclinedStolenCard', 'stolen_card'],
  ['tok_riskLevelHighest', 'highest_risk_level'],
] as const;

test('eight cards are declined one after the other, the ninth pays: one customer, one order, one number', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  for (const [card] of declines) {
    assert.equal(
      await confirm(story, opened, card, { customer_email: 'unlucky@example.com' }),
      '400 PaymentError',
    );
    const again = await story.polar.checkouts.get(opened.id);
    assert.equal(again.status, 'open');
    assert.equal(again.customer_email, 'unlucky@example.com');
    assert.deepEqual(await story.told(), [...confirmed, ...opensAgain]);
  }
  const nobody = await story.polar.customers.list({} as never);
  assert.equal(nobody.items.length, 0);
  assert.equal(await confirm(story, opened, 'tok_visa'), 'succeeded');
  assert.deepEqual(await story.told(), [...confirmed, ...bought, ...letIn]);
  const order = await onlyOrder(story);
  assert.match(order.invoice_number ?? '', /-0001$/);
  assert.match(order.receipt_number ?? '', /^RCPT-[A-Z]{8,}-0001$/);
  assert.deepEqual([order.status, order.total_amount, order.due_amount], ['paid', 2500, 2500]);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), [
    ...declines.map(([, reason]) => reason),
    'succeeded',
  ]);
});

test('a discount that allows one redemption is given back with every decline', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 4000);
  const discount = await story.polar.discounts.create({
    name: 'First one',
    type: 'percentage',
    basis_points: 2500,
    duration: 'once',
    max_redemptions: 1,
  } as never);
  const opened = await open(story, plan, { discount_id: discount.id });
  for (const card of ['tok_chargeDeclined', 'tok_chargeInsufficientFunds']) {
    assert.equal(await confirm(story, opened, card), '400 PaymentError');
    assert.equal((await story.polar.discounts.get(discount.id)).redemptions_count, 0);
  }
  assert.equal(await confirm(story, opened, 'tok_visa'), 'succeeded');
  assert.equal((await story.polar.discounts.get(discount.id)).redemptions_count, 1);
  const order = await onlyOrder(story);
  assert.deepEqual(
    [order.subtotal_amount, order.discount_amount, order.net_amount, order.total_amount],
    [4000, 1000, 3000, 3000],
  );
  const late = await open(story, plan).then((other) =>
    story.polar.checkouts.update(other.id, { discount_id: discount.id } as never).then(
      () => 'taken',
      (error: { statusCode: number }) => error.statusCode,
    ),
  );
  assert.equal(late, 422);
});

test('3-D Secure passed at the checkout: the subscription begins, and renews without the buyer', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await story.plan('Pro', 3000));
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_threeDSecure2Required'), 'confirmed');
  assert.deepEqual(await story.told(), confirmed);
  assert.equal((await story.polar.orders.list({} as never)).items.length, 0);
  await authenticate(story, opened, true);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'succeeded');
  assert.deepEqual(await story.told(), subscribed);
  await story.advance('2027-05-15T10:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...paid, ...cycled, ...paid]);
  const { customer_id: customerId } = (await story.polar.orders.list({ limit: 1 } as never)).items[0] ?? {};
  assert.ok(customerId);
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [day(order.created_at as never), order.status, order.billing_reason]),
    [
      ['2027-03-01', 'paid', 'subscription_create'],
      ['2027-04-01', 'paid', 'subscription_cycle'],
      ['2027-05-01', 'paid', 'subscription_cycle'],
    ],
  );
});

test('3-D Secure failed, then passed and declined, then another card: nothing is taken twice', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_threeDSecure2Required'), 'confirmed');
  await authenticate(story, opened, false);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'open');
  assert.equal(await confirm(story, opened, 'tok_threeDSecureThenDeclined'), 'confirmed');
  await authenticate(story, opened, true);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'open');
  assert.deepEqual(await story.told(), [...confirmed, ...opensAgain, ...confirmed, ...opensAgain]);
  assert.equal(await confirm(story, opened, 'tok_mastercard'), 'succeeded');
  assert.deepEqual(await story.told(), [...confirmed, ...bought, ...letIn]);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), [
    'authentication_failed',
    'insufficient_funds',
    'succeeded',
  ]);
  assert.equal((await onlyOrder(story)).due_amount, 2500);
});

test('3-D Secure abandoned: after an hour another card can pay, and the challenge can not', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_threeDSecure2Required'), 'confirmed');
  const shown = await story.polar.checkouts.clientGet(opened.secret);
  const { intent_client_secret: challenge } = shown.payment_processor_metadata as Record<string, string>;
  await story.advance('2027-03-01T10:59:00Z');
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'confirmed');
  await story.advance('2027-03-01T11:05:00Z');
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'open');
  const late = await story.request('POST', `/florin/v1/sandbox/charges/${challenge}/authenticate`, {
    outcome: 'passes',
  });
  assert.equal(late.status, 409);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['canceled']);
  await story.advance('2027-03-02T10:00:00Z');
  assert.deepEqual(without(await story.told()), [...confirmed, ...opensAgain, 'checkout.expired']);
  assert.equal(await confirm(story, opened, 'tok_visa'), '410 ExpiredCheckoutError');
  assert.equal((await story.polar.orders.list({} as never)).items.length, 0);
});

test('3-D Secure for a card that is only kept: passed, the trial begins; abandoned, it does not', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 3000, { trial_interval: 'week', trial_interval_count: 1 });
  const [passed, abandoned] = [await open(story, plan), await open(story, plan)];
  await story.told();
  assert.equal(await confirm(story, passed, 'tok_threeDSecure2Required'), 'confirmed');
  assert.equal(await confirm(story, abandoned, 'tok_threeDSecure2Required'), 'confirmed');
  await authenticate(story, passed, true);
  assert.equal((await story.polar.checkouts.get(passed.id)).status, 'succeeded');
  assert.deepEqual(await story.told(), [...confirmed, ...confirmed, ...subscribed]);
  await story.advance('2027-03-01T11:05:00Z');
  assert.equal((await story.polar.checkouts.get(abandoned.id)).status, 'open');
  assert.deepEqual(without(await story.told()), opensAgain);
  await story.advance('2027-03-08T10:00:00Z');
  const { items } = await story.polar.orders.list({} as never);
  // The card was authenticated when it was kept: the first charge needs nobody.
  assert.deepEqual(
    items.map((order) => [order.status, order.total_amount]),
    [
      ['paid', 3000],
      ['paid', 0],
    ],
  );
});

test('a card that asks for 3-D Secure each time pays the checkout and is past due at the renewal', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await story.plan('Pro', 3000));
  await confirm(story, opened, 'tok_threeDSecureAlwaysRequired');
  await authenticate(story, opened, true);
  const first = await onlyOrder(story);
  await story.told();
  await story.advance('2027-04-01T10:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
  const [, renewal] = await story.orders(first.customer_id);
  assert.ok(renewal);
  assert.deepEqual(await triesOf(story, { order_id: renewal.id }), ['authentication_required']);
  assert.deepEqual([renewal.status, renewal.due_amount], ['pending', 3000]);
  // Only the customer can mend it: the card is not tried again by itself.
  assert.equal(renewal.next_payment_attempt_at, null);
  assert.equal((await story.subscription(first.subscription_id ?? '')).status, 'past_due');
});

test('an outcome that comes a minute later completes the checkout at its moment', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await story.plan('Pro', 3000));
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_pendingThenSucceeds'), 'confirmed');
  assert.equal((await story.polar.orders.list({} as never)).items.length, 0);
  await story.advance('2027-03-01T10:05:00Z');
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'succeeded');
  assert.deepEqual(without(await story.told()), [...confirmed, ...subscribed]);
  const order = await onlyOrder(story);
  assert.equal(new Date(order.created_at).toISOString(), '2027-03-01T10:01:00.000Z');
  const subscription = await story.subscription(order.subscription_id ?? '');
  assert.equal(new Date(subscription.current_period_start).toISOString(), '2027-03-01T10:01:00.000Z');
});

test('an outcome that comes a minute later and is a decline opens the checkout again', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_pendingThenFails'), 'confirmed');
  await story.advance('2027-03-01T10:01:00Z');
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'open');
  assert.equal(await confirm(story, opened, 'tok_visa'), 'succeeded');
  assert.deepEqual(without(await story.told()), [
    ...confirmed,
    ...opensAgain,
    ...confirmed,
    ...bought,
    ...letIn,
  ]);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['generic_decline', 'succeeded']);
});

test('a pending payment is settled early, and its notice that comes again changes nothing', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await confirm(story, opened, 'tok_pendingThenFails');
  const [payment] = await paymentsOf(story, { checkout_id: opened.id });
  assert.ok(payment);
  await story.told();
  assert.equal(await settle(story, payment.id, 'succeeded'), 204);
  assert.deepEqual(await story.told(), bought);
  assert.equal(await settle(story, payment.id, 'succeeded'), 409);
  assert.equal(await settle(story, payment.id, 'failed'), 409);
  await story.advance('2027-03-01T11:00:00Z');
  assert.deepEqual(without(await story.told()), []);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
});

test('a card for a trial is kept without a charge; the first charge is declined, the next one is not', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 3000, { trial_interval: 'week', trial_interval_count: 1 });
  const opened = await open(story, plan);
  await story.told();
  assert.equal(await confirm(story, opened, 'tok_chargeDeclinedStolenCard'), '400 PaymentError');
  assert.deepEqual(await story.told(), [...confirmed, ...opensAgain]);
  assert.equal(await confirm(story, opened, 'tok_chargeCustomerFail'), 'succeeded');
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), []);
  const first = await onlyOrder(story);
  assert.deepEqual([first.status, first.total_amount, first.receipt_number], ['paid', 0, null]);
  await story.told();
  await story.advance('2027-03-08T10:00:00Z');
  assert.deepEqual(without(await story.told()), [
    'subscription.updated',
    'subscription.active',
    'subscription.cycled',
    'customer.state_changed',
    'invoice.created',
    ...pastDue,
  ]);
  const subscription = await story.subscription(first.subscription_id ?? '');
  assert.deepEqual([subscription.status, day(subscription.current_period_end)], ['past_due', '2027-04-08']);
});

test('an outcome that comes after the checkout’s day is over: paid it counts, declined it is over', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const product = await book(story);
  const [paidFor, declined] = [await open(story, product), await open(story, product)];
  await story.advance('2027-03-02T09:59:30Z');
  await story.told();
  assert.equal(await confirm(story, paidFor, 'tok_pendingThenSucceeds'), 'confirmed');
  assert.equal(await confirm(story, declined, 'tok_pendingThenFails'), 'confirmed');
  await story.advance('2027-03-02T10:05:00Z');
  assert.equal((await story.polar.checkouts.get(paidFor.id)).status, 'succeeded');
  assert.equal((await story.polar.checkouts.get(declined.id)).status, 'expired');
  assert.deepEqual(without(await story.told()), [
    ...confirmed,
    ...confirmed,
    ...bought,
    ...opensAgain,
    'checkout.expired',
  ]);
});
