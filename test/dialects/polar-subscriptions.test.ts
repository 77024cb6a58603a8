import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { SubscriptionSchema } from '../../src/dialects/polar/subscription-view.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer } from '../support/orders.ts';
import {
  eventsDuring,
  eventsOf,
  fixed,
  keepCard,
  makePlan,
  seats,
  subscribe,
} from '../support/subscriptions.ts';

let florin: TestFlorin;
let scope: Scope;

before(async () => {
  florin = await startTestFlorin();
  // A month of thirty days begins.
  await clock('', { now: '2030-06-01T00:00:00Z' });
  scope = await florin.scope(florin.organization, 'test');
});
after(() => florin.stop());

const polar = () => createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
const polar49 = () => new Polar49({ accessToken: florin.testKey, serverURL: florin.url });

type Shown = Record<string, unknown> & { id: string };
type Detail = { type: string; loc: (string | number)[]; msg: string; input: unknown };

async function clock(path: string, body: object): Promise<Record<string, unknown>> {
  const url = `${florin.url}/florin/v1/organizations/${florin.organization.id}/test-clock${path}`;
  const answer = await call('POST', url, { token: florin.testKey, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

const advanceBy = (by: string) => clock('/advance', { by });

function request(method: string, path: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}/v1/subscriptions/${path}`, { token: florin.testKey, body });
}

async function patch(id: string, body: unknown): Promise<Shown> {
  const answer = await request('PATCH', id, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(Check(SubscriptionSchema, answer.body), JSON.stringify(answer.body));
  return answer.body as Shown;
}

/** The status and error of a refused update. */
async function refused(id: string, body: unknown): Promise<[number, string]> {
  const answer = await request('PATCH', id, body);
  return [answer.status, (answer.body as { error: string }).error];
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: Detail[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

const invalid = async (id: string, body: unknown) => entries(await request('PATCH', id, body));

type Order = {
  id: string;
  status: string;
  billing_reason: string;
  subtotal_amount: number;
  total_amount: number;
  subscription: Shown | null;
  discount: Shown | null;
  items: { label: string; amount: number; proration: boolean }[];
};

async function ordersOf(subscriptionId: string): Promise<Order[]> {
  const { body } = await call('GET', `${florin.url}/v1/orders/?subscription_id=${subscriptionId}&limit=100`, {
    token: florin.testKey,
  });
  return (body as { items: Order[] }).items;
}

/** The one for a reason. Time stands still, so that orders made one after the other are of one moment. */
async function orderOf(subscriptionId: string, reason: string): Promise<Order> {
  const found = (await ordersOf(subscriptionId)).filter(({ billing_reason }) => billing_reason === reason);
  assert.equal(found.length, 1, `one order for ${reason}`);
  return found[0] as Order;
}

const linesOf = (order: Order | undefined) => order?.items.map(({ label, amount }) => [label, amount]);

/** Another card in the place of those that a customer has. */
async function exchangeCard(customerId: string, token: string): Promise<void> {
  await florin.pool`update payment_methods set deleted_at = now() where customer_id = ${customerId}`;
  await keepCard(scope, customerId, token);
}

async function makeDiscount(members: object = {}): Promise<Shown> {
  const { status, body } = await call('POST', `${florin.url}/v1/discounts/`, {
    token: florin.testKey,
    body: { name: 'Ten off', type: 'percentage', basis_points: 1000, duration: 'forever', ...members },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body as Shown;
}

test('@polar-sh/sdk 1.0 creates, gets, lists, updates and revokes a free subscription', async () => {
  const plan = await makePlan(florin, { name: 'Free', prices: [fixed(0)] });
  const customer = await makeCustomer(scope, 'free@example.com', { externalId: 'free/1' });
  const { subscriptions } = polar();
  const { value: created, events } = await eventsDuring(florin, () =>
    subscriptions.create({ product_id: plan.id, customer_id: customer.id, metadata: { seat: 'window' } }),
  );
  assert.deepEqual(events, [
    'subscription.created',
    'subscription.active',
    'subscription.updated',
    'customer.state_changed',
  ]);
  assert.ok(Check(SubscriptionSchema, created), JSON.stringify(created));
  assert.deepEqual(
    [created.status, created.amount, created.currency, created.recurring_interval, created.metadata],
    ['active', 0, 'usd', 'month', { seat: 'window' }],
  );
  assert.deepEqual(
    [created.started_at, created.current_period_start, created.current_period_end],
    ['2030-06-01T00:00:00Z', '2030-06-01T00:00:00Z', '2030-07-01T00:00:00Z'],
  );
  assert.equal(created.product.id, plan.id);
  assert.deepEqual(
    created.prices.map(({ id }) => id),
    plan.prices.map(({ id }) => id),
  );
  assert.equal(created.customer.email, 'free@example.com');
  assert.deepEqual(await subscriptions.get(created.id), created);
  assert.deepEqual((await subscriptions.list({ external_customer_id: 'free/1' })).items, [created]);
  assert.deepEqual(await ordersOf(created.id), []);
  const updated = await subscriptions.update(created.id, { metadata: { seat: 'aisle' } });
  assert.deepEqual([updated.metadata, updated.modified_at], [{ seat: 'aisle' }, '2030-06-01T00:00:00Z']);
  const revoked = await subscriptions.revoke(created.id);
  assert.deepEqual([revoked.status, revoked.ended_at], ['canceled', '2030-06-01T00:00:00Z']);
  await assert.rejects(subscriptions.revoke(created.id), { name: 'AlreadyCanceledSubscription' });
  await assert.rejects(subscriptions.get(newId(new Date())), { name: 'ResourceNotFound' });
});

test('@polar-sh/sdk 0.49 reads trials, discounts, seats and what is put off', async () => {
  const { subscriptions } = polar49();
  const discount = await makeDiscount();
  const trialing = await subscribe(florin, { trial: { interval: 'day', count: 14 } });
  const seated = await subscribe(florin, {
    product: await makePlan(florin, { name: 'Team', prices: [seats()] }),
    choice: { seats: 3 },
  });
  const plain = await subscribe(florin, { customFieldData: { color: 'red' } });
  await subscriptions.update({
    id: plain.subscription.id,
    subscriptionUpdate: { discountId: discount.id },
  });
  await subscriptions.update({
    id: seated.subscription.id,
    subscriptionUpdate: { seats: 2, prorationBehavior: 'next_period' },
  });
  const found = await Promise.all(
    [trialing, seated, plain].map(({ subscription }) => subscriptions.get({ id: subscription.id })),
  );
  assert.deepEqual(
    found.map(({ status, amount, seats: count }) => [status, amount, count]),
    [
      ['trialing', 3000, null],
      ['active', 3000, 3],
      ['active', 3000, null],
    ],
  );
  assert.deepEqual(found[0]?.trialEnd, new Date('2030-06-15T00:00:00Z'));
  assert.deepEqual(
    [found[1]?.pendingUpdate?.seats, found[1]?.pendingUpdate?.appliesAt],
    [2, new Date('2030-07-01T00:00:00Z')],
  );
  assert.deepEqual([found[2]?.discount?.id, found[2]?.customFieldData], [discount.id, { color: 'red' }]);
  const free = await makePlan(florin, { name: 'Free', prices: [fixed(0)] });
  const made = await subscriptions.create({ productId: free.id, customerId: plain.customer.id });
  const listed = await subscriptions.list({ customerId: plain.customer.id, sorting: ['amount'] });
  assert.deepEqual(
    listed.result.items.map(({ id }) => id),
    [made.id, plain.subscription.id],
  );
  assert.equal((await subscriptions.revoke({ id: made.id })).status, 'canceled');
  assert.match(await subscriptions.export({}), /^Email,Started At,Product,Amount,Currency,Status,/);
});

test('what cannot be subscribed to without a checkout', async () => {
  const customer = await makeCustomer(scope, 'picky@example.com');
  const create = async (product_id: string, customer_id = customer.id) =>
    entries(await request('POST', '', { product_id, customer_id }));
  const paid = await makePlan(florin);
  const once = await makePlan(florin, { name: 'Book', recurring_interval: null, prices: [fixed(0)] });
  assert.deepEqual(await create(paid.id), [
    'value_error · body.product_id · Product is not free. The customer should go through a checkout to create a paid subscription.',
  ]);
  assert.deepEqual(await create(once.id), [
    'value_error · body.product_id · Product is not a recurring product.',
  ]);
  assert.deepEqual(await create(newId(new Date()), newId(new Date())), [
    'value_error · body.product_id · Product does not exist.',
    'value_error · body.customer_id · Customer does not exist.',
  ]);
  const free = await makePlan(florin, { name: 'Free', prices: [fixed(0)] });
  const unknown = await request('POST', '', { product_id: free.id, external_customer_id: 'nobody' });
  assert.deepEqual(entries(unknown), ['value_error · body.external_customer_id · Customer does not exist.']);
  assert.deepEqual(entries(await request('POST', '', { product_id: free.id })), [
    'missing · body.SubscriptionCreateCustomer.customer_id · Field required',
    'missing · body.SubscriptionCreateExternalCustomer.external_customer_id · Field required',
  ]);
});

test('a free product with a trial begins with it, and converts', async () => {
  const plan = await makePlan(florin, {
    name: 'Free later',
    prices: [fixed(0)],
    trial_interval: 'day',
    trial_interval_count: 3,
  });
  const customer = await makeCustomer(scope, 'trial@example.com');
  const { id, status, trial_end } = await polar().subscriptions.create({
    product_id: plan.id,
    customer_id: customer.id,
  });
  assert.deepEqual([status, trial_end], ['trialing', '2030-06-04T00:00:00Z']);
  const ended = await patch(id, { trial_end: 'now' });
  assert.deepEqual(
    [ended.status, ended.trial_end, ended.current_period_start, ended.current_period_end],
    ['active', '2030-06-01T00:00:00Z', '2030-06-01T00:00:00Z', '2030-07-01T00:00:00Z'],
  );
});

test('a body that is no variant is told what is wrong with it as each', async () => {
  const { subscription } = await subscribe(florin);
  const told = await invalid(subscription.id, { seats: 'many', revoke: true });
  assert.deepEqual(told, [
    'extra_forbidden · body.SubscriptionUpdateBase.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionUpdateBase.revoke · Extra inputs are not permitted',
    'int_parsing · body.SubscriptionUpdateSeats.seats · Input should be a valid integer, unable to parse string as an integer',
    'extra_forbidden · body.SubscriptionUpdateSeats.revoke · Extra inputs are not permitted',
    'missing · body.SubscriptionUpdateUnits.units · Field required',
    'extra_forbidden · body.SubscriptionUpdateUnits.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionUpdateUnits.revoke · Extra inputs are not permitted',
    'missing · body.SubscriptionUpdateBillingPeriod.current_billing_period_end · Field required',
    'extra_forbidden · body.SubscriptionUpdateBillingPeriod.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionUpdateBillingPeriod.revoke · Extra inputs are not permitted',
    'missing · body.SubscriptionCancel.cancel_at_period_end · Field required',
    'extra_forbidden · body.SubscriptionCancel.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionCancel.revoke · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionRevoke.seats · Extra inputs are not permitted',
    'missing · body.SubscriptionPause.pause_at_period_end · Field required',
    'extra_forbidden · body.SubscriptionPause.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionPause.revoke · Extra inputs are not permitted',
    'missing · body.SubscriptionResume.resume · Field required',
    'extra_forbidden · body.SubscriptionResume.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionResume.revoke · Extra inputs are not permitted',
    'missing · body.SubscriptionUpdateClear.pending_update · Field required',
    'extra_forbidden · body.SubscriptionUpdateClear.seats · Extra inputs are not permitted',
    'extra_forbidden · body.SubscriptionUpdateClear.revoke · Extra inputs are not permitted',
  ]);
  const resume = await invalid(subscription.id, { resume: false });
  assert.ok(resume.includes('literal_error · body.SubscriptionResume.resume · Input should be True'));
  const trial = await invalid(subscription.id, { trial_end: 'soon' });
  assert.ok(
    trial.includes(
      "literal_error · body.SubscriptionUpdateBase.trial_end.literal['now'] · Input should be 'now'",
    ),
  );
  assert.deepEqual(await eventsOf(florin, subscription.id), [
    'subscription.created',
    'subscription.active',
    'subscription.updated',
  ]);
});

test('a change of plan is prorated on the next invoice, or charged at once, to the cent', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const [waits, pays] = [await subscribe(florin), await subscribe(florin)];
  // Ten of thirty days are left.
  await advanceBy('P20D');
  const prorated = await eventsDuring(florin, () =>
    patch(waits.subscription.id, { product_id: pro.id, proration_behavior: 'prorate' }),
  );
  assert.deepEqual(prorated.events, ['subscription.updated', 'customer.state_changed']);
  assert.deepEqual([prorated.value.product_id, prorated.value.amount], [pro.id, 6000]);
  assert.equal((await ordersOf(waits.subscription.id)).length, 1, 'nothing but the first order');

  const invoiced = await eventsDuring(florin, () =>
    patch(pays.subscription.id, { product_id: pro.id, proration_behavior: 'invoice' }),
  );
  assert.deepEqual(invoiced.events, [
    'payment.created',
    'subscription.updated',
    'customer.state_changed',
    'invoice.created',
    'invoice.updated',
    'invoice.paid',
    'payment.succeeded',
  ]);
  const lines = [
    ['Remaining time on Basic — From Jun 21, 2030 to Jul 1, 2030', -1000],
    ['Pro — From Jun 21, 2030 to Jul 1, 2030', 2000],
  ];
  const [charged] = await ordersOf(pays.subscription.id);
  assert.deepEqual(linesOf(charged), lines);
  assert.deepEqual(
    [charged?.billing_reason, charged?.status, charged?.total_amount],
    ['subscription_update', 'paid', 1000],
  );

  await advanceBy('P10D');
  const [renewed] = await ordersOf(waits.subscription.id);
  assert.deepEqual(linesOf(renewed), [['Pro — From Jul 1, 2030 to Aug 1, 2030', 6000], ...lines]);
  assert.deepEqual(
    [renewed?.billing_reason, renewed?.status, renewed?.total_amount],
    ['subscription_cycle', 'paid', 7000],
  );
  const [cycle] = await ordersOf(pays.subscription.id);
  assert.equal(cycle?.total_amount, 6000);
});

test('what is not paid for at once is not changed', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const declined = await subscribe(florin, { card: 'tok_chargeDeclined' });
  const cardless = await subscribe(florin, { card: null });
  const body = { product_id: pro.id, proration_behavior: 'invoice' };
  const answer = await request('PATCH', declined.subscription.id, body);
  assert.deepEqual(
    [answer.status, answer.body],
    [402, { error: 'PaymentFailed', detail: 'Payment failed with reason: card_error.' }],
  );
  const missing = await request('PATCH', cardless.subscription.id, body);
  assert.deepEqual(
    [missing.status, missing.body],
    [402, { error: 'PaymentFailed', detail: 'Payment failed with reason: missing_payment_method.' }],
  );
  for (const { subscription } of [declined, cardless]) {
    const found = await polar().subscriptions.get(subscription.id);
    assert.deepEqual([found.product_id, found.amount], [subscription.productId, 3000]);
    assert.equal((await ordersOf(subscription.id)).length, 1);
    assert.equal((await eventsOf(florin, subscription.id)).length, 3);
  }
});

test('what goes along with a change that is paid for is changed with it, or not at all', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const discount = await makeDiscount();
  const body = {
    product_id: pro.id,
    discount_id: discount.id,
    metadata: { asked: 'twice' },
    proration_behavior: 'reset',
  };
  const { subscription, customer } = await subscribe(florin, { card: 'tok_chargeDeclined' });
  const { id } = subscription;
  assert.deepEqual(await refused(id, body), [402, 'PaymentFailed']);
  const before = await polar().subscriptions.get(id);
  assert.deepEqual(
    [before.product_id, before.discount_id, before.metadata],
    [subscription.productId, null, {}],
  );
  await exchangeCard(customer.id, 'tok_visa');
  const { value, events } = await eventsDuring(florin, () => patch(id, body));
  assert.deepEqual(
    [value.product_id, value.discount_id, value.metadata],
    [pro.id, discount.id, { asked: 'twice' }],
  );
  assert.equal(events.filter((type) => type === 'subscription.updated').length, 1);
  const { subtotal_amount, total_amount } = await orderOf(id, 'subscription_update');
  assert.deepEqual([subtotal_amount, total_amount], [6000, 5400]);
});

test('what is under way is not written over', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const { subscription } = await subscribe(florin, { card: 'tok_pendingThenSucceeds' });
  const waiting = await patch(subscription.id, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.equal(waiting.product_id, subscription.productId);
  const locked = await request('PATCH', subscription.id, { metadata: {} });
  assert.deepEqual(
    [locked.status, locked.body],
    [409, { error: 'SubscriptionLocked', detail: 'This subscription is pending an update.' }],
  );
  await advanceBy('PT5M');
  assert.equal((await polar().subscriptions.get(subscription.id)).product_id, pro.id);
});

test('what a subscription cannot be changed to', async () => {
  const { subscription } = await subscribe(florin);
  const { id } = subscription;
  const to = (product_id: string) => invalid(id, { product_id });
  const archived = await makePlan(florin, { name: 'Old' });
  await polar().products.update(archived.id, { is_archived: true });
  const once = await makePlan(florin, { name: 'Book', recurring_interval: null });
  const custom = await makePlan(florin, { name: 'Gift', prices: [{ amount_type: 'custom' }] });
  assert.deepEqual(await to(newId(new Date())), ['value_error · body.product_id · Product does not exist.']);
  assert.deepEqual(await to(archived.id), ['value_error · body.product_id · Product is archived.']);
  assert.deepEqual(await to(once.id), ['value_error · body.product_id · Product is not recurring.']);
  assert.deepEqual(await to(custom.id), [
    "value_error · body.product_id · Can't update to a product with custom prices.",
  ]);
  const seated = await subscribe(florin, { product: await makePlan(florin, { prices: [seats()] }) });
  assert.deepEqual(await invalid(seated.subscription.id, { product_id: subscription.productId }), [
    "value_error · body.product_id · Can't switch from a seat-based to a non-seat-based product.",
  ]);
});

test('who changes to seats is a team with its first seat, at once only', async () => {
  const team = await makePlan(florin, {
    name: 'Team',
    prices: [seats([{ min_seats: 2, max_seats: 5, price_per_seat: 1000 }])],
  });
  const { subscription, customer } = await subscribe(florin);
  assert.equal(
    (await invalid(subscription.id, { product_id: team.id, proration_behavior: 'next_period' })).length,
    1,
  );
  const changed = await patch(subscription.id, { product_id: team.id });
  assert.deepEqual([changed.seats, changed.amount], [2, 2000]);
  assert.equal((await polar().customers.get(customer.id)).type, 'team');
  const assigned = await call('GET', `${florin.url}/v1/customer-seats?subscription_id=${subscription.id}`, {
    token: florin.testKey,
  });
  const { seats: claimed, available_seats } = assigned.body as {
    seats: { status: string; email: string }[];
    available_seats: number;
  };
  assert.deepEqual(
    claimed.map(({ status, email }) => [status, email]),
    [['claimed', customer.email]],
  );
  assert.equal(available_seats, 1);
});

test('seats: bounds, those that are taken, what is put off and taken back', async () => {
  const plan = await makePlan(florin, {
    name: 'Team',
    prices: [seats([{ min_seats: 2, max_seats: 10, price_per_seat: 1000 }])],
  });
  const { subscription } = await subscribe(florin, { product: plan, choice: { seats: 4 } });
  const { id } = subscription;
  const plain = await subscribe(florin);
  assert.deepEqual(await refused(plain.subscription.id, { seats: 2 }), [400, 'NotASeatBasedSubscription']);
  assert.deepEqual(await refused(id, { units: 2 }), [400, 'NotAUnitBasedSubscription']);
  assert.deepEqual(await refused(id, { seats: 1 }), [400, 'BelowMinimumSeats']);
  assert.deepEqual(await refused(id, { seats: -1 }), [400, 'BelowMinimumSeats']);
  assert.deepEqual(await refused(id, { seats: 11 }), [400, 'AboveMaximumSeats']);
  for (const name of ['a', 'b', 'c']) {
    await polar().customerSeats.assignSeat({ subscription_id: id, email: `${name}-${id}@example.com` });
  }
  assert.deepEqual(await refused(id, { seats: 2 }), [400, 'SeatsAlreadyAssigned']);

  const later = await patch(id, { seats: 6, proration_behavior: 'next_period' });
  assert.deepEqual([later.seats, (later.pending_update as Shown).seats], [4, 6]);
  const back = await patch(id, { seats: 4 });
  assert.deepEqual([back.seats, back.pending_update], [4, null]);
  const same = await eventsDuring(florin, () => patch(id, { seats: 4 }));
  assert.deepEqual(same.events, [], 'no change is told of where none is');
  const more = await patch(id, { seats: 5, proration_behavior: 'invoice' });
  assert.deepEqual([more.seats, more.amount], [5, 5000]);
});

test('a change that is put off waits for the next period, or is taken back', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const { subscription } = await subscribe(florin);
  const { id } = subscription;
  const body = { product_id: pro.id, proration_behavior: 'next_period' };
  const waiting = await patch(id, body);
  assert.deepEqual(
    [waiting.product_id, (waiting.pending_update as Shown).product_id],
    [subscription.productId, pro.id],
  );
  assert.equal((await patch(id, { pending_update: null })).pending_update, null);
  assert.deepEqual(await invalid(id, { pending_update: null }), [
    'value_error · body.pending_update · This subscription has no pending update to clear.',
  ]);
  await patch(id, body);
  const { value, events } = await eventsDuring(florin, () => advanceBy('P1M1D'));
  assert.deepEqual(value.failures, []);
  assert.ok(events.includes('subscription.cycled'));
  const renewed = await polar().subscriptions.get(id);
  assert.deepEqual([renewed.product_id, renewed.amount, renewed.pending_update], [pro.id, 6000, null]);
  assert.equal((await ordersOf(id))[0]?.total_amount, 6000);
});

test('cancel, take it back, end', async () => {
  const { subscription } = await subscribe(florin);
  const { id } = subscription;
  assert.deepEqual(await refused(id, { cancel_at_period_end: false }), [400, 'BadRequest']);
  const said = { customer_cancellation_reason: 'too_expensive', customer_cancellation_comment: 'So much' };
  const canceled = await eventsDuring(florin, () => patch(id, { cancel_at_period_end: true, ...said }));
  assert.deepEqual(canceled.events, [
    'subscription.updated',
    'subscription.canceled',
    'customer.state_changed',
  ]);
  const { status, ends_at, current_period_end, customer_cancellation_reason } = canceled.value;
  assert.deepEqual(
    [status, ends_at, customer_cancellation_reason],
    ['active', current_period_end, 'too_expensive'],
  );
  assert.deepEqual(await refused(id, { cancel_at_period_end: true }), [403, 'AlreadyCanceledSubscription']);
  assert.deepEqual(await refused(id, { pause_at_period_end: true }), [409, 'CannotPauseSubscription']);
  const back = await eventsDuring(florin, () => patch(id, { cancel_at_period_end: false }));
  assert.deepEqual(back.events, [
    'subscription.updated',
    'subscription.uncanceled',
    'customer.state_changed',
  ]);
  assert.deepEqual([back.value.ends_at, back.value.customer_cancellation_reason], [null, null]);
  const ended = await eventsDuring(florin, () => patch(id, { revoke: true, ...said }));
  assert.deepEqual(ended.events, [
    'subscription.updated',
    'subscription.canceled',
    'subscription.revoked',
    'customer.state_changed',
  ]);
  assert.deepEqual([ended.value.status, ended.value.customer_cancellation_comment], ['canceled', 'So much']);
  const gone = await request('PATCH', id, { cancel_at_period_end: false });
  assert.deepEqual([gone.status, gone.body], [410, { error: 'ResourceUnavailable', detail: 'Unavailable' }]);
  assert.deepEqual(await refused(id, { seats: 1 }), [403, 'AlreadyCanceledSubscription']);
  assert.deepEqual(await refused(id, { current_billing_period_end: '2099-01-01' }), [
    403,
    'AlreadyCanceledSubscription',
  ]);
  const again = await request('DELETE', id);
  assert.deepEqual(
    [again.status, (again.body as { error: string }).error],
    [403, 'AlreadyCanceledSubscription'],
  );
});

test('pause and resume', async () => {
  const { subscription } = await subscribe(florin);
  const { id } = subscription;
  assert.deepEqual(await refused(id, { pause_at_period_end: false }), [409, 'NoScheduledPause']);
  assert.deepEqual(await refused(id, { resume: true }), [409, 'NotPausedSubscription']);
  assert.deepEqual((await invalid(id, { pause_at_period_end: true, resumes_at: '2030-01-01' })).length, 1);
  assert.equal((await patch(id, { pause_at_period_end: true })).pause_at_period_end, true);
  assert.equal((await patch(id, { pause_at_period_end: false })).pause_at_period_end, false);
  await patch(id, { pause_at_period_end: true });
  await advanceBy('P1M1D');
  assert.equal((await polar().subscriptions.get(id)).status, 'paused');
  assert.equal((await ordersOf(id)).length, 1);
  assert.deepEqual(await refused(id, { seats: 2 }), [403, 'InactiveSubscription']);
  const { value, events } = await eventsDuring(florin, () => patch(id, { resume: true }));
  assert.equal(value.status, 'active');
  assert.deepEqual(events, [
    'subscription.updated',
    'subscription.resumed',
    'customer.state_changed',
    'invoice.created',
    'payment.created',
    'payment.succeeded',
    'invoice.updated',
    'invoice.paid',
  ]);
  assert.deepEqual(
    (await ordersOf(id)).map(({ total_amount }) => total_amount),
    [3000, 3000],
  );
});

test('discounts, trials and the end of the period', async () => {
  const { subscription } = await subscribe(florin);
  const { id } = subscription;
  const discount = await makeDiscount({ products: [] });
  const other = await makeDiscount({ products: [(await makePlan(florin, { name: 'Other' })).id] });
  const inapplicable =
    'value_error · body.discount_id · Discount does not exist, is not applicable to this product or is not redeemable.';
  assert.deepEqual(await invalid(id, { discount_id: newId(new Date()) }), [inapplicable]);
  assert.deepEqual(await invalid(id, { discount_id: other.id }), [inapplicable]);
  const reduced = await patch(id, { discount_id: discount.id });
  assert.deepEqual([reduced.discount_id, (reduced.discount as Shown).name], [discount.id, 'Ten off']);
  assert.deepEqual(await invalid(id, { discount_id: discount.id }), [
    'value_error · body.discount_id · This discount is already applied to the subscription.',
  ]);
  assert.deepEqual(await invalid(id, { trial_end: 'now' }), [
    'value_error · body.trial_end · The subscription is not currently trialing.',
  ]);
  assert.deepEqual(await invalid(id, { trial_end: reduced.current_period_end }), [
    'value_error · body.trial_end · Trial end must be after the current period end.',
  ]);
  assert.equal((await invalid(id, { current_billing_period_end: '2030-01-01T00:00:00Z' })).length, 1);
  const moved = await patch(id, { current_billing_period_end: '2031-03-15T12:00:00Z' });
  assert.equal(moved.current_period_end, '2031-03-15T12:00:00Z');
  const trialing = await patch(id, { trial_end: '2031-04-01T00:00:00Z' });
  assert.deepEqual([trialing.status, trialing.current_period_end], ['trialing', '2031-04-01T00:00:00Z']);
  const active = await patch(id, { trial_end: 'now' });
  assert.equal(active.status, 'active');
  const order = await orderOf(id, 'subscription_cycle');
  assert.deepEqual(
    [order.subtotal_amount, order.total_amount, order.discount?.id],
    [3000, 2700, discount.id],
  );
  assert.equal((await patch(id, { discount_id: null })).discount, null);
});

test('lists: filters, order, pages; and only what Polar knows', async () => {
  const product = await makePlan(florin, { name: 'Listed' });
  const dear = await makePlan(florin, { name: 'Dear', prices: [fixed(9000)] });
  const one = await subscribe(florin, { product, metadata: { tier: 'a' } });
  const two = await subscribe(florin, {
    product,
    metadata: { tier: 'b' },
    trial: { interval: 'month', count: 1 },
  });
  const three = await subscribe(florin, { product: dear, customer: one.customer });
  await patch(two.subscription.id, { cancel_at_period_end: true, customer_cancellation_reason: 'unused' });
  await request('DELETE', three.subscription.id);
  const names = new Map([
    [one.subscription.id, 'one'],
    [two.subscription.id, 'two'],
    [three.subscription.id, 'three'],
  ]);
  const list = async (query: string) => {
    const { status, body } = await request('GET', `?limit=100&${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { items: Shown[] }).items.map(({ id }) => names.get(id) ?? 'another');
  };
  const both = `product_id=${product.id}&product_id=${dear.id}`;
  assert.deepEqual(await list(`${both}&sorting=-amount&sorting=status`), ['three', 'one', 'two']);
  assert.deepEqual(await list(`${both}&active=true&sorting=status`), ['one', 'two']);
  assert.deepEqual(await list(`${both}&active=false`), ['three']);
  assert.deepEqual(await list(`${both}&status=trialing`), ['two']);
  assert.deepEqual(await list(`${both}&customer_id=${one.customer.id}&sorting=product`), ['three', 'one']);
  assert.deepEqual(await list(`${both}&cancel_at_period_end=true`), ['two']);
  assert.deepEqual(await list(`${both}&customer_cancellation_reason=unused`), ['two']);
  assert.deepEqual(await list(`${both}&metadata[tier]=a`), ['one']);
  assert.deepEqual(await list(`${both}&canceled_at_before=2000-01-01`), []);
  assert.deepEqual((await list(`${both}&started_after=2030-01-01`)).length, 3);
  assert.deepEqual(await list(`organization_id=${newId(new Date())}`), []);
  for (const key of ['customer', 'current_period_end', 'ended_at', 'ends_at', 'discount', '-started_at']) {
    assert.equal((await list(`${both}&sorting=${key}`)).length, 3, key);
  }
  const unknown = await request('GET', '?sorting=size');
  assert.equal(entries(unknown).length, 1);

  const csv = await request(
    'GET',
    `export?product_id=${product.id}&columns=amount&columns=status&columns=started_at`,
  );
  assert.match(String(csv.headers.get('content-disposition')), /polar-subscriptions\.csv/);
  assert.match(String(csv.body), /^Amount,Status,Started At\r\n30\.00,(active|trialing),\d{4}-/);
});

