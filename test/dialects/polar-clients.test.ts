import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar41 } from 'polar-sdk-0.41';
import { HTTPValidationError as Invalid41 } from 'polar-sdk-0.41/models/errors/httpvalidationerror.js';
import { ResourceNotFound as NotFound41 } from 'polar-sdk-0.41/models/errors/resourcenotfound.js';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { HTTPValidationError as Invalid49 } from 'polar-sdk-0.49/models/errors/httpvalidationerror.js';
import { ResourceNotFound as NotFound49 } from 'polar-sdk-0.49/models/errors/resourcenotfound.js';
import { createPolar as createPolar202604 } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar202610 } from 'polar-sdk-1.0/2026-10';
import { createPolar as createPolar202701 } from 'polar-sdk-1.0/2027-01';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

/** Customers through the vendor's own clients, with nothing changed but the base URL. */
let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** A key of an organization that has no customers yet. */
async function newKey(name: string): Promise<string> {
  return (await florin.createKey(await florin.createOrganization(name), 'test')).token;
}

test('the early TypeScript call: update a customer by its external id', async () => {
  const polar = new Polar41({ accessToken: await newKey('Early TypeScript'), serverURL: florin.url });
  const created = await polar.customers.create({
    email: 'first@example.com',
    externalId: 'usr_1337',
    billingAddress: { country: 'US' },
  });
  const result = await polar.customers.updateExternal({
    externalId: 'usr_1337',
    customerUpdateExternalID: {
      email: 'customer@example.com',
      name: 'John Doe',
      billingAddress: null,
      taxId: ['911144442', 'us_ein'],
    },
  });
  const { id, email, name, taxId, billingAddress } = result;
  assert.deepEqual(
    { id, email, name, taxId, billingAddress },
    {
      id: created.id,
      email: 'customer@example.com',
      name: 'John Doe',
      taxId: ['911144442', 'us_ein'],
      billingAddress: null,
    },
  );
});

test('the early Go call, as the request that it makes: update a customer by its id', async () => {
  const token = await newKey('Early Go');
  const created = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: { email: 'go@example.com' },
  });
  const { id } = created.body as { id: string };
  const answer = await call('PATCH', `${florin.url}/v1/customers/${id}`, {
    token,
    body: {
      external_id: 'usr_1337',
      email: 'customer@example.com',
      name: 'John Doe',
      billing_address: { country: 'FR' },
      tax_id: ['FR61954506077', 'eu_vat'],
    },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, {
    ...(created.body as object),
    modified_at: (answer.body as { modified_at: string }).modified_at,
    external_id: 'usr_1337',
    email: 'customer@example.com',
    name: 'John Doe',
    billing_name: 'John Doe',
    billing_address: { line1: null, line2: null, postal_code: null, city: null, state: null, country: 'FR' },
    tax_id: ['FR61954506077', 'eu_vat'],
    avatar_url:
      'https://www.gravatar.com/avatar/e233d4a29013e9d87150c6237c6777bedf379ebf1acdc5d6126fec7e8bb74fb5?d=404',
  });
});

const classic = [
  { version: '0.41', Polar: Polar41, Invalid: Invalid41, NotFound: NotFound41 },
  { version: '0.49', Polar: Polar49 as unknown as typeof Polar41, Invalid: Invalid49, NotFound: NotFound49 },
] as const;

