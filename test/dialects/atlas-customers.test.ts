import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { newId, prefixedId } from '../../src/platform/ids.ts';
import { type AtlasCall, assertRefused, atlas, errorOf } from '../support/atlas.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let call: AtlasCall;
before(async () => {
  florin = await startTestFlorin();
  call = atlas(florin, florin.testKey);
});
after(() => florin.stop());

let counter = 0;
const newEmail = () => `customer-${++counter}@example.com`;

async function create(fields: Record<string, unknown> = {}) {
  const answer = await call('POST', '/customers', { email: newEmail(), ...fields });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as { id: string; email: string } & Record<string, unknown>;
}

const uuidOf = async (email: string): Promise<string> => {
  const [row] = await florin.pool<{ id: string }[]>`select id from customers where email = ${email}`;
  return row?.id ?? '';
};

const billingAddress = {
  line1: '500 Market Street',
  line2: 'Floor 3',
  city: 'San Francisco',
  state: 'CA',
  postal_code: '94105',
  country: 'US',
};
const shippingAddress = {
  line1: 'Unter den Linden 1',
  line2: 'Hinterhaus',
  city: 'Berlin',
  state: 'BE',
  postal_code: '10117',
  country: 'DE',
};

test('the seed call: every member that an update takes, as the reference shows it', async () => {
  const { id } = await create();
  const body = {
    email: 'jane.doe@example.com',
    name: 'Jane Doe',
    phone: '+14155550132',
    description: 'Buys by the dozen',
    billing_address: billingAddress,
    shipping_address: shippingAddress,
    default_payment_method: 'tok_visa',
    tax_exempt: true,
    metadata: {},
  };
  const answer = await call('PATCH', `/customers/${id}`, body);
  assert.equal(answer.status, 200);
  const { created, ...rest } = answer.body;
  assert.deepEqual(rest, { id, object: 'customer', ...body, tax_ids: [] });
  assert.ok(Number.isInteger(created) && Math.abs(Number(created) - Date.now() / 1000) < 60);
  assert.deepEqual((await call('GET', `/customers/${id}`)).body, answer.body);

  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const seen = await polar.customers.get(await uuidOf('jane.doe@example.com'));
  assert.equal(seen.email, 'jane.doe@example.com');
  assert.equal(seen.name, 'Jane Doe');
  assert.equal(seen.billing_address?.state, 'US-CA');
  assert.equal(seen.billing_address?.country, 'US');
});

test('a new customer has every key of the shape, with nothing in those that were not sent', async () => {
  const { id, created: _, ...rest } = await create({ email: 'Plain@Example.com' });
  assert.match(id, /^cus_[0-9A-Za-z]{21}$/);
  assert.deepEqual(rest, {
    object: 'customer',
    email: 'Plain@Example.com',
    name: null,
    phone: null,
    description: null,
    billing_address: null,
    shipping_address: null,
    default_payment_method: null,
    tax_exempt: false,
    tax_ids: [],
    metadata: {},
  });
});

test('create takes every member of the guide, address and tax ids included', async () => {
  const sent = {
    email: newEmail(),
    name: 'Acme',
    phone: '1',
    description: '',
    shipping_address: shippingAddress,
    tax_exempt: true,
    tax_ids: [
      { type: 'eu_vat', value: 'DE123456789' },
      { type: 'moon_vat', value: 'MOON-1', verified: true },
    ],
    metadata: { plan: 'pro', seats: 3, nested: { a: [1, null] }, none: null },
  };
  const { id: _, created: __, ...rest } = await create({ ...sent, address: billingAddress, color: 'red' });
  assert.deepEqual(rest, {
    ...sent,
    object: 'customer',
    billing_address: billingAddress,
    default_payment_method: null,
  });
});

test('Polar reads what Atlas wrote: only tax ids of a known format, only addresses with a country', async () => {
  const { email } = await create({
    address: { city: 'Nowhere' },
    tax_ids: [
      { type: 'moon_vat', value: 'MOON-1' },
      { type: 'eu_vat', value: 'DE123456789' },
    ],
    metadata: { nested: { a: 1 } },
  });
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const seen = await polar.customers.get(await uuidOf(email));
  assert.equal(seen.billing_address, null);
  assert.deepEqual(seen.tax_id, ['DE123456789', 'eu_vat']);
  assert.deepEqual(seen.metadata, { nested: '{"a":1}' });
});

