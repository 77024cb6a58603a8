import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar2027january } from 'polar-sdk-1.0/2027-01';
import { Check } from 'typebox/value';
import {
  decideAdHocPrices,
  insertPrices,
  selectPricesById,
  selectProduct,
} from '../../src/billing/catalog/index.ts';
import { PriceSchema, ProductSchema, priceView } from '../../src/dialects/polar/product-view.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; prices: (Record<string, unknown> & { id: string })[] };

const fixed = (amount: number, currency = 'usd') => ({
  amount_type: 'fixed',
  price_amount: amount,
  price_currency: currency,
});
const seat = (min_seats: number, max_seats: number | null, price_per_seat: number) => ({
  min_seats,
  max_seats,
  price_per_seat,
});
const seats = (tiers = [seat(1, null, 500)], more: object = {}) => ({
  amount_type: 'seat_based',
  seat_tiers: { seat_tier_type: 'graduated', tiers },
  ...more,
});
const units = (more: object = {}) => ({
  amount_type: 'unit_based',
  tiers: { type: 'volume', tiers: [{ bound: 10, unit_amount: '12.50' }, { unit_amount: 10 }] },
  ...more,
});
const metered = (meter_id: string, more: object = {}) => ({
  amount_type: 'metered_unit',
  meter_id,
  unit_amount: '0.5',
  ...more,
});

function request(method: string, path: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}/v1/products/${path}`, { token: florin.testKey, body });
}

function create(prices: object[], more: object = { recurring_interval: 'month' }): Promise<Called> {
  return request('POST', '', { name: 'Plan', prices, ...more });
}

async function created(prices: object[], more?: object): Promise<Shown> {
  const { status, body } = await create(prices, more);
  assert.equal(status, 201, JSON.stringify(body));
  assert.ok(Check(ProductSchema, body));
  return body as Shown;
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  const { detail } = body as { detail: { type: string; loc: (string | number)[]; msg: string }[] };
  return detail.map(({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`);
}

async function makeMeter(name: string): Promise<string> {
  const id = crypto.randomUUID();
  await florin.pool`
    insert into meters (organization_id, mode, id, created_at, name)
    values (${florin.organization.id}, 'test', ${id}, now(), ${name})`;
  return id;
}

test('@polar-sh/sdk 0.49 sells seats, use and subscriptions', async () => {
  const polar = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const meterId = await makeMeter('API calls');
  const product = await polar.products.create({
    name: 'Team plan',
    recurringInterval: 'month',
    recurringIntervalCount: 2,
    trialInterval: 'day',
    trialIntervalCount: 14,
    prices: [
      { amountType: 'fixed', priceAmount: 1000 },
      {
        amountType: 'seat_based',
        seatTiers: {
          seatTierType: 'volume',
          tiers: [
            { minSeats: 2, maxSeats: 5, pricePerSeat: 1000 },
            { minSeats: 6, pricePerSeat: 800 },
          ],
        },
      },
      { amountType: 'metered_unit', meterId, unitAmount: 0.25, capAmount: 5000 },
    ],
  });
  assert.deepEqual(
    [product.isRecurring, product.recurringIntervalCount, product.trialIntervalCount],
    [true, 2, 14],
  );
  const [, seatPrice, usagePrice] = product.prices;
  assert.ok(seatPrice?.amountType === 'seat_based' && usagePrice?.amountType === 'metered_unit');
  assert.deepEqual([seatPrice.seatTiers.minimumSeats, seatPrice.seatTiers.maximumSeats], [2, null]);
  assert.equal(seatPrice.seatTiers.tiers[0]?.pricePerSeat, 1000);
  assert.deepEqual(
    [usagePrice.unitAmount, usagePrice.capAmount, usagePrice.meter.name],
    ['0.25', 5000, 'API calls'],
  );
  assert.deepEqual(await polar.products.get({ id: product.id }), product);
  const { result } = await polar.products.list({ isRecurring: true, query: 'Team plan' });
  assert.deepEqual(result.items, [product]);
});

