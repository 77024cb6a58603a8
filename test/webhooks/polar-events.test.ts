import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { validateEvent as validateEvent41 } from 'polar-sdk-0.41/webhooks';
import { validateEvent as validateEvent49 } from 'polar-sdk-0.49/webhooks';
import { webhooks } from 'polar-sdk-1.0/2026-04';
import { polarWebhookLanguage } from '../../src/dialects/polar/webhook-language.ts';
import { webhookEventTypes } from '../../src/dialects/polar/webhook-types.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';
import { allDelivered } from '../support/webhooks.ts';

/** What a merchant is told in the life of a shop, in which order, and whether the vendor's clients can read it. */
let florin: TestFlorin;
let receiver: Receiver;
let story: Story;
let secret: string;
const seen = new Set<string>();
let read = 0;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
  story = await beginStory(florin, '2030-01-31T09:00:00Z');
  const endpoint = await story.polar.webhooks.createWebhookEndpoint({
    url: receiver.url,
    format: 'raw',
    events: [...webhookEventTypes],
  });
  secret = endpoint.secret;
});

after(async () => {
  await receiver.close();
  await florin.stop();
});

type Told = { type: string; timestamp: string; data: Record<string, unknown> };

/** What the early lines of the client do not know: they say so before they look into it. */
const unknownTo49 = /^discount\.|^subscription\.(cycled|paused|resumed)$/;
const unknownTo41 = /^member\.|^checkout\.expired$|^subscription\.past_due$/;
/** Statuses that came after 0.41. */
const laterStatuses: unknown[] = ['paused', 'void'];

async function readByClients({ body, headers }: Received): Promise<Told> {
  const told = (await webhooks.validateEvent(body, headers, secret)) as unknown as Told;
  if (unknownTo49.test(told.type)) return told;
  validateEvent49(body, headers, secret);
  const isLater = unknownTo41.test(told.type) || laterStatuses.includes(told.data.status);
  if (!isLater) validateEvent41(body, headers, secret);
  return told;
}

/** What was told since this was last asked, read by the vendor's clients. */
async function told(): Promise<Told[]> {
  await allDelivered(florin);
  const received = receiver.received.slice(read);
  read += received.length;
  const all = await Promise.all(received.map(readByClients));
  for (const { type } of all) seen.add(type);
  return all;
}

async function types(): Promise<string[]> {
  return (await told()).map(({ type }) => type);
}

/** The last that was told under a name. */
function last(all: readonly Told[], type: string): Told['data'] {
  const found = all.findLast((one) => one.type === type);
  assert.ok(found, `${type} was not told`);
  return found.data;
}

const whatPaysTells = ['order.created', 'order.updated', 'order.paid'];
const changed = (...more: string[]) => ['subscription.updated', ...more, 'customer.state_changed'];