test("what Polar wrote reads right: a team's missing e-mail is null, a state comes without its country", async () => {
  const response = await fetch(`${florin.url}/v1/customers/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'team',
      email: null,
      owner: { email: 'owner@example.com' },
      name: 'The team',
      billing_address: { country: 'CA', state: 'QC', city: 'Montréal' },
    }),
  });
  const { id } = (await response.json()) as { id: string };
  const { status, body } = await call('GET', `/customers/${id}`);
  assert.equal(status, 200);
  assert.equal(body.email, null);
  assert.equal(body.name, 'The team');
  assert.deepEqual(body.billing_address, { city: 'Montréal', state: 'QC', country: 'CA' });
  const renamed = await call('PATCH', `/customers/${id}`, { name: 'Still a team' });
  assert.equal(renamed.status, 200);
  assert.equal(renamed.body.email, null);
});

test('addresses are replaced whole, keep what they are sent, and know countries', async () => {
  const { id } = await create({ address: billingAddress });
  const replaced = await call('PATCH', `/customers/${id}`, {
    billing_address: { city: 'Wien', country: 'at', door: { top: 4 } },
  });
  assert.deepEqual(replaced.body.billing_address, { city: 'Wien', country: 'AT', door: { top: 4 } });
  const both = await call('PATCH', `/customers/${id}`, {
    address: { city: 'Graz' },
    billing_address: { city: 'Linz', line1: null },
  });
  assert.deepEqual(both.body.billing_address, { city: 'Linz' });
  const unknownState = await call('PATCH', `/customers/${id}`, { address: { state: 'ca', country: 'US' } });
  assert.deepEqual(unknownState.body.billing_address, { state: 'ca', country: 'US' });
  for (const [member, country] of [
    ['billing_address', 'USA'],
    ['shipping_address', 'XX'],
    ['address', ''],
  ] as const) {
    const refused = await call('PATCH', `/customers/${id}`, { [member]: { country } });
    assertRefused(refused, 400, { type: 'validation_error', param: `${member}.country` });
  }
});

test('null clears what may be empty', async () => {
  const { id } = await create({
    name: 'Acme',
    phone: '1',
    description: 'x',
    billing_address: billingAddress,
    shipping_address: shippingAddress,
    tax_exempt: true,
    tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
    metadata: { a: 'b' },
  });
  await call('PATCH', `/customers/${id}`, { default_payment_method: 'tok_visa' });
  const cleared = await call('PATCH', `/customers/${id}`, {
    name: null,
    phone: null,
    description: null,
    billing_address: null,
    shipping_address: null,
    default_payment_method: null,
    tax_exempt: null,
    tax_ids: null,
    metadata: null,
  });
  const { id: _, email: __, created: ___, ...rest } = cleared.body;
  assert.deepEqual(rest, {
    object: 'customer',
    name: null,
    phone: null,
    description: null,
    billing_address: null,
    shipping_address: null,
    default_payment_method: null,
    tax_exempt: false,
    tax_ids: [],
    metadata: {},
  });
});

test('an update without anything known in it answers 200 and changes nothing', async () => {
  const { id, ...rest } = await create({ name: 'Acme', metadata: { a: 'b' } });
  const changes = async () =>
    (await florin.pool`select 1 from events where data ->> 'email' = ${rest.email}`).length;
  const before = await changes();
  for (const body of [{}, { unknown: 1 }, { name: 'Acme', email: rest.email }]) {
    const answer = await call('PATCH', `/customers/${id}`, body);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { id, ...rest });
  }
  assert.equal(await changes(), before);
});

test('metadata is replaced whole, and bounded', async () => {
  const { id } = await create({ metadata: { a: 'b' } });
  const replaced = await call('PATCH', `/customers/${id}`, { metadata: { c: [1, { d: 'e' }] } });
  assert.deepEqual(replaced.body.metadata, { c: [1, { d: 'e' }] });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
  assert.equal((await call('PATCH', `/customers/${id}`, { metadata: many(50) })).status, 200);
  const refused: [unknown, string][] = [
    [many(51), 'metadata'],
    [{ ['k'.repeat(41)]: 1 }, 'metadata'],
    [{ note: 'x'.repeat(501) }, 'metadata.note'],
    [[], 'metadata'],
    ['text', 'metadata'],
  ];
  for (const [metadata, param] of refused) {
    const answer = await call('PATCH', `/customers/${id}`, { metadata });
    assertRefused(answer, 400, { type: 'validation_error', code: 'validation_error', param });
  }
  const longest = { ['k'.repeat(40)]: '😀'.repeat(500) };
  assert.deepEqual((await call('PATCH', `/customers/${id}`, { metadata: longest })).body.metadata, longest);
  const strange = '{"metadata":{"__proto__":{"a":1},"constructor":"x"}}';
  const kept = await call('PATCH', `/customers/${id}`, strange);
  assert.equal(JSON.stringify(kept.body.metadata), '{"__proto__":{"a":1},"constructor":"x"}');
});

test('an e-mail address is required: what is empty counts as missing', async () => {
  for (const email of [undefined, null, '', 0, false]) {
    const answer = await call('POST', '/customers', { email, name: 'x' });
    assertRefused(answer, 400, {
      type: 'validation_error',
      code: 'missing_required_param',
      param: 'email',
    });
  }
  const { id } = await create();
  for (const email of [null, '']) {
    const answer = await call('PATCH', `/customers/${id}`, { email });
    assertRefused(answer, 400, { type: 'validation_error', param: 'email' });
  }
});

test('what is not of its type is refused by name, and changes nothing', async () => {
  const { id, ...rest } = await create({ name: 'Acme' });
  const wrong: [Record<string, unknown>, string][] = [
    [{ email: 'no address' }, 'email'],
    [{ email: ['a@example.com'] }, 'email'],
    [{ name: 5 }, 'name'],
    [{ phone: {} }, 'phone'],
    [{ description: true }, 'description'],
    [{ tax_exempt: 'true' }, 'tax_exempt'],
    [{ tax_exempt: 0 }, 'tax_exempt'],
    [{ billing_address: 'here' }, 'billing_address'],
    [{ shipping_address: { city: 5 } }, 'shipping_address.city'],
    [{ tax_ids: {} }, 'tax_ids'],
    [{ tax_ids: [{ type: 'eu_vat' }] }, 'tax_ids[0].value'],
    [{ tax_ids: [{ type: 'eu_vat', value: 'x' }, 'y'] }, 'tax_ids[1]'],
    [{ default_payment_method: 5 }, 'default_payment_method'],
    [{ name: 'a\0b' }, 'name'],
    [{ metadata: { deep: ['\0'] } }, 'metadata.deep[0]'],
    [{ name: 'x'.repeat(5001) }, 'name'],
  ];
  for (const [body, param] of wrong) {
    const answer = await call('PATCH', `/customers/${id}`, { description: 'changed', ...body });
    assertRefused(answer, 400, { type: 'validation_error', param });
  }
  assert.deepEqual((await call('GET', `/customers/${id}`)).body, { id, ...rest });
});

test('the broken body of an update for nobody is told first, any other fault of it last', async () => {
  const unknown = prefixedId('cus', newId(new Date()));
  for (const broken of ['{"email":', '', 'null', '[]', '"text"']) {
    assert.equal((await call('PATCH', `/customers/${unknown}`, broken)).status, 400, broken);
  }
  for (const body of [{ email: 5 }, { name: '4242 4242 4242 4242' }, { name: 'x' }, {}]) {
    assertRefused(await call('PATCH', `/customers/${unknown}`, body), 404, {
      code: 'not_found',
      param: null,
    });
  }
});

test('an e-mail address is one customer’s, in exactly this case', async () => {
  const { id, email } = await create({ email: 'Taken@example.com' });
  const second = await call('POST', '/customers', { email });
  assertRefused(second, 400, { type: 'invalid_request_error', code: 'customer_exists', param: 'email' });
  assert.equal(errorOf(second).existing_customer_id, id);
  const other = await create({ email: 'taken@example.com' });
  assertRefused(await call('PATCH', `/customers/${other.id}`, { email }), 400, { code: 'email_exists' });
  assert.equal((await call('PATCH', `/customers/${id}`, { email })).status, 200);
  const live = await atlas(florin, florin.liveKey)('POST', '/customers', { email });
  assert.equal(live.status, 201);
});

test('an address that Polar holds in another case is taken where the two would meet', async () => {
  const response = await fetch(`${florin.url}/v1/customers/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'Mixed.Case@example.com' }),
  });
  assert.equal(response.status, 201);
  const refused = await call('POST', '/customers', { email: 'mixed.case@example.com' });
  assertRefused(refused, 400, { code: 'customer_exists' });
  const { id } = await create();
  const moved = await call('PATCH', `/customers/${id}`, { email: 'mixed.case@example.com' });
  assertRefused(moved, 400, { code: 'email_exists' });
});

