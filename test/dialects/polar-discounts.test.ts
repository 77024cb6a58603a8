import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import {
  type RedemptionInput,
  redeemDiscount,
  releaseRedemption,
  selectDiscountByCode,
} from '../../src/billing/discounts/index.ts';
import { DiscountSchema } from '../../src/dialects/polar/discount-view.ts';
import { newId } from '../../src/platform/ids.ts';
import { transaction } from '../../src/platform/postgres/database.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeProduct } from '../support/orders.ts';

let florin: TestFlorin;
let scope: Scope;
before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string };
type Detail = { type: string; loc: (string | number)[]; msg: string };

function request(method: string, path: string, body?: unknown, token = florin.testKey): Promise<Called> {
  return call(method, `${florin.url}/v1/discounts/${path}`, { token, body });
}

const tenPercent = { name: 'Ten off', type: 'percentage', basis_points: 1000, duration: 'once' };
const fiveDollars = { name: 'Five off', type: 'fixed', amounts: { usd: 500 }, duration: 'forever' };

async function create(body: object, token = florin.testKey): Promise<Shown> {
  const { status, body: discount } = await request('POST', '', body, token);
  assert.equal(status, 201, JSON.stringify(discount));
  assert.ok(Check(DiscountSchema, discount), JSON.stringify(discount));
  return discount as Shown;
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: Detail[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

async function eventsOf(id: string): Promise<[string, Record<string, unknown>][]> {
  const rows = await florin.pool<{ type: string; data: Record<string, unknown> }[]>`
    select type, data from events where object_id = ${id} order by sequence`;
  return rows.map(({ type, data }) => [type, data]);
}

const nobody: Omit<RedemptionInput, 'discountId'> = {
  checkoutId: null,
  subscriptionId: null,
  customerId: null,
  email: null,
  cardFingerprint: null,
};

/** A checkout of somebody's that redeems the discount: its id, or the code of the failure. */
async function redeem(discountId: string, person: Partial<RedemptionInput> = {}): Promise<string> {
  const checkout = { checkoutId: newId(new Date()) };
  const result = await redeemDiscount(scope, { ...nobody, ...checkout, ...person, discountId });
  return result.ok ? String(result.value.checkoutId) : result.failures[0].code;
}

test('@polar-sh/sdk 1.0 creates, lists, gets, updates and deletes discounts', async () => {
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const product = await makeProduct(scope, 'Book', 1000);
  const created = await polar.discounts.create({
    name: 'Spring',
    type: 'percentage',
    basis_points: 2500,
    duration: 'repeating',
    duration_in_months: 999,
    code: 'Spring2026',
    starts_at: '2026-03-01T00:00:00Z',
    ends_at: '2026-06-01T00:00:00.123Z',
    max_redemptions: 100,
    max_redemptions_per_customer: 1,
    products: [product.id, product.id],
    metadata: { season: 1 },
  });
  assert.deepEqual(
    [created.duration, created.code, created.starts_at, created.ends_at, created.redemptions_count],
    ['repeating', 'Spring2026', '2026-03-01T00:00:00Z', '2026-06-01T00:00:00.123000Z', 0],
  );
  assert.deepEqual(
    created.products.map(({ id, name }) => [id, name]),
    [[product.id, 'Book']],
  );
  assert.deepEqual((await polar.discounts.list({ query: 'spring' })).items, [created]);
  const updated = await polar.discounts.update(created.id, { name: 'Summer', products: [] });
  assert.deepEqual([updated.name, updated.products, updated.metadata], ['Summer', [], { season: 1 }]);
  assert.deepEqual(await polar.discounts.get(created.id), updated);
  await polar.discounts.delete(created.id);
  await assert.rejects(polar.discounts.get(created.id), { name: 'ResourceNotFound' });
  assert.equal((await request('DELETE', created.id)).status, 404);
  const told = await eventsOf(created.id);
  assert.deepEqual(
    told.map(([type]) => type),
    ['discount.created', 'discount.updated', 'discount.deleted'],
  );
  assert.equal(told[1]?.[1].name, 'Summer');
  assert.equal(told[1]?.[1].redemptions_count, 0);
});

test('@polar-sh/sdk 0.49 reads every kind of discount', async () => {
  const polar = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const made = [
    await polar.discounts.create({
      name: 'Sdk fixed',
      type: 'fixed',
      duration: 'once',
      amount: 700,
      currency: 'eur',
    }),
    await polar.discounts.create({
      name: 'Sdk repeating',
      type: 'fixed',
      duration: 'repeating',
      durationInMonths: 3,
      amounts: { usd: 999_999_999_999, jpy: 0 },
    }),
    await polar.discounts.create({
      name: 'Sdk percentage',
      type: 'percentage',
      duration: 'forever',
      basisPoints: 10_000,
      code: 'SDK49',
    }),
  ];
  for (const discount of made) assert.deepEqual(await polar.discounts.get({ id: discount.id }), discount);
  const { result } = await polar.discounts.list({ query: 'sdk', sorting: ['created_at'] });
  assert.deepEqual(result.items, made);
  const [euros, dollars, whole] = made;
  assert.ok(euros && 'amounts' in euros && dollars && 'amounts' in dollars && whole);
  assert.deepEqual([euros.amount, euros.currency, euros.amounts], [700, 'eur', { eur: 700 }]);
  assert.deepEqual([dollars.amount, dollars.currency], [999_999_999_999, 'usd']);
  const updated = await polar.discounts.update({ id: whole.id, discountUpdate: { code: null } });
  assert.equal(updated.code, null);
  await polar.discounts.delete({ id: whole.id });
});

test('bad bodies are told of by kind and member', async () => {
  const cases: [object, string[]][] = [
    [{}, ["union_tag_not_found · body · Unable to extract tag using discriminator 'type'"]],
    [
      { type: 'gift' },
      [
        "union_tag_invalid · body · Input tag 'gift' found using 'type' does not match any of the expected tags: 'fixed', 'percentage'",
      ],
    ],
    [
      { type: 'percentage', name: '', basis_points: 0, duration: 'always' },
      [
        'string_too_short · body.percentage.name · String should have at least 1 character',
        "enum · body.percentage.duration · Input should be 'once', 'forever' or 'repeating'",
        'greater_than_equal · body.percentage.basis_points · Input should be greater than or equal to 1',
      ],
    ],
    [
      { ...tenPercent, basis_points: 10_001, max_redemptions: 0, max_redemptions_per_customer: 2 ** 31 },
      [
        'greater_than_equal · body.percentage.max_redemptions · Input should be greater than or equal to 1',
        'less_than_equal · body.percentage.max_redemptions_per_customer · Input should be less than or equal to 2147483647',
        'less_than_equal · body.percentage.basis_points · Input should be less than or equal to 10000',
      ],
    ],
    [
      { ...tenPercent, duration: 'repeating' },
      ['missing · body.percentage.duration_in_months · Field required'],
    ],
    [
      { ...tenPercent, duration_in_months: 3 },
      [
        'value_error · body.percentage.duration_in_months · Value error, Only a repeating discount has a duration in months.',
      ],
    ],
    [
      { ...tenPercent, duration: 'repeating', duration_in_months: 1000 },
      ['less_than_equal · body.percentage.duration_in_months · Input should be less than or equal to 999'],
    ],
    [
      { ...fiveDollars, amounts: { usd: 1_000_000_000_000, eur: -1 } },
      [
        'less_than_equal · body.fixed.amounts.usd · Input should be less than or equal to 999999999999',
        'greater_than_equal · body.fixed.amounts.eur · Input should be greater than or equal to 0',
      ],
    ],
    [
      { ...fiveDollars, amounts: {} },
      ['too_short · body.fixed.amounts · Dictionary should have at least 1 item after validation, not 0'],
    ],
    [
      { ...fiveDollars, amount: 5 },
      ['value_error · body.fixed · Value error, Give either amounts, or an amount and its currency.'],
    ],
    [
      { ...fiveDollars, amounts: null },
      ['value_error · body.fixed · Value error, Give either amounts, or an amount and its currency.'],
    ],
    [
      { ...tenPercent, code: 'ab' },
      ['value_error · body.percentage.code · Value error, A code must have 3 to 256 characters.'],
    ],
    [
      { ...tenPercent, code: 'SAVE-20' },
      ['value_error · body.percentage.code · Value error, A code must have letters and digits only.'],
    ],
    [
      { ...tenPercent, starts_at: '2026-02-01T00:00:00Z', ends_at: '2026-02-01T00:00:00Z' },
      ['value_error · body.ends_at · The discount must end after it starts.'],
    ],
    [
      { ...tenPercent, organization_id: florin.organization.id },
      [
        'organization_token · body.organization_id · Setting organization_id is disallowed when using an organization token.',
      ],
    ],
  ];
  for (const [body, expected] of cases) assert.deepEqual(entries(await request('POST', '', body)), expected);
  const unknown = entries(await request('POST', '', { ...fiveDollars, amounts: { xyz: 1 } }));
  assert.match(unknown[0] ?? '', /^enum · body\.fixed\.amounts\.xyz\.\[key\] · Input should be 'aed'/);
});

test('products that a discount is limited to must be there', async () => {
  const book = await makeProduct(scope, 'Limited', 1000);
  const other = await florin.createOrganization('Other seller');
  const foreign = await makeProduct(await florin.scope(other, 'test'), 'Foreign', 1000);
  const body = { ...tenPercent, products: [book.id, foreign.id, newId(new Date())] };
  assert.deepEqual(entries(await request('POST', '', body)), [
    'value_error · body.products.1 · Product not found.',
    'value_error · body.products.2 · Product not found.',
  ]);
  const discount = await create({ ...tenPercent, products: [book.id] });
  const wrong = await request('PATCH', discount.id, { products: [foreign.id] });
  assert.deepEqual(entries(wrong), ['value_error · body.products.0 · Product not found.']);
  assert.deepEqual((await request('GET', discount.id)).body, discount);
});

test('a code is unique in an organization and mode, ignoring case, until its discount is deleted', async () => {
  const taken = ['value_error · body.code · Discount with this code already exists.'];
  const first = await create({ ...tenPercent, code: ' Unique1 ' });
  assert.equal(first.code, 'Unique1');
  assert.deepEqual(entries(await request('POST', '', { ...tenPercent, code: 'UNIQUE1' })), taken);
  const second = await create({ ...tenPercent, code: 'Unique2' });
  assert.deepEqual(entries(await request('PATCH', second.id, { code: 'uNIQUE1' })), taken);
  assert.equal((await request('PATCH', first.id, { code: 'UNIQUE1' })).status, 200, 'its own');
  await create({ ...tenPercent, code: 'unique1' }, florin.liveKey);
  const named = await selectDiscountByCode(scope, 'unique1');
  assert.equal(named?.id, first.id);
  await request('DELETE', first.id);
  await create({ ...tenPercent, code: 'unique1' });
  const race = await Promise.all(
    ['racing1', 'RACING1', 'Racing1'].map((code) => request('POST', '', { ...tenPercent, code })),
  );
  assert.deepEqual(race.map(({ status }) => status).sort(), [201, 422, 422]);
});

test('an update replaces what it names, clears what may be missing, and leaves the rest', async () => {
  const discount = await create({
    ...fiveDollars,
    code: 'Patchme',
    starts_at: '2026-01-01',
    max_redemptions: 5,
    metadata: { a: 1 },
  });
  const patch = async (body: object) => {
    const { status, body: shown } = await request('PATCH', discount.id, body);
    assert.equal(status, 200, JSON.stringify(shown));
    return shown as Shown;
  };
  const nothing = { name: null, amounts: null, type: null, duration: null, products: null, basis_points: 7 };
  assert.deepEqual(await patch(nothing), discount);
  const cleared = await patch({ code: null, starts_at: null, max_redemptions: null, metadata: {} });
  assert.deepEqual(
    [cleared.code, cleared.starts_at, cleared.max_redemptions, cleared.metadata, cleared.amounts],
    [null, null, null, {}, { usd: 500 }],
  );
  assert.ok(cleared.modified_at);
  assert.deepEqual((await patch({ amounts: { usd: 600, eur: 550 } })).amounts, { usd: 600, eur: 550 });
  assert.deepEqual((await patch({ amount: 700 })).amounts, { usd: 700, eur: 550 });
  assert.deepEqual((await patch({ currency: 'chf' })).amounts, { chf: 700, eur: 550 });
  assert.deepEqual((await patch({ currency: 'eur', amount: 1 })).amounts, { eur: 1 });
  const told = entries(
    await request('PATCH', discount.id, { duration: 'once', type: 'percentage', duration_in_months: 2 }),
  );
  assert.deepEqual(told, [
    'value_error · body.duration · Duration cannot be changed.',
    'value_error · body.type · Type cannot be changed.',
    'value_error · body.duration_in_months · Only a repeating discount has a duration in months.',
  ]);
  await patch({ ends_at: '2026-06-01T00:00:00Z' });
  assert.deepEqual(entries(await request('PATCH', discount.id, { starts_at: '2026-07-01T00:00:00Z' })), [
    'value_error · body.starts_at · The discount must end after it starts.',
  ]);
  assert.equal((await request('PATCH', newId(new Date()), { name: 'Nothing' })).status, 404);
});

test('what buyers were promised is frozen while a redemption counts', async () => {
  const frozen = 'This field cannot be changed because the discount has already been redeemed.';
  const repeating = { ...tenPercent, duration: 'repeating', duration_in_months: 3 };
  const [percentage, fixed] = [await create(repeating), await create(fiveDollars)];
  const checkoutId = await redeem(percentage.id);
  await redeem(fixed.id);
  const change = { basis_points: 2000, duration_in_months: 4, name: 'Other' };
  assert.deepEqual(entries(await request('PATCH', percentage.id, change)), [
    `value_error · body.basis_points · ${frozen}`,
    `value_error · body.duration_in_months · ${frozen}`,
  ]);
  assert.deepEqual(entries(await request('PATCH', fixed.id, { amount: 1 })), [
    `value_error · body.amount · ${frozen}`,
  ]);
  assert.deepEqual(entries(await request('PATCH', fixed.id, { amounts: { usd: 500, eur: 1 } })), [
    `value_error · body.amounts · ${frozen}`,
  ]);
  const same = { basis_points: 1000, duration_in_months: 3, name: 'Other' };
  const { body } = await request('PATCH', percentage.id, same);
  assert.deepEqual([(body as Shown).name, (body as Shown).redemptions_count], ['Other', 1]);
  await releaseRedemption(scope, { checkoutId });
  assert.equal((await request('PATCH', percentage.id, change)).status, 200);
});

test('redemptions are counted, once a checkout, and released', async () => {
  const discount = await create({ ...tenPercent, max_redemptions: 2 });
  const count = async () => ((await request('GET', discount.id)).body as Shown).redemptions_count;
  const first = await redeem(discount.id);
  assert.equal(await redeem(discount.id, { checkoutId: first }), first, 'the same redemption');
  assert.equal(await count(), 1);
  await redeem(discount.id);
  assert.equal(await redeem(discount.id), 'discount_not_redeemable');
  assert.equal(await redeem(discount.id, { checkoutId: first }), first, 'it has redeemed already');
  await releaseRedemption(scope, { checkoutId: first });
  await releaseRedemption(scope, { checkoutId: first });
  assert.equal(await count(), 1);
  const other = await create(tenPercent);
  assert.equal(await redeem(discount.id, { checkoutId: first }), first);
  assert.equal(await redeem(other.id, { checkoutId: first }), first, 'another takes its place');
  assert.equal(await count(), 1);
  await request('DELETE', other.id);
  assert.equal(await redeem(other.id), 'discount_not_redeemable');
  assert.equal(await redeem(newId(new Date())), 'discount_not_redeemable');
});

test('a window is held to', async () => {
  const later = await create({ ...tenPercent, starts_at: '9999-01-01T00:00:00Z' });
  const past = await create({ ...tenPercent, ends_at: '2020-01-01T00:00:00Z' });
  assert.equal(await redeem(later.id), 'discount_not_redeemable');
  assert.equal(await redeem(past.id), 'discount_not_redeemable');
});

test('one customer is known by id, address and card', async () => {
  const discount = await create({ ...tenPercent, max_redemptions_per_customer: 1 });
  const jane = { customerId: newId(new Date()), email: 'Jane+spring@Example.com', cardFingerprint: 'card1' };
  const checkoutId = await redeem(discount.id, jane);
  const reached = 'discount_limit_reached';
  const bystander = { customerId: newId(new Date()), email: 'jo@example.com', cardFingerprint: 'card2' };
  assert.equal(await redeem(discount.id, { ...bystander, customerId: jane.customerId }), reached);
  assert.equal(await redeem(discount.id, { ...bystander, email: 'jane@example.com' }), reached);
  assert.equal(await redeem(discount.id, { ...bystander, email: 'JANE+other@example.com' }), reached);
  assert.equal(await redeem(discount.id, { ...bystander, cardFingerprint: 'card1' }), reached);
  assert.notEqual(await redeem(discount.id, bystander), reached);
  assert.notEqual(await redeem(discount.id), reached, 'nobody in particular');
  assert.notEqual(await redeem(discount.id), reached, 'nor is this one the same');
  await releaseRedemption(scope, { checkoutId });
  assert.notEqual(await redeem(discount.id, jane), reached);
});

test('a cap holds under a race, and what a transaction undoes does not count', async () => {
  const discount = await create({ ...tenPercent, max_redemptions: 5 });
  const open = await create(tenPercent);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => redeem(discount.id)));
  assert.equal(outcomes.filter((outcome) => outcome === 'discount_not_redeemable').length, 15);
  await Promise.all(Array.from({ length: 20 }, () => redeem(open.id)));
  const undone = transaction(florin.pool, async (database) => {
    const result = await redeemDiscount({ ...scope, database }, { ...nobody, discountId: open.id });
    assert.ok(result.ok);
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  const shown = await Promise.all([discount.id, open.id].map((id) => request('GET', id)));
  assert.deepEqual(
    shown.map(({ body }) => (body as Shown).redemptions_count),
    [5, 20],
  );
});

test('who changes a discount waits for those who are redeeming it', async () => {
  const open = await create(tenPercent);
  let patched: Promise<Called> | undefined;
  await transaction(florin.pool, async (database) => {
    await redeemDiscount({ ...scope, database }, { ...nobody, discountId: open.id });
    patched = request('PATCH', open.id, { basis_points: 5 });
    const waited = await Promise.race([patched, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))]);
    assert.equal(waited, 'waits');
  });
  assert.ok(patched);
  assert.equal((await patched).status, 422);
});

