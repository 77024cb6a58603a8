import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import {
  cardDoes,
  cardsOf,
  changeSeller,
  cycled,
  day,
  givenUp,
  paid,
  pastDue,
  portalOf,
  recovered,
  refusal,
  triesOf,
  without,
} from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

async function sessionOf(story: Story, customerId: string): Promise<string> {
  const session = await story.polar.customerSessions.create({ customer_id: customerId } as never);
  return session.token;
}

/** A retry that was declined, and has another one after it. */
const retried = ['invoice.updated'];

/** A plan of 20.00 a month, subscribed to on January 1; on January 20 the bank begins to do what `card` does. */
async function subscribedUntilJanuary(card: string): Promise<{ story: Story; buyer: Bought }> {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await story.advance('2027-01-20T09:00:00Z');
  await cardDoes(story, buyer.customerId, card);
  await story.told();
  return { story, buyer };
}

async function lastOrder(story: Story, { customerId }: Pick<Bought, 'customerId'>) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

const moment = (value: string | Date | null | undefined) => value && new Date(value).toISOString();

const softDeclines = [
  ['tok_chargeDeclined', 'generic_decline'],
  ['tok_chargeInsufficientFunds', 'insufficient_funds'],
  ['tok_chargeDeclinedExpiredCard', 'expired_card'],
  ['tok_chargeDeclinedIncorrectCvc', 'incorrect_cvc'],
  ['tok_chargeDeclinedProcessingError', 'processing_error'],
] as const;

for (const [card, reason] of softDeclines) {
  test(`${reason} at the renewal: past due, and tried again two days later`, async () => {
    const { story, buyer } = await subscribedUntilJanuary(card);
    await story.advance('2027-02-01T09:00:00Z');
    assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
    const order = await lastOrder(story, buyer);
    assert.deepEqual(
      [order.status, order.paid, order.due_amount, order.receipt_number],
      ['pending', false, 2000, null],
    );
    assert.equal(moment(order.next_payment_attempt_at), '2027-02-03T09:00:00.000Z');
    assert.match(order.invoice_number ?? '', /-0002$/);
    const subscription = await story.subscription(buyer.subscriptionId);
    assert.equal(subscription.status, 'past_due');
    // The period has begun all the same: the customer keeps what was subscribed to.
    assert.equal(day(subscription.current_period_end), '2027-03-01');
    assert.deepEqual(await triesOf(story, { order_id: order.id }), [reason]);
  });
}

for (const [card, reason] of [
  ['tok_chargeDeclinedLostCard', 'lost_card'],
  ['tok_chargeDeclinedStolenCard', 'stolen_card'],
  ['tok_riskLevelHighest', 'highest_risk_level'],
] as const) {
  test(`${reason} at the renewal: not tried again, and given up 21 days and a minute later`, async () => {
    const { story, buyer } = await subscribedUntilJanuary(card);
    await story.advance('2027-02-22T09:00:00Z');
    assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
    const order = await lastOrder(story, buyer);
    assert.deepEqual([order.status, order.next_payment_attempt_at], ['pending', null]);
    await story.advance('2027-02-22T09:01:00Z');
    assert.deepEqual(without(await story.told()), givenUp);
    assert.equal((await lastOrder(story, buyer)).status, 'void');
    const subscription = await story.subscription(buyer.subscriptionId);
    assert.equal(subscription.status, 'canceled');
    assert.equal(moment(subscription.ended_at), '2027-02-22T09:01:00.000Z');
    assert.deepEqual(await triesOf(story, { order_id: order.id }), [reason]);
    // The card is good again, too late.
    await cardDoes(story, buyer.customerId, 'tok_visa');
    await story.advance('2027-06-01T09:00:00Z');
    assert.deepEqual(without(await story.told()), []);
    assert.equal((await story.orders(buyer.customerId)).length, 2);
  });
}

/** The days of the attempts after the first one, on February 1. */
const attemptDays = ['2027-02-03', '2027-02-08', '2027-02-15', '2027-02-22'];

