import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { verifyWebhook } from '@flowglad/server';
import { webhooks as polarWebhooks } from 'polar-sdk-1.0/2026-04';
import { resetWebhookSecret } from '../../src/billing/webhooks/index.ts';
import { knownEventTypes } from '../../src/dialects/atlas/webhook-types.ts';
import { parsePrefixedId } from '../../src/platform/ids.ts';
import { type AtlasCall, assertRefused, atlas, errorOf } from '../support/atlas.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, todaysClient } from '../support/flowglad.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';
import { allDelivered, tryAgain } from '../support/webhooks.ts';

let florin: TestFlorin;
let story: Story;
let ask: AtlasCall;
let receivers: Receiver[] = [];

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
});
after(async () => {
  for (const receiver of receivers) await receiver.close();
  await florin.stop();
});
beforeEach(async () => {
  for (const receiver of receivers) await receiver.close();
  receivers = [];
  story = await beginStory(florin, '2027-01-01T09:00:00Z');
  ask = atlas(florin, story.token);
});

async function receiver(): Promise<Receiver> {
  const made = await startReceiver();
  receivers.push(made);
  return made;
}

type Endpoint = { id: string; secret: string };

async function endpoint(url: string, more: Record<string, unknown> = {}): Promise<Endpoint> {
  const answer = await ask('POST', '/webhook-endpoints', { url, ...more });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Endpoint;
}

type Told = {
  id: string;
  type: string;
  created: string;
  livemode: boolean;
  data: { object: Record<string, unknown> };
};

const told = ({ body }: Received) => JSON.parse(body) as Told;

const hex = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

/** How receivers verify, as Atlas's documents tell them to: of the site, of the quickstart, of the dashboard's page. */
const verifiers: Record<string, (received: Pick<Received, 'headers' | 'body'>, secret: string) => boolean> = {
  body: ({ headers, body }, secret) =>
    headers['x-atlas-signature'] === hex(secret, JSON.stringify(JSON.parse(body))),
  stripe({ headers, body }, secret) {
    const parts = (headers['x-atlas-signature'] ?? '').split(',').map((part) => part.split('='));
    const time = parts.find(([name]) => name === 't')?.[1];
    const expected = hex(secret, `${time}.${body}`);
    return parts.some(([name, value]) => name === 'v1' && value === expected);
  },
  timestamped({ headers, body }, secret) {
    const time = headers['x-atlas-timestamp'];
    if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
    return headers['x-atlas-signature'] === hex(secret, `${time}.${body}`);
  },
};

const url = 'https://app.example.com/hook';

test('an endpoint is made, listed, read, changed and deleted, at either path', async () => {
  for (const [path, other] of [
    ['/webhook-endpoints', '/webhooks'],
    ['/webhooks', '/webhook-endpoints'],
  ] as const) {
    const before = (await ask('GET', path)).body.total_count;
    const made = await ask('POST', path, {
      url,
      enabled_events: ['invoice.paid', 'subscription.created', 'invoice.paid'],
      description: 'The app',
    });
    assert.equal(made.status, 201);
    const { secret, ...shown } = made.body;
    assert.match(secret as string, /^whsec_[0-9A-Za-z]{32}$/);
    const events = ['invoice.paid', 'subscription.created'];
    assert.deepEqual(
      { ...shown, id: '', created_at: '' },
      {
        id: '',
        object: 'webhook_endpoint',
        url,
        enabled_events: events,
        events,
        description: 'The app',
        signature_scheme: 'body',
        status: 'enabled',
        disabled: false,
        created_at: '',
      },
    );
    assert.match(shown.id as string, /^we_[0-9A-Za-z]{21}$/);
    assert.match(shown.created_at as string, /^2027-01-01T09:00:\d\d\.\d{3}Z$/);
    assert.deepEqual((await ask('GET', `${other}/${shown.id}`)).body, shown);
    const list = (await ask('GET', `${other}?limit=1`)).body;
    assert.deepEqual([list.object, list.data, list.total_count], ['list', [shown], (before as number) + 1]);
    const change = { events: ['payment.failed'], disabled: true, signature_scheme: 'stripe' };
    const changed = await ask('PATCH', `${path}/${shown.id}`, change);
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.body, {
      ...shown,
      ...change,
      enabled_events: ['payment.failed'],
      status: 'disabled',
    });
    assert.deepEqual((await ask('PATCH', `${path}/${shown.id}`, {})).body, changed.body);
    const deleted = await ask('DELETE', `${other}/${shown.id}`);
    const receipt = { id: shown.id, object: 'webhook_endpoint', deleted: true };
    assert.deepEqual([deleted.status, deleted.body], [200, receipt]);
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      assertRefused(await ask(method, `${path}/${shown.id}`, method === 'PATCH' ? {} : undefined), 404, {
        code: 'not_found',
      });
    }
  }
});