test('@polar-sh/sdk 1.0 sells every kind, in several currencies', async () => {
  const meter_id = await makeMeter('Storage');
  for (const make of [createPolar, createPolar2027january]) {
    const polar = make({ accessToken: florin.testKey, baseUrl: florin.url });
    const product = await polar.products.create({
      name: 'Device plan',
      recurring_interval: 'year',
      prices: (['usd', 'eur'] as const).flatMap((price_currency) => [
        { amount_type: 'fixed', price_amount: 2000, price_currency },
        {
          amount_type: 'seat_based',
          seat_tiers: { seat_tier_type: 'graduated', tiers: [seat(1, 5, 1000), seat(6, 50, 800)] },
          price_currency,
        },
        { amount_type: 'metered_unit', meter_id, unit_amount: '0.000000000001', price_currency },
      ]),
    });
    assert.deepEqual(
      product.prices.map(({ amount_type, price_currency }) => `${amount_type} ${price_currency}`),
      ['fixed usd', 'seat_based usd', 'metered_unit usd', 'fixed eur', 'seat_based eur', 'metered_unit eur'],
    );
    const [, seatPrice, usagePrice] = product.prices;
    assert.ok(seatPrice?.amount_type === 'seat_based' && usagePrice?.amount_type === 'metered_unit');
    assert.deepEqual(seatPrice.seat_tiers, {
      seat_tier_type: 'graduated',
      tiers: [seat(1, 5, 1000), seat(6, 50, 800)],
      minimum_seats: 1,
      maximum_seats: 50,
    });
    assert.equal(usagePrice.unit_amount, '0.000000000001');
    assert.deepEqual(await polar.products.get(product.id), product);
  }
});

test('@polar-sh/sdk 1.0 sells units', async () => {
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const unit_label = { en: { '=1': 'device', other: 'devices' } };
  const product = await created([units({ minimum_units: 2, unit_label })]);
  const { prices } = await polar.products.get(product.id);
  const [price] = prices;
  assert.ok(price);
  const {
    tiers,
    minimum_units,
    maximum_units,
    unit_label: label,
  } = price as unknown as Record<string, unknown>;
  assert.deepEqual(
    [tiers, minimum_units, maximum_units, label],
    [
      {
        type: 'volume',
        tiers: [
          { bound: 10, unit_amount: '12.5' },
          { bound: null, unit_amount: '10' },
        ],
      },
      2,
      null,
      unit_label,
    ],
  );
  const [bounded] = (
    await created([units({ tiers: { type: 'graduated', tiers: [{ bound: 3, unit_amount: 0 }] } })])
  ).prices;
  assert.deepEqual([bounded?.minimum_units, bounded?.maximum_units, bounded?.unit_label], [null, 3, null]);
});

test('each price by itself', async () => {
  const meter = await makeMeter('Calls');
  const at = 'body.ProductCreateRecurring.prices.0';
  const cases: [object, string][] = [
    [metered(crypto.randomUUID()), 'value_error · body.prices.0.meter_id · Meter does not exist.'],
    [
      metered(meter, { unit_amount: 0 }),
      `greater_than · ${at}.metered_unit.unit_amount · Input should be greater than 0`,
    ],
    [
      metered(meter, { unit_amount: '0.0000000000001' }),
      `decimal_max_places · ${at}.metered_unit.unit_amount · Decimal input should have no more than 12 decimal places`,
    ],
    [
      metered(meter, { unit_amount: '99999.9999999999999' }),
      `decimal_max_digits · ${at}.metered_unit.unit_amount · Decimal input should have no more than 17 digits in total`,
    ],
    [
      metered(meter, { unit_amount: 100_000 }),
      `decimal_whole_digits · ${at}.metered_unit.unit_amount · Decimal input should have no more than 5 digits before the decimal point`,
    ],
    [
      metered(meter, { unit_amount: 'ten' }),
      `decimal_parsing · ${at}.metered_unit.unit_amount · Input should be a valid decimal`,
    ],
    [
      metered(meter, { unit_amount: true }),
      `decimal_type · ${at}.metered_unit.unit_amount · Decimal input should be an integer, float, string or Decimal object`,
    ],
    [
      metered(meter, { cap_amount: -1 }),
      `greater_than_equal · ${at}.metered_unit.cap_amount · Input should be greater than or equal to 0`,
    ],
    [
      seats([]),
      `too_short · ${at}.seat_based.seat_tiers.tiers · List should have at least 1 item after validation, not 0`,
    ],
    [
      seats([seat(0, null, 5)]),
      `greater_than_equal · ${at}.seat_based.seat_tiers.tiers.0.min_seats · Input should be greater than or equal to 1`,
    ],
    [
      seats([seat(1, 5, 100), seat(7, null, 100)]),
      'value_error · body.prices.0.seat_tiers · Each tier must begin right after the one before it.',
    ],
    [
      seats([seat(1, null, 100), seat(2, null, 100)]),
      'value_error · body.prices.0.seat_tiers · Only the last tier may be without an end.',
    ],
    [
      seats([seat(1, null, 100_000_000)]),
      'maximum_price · body.prices.0.seat_tiers · Amount must be at most $999,999.99',
    ],
    [
      units({
        tiers: {
          type: 'volume',
          tiers: [
            { bound: 5, unit_amount: 1 },
            { bound: 5, unit_amount: 1 },
          ],
        },
      }),
      'value_error · body.prices.0.tiers · A tier must not end before it begins.',
    ],
    [
      units({ tiers: { type: 'volume', tiers: [{ bound: 5, unit_amount: 1 }] }, minimum_units: 6 }),
      'value_error · body.prices.0.minimum_units · The fewest units must not be more than the tiers go up to.',
    ],
    [
      units({ unit_label: { en: { '=1': 'device' } } }),
      `value_error · ${at}.unit_based.unit_label · Value error, Each locale needs the form 'other'.`,
    ],
    [
      units({ unit_label: { en: { other: 'd'.repeat(33) } } }),
      `value_error · ${at}.unit_based.unit_label · Value error, A form has at most 32 characters.`,
    ],
  ];
  for (const [price, expected] of cases) {
    const told = entries(await create([price]));
    assert.ok(told.includes(expected), `${expected}\n${told.join('\n')}`);
  }
});

