import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Flowglad } from 'flowglad-node-0.29';
import { Polar } from 'polar-sdk-0.41';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { prefixedId } from '../../src/platform/ids.ts';
import { type AtlasCall, atlas as atlasOf, errorOf } from '../support/atlas.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let early: Polar;
let current: ReturnType<typeof createPolar>;
let flowglad: Flowglad;
let atlas: AtlasCall;

before(async () => {
  florin = await startTestFlorin();
  early = new Polar({ accessToken: florin.testKey, serverURL: florin.url });
  current = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  flowglad = new Flowglad({ apiKey: florin.testKey, baseURL: florin.url, maxRetries: 0 });
  atlas = atlasOf(florin, florin.testKey);
});
after(() => florin.stop());

const cus = (uuid: string) => prefixedId('cus', uuid);
const cust = (uuid: string) => prefixedId('cust', uuid);
const uuidOf = async (atlasId: unknown) =>
  String((await early.customers.get({ id: await plain(atlasId) })).id);

/** The UUID of an id that Atlas shows: Polar lists the same customers. */
async function plain(atlasId: unknown): Promise<string> {
  const { items } = await current.customers.list({ limit: 100 });
  const found = items.find(({ id }) => cus(id) === atlasId);
  assert.ok(found, `Polar lists ${atlasId}`);
  return found.id;
}

test('made through Polar: listed, read and updated through Atlas and Flowglad', async () => {
  const made = await early.customers.create({
    email: 'Made.Polar@example.com',
    name: 'Paula',
    externalId: 'p_1',
    billingAddress: {
      line1: '1 Main St',
      city: 'San Francisco',
      postalCode: '94104',
      state: 'CA',
      country: 'US',
    },
    taxId: ['911144442', 'us_ein'],
    metadata: { plan: 'pro', seats: 3, beta: true, rate: 0.5 },
  });
  assert.equal(made.billingAddress?.state, 'US-CA');

  const { body: seen } = await atlas('GET', `/customers/${cus(made.id)}`);
  assert.deepEqual(seen, {
    id: cus(made.id),
    object: 'customer',
    email: 'Made.Polar@example.com',
    name: 'Paula',
    phone: null,
    description: null,
    billing_address: {
      line1: '1 Main St',
      city: 'San Francisco',
      state: 'CA',
      postal_code: '94104',
      country: 'US',
    },
    shipping_address: null,
    default_payment_method: null,
    tax_exempt: false,
    tax_ids: [{ type: 'us_ein', value: '911144442' }],
    metadata: { plan: 'pro', seats: 3, beta: true, rate: 0.5 },
    created: Math.floor(made.createdAt.getTime() / 1000),
  });
  const { body: byBareId } = await atlas('GET', `/customers/${made.id}`);
  assert.deepEqual(byBareId, seen);
  const { body: listed } = await atlas('GET', '/customers?email=Made.Polar@example.com');
  assert.deepEqual(listed.data, [seen]);

  const { customer } = await flowglad.customers.retrieve('p_1');
  assert.equal(customer.id, cust(made.id));
  assert.deepEqual(
    [customer.email, customer.name, customer.archived, customer.livemode],
    ['Made.Polar@example.com', 'Paula', false, false],
  );
  assert.equal(customer.billingAddress?.address.state, 'CA');
  assert.ok((await flowglad.customers.list({ limit: '100' })).data.some(({ id }) => id === customer.id));

  await atlas('PATCH', `/customers/${cus(made.id)}`, { phone: '+1 415 555 0100', tax_exempt: true });
  await flowglad.customers.update('p_1', { customer: { name: 'Paula P.', domain: 'paula.example' } });
  const after = await early.customers.get({ id: made.id });
  assert.deepEqual(
    { ...after, modifiedAt: null },
    { ...made, name: 'Paula P.', modifiedAt: null },
    'what Atlas and Flowglad did not name is as Polar wrote it',
  );
  const { body: both } = await atlas('GET', `/customers/${cus(made.id)}`);
  assert.deepEqual(both, { ...seen, name: 'Paula P.', phone: '+1 415 555 0100', tax_exempt: true });
});

