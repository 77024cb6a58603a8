import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import {
  cardDoes,
  cardsOf,
  changeSeller,
  confirm,
  makeSeller,
  open,
  paid,
  paymentsOf,
  refusal,
  settle,
  triesOf,
  without,
} from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** Somebody with a card on file, and what is charged while they are not there. */
async function withCard(
  now = '2027-03-01T10:00:00Z',
): Promise<{ story: Story; buyer: Bought; hours: string }> {
  const story = await beginStory(florin, now);
  const buyer = await story.buy(await story.plan('Pro', 2000));
  const hours = await story.product({
    name: 'Hours',
    prices: [{ amount_type: 'fixed', price_amount: 8000 }],
  });
  await story.told();
  return { story, buyer, hours: hours.id };
}

const draft = (story: Story, customer_id: string, product_id: string, more = {}) =>
  story.polar.orders.create({ customer_id, product_id, ...more } as never);

/** A draft that is paid leaves draft first. */
const finalized = ['invoice.updated', ...paid];

test('a draft is charged while nobody is there: the number and the receipt come with the money', async () => {
  const { story, buyer, hours } = await withCard();
  const order = await draft(story, buyer.customerId, hours, {
    amount: 6400,
    description: '8 hours of March',
  });
  assert.deepEqual(
    [
      order.status,
      order.paid,
      order.invoice_number,
      order.due_amount,
      order.description,
      order.billing_reason,
    ],
    ['draft', false, null, 6400, '8 hours of March', 'purchase'],
  );
  assert.deepEqual(await story.told(), ['invoice.created']);
  const done = await story.polar.orders.finalize(order.id, {} as never);
  assert.deepEqual([done.status, done.paid, done.total_amount], ['paid', true, 6400]);
  assert.match(done.invoice_number ?? '', /-0002$/);
  assert.match(done.receipt_number ?? '', /-0002$/);
  assert.deepEqual(await story.told(), finalized);
  assert.equal(await refusal(story.polar.orders.finalize(order.id, {} as never)), '412 OrderNotDraft');
  assert.deepEqual(await triesOf(story, { order_id: order.id }), ['succeeded']);
});

test('a draft that is declined stays a draft without a number, and is paid another day', async () => {
  const { story, buyer, hours } = await withCard();
  await cardDoes(story, buyer.customerId, 'tok_chargeInsufficientFunds');
  const order = await draft(story, buyer.customerId, hours);
  await story.told();
  for (let attempt = 0; attempt < 2; attempt++) {
    const refused = story.polar.orders.finalize(order.id, {} as never);
    assert.equal(await refusal(refused), '402 PaymentFailed');
  }
  assert.deepEqual(await story.told(), []);
  const still = await story.polar.orders.get(order.id);
  assert.deepEqual([still.status, still.invoice_number, still.receipt_number], ['draft', null, null]);
  // Nobody is dunned for a draft.
  await story.advance('2027-03-20T10:00:00Z');
  assert.deepEqual(without(await story.told()), []);
  await cardDoes(story, buyer.customerId, 'tok_visa');
  const [card] = await cardsOf(story, buyer.customerId);
  const done = await story.polar.orders.finalize(order.id, { payment_method_id: card } as never);
  assert.deepEqual([done.status, done.invoice_number?.slice(-4)], ['paid', '0002']);
  assert.deepEqual(await story.told(), finalized);
  assert.deepEqual(await triesOf(story, { order_id: order.id }), [
    'insufficient_funds',
    'insufficient_funds',
    'succeeded',
  ]);
});

test('a draft whose card asks for 3-D Secure, whose card is gone, and whose payment takes its time', async () => {
  const { story, buyer, hours } = await withCard();
  const order = await draft(story, buyer.customerId, hours);
  await cardDoes(story, buyer.customerId, 'tok_threeDSecureAlwaysRequired');
  assert.equal(
    await refusal(story.polar.orders.finalize(order.id, {} as never)),
    '402 PaymentActionRequired',
  );
  const nobody = await story.polar.customers.create({ email: 'nobody@example.com' } as never);
  const unpayable = await draft(story, nobody.id, hours);
  assert.equal(await refusal(story.polar.orders.finalize(unpayable.id, {} as never)), '402 PaymentFailed');
  await cardDoes(story, buyer.customerId, 'tok_pendingThenFails');
  await story.told();
  const waiting = await story.polar.orders.finalize(order.id, {} as never);
  assert.equal(waiting.status, 'draft');
  assert.equal(
    await refusal(story.polar.orders.finalize(order.id, {} as never)),
    '409 PaymentAlreadyInProgress',
  );
  const pending = (await paymentsOf(story, { order_id: order.id })).at(-1);
  assert.equal(await settle(story, pending?.id ?? '', 'succeeded'), 204);
  assert.equal((await story.polar.orders.get(order.id)).status, 'paid');
  assert.deepEqual(await story.told(), finalized);
});

test('credit pays a draft, wholly or in part, at the moment at which it is finalized', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const [max, mini] = [await story.plan('Max', 9000), await story.plan('Mini', 1000)];
  const { customerId, subscriptionId } = await story.buy(max);
  const hours = await story.product({
    name: 'Hours',
    prices: [{ amount_type: 'fixed', price_amount: 2500 }],
  });
  const drafts = [await draft(story, customerId, hours.id), await draft(story, customerId, hours.id)];
  assert.deepEqual(
    drafts.map((order) => order.due_amount),
    [2500, 2500],
  );
  await story.advance('2027-01-16T12:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(customerId), 4000);
  const [whole, part] = await Promise.all(drafts.map(({ id }) => story.polar.orders.get(id)));
  await story.told();
  const first = await story.polar.orders.finalize(whole?.id ?? '', {} as never);
  assert.deepEqual(
    [first.status, first.applied_balance_amount, first.due_amount, first.receipt_number],
    ['paid', -2500, 0, null],
  );
  const second = await story.polar.orders.finalize(part?.id ?? '', {} as never);
  assert.deepEqual(
    [second.status, second.applied_balance_amount, second.due_amount, second.receipt_number?.slice(-4)],
    ['paid', -1500, 1000, '0002'],
  );
  assert.equal(await story.balance(customerId), 0);
  assert.deepEqual(await triesOf(story, { order_id: second.id }), ['succeeded']);
});

