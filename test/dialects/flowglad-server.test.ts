import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FlowgladServer, FlowgladServerAdmin } from '@flowglad/server';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

function serverOf(customerExternalId: string): FlowgladServer {
  return new FlowgladServer({
    customerExternalId,
    getCustomerDetails: async () => ({ email: `${customerExternalId}@app.example`, name: 'From the app' }),
    apiKey: florin.testKey,
    baseURL: florin.url,
  });
}

test('findOrCreateCustomer creates once', async () => {
  const server = serverOf('app-1');
  const created = await server.findOrCreateCustomer();
  assert.equal(created.email, 'app-1@app.example');
  assert.equal((await server.findOrCreateCustomer()).id, created.id);
  assert.equal((await server.getCustomer()).customer.id, created.id);
});

test('getBilling creates who is not there, and answers the checks that apps make', async () => {
  const billing = await serverOf('app-2').getBilling();
  assert.equal(billing.customer.externalId, 'app-2');
  assert.equal(billing.currentSubscription?.isFreePlan, true);
  assert.equal(billing.checkFeatureAccess('anything'), false);
  assert.equal(billing.checkUsageBalance('anything'), null);
  assert.equal(billing.hasPurchased('free'), false);
  assert.equal(billing.getProduct('free')?.name, 'Free Plan');
  assert.equal(billing.getPrice('free')?.unitPrice, 0);
});

test('usage balances, of all subscriptions and of one', async () => {
  const server = serverOf('app-2');
  assert.deepEqual((await server.getUsageMeterBalances()).usageMeterBalances, []);
  const { currentSubscription } = await server.getBilling();
  const own = await server.getUsageMeterBalances({ subscriptionId: currentSubscription?.id });
  assert.deepEqual(own.usageMeterBalances, []);
  const other = await serverOf('app-3').getBilling();
  await assert.rejects(
    server.getUsageMeterBalances({ subscriptionId: other.currentSubscription?.id }),
    /not found for customer app-2/,
  );
});

test('updateCustomer and archiveCustomer', async () => {
  const server = serverOf('app/4?x');
  const created = await server.findOrCreateCustomer();
  const archived = await server.archiveCustomer('app/4?x');
  assert.deepEqual([archived.id, archived.archived], [created.id, true]);
  assert.equal((await server.archiveCustomer('app/4?x')).archived, true, 'again');
  const successor = await server.findOrCreateCustomer();
  assert.notEqual(successor.id, created.id);
  assert.equal((await server.archiveCustomer('app/4?x')).id, successor.id, 'the live one first');
});

test('the administrator’s client', async () => {
  const admin = new FlowgladServerAdmin({ apiKey: florin.testKey, baseURL: florin.url });
  await admin.createCustomer({ customer: { email: 'x@app.example', name: 'X', externalId: 'app-5' } });
  assert.equal((await admin.getCustomer('app-5')).customer.name, 'X');
  assert.equal((await admin.getCustomerBilling('app-5')).customer.externalId, 'app-5');
});
