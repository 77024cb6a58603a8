import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

test('the seed call: update a customer by external id', async () => {
  const polar = new Polar({ accessToken: florin.testKey, serverURL: florin.url });
  const created = await polar.customers.create({ email: 'first@example.com', externalId: 'usr_1337' });
  const result = await polar.customers.updateExternal({
    externalId: 'usr_1337',
    customerUpdateExternalID: {
      email: 'customer@example.com',
      name: 'John Doe',
      billingAddress: null,
      taxId: ['911144442', 'us_ein'],
    },
  });
  assert.equal(result.id, created.id);
  assert.equal(result.email, 'customer@example.com');
  assert.equal(result.name, 'John Doe');
  assert.deepEqual(result.taxId, ['911144442', 'us_ein']);
  assert.equal(result.billingAddress, null);
  const { result: page } = await polar.customers.list({});
  assert.equal(page.pagination.totalCount, 1);
});