test('made through Flowglad: listed, read and updated through Polar and Atlas', async () => {
  const { data } = await flowglad.customers.create({
    customer: {
      email: 'made.flowglad@example.com',
      name: 'Flo',
      externalId: 'f_1',
      logoURL: 'https://flo.example/logo.png',
      userId: 'user_1',
    },
  });
  const seen = await current.customers.getExternal('f_1');
  assert.equal(cust(seen.id), data.customer.id);
  assert.deepEqual(
    [seen.email, seen.name, seen.external_id, seen.metadata, seen.tax_id, seen.billing_address],
    ['made.flowglad@example.com', 'Flo', 'f_1', {}, null, null],
  );
  const { items } = await current.customers.list({ query: 'made.flowglad' });
  assert.deepEqual(items, [seen]);

  await current.customers.updateExternal('f_1', {
    billing_address: { country: 'CA', state: 'QC', line1: 'Rue 1', city: 'Montréal', postal_code: 'H2X 1Y4' },
    locale: 'fr-CA',
    metadata: { from: 'polar' },
  });
  const patched = await atlas('PATCH', `/customers/${cus(seen.id)}`, {
    description: 'A shop',
    shipping_address: { line1: 'Dock 4', country: 'DE' },
  });
  assert.deepEqual(patched.body.billing_address, {
    line1: 'Rue 1',
    city: 'Montréal',
    state: 'QC',
    postal_code: 'H2X 1Y4',
    country: 'CA',
  });
  assert.deepEqual(patched.body.metadata, { from: 'polar' });
  const { customer } = await flowglad.customers.retrieve('f_1');
  assert.deepEqual(
    { ...customer, updatedAt: 0, billingAddress: null },
    { ...data.customer, updatedAt: 0, billingAddress: null },
  );
  assert.deepEqual(
    { ...customer.billingAddress?.address },
    {
      name: 'Flo',
      line1: 'Rue 1',
      line2: null,
      city: 'Montréal',
      state: 'QC',
      postal_code: 'H2X 1Y4',
      country: 'CA',
    },
  );
  const again = await current.customers.get(seen.id);
  assert.deepEqual([again.locale, again.billing_address?.state], ['fr-CA', 'CA-QC']);
});

test('made through Atlas: listed, read and updated through Polar and Flowglad', async () => {
  const sent = {
    email: 'Made.Atlas@Example.com',
    name: 'Attila',
    phone: '+49 30 123456',
    description: 'Wholesale',
    billing_address: { line1: 'Gate 7', city: 'Austin', state: 'US-TX', country: 'us', floor: 3 },
    shipping_address: { line1: 'Dock 9', country: 'AT' },
    tax_exempt: true,
    tax_ids: [
      { type: 'house_number', value: 'X-1', issued: { by: 'us' } },
      { type: 'eu_vat', value: 'DE123456788' },
    ],
    metadata: { flat: 'yes', nested: { deep: [1, { two: null }] }, nothing: null, n: 7 },
  };
  const { status, body: made } = await atlas('POST', '/customers', sent);
  assert.equal(status, 201);
  assert.deepEqual(made.metadata, sent.metadata);
  assert.deepEqual(made.tax_ids, sent.tax_ids);
  assert.deepEqual(made.billing_address, { ...sent.billing_address, state: 'TX', country: 'US' });

  const id = await uuidOf(made.id);
  const seen = await early.customers.get({ id });
  assert.deepEqual(
    {
      email: seen.email,
      name: seen.name,
      taxId: seen.taxId,
      metadata: seen.metadata,
      state: seen.billingAddress?.state,
      country: seen.billingAddress?.country,
    },
    {
      email: 'Made.Atlas@Example.com',
      name: 'Attila',
      taxId: ['DE123456788', 'eu_vat'],
      metadata: { flat: 'yes', nested: '{"deep":[1,{"two":null}]}', nothing: 'null', n: 7 },
      state: 'US-TX',
      country: 'US',
    },
  );
  const { customer } = await flowglad.customers.retrieve(cust(id));
  assert.deepEqual([customer.externalId, customer.name], [cust(id), 'Attila'], 'it goes by its own id');
  assert.deepEqual(
    [customer.billingAddress?.address.state, customer.billingAddress?.phone],
    ['TX', sent.phone],
  );

  await current.customers.update(id, { name: 'Attila H.', locale: 'hu' });
  await flowglad.customers.update(cust(id), { customer: { iconURL: 'https://a.example/i.png' } });
  const { body: after } = await atlas('GET', `/customers/${made.id}`);
  assert.deepEqual(
    after,
    { ...made, name: 'Attila H.' },
    'nested values and members of its own are all there',
  );

  await current.customers.update(id, { external_id: 'a_1' });
  assert.equal((await flowglad.customers.retrieve('a_1')).customer.id, cust(id));
  await assert.rejects(flowglad.customers.retrieve(cust(id)), Flowglad.NotFoundError);
});