test('the free plan without periods is no subscription to Polar', async () => {
  const { subscription } = await subscribe(florin);
  await florin.pool`
    update subscriptions set renews = false, current_period_end = null, next_action_at = null where id = ${subscription.id}`;
  assert.equal((await request('GET', subscription.id)).status, 404);
  assert.equal((await request('PATCH', subscription.id, { metadata: {} })).status, 404);
  assert.equal((await request('DELETE', subscription.id)).status, 404);
});

test('orders and the state of the customer show the subscription', async () => {
  const { subscription, customer } = await subscribe(florin, { metadata: { team: 'x' } });
  const [order] = await ordersOf(subscription.id);
  assert.deepEqual(
    [order?.subscription?.id, order?.subscription?.status, order?.subscription?.metadata],
    [subscription.id, 'active', { team: 'x' }],
  );
  const state = await polar().customers.getState(customer.id);
  assert.deepEqual(
    state.active_subscriptions.map(({ id, status, amount }) => [id, status, amount]),
    [[subscription.id, 'active', 3000]],
  );
  await request('DELETE', subscription.id);
  assert.deepEqual((await polar().customers.getState(customer.id)).active_subscriptions, []);
});

test('the organization says how a change is settled where the caller does not', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const organization = await polar().organizations.get(florin.organization.id);
  const settings = organization.subscription_settings;
  const set = (proration_behavior: 'invoice' | 'next_period' | 'prorate') =>
    polar().organizations.update(florin.organization.id, {
      subscription_settings: { ...settings, proration_behavior },
    });
  const { subscription } = await subscribe(florin);
  await set('next_period');
  assert.notEqual((await patch(subscription.id, { product_id: pro.id })).pending_update, null);
  await set('invoice');
  assert.equal((await patch(subscription.id, { product_id: pro.id })).product_id, pro.id);
  assert.equal((await orderOf(subscription.id, 'subscription_update')).subtotal_amount, 3000);
  await set('prorate');
});