for (const [index, attemptDay] of attemptDays.entries()) {
  test(`recovered at attempt ${index + 2}, on ${attemptDay}`, async () => {
    const { story, buyer } = await subscribedUntilJanuary('tok_chargeInsufficientFunds');
    await story.advance('2027-02-01T09:00:00Z');
    for (const failedDay of attemptDays.slice(0, index)) {
      await story.told();
      await story.advance(`${failedDay}T09:00:00Z`);
      assert.deepEqual(without(await story.told()), retried);
    }
    const waiting = await lastOrder(story, buyer);
    assert.equal(moment(waiting.next_payment_attempt_at), `${attemptDay}T09:00:00.000Z`);
    await cardDoes(story, buyer.customerId, 'tok_visa');
    await story.told();
    await story.advance('2027-02-28T09:00:00Z');
    assert.deepEqual(without(await story.told()), recovered);
    const order = await lastOrder(story, buyer);
    assert.deepEqual([order.id, order.status, order.paid], [waiting.id, 'paid', true]);
    assert.match(order.receipt_number ?? '', /^RCPT-.*-0002$/);
    assert.equal(order.next_payment_attempt_at, null);
    const declined = Array.from({ length: index + 1 }, () => 'insufficient_funds');
    assert.deepEqual(await triesOf(story, { order_id: order.id }), [...declined, 'succeeded']);
    assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
    // The next renewal is on its day as always.
    await story.advance('2027-03-01T09:00:00Z');
    assert.deepEqual(without(await story.told()), [...cycled, ...paid]);
  });
}

test('never recovered: five attempts, then revoked and void on the 21st day', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  const { events } = await story.advance('2027-03-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), [
    ...cycled,
    ...pastDue,
    ...retried,
    ...retried,
    ...retried,
    ...givenUp,
  ]);
  const failures = events.filter(({ type }) => type === 'payment.failed').map(({ at }) => day(at));
  assert.deepEqual(failures, ['2027-02-01', ...attemptDays]);
  const order = await lastOrder(story, buyer);
  assert.deepEqual(
    [order.status, order.paid, order.due_amount, order.next_payment_attempt_at],
    ['void', false, 2000, null],
  );
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.status, day(subscription.ended_at)], ['canceled', '2027-02-22']);
  assert.equal(await story.balance(buyer.customerId), 0);
});

test('a hard decline, then a new card: charged at once, also without a turn of the clock', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclinedStolenCard');
  await story.advance('2027-02-05T09:00:00Z');
  await story.told();
  await story.newCard(buyer.customerId, 'tok_mastercard');
  assert.deepEqual(without(await story.told(), 'customer_session.created'), recovered);
  const order = await lastOrder(story, buyer);
  assert.deepEqual([order.status, day(order.created_at)], ['paid', '2027-02-01']);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['stolen_card', 'succeeded']);
  // The new card pays from now on, the stolen one never again.
  await story.advance('2027-03-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...paid]);
  const renewal = await lastOrder(story, buyer);
  assert.deepEqual(await triesOf(story, { order_id: renewal.id }), ['succeeded']);
});

test('a new card that is declined too moves nothing: the schedule stays', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await story.advance('2027-02-02T09:00:00Z');
  await story.told();
  await story.newCard(buyer.customerId, 'tok_chargeCustomerFail');
  // It is the one that is charged from now on.
  assert.deepEqual(without(await story.told(), 'customer_session.created'), [
    'subscription.updated',
    'customer.state_changed',
  ]);
  const order = await lastOrder(story, buyer);
  assert.equal(moment(order.next_payment_attempt_at), '2027-02-03T09:00:00.000Z');
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['generic_decline', 'generic_decline']);
  await story.advance('2027-02-03T09:00:00Z');
  assert.deepEqual(without(await story.told()), retried);
  assert.equal(moment((await lastOrder(story, buyer)).next_payment_attempt_at), '2027-02-08T09:00:00.000Z');
});

test('the customer tries in the portal: five times in vain, and the sixth is refused', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await story.advance('2027-02-01T12:00:00Z');
  const portal = await portalOf(florin, story, buyer.customerId);
  const [card] = await cardsOf(story, buyer.customerId);
  const { id } = await lastOrder(story, buyer);
  for (const card of ['tok_chargeDeclined', 'tok_chargeDeclinedStolenCard', 'tok_chargeInsufficientFunds']) {
    const tried = await portal.orders.confirmRetryPayment(id, { confirmation_token_id: card } as never);
    assert.equal(tried.status, 'failed');
    assert.ok(tried.error);
  }
  for (let attempt = 4; attempt <= 5; attempt++) {
    const tried = await portal.orders.confirmRetryPayment(id, { payment_method_id: card } as never);
    assert.equal(tried.status, 'failed');
  }
  const refused = portal.orders.confirmRetryPayment(id, { confirmation_token_id: 'tok_visa' } as never);
  assert.match(await refusal(refused), /^429 /);
  // What the customer tried has moved neither the next attempt nor the deadline.
  const order = await lastOrder(story, buyer);
  assert.equal(moment(order.next_payment_attempt_at), '2027-02-03T09:00:00.000Z');
  assert.equal((await triesOf(story, { order_id: id })).length, 6);
  const { events } = await story.advance('2027-02-25T09:00:00Z');
  const failures = events.filter(({ type }) => type === 'payment.failed').map(({ at }) => day(at));
  assert.deepEqual(failures, attemptDays);
  assert.equal((await lastOrder(story, buyer)).status, 'void');
});

