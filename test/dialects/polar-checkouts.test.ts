import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar as createPolar2026april } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar2026october } from 'polar-sdk-1.0/2026-10';
import { createPolar as createPolar2027january } from 'polar-sdk-1.0/2027-01';
import { Check } from 'typebox/value';
import { selectCustomer } from '../../src/billing/customers/index.ts';
import {
  CheckoutSchema,
  ConfirmedCheckoutSchema,
  PublicCheckoutSchema,
} from '../../src/dialects/polar/checkout-view.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
/** Products of the first organization by what they are for. */
let book: string;
let gift: string;
let tips: string;

before(async () => {
  florin = await startTestFlorin();
  book = await product('Book', [
    { amount_type: 'fixed', price_amount: 1000 },
    { amount_type: 'fixed', price_amount: 900, price_currency: 'eur' },
  ]);
  gift = await product('Gift', [{ amount_type: 'free' }]);
  tips = await product('Tip jar', [{ amount_type: 'custom', minimum_amount: 0, maximum_amount: 5000 }]);
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; client_secret: string };
type Detail = { type: string; loc: (string | number)[]; msg: string };

type Options = { token?: string; headers?: Record<string, string> };

function request(method: string, path: string, body?: unknown, options: Options = {}): Promise<Called> {
  return call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body, ...options });
}

async function product(name: string, prices: object[], token = florin.testKey): Promise<string> {
  const { status, body } = await request('POST', 'products/', { name, prices }, { token });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as { id: string }).id;
}

async function open(body: object, token = florin.testKey): Promise<Shown> {
  const { status, body: checkout } = await request('POST', 'checkouts/', body, { token });
  assert.equal(status, 201, JSON.stringify(checkout));
  assert.ok(Check(CheckoutSchema, checkout));
  return checkout as Shown;
}

