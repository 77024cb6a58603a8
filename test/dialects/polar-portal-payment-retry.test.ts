import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { createCustomerSession } from '../../src/billing/customer-sessions/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { type Polar, polarOf } from '../support/charged-orders.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer } from '../support/orders.ts';
import { eventsDuring, keepCard, subscribe } from '../support/subscriptions.ts';

let florin: TestFlorin;
let polar: Polar;

before(async () => {
  florin = await startTestFlorin();
  polar = await polarOf(florin);
  await clock('', { now: '2030-06-01T00:00:00Z' });
});
after(() => florin.stop());

async function clock(path: string, body: object): Promise<void> {
  const url = `${florin.url}/florin/v1/organizations/${florin.organization.id}/test-clock${path}`;
  const answer = await call('POST', url, { token: florin.testKey, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

const advanceBy = (by: string) => clock('/advance', { by });

/** By the clock as it now is: a scope keeps the time at which it was made. */
async function openSession(customerId: string): Promise<string> {
  const scope = await florin.scope(florin.organization, 'test');
  return (await createCustomerSession(scope, { customerId })).token;
}

type Body = Record<string, unknown> & { id: string; status: string };

/** A customer whose renewal was declined, and their session in the portal. */
async function pastDue(card = 'tok_chargeDeclined') {
  const subscribed = await subscribe(florin, { card });
  const customerId = subscribed.customer.id;
  await advanceBy('P31D');
  const { items } = await polar.ask<{ items: Body[] }>(
    'GET',
    `orders/?customer_id=${customerId}&status=pending`,
  );
  const [order] = items;
  assert.ok(order, 'The renewal was paid.');
  const session = () => openSession(customerId);
  const portal = async (method: string, path: string, body?: unknown, token?: string) =>
    call(method, `${florin.url}/v1/customer-portal/${path}`, { token: token ?? (await session()), body });
  const confirm = (body: unknown) => portal('POST', `orders/${order.id}/confirm-payment`, body);
  const show = () => polar.ask<Body>('GET', `orders/${order.id}`);
  const subscription = () => polar.ask<Body>('GET', `subscriptions/${subscribed.subscription.id}`);
  return { ...subscribed, customerId, order, session, portal, confirm, show, subscription };
}

const refusal = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { error: string }).error,
];

test('a customer pays what was declined with another card, and the subscription recovers', async () => {
  const { order, session, confirm, show, subscription, customerId } = await pastDue();
  assert.equal((await subscription()).status, 'past_due');
  assert.ok(order.next_payment_attempt_at);
  const now = createPolar({ accessToken: await session(), baseUrl: florin.url });
  assert.deepEqual(await now.customerPortal.orders.getPaymentStatus(order.id), {
    status: 'failed',
    error: 'Your card was declined.',
  });
  const { value, events } = await eventsDuring(florin, () => confirm({ confirmation_token_id: 'tok_visa' }));
  assert.deepEqual(
    [value.status, value.body],
    [200, { status: 'succeeded', client_secret: null, error: null }],
  );
  assert.deepEqual(
    events.filter((type) => !type.startsWith('customer')),
    [
      'payment.created',
      'payment_method.created',
      'payment.succeeded',
      'invoice.updated',
      'invoice.paid',
      'subscription.updated',
      'subscription.active',
    ],
  );
  const paid = await show();
  assert.deepEqual([paid.status, paid.next_payment_attempt_at], ['paid', null]);
  assert.equal((await subscription()).status, 'active');
  const { items } = await polar.ask<{ items: Body[] }>(
    'GET',
    `payments/?order_id=${order.id}&sorting=created_at`,
  );
  assert.deepEqual(
    items.map(({ status, trigger }) => [status, trigger]),
    [
      ['failed', 'subscription_cycle'],
      ['succeeded', 'retry_customer'],
    ],
  );
  assert.deepEqual(refusal(await confirm({ confirmation_token_id: 'tok_visa' })), [
    422,
    'OrderNotEligibleForRetry',
  ]);
  const methods = await polar.ask<{ items: Body[] }>('GET', `customers/${customerId}/payment-methods`);
  assert.equal(methods.items.length, 2);
});

test('both clients confirm the payment', async () => {
  const first = await pastDue();
  const now = createPolar({ accessToken: await first.session(), baseUrl: florin.url });
  const paid = await now.customerPortal.orders.confirmRetryPayment(first.order.id, {
    confirmation_token_id: 'tok_mastercard',
  });
  assert.equal(paid.status, 'succeeded');
  const second = await pastDue();
  const before = new Polar49({ serverURL: florin.url });
  const good = await keepCard(polar.scope, second.customerId);
  const done = await before.customerPortal.orders.confirmRetryPayment(
    { customerSession: await second.session() },
    { id: second.order.id, customerOrderConfirmPayment: { paymentMethodId: good } },
  );
  assert.equal(done.status, 'succeeded');
});

test('exactly one of the two ways to pay is named', async () => {
  const { confirm, paymentMethodId } = await pastDue();
  const entry = async (body: object) => {
    const answer = await confirm(body);
    assert.equal(answer.status, 422);
    const [first] = (answer.body as { detail: { type: string; loc: string[]; msg: string }[] }).detail;
    return [first?.type, first?.loc.join('.'), first?.msg];
  };
  assert.deepEqual(await entry({}), [
    'value_error',
    'body',
    'Value error, Either confirmation_token_id or payment_method_id must be provided',
  ]);
  const both = { confirmation_token_id: 'tok_visa', payment_method_id: paymentMethodId };
  assert.match(String((await entry(both))[2]), /^Value error, Only one of /);
  assert.deepEqual((await entry({ payment_method_id: newId(new Date()) })).slice(0, 2), [
    'value_error',
    'body.payment_method_id',
  ]);
});

test('five failures of the customer are enough, and none advances dunning', async () => {
  const { confirm, show, order } = await pastDue();
  const planned = (await show()).next_payment_attempt_at;
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { status, body } = await confirm({ confirmation_token_id: 'tok_chargeInsufficientFunds' });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      status: 'failed',
      client_secret: null,
      error: 'Your card has insufficient funds.',
    });
  }
  assert.deepEqual(refusal(await confirm({ confirmation_token_id: 'tok_visa' })), [
    429,
    'ManualRetryLimitExceeded',
  ]);
  assert.equal((await show()).next_payment_attempt_at, planned);
  const [row] = await florin.pool`select payment_attempts from invoices where id = ${order.id}`;
  assert.equal(row?.paymentAttempts, 1);
  const status = await polar.ask<{ items: Body[] }>('GET', `payments/?order_id=${order.id}`);
  assert.equal(status.items.length, 6);
});

