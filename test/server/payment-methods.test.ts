import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CustomerRules } from '../../src/billing/customers/index.ts';
import { createCustomer, selectCustomer, updateCustomer } from '../../src/billing/customers/index.ts';
import {
  deletePaymentMethod,
  listPaymentMethods,
  type PaymentMethod,
  paymentMethodToCharge,
  savePaymentMethod,
} from '../../src/billing/payment-methods/index.ts';
import { type Outcome, processorOf, setStripe } from '../../src/billing/payments/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let scope: Scope;
before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
});
after(() => florin.stop());

const rules: CustomerRules = {
  email: 'shared',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'as_given',
};

async function makeCustomer(within: Scope = scope): Promise<string> {
  const made = await createCustomer(within, { email: `${newId(Date.now())}@example.com` }, rules);
  assert.ok(made.ok);
  return made.value.id;
}

/** Set up at the sandbox, and kept. */
async function keepCard(customerId: string): Promise<PaymentMethod> {
  const sandbox = await processorOf(scope);
  const setUp = await sandbox?.setUp(scope, {
    idempotencyKey: newId(Date.now()),
    confirmationToken: 'tok_visa',
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  });
  assert.ok(setUp?.ok && setUp.value.method);
  const { method, customerReference } = setUp.value;
  return savePaymentMethod(scope, {
    customerId,
    processor: 'sandbox',
    processorReference: method.reference,
    processorCustomerReference: customerReference,
    fingerprint: method.fingerprint,
    type: method.type,
    methodMetadata: method.metadata,
  });
}

async function charge(method: PaymentMethod): Promise<Outcome> {
  const charged = await (await processorOf(scope))?.charge(scope, {
    idempotencyKey: newId(Date.now()),
    amount: 500,
    currency: 'usd',
    source: { methodReference: method.processorReference },
    customerReference: method.processorCustomerReference,
    offSession: true,
    saveMethod: false,
    returnUrl: null,
    description: 'Renewal',
  });
  assert.ok(charged?.ok);
  return charged.value;
}

const chosen = async (customerId: string, preferredId: string | null = null, within = scope) =>
  (await paymentMethodToCharge(within, { customerId, preferredId }))?.id;

test('the method preferred is charged, else the default, else the newest', async () => {
  const customerId = await makeCustomer();
  assert.equal(await chosen(customerId), undefined);
  const [first, second, third] = [
    await keepCard(customerId),
    await keepCard(customerId),
    await keepCard(customerId),
  ];
  assert.equal(await chosen(customerId), third.id);
  await updateCustomer(scope, { id: customerId }, { defaultPaymentMethodId: first.id }, rules);
  assert.equal(await chosen(customerId), first.id);
  assert.equal(await chosen(customerId, second.id), second.id);
  // What is gone, or somebody else's, is preferred by nobody.
  const stranger = await keepCard(await makeCustomer());
  assert.equal(await chosen(customerId, stranger.id), first.id);
  await deletePaymentMethod(scope, customerId, second.id);
  assert.equal(await chosen(customerId, second.id), first.id);
  assert.equal(await chosen(customerId, null, await florin.scope(florin.organization, 'live')), undefined);
});

test('a deleted method is gone for good, at the processor as well, and is told of', async () => {
  const customerId = await makeCustomer();
  const [kept, other] = [await keepCard(customerId), await keepCard(customerId)];
  await updateCustomer(scope, { id: customerId }, { defaultPaymentMethodId: kept.id }, rules);
  assert.equal((await charge(kept)).status, 'succeeded');
  const stranger = await deletePaymentMethod(scope, await makeCustomer(), kept.id);
  assert.equal(!stranger.ok && stranger.failures[0].code, 'not_found');

  const deleted = await deletePaymentMethod(scope, customerId, kept.id);
  assert.ok(deleted.ok && deleted.value.deletedAt);
  const outcome = await charge(kept);
  assert.equal(outcome.status === 'failed' && outcome.declineReason, 'payment_method_unknown');
  assert.equal((await selectCustomer(scope, { id: customerId }))?.defaultPaymentMethodId, null);
  const { items, total } = await listPaymentMethods(scope, customerId, { limit: 10, offset: 0 });
  assert.deepEqual([items.map(({ id }) => id), total], [[other.id], 1]);
  const again = await deletePaymentMethod(scope, customerId, kept.id);
  assert.equal(again.ok, false);

  const events = await florin.pool<{ type: string; data: object }[]>`
    select type, data from events where object_id = ${kept.id} order by sequence`;
  assert.deepEqual(
    events.map(({ type }) => type),
    ['payment_method.created', 'payment_method.deleted'],
  );
  const told = JSON.stringify(events);
  assert.ok(!told.includes(kept.processorReference) && !told.includes(String(kept.fingerprint)));
});

test('only methods that the processor of the day keeps are charged', async () => {
  const organization = await florin.createOrganization('Mover');
  const within = await florin.scope(organization, 'test');
  const customerId = await makeCustomer(within);
  const keep = (processor: string) =>
    savePaymentMethod(within, {
      customerId,
      processor,
      processorReference: `${processor}_1`,
      processorCustomerReference: null,
      fingerprint: null,
      type: 'card',
      methodMetadata: { brand: 'visa', last4: '4242', exp_month: 1, exp_year: 2040 },
    });
  const stripes = await keep('stripe');
  const sandboxes = await keep('sandbox');
  assert.equal(await chosen(customerId, stripes.id, within), sandboxes.id);
  const account = { secretKey: 'sk_test_0123456789', webhookSecret: 'whsec_0123456789', baseUrl: null };
  assert.ok((await setStripe(within, account)).ok);
  assert.equal(await chosen(customerId, sandboxes.id, within), stripes.id);
});
