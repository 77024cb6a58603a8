import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  createWebhookEndpoint,
  type NewEndpoint,
  redeliverMessages,
  resetWebhookSecret,
  type SigningEndpoint,
  selectDeliveries,
  updateWebhookEndpoint,
  type WebhookMessage,
} from '../../src/billing/webhooks/index.ts';
import { webhookLanguages } from '../../src/dialects/index.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { reserved } from '../support/reserved.ts';

let florin: TestFlorin;
let scope: Scope;
let receivers: Receiver[] = [];
let customers = 0;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on', LOG_LEVEL: 'silent' });
});

after(async () => {
  for (const receiver of receivers) await receiver.close();
  await florin.stop();
});

/** Each test has an organization of its own, so that none hears of another's changes. */
let token: string;
beforeEach(async () => {
  for (const receiver of receivers) await receiver.close();
  receivers = [];
  const organization = await florin.createOrganization(`Shop ${crypto.randomUUID()}`);
  scope = await florin.scope(organization, 'test');
  token = (await florin.createKey(organization, 'test')).token;
});

async function receiver(): Promise<Receiver> {
  const made = await startReceiver();
  receivers.push(made);
  return made;
}

async function endpoint(url: string, input: Partial<NewEndpoint> = {}): Promise<SigningEndpoint> {
  const made = await createWebhookEndpoint(
    scope,
    {
      dialect: 'polar',
      contract: '2025-09',
      name: null,
      url,
      format: 'raw',
      eventTypes: ['customer.created', 'customer.updated'],
      pricingModelId: null,
      signatureScheme: null,
      secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
      ...input,
    },
    { allowLoopback: true },
  );
  assert.ok(made.ok);
  return made.value;
}

async function createCustomer(): Promise<string> {
  customers++;
  const created = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: { email: `customer${customers}@example.com` },
  });
  assert.equal(created.status, 201);
  return (created.body as { id: string }).id;
}

async function rename(id: string, name: string): Promise<void> {
  const changed = await call('PATCH', `${florin.url}/v1/customers/${id}`, { token, body: { name } });
  assert.equal(changed.status, 200);
}

type Told = { type: string; data: { id: string; name: string | null } };

const told = ({ body }: Received): Told => JSON.parse(body) as Told;

async function messages(): Promise<WebhookMessage[]> {
  return florin.pool<WebhookMessage[]>`
    select * from webhook_messages where organization_id = ${scope.organizationId} order by position`;
}

/** Waits until every message is in one of these states. */
async function settled(...statuses: string[]): Promise<WebhookMessage[]> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const all = await messages();
    if (all.length > 0 && all.every(({ status }) => statuses.includes(status))) return all;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`The messages are ${JSON.stringify((await messages()).map(({ status }) => status))}.`);
}

/** Lets time pass for what waits: so many seconds. */
async function wait(seconds: number): Promise<void> {
  await florin.pool`
    update webhook_messages set next_attempt_at = next_attempt_at - ${seconds} * interval '1 second'
    where organization_id = ${scope.organizationId} and status = 'pending'`;
  await florin.pool`
    update webhook_endpoints set due_at = now()
    where organization_id = ${scope.organizationId} and due_at is not null`;
}

/** Makes messages that wait as old as if they had been written so long ago. */
async function age(seconds: number): Promise<void> {
  await florin.pool`
    update webhook_messages set created_at = created_at - ${seconds} * interval '1 second'
    where organization_id = ${scope.organizationId} and status = 'pending'`;
}

for (const { dialect, retrySeconds } of Object.values(webhookLanguages)) {
  test(`${dialect}: at least eight attempts over three days`, () => {
    assert.ok(retrySeconds.length + 1 >= 8);
    assert.ok(retrySeconds.reduce((sum, seconds) => sum + seconds, 0) >= 3 * 86_400);
  });
}

test('changes arrive once, in their order, soon after they were made', async () => {
  const shop = await receiver();
  await endpoint(shop.url);
  const id = await createCustomer();
  for (let n = 1; n <= 20; n++) await rename(id, `Name ${n}`);
  const received = await shop.waitFor(21);
  assert.deepEqual(
    received.map((one) => [told(one).type, told(one).data.name]),
    [
      ['customer.created', null],
      ...Array.from({ length: 20 }, (_, n) => ['customer.updated', `Name ${n + 1}`]),
    ],
  );
  await settled('succeeded');
  assert.equal(shop.received.length, 21);
});

test('what is written at once by many arrives in the order of each object, and nothing is missing', async () => {
  const shop = await receiver();
  await endpoint(shop.url);
  const ids = await Promise.all(Array.from({ length: 12 }, createCustomer));
  await Promise.all(
    ids.map(async (id) => {
      for (let n = 1; n <= 10; n++) await rename(id, `${n}`);
    }),
  );
  const received = await shop.waitFor(12 + 120, 20_000);
  for (const id of ids) {
    const own = received.map(told).filter(({ data }) => data.id === id);
    assert.deepEqual(
      own.map(({ data }) => data.name),
      [null, ...Array.from({ length: 10 }, (_, n) => `${n + 1}`)],
    );
  }
});

