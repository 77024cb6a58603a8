import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call } from '../support/call.ts';
import { collectTax } from '../support/charged-orders.ts';
import { snapshot } from '../support/customer-history.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

/** What nobody should send: each is refused in the vendor's words, and changes nothing. */
let florin: TestFlorin;
/** Ids by a name of their own. */
const ids: Record<string, string> = {};

before(async () => {
  florin = await startTestFlorin();
  const products: Record<string, object> = {
    book: { prices: [fixed(3000), fixed(3000, 'jpy')] },
    tip: { prices: [{ amount_type: 'custom', minimum_amount: 100 }] },
    plan: { recurring_interval: 'month', prices: [fixed(3000)] },
    team: { recurring_interval: 'month', prices: [seats({ min_seats: 1, price_per_seat: 99_999 })] },
    // Five seats for nothing on top of as much as there can be.
    full: {
      recurring_interval: 'month',
      prices: [
        fixed(99_999_999),
        seats(
          { min_seats: 1, max_seats: 5, price_per_seat: 0 },
          { min_seats: 6, price_per_seat: 99_999_999 },
        ),
      ],
    },
    units: {
      recurring_interval: 'month',
      prices: [
        {
          amount_type: 'unit_based',
          tiers: { type: 'volume', tiers: [{ bound: null, unit_amount: 99_999 }] },
        },
      ],
    },
  };
  for (const [name, body] of Object.entries(products)) {
    ids[name] = await made('products/', { name: `The ${name}`, ...body });
  }
  ids.customer = await made('customers/', { email: 'someone@example.com' });
  ids.order = (await buy('book', 'reader')).order;
  ids.subscription = (await buy('team', 'boss', { seats: 3 })).subscription;
});
after(() => florin.stop());

function fixed(price_amount: number, price_currency = 'usd') {
  return { amount_type: 'fixed', price_amount, price_currency };
}

function seats(...tiers: object[]) {
  return { amount_type: 'seat_based', seat_tiers: { seat_tier_type: 'graduated', tiers } };
}

type Body = Record<string, unknown> & { id: string; items: Body[] };

async function ask(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as Body;
}

const made = async (path: string, body: object) => (await ask('POST', path, body)).id;

async function buy(product: string, name: string, members: object = {}) {
  const { id, client_secret } = await ask('POST', 'checkouts/', { products: [ids[product]], ...members });
  await ask('POST', `checkouts/client/${client_secret}/confirm`, {
    customer_email: `${name}@example.com`,
    customer_billing_address: { country: 'NL' },
    confirmation_token_id: 'tok_visa',
  });
  const [order] = (await ask('GET', `orders/?checkout_id=${id}`)).items;
  return { order: String(order?.id), subscription: String(order?.subscription_id) };
}