for (const { version, Polar, Invalid, NotFound } of classic) {
  test(`@polar-sh/sdk ${version}: every call on customers`, async () => {
    const token = await newKey(`Client ${version}`);
    const polar = new Polar({ accessToken: token, serverURL: florin.url });
    const created = await polar.customers.create({
      email: 'ada@example.com',
      name: 'Ada',
      externalId: 'ada/1',
      metadata: { plan: 'pro', seats: 3, ratio: 1.5, vip: true },
      billingAddress: { country: 'US', state: 'CA' },
    });
    assert.equal(created.billingAddress?.state, 'US-CA');
    const { id } = created;
    assert.ok(created.createdAt instanceof Date);
    assert.deepEqual(await polar.customers.get({ id }), created);
    assert.deepEqual(await polar.customers.getExternal({ externalId: 'ada/1' }), created);
    const renamed = await polar.customers.update({ id, customerUpdate: { name: 'Ada L.' } });
    assert.equal(renamed.name, 'Ada L.');
    const moved = await polar.customers.updateExternal({
      externalId: 'ada/1',
      customerUpdateExternalID: { email: 'moved@example.com', metadata: { plan: 'free' } },
    });
    assert.deepEqual([moved.email, moved.metadata], ['moved@example.com', { plan: 'free' }]);
    await polar.customers.create({ email: 'second@example.com' });

    const pages = await polar.customers.list({ limit: 1, sorting: ['-email'], metadata: { plan: 'free' } });
    assert.deepEqual(pages.result.items, [moved]);
    const seen: string[] = [];
    for await (const { result } of await polar.customers.list({ limit: 1, sorting: ['email'] })) {
      seen.push(...result.items.map(({ email }) => email ?? ''));
    }
    assert.deepEqual(seen, ['moved@example.com', 'second@example.com']);
    assert.match(String(await polar.customers.export({})), /^ID,External ID,.*moved@example\.com/s);
    assert.deepEqual((await polar.customers.getState({ id })).activeSubscriptions, []);

    await assert.rejects(polar.customers.create({ email: 'moved@example.com' }), (error) => {
      assert.ok(error instanceof Invalid);
      assert.equal(error.detail?.[0]?.msg, 'A customer with this email address already exists.');
      return true;
    });
    await polar.customers.delete({ id });
    await assert.rejects(polar.customers.get({ id }), NotFound);
    await polar.customers.create({ email: 'third@example.com', externalId: 'third' });
    await polar.customers.deleteExternal({ externalId: 'third' });
    await assert.rejects(polar.customers.getExternal({ externalId: 'third' }), NotFound);
  });
}

const dated = [
  ['2026-04', createPolar202604],
  ['2026-10', createPolar202610 as unknown as typeof createPolar202604],
  ['2027-01', createPolar202701 as unknown as typeof createPolar202604],
] as const;

for (const [version, createPolar] of dated) {
  test(`@polar-sh/sdk 1.0 of ${version}: every call on customers, by the current contract`, async () => {
    const polar = createPolar({ accessToken: await newKey(`Client ${version}`), baseUrl: florin.url });
    const created = await polar.customers.create({
      email: 'ada@example.com',
      external_id: 'ada-1',
      billing_address: { country: 'FR' },
      tax_id: 'fr 61 954 506 077',
    });
    assert.deepEqual(created.tax_id, ['FR61954506077', 'eu_vat']);
    const { id } = created;
    assert.deepEqual(await polar.customers.get(id), created);
    assert.deepEqual(await polar.customers.getExternal('ada-1'), created);
    assert.equal((await polar.customers.update(id, { name: 'Ada' })).name, 'Ada');
    const updated = await polar.customers.updateExternal('ada-1', { metadata: { plan: 'pro' } });
    assert.deepEqual(updated.metadata, { plan: 'pro' });
    const page = await polar.customers.list({ metadata: { plan: 'pro' }, sorting: ['-email'] });
    assert.deepEqual(page.items, [updated]);
    assert.match(String(await polar.customers.export({})), /ada@example\.com/);

    // What the early contract took, this one refuses.
    await assert.rejects(polar.customers.update(id, { billing_address: null }), { statusCode: 422 });
    await assert.rejects(polar.customers.update(id, { tax_id: ['911144442', 'us_ein'] as never }), {
      statusCode: 422,
    });
    await assert.rejects(polar.customers.update(id, { billing_address: { country: 'CU' as never } }), {
      statusCode: 422,
    });
    assert.equal((await polar.customers.update(id, { email: 'ADA@example.com' })).email, 'ada@example.com');

    await polar.customers.delete(id);
    await assert.rejects(polar.customers.get(id), { statusCode: 404 });
  });
}
