import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Case, openShop, type Shop, type Shown } from '../support/refusals.ts';
import { fixed } from '../support/subscriptions.ts';

/** What nobody should send: each is refused in the vendor's words, and changes nothing. */
let florin: TestFlorin;
let ids: Shop['ids'];
let ask: Shop['ask'];
let made: Shop['made'];
let buy: Shop['buy'];
let refuses: Shop['refuses'];

before(async () => {
  florin = await startTestFlorin();
  ({ ids, ask, made, buy, refuses } = await openShop(florin));
});
after(() => florin.stop());

test('times are of four-digit years, and where they must lie', async () => {
  const datetime = 'Input should be a valid datetime or date, invalid character in year';
  const discount = (member: string, time: string) =>
    `{"name": "Sale", "type": "percentage", "basis_points": 1000, "duration": "once", "${member}": "${time}"}`;
  const impossible = [
    '+275760-09-13T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '0000-12-31T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0001-01-01T00:00:00+12:00',
    '2030-02-30T00:00:00Z',
    '2030-01-01T24:00:01Z',
    'tomorrow',
    '',
  ];
  const change = (body: string, expected: string): Case => [
    'PATCH',
    'subscriptions/<subscription>',
    body,
    expected,
  ];
  await refuses([
    ...impossible.flatMap((time): Case[] =>
      ['starts_at', 'ends_at'].map((member) => [
        'POST',
        'discounts/',
        discount(member, time),
        `datetime_from_date_parsing · body.percentage.${member} · ${datetime}`,
      ]),
    ),
    ...impossible.map((time) =>
      change(
        `{"current_billing_period_end": "${time}"}`,
        `datetime_from_date_parsing · body.SubscriptionUpdateBillingPeriod.current_billing_period_end · ${datetime}`,
      ),
    ),
    change(
      '{"trial_end": "0001-01-01T00:00:00Z"}',
      'value_error · body.trial_end · Trial end must be in the future.',
    ),
    change(
      '{"trial_end": "now"}',
      'value_error · body.trial_end · The subscription is not currently trialing.',
    ),
    change(
      '{"current_billing_period_end": "0001-01-01T00:00:00Z"}',
      'value_error · body.current_billing_period_end · Current billing period end must be in the future.',
    ),
    change(
      '{"pause_at_period_end": true, "resumes_at": "0001-01-01T00:00:00Z"}',
      'value_error · body.resumes_at · The resume date must be after the end of the current period.',
    ),
  ]);
});

test('the last moment there is, and the longest periods, are as good as any', async () => {
  const last = '9999-12-31T23:59:59Z';
  for (const member of ['starts_at', 'ends_at']) {
    const discount = await ask('POST', 'discounts/', {
      name: 'Sale',
      type: 'percentage',
      basis_points: 1000,
      duration: 'repeating',
      duration_in_months: 999,
      [member]: last,
    });
    assert.equal(discount[member], last);
  }
  ids.longest = await made('products/', {
    name: 'For ages',
    recurring_interval: 'year',
    recurring_interval_count: 999,
    trial_interval: 'year',
    trial_interval_count: 1000,
    prices: [fixed(3000)],
  });
  const { subscription } = await buy('longest', 'eternal');
  const path = `subscriptions/${subscription}`;
  const year = ({ current_period_end: end }: Shown) => new Date(String(end)).getUTCFullYear();
  const now = new Date().getUTCFullYear();
  assert.equal(year(await ask('GET', path)), now + 1000);
  assert.equal(year(await ask('PATCH', path, { trial_end: 'now' })), now + 999);
  assert.equal((await ask('PATCH', path, { current_billing_period_end: last })).current_period_end, last);
  const paused = await ask('PATCH', `subscriptions/${ids.subscription}`, {
    pause_at_period_end: true,
    resumes_at: last,
  });
  assert.equal(paused.resumes_at, last);
  await ask('PATCH', `subscriptions/${ids.subscription}`, { pause_at_period_end: false });
});

