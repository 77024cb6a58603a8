import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { Check } from 'typebox/value';
import { PaymentSchema } from '../../src/dialects/polar/payment-view.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let book: string;

before(async () => {
  florin = await startTestFlorin();
  book = (
    await merchant('POST', 'products/', {
      name: 'Book',
      prices: [{ amount_type: 'fixed', price_amount: 1000 }],
    })
  ).id;
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; client_secret: string };

async function merchant(
  method: string,
  path: string,
  body?: unknown,
  token = florin.testKey,
): Promise<Shown> {
  const answer = await call(method, `${florin.url}/v1/${path}`, { token, body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as Shown;
}

const open = () => merchant('POST', 'checkouts/', { products: [book] });

async function payments(query: string, token = florin.testKey): Promise<Shown[]> {
  const body = (await merchant('GET', `payments/?${query}`, undefined, token)) as unknown as {
    items: Shown[];
  };
  for (const item of body.items) assert.ok(Check(PaymentSchema, item));
  return body.items;
}

function confirm(secret: string, token: string, email = 'buyer@example.com'): Promise<Called> {
  return call('POST', `${florin.url}/v1/checkouts/client/${secret}/confirm`, {
    body: {
      customer_email: email,
      customer_billing_address: { country: 'DE' },
      confirmation_token_id: token,
    },
  });
}

const card = (number: string, more: object = {}) => ({
  number,
  exp_month: 12,
  exp_year: new Date().getUTCFullYear() + 1,
  cvc: number.startsWith('3') ? '1234' : '123',
  ...more,
});

function takeCard(secret: string, body: unknown): Promise<Called> {
  return call('POST', `${florin.url}/florin/v1/checkouts/${secret}/card-tokens`, { body });
}

test('every test card does what it is for', async () => {
  const outcomes: [string, string | null][] = [
    ['4242424242424242', null],
    ['5555 5555 5555 4444', null],
    ['378282246310005', null],
    ['4000-0000-0000-0002', 'generic_decline'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
    ['4000000000009987', 'lost_card'],
    ['4000000000009979', 'stolen_card'],
    ['4100000000000019', 'highest_risk_level'],
    ['4000000000004954', null],
  ];
  for (const [number, reason] of outcomes) {
    const checkout = await open();
    const taken = await takeCard(checkout.client_secret, { card: card(number) });
    assert.equal(taken.status, 201, JSON.stringify(taken.body));
    const { token, last4 } = taken.body as { token: string; last4: string };
    assert.equal(last4, number.replace(/\D/g, '').slice(-4));
    const answer = await confirm(checkout.client_secret, token);
    assert.equal(answer.status, reason === null ? 200 : 400, JSON.stringify(answer.body));
    const [payment] = await payments(`checkout_id=${checkout.id}`);
    assert.deepEqual(
      [payment?.status, payment?.decline_reason],
      [reason === null ? 'succeeded' : 'failed', reason],
    );
    assert.equal((payment?.method_metadata as { last4: string } | undefined)?.last4, last4);
    if (reason === null) continue;
    assert.deepEqual(answer.body, { error: 'PaymentError', detail: payment?.decline_message });
    assert.equal((await merchant('GET', `checkouts/${checkout.id}`)).status, 'open');
  }
});

test('a card number is taken in the card field of an open test checkout, and kept nowhere', async () => {
  const { id, client_secret } = await open();
  const real = '4929420573595709';
  const refusals: [unknown, number, string][] = [
    [{ card: card(real) }, 422, 'card_unknown'],
    [{ card: card('4242424242424242', { exp_year: 2020 }) }, 422, 'card_expired'],
    [{ card: card('4242424242424242', { cvc: '12' }) }, 422, 'cvc_invalid'],
    [{ card: card('378282246310005', { cvc: '123' }) }, 422, 'cvc_invalid'],
    [{ card: { ...card('4242424242424242'), number: 4242424242424242 } }, 422, 'invalid'],
    [{ card: card('4242424242424242'), note: '4242424242424242' }, 422, 'card_number'],
    [{}, 422, 'missing'],
  ];
  for (const [body, status, code] of refusals) {
    const answer = await takeCard(client_secret, body);
    assert.deepEqual(
      [answer.status, (answer.body as { error: { code: string } }).error.code],
      [status, code],
    );
    assert.ok(!JSON.stringify(answer.body).includes(real));
  }
  assert.equal((await takeCard('polar_c_none', { card: card('4242424242424242') })).status, 404);
  const product = await merchant(
    'POST',
    'products/',
    { name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1000 }] },
    florin.liveKey,
  );
  const live = await merchant('POST', 'checkouts/', { products: [product.id] }, florin.liveKey);
  const answer = await takeCard(live.client_secret, { card: card('4242424242424242') });
  assert.equal((answer.body as { error: { code: string } }).error.code, 'live_mode');
  await florin.pool`update checkouts set expires_at = now() - interval '1 second' where id = ${id}`;
  assert.equal((await takeCard(client_secret, { card: card('4242424242424242') })).status, 410);
  const elsewhere = await confirm((await open()).client_secret, '4242424242424242');
  assert.equal(elsewhere.status, 422);
});

test('a card token pays the checkout that it was made for, and no other', async () => {
  const [mine, other] = [await open(), await open()];
  const taken = await takeCard(mine.client_secret, { card: card('4242424242424242') });
  const { token } = taken.body as { token: string };
  assert.equal((await confirm(other.client_secret, token)).status, 400);
  const [tried] = await payments(`checkout_id=${other.id}`);
  assert.deepEqual([tried?.status, tried?.decline_reason], ['failed', 'confirmation_token_unknown']);
  assert.equal((await confirm(mine.client_secret, token)).status, 200);
});

test('payments are listed by what they belong to', async () => {
  const { token } = await florin.createKey(await florin.createOrganization('Payments'), 'test');
  const product = await merchant(
    'POST',
    'products/',
    { name: 'Tip jar', prices: [{ amount_type: 'custom' }] },
    token,
  );
  const pay = async (amount: number, cardToken: string, email: string) => {
    const checkout = await merchant('POST', 'checkouts/', { products: [product.id], amount }, token);
    await confirm(checkout.client_secret, cardToken, email);
    const [payment] = await payments(`checkout_id=${checkout.id}`, token);
    assert.ok(payment);
    return payment;
  };
  const a = await pay(100, 'tok_visa', 'ann@example.com');
  const b = await pay(300, 'tok_mastercard', 'ann@example.com');
  const c = await pay(200, 'tok_chargeDeclined', 'ann@example.com');
  const ids = async (query: string) => (await payments(query, token)).map(({ id }) => id);
  assert.deepEqual(await ids(''), [c.id, b.id, a.id]);
  assert.deepEqual(await ids('sorting=amount'), [a.id, c.id, b.id]);
  assert.deepEqual(await ids('sorting=-status&sorting=created_at'), [a.id, b.id, c.id]);
  assert.deepEqual(await ids('status=failed'), [c.id]);
  assert.deepEqual(await ids(`order_id=${a.order_id}&order_id=${b.order_id}&sorting=created_at`), [
    a.id,
    b.id,
  ]);
  assert.deepEqual(await ids('customer_email=ANN@example.com&limit=2&page=2'), [a.id]);
  assert.deepEqual(await ids('method=paypal'), []);
  assert.equal(c.order_id, null);
  assert.deepEqual(await merchant('GET', `payments/${a.id}`, undefined, token), a);
  for (const stranger of [florin.testKey, florin.liveKey]) {
    assert.equal((await call('GET', `${florin.url}/v1/payments/${a.id}`, { token: stranger })).status, 404);
  }
  const { token: writer } = await florin.createKey(florin.organization, 'test', {
    scopes: ['checkouts:write'],
  });
  assert.equal((await call('GET', `${florin.url}/v1/payments/`, { token: writer })).status, 403);
});

test('the clients read payments', async () => {
  const checkout = await open();
  assert.equal((await confirm(checkout.client_secret, 'tok_amex')).status, 200);
  for (const Client of [Polar, Polar49]) {
    const polar = new Client({ accessToken: florin.testKey, serverURL: florin.url });
    const { result } = await polar.payments.list({ checkoutId: checkout.id });
    const [payment] = result.items;
    assert.ok(payment);
    assert.deepEqual(await polar.payments.get({ id: payment.id }), payment);
    assert.deepEqual('methodMetadata' in payment && payment.methodMetadata, { brand: 'amex', last4: '0005' });
  }
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const { items } = await polar.payments.list({ checkout_id: checkout.id });
  assert.equal(items[0]?.trigger, 'purchase');
});