test('the customer pays in the portal with a new card, which is kept and charged from then on', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await story.advance('2027-02-10T09:00:00Z');
  const portal = await portalOf(florin, story, buyer.customerId);
  const { id } = await lastOrder(story, buyer);
  await story.told();
  const done = await portal.orders.confirmRetryPayment(id, {
    confirmation_token_id: 'tok_mastercard',
  } as never);
  assert.deepEqual([done.status, done.error], ['succeeded', null]);
  assert.deepEqual(await story.told(), recovered);
  assert.equal((await cardsOf(story, buyer.customerId)).length, 2);
  assert.equal((await portal.orders.getPaymentStatus(id)).status, 'succeeded');
  const again = portal.orders.confirmRetryPayment(id, { confirmation_token_id: 'tok_visa' } as never);
  assert.equal(await refusal(again), '422 OrderNotEligibleForRetry');
  await story.advance('2027-03-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...paid]);
});

test('the customer pays with their other card, and takes the one that failed away', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_visa');
  await story.newCard(buyer.customerId, 'tok_mastercard');
  const portal = await portalOf(florin, story, buyer.customerId);
  const { items } = await portal.customers.listPaymentMethods({} as never);
  const brandOf = (method: object) =>
    (method as { method_metadata: { brand: string } }).method_metadata.brand;
  const visa = items.find((method) => brandOf(method) === 'visa');
  const mastercard = items.find((method) => brandOf(method) === 'mastercard');
  assert.ok(visa && mastercard);
  const session = { customerSession: await sessionOf(story, buyer.customerId) };
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.advance('2027-02-01T09:00:00Z');
  const path = `/florin/v1/organizations/${story.organization.id}/sandbox/payment-methods/${visa.id}`;
  assert.equal((await story.request('PUT', path, { token: 'tok_visa' })).status, 204);
  const { id } = await lastOrder(story, buyer);
  await story.told();
  // With the older client.
  const old = new Polar49({ serverURL: florin.url }).customerPortal;
  const done = await old.orders.confirmRetryPayment(
    { customerSession: await sessionOf(story, buyer.customerId) },
    { id, customerOrderConfirmPayment: { paymentMethodId: visa.id } },
  );
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(await story.told(), ['customer_session.created', ...recovered]);
  await assert.rejects(old.customers.deletePaymentMethod(session, { id: mastercard.id }), /expired|invalid/);
  const now = await portalOf(florin, story, buyer.customerId);
  await now.customers.deletePaymentMethod(mastercard.id);
  const inUse = now.customers.deletePaymentMethod(visa.id);
  assert.equal(await refusal(inUse), '400 PaymentMethodInUseByActiveSubscription');
  await story.advance('2027-03-01T09:00:00Z');
  const renewal = await lastOrder(story, buyer);
  assert.deepEqual(await triesOf(story, { order_id: renewal.id }), ['succeeded']);
});

test('in the portal 3-D Secure is asked for and passed; given up, the next attempt comes on its day', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_threeDSecureAlwaysRequired');
  await story.advance('2027-02-02T09:00:00Z');
  const portal = await portalOf(florin, story, buyer.customerId);
  const { id } = await lastOrder(story, buyer);
  const [card] = await cardsOf(story, buyer.customerId);
  const first = await portal.orders.confirmRetryPayment(id, { payment_method_id: card } as never);
  assert.equal(first.status, 'requires_action');
  const second = portal.orders.confirmRetryPayment(id, { payment_method_id: card } as never);
  assert.equal(await refusal(second), '409 PaymentAlreadyInProgress');
  // Nobody takes the challenge.
  await story.advance('2027-02-02T10:05:00Z');
  const later = await portalOf(florin, story, buyer.customerId);
  const third = await later.orders.confirmRetryPayment(id, { payment_method_id: card } as never);
  assert.equal(third.status, 'requires_action');
  await story.told();
  const taken = await story.request(
    'POST',
    `/florin/v1/sandbox/charges/${third.client_secret}/authenticate`,
    {
      outcome: 'passes',
    },
  );
  assert.equal(taken.status, 204);
  assert.deepEqual(await story.told(), recovered);
  assert.deepEqual(await triesOf(story, { order_id: id }), [
    'authentication_required',
    'canceled',
    'succeeded',
  ]);
});