test('Polar is told, too, that an address is taken in the case that it asks for', async () => {
  const { email } = await create({ email: 'Twins@example.com' });
  await create({ email: 'twins@example.com' });
  const response = await fetch(`${florin.url}/v1/customers/${await uuidOf(email)}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'twins@example.com' }),
  });
  assert.equal(response.status, 422);
});

test('of 50 creations with one address at the same time, one is made', async () => {
  const email = newEmail();
  const answers = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/customers', { email })));
  const made = answers.filter(({ status }) => status === 201);
  assert.equal(made.length, 1);
  for (const answer of answers) {
    if (answer === made[0]) continue;
    assertRefused(answer, 400, { code: 'customer_exists' });
    assert.equal(errorOf(answer).existing_customer_id, made[0]?.body.id);
  }
  assert.equal((await call('GET', `/customers?email=${email}`)).body.total_count, 1);
});

test('updates of one customer at the same time lose no member that another one wrote', async () => {
  const { id } = await create();
  const bodies = [
    { name: 'n' },
    { phone: 'p' },
    { description: 'd' },
    { tax_exempt: true },
    { metadata: { a: 1 } },
  ];
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, index) =>
      call('PATCH', `/customers/${id}`, bodies[index % bodies.length]),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  const { name, phone, description, tax_exempt, metadata } = (await call('GET', `/customers/${id}`)).body;
  assert.deepEqual({ name, phone, description, tax_exempt, metadata }, Object.assign({}, ...bodies));
});

test('a payment method is one of the customer’s, or a token that is kept as it is', async () => {
  const { id, email } = await create();
  const { id: other } = await create();
  const methodId = newId(new Date());
  await florin.pool`
    insert into payment_methods (organization_id, mode, id, created_at, customer_id, processor, processor_reference, type)
    values (${florin.organization.id}, 'test', ${methodId}, now(), ${await uuidOf(email)}, 'sandbox', 'x', 'card')`;
  const shown = prefixedId('pm', methodId);
  for (const sent of [shown, methodId]) {
    const answer = await call('PATCH', `/customers/${id}`, { default_payment_method: sent });
    assert.equal(answer.body.default_payment_method, shown);
  }
  const foreign = await call('PATCH', `/customers/${other}`, { default_payment_method: shown });
  assertRefused(foreign, 404, { code: 'not_found', type: 'invalid_request_error' });
  const alias = await call('PATCH', `/customers/${id}`, { default_token_id: 'tok_amex' });
  assert.equal(alias.body.default_payment_method, 'tok_amex');
  const both = await call('PATCH', `/customers/${id}`, {
    default_token_id: 'tok_amex',
    default_payment_method: 'tok_visa',
  });
  assert.equal(both.body.default_payment_method, 'tok_visa');
});

test('deleting is for good: the customer is gone and the address free', async () => {
  const { id, email } = await create();
  const deleted = await call('DELETE', `/customers/${id}`);
  assert.deepEqual([deleted.status, deleted.body], [200, { id, object: 'customer', deleted: true }]);
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const answer = await call(method, `/customers/${id}`, method === 'PATCH' ? { name: 'x' } : undefined);
    assertRefused(answer, 404, { code: 'not_found', type: 'invalid_request_error', param: null });
    assert.equal(errorOf(answer).message, 'Customer not found');
  }
  assert.equal((await call('GET', `/customers?email=${email}`)).body.total_count, 0);
  const again = await create({ email });
  assert.notEqual(again.id, id);
});

test('a subscription that is being paid for keeps its customer; a free plan does not', async () => {
  const created = await fetch(`${florin.url}/api/v1/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer: { externalId: 'free-rider', email: 'free@example.com', name: 'Free' } }),
  });
  assert.equal(created.status, 200, await created.text());
  const uuid = await uuidOf('free@example.com');
  const ofCustomer = florin.pool`customer_id = ${uuid}`;
  for (const status of ['active', 'trialing', 'past_due']) {
    await florin.pool`
      update subscriptions set renews = true, is_free_plan = false, status = ${status}, recurring_interval = 'month',
        recurring_interval_count = 1, current_period_start = now(), current_period_end = now() + interval '1 month'
      where ${ofCustomer}`;
    const kept = await call('DELETE', `/customers/${uuid}`);
    assertRefused(kept, 400, { type: 'invalid_request_error', code: 'has_active_subscriptions' });
  }
  await florin.pool`update subscriptions set renews = false, is_free_plan = true, status = 'active' where ${ofCustomer}`;
  assert.equal((await call('DELETE', `/customers/${uuid}`)).status, 200);
});

