import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { verifyWebhook } from '@flowglad/server';
import { Webhook } from 'svix';
import { svixSignature } from '../../src/dialects/flowglad/svix-signature.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, keyOfNewPricingModel, todaysClient } from '../support/flowglad.ts';
import { cardDoes } from '../support/money.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';
import { allDelivered, tryAgain } from '../support/webhooks.ts';

let florin: TestFlorin;
let story: Story;
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
});

async function receiver(): Promise<Receiver> {
  const made = await startReceiver();
  receivers.push(made);
  return made;
}

type Members = Record<string, unknown>;

const call = (method: string, path: string, body?: unknown, key = story.token) =>
  callFlowglad(florin, key, method, path, { body, headers: todaysClient });

async function pricingModelId(): Promise<string> {
  const { body } = await call('GET', '/pricing-models/default');
  return (body.pricingModel as { id: string }).id;
}

const allTypes = [
  'customer.created',
  'customer.updated',
  'purchase.completed',
  'payment.failed',
  'payment.succeeded',
  'subscription.created',
  'subscription.updated',
  'subscription.canceled',
  'sync.events_available',
];

async function webhookInput(url: string, more: Members = {}) {
  const input = { name: 'App', url, filterTypes: allTypes, pricingModelId: await pricingModelId(), ...more };
  return { webhook: input };
}

async function webhook(url: string, more: Members = {}): Promise<{ id: string; secret: string }> {
  const { status, body, text } = await call('POST', '/webhooks', await webhookInput(url, more));
  assert.equal(status, 200, text);
  return { id: (body.webhook as { id: string }).id, secret: body.secret as string };
}

/** The messages of the merchant, in order: Flowglad's bodies do not say what happened. */
async function toldTypes(): Promise<string[]> {
  const rows = await florin.pool<{ type: string }[]>`
    select type from webhook_messages where organization_id = ${story.organization.id} order by position`;
  return rows.map(({ type }) => type);
}

type Payload = {
  id: string;
  object: string;
  customer: { id: string; externalId: string };
  pricingModelId: string;
};

const payloadOf = ({ body }: Received) => JSON.parse(body) as Payload;

/** Sees that the vendors' own verifiers take what came, and not with a byte changed. */
function assertVerified(received: Received, secret: string): void {
  const { headers, body } = received;
  assert.deepEqual(verifyWebhook(body, headers, secret), JSON.parse(body));
  new Webhook(secret).verify(body, headers);
  assert.throws(() => verifyWebhook(body.replace('"id"', '"iD"'), headers, secret));
  assert.throws(() => verifyWebhook(body, { ...headers, 'svix-id': 'msg_other' }, secret));
  assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
}

test('the signature of the documented example', (context) => {
  const secret = 'whsec_Zmxvd2dsYWQtZml4dHVyZS1zaWduaW5nLWtleS0wMDE=';
  const name = 'msg_fixture_1';
  const timestamp = 1_795_257_271;
  const body =
    '{"id":"sub_000000000000000000001","object":"subscription","customer":{"id":"cust_000000000000000000001","externalId":"u_42"},"pricingModelId":"pricing_model_000000000000000000001"}';
  const signature = svixSignature({ name, timestamp, body }, [secret]);
  assert.equal(signature, 'v1,5J1OXQ1jA9GCSdY2Fsl+J3DIlKmK3Ikj0KesVonYQ3Q=');
  context.mock.timers.enable({ apis: ['Date'], now: 1_795_257_300_000 });
  const headers = { 'svix-id': name, 'svix-timestamp': String(timestamp), 'svix-signature': signature };
  assert.deepEqual(verifyWebhook(body, headers, secret), JSON.parse(body));
  const former = svixSignature({ name, timestamp, body }, ['whsec_bmV3', secret]);
  assert.equal(former.split(' ').length, 2);
  verifyWebhook(body, { ...headers, 'svix-signature': former }, secret);
  assert.throws(() => verifyWebhook(body.replace('u_42', 'u_43'), headers, secret));
});

test('a webhook is made, read and changed; its secret is shown once', async () => {
  const url = 'https://app.example.com/hook';
  const made = await call('POST', '/webhooks', await webhookInput(url));
  assert.equal(made.status, 200, made.text);
  assert.deepEqual(Object.keys(made.body), ['webhook', 'secret']);
  const secret = made.body.secret as string;
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{32}$/);
  const shown = made.body.webhook as Members;
  assert.match(shown.id as string, /^webhook_[0-9A-Za-z]{21}$/);
  assert.deepEqual(
    { ...shown, id: '', createdAt: 0, updatedAt: 0 },
    {
      id: '',
      createdAt: 0,
      updatedAt: 0,
      livemode: false,
      filterTypes: allTypes,
      organizationId: prefixedId('org', story.organization.id),
      url,
      name: 'App',
      active: true,
      pricingModelId: await pricingModelId(),
    },
  );
  const path = `/webhooks/${shown.id}`;
  const read = await call('GET', path);
  assert.deepEqual(read.body, { webhook: shown });
  const change = { id: 'another', url, filterTypes: ['payment.failed'], active: false };
  const changed = await call('PUT', path, { webhook: change });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(Object.keys(changed.body), ['webhook']);
  const now = changed.body.webhook as Members;
  assert.deepEqual([now.id, now.name, now.active], [shown.id, 'App', false]);
  assert.deepEqual(now.filterTypes, ['payment.failed']);
  assert.deepEqual((await call('GET', path)).body, changed.body);
  const early = await callFlowglad(florin, story.token, 'GET', path, {
    headers: { 'x-stainless-package-version': '0.21.0' },
  });
  const { createdAt, catalogId } = early.body.webhook as Members;
  assert.equal(new Date(createdAt as string).getTime(), shown.createdAt);
  assert.equal(catalogId, shown.pricingModelId);
});