test('a card that asks for its owner is answered with a secret, and waited for an hour', async () => {
  const { confirm, show, order } = await pastDue();
  const { body } = await confirm({ confirmation_token_id: 'tok_threeDSecure2Required' });
  const { status, client_secret: secret } = body as { status: string; client_secret: string };
  assert.equal(status, 'requires_action');
  assert.deepEqual(refusal(await confirm({ confirmation_token_id: 'tok_visa' })), [
    409,
    'PaymentAlreadyInProgress',
  ]);
  const passed = await call('POST', `${florin.url}/florin/v1/sandbox/charges/${secret}/authenticate`, {
    body: { outcome: 'passes' },
  });
  assert.equal(passed.status, 204, JSON.stringify(passed.body));
  assert.equal((await show()).status, 'paid');

  const left = await pastDue();
  await left.confirm({ confirmation_token_id: 'tok_threeDSecure2Required' });
  await advanceBy('PT2H');
  const after = await left.confirm({ confirmation_token_id: 'tok_visa' });
  assert.equal((after.body as Body).status, 'succeeded', JSON.stringify(after.body));
  const [pending] = await florin.pool`
    select count(*) from payments where invoice_id in ${florin.pool([order.id, left.order.id])} and status = 'pending'`;
  assert.equal(pending?.count, 0);
});

test('only an order that dunning is at, and only one of their own', async () => {
  const { confirm, order, subscription } = await pastDue();
  const stranger = await pastDue();
  const theirs = await stranger.portal('POST', `orders/${order.id}/confirm-payment`, {
    confirmation_token_id: 'tok_visa',
  });
  assert.equal(theirs.status, 404);
  await advanceBy('P30D');
  assert.equal((await subscription()).status, 'canceled');
  assert.deepEqual(refusal(await confirm({ confirmation_token_id: 'tok_visa' })), [
    422,
    'OrderNotEligibleForRetry',
  ]);
});

test('a new default card pays at once what was declined, as does making another the default', async () => {
  const { portal, show, subscription, order } = await pastDue();
  const added = await portal('POST', 'customers/me/payment-methods', {
    confirmation_token_id: 'tok_mastercard',
    set_default: true,
    return_url: 'https://example.com/back',
  });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  const { payment_method: method } = added.body as { payment_method: Body };
  assert.deepEqual([method.type, method.is_default], ['card', true]);
  assert.equal((await show()).status, 'paid');
  assert.equal((await subscription()).status, 'active');
  const { items } = await polar.ask<{ items: Body[] }>(
    'GET',
    `payments/?order_id=${order.id}&status=succeeded`,
  );
  assert.equal(items[0]?.trigger, 'retry_payment_method_update');
  await advanceBy('P31D');
  const pending = await polar.ask<{ items: Body[] }>(
    'GET',
    `orders/?customer_id=${method.customer_id}&status=pending`,
  );
  assert.deepEqual(pending.items, []);

  const other = await pastDue();
  const good = await keepCard(polar.scope, other.customerId);
  const patched = await other.portal('PATCH', 'customers/me', { default_payment_method_id: good });
  assert.equal(patched.status, 200);
  assert.equal((await other.show()).status, 'paid');
});