test('a list has its envelope, newest first, and pages by limit and offset', async () => {
  const organization = await florin.createOrganization('paged');
  const list = atlas(florin, (await florin.createKey(organization, 'test')).token);
  const ids: unknown[] = [];
  for (let index = 0; index < 12; index++) {
    ids.unshift((await list('POST', '/customers', { email: `page-${index}@example.com` })).body.id);
  }
  const page = async (query: string) => {
    const { status, body } = await list('GET', `/customers${query}`);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['object', 'data', 'has_more', 'total_count']);
    assert.equal(body.object, 'list');
    assert.equal(body.total_count, 12);
    return { ids: (body.data as { id: string }[]).map(({ id }) => id), more: body.has_more };
  };
  assert.deepEqual(await page(''), { ids: ids.slice(0, 10), more: true });
  assert.deepEqual(await page('?limit=&offset=&email='), { ids: ids.slice(0, 10), more: true });
  assert.deepEqual(await page('?limit=5&offset=5'), { ids: ids.slice(5, 10), more: true });
  assert.deepEqual(await page('?limit=2&offset=10'), { ids: ids.slice(10), more: false });
  assert.deepEqual(await page('?limit=100'), { ids, more: false });
  assert.deepEqual(await page('?offset=12'), { ids: [], more: false });
  assert.deepEqual(await page('?offset=1000000'), { ids: [], more: false });
  for (const [query, param] of [
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=5.7', 'limit'],
    ['limit=10abc', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=x', 'offset'],
  ]) {
    assertRefused(await list('GET', `/customers?${query}`), 400, { type: 'validation_error', param });
  }
});