test('an endpoint that names no events is told what Atlas says; either name of the list is taken', async () => {
  const usual = ['payment.captured', 'payment.failed', 'refund.succeeded'];
  const { id } = await endpoint(url);
  const eventsOf = async () => (await ask('GET', `/webhook-endpoints/${id}`)).body.enabled_events;
  assert.deepEqual(await eventsOf(), usual);
  const both = { enabled_events: ['invoice.paid'], events: ['invoice.voided'] };
  await ask('PATCH', `/webhook-endpoints/${id}`, both);
  assert.deepEqual(await eventsOf(), ['invoice.paid']);
  await ask('PATCH', `/webhook-endpoints/${id}`, { enabled_events: null });
  assert.deepEqual(await eventsOf(), usual);
  const all = await endpoint(url, { events: [...knownEventTypes] });
  assert.equal((all as unknown as { events: string[] }).events.length, knownEventTypes.length);
});

test('what is wrong with an endpoint is told as everywhere', async () => {
  for (const missing of [{}, { url: '' }, { url: null }, { url: 0 }]) {
    const answer = await ask('POST', '/webhook-endpoints', missing);
    assertRefused(answer, 400, { type: 'validation_error', code: 'missing_required_param', param: 'url' });
  }
  for (const wrong of [
    'no address',
    'ftp://app.example.com/',
    'http://app.example.com/',
    'https://10.1.2.3/',
  ]) {
    const answer = await ask('POST', '/webhook-endpoints', { url: wrong });
    assertRefused(answer, 400, { type: 'validation_error', code: 'validation_error', param: 'url' });
  }
  for (const [param, more] of [
    ['enabled_events[1]', { enabled_events: ['invoice.paid', 'invoice.pyad'] }],
    ['events', { events: [] }],
    ['signature_scheme', { signature_scheme: 'md5' }],
    ['description', { description: 7 }],
  ] as const) {
    const answer = await ask('POST', '/webhook-endpoints', { url, ...more });
    const error = errorOf(answer);
    assert.deepEqual([answer.status, error.type], [400, 'validation_error']);
    assert.ok(error.param?.startsWith(param), `${error.param}`);
  }
  const { id } = await endpoint(url);
  const live = atlas(florin, (await florin.createKey(story.organization, 'live')).token);
  const stranger = atlas(florin, florin.testKey);
  for (const other of [live, stranger]) {
    assert.equal((await other('GET', `/webhook-endpoints/${id}`)).status, 404);
    assert.equal((await other('PATCH', `/webhook-endpoints/${id}`, { disabled: true })).status, 404);
    assert.equal((await other('DELETE', `/webhook-endpoints/${id}`)).status, 404);
    assert.equal((await other('GET', '/webhook-endpoints')).body.total_count, 0);
  }
  const loopback = await live('POST', '/webhook-endpoints', { url: 'http://127.0.0.1:9/x' });
  assertRefused(loopback, 400, { param: 'url' });
  const { token } = await florin.createKey(story.organization, 'test', { scopes: ['webhooks:read'] });
  const reader = atlas(florin, token);
  assert.equal((await reader('GET', `/webhook-endpoints/${id}`)).status, 200);
  assert.equal((await reader('POST', '/webhook-endpoints', { url })).status, 403);
});

