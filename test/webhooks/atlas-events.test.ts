import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CheckoutSessionSchema } from '../../src/dialects/atlas/checkout-session-view.ts';
import { CouponSchema } from '../../src/dialects/atlas/coupon-view.ts';
import { CustomerSchema } from '../../src/dialects/atlas/customer-view.ts';
import { InvoiceSchema } from '../../src/dialects/atlas/invoice-view.ts';
import { DisputeSchema, PaymentSchema, RefundSchema } from '../../src/dialects/atlas/payment-view.ts';
import { PriceSchema } from '../../src/dialects/atlas/price-view.ts';
import { ProductSchema } from '../../src/dialects/atlas/product-view.ts';
import { SubscriptionSchema } from '../../src/dialects/atlas/subscription-view.ts';
import { toldEventTypes } from '../../src/dialects/atlas/webhook-types.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { type AtlasCall, atlas } from '../support/atlas.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { authenticate, cardDoes, confirm, dispute, open, paymentsOf } from '../support/money.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';
import { allDelivered } from '../support/webhooks.ts';

/** What a merchant is told in the life of a shop, in which order, and in which shape. */
let florin: TestFlorin;
let receiver: Receiver;
let story: Story;
let ask: AtlasCall;
const seen = new Set<string>();
const ids = new Set<string>();
let read = 0;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
  story = await beginStory(florin, '2030-01-31T09:00:00Z');
  ask = atlas(florin, story.token);
  const body = { url: receiver.url, enabled_events: [...toldEventTypes] };
  assert.equal((await ask('POST', '/webhook-endpoints', body)).status, 201);
});
after(async () => {
  await receiver.close();
  await florin.stop();
});

const shapes: Record<string, object> = {
  customer: CustomerSchema,
  product: ProductSchema,
  price: PriceSchema,
  coupon: CouponSchema,
  subscription: SubscriptionSchema,
  invoice: InvoiceSchema,
  checkout: CheckoutSessionSchema,
  payment: PaymentSchema,
  refund: RefundSchema,
  dispute: DisputeSchema,
};

const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
const validators = Object.fromEntries(
  Object.entries(shapes).map(([name, schema]) => [name, ajv.compile(closed(schema) as object)]),
);

/** The schema, taking no members but those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isRecord = 'properties' in schema && Object.keys(schema.properties as object).length > 1;
  return {
    ...(isRecord && !('additionalProperties' in schema) ? { additionalProperties: false } : {}),
    ...Object.fromEntries(entries),
  };
}

type Members = Record<string, unknown>;
type Told = { id: string; type: string; data: { object: Members } };

/** What was told since this was last asked: each under an id of its own, and in its shape. */
async function told(): Promise<Told[]> {
  await allDelivered(florin);
  const all = receiver.received.slice(read).map(({ body }) => JSON.parse(body) as Told);
  read += all.length;
  for (const { id, type, data } of all) {
    seen.add(type);
    assert.ok(!ids.has(id), `${type} has an id of its own`);
    ids.add(id);
    const validate = validators[type.split('.')[0] ?? ''];
    assert.ok(validate?.(data.object), `${type}: ${ajv.errorsText(validate?.errors)}`);
  }
  return all;
}

const typesOf = (all: readonly Told[]) => all.map(({ type }) => type);

function last(all: readonly Told[], type: string): Members {
  const found = all.findLast((one) => one.type === type);
  assert.ok(found, `${type} was not told: ${typesOf(all)}`);
  return found.data.object;
}

const seconds = (moment: string) => Date.parse(moment) / 1000;

const fixed = (price_amount: number, price_currency = 'usd') => ({
  amount_type: 'fixed',
  price_amount,
  price_currency,
});