/** Sends a body as it is written, with the id of a name in the place of `<name>`; answers the refusal in short. */
async function refusal(method: string, path: string, text: string): Promise<string[]> {
  const named = (part: string) => part.replace(/<(\w+)>/g, (_, name: string) => ids[name] ?? name);
  const response = await fetch(`${florin.url}/v1/${named(path)}`, {
    method,
    headers: {
      authorization: `Bearer ${florin.testKey}`,
      'content-type': 'application/json',
      'polar-version': '2026-04',
    },
    ...(text === '' ? {} : { body: named(text) }),
  });
  const { error, detail } = (await response.json()) as { error: string; detail: unknown };
  if (!Array.isArray(detail)) return [`${response.status} ${error}`];
  assert.equal(response.status, 422);
  return detail.map(({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`);
}

type Case = [method: string, path: string, body: string, expected: string];

/** Each is refused with what is expected among the entries; when all were, the database is as it was. */
async function refuses(cases: readonly Case[]): Promise<void> {
  const before = await snapshot(florin);
  for (const [method, path, body, expected] of cases) {
    const found = await refusal(method, path, body);
    assert.ok(found.includes(expected), `${path} ${body.slice(0, 200)}: ${found.join('\n')}`);
  }
  assert.deepEqual(await snapshot(florin), before);
}

const integers = {
  '9007199254740992': 'less_than_equal|Input should be less than or equal to 9007199254740991',
  '9007199254740993': 'less_than_equal|Input should be less than or equal to 9007199254740991',
  '1e30': 'less_than_equal|Input should be less than or equal to 9007199254740991',
  '1.5': 'int_from_float|Input should be a valid integer, got a number with a fractional part',
  true: 'int_type|Input should be a valid integer',
  '"1.5"': 'int_parsing|Input should be a valid integer, unable to parse string as an integer',
  '"many"': 'int_parsing|Input should be a valid integer, unable to parse string as an integer',
  '[100]': 'int_type|Input should be a valid integer',
  '{}': 'int_type|Input should be a valid integer',
};

test('amounts are whole, safe and not negative, wherever one is given', async () => {
  const members: [path: string, loc: string, body: (amount: string) => string, least: string][] = [
    [
      'products/',
      'ProductCreateOneTime.prices.0.fixed.price_amount',
      (amount) => `{"name": "Book", "prices": [{"amount_type": "fixed", "price_amount": ${amount}}]}`,
      'greater_than_equal|Input should be greater than or equal to 0',
    ],
    [
      'products/',
      'ProductCreateOneTime.prices.0.custom.minimum_amount',
      (amount) => `{"name": "Tip", "prices": [{"amount_type": "custom", "minimum_amount": ${amount}}]}`,
      'greater_than_equal|Input should be greater than or equal to 0',
    ],
    [
      'products/',
      'ProductCreateOneTime.prices.0.seat_based.seat_tiers.tiers.0.price_per_seat',
      (amount) =>
        `{"name": "Desk", "prices": [{"amount_type": "seat_based", "seat_tiers": {"tiers": [{"min_seats": 1, "price_per_seat": ${amount}}]}}]}`,
      'greater_than_equal|Input should be greater than or equal to 0',
    ],
    [
      'checkouts/',
      'CheckoutProductsCreate.amount',
      (amount) => `{"products": ["<tip>"], "amount": ${amount}}`,
      'greater_than_equal|Input should be greater than or equal to 0',
    ],
    [
      'orders/',
      'amount',
      (amount) => `{"customer_id": "<customer>", "product_id": "<book>", "amount": ${amount}}`,
      'greater_than_equal|Input should be greater than or equal to 0',
    ],
    [
      'refunds/',
      'amount',
      (amount) => `{"order_id": "<order>", "reason": "other", "amount": ${amount}}`,
      'greater_than|Input should be greater than 0',
    ],
  ];
  const cases = members.flatMap(([path, loc, body, least]) =>
    Object.entries({ ...integers, '-1': least }).map(([amount, refused]): Case => {
      const [type, text] = refused.split('|');
      return ['POST', path, body(amount), `${type} · body.${loc} · ${text}`];
    }),
  );
  cases.push([
    'POST',
    'products/',
    '{"name": "Book", "prices": [{"amount_type": "fixed", "price_amount": null}]}',
    'int_type · body.ProductCreateOneTime.prices.0.fixed.price_amount · Input should be a valid integer',
  ]);
  await refuses(cases);
});

test('amounts are what the currency can be charged in', async () => {
  const price = (currency: string, amount: number, index = 0): string =>
    JSON.stringify({
      name: 'Book',
      prices: [...(index ? [fixed(1000)] : []), fixed(amount, currency)],
    });
  const ofPrice = (index: number) => `body.prices.${index}.price_amount`;
  await refuses([
    [
      'POST',
      'products/',
      price('usd', 49),
      `minimum_price · ${ofPrice(0)} · Amount must be at least $0.50 or 0 for free pricing`,
    ],
    [
      'POST',
      'products/',
      price('usd', 100_000_000),
      `maximum_price · ${ofPrice(0)} · Amount must be at most $999,999.99`,
    ],
    [
      'POST',
      'products/',
      price('jpy', 79, 1),
      `minimum_price · ${ofPrice(1)} · Amount must be at least ¥80 or 0 for free pricing`,
    ],
    [
      'POST',
      'products/',
      price('jpy', 100_000_000, 1),
      `maximum_price · ${ofPrice(1)} · Amount must be at most ¥99,999,999`,
    ],
    [
      'POST',
      'products/',
      price('idr', 1_000_000_000_000, 1),
      `maximum_price · ${ofPrice(1)} · Amount must be at most IDR\u00a09,999,999,999.99`,
    ],
    [
      'POST',
      'checkouts/',
      '{"products": ["<tip>"], "amount": 99}',
      'greater_than_equal · body.amount · Amount is below minimum.',
    ],
    [
      'POST',
      'checkouts/',
      '{"products": ["<tip>"], "amount": 100000000}',
      'less_than_equal · body.amount · Amount is above maximum.',
    ],
    [
      'POST',
      'orders/',
      '{"customer_id": "<customer>", "product_id": "<book>", "currency": "jpy", "amount": 79}',
      'greater_than_equal · body.amount · Amount must be at least ¥80.',
    ],
    [
      'POST',
      'orders/',
      '{"customer_id": "<customer>", "product_id": "<book>", "amount": 100000000}',
      'less_than_equal · body.amount · Amount must be at most $999,999.99.',
    ],
    [
      'POST',
      'orders/',
      '{"customer_id": "<customer>", "product_id": "<book>", "currency": "__proto__"}',
      'value_error · body.currency · Product is not available in the specified currency.',
    ],
  ]);
});

test('tiers have no gaps or overlaps, and the fewest of them can be paid', async () => {
  const product = (...tiers: object[]) => JSON.stringify({ name: 'Desk', prices: [seats(...tiers)] });
  const at = 'body.prices.0.seat_tiers';
  await refuses([
    [
      'POST',
      'products/',
      product({ min_seats: 1, max_seats: 5, price_per_seat: 1 }, { min_seats: 7, price_per_seat: 1 }),
      `value_error · ${at} · Each tier must begin right after the one before it.`,
    ],
    [
      'POST',
      'products/',
      product({ min_seats: 1, max_seats: 5, price_per_seat: 1 }, { min_seats: 5, price_per_seat: 1 }),
      `value_error · ${at} · Each tier must begin right after the one before it.`,
    ],
    [
      'POST',
      'products/',
      product({ min_seats: 1, price_per_seat: 1 }, { min_seats: 6, price_per_seat: 1 }),
      `value_error · ${at} · Only the last tier may be without an end.`,
    ],
    [
      'POST',
      'products/',
      product({ min_seats: 5, max_seats: 4, price_per_seat: 1 }),
      `value_error · ${at} · A tier must not end before it begins.`,
    ],
    [
      'POST',
      'products/',
      product({ min_seats: 1000, price_per_seat: 99_999_999 }),
      `maximum_price · ${at} · Amount must be at most $999,999.99`,
    ],
    [
      'POST',
      'products/',
      product({ min_seats: Number.MAX_SAFE_INTEGER, price_per_seat: 99_999_999 }),
      `maximum_price · ${at} · Amount must be at most $999,999.99`,
    ],
    [
      'POST',
      'products/',
      product(),
      'too_short · body.ProductCreateOneTime.prices.0.seat_based.seat_tiers.tiers · List should have at least 1 item after validation, not 0',
    ],
    [
      'POST',
      'products/',
      product({ min_seats: 0, price_per_seat: 1 }),
      'greater_than_equal · body.ProductCreateOneTime.prices.0.seat_based.seat_tiers.tiers.0.min_seats · Input should be greater than or equal to 1',
    ],
  ]);
});

test('so many seats or units as can be sold and paid, and no more', async () => {
  const tooMuch = (member: string) => `less_than_equal · body.${member} · Amount must be at most $999,999.99`;
  const change = (body: string, expected: string): Case => [
    'PATCH',
    'subscriptions/<subscription>',
    body,
    expected,
  ];
  const checkout = (body: string, expected: string): Case => [
    'POST',
    'checkouts/',
    `{"products": ["<team>"], ${body}}`,
    expected,
  ];
  const ofCheckout = (member: string, type: string, text: string) =>
    `${type} · body.CheckoutProductsCreate.${member} · Input should be ${text}`;
  await refuses([
    checkout('"seats": 1001', tooMuch('seats')),
    checkout('"seats": 10000', tooMuch('seats')),
    checkout('"min_seats": 2000', tooMuch('seats')),
    checkout('"seats": 10001', ofCheckout('seats', 'less_than_equal', 'less than or equal to 10000')),
    checkout('"max_seats": 10001', ofCheckout('max_seats', 'less_than_equal', 'less than or equal to 10000')),
    checkout('"seats": 0', ofCheckout('seats', 'greater_than_equal', 'greater than or equal to 1')),
    checkout('"seats": -3', ofCheckout('seats', 'greater_than_equal', 'greater than or equal to 1')),
    checkout('"units": 2', 'value_error · body.units · Units can only be set for unit-based pricing.'),
    ['POST', 'checkouts/', '{"products": ["<full>"], "seats": 6}', tooMuch('seats')],
    ['POST', 'checkouts/', '{"products": ["<units>"], "units": 1001}', tooMuch('units')],
    [
      'POST',
      'checkout-links/',
      '{"payment_processor": "stripe", "products": ["<team>"], "seats": 1001}',
      tooMuch('seats'),
    ],
    change('{"seats": 0}', '400 BelowMinimumSeats'),
    change('{"seats": -2147483648}', '400 BelowMinimumSeats'),
    change('{"seats": 1001}', tooMuch('seats')),
    change('{"seats": 2147483647, "proration_behavior": "next_period"}', tooMuch('seats')),
    change(
      '{"seats": 2147483648}',
      'less_than_equal · body.SubscriptionUpdateSeats.seats · Input should be less than or equal to 2147483647',
    ),
    change(
      '{"seats": 9007199254740993}',
      'less_than_equal · body.SubscriptionUpdateSeats.seats · Input should be less than or equal to 2147483647',
    ),
    change('{"units": 5}', '400 NotAUnitBasedSubscription'),
    change(
      '{"__proto__": {"seats": 3}}',
      'extra_forbidden · body.SubscriptionUpdateBase.__proto__ · Extra inputs are not permitted',
    ),
  ]);
  const six = await buy('full', 'six', { seats: 5 });
  ids.six = six.subscription;
  await refuses([
    ['PATCH', 'subscriptions/<six>', '{"seats": 6}', tooMuch('seats')],
    ['PATCH', 'subscriptions/<six>', '{"seats": 6, "proration_behavior": "next_period"}', tooMuch('seats')],
  ]);
  const many = await buy('team', 'many', { seats: 1000 });
  ids.many = many.subscription;
  await refuses([
    ['PATCH', 'subscriptions/<many>', '{"product_id": "<full>"}', tooMuch('product_id')],
    [
      'PATCH',
      'subscriptions/<many>',
      '{"product_id": "<full>", "proration_behavior": "reset"}',
      tooMuch('product_id'),
    ],
  ]);
});

test('what tax makes too much to be charged is not confirmed', async () => {
  await collectTax(florin, [{ country: 'NL', state: null, scheme: 'standard' }]);
  await florin.pool`update organizations set default_tax_behavior = 'exclusive'`;
  const { client_secret } = await ask('POST', 'checkouts/', { products: [ids.tip], amount: 99_999_999 });
  await refuses([
    [
      'POST',
      `checkouts/client/${client_secret}/confirm`,
      '{"customer_email": "rich@example.com", "customer_billing_address": {"country": "NL"}, "confirmation_token_id": "tok_visa"}',
      'less_than_equal · body.amount · Amount is above maximum.',
    ],
  ]);
  await collectTax(florin, []);
});

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
  const year = ({ current_period_end: end }: Body) => new Date(String(end)).getUTCFullYear();
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

test('counts lie within their bounds', async () => {
  const least = (at: string, limit: number) =>
    `greater_than_equal · body.${at} · Input should be greater than or equal to ${limit}`;
  const most = (at: string, limit: number) =>
    `less_than_equal · body.${at} · Input should be less than or equal to ${limit}`;
  const plan = (members: string) =>
    `{"name": "Plan", "recurring_interval": "month", "prices": [{"amount_type": "fixed", "price_amount": 100}], ${members}}`;
  const percentage = (members: string) =>
    `{"name": "Sale", "type": "percentage", "duration": "repeating", ${members}}`;
  const off = (members: string) => `{"name": "Sale", "type": "fixed", "duration": "once", ${members}}`;
  const months = 'percentage.duration_in_months';
  await refuses([
    [
      'POST',
      'products/',
      plan('"recurring_interval_count": 0'),
      least('ProductCreateRecurring.recurring_interval_count', 1),
    ],
    [
      'POST',
      'products/',
      plan('"recurring_interval_count": 1000'),
      most('ProductCreateRecurring.recurring_interval_count', 999),
    ],
    [
      'POST',
      'products/',
      plan('"trial_interval": "year", "trial_interval_count": 0'),
      least('ProductCreateRecurring.trial_interval_count', 1),
    ],
    [
      'POST',
      'products/',
      plan('"trial_interval": "year", "trial_interval_count": 1001'),
      most('ProductCreateRecurring.trial_interval_count', 1000),
    ],
    [
      'POST',
      'checkouts/',
      '{"products": ["<plan>"], "trial_interval": "day", "trial_interval_count": 1001}',
      most('CheckoutProductsCreate.trial_interval_count', 1000),
    ],
    ['POST', 'discounts/', percentage('"basis_points": 100, "duration_in_months": 0'), least(months, 1)],
    ['POST', 'discounts/', percentage('"basis_points": 100, "duration_in_months": 1000'), most(months, 999)],
    [
      'POST',
      'discounts/',
      percentage('"basis_points": 0, "duration_in_months": 1'),
      least('percentage.basis_points', 1),
    ],
    [
      'POST',
      'discounts/',
      percentage('"basis_points": 10001, "duration_in_months": 1'),
      most('percentage.basis_points', 10_000),
    ],
    [
      'POST',
      'discounts/',
      off('"amounts": {"usd": 1000000000000}'),
      most('fixed.amounts.usd', 999_999_999_999),
    ],
    ['POST', 'discounts/', off('"amounts": {"usd": -1}'), least('fixed.amounts.usd', 0)],
    [
      'POST',
      'discounts/',
      off('"amount": 1000000000000, "currency": "usd"'),
      most('fixed.amount', 999_999_999_999),
    ],
    [
      'POST',
      'discounts/',
      off('"amounts": {"usd": 100}, "max_redemptions": 0'),
      least('fixed.max_redemptions', 1),
    ],
    [
      'POST',
      'discounts/',
      off('"amounts": {"usd": 100}, "max_redemptions": 2147483648'),
      most('fixed.max_redemptions', 2_147_483_647),
    ],
    [
      'POST',
      'discounts/',
      off('"amounts": {"usd": 100}, "max_redemptions_per_customer": 0'),
      least('fixed.max_redemptions_per_customer', 1),
    ],
  ]);
});

test('a discount of more than anything costs takes off all of it, and no more', async () => {
  const discount = await made('discounts/', {
    name: 'All of it',
    type: 'fixed',
    amounts: { usd: 999_999_999_999 },
    duration: 'once',
  });
  const checkout = await ask('POST', 'checkouts/', {
    products: [ids.team],
    seats: 1000,
    discount_id: discount,
  });
  assert.deepEqual(
    [checkout.amount, checkout.discount_amount, checkout.total_amount],
    [99_999_000, 99_999_000, 0],
  );
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
