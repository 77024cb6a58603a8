import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Flowglad } from 'flowglad-node-0.29';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let client: Flowglad;
before(async () => {
  florin = await startTestFlorin();
  client = new Flowglad({ apiKey: florin.testKey, baseURL: florin.url });
});
after(() => florin.stop());

const mia = { email: 'mia@shop.example', name: 'Mia', externalId: 'u_42' };

test('create answers the customer with the free plan', async () => {
  const { data } = await client.customers.create({ customer: mia });
  const { customer, subscription, subscriptionItems } = data;
  assert.match(customer.id, /^cust_[0-9A-Za-z]{21}$/);
  assert.match(customer.organizationId, /^org_/);
  assert.match(customer.pricingModelId, /^pricing_model_/);
  assert.match(customer.invoiceNumberBase ?? '', /^[0-9A-F]{7}$/);
  const { id, organizationId, pricingModelId, invoiceNumberBase, createdAt, updatedAt, ...rest } = customer;
  assert.ok(Math.abs(Date.now() - createdAt) < 60_000);
  assert.equal(updatedAt, createdAt);
  assert.deepEqual(rest, {
    ...mia,
    livemode: false,
    archived: false,
    logoURL: null,
    iconURL: null,
    domain: null,
    billingAddress: null,
    userId: null,
  });
  assert.ok(subscription);
  assert.equal(subscription.status, 'active');
  assert.equal(subscription.name, 'Free Plan Subscription');
  assert.equal(subscription.customerId, customer.id);
  assert.equal(subscription.pricingModelId, pricingModelId);
  assert.deepEqual(
    [subscription.isFreePlan, subscription.current, subscription.renews, subscription.interval],
    [true, true, false, null],
  );
  assert.deepEqual(
    [subscription.currentBillingPeriodStart, subscription.billingCycleAnchorDate, subscription.intervalCount],
    [null, null, null],
  );
  const [item] = subscriptionItems ?? [];
  assert.equal(subscriptionItems?.length, 1);
  assert.equal(item?.name, 'Free Plan');
  assert.deepEqual(
    [item?.unitPrice, item?.quantity, item?.type, item?.manuallyCreated, item?.subscriptionId],
    [0, 1, 'static', false, subscription.id],
  );
  assert.equal(item?.priceId, subscription.priceId);
});

test('retrieve, update, list', async () => {
  const { customer } = await client.customers.retrieve('u_42');
  assert.equal(customer.email, mia.email);
  const updated = await client.customers.update('u_42', {
    customer: { name: '', logoURL: 'any text', userId: 'user_7' },
  });
  assert.equal(updated.customer.name, '');
  assert.equal(updated.customer.email, mia.email, 'what is not named stays');
  const cleared = await client.customers.update('u_42', { customer: { logoURL: null, userId: null } });
  assert.deepEqual(
    [cleared.customer.logoURL, cleared.customer.userId, cleared.customer.name],
    [null, null, ''],
  );
  const same = await client.customers.update('u_42', { customer: {} });
  assert.deepEqual({ ...same.customer, updatedAt: 0 }, { ...cleared.customer, updatedAt: 0 });
  const page = await client.customers.list({ limit: '1' });
  assert.deepEqual([page.total, page.hasMore, page.nextCursor], [1, false, null]);
  assert.deepEqual(page.data, [same.customer]);
});

test('billing of a customer on the free plan', async () => {
  const billing = await client.customers.retrieveBilling('u_42');
  assert.equal(billing.subscriptions.length, 1);
  assert.deepEqual(billing.currentSubscriptions, billing.subscriptions);
  assert.deepEqual(billing.currentSubscription, billing.subscriptions[0]);
  assert.equal(billing.currentSubscription?.subscriptionItems[0]?.price.unitPrice, 0);
  assert.deepEqual(billing.currentSubscription?.experimental, { featureItems: [], usageMeterBalances: [] });
  assert.deepEqual([billing.invoices, billing.purchases, billing.paymentMethods], [[], [], []]);
  assert.deepEqual(billing.catalog, billing.pricingModel);
  assert.equal(billing.pricingModel.defaultProduct?.slug, 'free');
  assert.equal(billing.pricingModel.defaultProduct?.defaultPrice.type, 'single_payment');
  assert.equal(billing.billingPortalUrl, `${florin.url}/billing-portal/${billing.customer.organizationId}`);
});

test('the default pricing model', async () => {
  const { pricingModel } = await client.pricingModels.retrieveDefault();
  assert.equal(pricingModel.isDefault, true);
  assert.equal(pricingModel.livemode, false);
  assert.deepEqual(
    pricingModel.products.map(({ slug, name }) => [slug, name]),
    [['free', 'Free Plan']],
  );
  assert.deepEqual(pricingModel.usageMeters, []);
});

test('errors come as the client’s own classes, and a conflict is asked once', async () => {
  await assert.rejects(client.customers.retrieve('nobody'), (error) => {
    assert.ok(error instanceof Flowglad.NotFoundError);
    assert.deepEqual(
      { ...(error.error as object), request_id: '' },
      { error: 'Customer with externalId nobody not found', code: 'NOT_FOUND', request_id: '' },
    );
    return true;
  });
  let requests = 0;
  const counting = new Flowglad({
    apiKey: florin.testKey,
    baseURL: florin.url,
    fetch: (url, init) => {
      requests++;
      return fetch(url, init);
    },
  });
  await assert.rejects(counting.customers.create({ customer: mia }), Flowglad.ConflictError);
  assert.equal(requests, 1);
  const stranger = new Flowglad({ apiKey: 'sk_test_nobody', baseURL: florin.url });
  await assert.rejects(stranger.customers.list(), Flowglad.AuthenticationError);
});
