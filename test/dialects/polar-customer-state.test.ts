import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let customerId: string;

before(async () => {
  florin = await startTestFlorin();
  const created = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email: 'ada@example.com', external_id: 'ada/1', metadata: { plan: 'pro' } },
  });
  customerId = (created.body as { id: string }).id;
});
after(() => florin.stop());

const get = (path: string, token = florin.testKey) => call('GET', `${florin.url}${path}`, { token });

/** Puts a card on file, as the processor's webhook would. */
async function addCard(last4: string, at: string): Promise<string> {
  const id = newId(new Date(at));
  await florin.pool`
    insert into payment_methods (organization_id, mode, id, created_at, customer_id, processor, processor_reference, type,
      method_metadata)
    values (${florin.organization.id}, 'test', ${id}, ${new Date(at)}, ${customerId}, 'sandbox', ${`card_${last4}`}, 'card',
      ${florin.pool.json({ brand: 'visa', last4, exp_month: 12, exp_year: 2030 })})`;
  return id;
}

test('the state is the customer with what is theirs', async () => {
  const customer = await get(`/v1/customers/${customerId}`);
  for (const path of [`/v1/customers/${customerId}/state`, '/v1/customers/external/ada%2F1/state']) {
    const state = await get(path);
    assert.equal(state.status, 200);
    assert.deepEqual(state.body, {
      ...(customer.body as object),
      active_subscriptions: [],
      granted_benefits: [],
      active_meters: [],
    });
  }
});

test('payment methods, newest first, with the default marked', async () => {
  const older = await addCard('1111', '2026-01-01T00:00:00Z');
  const newer = await addCard('2222', '2026-02-01T00:00:00.500Z');
  await florin.pool`update customers set default_payment_method_id = ${older} where id = ${customerId}`;
  for (const path of [`/v1/customers/${customerId}`, '/v1/customers/external/ada%2F1']) {
    const { status, body } = await get(`${path}/payment-methods`);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      items: [
        {
          id: newer,
          created_at: '2026-02-01T00:00:00.500000Z',
          modified_at: null,
          processor: 'stripe',
          customer_id: customerId,
          type: 'card',
          is_default: false,
          method_metadata: { brand: 'visa', last4: '2222', exp_month: 12, exp_year: 2030 },
        },
        {
          id: older,
          created_at: '2026-01-01T00:00:00Z',
          modified_at: null,
          processor: 'stripe',
          customer_id: customerId,
          type: 'card',
          is_default: true,
          method_metadata: { brand: 'visa', last4: '1111', exp_month: 12, exp_year: 2030 },
        },
      ],
      pagination: { total_count: 2, max_page: 1 },
    });
  }
  const second = await get(`/v1/customers/${customerId}/payment-methods?limit=1&page=2`);
  const { items, pagination } = second.body as { items: { id: string }[]; pagination: unknown };
  assert.deepEqual(
    items.map(({ id }) => id),
    [older],
  );
  assert.deepEqual(pagination, { total_count: 2, max_page: 2 });
});

test('what is not there, or not this key’s to see, is not found', async () => {
  const unknown = '01990000-0000-4000-8000-000000000000';
  for (const part of ['state', 'payment-methods']) {
    for (const path of [`/v1/customers/${unknown}/${part}`, `/v1/customers/external/nobody/${part}`]) {
      const answer = await get(path);
      assert.equal(answer.status, 404);
      assert.deepEqual(answer.body, { error: 'ResourceNotFound', detail: 'Not found' });
    }
    assert.equal((await get(`/v1/customers/${customerId}/${part}`, florin.liveKey)).status, 404);
    assert.equal((await get(`/v1/customers/not-a-uuid/${part}`)).status, 422);
  }
});

test('the vendor clients read both', async () => {
  const old = new Polar({ accessToken: florin.testKey, serverURL: florin.url });
  assert.equal((await old.customers.getState({ id: customerId })).id, customerId);
  assert.equal((await old.customers.getStateExternal({ externalId: 'ada/1' })).id, customerId);
  const recent = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  assert.equal((await recent.customers.getState({ id: customerId })).id, customerId);
  const listed = await recent.customers.listPaymentMethods({ id: customerId });
  assert.equal(listed.result.items.length, 2);
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  assert.equal((await polar.customers.getState(customerId)).id, customerId);
  assert.equal((await polar.customers.listPaymentMethodsExternal('ada/1')).pagination.total_count, 2);
});