/** A call as a buyer's browser makes it: without a bearer. */
function asBuyer(method: string, secret: string, body?: unknown, headers?: Record<string, string>) {
  const path = method === 'POST' ? `${secret}/confirm` : secret;
  return call(method, `${florin.url}/v1/checkouts/client/${path}`, { body, headers });
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: Detail[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

function errorOf({ status, body }: Called): string {
  return `${status} ${(body as { error: string }).error}`;
}

const german = { country: 'DE' } as const;
const american = {
  country: 'US',
  state: 'CA',
  line1: '1 Main St',
  city: 'San Francisco',
  postal_code: '94104',
};

let buyers = 0;
/** What pays for anything, as a buyer whom nobody knows. */
function payment<More extends object = {}>(more?: More) {
  buyers++;
  return {
    customer_email: `buyer${buyers}@example.com`,
    customer_billing_address: german,
    confirmation_token_id: 'tok_visa',
    ...more,
  };
}

test('@polar-sh/sdk 0.41 and 0.49: free, paid and declined', async () => {
  for (const Client of [Polar, Polar49]) {
    const name = Client === Polar ? 'old' : 'new';
    const polar = new Client({ accessToken: florin.testKey, serverURL: florin.url });
    const free = await polar.checkouts.create({ products: [gift], customerEmail: `${name}@example.com` });
    const confirmedFree = await polar.checkouts.clientConfirm({
      clientSecret: free.clientSecret,
      checkoutConfirmStripe: {},
    });
    assert.equal(confirmedFree.status, 'confirmed');
    assert.match(confirmedFree.customerSessionToken ?? '', /^polar_cst_/);

    const paid = await polar.checkouts.create({ products: [book], metadata: { campaign: 'spring' } });
    const seen = await polar.checkouts.clientGet({ clientSecret: paid.clientSecret });
    assert.equal(seen.organization.slug, florin.organization.slug);
    await polar.checkouts.clientUpdate({
      clientSecret: paid.clientSecret,
      checkoutUpdatePublic: { customerBillingAddress: { country: 'FR' } },
    });
    await assert.rejects(
      polar.checkouts.clientConfirm({
        clientSecret: paid.clientSecret,
        checkoutConfirmStripe: {
          customerEmail: `payer-${name}@example.com`,
          confirmationTokenId: 'tok_chargeDeclined',
        },
      }),
      { error: 'PaymentError' },
    );
    const confirmed = await polar.checkouts.clientConfirm({
      clientSecret: paid.clientSecret,
      checkoutConfirmStripe: { confirmationTokenId: 'tok_visa' },
    });
    assert.equal(confirmed.customerEmail, `payer-${name}@example.com`);
    assert.equal((await polar.checkouts.get({ id: paid.id })).status, 'succeeded');
    const { result: payments } = await polar.payments.list({ checkoutId: paid.id });
    assert.deepEqual(
      payments.items.map(({ status, amount }) => [status, amount]),
      [
        ['succeeded', 1000],
        ['failed', 1000],
      ],
    );
    const { result: orders } = await polar.orders.list({ checkoutId: paid.id });
    assert.deepEqual(
      orders.items.map(({ paid: isPaid, totalAmount, metadata }) => [isPaid, totalAmount, metadata]),
      [[true, 1000, { campaign: 'spring' }]],
    );
    const { result: list } = await polar.checkouts.list({ productId: book, status: 'succeeded' });
    assert.equal(list.items[0]?.id, paid.id);
  }
});

test('@polar-sh/sdk 1.0 of every date: free, paid and declined', async () => {
  for (const createPolar of [createPolar2026april, createPolar2026october, createPolar2027january]) {
    const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
    const free = await polar.checkouts.create({ products: [gift] });
    const { customer_email } = payment();
    const confirmedFree = await polar.checkouts.clientConfirm(free.client_secret, { customer_email });
    assert.equal(confirmedFree.status, 'confirmed');
    const paid = await polar.checkouts.create({ products: [book, gift] });
    await polar.checkouts.clientUpdate(paid.client_secret, { customer_name: 'Jane Doe' });
    await assert.rejects(
      polar.checkouts.clientConfirm(
        paid.client_secret,
        payment({ confirmation_token_id: 'tok_chargeInsufficientFunds' }),
      ),
    );
    assert.equal((await polar.checkouts.clientGet(paid.client_secret)).status, 'open');
    const confirmed = await polar.checkouts.clientConfirm(paid.client_secret, payment());
    assert.equal(confirmed.total_amount, 1000);
    assert.equal((await polar.checkouts.get(paid.id)).status, 'succeeded');
    const { items } = await polar.payments.list({ checkout_id: paid.id });
    assert.deepEqual(
      items.map(({ status, decline_reason }) => [status, decline_reason]),
      [
        ['succeeded', null],
        ['failed', 'insufficient_funds'],
      ],
    );
  }
});

test('a new checkout says what is known, and where to go', async () => {
  const checkout = await open({ products: [book, gift], metadata: { a: 1 }, customer_metadata: { b: true } });
  assert.match(checkout.client_secret, /^polar_c_[0-9A-Za-z]{43}$/);
  assert.equal(checkout.url, `${florin.url}/checkout/${checkout.client_secret}`);
  assert.equal(checkout.success_url, `${checkout.url}/confirmation`);
  const lasts = Date.parse(String(checkout.expires_at)) - Date.parse(String(checkout.created_at));
  assert.equal(lasts, 24 * 3_600_000);
  assert.deepEqual(
    [checkout.amount, checkout.tax_amount, checkout.total_amount, checkout.product_id],
    [1000, null, 1000, book],
  );
  assert.deepEqual(Object.keys(checkout.prices as object), [book, gift]);
  const { status, body } = await asBuyer('GET', checkout.client_secret);
  assert.equal(status, 200);
  assert.ok(Check(PublicCheckoutSchema, body));
  for (const hidden of ['metadata', 'customer_metadata', 'external_customer_id', 'subscription_id']) {
    assert.ok(hidden in checkout && !(hidden in (body as object)), hidden);
  }
  const where = await open({
    products: [gift],
    success_url: 'https://example.com/{CHECKOUT_ID}?id={CHECKOUT_ID}',
  });
  assert.equal(where.success_url, `https://example.com/${where.id}?id=${where.id}`);
  assert.deepEqual(
    [where.is_free_product_price, where.is_payment_form_required, where.tax_amount],
    [true, false, 0],
  );
});

test('one product or one price, as the early contract names them', async () => {
  assert.equal((await open({ product_id: gift })).product_id, gift);
  const { body } = await request('GET', `products/${book}`);
  const [, euros] = (body as { prices: { id: string }[] }).prices;
  const checkout = await open({ product_price_id: euros?.id });
  assert.deepEqual([checkout.product_id, checkout.currency, checkout.amount], [book, 'eur', 900]);
});

test('what cannot be sold is refused where it is named', async () => {
  const archived = await product('Old book', [{ amount_type: 'fixed', price_amount: 100 }]);
  await request('PATCH', `products/${archived}`, { is_archived: true });
  const draft = await product('Next book', [{ amount_type: 'fixed', price_amount: 100 }]);
  await request('PATCH', `products/${draft}`, { visibility: 'draft' });
  const unknown = crypto.randomUUID();
  const cases: [object, string[]][] = [
    [
      { products: [unknown, archived, draft] },
      [
        'value_error · body.products.0 · Product does not exist.',
        'value_error · body.products.1 · Product is archived.',
        'value_error · body.products.2 · Product is a draft.',
      ],
    ],
    [{ product_id: unknown }, ['value_error · body.product_id · Product does not exist.']],
    [{ product_price_id: unknown }, ['value_error · body.product_price_id · Price does not exist.']],
    [
      { products: [book], currency: 'gbp' },
      ['value_error · body.currency · Product is not available in the specified currency.'],
    ],
    [
      { products: [book], seats: 3 },
      ['value_error · body.seats · Seats can only be set for seat-based pricing.'],
    ],
    [
      { products: [book], discount_id: unknown },
      ['value_error · body.discount_id · Discount does not exist.'],
    ],
    [
      { products: [book], customer_id: unknown },
      ['value_error · body.customer_id · Customer does not exist.'],
    ],
    [
      { products: [book], subscription_id: unknown },
      ['value_error · body.subscription_id · Subscription does not exist.'],
    ],
    [
      { products: [book], prices: { [unknown]: [{ amount_type: 'free' }] } },
      [`value_error · body.prices.${unknown} · Product is not set on that checkout.`],
    ],
    [
      { products: [book], trial_interval: 'day' },
      [
        'missing · body.trial_interval_count · Both trial_interval and trial_interval_count must be set together.',
      ],
    ],
  ];
  for (const [body, expected] of cases) {
    assert.deepEqual(entries(await request('POST', 'checkouts/', body)), expected);
  }
  const twice = entries(await request('POST', 'checkouts/', { products: [book, book] }));
  assert.ok(
    twice.includes(
      'value_error · body.CheckoutProductsCreate.products · Value error, Product IDs must be unique.',
    ),
  );
  const address = entries(
    await request('POST', 'checkouts/', {
      products: [book],
      customer_ip_address: '1.2.3',
      success_url: 'ftp://x',
    }),
  );
  assert.ok(
    address.includes(
      'ip_any_address · body.CheckoutProductsCreate.customer_ip_address · value is not a valid IPv4 or IPv6 address',
    ),
  );
  assert.ok(
    address.some((entry) => entry.startsWith('url_scheme · body.CheckoutProductsCreate.success_url')),
  );
});

test('a buyer chooses what to pay within the bounds of the price', async () => {
  const checkout = await open({ products: [tips, book] });
  assert.equal(checkout.amount, 0);
  const pay = (amount: number) => asBuyer('PATCH', checkout.client_secret, { amount });
  assert.deepEqual(entries(await pay(20)), [
    'invalid_amount · body.amount · Amount must be 0 or at least $0.50.',
  ]);
  assert.deepEqual(entries(await pay(5001)), ['less_than_equal · body.amount · Amount is above maximum.']);
  const chosen = (await pay(700)).body as Shown;
  assert.deepEqual([chosen.amount, chosen.is_payment_required, chosen.tax_amount], [700, true, null]);
  const other = (await asBuyer('PATCH', checkout.client_secret, { product_id: book, amount: 1 }))
    .body as Shown;
  assert.equal(other.amount, 1000, 'an amount has no effect on a fixed price');
  const more = await product('Tip jar with a floor', [{ amount_type: 'custom', minimum_amount: 300 }]);
  assert.deepEqual(entries(await request('POST', 'checkouts/', { products: [more], amount: 299 })), [
    'greater_than_equal · body.amount · Amount is below minimum.',
  ]);
});

test('the tax id must be one of the billing country', async () => {
  const { id } = await open({ products: [book] });
  const patch = (body: object) => request('PATCH', `checkouts/${id}`, body);
  assert.deepEqual(entries(await patch({ customer_tax_id: 'DE232309969' })), [
    'missing · body.customer_billing_address · Country is required to validate tax ID.',
  ]);
  assert.deepEqual(entries(await patch({ customer_tax_id: '123', customer_billing_address: german })), [
    'value_error · body.customer_tax_id · Invalid tax ID.',
  ]);
  const { body } = await patch({ customer_tax_id: 'de 232 309 969', customer_billing_address: german });
  assert.equal((body as Shown).customer_tax_id, 'DE232309969');
  assert.equal((body as Shown).tax_amount, 0);
  assert.equal((body as Shown).tax_behavior, 'inclusive');
  assert.deepEqual(entries(await patch({ customer_billing_address: american })), [
    'value_error · body.customer_tax_id · Invalid tax ID.',
  ]);
  const moved = (await patch({ customer_billing_address: american, customer_tax_id: null })).body as Shown;
  assert.deepEqual([moved.customer_tax_id, moved.tax_behavior], [null, 'exclusive']);
});

test('what confirming needs is told at once', async () => {
  const secret = (await open({ products: [book] })).client_secret;
  assert.deepEqual(entries(await asBuyer('POST', secret, {})), [
    'missing · body.customer_email · Field is required.',
    'missing · body.customer_billing_address · Field is required.',
    'missing · body.confirmation_token_id · Confirmation token is required.',
  ]);
  assert.deepEqual(
    entries(await asBuyer('POST', secret, payment({ customer_billing_address: { country: 'US' } }))),
    [
      'missing · body.customer_billing_address.state · Field is required.',
      'missing · body.customer_billing_address.city · Field is required.',
      'missing · body.customer_billing_address.postal_code · Field is required.',
      'missing · body.customer_billing_address.line1 · Field is required.',
    ],
  );
  const free = (await open({ products: [gift], is_business_customer: true })).client_secret;
  assert.deepEqual(entries(await asBuyer('POST', free, { customer_email: 'firm@example.com' })), [
    'missing · body.customer_billing_name · Field is required.',
    'value_error · body.customer_billing_address · Full billing address is required.',
  ]);
  const whole = (await open({ products: [book], require_billing_address: true })).client_secret;
  assert.equal(entries(await asBuyer('POST', whole, payment())).length, 3);
  assert.deepEqual((await florin.pool`select 1 from payments where checkout_id is null`).length, 0);
});

test('a price that left the list while the buyer thought it over is not charged', async () => {
  const id = await product('Short offer', [{ amount_type: 'fixed', price_amount: 100 }]);
  const { client_secret } = await open({ products: [id] });
  await request('PATCH', `products/${id}`, { prices: [{ amount_type: 'fixed', price_amount: 200 }] });
  const seen = (await asBuyer('GET', client_secret)).body as Shown;
  assert.deepEqual([seen.amount, (seen.product_price as { is_archived: boolean }).is_archived], [100, true]);
  assert.deepEqual(entries(await asBuyer('POST', client_secret, payment())), [
    'value_error · body.product_price_id · Price is archived.',
  ]);
});

test('a confirmed checkout makes the customer, the card, the order and the session', async () => {
  const checkout = await open({
    products: [book],
    external_customer_id: 'usr_77',
    customer_metadata: { plan: 'pro' },
    return_url: 'https://example.com/back',
  });
  const { status, body } = await asBuyer('POST', checkout.client_secret, {
    ...payment({ customer_email: 'Erika@Example.com' }),
    customer_name: 'Erika Muster',
    customer_billing_name: 'Muster GmbH',
    customer_tax_id: 'DE232309969',
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(Check(ConfirmedCheckoutSchema, body));
  const { customer_session_token, customer_id } = body as Shown;
  const scope = await florin.scope(florin.organization, 'test');
  const customer = await selectCustomer(scope, { id: String(customer_id) });
  assert.deepEqual(
    [customer?.email, customer?.name, customer?.billingName, customer?.externalId, customer?.metadata],
    ['Erika@example.com', 'Erika Muster', 'Muster GmbH', 'usr_77', { plan: 'pro' }],
  );
  assert.deepEqual(customer?.taxIds, [{ value: 'DE232309969', format: 'eu_vat' }]);
  assert.equal(customer?.billingAddress?.country, 'DE');
  const methods = await request('GET', `customers/${customer_id}/payment-methods`);
  const [method] = (methods.body as { items: { id: string; method_metadata: { last4: string } }[] }).items;
  assert.equal(method?.method_metadata.last4, '4242');
  assert.equal(customer?.defaultPaymentMethodId, method?.id);
  const orders = await request('GET', 'customer-portal/orders/', undefined, {
    token: String(customer_session_token),
  });
  const [order] = (orders.body as { items: Shown[] }).items;
  assert.deepEqual(
    [order?.checkout_id, order?.billing_name, order?.total_amount],
    [checkout.id, 'Muster GmbH', 1000],
  );
  const events = await florin.pool<{ type: string }[]>`
    select type from events where data ->> 'checkout_id' = ${checkout.id} or object_id in (${checkout.id}, ${String(customer_id)})
    order by sequence`;
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'checkout.created',
      'checkout.updated',
      'payment.created',
      'customer.created',
      'customer.updated',
      'invoice.created',
      'invoice.updated',
      'invoice.paid',
      'checkout.updated',
      'payment.succeeded',
    ],
  );
});

test('a buyer known by e-mail alone gets no session, one named by the merchant does', async () => {
  const { body } = await request('POST', 'customers/', { email: 'known@example.com', name: 'Known' });
  const customer = body as Shown;
  const matched = await open({ products: [gift] });
  const first = (await asBuyer('POST', matched.client_secret, { customer_email: 'KNOWN@example.com' }))
    .body as Shown;
  assert.deepEqual([first.customer_id, first.customer_session_token], [customer.id, null]);
  const named = await open({ products: [gift], customer_id: customer.id });
  assert.deepEqual([named.customer_email, named.customer_name], ['known@example.com', 'Known']);
  const second = (await asBuyer('POST', named.client_secret, { customer_email: 'other@example.com' }))
    .body as Shown;
  assert.deepEqual([second.customer_id, second.customer_email], [customer.id, 'known@example.com']);
  assert.match(String(second.customer_session_token), /^polar_cst_/);
});

test('an external id and an e-mail address must be one customer', async () => {
  await request('POST', 'customers/', { email: 'one@example.com', external_id: 'usr_one' });
  await request('POST', 'customers/', { email: 'two@example.com', external_id: 'usr_two' });
  const bare = await request('POST', 'customers/', { email: 'bare@example.com' });
  const confirm = async (externalId: string, email: string) => {
    const { client_secret } = await open({ products: [gift], external_customer_id: externalId });
    return asBuyer('POST', client_secret, { customer_email: email });
  };
  assert.equal(
    errorOf(await confirm('usr_new', 'one@example.com')),
    '422 CheckoutCustomerExternalIdMismatch',
  );
  const prefilled = await open({ products: [gift], external_customer_id: 'usr_one' });
  assert.equal(prefilled.customer_email, 'one@example.com');
  const other = await open({
    products: [gift],
    external_customer_id: 'usr_two',
    customer_email: 'one@example.com',
  });
  assert.equal(other.customer_id, null);
  assert.equal(
    errorOf(await asBuyer('POST', other.client_secret, {})),
    '422 CheckoutCustomerExternalIdMismatch',
  );
  const linked = (await confirm('usr_linked', 'bare@example.com')).body as Shown;
  assert.equal(linked.customer_id, (bare.body as Shown).id);
  const { body } = await request('GET', 'customers/external/usr_linked');
  assert.equal((body as Shown).id, linked.customer_id);
});

test('an attached customer who was deleted cannot buy', async () => {
  const { body } = await request('POST', 'customers/', { email: 'gone@example.com' });
  const { client_secret } = await open({ products: [gift], customer_id: (body as Shown).id });
  await request('DELETE', `customers/${(body as Shown).id}`);
  assert.equal(errorOf(await asBuyer('POST', client_secret, {})), '409 CheckoutCustomerDeleted');
});

test('a checkout is over after a day, and written no more once it is paid', async () => {
  const late = await open({ products: [gift] });
  await florin.pool`update checkouts set expires_at = now() - interval '1 second' where id = ${late.id}`;
  for (const [method, body] of [['GET'], ['PATCH', {}], ['POST', payment()]] as const) {
    const answer = await asBuyer(method, late.client_secret, body);
    assert.equal(errorOf(answer), '410 ExpiredCheckoutError');
    assert.equal((answer.body as { detail: string }).detail, 'This checkout session has expired.');
  }
  assert.equal(((await request('GET', `checkouts/${late.id}`)).body as Shown).status, 'expired');
  assert.equal(errorOf(await request('PATCH', `checkouts/${late.id}`, {})), '403 NotOpenCheckout');
  const expired = (await request('GET', 'checkouts/?status=expired')).body as { items: Shown[] };
  assert.deepEqual(
    expired.items.map(({ id }) => id),
    [late.id],
  );
  const done = await open({ products: [gift] });
  assert.equal((await asBuyer('POST', done.client_secret, payment())).status, 200);
  assert.equal(errorOf(await asBuyer('POST', done.client_secret, payment())), '403 NotOpenCheckout');
  assert.equal(errorOf(await asBuyer('PATCH', done.client_secret, {})), '403 NotOpenCheckout');
  assert.equal(((await asBuyer('GET', done.client_secret)).body as Shown).status, 'succeeded');
});

test('ten confirmations at once pay once', async () => {
  const { id, client_secret } = await open({ products: [book] });
  const body = payment();
  const answers = await Promise.all(Array.from({ length: 10 }, () => asBuyer('POST', client_secret, body)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    assert.ok(['409 CheckoutLocked', '403 NotOpenCheckout'].includes(errorOf(answer)), errorOf(answer));
  }
  const [counted] = await florin.pool`
    select (select count(*) from payments where checkout_id = ${id}) as payments,
      (select count(*) from invoices where checkout_id = ${id}) as invoices`;
  assert.deepEqual(counted, { payments: 1, invoices: 1 });
});

test('ten buyers of one new address at once become one customer', async () => {
  const secrets = await Promise.all(Array.from({ length: 10 }, () => open({ products: [book] })));
  const body = payment({ customer_email: 'crowd@example.com' });
  const answers = await Promise.all(secrets.map(({ client_secret }) => asBuyer('POST', client_secret, body)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const customers = new Set(answers.map((answer) => (answer.body as Shown).customer_id));
  assert.equal(customers.size, 1);
  const sessions = answers.filter((answer) => (answer.body as Shown).customer_session_token !== null);
  assert.equal(sessions.length, 1, 'only the first buyer is new');
});

test('an idempotency key replays a confirmation, and a decline with the payment that it left', async () => {
  const { id, client_secret } = await open({ products: [book] });
  const declined = payment({ confirmation_token_id: 'tok_chargeDeclined' });
  const first = await asBuyer('POST', client_secret, declined, { 'idempotency-key': 'one' });
  const repeated = await asBuyer('POST', client_secret, declined, { 'idempotency-key': 'one' });
  assert.equal(errorOf(first), '400 PaymentError');
  assert.deepEqual(repeated.body, first.body);
  assert.equal(repeated.headers.get('idempotent-replayed'), 'true');
  const [kept] = await florin.pool`select count(*) as payments from payments where checkout_id = ${id}`;
  assert.equal(kept?.payments, 1);
  const paid = await asBuyer('POST', client_secret, payment(), { 'idempotency-key': 'two' });
  assert.equal(paid.status, 200, JSON.stringify(paid.body));
  const unknown = await open({ products: [book] });
  const wrong = await asBuyer(
    'POST',
    unknown.client_secret,
    payment({ confirmation_token_id: 'tok_nobody' }),
  );
  assert.equal(errorOf(wrong), '400 PaymentError');
  assert.equal(((await asBuyer('GET', unknown.client_secret)).body as Shown).status, 'open');
});

test('one idempotency key at once is one confirmation, and one that a crash left is taken over', async () => {
  const { id, client_secret } = await open({ products: [book] });
  const body = payment();
  const key = { 'idempotency-key': 'at once' };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => asBuyer('POST', client_secret, body, key)),
  );
  for (const answer of answers) assert.ok([200, 409].includes(answer.status), JSON.stringify(answer.body));
  const [first] = answers.filter(({ status }) => status === 200);
  assert.deepEqual((await asBuyer('POST', client_secret, body, key)).body, first?.body);
  const other = await asBuyer('PATCH', client_secret, {}, key);
  assert.equal(errorOf(other), '409 IdempotencyConflict', 'the key stands for another request');
  await florin.pool`update idempotency_keys set status = 102, body = '' where caller like ${`%${id}`}`;
  assert.equal(errorOf(await asBuyer('POST', client_secret, body, key)), '409 IdempotencyConflict');
  await florin.pool`update idempotency_keys set created_at = now() - interval '3 minutes' where caller like ${`%${id}`}`;
  assert.equal(errorOf(await asBuyer('POST', client_secret, body, key)), '403 NotOpenCheckout');
  const [kept] = await florin.pool`select count(*) as payments from payments where checkout_id = ${id}`;
  assert.equal(kept?.payments, 1);
});

test('live money is not taken without a processor; what is free completes', async () => {
  const token = florin.liveKey;
  const paid = await product('Book', [{ amount_type: 'fixed', price_amount: 100 }], token);
  const free = await product('Gift', [{ amount_type: 'free' }], token);
  const dear = await open({ products: [paid] }, token);
  const refused = await asBuyer('POST', dear.client_secret, payment());
  assert.equal(errorOf(refused), '403 PaymentNotReady');
  const gratis = await open({ products: [free] }, token);
  assert.equal(
    (await asBuyer('POST', gratis.client_secret, { customer_email: 'live@example.com' })).status,
    200,
  );
  assert.equal((await request('GET', `checkouts/${gratis.id}`)).status, 404, 'not seen from test mode');
});

test('confirming is limited: six a minute, then none for half an hour', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const url = `${limited.url}/v1`;
    const token = limited.testKey;
    const made = await call('POST', `${url}/products/`, {
      token,
      body: { name: 'Gift', prices: [{ amount_type: 'free' }] },
    });
    const body = { products: [(made.body as Shown).id] };
    const opened = (await call('POST', `${url}/checkouts/`, { token, body })).body as Shown;
    const client = `${url}/checkouts/client/${opened.client_secret}`;
    for (let times = 0; times < 6; times++) {
      assert.equal((await call('POST', `${client}/confirm`, { body: {} })).status, 422);
    }
    const refused = await call('POST', `${client}/confirm`, { body: {} });
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 1700);
    assert.equal((await call('GET', client)).status, 200, 'looking is not limited so');
  } finally {
    await limited.stop();
  }
});

