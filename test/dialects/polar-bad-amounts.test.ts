import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { collectTax } from '../support/charged-orders.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Case, graduated, openShop, type Shop } from '../support/refusals.ts';
import { beginStory } from '../support/story.ts';
import { fixed } from '../support/subscriptions.ts';

/** Amounts and numbers that nobody should send: each is refused in the vendor's words, and changes nothing. */
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
  const product = (...tiers: object[]) => JSON.stringify({ name: 'Desk', prices: [graduated(...tiers)] });
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

test('use beyond all counting comes to an amount that can still be written', async () => {
  const story = await beginStory(florin, '2030-01-31T09:00:00Z');
  const meter = await story.meter('Grains of sand');
  const product = await story.product({
    name: 'Beach',
    recurring_interval: 'month',
    prices: [{ amount_type: 'metered_unit', meter_id: meter, unit_amount: '99999' }],
  });
  const { customerId } = await story.buy(product);
  await story.use(customerId, meter, '2030-02-01T00:00:00Z', `1${'0'.repeat(30)}`);
  await story.advance('2030-03-01T00:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => order.total_amount),
    [0, 1e14],
  );
});