test('a subscription from its purchase to its end', async () => {
  const { polar } = story;
  const plan = await story.plan('Pro', 3000);
  const plus = await story.plan('Plus', 6000);
  const products = await told();
  assert.deepEqual(
    products.map(({ type }) => type),
    ['product.created', 'product.created'],
  );
  assert.deepEqual(last(products, 'product.created'), await polar.products.get(plus.id));

  const bought = await story.buy(plan);
  const purchase = await told();
  assert.deepEqual(
    purchase.map(({ type }) => type),
    [
      ...['checkout.created', 'checkout.updated'],
      ...['member.created', 'customer.created', 'customer.state_changed'],
      ...['customer.updated', 'customer.state_changed'],
      ...['subscription.created', 'subscription.active', 'subscription.updated', 'customer.state_changed'],
      ...whatPaysTells,
      'checkout.updated',
    ],
  );
  const { items: members } = await polar.customers.members.list(bought.customerId);
  assert.deepEqual([last(purchase, 'member.created')], members);
  assert.deepEqual(last(purchase, 'customer.updated'), await polar.customers.get(bought.customerId));
  assert.deepEqual(
    last(purchase, 'customer.state_changed'),
    await polar.customers.getState(bought.customerId),
  );
  assert.deepEqual(
    last(purchase, 'subscription.updated'),
    await polar.subscriptions.get(bought.subscriptionId),
  );
  assert.deepEqual(last(purchase, 'order.paid'), await polar.orders.get(bought.orderId));
  assert.deepEqual(last(purchase, 'checkout.updated'), await polar.checkouts.get(bought.checkoutId));
  assert.equal(last(purchase, 'checkout.created').status, 'open');
  assert.equal(purchase[0]?.timestamp, '2030-01-31T09:00:00Z');

  const id = bought.subscriptionId;
  await story.change(id, { product_id: plus.id, proration_behavior: 'invoice' });
  assert.deepEqual(await types(), [...changed(), ...whatPaysTells]);
  await story.change(id, { product_id: plan.id, proration_behavior: 'next_period' });
  const scheduled = await told();
  assert.deepEqual(last(scheduled, 'subscription.updated'), await polar.subscriptions.get(id));
  await story.change(id, { cancel_at_period_end: true });
  assert.deepEqual(await types(), changed('subscription.canceled'));
  await story.change(id, { cancel_at_period_end: false });
  assert.deepEqual(await types(), changed('subscription.uncanceled'));

  await story.advance('2030-03-01T10:00:00Z');
  assert.deepEqual(await types(), [...changed('subscription.cycled'), ...whatPaysTells]);
  await story.change(id, { pause_at_period_end: true });
  assert.deepEqual(await types(), changed());
  await story.advance('2030-04-01T10:00:00Z');
  assert.deepEqual(await types(), changed('subscription.paused'));
  await story.change(id, { resume: true });
  assert.deepEqual(await types(), [...changed('subscription.resumed'), ...whatPaysTells]);

  await story.newCard(bought.customerId, 'tok_chargeCustomerFail');
  await told();
  await story.advance('2030-05-02T10:00:00Z');
  assert.deepEqual(await types(), [
    ...changed('subscription.cycled'),
    ...['order.created', 'order.updated'],
    ...changed('subscription.past_due'),
  ]);
  await story.change(id, { revoke: true });
  const ended = await told();
  assert.deepEqual(
    ended.map(({ type }) => type),
    [...changed('subscription.canceled', 'subscription.revoked'), 'order.updated'],
  );
  assert.deepEqual(last(ended, 'subscription.revoked'), await polar.subscriptions.get(id));
  assert.equal(last(ended, 'order.updated').status, 'void');

  await polar.refunds.create({ order_id: bought.orderId, amount: 1000, reason: 'other' });
  const refunded = await told();
  assert.deepEqual(
    refunded.map(({ type }) => type),
    ['refund.created', 'refund.updated', 'order.updated', 'order.refunded'],
  );
  const { items: refunds } = await polar.refunds.list({ order_id: bought.orderId });
  assert.deepEqual([last(refunded, 'refund.updated')], refunds);
  assert.deepEqual(last(refunded, 'order.refunded'), await polar.orders.get(bought.orderId));
});

test('an order says when its invoice was made', async () => {
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 900 }] });
  const { orderId } = await story.buy(book);
  const before = last(await told(), 'order.paid');
  await story.polar.orders.update(orderId, {
    billing_name: 'Jane Doe',
    billing_address: { country: 'NL', line1: 'Singel 1', postal_code: '1012 AB', city: 'Amsterdam' },
  });
  await story.polar.orders.generateInvoice(orderId);
  const made = (await told()).map(({ type, data }) => [type, data.is_invoice_generated]);
  assert.equal(before.is_invoice_generated, false);
  assert.deepEqual(made, [
    ['order.updated', false],
    ['order.updated', true],
  ]);
});

test('seats and the people who have them', async () => {
  const { polar } = story;
  const seat_tiers = { tiers: [{ min_seats: 1, price_per_seat: 1000 }] };
  const team = await story.product({
    name: 'Team',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers }],
  });
  const { subscriptionId } = await story.buy(team, { checkout: { seats: 3 } });
  assert.deepEqual(
    (await types()).filter((type) => /^(member|customer_seat)/.test(type)),
    ['member.created', 'customer_seat.claimed'],
  );
  const seat = await polar.customerSeats.assignSeat({
    subscription_id: subscriptionId,
    email: 'dora@example.com',
  });
  const assigned = await told();
  assert.deepEqual(
    assigned.map(({ type }) => type),
    ['member.created', 'customer_seat.assigned'],
  );
  assert.deepEqual(last(assigned, 'customer_seat.assigned'), seat);
  await polar.customerSeats.resendInvitation(seat.id);
  assert.deepEqual(await types(), []);
  const revoked = await polar.customerSeats.revokeSeat(seat.id);
  assert.deepEqual(last(await told(), 'customer_seat.revoked'), revoked);
});