test('each of the three ways to sign is verified as its document says, also after a change of secret', async () => {
  const scope = await florin.scope(story.organization, 'test');
  const made = new Map<string, { shop: Receiver } & Endpoint>();
  for (const scheme of Object.keys(verifiers)) {
    const shop = await receiver();
    const more = { signature_scheme: scheme, enabled_events: ['customer.created'] };
    made.set(scheme, { shop, ...(await endpoint(shop.url, more)) });
  }
  const former = new Map([...made].map(([scheme, { secret }]) => [scheme, secret]));
  const create = (email: string) =>
    ask('POST', '/customers', { email, name: 'Zoë 💳', metadata: { b: 1, a: 'ü', 7: 'seven', 10: 'ten' } });
  await create('first@example.com');
  await allDelivered(florin);
  for (const [scheme, { id }] of made) {
    const uuid = parsePrefixedId('we', id) ?? '';
    assert.ok((await resetWebhookSecret(scope, { id: uuid, dialect: 'atlas' }, `whsec_new_${scheme}`)).ok);
  }
  await create('second@example.com');
  await allDelivered(florin);
  for (const [scheme, { shop }] of made) {
    const verify = verifiers[scheme] as (typeof verifiers)[string];
    const [old, secret] = [former.get(scheme) ?? '', `whsec_new_${scheme}`];
    const [first, second] = shop.received as [Received, Received];
    assert.ok(verify(first, old), scheme);
    assert.ok(verify(second, secret), scheme);
    // Only this way has room for two.
    assert.equal(verify(second, old), scheme === 'stripe', scheme);
    assert.ok(!verify({ ...second, body: second.body.replace('"name"', '"nome"') }, secret), scheme);
    assert.ok(!verify(second, 'whsec_other'), scheme);
    assert.equal(second.headers['content-type'], 'application/json');
    assert.equal(second.headers['x-atlas-event-type'], 'customer.created');
    assert.equal(second.headers['x-atlas-event-id'], told(second).id);
    assert.equal(JSON.stringify(JSON.parse(second.body)), second.body);
  }
});

test('the envelope has what every document of Atlas knows, and one id for an event however often it is sent', async () => {
  const shop = await receiver();
  await endpoint(shop.url, { enabled_events: ['customer.created'] });
  shop.behave((_request, _response, index) => (index === 0 ? 500 : 200));
  const { body: customer, headers } = await ask('POST', '/customers', { email: 'ada@example.com' });
  await shop.waitFor(1);
  await tryAgain(florin, story.organization.id);
  await shop.waitFor(2);
  const [one, two] = shop.received as [Received, Received];
  assert.deepEqual([two.body, two.headers['x-atlas-event-id']], [one.body, one.headers['x-atlas-event-id']]);
  const { id, created, ...event } = told(one);
  assert.match(id, /^evt_[0-9A-Za-z]{21}$/);
  assert.match(created, /^2027-01-01T09:00:\d\d\.\d{3}Z$/);
  assert.deepEqual(event, {
    object: 'event',
    type: 'customer.created',
    api_version: '2024-01-01',
    created_at: created,
    livemode: false,
    data: { object: customer },
    request: { id: headers.get('request-id'), idempotency_key: null },
  });
});

test('a change made through any of the three is told to all three, in the words of each', async () => {
  const [polarShop, flowgladShop, atlasShop] = [await receiver(), await receiver(), await receiver()];
  const events = ['customer.created', 'customer.updated'];
  const polarEndpoint = await story.polar.webhooks.createWebhookEndpoint({
    url: polarShop.url,
    format: 'raw',
    events: ['customer.created', 'customer.updated'],
  });
  const flowglad = (method: string, path: string, body?: unknown) =>
    callFlowglad(florin, story.token, method, path, { body, headers: todaysClient });
  const model = (await flowglad('GET', '/pricing-models/default')).body.pricingModel as { id: string };
  const input = { name: 'App', url: flowgladShop.url, filterTypes: events, pricingModelId: model.id };
  const flowgladSecret = (await flowglad('POST', '/webhooks', { webhook: input })).body.secret as string;
  const { secret: atlasSecret } = await endpoint(atlasShop.url, { events });

  const created = await ask('POST', '/customers', { email: 'ada@example.com', name: 'Ada' });
  const { id: uuid } = (await story.polar.customers.list({ email: 'ada@example.com' })).items[0] ?? {
    id: '',
  };
  const changes: [name: string, change: () => Promise<{ status: number }>][] = [
    [
      'Through Polar',
      () =>
        call('PATCH', `${florin.url}/v1/customers/${uuid}`, {
          token: story.token,
          body: { name: 'Through Polar', external_id: 'u_42' },
        }),
    ],
    [
      'Through Flowglad',
      () => flowglad('PUT', '/customers/u_42', { customer: { name: 'Through Flowglad' } }),
    ],
    ['Through Atlas', () => ask('PATCH', `/customers/${created.body.id}`, { name: 'Through Atlas' })],
  ];
  for (const [name, change] of changes) assert.equal((await change()).status, 200, name);
  await allDelivered(florin);
  const types = ['customer.created', ...changes.map(() => 'customer.updated')];
  const names = ['Ada', ...changes.map(([name]) => name)];

  const byPolar = await Promise.all(
    polarShop.received.map(({ body, headers }) =>
      polarWebhooks.validateEvent(body, headers, polarEndpoint.secret),
    ),
  );
  assert.deepEqual(
    byPolar.map(({ type }) => type),
    types,
  );
  assert.deepEqual(
    byPolar.map(({ data }) => (data as { name: string }).name),
    names,
  );
  const byFlowglad = flowgladShop.received.map(({ body, headers }) =>
    verifyWebhook(body, headers, flowgladSecret),
  ) as { object: string; customer: { externalId: string } }[];
  assert.equal(byFlowglad.length, types.length);
  assert.deepEqual(new Set(byFlowglad.map(({ object }) => object)), new Set(['customer']));
  assert.equal(byFlowglad.at(-1)?.customer.externalId, 'u_42');
  for (const received of atlasShop.received) assert.ok(verifiers.body?.(received, atlasSecret));
  const byAtlas = atlasShop.received.map(told);
  assert.deepEqual(
    byAtlas.map(({ type }) => type),
    types,
  );
  assert.deepEqual(
    byAtlas.map(({ data }) => data.object.name),
    names,
  );
  assert.deepEqual(byAtlas.at(-1)?.data.object, (await ask('GET', `/customers/${created.body.id}`)).body);
});

