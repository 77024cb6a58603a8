import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar as createPolar2026april } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar2026october } from 'polar-sdk-1.0/2026-10';
import { createPolar as createPolar2027january } from 'polar-sdk-1.0/2027-01';
import { Check } from 'typebox/value';
import { ProductSchema } from '../../src/dialects/polar/product-view.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; prices: (Record<string, unknown> & { id: string })[] };
type Detail = { type: string; loc: (string | number)[]; msg: string; input: unknown };

const fixed = (amount: number, currency = 'usd', more: object = {}) => ({
  amount_type: 'fixed',
  price_amount: amount,
  price_currency: currency,
  ...more,
});
const custom = (more: object = {}) => ({ amount_type: 'custom', ...more });

function request(method: string, path: string, body?: unknown, token = florin.testKey): Promise<Called> {
  return call(method, `${florin.url}/v1/products/${path}`, { token, body });
}

async function create(body: object): Promise<Shown> {
  const { status, body: product } = await request('POST', '', body);
  assert.equal(status, 201, JSON.stringify(product));
  assert.ok(Check(ProductSchema, product));
  return product as Shown;
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: Detail[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

test('@polar-sh/sdk 0.41 and 0.49 create, list, get and update products', async () => {
  for (const Client of [Polar, Polar49]) {
    const polar = new Client({ accessToken: florin.testKey, serverURL: florin.url });
    const created = await polar.products.create({
      name: `Book by ${Client === Polar ? '0.41' : '0.49'}`,
      description: 'To read',
      prices: [{ amountType: 'fixed', priceAmount: 1500, priceCurrency: 'usd' }],
      metadata: { shelf: 3 },
    });
    assert.equal(created.isRecurring, false);
    assert.deepEqual(created.metadata, { shelf: 3 });
    const { result } = await polar.products.list({ query: created.name });
    assert.deepEqual(
      result.items.map(({ id }) => id),
      [created.id],
    );
    const updated = await polar.products.update({ id: created.id, productUpdate: { name: 'A better book' } });
    assert.equal(updated.name, 'A better book');
    assert.deepEqual(await polar.products.get({ id: created.id }), updated);
  }
});

test('@polar-sh/sdk 1.0 of every date creates, lists, gets and updates products', async () => {
  for (const createPolar of [createPolar2026april, createPolar2026october, createPolar2027january]) {
    const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
    const created = await polar.products.create({
      name: 'Dated book',
      prices: [{ amount_type: 'custom', minimum_amount: 100, preset_amount: 500 }],
    });
    const { items } = await polar.products.list({ id: created.id });
    assert.deepEqual(items, [created]);
    const updated = await polar.products.update(created.id, { visibility: 'private' });
    assert.equal(updated.visibility, 'private');
    assert.deepEqual(await polar.products.get(created.id), updated);
  }
});

test('the kinds of prices for things sold once', async () => {
  const product = await create({
    name: '  Poster  ',
    description: '',
    prices: [fixed(1000), fixed(900, 'eur', { tax_behavior: 'inclusive' })],
  });
  assert.equal(product.name, 'Poster');
  assert.equal(product.description, null);
  assert.equal(product.visibility, 'public');
  assert.deepEqual(
    product.prices.map(({ price_currency, price_amount, tax_behavior, type, recurring_interval, source }) => [
      price_currency,
      price_amount,
      tax_behavior,
      type,
      recurring_interval,
      source,
    ]),
    [
      ['usd', 1000, null, 'one_time', null, 'catalog'],
      ['eur', 900, 'inclusive', 'one_time', null, 'catalog'],
    ],
  );
  const free = await create({ name: 'Gift', prices: [{ amount_type: 'free' }] });
  assert.deepEqual([free.prices[0]?.amount_type, free.prices[0]?.price_amount], ['fixed', 0]);
  const open = await create({ name: 'Tip jar', prices: [custom()] });
  const [price] = open.prices;
  assert.deepEqual([price?.minimum_amount, price?.maximum_amount, price?.preset_amount], [50, null, null]);
});

test('amounts are nothing or within the limits of their currency', async () => {
  const cases: [object, string[]][] = [
    [
      fixed(49),
      ['minimum_price · body.prices.0.price_amount · Amount must be at least $0.50 or 0 for free pricing'],
    ],
    [fixed(100_000_000), ['maximum_price · body.prices.0.price_amount · Amount must be at most $999,999.99']],
    [
      custom({ minimum_amount: 20 }),
      ['minimum_price · body.prices.0.minimum_amount · Amount must be at least $0.50 or 0 for free pricing'],
    ],
    [
      custom({ minimum_amount: 0, preset_amount: 10 }),
      ['minimum_price · body.prices.0.preset_amount · Amount must be at least $0.50 or 0 for free pricing'],
    ],
    [
      custom({ minimum_amount: 500, maximum_amount: 400 }),
      ['value_error · body.prices.0.maximum_amount · Maximum amount must not be below the minimum amount.'],
    ],
  ];
  for (const [price, expected] of cases) {
    assert.deepEqual(entries(await request('POST', '', { name: 'Wrong', prices: [price] })), expected);
  }
  for (const amount of [0, 50, 99_999_999]) await create({ name: 'Right', prices: [fixed(amount)] });
  const yen = entries(await request('POST', '', { name: 'Wrong', prices: [fixed(1000), fixed(79, 'jpy')] }));
  assert.deepEqual(yen, [
    'minimum_price · body.prices.1.price_amount · Amount must be at least ¥80 or 0 for free pricing',
  ]);
});

test('the prices of a product fit together, currency by currency', async () => {
  const sets: [object[], RegExp][] = [
    [[fixed(100), fixed(200)], /Only one fixed price is allowed in USD\./],
    [[custom(), custom()], /Only one custom price is allowed in USD\./],
    [[fixed(100), custom()], /Fixed and custom prices cannot be combined in USD\./],
    [
      [fixed(100), custom({ price_currency: 'eur' })],
      /Every currency must have the same set of price types\./,
    ],
    [[fixed(100, 'eur')], /default currency USD\./],
  ];
  for (const [prices, message] of sets) {
    const [entry = '', ...others] = entries(await request('POST', '', { name: 'Wrong', prices }));
    assert.match(entry, /^value_error · body\.prices · /);
    assert.match(entry, message);
    assert.deepEqual(others, []);
  }
});

test('bad bodies are told of member by member, in each branch of the union', async () => {
  const nothing = await request('POST', '', {});
  assert.deepEqual(entries(nothing), [
    'missing · body.ProductCreateRecurring.name · Field required',
    'missing · body.ProductCreateRecurring.prices · Field required',
    'missing · body.ProductCreateRecurring.recurring_interval · Field required',
    'missing · body.ProductCreateOneTime.name · Field required',
    'missing · body.ProductCreateOneTime.prices · Field required',
  ]);
  const cases: [object, string][] = [
    [
      { name: ' ab ', prices: [fixed(100)] },
      'string_too_short · body.ProductCreateOneTime.name · String should have at least 3 characters',
    ],
    [
      { name: 'a'.repeat(65), prices: [fixed(100)] },
      'string_too_long · body.ProductCreateOneTime.name · String should have at most 64 characters',
    ],
    [
      { name: 'Book', prices: [] },
      'too_short · body.ProductCreateOneTime.prices · List should have at least 1 item after validation, not 0',
    ],
    [
      { name: 'Book', prices: [{}] },
      "union_tag_not_found · body.ProductCreateOneTime.prices.0 · Unable to extract tag using discriminator 'amount_type'",
    ],
    [
      { name: 'Book', prices: [fixed(-1)] },
      'greater_than_equal · body.ProductCreateOneTime.prices.0.fixed.price_amount · Input should be greater than or equal to 0',
    ],
  ];
  for (const [body, expected] of cases) {
    const told = entries(await request('POST', '', body));
    assert.ok(told.includes(expected), told.join('\n'));
  }
});

test('what is named and not there is refused by name', async () => {
  const cases: [object, string][] = [
    [
      {
        name: 'Meter',
        recurring_interval: 'month',
        prices: [{ amount_type: 'metered_unit', meter_id: crypto.randomUUID(), unit_amount: 1 }],
      },
      'value_error · body.prices.0.meter_id · Meter does not exist.',
    ],
    [
      { name: 'Photo', prices: [fixed(100)], medias: [crypto.randomUUID()] },
      'value_error · body.medias.0 · File does not exist or is not yet uploaded.',
    ],
    [
      {
        name: 'Form',
        prices: [fixed(100)],
        attached_custom_fields: [{ custom_field_id: crypto.randomUUID(), required: true }],
      },
      'value_error · body.attached_custom_fields.0 · Custom field does not exist.',
    ],
  ];
  for (const [body, expected] of cases)
    assert.deepEqual(entries(await request('POST', '', body)), [expected]);
  const own = { name: 'Book', prices: [fixed(100)], organization_id: florin.organization.id };
  assert.deepEqual(entries(await request('POST', '', own)), [
    'organization_token · body.organization_id · Setting organization_id is disallowed when using an organization token.',
  ]);
});

test('a product has no benefits, and none that it could be given', async () => {
  const product = await create({ name: 'Bare', prices: [fixed(100)] });
  const benefits = (body: object, id = product.id) => request('POST', `${id}/benefits`, body);
  assert.deepEqual((await benefits({ benefits: [] })).body, product);
  assert.deepEqual(entries(await benefits({ benefits: [product.id] })), [
    'value_error · body.benefits.0 · Benefit does not exist.',
  ]);
  assert.equal((await benefits({ benefits: [] }, crypto.randomUUID())).status, 404);
});

test('how often a product is billed, and how long it may be tried', async () => {
  const plan = await create({
    name: 'Plan',
    recurring_interval: 'month',
    recurring_interval_count: 3,
    trial_interval: 'week',
    trial_interval_count: 2,
    prices: [fixed(1000)],
  });
  const shown = (product: Shown) => [
    product.is_recurring,
    product.recurring_interval,
    product.recurring_interval_count,
    product.trial_interval,
    product.trial_interval_count,
    product.prices.map(({ type, recurring_interval }) => [type, recurring_interval]),
  ];
  assert.deepEqual(shown(plan), [true, 'month', 3, 'week', 2, [['recurring', 'month']]]);
  const yearly = await create({ name: 'Plan', recurring_interval: 'year', prices: [fixed(1000)] });
  assert.deepEqual(shown(yearly), [true, 'year', 1, null, null, [['recurring', 'year']]]);
  const change = async (id: string, body: object) => {
    const { status, body: changed } = await request('PATCH', id, body);
    assert.equal(status, 200, JSON.stringify(changed));
    return shown(changed as Shown);
  };
  assert.deepEqual(
    (await change(yearly.id, { trial_interval: 'day', trial_interval_count: 1000 })).slice(3, 5),
    ['day', 1000],
  );
  assert.deepEqual(
    (await change(yearly.id, { trial_interval: null, trial_interval_count: null })).slice(3, 5),
    [null, null],
  );
  // To say what is so already changes nothing.
  await change(plan.id, { recurring_interval: 'month', recurring_interval_count: 3 });
  const refused: [string, object, string][] = [
    [
      plan.id,
      { recurring_interval: 'year' },
      'value_error · body.recurring_interval · Recurring interval cannot be changed.',
    ],
    [
      plan.id,
      { recurring_interval_count: 1 },
      'value_error · body.recurring_interval · Recurring interval cannot be changed.',
    ],
    [
      plan.id,
      { trial_interval: null },
      'missing · body.trial_interval · Both trial_interval and trial_interval_count must be set together.',
    ],
    [
      plan.id,
      { recurring_interval_count: 1000 },
      'less_than_equal · body.recurring_interval_count · Input should be less than or equal to 999',
    ],
    [
      plan.id,
      { trial_interval: 'day', trial_interval_count: 1001 },
      'less_than_equal · body.trial_interval_count · Input should be less than or equal to 1000',
    ],
  ];
  for (const [id, body, expected] of refused) {
    assert.deepEqual(entries(await request('PATCH', id, body)), [expected]);
  }
  const book = await create({ name: 'Book', prices: [fixed(100)] });
  const tried = await request('PATCH', book.id, { trial_interval: 'day', trial_interval_count: 1 });
  assert.deepEqual(entries(tried), [
    'value_error · body.trial_interval · Trials are only supported on recurring products.',
  ]);
  const half = { name: 'Plan', recurring_interval: 'month', prices: [fixed(100)], trial_interval: 'day' };
  assert.deepEqual(entries(await request('POST', '', half)), [
    'missing · body.trial_interval_count · Both trial_interval and trial_interval_count must be set together.',
  ]);
});

test('what buyers are asked for is kept in order', async () => {
  const field = async (slug: string) => {
    const [row] = await florin.pool<{ id: string }[]>`
      insert into custom_fields (organization_id, mode, id, created_at, type, slug, name)
      values (${florin.organization.id}, 'test', ${crypto.randomUUID()}, now(), 'text', ${slug}, ${slug}) returning id`;
    assert.ok(row);
    return row.id;
  };
  const [color, size] = [await field('color'), await field('size')];
  const attached = (product: Shown) =>
    (
      product.attached_custom_fields as { custom_field: { slug: string }; order: number; required: boolean }[]
    ).map(({ custom_field, order, required }) => [custom_field.slug, order, required]);
  const product = await create({
    name: 'Shirt',
    prices: [fixed(100)],
    attached_custom_fields: [
      { custom_field_id: size, required: true },
      { custom_field_id: color, required: false },
    ],
  });
  const expected = [
    ['size', 0, true],
    ['color', 1, false],
  ];
  assert.deepEqual(attached(product), expected);
  const polar = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const { attachedCustomFields } = await polar.products.get({ id: product.id });
  assert.deepEqual(
    attachedCustomFields.map(({ customFieldId }) => customFieldId),
    [size, color],
  );
  const renamed = (await request('PATCH', product.id, { name: 'Blouse' })).body as Shown;
  assert.deepEqual(attached(renamed), expected);
  const twice = {
    attached_custom_fields: [size, size].map((id) => ({ custom_field_id: id, required: true })),
  };
  assert.deepEqual(entries(await request('PATCH', product.id, twice)), [
    'value_error · body.attached_custom_fields.1 · Custom field is attached more than once.',
  ]);
  const swapped = (
    await request('PATCH', product.id, {
      attached_custom_fields: [{ custom_field_id: color, required: true }],
    })
  ).body as Shown;
  assert.deepEqual(attached(swapped), [['color', 0, true]]);
  await florin.pool`update custom_fields set deleted_at = now() where id = ${color}`;
  assert.deepEqual(attached((await request('GET', product.id)).body as Shown), []);
});

test('an update replaces the price list: kept by id, made, archived', async () => {
  const product = await create({ name: 'Book', prices: [fixed(1000), fixed(900, 'eur')] });
  const [dollars, euros] = product.prices;
  const { status, body } = await request('PATCH', product.id, {
    prices: [fixed(2000), { id: euros?.id }],
  });
  assert.equal(status, 200, JSON.stringify(body));
  const updated = body as Shown;
  assert.deepEqual(
    updated.prices.map(({ price_currency, price_amount }) => [price_currency, price_amount]),
    [
      ['usd', 2000],
      ['eur', 900],
    ],
  );
  assert.equal(updated.prices[1]?.id, euros?.id);
  const rows = await florin.pool`select archived_at, is_default from prices where id = ${dollars?.id ?? ''}`;
  assert.ok(rows[0]?.archivedAt instanceof Date);
  assert.equal(rows[0]?.isDefault, false);
  const again = await request('PATCH', product.id, { prices: [{ id: dollars?.id }] });
  assert.deepEqual(entries(again), ['value_error · body.prices.0 · Price does not exist.']);
  assert.deepEqual((await request('GET', product.id)).body, updated);
});

test('an update leaves what it does not name, and cannot change how often a product is billed', async () => {
  const product = await create({
    name: 'Book',
    description: 'Old',
    prices: [fixed(1000)],
    metadata: { a: 1 },
  });
  const renamed = (await request('PATCH', product.id, { name: null, is_archived: true })).body as Shown;
  assert.deepEqual(renamed, { ...product, is_archived: true, modified_at: renamed.modified_at });
  assert.ok(renamed.modified_at);
  const cleared = (await request('PATCH', product.id, { description: null, metadata: {} })).body as Shown;
  assert.deepEqual([cleared.description, cleared.metadata], [null, {}]);
  assert.deepEqual(entries(await request('PATCH', product.id, { recurring_interval: 'month' })), [
    'value_error · body.recurring_interval · Recurring interval cannot be changed.',
  ]);
  assert.deepEqual(entries(await request('PATCH', product.id, { trial_interval: 'day' })), [
    'missing · body.trial_interval_count · Both trial_interval and trial_interval_count must be set together.',
  ]);
  const told = entries(await request('PATCH', product.id, { prices: [{ id: 'x' }] }));
  assert.match(told[0] ?? '', /^uuid_parsing · body\.prices\.0\.ExistingProductPrice\.id · /);
});

test('the list filters, sorts and pages', async () => {
  const seller = await florin.createOrganization('List seller');
  const { token } = await florin.createKey(seller, 'test');
  const put = async (body: object) => (await request('POST', '', body, token)).body as Shown;
  const a = await put({ name: 'Apple', prices: [fixed(300)], metadata: { kind: 'fruit', n: 1 } });
  const b = await put({
    name: 'banana',
    prices: [fixed(200)],
    metadata: { kind: 'fruit' },
    visibility: 'draft',
  });
  const c = await put({ name: 'Carrot 100%', prices: [custom()], metadata: { kind: 'root' } });
  await request('PATCH', a.id, { is_archived: true }, token);
  const names = async (query: string) => {
    const { status, body } = await request('GET', `?${query}`, undefined, token);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { items: Shown[] }).items.map(({ name }) => name);
  };
  assert.deepEqual(await names(''), ['Carrot 100%', 'banana', 'Apple']);
  assert.deepEqual(await names('sorting=price_amount'), ['Carrot 100%', 'banana', 'Apple']);
  assert.deepEqual(await names('sorting=-price_amount_type&sorting=name'), [
    'Apple',
    'banana',
    'Carrot 100%',
  ]);
  assert.deepEqual(await names('is_archived=true'), ['Apple']);
  assert.deepEqual(await names('is_recurring=true'), []);
  const box = await put({
    name: 'Date box',
    recurring_interval: 'week',
    prices: [fixed(250)],
    visibility: 'private',
  });
  assert.deepEqual(await names('is_recurring=true'), ['Date box']);
  assert.deepEqual(await names('is_recurring=false&sorting=name'), ['Apple', 'Carrot 100%', 'banana']);
  assert.deepEqual(await names('sorting=-price_amount'), ['Apple', 'Date box', 'banana', 'Carrot 100%']);
  await request('PATCH', box.id, { is_archived: true }, token);
  assert.deepEqual(await names('is_archived=true&sorting=name'), ['Apple', 'Date box']);
  assert.deepEqual(await names('visibility=draft'), ['banana']);
  assert.deepEqual(await names(`id=${a.id}&id=${c.id}&sorting=name`), ['Apple', 'Carrot 100%']);
  assert.deepEqual(await names('query=100%25'), ['Carrot 100%']);
  assert.deepEqual(await names('metadata[kind]=fruit&metadata[n]=1'), ['Apple']);
  assert.deepEqual(await names('metadata[kind]=fruit&metadata[kind]=root&page=2&limit=2'), ['Apple']);
  assert.deepEqual(await names(`organization_id=${florin.organization.id}`), []);
  assert.equal(b.visibility, 'draft');
  assert.equal((await request('GET', '?metadata[%00]=1', undefined, token)).status, 422);
  const wrong = await request('GET', '?sorting=price', undefined, token);
  assert.match(
    entries(wrong)[0] ?? '',
    /^enum · query\.sorting\.0 · Input should be 'created_at', '-created_at'/,
  );
});

test('the free plan is not among the products, and nobody reaches what is not theirs', async () => {
  const [plan] = await florin.pool<{ id: string }[]>`
    select id from products where organization_id = ${florin.organization.id} and mode = 'test' and is_default_plan`;
  assert.ok(plan);
  const product = await create({ name: 'Mine', prices: [fixed(100)] });
  const { token: foreign } = await florin.createKey(await florin.createOrganization('Other seller'), 'test');
  const tries: [string, string | undefined][] = [
    [plan.id, undefined],
    [product.id, florin.liveKey],
    [product.id, foreign],
    [crypto.randomUUID(), undefined],
  ];
  for (const [id, token] of tries) {
    assert.equal((await request('GET', id, undefined, token)).status, 404);
    assert.equal((await request('PATCH', id, { name: 'Taken' }, token)).status, 404);
    assert.equal((await request('PATCH', id, { medias: [id] }, token)).status, 404);
  }
  const { token: reader } = await florin.createKey(florin.organization, 'test', {
    scopes: ['products:read'],
  });
  assert.equal((await request('GET', product.id, undefined, reader)).status, 200);
  assert.equal((await request('PATCH', product.id, { name: 'Taken' }, reader)).status, 403);
});

test('every change is told, with the prices as they now are', async () => {
  const product = await create({ name: 'Told', prices: [fixed(100)] });
  await request('PATCH', product.id, { prices: [fixed(200)] });
  await request('PATCH', product.id, { name: 'Told' });
  const events = await florin.pool<{ type: string; data: { prices: { unit_amount: number }[] } }[]>`
    select type, data from events where object_id = ${product.id} order by sequence`;
  assert.deepEqual(
    events.map(({ type, data }) => [type, data.prices.map((price) => price.unit_amount)]),
    [
      ['product.created', [100]],
      ['product.updated', [200]],
    ],
  );
});

test('what was never sold can be deleted, and is gone', async () => {
  const sold = await create({ name: 'Sold', prices: [fixed(0)] });
  const discounted = await create({ name: 'Discounted', prices: [fixed(1000)] });
  const unsold = await create({ name: 'Unsold', prices: [fixed(1000)] });
  const send = (method: string, path: string, body?: unknown) =>
    call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body });
  const opened = (product: Shown) => send('POST', 'checkouts/', { products: [product.id] });
  const confirm = async ({ body }: Called) => {
    const { client_secret } = body as { client_secret: string };
    return send('POST', `checkouts/client/${client_secret}/confirm`, { customer_email: 'a@example.com' });
  };
  assert.equal((await confirm(await opened(sold))).status, 200);
  const discount = { name: 'Off', type: 'percentage', basis_points: 1, duration: 'once' };
  await send('POST', 'discounts/', { ...discount, products: [discounted.id] });
  const seen = await opened(unsold);

  for (const { id } of [sold, discounted]) {
    const { status, body } = await request('DELETE', id);
    const detail = 'Product is in use and cannot be deleted.';
    assert.deepEqual([status, body], [409, { error: 'ProductNotDeletable', detail }]);
  }
  const { status, body } = await request('DELETE', unsold.id);
  assert.deepEqual([status, body], [204, undefined]);
  for (const [method, sent] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
    assert.equal((await request(method, unsold.id, sent)).status, 404);
  }
  assert.deepEqual(((await request('GET', `?id=${unsold.id}`)).body as { items: unknown[] }).items, []);
  assert.deepEqual(entries(await opened(unsold)), [
    'value_error · body.products.0 · Product does not exist.',
  ]);
  assert.deepEqual(entries(await send('POST', 'discounts/', { ...discount, products: [unsold.id] })), [
    'value_error · body.products.0 · Product not found.',
  ]);
  // Who had it before them still sees it, and buys it no more.
  const { client_secret, id } = seen.body as { client_secret: string; id: string };
  const shown = await send('GET', `checkouts/${id}`);
  assert.equal((shown.body as { product: Shown }).product.id, unsold.id);
  assert.equal((await send('GET', `checkouts/client/${client_secret}`)).status, 200);
  assert.ok(entries(await confirm(seen)).includes('value_error · body.product_id · Product does not exist.'));
  const rows = await florin.pool`select type from events where object_id = ${unsold.id} order by sequence`;
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['product.created', 'product.deleted'],
  );
});