test('renewals over the test clock, and a card that fails at last', async () => {
  const { subscription, customer } = await subscribe(florin);
  const advanced = await advanceBy('P3M');
  assert.deepEqual(advanced.failures, []);
  const orders = await ordersOf(subscription.id);
  assert.deepEqual(
    [orders.length, new Set(orders.map(({ status, total_amount }) => `${status} ${total_amount}`))],
    [4, new Set(['paid 3000'])],
  );
  await exchangeCard(customer.id, 'tok_chargeDeclined');
  const { events } = await eventsDuring(florin, () => advanceBy('P1M'));
  assert.ok(events.includes('subscription.past_due'));
  const { status } = await polar().subscriptions.get(subscription.id);
  assert.equal(status, 'past_due');
});

test('previews say what a change and the next renewal come to, and change nothing', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const { subscription } = await subscribe(florin);
  const ask = (method: string, path: string, body?: unknown, token = florin.testKey) =>
    call(method, `${florin.url}/florin/v1/subscriptions/${subscription.id}/${path}`, { token, body });
  const before = await eventsOf(florin, subscription.id);
  const preview = await ask('POST', 'preview', { product_id: pro.id, proration_behavior: 'invoice' });
  assert.equal(preview.status, 200, JSON.stringify(preview.body));
  const { billed, product_id, amount, invoice } = preview.body as Record<string, unknown> & {
    invoice: { total_amount: number; due_amount: number; lines: { amount: number; proration: boolean }[] };
  };
  assert.deepEqual([billed, product_id, amount], ['at_once', pro.id, 6000]);
  assert.deepEqual(
    invoice.lines.map((line) => [line.amount, line.proration]),
    [
      [-3000, true],
      [6000, true],
    ],
  );
  assert.deepEqual([invoice.total_amount, invoice.due_amount], [3000, 3000]);
  const later = await ask('POST', 'preview', { product_id: pro.id, proration_behavior: 'next_period' });
  assert.deepEqual(
    [(later.body as Shown).billed, (later.body as Shown).product_id, (later.body as Shown).invoice],
    ['not_at_all', pro.id, null],
  );
  const upcoming = await ask('GET', 'upcoming-invoice');
  assert.equal(upcoming.status, 200, JSON.stringify(upcoming.body));
  assert.equal((upcoming.body as { invoice: { due_amount: number } }).invoice.due_amount, 3000);
  assert.equal(
    (upcoming.body as { period_start: string }).period_start,
    subscription.currentPeriodEnd?.toISOString(),
  );
  assert.deepEqual(await eventsOf(florin, subscription.id), before);

  assert.equal((await ask('POST', 'preview', {})).status, 422);
  assert.equal((await ask('POST', 'preview', { seats: 3 })).status, 422);
  assert.equal((await ask('POST', 'preview', { product_id: newId(new Date()) })).status, 422);
  const other = await florin.createOrganization('Other company');
  const foreign = await florin.createKey(other, 'test');
  assert.equal((await ask('GET', 'upcoming-invoice', undefined, foreign.token)).status, 404);
  assert.equal((await ask('GET', 'upcoming-invoice', undefined, florin.liveKey)).status, 404);
  const byOperator = `upcoming-invoice?organization_id=${florin.organization.id}&mode=test`;
  const told = await ask('GET', byOperator, undefined, operatorToken);
  assert.deepEqual([told.status, told.body], [200, upcoming.body]);
  assert.equal((await ask('GET', 'upcoming-invoice', undefined, operatorToken)).status, 404);
  await request('DELETE', subscription.id);
  const none = await ask('GET', 'upcoming-invoice');
  assert.equal((none.body as { error: { code: string } }).error.code, 'no_upcoming_invoice');
  assert.equal((await ask('POST', 'preview', { product_id: pro.id })).status, 422);
});