test('the prices of a product together', async () => {
  const meter = await makeMeter('Calls');
  const usage = metered(meter);
  const custom = { amount_type: 'custom' };
  const cases: [object[], string][] = [
    [[usage, usage], 'value_error · body.prices.1.meter_id · Meter is already used for another price.'],
    [
      [seats(), units()],
      'value_error · body.prices · Seat-based and unit-based prices cannot be combined in USD.',
    ],
    [
      [seats(), custom],
      'value_error · body.prices · Seat-based and custom prices cannot be combined in USD.',
    ],
    [[seats(), seats()], 'value_error · body.prices · Only one seat-based price is allowed in USD.'],
    [
      [fixed(100), usage, fixed(100, 'eur')],
      'value_error · body.prices · Every currency must have the same set of price types.',
    ],
    [
      [fixed(100), { ...usage, tax_behavior: 'exclusive' }],
      'value_error · body.prices · All prices in USD must have the same tax behavior.',
    ],
  ];
  for (const [prices, expected] of cases) assert.deepEqual(entries(await create(prices)), [expected]);
  const oneTime: [object, string][] = [
    [usage, 'value_error · body.prices.0 · Metered pricing is not supported on one-time products.'],
    [units(), 'value_error · body.prices.0 · Unit-based pricing is not supported on one-time products.'],
  ];
  for (const [price, expected] of oneTime) assert.deepEqual(entries(await create([price], {})), [expected]);
  await created([seats()], {});
  await created([fixed(0), usage]);
});

test('prices are kept by id, made and archived, whatever their kind', async () => {
  const meter = await makeMeter('Calls');
  const product = await created([fixed(1000), seats(), metered(meter)]);
  const [flat, seatPrice, usage] = product.prices;
  const { status, body } = await request('PATCH', product.id, {
    prices: [{ id: usage?.id }, seats([seat(3, 9, 700)]), { id: flat?.id }],
  });
  assert.equal(status, 200, JSON.stringify(body));
  const updated = body as Shown;
  assert.deepEqual([updated.prices[0], updated.prices[2]], [usage, flat]);
  assert.notEqual(updated.prices[1]?.id, seatPrice?.id);
  assert.deepEqual((await request('GET', product.id)).body, updated);
  const [archived] = await florin.pool`select archived_at from prices where id = ${seatPrice?.id ?? ''}`;
  assert.ok(archived?.archivedAt instanceof Date);
  assert.deepEqual(entries(await request('PATCH', product.id, { prices: [fixed(1), { id: usage?.id }] })), [
    'minimum_price · body.prices.0.price_amount · Amount must be at least $0.50 or 0 for free pricing',
  ]);
  assert.deepEqual(
    entries(await request('PATCH', product.id, { prices: [{ id: usage?.id }, metered(meter)] })),
    ['value_error · body.prices.1.meter_id · Meter is already used for another price.'],
  );
});