test('texts are bounded and storable, keys are only keys', async () => {
  const long = 'x'.repeat(100_000);
  const book = (name: string, more = '') =>
    `{"name": ${name}, "prices": [{"amount_type": "fixed", "price_amount": 100}] ${more}}`;
  const characters = 'Value error, This value contains invalid characters';
  const ofBook = (member: string, type: string, text: string) =>
    `${type} · body.ProductCreateOneTime.${member} · ${text}`;
  await refuses([
    [
      'POST',
      'products/',
      book('"ab"'),
      ofBook('name', 'string_too_short', 'String should have at least 3 characters'),
    ],
    [
      'POST',
      'products/',
      book('"     "'),
      ofBook('name', 'string_too_short', 'String should have at least 3 characters'),
    ],
    [
      'POST',
      'products/',
      book(`"${long}"`),
      ofBook('name', 'string_too_long', 'String should have at most 64 characters'),
    ],
    ['POST', 'products/', book('"a\\u0000bc"'), ofBook('name', 'value_error', characters)],
    [
      'POST',
      'products/',
      book('"Book"', ', "description": "a\\u0000"'),
      ofBook('description', 'value_error', characters),
    ],
    [
      'POST',
      'products/',
      book('"Book"', `, "metadata": {"k": "${long}"}`),
      ofBook('metadata.k.constrained-str', 'string_too_long', 'String should have at most 500 characters'),
    ],
    [
      'POST',
      'products/',
      book('"Book"', `, "metadata": {"${'k'.repeat(41)}": 1}`),
      ofBook(
        `metadata.${'k'.repeat(41)}.[key]`,
        'string_too_long',
        'String should have at most 40 characters',
      ),
    ],
    [
      'POST',
      'orders/',
      `{"customer_id": "<customer>", "product_id": "<book>", "description": "${'x'.repeat(501)}"}`,
      'string_too_long · body.description · String should have at most 500 characters',
    ],
    [
      'POST',
      'checkouts/',
      '{"products": ["<book>"], "custom_field_data": {"a": "\\u0000"}}',
      `value_error · body.custom_field_data.a · ${characters}`,
    ],
    [
      'POST',
      'custom-fields/',
      `{"type": "text", "name": "Nick", "slug": "${'x'.repeat(257)}", "properties": {}}`,
      'string_too_long · body.text.slug · String should have at most 256 characters',
    ],
    [
      'POST',
      'custom-fields/',
      '{"type": "__proto__", "name": "Nick", "slug": "nick", "properties": {}}',
      "union_tag_invalid · body · Input tag '__proto__' found using 'type' does not match any of the expected tags: 'text', 'number', 'date', 'checkbox', 'select'",
    ],
    [
      'POST',
      'discounts/',
      `{"name": "Sale", "type": "percentage", "basis_points": 1, "duration": "once", "code": "${'x'.repeat(257)}"}`,
      'value_error · body.percentage.code · Value error, A code must have 3 to 256 characters.',
    ],
  ]);
  // `__proto__` as a key of what may have any key is one like others.
  const odd = await call('POST', `${florin.url}/v1/products/`, {
    token: florin.testKey,
    body: JSON.parse(book('"Odd"', ', "metadata": {"__proto__": "own", "constructor": "own"}')),
  });
  assert.equal(odd.status, 201);
  assert.deepEqual(Object.entries((odd.body as { metadata: object }).metadata).sort(), [
    ['__proto__', 'own'],
    ['constructor', 'own'],
  ]);
});