/** Two customers, each with renewals that fail and succeed, drafts that are declined and paid, and a checkout declined. */
async function muddle(story: Story): Promise<Bought[]> {
  const plan = await story.plan('Pro', 2000);
  const hours = await story.product({
    name: 'Hours',
    prices: [{ amount_type: 'fixed', price_amount: 8000 }],
  });
  const ada = await story.buy(plan);
  const opened = await open(story, plan);
  assert.equal(await confirm(story, opened, 'tok_chargeDeclined'), '400 PaymentError');
  const bob = await story.buy(plan);
  const drafts = [await draft(story, ada.customerId, hours.id), await draft(story, bob.customerId, hours.id)];
  await cardDoes(story, ada.customerId, 'tok_chargeDeclined');
  assert.equal(
    await refusal(story.polar.orders.finalize(drafts[0]?.id ?? '', {} as never)),
    '402 PaymentFailed',
  );
  await story.polar.orders.finalize(drafts[1]?.id ?? '', {} as never);
  await story.advance('2027-04-04T10:00:00Z');
  await cardDoes(story, ada.customerId, 'tok_visa');
  await story.polar.orders.finalize(drafts[0]?.id ?? '', {} as never);
  await cardDoes(story, bob.customerId, 'tok_chargeDeclinedStolenCard');
  await story.advance('2027-07-01T10:00:00Z');
  return [ada, bob];
}

test('each customer’s numbers run without a gap, whatever failed in between', async () => {
  const story = await beginStory(florin, '2027-03-01T10:00:00Z');
  const [ada, bob] = await muddle(story);
  const numbersOf = async ({ customerId }: Bought) => {
    const orders = await story.orders(customerId);
    return orders.map((order) => [order.invoice_number?.slice(-4), order.receipt_number?.slice(-4) ?? null]);
  };
  assert.ok(ada && bob);
  assert.deepEqual((await numbersOf(ada)).sort(), [
    ['0001', '0001'],
    ['0002', '0003'],
    ['0003', '0002'],
    ['0004', '0004'],
    ['0005', '0005'],
    ['0006', '0006'],
  ]);
  // The order of May was given up: it keeps its number.
  assert.deepEqual((await numbersOf(bob)).sort(), [
    ['0001', '0001'],
    ['0002', '0002'],
    ['0003', '0003'],
    ['0004', null],
  ]);
});

test('an organization’s own numbers run without a gap over all its customers', async () => {
  const seller = await makeSeller(florin, { invoice_prefix: 'ACME' });
  const story = await beginStory(florin, '2027-03-01T10:00:00Z', seller);
  await changeSeller(florin, story, { invoice_numbering: 'organization' });
  await muddle(story);
  const { items } = await story.polar.orders.list({ limit: 100 } as never);
  const numbers = items.map((order) => order.invoice_number).sort();
  assert.deepEqual(
    numbers,
    Array.from({ length: 10 }, (_, index) => `ACME-${String(index + 1).padStart(4, '0')}`),
  );
});

test('live mode without a processor says so wherever money is needed, and serves what is free', async () => {
  const { token } = await florin.createKey(florin.organization, 'live');
  const polar = createPolar({ accessToken: token, baseUrl: florin.url, timeout: 60 } as never);
  const make = (prices: object[], more = {}) =>
    polar.products.create({ name: 'Product', prices, ...more } as never);
  const paidPlan = await make([{ amount_type: 'fixed', price_amount: 2000 }], {
    recurring_interval: 'month',
  });
  const freePlan = await make([{ amount_type: 'free' }], { recurring_interval: 'month' });
  const hours = await make([{ amount_type: 'fixed', price_amount: 2000 }]);
  const buyer = { customer_email: 'live@example.com', customer_billing_address: { country: 'NL' } };
  const opened = await polar.checkouts.create({ products: [paidPlan.id] } as never);
  const confirmation = polar.checkouts.clientConfirm(opened.client_secret, {
    ...buyer,
    confirmation_token_id: 'tok_visa',
  } as never);
  assert.equal(await refusal(confirmation), '403 PaymentNotReady');
  assert.equal((await polar.checkouts.get(opened.id)).status, 'open');
  const free = await polar.checkouts.create({ products: [freePlan.id] } as never);
  await polar.checkouts.clientConfirm(free.client_secret, buyer as never);
  const { items } = await polar.subscriptions.list({} as never);
  const [subscription] = items;
  assert.ok(subscription);
  assert.equal(subscription.status, 'active');
  const drafted = polar.orders.create({
    customer_id: subscription.customer_id,
    product_id: hours.id,
  } as never);
  assert.equal(await refusal(drafted), '403 OrganizationNotReadyForPayments');
  const upgraded = polar.subscriptions.update(subscription.id, {
    product_id: paidPlan.id,
    proration_behavior: 'invoice',
  } as never);
  assert.match(await refusal(upgraded), /^402 PaymentFailed/);
  assert.equal((await polar.subscriptions.get(subscription.id)).product_id, freePlan.id);
});