test('customers', async () => {
  const { body } = await ask('POST', '/customers', { email: 'ada@example.com', metadata: { tier: 'gold' } });
  await ask('PATCH', `/customers/${body.id}`, { name: 'Ada', tax_ids: [{ type: 'eu_vat', value: 'DE1' }] });
  const { body: changed } = await ask('GET', `/customers/${body.id}`);
  await ask('DELETE', `/customers/${body.id}`);
  const all = await told();
  assert.deepEqual(typesOf(all), ['customer.created', 'customer.updated', 'customer.deleted']);
  assert.deepEqual(last(all, 'customer.created'), body);
  assert.deepEqual(last(all, 'customer.updated'), changed);
  assert.equal(last(all, 'customer.deleted').id, body.id);
});

test('products, their prices, and coupons', async () => {
  const { polar } = story;
  const product = await story.plan('Pro', 3000, { metadata: { level: 2 }, description: 'All of it' });
  const created = await told();
  assert.deepEqual(typesOf(created), ['product.created', 'price.created']);
  const price = last(created, 'price.created');
  assert.deepEqual(
    [price.unit_amount, price.currency, price.type, price.billing_scheme, price.active, price.tiers],
    [3000, 'usd', 'recurring', 'per_unit', true, null],
  );
  const recurring = { interval: 'month', interval_count: 1, usage_type: 'licensed', aggregate_usage: null };
  assert.deepEqual(price.recurring, recurring);
  const shown = last(created, 'product.created');
  assert.deepEqual(
    [shown.id, shown.name, shown.description, shown.active, shown.default_price, shown.metadata],
    [prefixedId('prod', product.id), 'Pro', 'All of it', true, price.id, { level: 2 }],
  );
  assert.equal(shown.created, shown.updated);

  await polar.products.update(product.id, { prices: [fixed(4000), fixed(3500, 'eur')] } as never);
  const repriced = await told();
  assert.deepEqual(typesOf(repriced), ['product.updated', 'price.updated', 'price.created', 'price.created']);
  const archived = last(repriced, 'price.updated');
  assert.deepEqual({ ...archived, active: true }, price);
  assert.equal(archived.active, false);
  await polar.products.update(product.id, { name: 'Professional' } as never);
  assert.deepEqual(typesOf(await told()), ['product.updated']);
  await polar.products.delete(product.id);
  const gone = await told();
  assert.deepEqual(typesOf(gone), ['product.deleted']);
  assert.equal(last(gone, 'product.deleted').active, false);

  const tiers = [
    { min_seats: 1, max_seats: 10, price_per_seat: 1000 },
    { min_seats: 11, max_seats: null, price_per_seat: 800 },
  ];
  await polar.products.create({
    name: 'Team',
    recurring_interval: 'year',
    prices: [{ amount_type: 'seat_based', seat_tiers: { seat_tier_type: 'graduated', tiers } }],
  } as never);
  const tiered = last(await told(), 'price.created');
  assert.deepEqual(
    [tiered.unit_amount, tiered.billing_scheme, tiered.tiers_mode, tiered.tiers],
    [
      null,
      'tiered',
      'graduated',
      [
        { up_to: 10, unit_amount: 1000, flat_amount: 0 },
        { up_to: null, unit_amount: 800, flat_amount: 0 },
      ],
    ],
  );

  const half = await story.discount({ code: 'HALF50', max_redemptions: 9, metadata: { from: 'mail' } });
  await polar.discounts.update(half.id, { name: 'Half of it' } as never);
  await polar.discounts.delete(half.id);
  const coupons = await told();
  assert.deepEqual(typesOf(coupons), ['coupon.created', 'coupon.updated', 'coupon.deleted']);
  const { created: _, ...coupon } = last(coupons, 'coupon.updated');
  assert.deepEqual(coupon, {
    id: 'HALF50',
    object: 'coupon',
    name: 'Half of it',
    percent_off: 50,
    amount_off: null,
    currency: null,
    duration: 'forever',
    duration_in_months: null,
    max_redemptions: 9,
    times_redeemed: 0,
    redeem_by: null,
    applies_to: null,
    valid: true,
    metadata: { from: 'mail' },
  });
  assert.equal(last(coupons, 'coupon.deleted').valid, false);
  await story.discount({ type: 'fixed', basis_points: undefined, amounts: { usd: 500, eur: 400 } });
  const amountOff = last(await told(), 'coupon.created');
  assert.deepEqual([amountOff.amount_off, amountOff.currency, amountOff.percent_off], [500, 'usd', null]);
  assert.match(amountOff.id as string, /^coupon_/);
});