test('ids are UUIDs of version 4 of something that is there', async () => {
  const wrong: [string, string][] = [
    ['nope', 'uuid_parsing|Input should be a valid UUID, invalid character: found `n` at 0'],
    ['', 'uuid_parsing|Input should be a valid UUID, invalid length: found 0'],
    ['__proto__', 'uuid_parsing|Input should be a valid UUID, invalid character: found `_` at 0'],
    ['00000000-0000-1000-8000-000000000000', 'uuid_version|UUID version 4 expected'],
    ['00000000-0000-7000-8000-000000000000', 'uuid_version|UUID version 4 expected'],
  ];
  const members: [path: string, loc: string, body: (id: string) => string][] = [
    ['checkouts/', 'CheckoutProductsCreate.products.0', (id) => `{"products": ["${id}"]}`],
    [
      'checkouts/',
      'CheckoutProductsCreate.discount_id',
      (id) => `{"products": ["<book>"], "discount_id": "${id}"}`,
    ],
    ['orders/', 'customer_id', (id) => `{"product_id": "<book>", "customer_id": "${id}"}`],
    ['refunds/', 'order_id', (id) => `{"order_id": "${id}", "amount": 1, "reason": "other"}`],
    [
      'subscriptions/',
      'SubscriptionCreateCustomer.product_id',
      (id) => `{"product_id": "${id}", "customer_id": "<customer>"}`,
    ],
    ['customer-seats', 'subscription_id', (id) => `{"subscription_id": "${id}", "email": "a@example.com"}`],
  ];
  const none = '00000000-0000-4000-8000-000000000000';
  await refuses([
    ...members.flatMap(([path, loc, body]) =>
      wrong.map(([id, refused]): Case => {
        const [type, text] = refused.split('|');
        return ['POST', path, body(id), `${type} · body.${loc} · ${text}`];
      }),
    ),
    ...['products', 'subscriptions', 'orders', 'discounts', 'checkout-links', 'checkouts'].flatMap(
      (path): Case[] => [
        ['PATCH', `${path}/${none}`, '{}', '404 ResourceNotFound'],
        [
          'PATCH',
          `${path}/nope`,
          '{}',
          'uuid_parsing · path.id · Input should be a valid UUID, invalid character: found `n` at 0',
        ],
        [
          'PATCH',
          `${path}/00000000-0000-1000-8000-000000000000`,
          '{}',
          'uuid_version · path.id · UUID version 4 expected',
        ],
      ],
    ),
    [
      'POST',
      'checkouts/',
      `{"products": ["${none}"]}`,
      'value_error · body.products.0 · Product does not exist.',
    ],
    [
      'POST',
      'refunds/',
      `{"order_id": "${none}", "amount": 1, "reason": "other"}`,
      'value_error · body.order_id · Order not found',
    ],
    [
      'POST',
      'customer-seats',
      `{"subscription_id": "${none}", "email": "a@example.com"}`,
      '404 ResourceNotFound',
    ],
    ['POST', `disputes/${none}/accept`, '', '404 ResourceNotFound'],
    ['POST', `orders/${none}/finalize`, '{}', '404 ResourceNotFound'],
  ]);
});