test('whoever has no secret finds no checkout', async () => {
  const { client_secret } = await open({ products: [gift] });
  for (const secret of ['polar_c_no', `${client_secret.slice(0, -1)}_`, crypto.randomUUID()]) {
    for (const method of ['GET', 'PATCH', 'POST']) {
      const answer = await asBuyer(method, secret, method === 'GET' ? undefined : {});
      assert.equal(errorOf(answer), '404 ResourceNotFound');
    }
  }
  const bad = await call('GET', `${florin.url}/v1/checkouts/client/${client_secret}`, {
    token: 'sk_test_bad',
  });
  assert.equal(errorOf(bad), '401 invalid_token');
});

test('the list filters and sorts', async () => {
  const { token } = await florin.createKey(await florin.createOrganization('Checkout list'), 'test');
  const id = await product('Gift', [{ amount_type: 'free' }], token);
  const first = await open(
    { products: [id], customer_email: 'Ann@example.com', external_customer_id: 'x1' },
    token,
  );
  const second = await open({ products: [id], customer_name: 'Bob' }, token);
  await asBuyer('POST', first.client_secret, {});
  const ids = async (query: string) => {
    const { status, body } = await request('GET', `checkouts/?${query}`, undefined, { token });
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { items: Shown[] }).items.map((item) => item.id);
  };
  assert.deepEqual(await ids(''), [second.id, first.id]);
  assert.deepEqual(await ids('sorting=status'), [second.id, first.id]);
  assert.deepEqual(await ids('sorting=-status'), [first.id, second.id]);
  assert.deepEqual(await ids('sorting=expires_at'), [first.id, second.id]);
  assert.deepEqual(await ids('status=succeeded&status=failed'), [first.id]);
  assert.deepEqual(await ids('query=bob'), [second.id]);
  assert.deepEqual(await ids('query=ann@'), [first.id]);
  assert.deepEqual(await ids('external_customer_id=x1'), [first.id]);
  assert.deepEqual(await ids(`product_id=${book}`), []);
});