test('a subscription from its purchase to its end', async () => {
  const plan = await story.plan('Pro', 3000);
  const plus = await story.plan('Plus', 6000);
  await told();
  const bought = await story.buy(plan, { checkout: { success_url: 'https://app.example.com/done' } });
  const purchase = await told();
  assert.deepEqual(typesOf(purchase), [
    'customer.created',
    'customer.updated',
    'subscription.created',
    ...['invoice.created', 'invoice.finalized', 'invoice.paid'],
    'checkout.session.completed',
    'payment.captured',
  ]);
  const subscription = last(purchase, 'subscription.created');
  const invoice = last(purchase, 'invoice.paid');
  const payment = last(purchase, 'payment.captured');
  const session = last(purchase, 'checkout.session.completed');
  const customer = prefixedId('cus', bought.customerId);
  assert.deepEqual(
    [subscription.id, subscription.customer, subscription.status, subscription.latest_invoice],
    [prefixedId('sub', bought.subscriptionId), customer, 'active', invoice.id],
  );
  assert.equal(subscription.current_period_start, seconds('2030-01-31T09:00:00Z'));
  assert.equal(subscription.current_period_end, seconds('2030-02-28T09:00:00Z'));
  const { data: items } = subscription.items as { data: { quantity: number; price: Members }[] };
  assert.deepEqual(
    items.map(({ quantity, price }) => [quantity, price.unit_amount, price.product, price.recurring]),
    [[1, 3000, prefixedId('prod', plan.id), { interval: 'month', interval_count: 1 }]],
  );
  assert.deepEqual(
    [invoice.id, invoice.status, invoice.paid, invoice.subscription, invoice.customer],
    [prefixedId('inv', bought.orderId), 'paid', true, subscription.id, customer],
  );
  assert.deepEqual(
    [invoice.amount_due, invoice.amount_paid, invoice.amount_remaining, invoice.total],
    [3000, 3000, 0, 3000],
  );
  const { data: lines } = invoice.lines as { data: Members[] };
  assert.deepEqual(
    lines.map(({ amount, currency, price, period }) => [amount, currency, price, period]),
    [
      [
        3000,
        'usd',
        { id: items[0]?.price.id, product: prefixedId('prod', plan.id) },
        { start: subscription.current_period_start, end: subscription.current_period_end },
      ],
    ],
  );
  assert.deepEqual(
    [payment.amount, payment.currency, payment.status, payment.customer, payment.invoice, payment.psp],
    [3000, 'USD', 'captured', customer, invoice.id, 'sandbox'],
  );
  assert.equal((payment.card as Members).last4, '4242');
  assert.deepEqual(
    [session.mode, session.status, session.payment_status, session.amount_total, session.subscription],
    ['subscription', 'complete', 'paid', 3000, subscription.id],
  );
  assert.deepEqual([session.url, session.success_url], [null, 'https://app.example.com/done']);

  const id = bought.subscriptionId;
  await story.change(id, { product_id: plus.id, proration_behavior: 'prorate' });
  const upgraded = await told();
  assert.deepEqual(typesOf(upgraded), ['subscription.updated']);
  const { data: newItems } = last(upgraded, 'subscription.updated').items as { data: { price: Members }[] };
  assert.equal(newItems[0]?.price.unit_amount, 6000);
  await story.change(id, { cancel_at_period_end: true });
  const canceling = await told();
  assert.deepEqual(typesOf(canceling), ['subscription.updated']);
  const scheduled = last(canceling, 'subscription.updated');
  assert.deepEqual(
    [scheduled.status, scheduled.cancel_at_period_end, typeof scheduled.canceled_at, scheduled.ended_at],
    ['active', true, 'number', null],
  );
  await story.change(id, { cancel_at_period_end: false });
  await story.change(id, { pause_at_period_end: true });
  await story.advance('2030-03-01T09:00:00Z');
  const paused = await told();
  assert.deepEqual(typesOf(paused).slice(-2), ['subscription.updated', 'subscription.paused']);
  assert.equal(last(paused, 'subscription.paused').status, 'paused');
  await story.change(id, { resume: true });
  const resumed = await told();
  assert.ok(typesOf(resumed).includes('subscription.resumed'));
  assert.equal(last(resumed, 'subscription.resumed').status, 'active');
  await story.polar.subscriptions.revoke(id);
  const ended = await told();
  assert.deepEqual(typesOf(ended), ['subscription.updated', 'subscription.canceled']);
  const canceled = last(ended, 'subscription.canceled');
  assert.deepEqual([canceled.status, typeof canceled.ended_at], ['canceled', 'number']);
});