test('the list filters, sorts and pages', async () => {
  const seller = await florin.createOrganization('Discount lister');
  const { token } = await florin.createKey(seller, 'test');
  await create({ ...tenPercent, name: 'Apple 100%', code: 'zzz', ends_at: '2030-01-01T00:00:00Z' }, token);
  const b = await create(
    { ...tenPercent, name: 'Banana', code: 'yyy', ends_at: '2029-01-01T00:00:00Z' },
    token,
  );
  await create({ ...fiveDollars, name: 'Carrot' }, token);
  const deleted = await create({ ...fiveDollars, name: 'Deleted' }, token);
  await request('DELETE', deleted.id, undefined, token);
  const theirs = await florin.scope(seller, 'test');
  await redeemDiscount(theirs, { ...nobody, discountId: b.id });
  const names = async (query: string) => {
    const { status, body } = await request('GET', `?${query}`, undefined, token);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { items: Shown[] }).items.map(({ name }) => name);
  };
  assert.deepEqual(await names(''), ['Carrot', 'Banana', 'Apple 100%']);
  assert.deepEqual(await names('sorting=name'), ['Apple 100%', 'Banana', 'Carrot']);
  assert.deepEqual(await names('sorting=code'), ['Banana', 'Apple 100%', 'Carrot']);
  assert.deepEqual(await names('sorting=-redemptions_count&sorting=-name'), [
    'Banana',
    'Carrot',
    'Apple 100%',
  ]);
  assert.deepEqual(await names('sorting=ends_at'), ['Banana', 'Apple 100%', 'Carrot']);
  assert.deepEqual(await names('query=0%25'), ['Apple 100%']);
  assert.deepEqual(await names('query=YY'), ['Banana']);
  assert.deepEqual(await names('limit=2&page=2'), ['Apple 100%']);
  assert.deepEqual(await names(`organization_id=${florin.organization.id}`), []);
  const { body } = await request('GET', '?limit=2', undefined, token);
  assert.deepEqual((body as { pagination: object }).pagination, { total_count: 3, max_page: 2 });
  assert.match(
    entries(await request('GET', '?sorting=amount', undefined, token))[0] ?? '',
    /^enum · query\.sorting\.0 · Input should be 'created_at', '-created_at', 'name'/,
  );
});

test('scopes, modes and organizations are kept apart', async () => {
  const discount = await create(tenPercent);
  const { token: reader } = await florin.createKey(florin.organization, 'test', {
    scopes: ['discounts:read'],
  });
  const { token: seller } = await florin.createKey(florin.organization, 'test', {
    scopes: ['products:write'],
  });
  assert.equal((await request('GET', discount.id, undefined, reader)).status, 200);
  assert.equal((await request('POST', '', tenPercent, reader)).status, 403);
  assert.equal((await request('PATCH', discount.id, {}, reader)).status, 403);
  assert.equal((await request('DELETE', discount.id, undefined, reader)).status, 403);
  assert.equal((await request('GET', '', undefined, seller)).status, 403);
  assert.equal((await request('GET', discount.id, undefined, florin.liveKey)).status, 404);
  assert.equal((await request('PATCH', discount.id, {}, florin.liveKey)).status, 404);
  assert.equal((await request('DELETE', discount.id, undefined, florin.liveKey)).status, 404);
  assert.equal((await request('GET', 'nothing')).status, 422);
});