test('the simulator sends what did not happen to those who would hear of it, with a test key only', async () => {
  const [shop, broken, other] = [await receiver(), await receiver(), await receiver()];
  broken.behave(() => 500);
  const { secret } = await endpoint(shop.url, { signature_scheme: 'stripe' });
  await endpoint(broken.url);
  await endpoint(other.url, { events: ['invoice.paid'] });
  await endpoint(other.url, { events: ['payment.captured'] }).then(({ id }) =>
    ask('PATCH', `/webhook-endpoints/${id}`, { disabled: true }),
  );
  const input = { event_type: 'payment.captured', amount: 2500, currency: 'eur', metadata: { order: '7' } };
  const { status, body } = await ask('POST', '/test-webhooks', input);
  assert.equal(status, 200);
  const { event_id, transaction_id, event, deliveries } = body as {
    event_id: string;
    transaction_id: string;
    event: Told;
    deliveries: { url: string; success: boolean; status: number }[];
  };
  assert.equal(body.success, true);
  assert.match(event_id, /^evt_test_/);
  assert.deepEqual(
    deliveries.toSorted((one, next) => one.status - next.status),
    [
      { url: shop.url, success: true, status: 200 },
      { url: broken.url, success: false, status: 500 },
    ],
  );
  assert.equal(other.received.length, 0);
  const [received] = shop.received as [Received];
  assert.ok(verifiers.stripe?.(received, secret));
  assert.equal(received.headers['x-atlas-test-mode'], 'true');
  assert.equal(received.headers['x-atlas-event-id'], event_id);
  assert.deepEqual(told(received), event);
  const { object } = event.data;
  assert.deepEqual([event.id, event.type, event.livemode], [event_id, 'payment.captured', false]);
  assert.deepEqual(
    [object.amount, object.currency, object.status, object.captured_amount, object.psp_transaction_id],
    [2500, 'EUR', 'captured', 2500, transaction_id],
  );
  assert.deepEqual(object.metadata, { order: '7' });
  for (const type of ['refund.pending', 'dispute.lost', 'payment.requires_action']) {
    const made = await ask('POST', '/test-webhooks', { event_type: type, transaction_id: 'txn_1' });
    const told = made.body as { transaction_id: string; event: Told; deliveries: unknown[] };
    assert.deepEqual([told.transaction_id, told.deliveries], ['txn_1', []]);
    assert.deepEqual([told.event.data.object.amount, told.event.data.object.currency], [1000, 'USD']);
  }
  assertRefused(await ask('POST', '/test-webhooks', {}), 400, { param: 'event_type' });
  assertRefused(await ask('POST', '/test-webhooks', { event_type: 'invoice.paid' }), 400, {
    param: 'event_type',
  });
  assertRefused(await ask('POST', '/test-webhooks', { ...input, session_id: 'sess_1' }), 404, {
    code: 'session_not_found',
  });
  const live = atlas(florin, (await florin.createKey(story.organization, 'live')).token);
  assertRefused(await live('POST', '/test-webhooks', input), 403, { code: 'test_mode_only' });
});