test('a customer and its members', async () => {
  const { polar } = story;
  const made = await polar.customers.create({ email: 'ada@example.com', external_id: 'ada' });
  const created = await told();
  assert.deepEqual(
    created.map(({ type }) => type),
    ['member.created', 'customer.created', 'customer.state_changed'],
  );
  assert.deepEqual(last(created, 'customer.created'), made);
  // Polar tells of every update, also of one that changes nothing.
  await polar.customers.update(made.id, {});
  assert.deepEqual(await types(), ['customer.updated', 'customer.state_changed']);
  await polar.customers.update(made.id, { type: 'team' });
  const member = await polar.customers.members.create(made.id, { email: 'bob@example.com' });
  assert.deepEqual(last(await told(), 'member.created'), member);
  const renamed = await polar.customers.members.update(made.id, member.id, { name: 'Bob' });
  assert.deepEqual(last(await told(), 'member.updated'), renamed);
  await polar.customers.delete(made.id);
  const deleted = await told();
  assert.deepEqual(deleted.map(({ type }) => type).sort(), [
    'customer.deleted',
    'customer.state_changed',
    'member.deleted',
    'member.deleted',
  ]);
  assert.equal(last(deleted, 'customer.deleted').external_id, 'ada');
  // One who never had others beside it: its owner is told of all the same.
  const lone = await polar.customers.create({ email: 'lone@example.com' });
  const owner = last(await told(), 'member.created');
  await polar.customers.delete(lone.id);
  const gone = await told();
  assert.equal(last(gone, 'member.deleted').id, owner.id);
  // A team whose owner is named: once, under the owner's own id.
  const { id } = await polar.customers.create({
    type: 'team',
    email: 'team@example.com',
    owner: { email: 'eve@example.com' },
  });
  const { items: owners } = await polar.customers.members.list(id);
  assert.deepEqual(
    (await told()).flatMap(({ type, data }) => (type === 'member.created' ? [data] : [])),
    owners,
  );
});

test('what is sold, and for how much less', async () => {
  const { polar } = story;
  const discount = await story.discount();
  const renamed = await polar.discounts.update(discount.id, { name: 'Less' });
  await polar.discounts.delete(discount.id);
  const discounts = await told();
  assert.deepEqual(
    discounts.map(({ type }) => type),
    ['discount.created', 'discount.updated', 'discount.deleted'],
  );
  assert.deepEqual(
    discounts.slice(0, 2).map(({ data }) => data),
    [discount, renamed],
  );
  const product = await story.plan('Changing', 1000);
  const [price] = product.prices;
  const updated = await polar.products.update(product.id, {
    prices: [{ amount_type: 'fixed', price_amount: 2000 }],
  });
  await polar.products.update(product.id, { prices: [{ amount_type: 'fixed', price_amount: 2500 }] });
  const products = await told();
  // Told together, each as it was then.
  assert.deepEqual(
    products.slice(0, 2).map(({ data }) => data.prices),
    [[price], updated.prices],
  );
  await polar.products.delete(product.id);
  assert.equal(last(await told(), 'product.updated').is_archived, true);
});

test('checkouts that nobody finishes, and the organization', async () => {
  const { polar, organization } = story;
  const plan = await story.plan('Unsold', 1000);
  const checkout = await polar.checkouts.create({ products: [plan.id] });
  const opened = await told();
  assert.deepEqual(last(opened, 'checkout.created'), checkout);
  await story.advance('2030-05-10T10:00:00Z');
  const expired = last(await told(), 'checkout.expired');
  assert.deepEqual([expired.status, expired.client_secret], ['expired', checkout.client_secret]);
  const updated = await polar.organizations.update(organization.id, { website: 'https://example.org/' });
  assert.deepEqual(last(await told(), 'organization.updated'), updated);
});

test('all that is ever told was told here', () => {
  assert.deepEqual([...seen].sort(), [...polarWebhookLanguage.eventTypes].sort());
});