test('an endpoint is told of nothing that came before it, nor of what it did not ask for', async () => {
  const shop = await receiver();
  const id = await createCustomer();
  await rename(id, 'before');
  await endpoint(shop.url, { eventTypes: ['customer.updated'] });
  const other = await createCustomer();
  await rename(other, 'after');
  await shop.waitFor(1);
  await settled('succeeded');
  assert.deepEqual(
    shop.received.map(told).map(({ type, data }) => [type, data.name]),
    [['customer.updated', 'after']],
  );
});

test('what fails is sent again under its id, signed anew, with the same bytes', async () => {
  const shop = await receiver();
  shop.behave((_request, _response, index) => (index < 2 ? 500 : 200));
  await endpoint(shop.url);
  await createCustomer();
  for (let attempt = 1; attempt < 3; attempt++) {
    await shop.waitFor(attempt);
    await waitForAttempts(attempt);
    await wait(5);
  }
  const received = await shop.waitFor(3);
  const [message] = await settled('succeeded');
  assert.equal(message?.attempts, 3);
  assert.equal(new Set(received.map(({ body }) => body)).size, 1);
  assert.deepEqual([...new Set(received.map(({ headers }) => headers['webhook-id']))], [message?.id]);
  const deliveries = await selectDeliveries(scope, {}, { limit: 10 });
  assert.deepEqual(
    deliveries.map(({ attempt, succeeded, httpCode, response }) => [attempt, succeeded, httpCode, response]),
    [
      [3, true, 200, 'ok'],
      [2, false, 500, 'ok'],
      [1, false, 500, 'ok'],
    ],
  );
  assert.ok(deliveries.every(({ requestHeaders }) => !('webhook-signature' in requestHeaders)));
});

async function waitForAttempts(count: number): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const all = await messages();
    if (all.reduce((sum, { attempts }) => sum + attempts, 0) >= count) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('The attempts were not written down.');
}

test('behind a message that fails the others wait a minute, and those about its object until it arrived', async () => {
  const shop = await receiver();
  const poison = await createCustomer();
  const other = await createCustomer();
  let isMended = false;
  shop.behave((request) => (told(request).data.id === poison && !isMended ? 500 : 200));
  const made = await endpoint(shop.url);
  await rename(poison, 'one');
  await waitForAttempts(1);
  await rename(poison, 'two');
  await rename(other, 'three');
  await new Promise((done) => setTimeout(done, 400));
  assert.equal(shop.received.length, 1);
  // After a minute what is about others goes on, what is about this one does not.
  await age(61);
  await florin.pool`
    update webhook_messages set next_attempt_at = now() + interval '1 hour'
    where organization_id = ${scope.organizationId} and attempts = 1`;
  await wait(0);
  await shop.waitFor(2);
  assert.equal(told(shop.received[1] as Received).data.name, 'three');
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(shop.received.length, 2);
  const [asleep] = await florin.pool`
    select 1 from webhook_endpoints where id = ${made.id} and leased_until is null and due_at > now() + interval '50 minutes'`;
  assert.ok(asleep, 'An endpoint that waits is looked at again and again.');
  isMended = true;
  await wait(3_601);
  await settled('succeeded');
  assert.deepEqual(
    shop.received.map(told).map(({ data }) => data.name),
    ['one', 'three', 'one', 'two'],
  );
});

test('after ten messages given up on in a row an endpoint is turned off, and what waits is skipped', async () => {
  const shop = await receiver();
  shop.behave(() => 500);
  const made = await endpoint(shop.url);
  await florin.pool`update webhook_endpoints set failures_in_a_row = 9 where id = ${made.id}`;
  await createCustomer();
  await waitForAttempts(1);
  await createCustomer();
  const attempts = webhookLanguages.polar.retrySeconds.length;
  await florin.pool`
    update webhook_messages set attempts = ${attempts} where organization_id = ${scope.organizationId} and attempts = 1`;
  await wait(5);
  const all = await settled('failed', 'skipped');
  assert.deepEqual(
    all.map(({ status }) => status),
    ['failed', 'skipped'],
  );
  const [row] = await florin.pool<{ enabled: boolean; disabledAt: Date | null }[]>`
    select enabled, disabled_at from webhook_endpoints where id = ${made.id}`;
  assert.equal(row?.enabled, false);
  assert.ok(row?.disabledAt);
  const [event] = await florin.pool`
    select data from events where object_id = ${made.id} and type = 'webhook_endpoint.disabled'`;
  assert.ok(event && !('secret' in event.data));

  // Nothing that happens meanwhile is told; from when it is turned on again, everything is.
  await createCustomer();
  shop.behave(() => 200);
  const enabled = await updateWebhookEndpoint(
    scope,
    { id: made.id, dialect: 'polar' },
    { enabled: true },
    { allowLoopback: true },
  );
  assert.ok(enabled.ok && enabled.value.failuresInARow === 0 && enabled.value.disabledAt === null);
  const before = shop.received.length;
  const id = await createCustomer();
  await shop.waitFor(before + 1);
  assert.equal(told(shop.received[before] as Received).data.id, id);
});