test('renewals that fail, are given up, or are written off', async () => {
  const plan = await story.plan('Basic', 2000);
  const [lapsed, forgiven] = [await story.buy(plan), await story.buy(plan)];
  await told();
  for (const { customerId } of [lapsed, forgiven]) await cardDoes(story, customerId, 'tok_chargeDeclined');
  await story.advance('2030-04-01T10:00:00Z');
  const failed = await told();
  const ofLapsed = failed.filter(({ data }) =>
    [data.object.customer, data.object.id].includes(prefixedId('cus', lapsed.customerId)),
  );
  assert.deepEqual(typesOf(ofLapsed), [
    'subscription.updated',
    ...['invoice.created', 'invoice.finalized'],
    'payment.failed',
    ...['invoice.payment_failed', 'invoice.past_due'],
    'subscription.updated',
  ]);
  const open = last(ofLapsed, 'invoice.finalized');
  assert.deepEqual([open.status, open.amount_remaining], ['open', 2000]);
  assert.equal(last(ofLapsed, 'invoice.past_due').status, 'past_due');
  assert.equal(last(ofLapsed, 'subscription.updated').status, 'past_due');
  const declined = last(ofLapsed, 'payment.failed');
  assert.deepEqual(
    [declined.status, declined.decline_code, declined.captured_amount],
    ['failed', 'generic_decline', 0],
  );
  const order = (await story.orders(forgiven.customerId)).at(-1);
  const path = `/florin/v1/invoices/${order?.id}/mark-uncollectible`;
  assert.equal((await story.request('POST', path)).status, 200);
  const written = await told();
  assert.deepEqual(typesOf(written), ['invoice.marked_uncollectible', 'subscription.updated']);
  assert.equal(last(written, 'invoice.marked_uncollectible').status, 'uncollectible');
  await story.advance('2030-04-03T10:00:00Z');
  const retried = (await told()).filter(({ type }) => type !== 'payment.failed');
  assert.deepEqual(typesOf(retried), ['invoice.payment_failed']);
  await story.advance('2030-05-15T10:00:00Z');
  const over = await told();
  const end = typesOf(over).filter((type) => type !== 'payment.failed');
  assert.ok(end.includes('invoice.voided') && end.includes('subscription.canceled'), String(end));
  const voided = last(over, 'invoice.voided');
  assert.deepEqual([voided.status, voided.paid, voided.amount_remaining], ['void', false, 2000]);
  assert.equal(typeof voided.voided_at, 'number');
  await story.polar.subscriptions.revoke(forgiven.subscriptionId);
  await told();
});

