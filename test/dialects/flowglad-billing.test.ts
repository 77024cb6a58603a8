import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FlowgladServer } from '@flowglad/server';
import { selectPricingModel, selectPricingModelTree } from '../../src/billing/catalog/index.ts';
import { selectCustomer, updateCustomer } from '../../src/billing/customers/index.ts';
import { issueInvoice, plainLine } from '../../src/billing/invoices/index.ts';
import { savePaymentMethod } from '../../src/billing/payment-methods/index.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { californian } from '../support/orders.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** Sells the product to the customer, as a checkout would. */
async function sell(productId: string, externalId: string) {
  const scope = await florin.scope(florin.organization, 'test');
  const model = await selectPricingModel(scope, scope.pricingModelId);
  const customer = await selectCustomer(scope, { externalId });
  assert.ok(model && customer);
  const { products } = await selectPricingModelTree(scope, model);
  const product = products.find(({ id }) => id === productId);
  const price = product?.prices[0];
  assert.ok(price?.unitAmount);
  return issueInvoice(scope, {
    organization: { ...florin.organization, taxRegistrations: [{ country: 'DE' }] },
    customer,
    product: product ?? null,
    lines: [plainLine({ label: product?.name ?? '', amount: price.unitAmount, priceId: price.id })],
    discount: null,
    behavior: 'exclusive',
    currency: 'usd',
    billingReason: 'purchase',
    billing: { name: 'Mia Maier', address: { ...californian, country: 'DE' }, taxId: null },
    as: 'paid',
  });
}

test('a purchase is seen with its invoice, and a card as the customer’s own', async () => {
  const created = await call('POST', `${florin.url}/v1/products/`, {
    token: florin.testKey,
    body: { name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1000, price_currency: 'usd' }] },
  });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const productId = (created.body as { id: string }).id;
  await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: {
      email: 'mia@shop.example',
      name: 'Mia',
      external_id: 'buyer-1',
      billing_address: { country: 'US', state: 'CA', line1: '1 Main St' },
    },
  });
  const invoice = await sell(productId, 'buyer-1');
  const scope = await florin.scope(florin.organization, 'test');
  const card = await savePaymentMethod(scope, {
    customerId: invoice.customerId,
    processor: 'sandbox',
    processorReference: 'card_1',
    processorCustomerReference: null,
    fingerprint: null,
    type: 'card',
    methodMetadata: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 },
  });
  await updateCustomer(
    scope,
    { id: invoice.customerId },
    { defaultPaymentMethodId: card.id },
    {
      email: 'shared',
      emailCase: 'stored',
      externalId: 'replaceable',
      billingAddress: 'clearable',
      taxIds: 'as_given',
    },
  );

  const server = new FlowgladServer({
    customerExternalId: 'buyer-1',
    getCustomerDetails: async () => ({ email: '', name: '' }),
    apiKey: florin.testKey,
    baseURL: florin.url,
  });
  const billing = await server.getBilling();
  const [bought] = billing.invoices;
  assert.equal(bought?.invoice.id, prefixedId('inv', invoice.id));
  assert.equal(bought?.invoice.invoiceNumber, invoice.number);
  assert.deepEqual(
    [bought?.invoice.status, bought?.invoice.currency, bought?.invoice.subtotal, bought?.invoice.taxAmount],
    ['paid', 'USD', 1000, 190],
  );
  assert.deepEqual(
    bought?.invoiceLineItems.map(({ description, price, quantity }) => [description, price, quantity]),
    [['Book', 1000, 1]],
  );
  const [purchase] = billing.purchases;
  assert.deepEqual([purchase?.name, purchase?.status, purchase?.totalPurchaseValue], ['Book', 'paid', 1190]);
  assert.equal('position' in (purchase ?? {}), false);
  const product = billing.pricingModel.products.find(({ name }) => name === 'Book');
  assert.equal(product?.defaultPrice.unitPrice, 1000);
  assert.equal(purchase?.priceId, product?.defaultPrice.id);
  assert.equal(billing.hasPurchased(product?.slug ?? ''), true);

  const [method] = billing.paymentMethods;
  assert.deepEqual(
    [method?.id, method?.type, method?.default, method?.billingDetails.address.state],
    [prefixedId('pm', card.id), 'card', true, 'CA'],
  );
  assert.deepEqual(method?.paymentMethodData, card.methodMetadata);
});
