import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Flowglad } from 'flowglad-node-0.21';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let client: Flowglad;
before(async () => {
  florin = await startTestFlorin();
  client = new Flowglad({ apiKey: florin.testKey, baseURL: florin.url });
});
after(() => florin.stop());

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('create, retrieve and update as the first clients do', async () => {
  const { data } = await client.customers.create({
    customer: { email: 'mia@shop.example', name: 'Mia', externalId: 'u_21' },
  });
  assert.match(data.customer.createdAt, isoTime);
  assert.match(data.customer.catalogId ?? '', /^pricing_model_/);
  const { customer } = await client.customers.update('u_21', {
    customer: { id: data.customer.id, name: 'Mia Maier', externalId: 'u_21b', archived: false },
  });
  assert.equal(customer.name, 'Mia Maier');
  assert.equal(customer.externalId, 'u_21b');
  assert.match(customer.updatedAt ?? '', isoTime);
  const retrieved = await client.customers.retrieve('u_21b');
  assert.deepEqual(retrieved.customer, customer);
  const page = await client.customers.list();
  assert.deepEqual(page.data, [customer]);
});

test('billing and the default catalog by their old names', async () => {
  const billing = await client.customers.retrieveBilling('u_21b');
  assert.match(String(billing.catalog.createdAt), isoTime);
  const [subscription] = billing.currentSubscriptions ?? [];
  assert.match(String(subscription?.startDate), isoTime);
  const { catalog } = await client.catalogs.retrieveDefault();
  assert.deepEqual(catalog, billing.catalog);
  assert.equal(catalog.products[0]?.catalogId, catalog.id);
});