test('what is wrong with a webhook is told as everywhere', async () => {
  const url = 'https://app.example.com/hook';
  const refused = async (more: Members, without: string[] = []) => {
    const { webhook } = await webhookInput(url, more);
    const kept = Object.fromEntries(Object.entries(webhook).filter(([name]) => !without.includes(name)));
    const { status, body } = await call('POST', '/webhooks', { webhook: kept });
    const { code, error } = body as { code: string; error: { path: string[]; message: string }[] | string };
    const issues =
      typeof error === 'string' ? error : error.map(({ path, message }) => [path.at(-1), message]);
    return [status, code, issues];
  };
  assert.deepEqual(await refused({}, ['url', 'name', 'filterTypes', 'pricingModelId']), [
    400,
    'BAD_REQUEST',
    [
      ['filterTypes', 'Invalid input: expected array, received undefined'],
      ['url', 'Invalid input: expected string, received undefined'],
      ['name', 'Invalid input: expected string, received undefined'],
      ['pricingModelId', 'Invalid input: expected string, received undefined'],
    ],
  ]);
  assert.deepEqual(await refused({ url: 'no address' }), [400, 'BAD_REQUEST', [['url', 'Invalid URL']]]);
  for (const address of ['https://10.0.0.1/x', 'https://metadata.internal/x', 'http://app.example.com/x']) {
    const [status, , issues] = await refused({ url: address });
    assert.equal(status, 400);
    assert.equal((issues as string[][])[0]?.[0], 'url');
  }
  const [status, , issues] = await refused({ filterTypes: ['payment.succeeded', 'payment.captured'] });
  assert.equal(status, 400);
  assert.equal((issues as unknown[][])[0]?.[0], 1);
  const unknown = 'pricing_model_000000000000000000001';
  assert.deepEqual(await refused({ pricingModelId: unknown }), [
    400,
    'BAD_REQUEST',
    "pricingModelId references data that does not exist or you don't have access to",
  ]);
  const other = await keyOfNewPricingModel(florin, story.organization, 'test');
  const theirs = prefixedId('pricing_model', other.pricingModelId);
  assert.deepEqual((await refused({ pricingModelId: theirs })).slice(0, 2), [403, 'FORBIDDEN']);

  const { id } = await webhook(url);
  for (const [key, path] of [
    [story.token, '/webhooks/webhook_000000000000000000001'],
    [story.token, '/webhooks/nothing'],
    [other.token, `/webhooks/${id}`],
    [(await florin.createKey(story.organization, 'live')).token, `/webhooks/${id}`],
  ] as const) {
    const body = { webhook: { id, url, filterTypes: [] } };
    assert.deepEqual((await call('GET', path, undefined, key)).body.code, 'NOT_FOUND');
    assert.deepEqual((await call('PUT', path, body, key)).body.code, 'NOT_FOUND');
  }
  const incomplete = await call('PUT', `/webhooks/${id}`, { webhook: { name: 'Other' } });
  const missing = (incomplete.body.error as { path: string[] }[]).map(({ path }) => path.at(-1));
  assert.deepEqual([incomplete.status, missing], [400, ['id', 'filterTypes', 'url']]);
  for (const [method, path, procedure] of [
    ['GET', '/webhooks', 'list'],
    ['DELETE', `/webhooks/${id}`, 'delete'],
  ] as const) {
    const { status, body } = await call(method, path);
    assert.deepEqual([status, body.error], [404, `No procedure found on path "webhooks.${procedure}"`]);
  }
  const { token } = await florin.createKey(story.organization, 'test', { scopes: ['webhooks:read'] });
  assert.equal((await call('GET', `/webhooks/${id}`, undefined, token)).status, 200);
  assert.equal((await call('POST', '/webhooks', await webhookInput(url), token)).status, 403);
});

