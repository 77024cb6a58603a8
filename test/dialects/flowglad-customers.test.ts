import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flowgladRoutes } from '../../src/dialects/flowglad/index.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, keyOfNewPricingModel, todaysClient } from '../support/flowglad.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type View = { [name: string]: unknown; id: string; externalId: string };
type Subscription = { id: string; status: string; cancellationReason: string | null; canceledAt: number };

const call = (method: string, path: string, body?: unknown, key = florin.testKey) =>
  callFlowglad(florin, key, method, path, { body, headers: todaysClient });

async function create(externalId: string, key = florin.testKey): Promise<View> {
  const customer = { email: 'shared@shop.example', name: externalId, externalId };
  const answer = await call('POST', '/customers', { customer }, key);
  assert.equal(answer.status, 200, answer.text);
  return (answer.body.data as { customer: View }).customer;
}

type Page = {
  data: View[];
  currentCursor: string | null;
  nextCursor: string | null;
  hasMore: boolean;
  total: number;
};

test('paging over more than a hundred customers: each once, in order of creation', async () => {
  const { token } = await keyOfNewPricingModel(florin, florin.organization, 'test');
  const created: string[] = [];
  for (let index = 0; index < 105; index++) created.push((await create(`page-${index}`, token)).id);
  const read = async (query: string) =>
    (await call('GET', `/customers?${query}`, undefined, token)).body as Page;

  for (const limit of [10, 100]) {
    const seen: string[] = [];
    let cursor = '';
    let page: Page;
    do {
      page = await read(`limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      assert.equal(page.currentCursor, cursor || null);
      assert.equal(page.total, 105);
      assert.equal(page.hasMore, page.nextCursor !== null);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
    } while (page.hasMore);
    assert.deepEqual(seen, created);
  }
  assert.equal((await read('')).data.length, 10);

  const { nextCursor } = await read('limit=5');
  const place = JSON.parse(Buffer.from(nextCursor ?? '', 'base64').toString());
  assert.deepEqual(Object.keys(place), ['parameters', 'createdAt', 'id', 'direction']);
  assert.equal(place.id, created[4]);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const filtered = await read(`limit=2&cursor=${encode({ ...place, parameters: { name: 'page-90' } })}`);
  assert.deepEqual(
    filtered.data.map(({ id }) => id),
    created.slice(5, 7),
    'a cursor is no filter',
  );
  const back = await read(`limit=3&cursor=${encode({ ...place, direction: 'backward' })}`);
  assert.deepEqual(
    back.data.map(({ id }) => id),
    created.slice(1, 4).reverse(),
  );
  assert.equal(back.hasMore, true);
  assert.deepEqual((await read('email=nobody&externalId=page-3')).data.length, 10, 'there are no filters');
});

test('fifty at once for one external id: one is made, with one subscription', async () => {
  const customer = { email: 'race@shop.example', name: 'Race', externalId: 'race-1' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => call('POST', '/customers', { customer })),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array.from({ length: 49 }, () => 409)]);
  const [row] = await florin.pool<{ customers: number; subscriptions: number; events: number }[]>`
    select count(distinct customers.id) as customers, count(distinct subscriptions.id) as subscriptions,
      count(distinct events.id) as events
    from customers left join subscriptions on customer_id = customers.id
    left join events on object_id = customers.id and events.type = 'customer.created'
    where external_id = 'race-1'`;
  assert.deepEqual({ ...row }, { customers: 1, subscriptions: 1, events: 1 });
});

test('updates side by side lose nothing', async () => {
  await create('busy-1');
  const members = ['name', 'domain', 'logoURL', 'iconURL', 'userId', 'email'];
  const answers = await Promise.all(
    members.map((name) => call('PUT', '/customers/busy-1', { customer: { [name]: `new ${name}` } })),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  const { customer } = (await call('GET', '/customers/busy-1')).body as { customer: View };
  for (const name of members) assert.equal(customer[name], `new ${name}`);
});

test('back from the archive side by side with a new customer: one of them has the external id', async () => {
  for (let round = 0; round < 10; round++) {
    const externalId = `return-${round}`;
    await create(externalId);
    await call('POST', `/customers/${externalId}/archive`, {});
    const customer = { email: '', name: '', externalId };
    const answers = await Promise.all([
      callFlowglad(florin, florin.testKey, 'PUT', `/customers/${externalId}`, {
        body: { customer: { archived: false } },
      }),
      call('POST', '/customers', { customer }),
    ]);
    const [back, created] = answers.map(({ status }) => status);
    // Once the new one is there, the path names it, and it is not in the archive.
    assert.ok(created === 200 ? back === 409 || back === 200 : back === 200 && created === 409);
    const [row] = await florin.pool<{ live: number }[]>`
      select count(*) as live from customers where external_id = ${externalId} and archived_at is null`;
    assert.equal(row?.live, 1);
  }
});

test('archive: subscriptions end, the external id is free, the row stays listed', async () => {
  const before = (await call('GET', '/customers')).body.total as number;
  const first = await create('archive-1');
  const answer = await callFlowglad(florin, florin.testKey, 'POST', '/customers/archive-1/archive');
  assert.equal(answer.status, 200, 'without a body');
  const archived = answer.body.customer as View;
  assert.deepEqual([archived.id, archived.archived, archived.externalId], [first.id, true, 'archive-1']);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PUT', '', { customer: { name: 'x' } }],
    ['GET', '/billing', undefined],
    ['GET', '/usage-balances', undefined],
  ] as const) {
    const refused = await call(method, `/customers/archive-1${path}`, body);
    assert.equal(refused.status, 404, `${method} ${path}`);
    assert.equal(refused.body.error, 'Customer with externalId archive-1 not found');
  }
  const [subscription] = await florin.pool<Subscription[]>`
    select subscriptions.* from subscriptions join customers on customers.id = customer_id
    where external_id = 'archive-1'`;
  assert.deepEqual(
    [subscription?.status, subscription?.cancellationReason],
    ['canceled', 'customer_archived'],
  );
  assert.equal((await call('GET', '/customers')).body.total, before + 1, 'archived ones count');

  const successor = await create('archive-1');
  const second = (await call('POST', '/customers/archive-1/archive', {})).body.customer as View;
  assert.equal(second.id, successor.id);
  const third = (await call('POST', '/customers/archive-1/archive', {})).body.customer as View;
  assert.deepEqual(third, second, 'again, without a change');
  assert.equal((await call('POST', '/customers/archive-nobody/archive', {})).status, 404);
  const events = await florin.pool<{ type: string }[]>`
    select type from events where object_id = ${subscription?.id ?? ''} order by sequence`;
  assert.deepEqual(
    events.map(({ type }) => type),
    ['subscription.created', 'subscription.updated', 'subscription.canceled', 'subscription.revoked'],
  );
});

test('billing shows what ended, and no free plan for one who is back', async () => {
  await create('back-1');
  await call('POST', '/customers/back-1/archive', {});
  await callFlowglad(florin, florin.testKey, 'PUT', '/customers/back-1', {
    body: { customer: { archived: false } },
  });
  const billing = (await call('GET', '/customers/back-1/billing')).body;
  const subscriptions = billing.subscriptions as (Subscription & { cancelScheduledAt: number })[];
  assert.equal(subscriptions.length, 1);
  assert.equal(subscriptions[0]?.status, 'canceled');
  assert.equal(subscriptions[0]?.cancelScheduledAt, subscriptions[0]?.canceledAt);
  assert.deepEqual([billing.currentSubscription, billing.currentSubscriptions], [null, []]);
});

test('archived from the start: takes nobody’s external id', async () => {
  await create('born-1');
  const customer = { email: '', name: 'Old', externalId: 'born-1', archived: true };
  const answer = await call('POST', '/customers', { customer });
  assert.equal(answer.status, 200, answer.text);
  assert.equal((answer.body.data as { customer: View }).customer.archived, true);
  assert.equal(((await call('GET', '/customers/born-1')).body.customer as View).name, 'born-1');
});

test('a usage balance of a subscription that is not the customer’s is not found', async () => {
  const answer = await call('POST', '/customers', {
    customer: { email: '', name: '', externalId: 'usage-1' },
  });
  const { subscription } = answer.body.data as { subscription: { id: string } };
  await create('usage-2');
  const ask = (externalId: string, id: string) =>
    call('GET', `/customers/${externalId}/usage-balances?subscriptionId=${id}`);
  assert.deepEqual((await ask('usage-1', subscription.id)).body, { usageMeterBalances: [] });
  for (const id of [subscription.id, 'sub_x', '']) {
    const refused = await ask('usage-2', id);
    assert.equal(refused.status, 404);
    assert.equal(refused.body.error, `Subscription with id ${id} not found for customer usage-2`);
  }
});

test('another organization, mode or pricing model sees nothing, on any route', async () => {
  const own = await create('hidden-1');
  const stranger = await florin.createOrganization('Stranger');
  const keys = [
    florin.liveKey,
    (await florin.createKey(stranger, 'test')).token,
    (await florin.createKey(stranger, 'live')).token,
    (await keyOfNewPricingModel(florin, florin.organization, 'test')).token,
  ];
  const bodies: Record<string, unknown> = {
    PUT: { customer: { name: 'Taken over', archived: false } },
    POST: {},
  };
  for (const key of keys) {
    for (const { method, path } of flowgladRoutes.filter((route) => route.path.includes('{externalId}'))) {
      for (const name of ['hidden-1', own.id]) {
        const target = path.replace('/api/v1', '').replace('{externalId}', name);
        for (const headers of [todaysClient, {}]) {
          const answer = await callFlowglad(florin, key, method, target, { body: bodies[method], headers });
          assert.equal(answer.status, 404, `${method} ${target}`);
        }
      }
    }
    assert.equal((await call('GET', '/customers', undefined, key)).text.includes(own.id), false);
  }
  assert.deepEqual((await call('GET', '/customers/hidden-1')).body.customer, own);
  for (const key of keys) assert.equal((await create('hidden-1', key)).externalId, 'hidden-1');
});

test('the default pricing model is the organization’s, its content the key’s own', async () => {
  const { token } = await keyOfNewPricingModel(florin, florin.organization, 'test');
  const own = (await call('GET', '/pricing-models/default')).body.pricingModel as View;
  const seen = (await call('GET', '/pricing-models/default', undefined, token)).body.pricingModel as View;
  assert.equal(seen.id, own.id);
  assert.deepEqual([seen.products, seen.usageMeters, seen.defaultProduct], [[], [], null]);
  assert.equal((own.products as unknown[]).length > 0, true);
});

test('what Polar wrote reads right here, and the other way round', async () => {
  const polar = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${florin.url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.status === 204 ? undefined : ((await response.json()) as Record<string, unknown>);
  };
  const address = { line1: '1 Main St', city: 'Austin', state: 'TX', postal_code: '73301', country: 'US' };
  const made = await polar('POST', '/customers/', {
    email: 'polar@shop.example',
    name: 'Polar',
    external_id: 'polar/1',
    billing_address: address,
  });
  const { customer } = (await call('GET', '/customers/polar%2F1')).body as { customer: View };
  assert.equal(customer.email, 'polar@shop.example');
  assert.deepEqual(customer.billingAddress, {
    name: 'Polar',
    firstName: null,
    lastName: null,
    email: 'polar@shop.example',
    phone: null,
    address: { name: 'Polar', ...address, line2: null },
  });
  await call('PUT', '/customers/polar%2F1', { customer: { name: 'Renamed' } });
  const read = await polar('GET', `/customers/${made?.id}`);
  assert.equal(read?.name, 'Renamed');
  const billing = (await call('GET', '/customers/polar%2F1/billing')).body;
  assert.deepEqual([billing.subscriptions, billing.currentSubscription], [[], null]);

  const own = await create('from-flowglad');
  const there = await polar('GET', '/customers/external/from-flowglad');
  assert.equal(there?.email, 'shared@shop.example');
  await polar('DELETE', `/customers/${there?.id}`);
  assert.equal((await call('GET', '/customers/from-flowglad')).status, 404);
  assert.notEqual((await create('from-flowglad')).id, own.id);
  const [subscription] = await florin.pool<Subscription[]>`
    select * from subscriptions where customer_id = ${String(there?.id)}`;
  assert.deepEqual(
    [subscription?.status, subscription?.cancellationReason],
    ['canceled', 'customer_deleted'],
  );
});

test('a customer without an external id goes by its own id until it has one', async () => {
  const response = await fetch(`${florin.url}/v1/customers/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'team', owner: { email: 'owner@shop.example' } }),
  });
  assert.equal(response.status, 201);
  const listed = (await call('GET', '/customers?limit=100')).body as Page;
  const unlinked = listed.data.find(({ id, externalId }) => id === externalId);
  assert.ok(unlinked);
  assert.deepEqual([unlinked.email, unlinked.name], ['', '']);
  const renamed = await call('PUT', `/customers/${unlinked.id}`, { customer: { name: 'Team' } });
  assert.equal((renamed.body.customer as View).name, 'Team');
  const early = (customer: unknown) =>
    callFlowglad(florin, florin.testKey, 'PUT', `/customers/${unlinked.id}`, { body: { customer } });
  await early({ externalId: unlinked.id });
  const [row] = await florin.pool<{ externalId: string | null }[]>`
    select external_id from customers where name = 'Team'`;
  assert.equal(row?.externalId, null, 'what is shown in its place is not stored when sent back');
  assert.equal((await early({ externalId: 'linked-1' })).status, 200);
  assert.equal((await call('GET', '/customers/linked-1')).status, 200);
  assert.equal((await call('GET', `/customers/${unlinked.id}`)).status, 404, 'the id is no external id');
});