test('one success forgets the failures before it', async () => {
  const shop = await receiver();
  const made = await endpoint(shop.url);
  await florin.pool`update webhook_endpoints set failures_in_a_row = 9 where id = ${made.id}`;
  await createCustomer();
  await settled('succeeded');
  const [row] = await florin.pool`select failures_in_a_row from webhook_endpoints where id = ${made.id}`;
  assert.equal(row?.failuresInARow, 0);
});

test('a slow endpoint holds up no other', async () => {
  const slow = await receiver();
  const quick = await receiver();
  let answerSlow = () => {};
  slow.behave(
    () =>
      new Promise((done) => {
        answerSlow = () => done(200);
      }),
  );
  await endpoint(slow.url);
  await endpoint(quick.url);
  for (let n = 0; n < 5; n++) await createCustomer();
  await Promise.all([quick.waitFor(5), slow.waitFor(1)]);
  assert.equal(slow.received.length, 1);
  answerSlow();
});

test('one, several, or all of a time are sent again, in the order in which they were', async () => {
  const shop = await receiver();
  await endpoint(shop.url);
  const id = await createCustomer();
  await rename(id, 'one');
  await rename(id, 'two');
  const [first, second] = await settled('succeeded').then(async () => {
    await shop.waitFor(3);
    return settled('succeeded');
  });
  assert.equal(await redeliverMessages(scope, { ids: [second?.id ?? ''] }), 1);
  await shop.waitFor(4);
  await settled('succeeded');
  assert.equal(shop.received[3]?.headers['webhook-id'], second?.id);
  const from = new Date((first?.createdAt.getTime() ?? 0) - 1);
  assert.equal(
    await redeliverMessages(scope, { createdFrom: from, createdBefore: new Date(Date.now() + 60_000) }),
    3,
  );
  await shop.waitFor(7);
  assert.deepEqual(
    shop.received.slice(4).map((one) => told(one).data.name),
    [null, 'two', 'one'],
  );
  assert.equal(await redeliverMessages(scope, { createdBefore: from }), 0);
});

test('for a day after a change of the secret both sign', async () => {
  const shop = await receiver();
  const made = await endpoint(shop.url);
  const reset = await resetWebhookSecret(scope, { id: made.id, dialect: 'polar' }, `whsec_${'n'.repeat(43)}`);
  assert.ok(reset.ok);
  await createCustomer();
  const [overlapping] = await shop.waitFor(1);
  assert.equal(overlapping?.headers['webhook-signature']?.split(' ').length, 2);
  await florin.pool`
    update webhook_endpoints set previous_secret_until = now() - interval '1 second' where id = ${made.id}`;
  await createCustomer();
  const [, later] = await shop.waitFor(2);
  assert.equal(later?.headers['webhook-signature']?.split(' ').length, 1);
  const [stored] = await florin.pool`
    select secret, (select string_agg(data::text, ' ') from events where object_id = ${made.id}) as told
    from webhook_endpoints where id = ${made.id}`;
  assert.ok(!stored?.secret.toString('latin1').includes('nnnn'));
  assert.ok(!stored?.told.includes('nnnn') && !stored?.told.includes('secret"'));
});

test('an address that is not public is never asked, whatever the row says', async () => {
  const shop = await receiver();
  scope = { ...scope, mode: 'live' };
  const made = await endpoint('https://example.com/hook');
  // As if the name had led elsewhere when it was stored.
  await florin.pool`update webhook_endpoints set url = ${shop.url} where id = ${made.id}`;
  const organization = { ...florin.organization, id: scope.organizationId };
  const { token: liveToken } = await florin.createKey(organization, 'live');
  await call('POST', `${florin.url}/v1/customers/`, {
    token: liveToken,
    body: { email: 'live@example.com' },
  });
  await waitForAttempts(1);
  const [delivery] = await selectDeliveries(scope, {}, { limit: 1 });
  assert.equal(delivery?.succeeded, false);
  assert.equal(delivery?.httpCode, null);
  assert.match(delivery?.response ?? '', /not an address of the public internet/);
  assert.equal(shop.received.length, 0);
});

test('a change that is undone is told to nobody, and holds nothing up', async () => {
  const shop = await receiver();
  await endpoint(shop.url);
  const stuck = await reserved(florin.pool);
  await stuck`begin`;
  await stuck`
    insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
    values (${scope.organizationId}, 'test', gen_random_uuid(), now(), 'customer.created', 'customer',
      gen_random_uuid(), 'undone', '{}')`;
  const id = await createCustomer();
  // Its number is above the one that is not settled.
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(shop.received.length, 0);
  await stuck`rollback`;
  stuck.release();
  await shop.waitFor(1);
  assert.equal(told(shop.received[0] as Received).data.id, id);
});