test('the e-mail filter is exact in case', async () => {
  const { email, id } = await create({ email: 'Filter@example.com' });
  const found = await call('GET', `/customers?email=${email}`);
  assert.deepEqual([found.body.total_count, (found.body.data as { id: string }[])[0]?.id], [1, id]);
  for (const other of ['filter@example.com', 'Filter@example', '%25', 'nobody']) {
    const answer = await call('GET', `/customers?email=${other}`);
    assert.deepEqual([answer.status, answer.body.total_count, answer.body.data], [200, 0, []]);
  }
});

test('an id is taken with its prefix and as a UUID; what is none is not found', async () => {
  const { id, email } = await create();
  const uuid = await uuidOf(email);
  for (const spelling of [id, uuid, uuid.toUpperCase()]) {
    assert.equal((await call('GET', `/customers/${spelling}`)).body.id, id);
  }
  const wrong = [
    'x',
    'cus_x',
    `prod_${id.slice(4)}`,
    '%00',
    '%ff',
    '%zz',
    encodeURIComponent("'; drop"),
    'ü',
  ];
  for (const none of wrong) {
    const answer = await call('GET', `/customers/${none}`);
    if (none !== '%00') assert.equal(errorOf(answer).message, 'Customer not found');
    assertRefused(answer, 404, { code: 'not_found', type: 'invalid_request_error' });
  }
});

test('another organization and the other mode find nothing', async () => {
  const { id, email } = await create();
  const stranger = await florin.createKey(await florin.createOrganization('stranger'), 'test');
  for (const key of [florin.liveKey, stranger.token]) {
    const foreign = atlas(florin, key);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await foreign(
        method,
        `/customers/${id}`,
        method === 'PATCH' ? { name: 'x' } : undefined,
      );
      assertRefused(answer, 404, { code: 'not_found' });
    }
    assert.equal((await foreign('GET', `/customers?email=${email}`)).body.total_count, 0);
  }
  assert.equal((await call('GET', `/customers/${id}`)).status, 200);
});