test('no payment method at the renewal counts as a failed attempt, until a card comes', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const free = await story.product({
    name: 'Hobby',
    recurring_interval: 'month',
    prices: [{ amount_type: 'free' }],
  });
  const pro = await story.plan('Pro', 2000);
  const buyer = await story.buy(free, { card: null });
  await story.polar.subscriptions.update(buyer.subscriptionId, {
    product_id: pro.id,
    proration_behavior: 'next_period',
  } as never);
  await story.told();
  await story.advance('2027-02-03T09:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue, ...retried]);
  const order = await lastOrder(story, buyer);
  assert.deepEqual([order.status, order.due_amount], ['pending', 2000]);
  assert.equal(moment(order.next_payment_attempt_at), '2027-02-08T09:00:00.000Z');
  assert.deepEqual(await triesOf(story, { order_id: order.id }), []);
  await story.newCard(buyer.customerId, 'tok_visa');
  assert.deepEqual(without(await story.told(), 'customer_session.created'), recovered);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['succeeded']);
});

test('the schedule is the organization’s own', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await changeSeller(florin, story, { dunning: { retry_days: [1, 3, 5], deadline_minutes: 14 * 24 * 60 } });
  const { events } = await story.advance('2027-02-28T09:00:00Z');
  const failures = events.filter(({ type }) => type === 'payment.failed').map(({ at }) => day(at));
  assert.deepEqual(failures, ['2027-02-01', '2027-02-02', '2027-02-05', '2027-02-10']);
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.status, day(subscription.ended_at)], ['canceled', '2027-02-10']);
});

test('the schedule’s deadline comes before its next retry', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await changeSeller(florin, story, { dunning: { retry_days: [2, 20], deadline_minutes: 5 * 24 * 60 } });
  await story.advance('2027-02-28T09:00:00Z');
  const order = await lastOrder(story, buyer);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['generic_decline', 'generic_decline']);
  assert.equal(day((await story.subscription(buyer.subscriptionId)).ended_at), '2027-02-06');
});

test('a weekly plan is past due over two periods, which are caught up with once it recovers', async () => {
  const story = await beginStory(florin, '2027-01-04T09:00:00Z');
  const weekly = await story.plan('Weekly', 700, { recurring_interval: 'week' });
  const buyer = await story.buy(weekly);
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.told();
  await story.advance('2027-01-27T09:00:00Z');
  // Past due since the 11th: the periods of the 18th and the 25th have not begun.
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue, ...retried, ...retried, ...retried]);
  assert.equal((await story.orders(buyer.customerId)).length, 2);
  await cardDoes(story, buyer.customerId, 'tok_visa');
  await story.advance('2027-02-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), [
    ...recovered,
    ...cycled,
    ...paid,
    ...cycled,
    ...paid,
    ...cycled,
    ...paid,
  ]);
  const orders = await story.orders(buyer.customerId);
  assert.deepEqual(
    orders.map((order) => [order.status, order.total_amount]),
    Array.from({ length: 5 }, () => ['paid', 700]),
  );
  const labels = orders.map((order) => order.items[0]?.label);
  assert.deepEqual(labels, [
    'Weekly — From Jan 4, 2027 to Jan 11, 2027',
    'Weekly — From Jan 11, 2027 to Jan 18, 2027',
    'Weekly — From Jan 18, 2027 to Jan 25, 2027',
    'Weekly — From Jan 25, 2027 to Feb 1, 2027',
    'Weekly — From Feb 1, 2027 to Feb 8, 2027',
  ]);
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.status, day(subscription.current_period_end)], ['active', '2027-02-08']);
});

