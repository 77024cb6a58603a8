import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { CheckoutLinkSchema } from '../../src/dialects/polar/checkout-link-view.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let polar: ReturnType<typeof createPolar>;
let book: string;
let tips: string;
let team: string;

before(async () => {
  florin = await startTestFlorin();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  book = await product('Book', { prices: [{ amount_type: 'fixed', price_amount: 1000 }] });
  tips = await product('Tips', { prices: [{ amount_type: 'custom', minimum_amount: 100 }] });
  const tiers = [{ min_seats: 2, max_seats: 9, price_per_seat: 500 }];
  team = await product('Team', { prices: [{ amount_type: 'seat_based', seat_tiers: { tiers } }] });
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; client_secret: string; url: string };

function request(method: string, path: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body });
}

async function product(name: string, members: object): Promise<string> {
  const { status, body } = await request('POST', 'products/', { name, ...members });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Shown).id;
}

async function link(members: object): Promise<Shown> {
  const { status, body } = await request('POST', 'checkout-links/', {
    payment_processor: 'stripe',
    ...members,
  });
  assert.equal(status, 201, JSON.stringify(body));
  assert.ok(Check(CheckoutLinkSchema, body), JSON.stringify(body));
  return body as Shown;
}

function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: { type: string; loc: string[]; msg: string }[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

/** Follows a link; answers where it leads to, and the checkout that it has opened. */
async function follow({ url }: { url: string }, query = ''): Promise<{ to: URL; checkout: Shown }> {
  const { status, headers } = await call('GET', `${url}${query}`);
  assert.equal(status, 307);
  const to = new URL(headers.get('location') ?? '');
  const secret = to.pathname.split('/').at(-1);
  const [row] = await florin.pool<
    { id: string }[]
  >`select id from checkouts where client_secret = ${secret ?? ''}`;
  return { to, checkout: (await request('GET', `checkouts/${row?.id}`)).body as Shown };
}

test('every client makes, reads, lists, changes and deletes links', async () => {
  for (const Client of [Polar, Polar49]) {
    const client = new Client({ accessToken: florin.testKey, serverURL: florin.url });
    const made = await client.checkoutLinks.create({
      paymentProcessor: 'stripe',
      products: [book],
      label: 'Home',
    });
    assert.equal(made.products[0]?.name, 'Book');
    assert.equal((await client.checkoutLinks.get({ id: made.id })).label, 'Home');
    const changed = await client.checkoutLinks.update({
      id: made.id,
      checkoutLinkUpdate: { label: 'Start', products: [tips, book] },
    });
    assert.deepEqual([changed.label, changed.products.map(({ id }) => id)], ['Start', [tips, book]]);
    const { result } = await client.checkoutLinks.list({ productId: tips });
    assert.deepEqual(
      result.items.map(({ id }) => id),
      [made.id],
    );
    await client.checkoutLinks.delete({ id: made.id });
    await assert.rejects(client.checkoutLinks.get({ id: made.id }));
  }
  const made = await polar.checkoutLinks.create({ payment_processor: 'stripe', products: [book] });
  assert.match(made.client_secret, /^polar_cl_[0-9A-Za-z]{43}$/);
  assert.equal(
    (await polar.checkoutLinks.update(made.id, { allow_discount_codes: false })).allow_discount_codes,
    false,
  );
  assert.equal((await polar.checkoutLinks.list({})).items.at(-1)?.id, made.id, 'the oldest comes first');
  await polar.checkoutLinks.delete(made.id);
  assert.equal((await call('GET', made.url)).status, 404);
});

test('what a link cannot be is told where it is named', async () => {
  const post = (body: object) => request('POST', 'checkout-links/', { payment_processor: 'stripe', ...body });
  const unknown = crypto.randomUUID();
  const archived = await product('Gone', { prices: [{ amount_type: 'free' }] });
  await request('PATCH', `products/${archived}`, { is_archived: true });
  assert.deepEqual(entries(await post({ products: [unknown, archived] })), [
    'value_error · body.products.0 · Product does not exist.',
    'value_error · body.products.1 · Product is archived.',
  ]);
  assert.deepEqual(entries(await post({ product_price_id: unknown })), [
    'value_error · body.product_price_id · Price does not exist.',
  ]);
  assert.deepEqual(entries(await post({ products: [book], discount_id: unknown })), [
    'value_error · body.discount_id · Discount does not exist or is not applicable to this product.',
  ]);
  assert.deepEqual(entries(await post({ products: [book, team], seats: 3 })), [
    'value_error · body.seats · Seats can only be set for seat-based pricing.',
  ]);
  assert.deepEqual(entries(await post({ products: [team], seats: 1 })), [
    'greater_than_equal · body.seats · Minimum 2 seats required.',
  ]);
  assert.deepEqual(entries(await post({ products: [team], seats: 10 })), [
    'less_than_equal · body.seats · Maximum 9 seats allowed.',
  ]);
  assert.deepEqual(entries(await post({ products: [book], trial_interval: 'day' })), [
    'missing · body.trial_interval_count · Both trial_interval and trial_interval_count must be set together.',
  ]);
  const made = await link({ product_id: book });
  assert.deepEqual(entries(await request('PATCH', `checkout-links/${made.id}`, { products: [unknown] })), [
    'value_error · body.products.0 · Product does not exist.',
  ]);
  assert.equal((await request('PATCH', `checkout-links/${unknown}`, {})).status, 404);
});

test('following a link opens a checkout as the link says', async () => {
  const discount = await polar.discounts.create({
    name: 'Ten',
    type: 'percentage',
    basis_points: 1000,
    duration: 'once',
  });
  const made = await link({
    products: [team],
    seats: 4,
    discount_id: discount.id,
    metadata: { from: 'newsletter' },
    success_url: 'https://example.com/thanks?checkout={CHECKOUT_ID}',
    return_url: 'https://example.com/',
    allow_discount_codes: false,
    require_billing_address: true,
  });
  const { to, checkout } = await follow(made);
  assert.equal(to.href, checkout.url);
  assert.deepEqual(
    [checkout.seats, checkout.amount, checkout.discount_amount, checkout.metadata],
    [4, 2000, 200, { from: 'newsletter' }],
  );
  assert.deepEqual(
    [checkout.success_url, checkout.return_url],
    [`https://example.com/thanks?checkout=${checkout.id}`, 'https://example.com/'],
  );
  assert.deepEqual([checkout.allow_discount_codes, checkout.require_billing_address], [false, true]);
  assert.ok(checkout.customer_ip_address);
  await polar.discounts.delete(discount.id);
  assert.equal((await follow(made)).checkout.discount_id, null, 'what has gone is left out');
});

test('the address fills in what is good, keeps where the buyer came from, and passes on the rest', async () => {
  const field = (await polar.customFields.create({
    type: 'number',
    slug: 'size',
    name: 'Size',
    properties: {},
  } as never)) as { id: string };
  const shirt = await product('Shirt', {
    prices: [{ amount_type: 'fixed', price_amount: 2000 }],
    attached_custom_fields: [{ custom_field_id: field.id, required: true }],
  });
  await polar.discounts.create({
    name: 'Code',
    type: 'percentage',
    basis_points: 5000,
    duration: 'once',
    code: 'HALF',
  });
  const made = await link({ products: [tips, shirt] });
  const good = new URLSearchParams({
    product_id: shirt,
    customer_email: 'Ada@example.com',
    customer_name: 'Ada',
    discount_code: 'half',
    locale: 'fr_CA',
    'custom_field_data.size': '42',
    reference_id: 'ref-1',
    utm_source: 'mail',
    theme: 'dark',
  });
  const { to, checkout } = await follow(made, `?${good}`);
  assert.deepEqual(
    [
      checkout.product_id,
      checkout.customer_email,
      checkout.customer_name,
      checkout.discount_amount,
      checkout.locale,
    ],
    [shirt, 'Ada@example.com', 'Ada', 1000, 'fr-CA'],
  );
  assert.deepEqual(checkout.custom_field_data, { size: 42 });
  assert.deepEqual(checkout.metadata, { reference_id: 'ref-1', utm_source: 'mail' });
  assert.deepEqual([...to.searchParams.keys()].sort(), ['reference_id', 'theme', 'utm_source']);

  const bad = new URLSearchParams({
    product_id: book,
    amount: '5',
    customer_email: 'nobody',
    customer_name: 'x'.repeat(300),
    discount_code: 'NO',
    locale: '??',
    'custom_field_data.size': 'large',
    'custom_field_data.shoe': '1',
    utm_source: 'x'.repeat(501),
  });
  const forgiven = (await follow(made, `?${bad}`)).checkout;
  assert.deepEqual(
    [
      forgiven.product_id,
      forgiven.amount,
      forgiven.customer_email,
      forgiven.customer_name,
      forgiven.discount_id,
    ],
    [tips, 100, null, null, null],
  );
  assert.deepEqual([forgiven.metadata, forgiven.custom_field_data], [{}, {}]);
  const tip = (await follow(made, '?amount=700')).checkout;
  assert.equal(tip.amount, 700);
});

test('a link that nobody has, or of which nothing is for sale, leads nowhere', async () => {
  const only = await product('Only', { prices: [{ amount_type: 'free' }] });
  const made = await link({ products: [only] });
  await request('PATCH', `products/${only}`, { is_archived: true });
  for (const url of [made.url, made.url.replace(made.client_secret, 'polar_cl_nobody')]) {
    const { status, body } = await call('GET', url);
    assert.deepEqual([status, (body as { error: string }).error], [404, 'ResourceNotFound']);
  }
});