test('changes by all three in turn add up', async () => {
  const { data } = await flowglad.customers.create({
    customer: { email: 'turn@example.com', name: 'T', externalId: 'turn' },
  });
  const { id } = await early.customers.getExternal({ externalId: 'turn' });
  for (let round = 1; round <= 4; round++) {
    await early.customers.update({ id, customerUpdate: { metadata: { round } } });
    await current.customers.update(id, { locale: ['de-AT', 'de-CH', 'de-DE', 'de-LI'][round - 1] ?? null });
    await atlas('PATCH', `/customers/${cus(id)}`, { phone: `${round}`, description: `round ${round}` });
    await flowglad.customers.update('turn', { customer: { logoURL: `logo ${round}`, name: `T ${round}` } });
    await current.customers.updateExternal('turn', { email: `turn${round}@example.com` });
  }
  const polar = await current.customers.get(id);
  assert.deepEqual(
    [polar.metadata, polar.locale, polar.email, polar.name],
    [{ round: 4 }, 'de-LI', 'turn4@example.com', 'T 4'],
  );
  const { body } = await atlas('GET', `/customers/${cus(id)}`);
  assert.deepEqual([body.phone, body.description, body.metadata], ['4', 'round 4', { round: 4 }]);
  const { customer } = await flowglad.customers.retrieve('turn');
  assert.deepEqual(
    [customer.logoURL, customer.name, customer.email, customer.invoiceNumberBase],
    ['logo 4', 'T 4', 'turn4@example.com', data.customer.invoiceNumberBase],
  );
  assert.equal(customer.createdAt, data.customer.createdAt);
});

test('null clears through one what another wrote', async () => {
  const { id } = await early.customers.create({ email: 'clear@example.com', name: 'C', externalId: 'clear' });
  await atlas('PATCH', `/customers/${cus(id)}`, {
    billing_address: { line1: 'x', country: 'DE' },
    tax_ids: [{ type: 'eu_vat', value: 'DE123456788' }],
    metadata: { a: { b: 1 } },
  });
  const cleared = await early.customers.update({
    id,
    customerUpdate: { name: null, billingAddress: null, taxId: null, metadata: {} },
  });
  assert.deepEqual(
    [cleared.name, cleared.billingAddress, cleared.taxId, cleared.metadata],
    [null, null, null, {}],
  );
  const { body } = await atlas('GET', `/customers/${cus(id)}`);
  assert.deepEqual([body.name, body.billing_address, body.tax_ids, body.metadata], [null, null, [], {}]);
  assert.equal((await flowglad.customers.retrieve('clear')).customer.name, '');
});

type Made = { id: string; externalId: string };

/** One customer with an external id through every dialect; Atlas has none, so Polar gives it. */
const makers: Record<string, (mark: string) => Promise<Made>> = {
  async polar(mark) {
    const { id } = await early.customers.create({ email: `${mark}@example.com`, externalId: mark });
    return { id, externalId: mark };
  },
  async flowglad(mark) {
    await flowglad.customers.create({
      customer: { email: `${mark}@example.com`, name: 'F', externalId: mark },
    });
    const { id } = await current.customers.getExternal(mark);
    return { id, externalId: mark };
  },
  async atlas(mark) {
    const { body } = await atlas('POST', '/customers', { email: `${mark}@example.com` });
    const id = await uuidOf(body.id);
    await current.customers.update(id, { external_id: mark });
    return { id, externalId: mark };
  },
};