test('texts that no row can hold are refused, wherever they stand', async () => {
  for (const unit_label of [
    { 'e\u0000': { other: 'x' } },
    { en: { other: 'x', '\u0000': 'y' } },
    { en: { other: '\u0000' } },
  ]) {
    const told = entries(await create([units({ unit_label })]));
    assert.ok(
      told.some((entry) => entry.endsWith('This value contains invalid characters')),
      told.join('\n'),
    );
  }
});

test('a subscription reads as one through Flowglad, and what is metered as no price of the product', async () => {
  const product = await created([fixed(1500), metered(await makeMeter('Calls'))], {
    name: 'Read elsewhere',
    recurring_interval: 'week',
    recurring_interval_count: 2,
    trial_interval: 'week',
    trial_interval_count: 1,
  });
  await created([metered(await makeMeter('Bytes'))], { name: 'Use only', recurring_interval: 'month' });
  await created([seats([seat(1, null, 900)])], { name: 'Seats once' });
  const { status, body } = await call('GET', `${florin.url}/api/v1/pricing-models/default`, {
    token: florin.testKey,
  });
  assert.equal(status, 200, JSON.stringify(body));
  const { products } = (
    body as { pricingModel: { products: { name: string; prices: Record<string, unknown>[] }[] } }
  ).pricingModel;
  const shown = (name: string) => {
    const found = products.find((one) => one.name === name);
    return found?.prices.map(
      ({ type, unitPrice, intervalUnit, intervalCount, trialPeriodDays, usageMeterId }) => [
        type,
        unitPrice,
        intervalUnit,
        intervalCount,
        trialPeriodDays,
        usageMeterId,
      ],
    );
  };
  assert.equal(product.prices.length, 2);
  assert.deepEqual(shown('Read elsewhere'), [['subscription', 1500, 'week', 2, 7, null]]);
  assert.deepEqual(shown('Seats once'), [['single_payment', 900, null, null, null, null]]);
  assert.equal(shown('Use only'), undefined);
});

test('a meter of another mode or organization is none', async () => {
  const foreign = await florin.createOrganization('Meter owner');
  const id = crypto.randomUUID();
  await florin.pool`insert into meters (organization_id, mode, id, created_at, name)
    values (${foreign.id}, 'test', ${id}, now(), 'Theirs'), (${florin.organization.id}, 'live', ${id}, now(), 'Live')`;
  assert.deepEqual(entries(await create([metered(id)])), [
    'value_error · body.prices.0.meter_id · Meter does not exist.',
  ]);
});

test('the prices of a checkout are its own, and on no list', async () => {
  const product = await created([fixed(1000)]);
  const scope = await florin.scope(florin.organization, 'test');
  const listed = await selectProduct(scope, product.id);
  assert.ok(listed);
  const checkoutId = crypto.randomUUID();
  const price = { amountType: 'fixed', unitAmount: 750, currency: 'usd', taxBehavior: null } as const;
  const decided = await decideAdHocPrices(scope, listed, checkoutId, [price]);
  assert.ok(decided.ok);
  await insertPrices(scope, decided.value);
  const [found] = await selectPricesById(
    scope,
    decided.value.map(({ id }) => id),
  );
  assert.ok(found);
  assert.deepEqual(
    [found.source, found.checkoutId, found.recurringInterval],
    ['ad_hoc', checkoutId, 'month'],
  );
  assert.ok(Check(PriceSchema, priceView(found)));
  assert.deepEqual((await request('GET', product.id)).body, product);
  await request('PATCH', product.id, { prices: [fixed(2000)] });
  assert.equal((await selectPricesById(scope, [found.id]))[0]?.archivedAt, null);
  const refused = await decideAdHocPrices(scope, listed, checkoutId, [{ ...price, unitAmount: 1 }]);
  assert.ok(!refused.ok);
  assert.equal(refused.failures[0].code, 'amount_too_small');
});