test('cards are added, confirmed and deleted in the portal', async () => {
  const customer = await makeCustomer(polar.scope, 'cards@example.com');
  const token = await openSession(customer.id);
  const base = `${florin.url}/v1/customer-portal/customers/me/payment-methods`;
  const ask = (method: string, path = '', body?: unknown) => call(method, `${base}${path}`, { token, body });
  const add = (confirmation_token_id: string, set_default = false) =>
    ask('POST', '', { confirmation_token_id, set_default, return_url: 'https://example.com/back' });

  const early = await ask('POST', '/confirm', { setup_intent_id: 'seti_1', set_default: false });
  assert.deepEqual(refusal(early), [403, 'CustomerNotReady']);
  assert.deepEqual(refusal(await add('tok_chargeDeclined')), [400, 'PaymentMethodSetupFailed']);
  assert.deepEqual(refusal(await add('no such token')), [400, 'PaymentMethodSetupFailed']);

  const before = new Polar49({ serverURL: florin.url });
  const added = await before.customerPortal.customers.addPaymentMethod(
    { customerSession: token },
    { confirmationTokenId: 'tok_visa', setDefault: false, returnUrl: 'https://example.com/back' },
  );
  assert.equal(added.status, 'succeeded');

  const asked = await add('tok_threeDSecure2Required', true);
  const { status, client_secret: secret } = asked.body as { status: string; client_secret: string };
  assert.deepEqual([asked.status, status], [201, 'requires_action']);
  const waiting = await ask('POST', '/confirm', { setup_intent_id: secret, set_default: true });
  assert.equal((waiting.body as Body).status, 'requires_action');
  const passed = await call('POST', `${florin.url}/florin/v1/sandbox/charges/${secret}/authenticate`, {
    body: { outcome: 'passes' },
  });
  assert.equal(passed.status, 204);
  const done = await ask('POST', '/confirm', { setup_intent_id: secret, set_default: true });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  const { payment_method: method } = done.body as { payment_method: Body };
  assert.equal(method.is_default, true);
  const again = await ask('POST', '/confirm', { setup_intent_id: secret, set_default: true });
  assert.equal((again.body as { payment_method: Body }).payment_method.id, method.id);
  const { body: refused } = await ask('POST', '/confirm', { setup_intent_id: 'seti_1', set_default: true });
  assert.deepEqual((refused as { detail: object[] }).detail[0], {
    type: 'invalid',
    loc: ['body', 'setup_intent_id'],
    msg: 'Invalid setup_intent_id.',
    input: 'seti_1',
  });

  const list = async () => ((await ask('GET')).body as { items: Body[] }).items.map(({ id }) => id);
  assert.equal((await list()).length, 2);
  assert.equal((await ask('DELETE', `/${method.id}`)).status, 204);
  assert.equal((await ask('DELETE', `/${method.id}`)).status, 404);
  assert.equal((await list()).length, 1);
});

test('the last card stays while a subscription is charged with it', async () => {
  const { portal, paymentMethodId, customerId, subscription } = await pastDue('tok_chargeDeclined');
  const remove = (id: string | null) => portal('DELETE', `customers/me/payment-methods/${id}`);
  assert.deepEqual(refusal(await remove(paymentMethodId)), [400, 'PaymentMethodInUseByActiveSubscription']);
  const other = await keepCard(polar.scope, customerId);
  assert.equal((await remove(paymentMethodId)).status, 204);
  const { id } = await subscription();
  await polar.ask('DELETE', `subscriptions/${id}`);
  assert.equal((await remove(other)).status, 204);
});

test("the operator sets an organization's dunning schedule", async () => {
  const url = `${florin.url}/florin/v1/organizations/${florin.organization.id}`;
  const operator = (method: string, body?: unknown) =>
    call(method, url, { token: 'operator-token-for-tests-0123456789abcdef', body });
  const shown = async () => ((await operator('GET')).body as { dunning: unknown }).dunning;
  assert.deepEqual(await shown(), { retry_days: [2, 5, 7, 7], deadline_minutes: 30_241 });
  for (const dunning of [
    { retry_days: [0], deadline_minutes: 10 },
    { retry_days: [1.5], deadline_minutes: 10 },
    { retry_days: Array(21).fill(1), deadline_minutes: 10 },
    { retry_days: [1], deadline_minutes: 0 },
    { retry_days: [1] },
  ]) {
    assert.equal((await operator('PATCH', { dunning })).status, 422);
  }
  const dunning = { retry_days: [1, 1], deadline_minutes: 4 * 24 * 60 };
  assert.deepEqual(((await operator('PATCH', { dunning })).body as { dunning: unknown }).dunning, dunning);
  const { order, subscription } = await pastDue();
  const attempt = Date.parse(String(order.next_payment_attempt_at));
  // Advanced by 31 days into a period of 30: the first failure was a day ago, and so is the first retry.
  await advanceBy('P3D');
  assert.equal((await subscription()).status, 'canceled');
  assert.ok(attempt > 0);
  assert.equal((await operator('PATCH', { dunning: null })).status, 200);
  assert.deepEqual(await shown(), { retry_days: [2, 5, 7, 7], deadline_minutes: 30_241 });
});