test('what cannot be done to a thing as it is changes nothing', async () => {
  const { order, subscription } = await buy('plan', 'leaver');
  await ask('DELETE', `subscriptions/${subscription}`);
  ids.ended = subscription;
  ids.paid = order;
  const [done] = (await ask('GET', 'checkouts/?status=succeeded')).items;
  ids.done = String(done?.id);
  const change = (id: string, body: string, expected: string): Case => [
    'PATCH',
    `subscriptions/<${id}>`,
    body,
    expected,
  ];
  await refuses([
    change('ended', '{"cancel_at_period_end": true}', '403 AlreadyCanceledSubscription'),
    change('ended', '{"cancel_at_period_end": false}', '410 ResourceUnavailable'),
    change('ended', '{"revoke": true}', '403 AlreadyCanceledSubscription'),
    change('ended', '{"resume": true}', '409 NotPausedSubscription'),
    change('ended', '{"pause_at_period_end": true}', '409 CannotPauseSubscription'),
    change(
      'ended',
      '{"current_billing_period_end": "9999-01-01T00:00:00Z"}',
      '403 AlreadyCanceledSubscription',
    ),
    change('subscription', '{"cancel_at_period_end": false}', '400 BadRequest'),
    change('subscription', '{"pause_at_period_end": false}', '409 NoScheduledPause'),
    change('subscription', '{"resume": true}', '409 NotPausedSubscription'),
    change(
      'subscription',
      '{"pending_update": null}',
      'value_error · body.pending_update · This subscription has no pending update to clear.',
    ),
    change(
      'subscription',
      '{"product_id": "<plan>"}',
      "value_error · body.product_id · Can't switch from a seat-based to a non-seat-based product.",
    ),
    change(
      'subscription',
      '{"product_id": "<book>"}',
      'value_error · body.product_id · Product is not recurring.',
    ),
    ['DELETE', 'subscriptions/<ended>', '', '403 AlreadyCanceledSubscription'],
    ['POST', 'orders/<paid>/finalize', '{}', '412 OrderNotDraft'],
    ['PATCH', 'checkouts/<done>', '{"metadata": {}}', '403 NotOpenCheckout'],
    [
      'POST',
      'refunds/',
      '{"order_id": "<paid>", "amount": 9007199254740991, "reason": "other"}',
      'value_error · body.amount · Refund amount exceeds refundable amount',
    ],
    ['DELETE', 'products/<book>', '', '409 ProductNotDeletable'],
    [
      'POST',
      'customer-seats',
      '{"subscription_id": "<ended>", "email": "a@example.com"}',
      '400 SeatNotAvailable',
    ],
  ]);
});

test('what keeps a buyer from buying is told in a word of its own', async () => {
  const organization = `organizations/${florin.organization.id}`;
  await ask('PATCH', organization, { embed_hosts: ['shop.example.com'] });
  const confirm = async (product: string, email: string, token = ', "confirmation_token_id": "tok_visa"') => {
    const { client_secret } = await ask('POST', 'checkouts/', { products: [ids[product]] });
    const path = `checkouts/client/${client_secret}`;
    const body = `{"customer_email": "${email}", "customer_billing_address": {"country": "NL"}${token}}`;
    return { path, body };
  };
  const boss = await confirm('plan', 'boss@example.com');
  const late = await confirm('plan', 'late@example.com');
  const bare = await confirm('plan', 'bare@example.com', '');
  ids.onlyTip = await made('discounts/', {
    name: 'Tips only',
    code: 'TIPS',
    type: 'percentage',
    basis_points: 100,
    duration: 'once',
    products: [ids.tip],
  });
  ids.gift = await made('products/', { name: 'A gift', prices: [fixed(0)] });
  await refuses([
    [
      'POST',
      'checkouts/',
      '{"products": ["<book>"], "embed_origin": "https://evil.example.com"}',
      '403 EmbedHostNotAllowed',
    ],
    ['PATCH', boss.path, '{"customer_email": "BOSS@example.com"}', '403 AlreadyActiveSubscriptionError'],
    ['POST', `${boss.path}/confirm`, boss.body, '403 AlreadyActiveSubscriptionError'],
    [
      'POST',
      'checkouts/',
      '{"products": ["<gift>"], "discount_id": "<onlyTip>"}',
      'value_error · body.discount_id · Discounts are not applicable to this product.',
    ],
    [
      'PATCH',
      late.path,
      '{"discount_code": "tips"}',
      'value_error · body.discount_code · Discount does not exist.',
    ],
    [
      'POST',
      `${bare.path}/confirm`,
      bare.body,
      'missing · body.confirmation_token_id · Confirmation token is required.',
    ],
    ['GET', 'orders/<order>/invoice', '', '404 InvoiceDoesNotExist'],
  ]);
  await florin.pool`update organizations set status = 'denied'`;
  await refuses([['POST', `${late.path}/confirm`, late.body, '403 PaymentNotReady']]);
  await florin.pool`update organizations set status = 'active'`;
});