const deleters: Record<string, (made: Made) => Promise<unknown>> = {
  polar: ({ id }) => early.customers.delete({ id }),
  polarExternal: ({ externalId }) => current.customers.deleteExternal(externalId),
  polarAnonymize: ({ id }) => current.customers.delete(id, { anonymize: true }),
  atlas: async ({ id }) => assert.equal((await atlas('DELETE', `/customers/${cus(id)}`)).body.deleted, true),
};

type Shown = { id: string; archived: boolean; externalId: string };

/** The client of this version does not know the call yet. */
async function archive(externalId: string): Promise<Shown> {
  return (await flowglad.post<{ customer: Shown }>(`/api/v1/customers/${externalId}/archive`)).customer;
}

async function statusesOf({ id, externalId }: Made): Promise<number[]> {
  const token = florin.testKey;
  const answers = await Promise.all([
    call('GET', `${florin.url}/v1/customers/${id}`, { token }),
    call('GET', `${florin.url}/v1/customers/external/${externalId}`, { token }),
    call('GET', `${florin.url}/api/v1/customers/${externalId}`, { token }),
    call('GET', `${florin.url}/functions/v1/customers/${cus(id)}`, { token }),
    call('PATCH', `${florin.url}/v1/customers/${id}`, { token, body: { name: 'x' } }),
    call('PUT', `${florin.url}/api/v1/customers/${externalId}`, {
      token,
      body: { customer: { name: 'x' } },
    }),
    call('PATCH', `${florin.url}/functions/v1/customers/${cus(id)}`, { token, body: { name: 'x' } }),
  ]);
  return answers.map(({ status }) => status);
}

for (const [maker, make] of Object.entries(makers)) {
  for (const [deleter, remove] of Object.entries(deleters)) {
    test(`made through ${maker}, deleted through ${deleter}: gone everywhere, and its names are free`, async () => {
      const mark = `gone-${maker}-${deleter}`;
      const made = await make(mark);
      assert.deepEqual(await statusesOf(made), Array(7).fill(200));
      const counted = async () => (await current.customers.list({ limit: 1 })).pagination.total_count;
      const before = await counted();
      await remove(made);
      assert.deepEqual(await statusesOf(made), Array(7).fill(404));
      assert.equal(await counted(), before - 1);
      const { data } = await flowglad.customers.list({ limit: '100' });
      assert.ok(!data.some(({ id }) => id === cust(made.id)));
      const again = await early.customers.create({ email: `${mark}@example.com`, externalId: mark });
      assert.notEqual(again.id, made.id);
    });
  }

  test(`made through ${maker}, archived through Flowglad: it stays for Polar and Atlas, its external id is free`, async () => {
    const mark = `away-${maker}`;
    const made = await makers[maker]?.(mark);
    assert.ok(made);
    const customer = await archive(mark);
    assert.deepEqual([customer.id, customer.archived, customer.externalId], [cust(made.id), true, mark]);
    assert.deepEqual(await statusesOf(made), [200, 200, 404, 200, 200, 404, 200]);
    assert.equal((await current.customers.getExternal(mark)).id, made.id);

    const next = await early.customers.create({ email: `next-${mark}@example.com`, externalId: mark });
    assert.equal((await current.customers.getExternal(mark)).id, next.id);
    assert.equal((await flowglad.customers.retrieve(mark)).customer.id, cust(next.id));
    assert.equal((await current.customers.get(made.id)).external_id, mark, 'the one put away keeps it');

    await early.customers.delete({ id: next.id });
    const back = await call('PUT', `${florin.url}/api/v1/customers/${mark}`, {
      token: florin.testKey,
      body: { customer: { archived: false } },
    });
    assert.equal(back.status, 200);
    assert.deepEqual(await statusesOf(made), Array(7).fill(200));
  });
}

test('who is archived does not come back to an external id that is another’s by now', async () => {
  const made = await makers.flowglad?.('back');
  assert.ok(made);
  await archive('back');
  const next = await early.customers.create({ email: 'next-back@example.com', externalId: 'back' });
  // The path names the live one; the archived one is reached by its id through Polar only.
  const answer = await call('PUT', `${florin.url}/api/v1/customers/back`, {
    token: florin.testKey,
    body: { customer: { archived: false } },
  });
  assert.equal((answer.body as { customer: { id: string } }).customer.id, cust(next.id));
  const [row] = await florin.pool`select archived_at from customers where id = ${made.id}`;
  assert.ok(row?.archivedAt instanceof Date);
});