test('canceled while past due: the end of the period ends it, and what is owed is still asked for', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await story.advance('2027-02-01T09:00:00Z');
  await story.told();
  await story.polar.subscriptions.update(buyer.subscriptionId, { cancel_at_period_end: true } as never);
  assert.deepEqual(await story.told(), [
    'subscription.updated',
    'subscription.canceled',
    'customer.state_changed',
  ]);
  await cardDoes(story, buyer.customerId, 'tok_visa');
  await story.advance('2027-02-03T09:00:00Z');
  assert.deepEqual(without(await story.told()), recovered);
  await story.advance('2027-04-01T09:00:00Z');
  assert.deepEqual(without(await story.told()), [
    'subscription.updated',
    'subscription.revoked',
    'customer.state_changed',
  ]);
  const subscription = await story.subscription(buyer.subscriptionId);
  assert.deepEqual([subscription.status, day(subscription.ended_at)], ['canceled', '2027-03-01']);
  assert.deepEqual(
    (await story.orders(buyer.customerId)).map((order) => order.status),
    ['paid', 'paid'],
  );
});

test('revoked while past due: what is owed is void at once, and no more is tried', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  await story.advance('2027-02-04T09:00:00Z');
  await story.told();
  await story.polar.subscriptions.revoke(buyer.subscriptionId);
  assert.deepEqual(await story.told(), [
    'subscription.updated',
    'subscription.canceled',
    'subscription.revoked',
    'customer.state_changed',
    'invoice.updated',
  ]);
  const order = await lastOrder(story, buyer);
  assert.deepEqual([order.status, order.next_payment_attempt_at], ['void', null]);
  await story.advance('2027-03-15T09:00:00Z');
  assert.deepEqual(without(await story.told()), []);
});

test('another plan while past due: paid at once, and the old debt stays on its schedule', async () => {
  const { story, buyer } = await subscribedUntilJanuary('tok_chargeDeclined');
  const max = await story.plan('Max', 5000);
  await story.advance('2027-02-15T09:00:00Z');
  await story.told();
  // Half of February is left: 25.00 of Max less 10.00 of Pro. The card is still declined: nothing changes.
  const change = { product_id: max.id, proration_behavior: 'invoice' } as never;
  assert.match(
    await refusal(story.polar.subscriptions.update(buyer.subscriptionId, change)),
    /^402 PaymentFailed/,
  );
  assert.deepEqual(await story.told(), []);
  assert.equal((await story.subscription(buyer.subscriptionId)).amount, 2000);
  await cardDoes(story, buyer.customerId, 'tok_visa');
  const changed = await story.polar.subscriptions.update(buyer.subscriptionId, change);
  assert.deepEqual([changed.status, changed.amount], ['past_due', 5000]);
  await story.advance('2027-03-01T09:00:00Z');
  const orders = await story.orders(buyer.customerId);
  assert.deepEqual(
    orders.map((order) => [order.billing_reason, order.status, order.total_amount]),
    [
      ['subscription_create', 'paid', 2000],
      ['subscription_cycle', 'paid', 2000],
      ['subscription_update', 'paid', 1500],
      ['subscription_cycle', 'paid', 5000],
    ],
  );
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
});

test('two subscriptions are past due, and one new card pays for both', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  await story.polar.organizations.update(story.organization.id, {
    subscription_settings: {
      allow_multiple_subscriptions: true,
      allow_customer_updates: true,
      proration_behavior: 'prorate',
      benefit_revocation_grace_period: 0,
      prevent_trial_abuse: false,
    },
  } as never);
  const buyer = await story.buy(await story.plan('Pro', 2000));
  const other = await story.buy(await story.plan('Extra', 500), {
    checkout: { customer_id: buyer.customerId },
  });
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.told();
  await story.advance('2027-02-04T09:00:00Z');
  assert.deepEqual(without(await story.told()), [
    ...cycled,
    ...pastDue,
    ...cycled,
    ...pastDue,
    ...retried,
    ...retried,
  ]);
  await story.newCard(buyer.customerId, 'tok_mastercard');
  const told = without(await story.told(), 'customer_session.created');
  assert.deepEqual(told, [...recovered, ...recovered]);
  for (const { subscriptionId } of [buyer, other]) {
    assert.equal((await story.subscription(subscriptionId)).status, 'active');
  }
  const due = (await story.orders(buyer.customerId)).map((order) => [order.status, order.due_amount]);
  assert.deepEqual(due, [
    ['paid', 2000],
    ['paid', 500],
    ['paid', 2000],
    ['paid', 500],
  ]);
});