test('money that is asked for, authenticated, given back, or disputed', async () => {
  const book = await story.product({ name: 'Book', prices: [fixed(2500)] });
  await told();
  const opened = await open(story, book);
  assert.equal(await confirm(story, opened, 'tok_threeDSecure2Required'), 'confirmed');
  const asked = await told();
  assert.deepEqual(typesOf(asked), ['payment.requires_action']);
  assert.equal(last(asked, 'payment.requires_action').status, 'pending');
  await authenticate(story, opened, true);
  const paid = await told();
  assert.ok(typesOf(paid).includes('payment.captured'));
  assert.equal(last(paid, 'checkout.session.completed').mode, 'payment');

  const { orderId } = await story.buy(book);
  await told();
  const refund = (id: string, amount: number) =>
    story.polar.refunds.create({ order_id: id, amount, reason: 'customer_request' } as never);
  await refund(orderId, 500);
  const first = await told();
  assert.deepEqual(typesOf(first), ['payment.refunded', 'refund.succeeded']);
  const partly = last(first, 'payment.refunded');
  assert.deepEqual([partly.status, partly.refunded_amount], ['captured', 500]);
  const back = last(first, 'refund.succeeded');
  assert.deepEqual(
    [back.payment_id, back.amount, back.currency, back.status, back.reason],
    [partly.id, 500, 'USD', 'succeeded', 'customer_request'],
  );
  await refund(orderId, 2000);
  const wholly = last(await told(), 'payment.refunded');
  assert.deepEqual([wholly.status, wholly.refunded_amount], ['refunded', 2500]);
  const bounced = await story.buy(book, { card: 'tok_refundFail' });
  await told();
  await refund(bounced.orderId, 100);
  await story.advance('2030-05-16T10:00:00Z');
  assert.equal(last(await told(), 'refund.failed').status, 'failed');

  const disputed = await story.buy(book);
  const [payment] = await paymentsOf(story, { order_id: disputed.orderId });
  await told();
  const expected: [status: string, types: string[]][] = [
    ['needs_response', ['dispute.created']],
    ['under_review', ['dispute.updated']],
    [
      'lost',
      [...['dispute.updated', 'dispute.closed', 'dispute.lost'], ...['payment.refunded', 'refund.succeeded']],
    ],
  ];
  for (const [status, types] of expected) {
    assert.equal(await dispute(story, payment?.id ?? '', status), 204);
    const all = await told();
    assert.deepEqual(typesOf(all), types);
    const shown = last(all, types[0] ?? '');
    assert.deepEqual(
      [shown.status, shown.payment_id, shown.amount],
      [status, prefixedId('pay', payment?.id ?? ''), 2500],
    );
  }
  const won = await story.buy(book);
  const [held] = await paymentsOf(story, { order_id: won.orderId });
  await dispute(story, held?.id ?? '', 'needs_response');
  await told();
  await dispute(story, held?.id ?? '', 'won');
  assert.deepEqual(typesOf(await told()), ['dispute.updated', 'dispute.closed', 'dispute.resolved']);
});

test('what runs out: checkouts and trials', async () => {
  const plan = await story.plan('Trial', 1000, { trial_interval: 'day', trial_interval_count: 14 });
  await open(story, plan);
  await told();
  await story.buy(plan);
  const began = await told();
  const trialing = last(began, 'subscription.created');
  // Atlas: the period shown is the one after the trial.
  const trialEnd = seconds('2030-05-30T10:00:00Z');
  assert.deepEqual(
    [trialing.status, trialing.trial_end, trialing.current_period_start, trialing.current_period_end],
    ['trialing', trialEnd, trialEnd, seconds('2030-06-30T10:00:00Z')],
  );
  assert.equal(last(began, 'checkout.session.completed').payment_status, 'no_payment_required');
  await story.advance('2030-05-18T10:00:00Z');
  const expired = last(await told(), 'checkout.session.expired');
  assert.deepEqual(
    [expired.status, expired.payment_status, expired.subscription],
    ['expired', 'unpaid', null],
  );
  await story.advance('2030-05-28T10:00:00Z');
  assert.deepEqual(typesOf(await told()), ['subscription.trial_will_end']);
});

test('every name was told', () => {
  assert.deepEqual(
    toldEventTypes.filter((type) => !seen.has(type)),
    [],
  );
});