type Writer = 'polar' | 'flowglad' | 'atlas';

let serial = 0;

/** Creates with an address; answers whether it was taken. Any other refusal fails the test. */
const creators: Record<Writer, (email: string) => Promise<boolean>> = {
  async polar(email) {
    const token = florin.testKey;
    const answer = await call('POST', `${florin.url}/v1/customers/`, { token, body: { email } });
    if (answer.status === 201) return true;
    assert.equal(answer.status, 422);
    const [detail] = (answer.body as { detail: { loc: string[]; msg: string }[] }).detail;
    assert.deepEqual(
      [detail?.loc, detail?.msg],
      [['body', 'email'], 'A customer with this email address already exists.'],
    );
    return false;
  },
  async flowglad(email) {
    await flowglad.customers.create({ customer: { email, name: '', externalId: `e${serial++}` } });
    return true;
  },
  async atlas(email) {
    const answer = await atlas('POST', '/customers', { email });
    if (answer.status === 201) return true;
    const error = errorOf(answer);
    assert.deepEqual([answer.status, error.code, error.param], [400, 'customer_exists', 'email']);
    assert.match(error.existing_customer_id ?? '', /^cus_/);
    return false;
  },
};

/** Whether the second is let have an address of the first: the very same, and one in another case. */
const mayShare: Record<Writer, Record<Writer, [same: boolean, otherCase: boolean]>> = {
  polar: { polar: [false, false], flowglad: [true, true], atlas: [false, true] },
  flowglad: { polar: [false, false], flowglad: [true, true], atlas: [false, true] },
  atlas: { polar: [false, false], flowglad: [true, true], atlas: [false, true] },
};

for (const [first, seconds] of Object.entries(mayShare) as [Writer, (typeof mayShare)[Writer]][]) {
  for (const [second, [same, otherCase]] of Object.entries(seconds) as [Writer, [boolean, boolean]][]) {
    test(`an address taken through ${first}, wanted through ${second}`, async () => {
      const mark = `Shared.${first}.${second}`;
      assert.equal(await creators[first](`${mark}@example.com`), true);
      assert.equal(await creators[second](`${mark}@example.com`), same);
      assert.equal(await creators[second](`${mark.toUpperCase()}@example.com`), otherCase);
    });
  }
}

test('an update may take an address under the rule of its own dialect', async () => {
  await early.customers.create({ email: 'Held@example.com', externalId: 'held' });
  const { id } = await early.customers.create({ email: 'wants@example.com', externalId: 'wants' });
  await assert.rejects(early.customers.update({ id, customerUpdate: { email: 'HELD@example.com' } }));
  const refused = await atlas('PATCH', `/customers/${cus(id)}`, { email: 'Held@example.com' });
  assert.equal(errorOf(refused).code, 'email_exists');
  const { customer } = await flowglad.customers.update('wants', { customer: { email: 'Held@example.com' } });
  assert.equal(customer.email, 'Held@example.com');
  // Sent back as it is, it is nobody's business; changed in any way, it is.
  await early.customers.update({ id, customerUpdate: { email: 'Held@example.com', name: 'W' } });
  await assert.rejects(early.customers.update({ id, customerUpdate: { email: 'held@example.com' } }));
});

for (const [one, other] of [
  ['ΑΣ@example.com', 'ας@example.com'],
  ['İx@example.com', 'i̇x@example.com'],
  ['straße@example.com', 'STRAßE@example.com'],
] as const) {
  test(`letters whose lower case is a matter of opinion end in a refusal: ${one}`, async () => {
    assert.equal(await creators.polar(one), true);
    assert.equal(await creators.polar(other), false);
    assert.equal(await creators.polar(one), false);
    const { id } = await early.customers.create({ email: `${serial++}opinion@example.com` });
    await assert.rejects(early.customers.update({ id, customerUpdate: { email: other } }));
  });
}