test('all that Flowglad has a name for is told, and its own verifier takes it', async () => {
  const app = await receiver();
  const { secret } = await webhook(app.url);
  const customer = { email: 'ada@example.com', name: 'Ada', externalId: 'u_42' };
  await call('POST', '/customers', { customer });
  await call('PUT', '/customers/u_42', { customer: { name: 'Ada Lovelace' } });
  const plan = await story.plan('Pro', 2000);
  const bought = await story.buy(plan);
  await cardDoes(story, bought.customerId, 'tok_chargeDeclined');
  await story.advance('2027-02-01T09:00:00Z');
  await story.polar.subscriptions.revoke(bought.subscriptionId);
  await allDelivered(florin);
  const types = await toldTypes();
  assert.deepEqual(new Set(types), new Set(allTypes.filter((type) => type !== 'sync.events_available')));
  assert.equal(app.received.length, types.length);
  for (const received of app.received) assertVerified(received, secret);

  const all = app.received.map((received, index) => ({ type: types[index], ...payloadOf(received) }));
  const first = (type: string) => all.find((each) => each.type === type);
  const model = await pricingModelId();
  const { body } = await call('GET', '/customers/u_42');
  const ada = { id: (body.customer as { id: string }).id, externalId: 'u_42' };
  const told = { object: 'customer', id: ada.id, customer: ada, pricingModelId: model };
  assert.deepEqual(first('customer.created'), { type: 'customer.created', ...told });
  assert.deepEqual(first('customer.updated'), { type: 'customer.updated', ...told });
  const buyerId = prefixedId('cust', bought.customerId);
  const subscription = { id: prefixedId('sub', bought.subscriptionId), object: 'subscription' };
  // Who has no external id goes by an id of our own.
  const owned = { customer: { id: buyerId, externalId: buyerId }, pricingModelId: model };
  for (const type of ['subscription.updated', 'subscription.canceled']) {
    assert.deepEqual(first(type), { type, ...subscription, ...owned });
  }
  const purchase = { id: prefixedId('prch', bought.orderId), object: 'purchase' };
  assert.deepEqual(first('purchase.completed'), { type: 'purchase.completed', ...purchase, ...owned });
  for (const type of ['payment.succeeded', 'payment.failed']) {
    const { id, object, ...rest } = first(type) ?? {};
    assert.match(id ?? '', /^pym_/);
    assert.deepEqual([object, rest], ['payment', { type, ...owned }]);
  }
  // Of what it bought, told once: that it began, not again that it changed by that.
  const ofPlan = all.filter(({ id }) => id === subscription.id).map(({ type }) => type);
  assert.equal(ofPlan[0], 'subscription.created');
  assert.equal(ofPlan.at(-1), 'subscription.canceled');
  assert.equal(types.filter((type) => type === 'purchase.completed').length, 1);
});

test('an attempt is made again under the same id, with a time and a signature of its own', async () => {
  const app = await receiver();
  const { secret } = await webhook(app.url, { filterTypes: ['customer.created'] });
  app.behave((_request, _response, index) => (index === 0 ? 500 : 200));
  await call('POST', '/customers', { customer: { email: 'a@b.example', name: 'A', externalId: 'again' } });
  await app.waitFor(1);
  await tryAgain(florin, story.organization.id);
  await app.waitFor(2);
  const [one, two] = app.received;
  assert.ok(one && two);
  assert.match(one.headers['svix-id'] ?? '', /^msg_[0-9a-f]{32}$/);
  assert.deepEqual([two.headers['svix-id'], two.body], [one.headers['svix-id'], one.body]);
  assertVerified(one, secret);
  assertVerified(two, secret);
});

test('a webhook hears of its own pricing model, of its own types, and while it is active', async () => {
  const [mine, theirs, silent] = [await receiver(), await receiver(), await receiver()];
  const other = await keyOfNewPricingModel(florin, story.organization, 'test');
  await webhook(mine.url);
  const input = await webhookInput(theirs.url, {
    pricingModelId: prefixedId('pricing_model', other.pricingModelId),
    filterTypes: ['customer.created'],
  });
  assert.equal((await call('POST', '/webhooks', input, other.token)).status, 200);
  const { id } = await webhook(silent.url, { active: false });
  const customer = { email: 'ada@example.com', name: 'Ada', externalId: 'u_1' };
  await call('POST', '/customers', { customer });
  await call('POST', '/customers', { customer: { ...customer, externalId: 'u_2' } }, other.token);
  await call('PUT', '/customers/u_2', { customer: { name: 'Other' } }, other.token);
  await allDelivered(florin);
  const ownersOf = ({ received }: Receiver) =>
    new Set(received.map((each) => payloadOf(each).customer.externalId));
  assert.deepEqual(ownersOf(mine), new Set(['u_1']));
  assert.deepEqual(
    theirs.received.map(payloadOf).map(({ customer }) => customer.externalId),
    ['u_2'],
  );
  assert.equal(silent.received.length, 0);
  const active = { webhook: { id, url: silent.url, filterTypes: allTypes, active: true } };
  assert.equal((await call('PUT', `/webhooks/${id}`, active)).status, 200);
  await call('PUT', '/customers/u_1', { customer: { name: 'Heard' } });
  await silent.waitFor(1);
  assert.equal(payloadOf(silent.received[0] as Received).object, 'customer');
});
