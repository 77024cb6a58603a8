import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { validateEvent as validateEvent41 } from 'polar-sdk-0.41/webhooks';
import { validateEvent as validateEvent49 } from 'polar-sdk-0.49/webhooks';
import { createPolar, webhooks } from 'polar-sdk-1.0/2026-04';
import { Webhook } from 'standardwebhooks';
import type { SigningEndpoint } from '../../src/billing/webhooks/index.ts';
import { polarWebhookLanguage } from '../../src/dialects/polar/webhook-language.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { allDelivered } from '../support/webhooks.ts';

/** Polar's webhook calls, and what arrives, as the vendor's clients see them. */
let florin: TestFlorin;
let receiver: Receiver;
let polar: ReturnType<typeof createPolar>;
let customers = 0;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url, timeout: 60_000 });
});

after(async () => {
  await receiver.close();
  await florin.stop();
});

const endpoints = '/v1/webhooks/endpoints';

function ask(method: string, path: string, body?: unknown, token = florin.testKey) {
  return call(method, `${florin.url}${path}`, { token, body });
}

function endpointOn(url: string, events = ['customer.created'], format = 'raw') {
  return polar.webhooks.createWebhookEndpoint({ url, format, events } as never);
}

function newCustomer() {
  return polar.customers.create({ email: `somebody${++customers}@example.com` });
}

/** Has a customer made, and answers what arrives of it. */
async function receiveOne(): Promise<Received> {
  const before = receiver.received.length;
  await newCustomer();
  const received = (await receiver.waitFor(before + 1, 30_000))[before];
  assert.ok(received);
  return received;
}

test('an endpoint is made, read, changed and deleted', async () => {
  const made = await endpointOn('https://example.com/Hook');
  assert.match(made.secret, /^whsec_[0-9A-Za-z]{43}$/);
  assert.deepEqual(
    [made.url, made.name, made.format, made.events, made.enabled, made.modified_at],
    ['https://example.com/Hook', null, 'raw', ['customer.created'], true, null],
  );
  assert.equal(made.organization_id, florin.organization.id);
  assert.deepEqual(await polar.webhooks.getWebhookEndpoint(made.id), made);
  const second = await endpointOn('https://example.com/second', ['order.paid', 'benefit.created'], 'slack');
  const { items, pagination } = await polar.webhooks.listWebhookEndpoints({ limit: 1 });
  assert.deepEqual([items, pagination], [[second], { total_count: 2, max_page: 2 }]);
  const elsewhere = await ask('GET', `${endpoints}?organization_id=${crypto.randomUUID()}`);
  assert.deepEqual((elsewhere.body as { items: unknown[] }).items, []);

  // Null leaves a member as it is.
  const path = `${endpoints}/${made.id}`;
  const unchanged = await ask('PATCH', path, {
    url: null,
    name: null,
    format: null,
    events: null,
    enabled: null,
  });
  assert.deepEqual({ ...(unchanged.body as object), modified_at: null }, made);
  const changed = await polar.webhooks.updateWebhookEndpoint(made.id, {
    url: 'https://example.com/other',
    name: 'Other',
    events: ['order.paid', 'order.paid'],
    enabled: false,
  });
  assert.deepEqual(
    [changed.url, changed.name, changed.events, changed.enabled],
    ['https://example.com/other', 'Other', ['order.paid'], false],
  );
  const reset = await polar.webhooks.resetWebhookEndpointSecret(made.id);
  assert.match(reset.secret, /^whsec_/);
  assert.notEqual(reset.secret, made.secret);
  assert.equal((await polar.webhooks.getWebhookEndpoint(made.id)).secret, reset.secret);

  await polar.webhooks.deleteWebhookEndpoint(made.id);
  await polar.webhooks.deleteWebhookEndpoint(second.id);
  for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
    const gone = await ask(method, path, body);
    assert.deepEqual([gone.status, gone.body], [404, { error: 'ResourceNotFound', detail: 'Not found' }]);
  }
  assert.equal((await ask('PATCH', `${path}/secret`, {})).status, 404);
});

test('secrets begin as the contract says, or are the merchant’s own', async () => {
  const body = { url: 'https://example.com/', format: 'raw', events: [] };
  const early = (await ask('POST', endpoints, body)).body as { id: string; secret: string };
  assert.match(early.secret, /^polar_whs_[0-9A-Za-z]{43}$/);
  const mine = 'a secret of the merchant’s own, with ümlauts';
  const given = (await ask('POST', endpoints, { ...body, secret: mine })).body as typeof early;
  assert.equal(given.secret, mine);
  const patched = await ask('PATCH', `${endpoints}/${early.id}`, { secret: mine });
  assert.equal((patched.body as typeof early).secret, mine);
  const short = await ask('POST', endpoints, { ...body, secret: 'x'.repeat(31) });
  assert.deepEqual(short.body, {
    error: 'RequestValidationError',
    detail: [
      {
        type: 'string_too_short',
        loc: ['body', 'secret'],
        msg: 'String should have at least 32 characters',
        input: 'x'.repeat(31),
        ctx: { min_length: 32 },
      },
    ],
  });
  for (const { id } of [early, given]) await polar.webhooks.deleteWebhookEndpoint(id);
});

test('an address that nothing may be sent to is refused', async () => {
  const privately = {
    type: 'value_error',
    msg: 'Value error, Webhook URLs cannot point to localhost or private IP addresses.',
  };
  const insecure = { type: 'url_scheme', msg: "URL scheme should be 'https'" };
  for (const [url, told] of [
    ['http://example.com/hook', insecure],
    ['https://10.0.0.1/hook', privately],
    ['https://[::ffff:a9fe:a9fe]/', privately],
    ['https://printer.local/', privately],
  ] as const) {
    const { status, body } = await ask('POST', endpoints, { url, format: 'raw', events: [] });
    const { error, detail } = body as { error: string; detail: Record<string, unknown>[] };
    assert.deepEqual([status, error, detail.length], [422, 'RequestValidationError', 1], url);
    const { type, msg, loc, input } = detail[0] ?? {};
    assert.deepEqual({ type, msg, loc, input }, { ...told, loc: ['body', 'url'], input: url });
  }
  // This machine is for test mode only.
  const live = await ask('POST', endpoints, { url: receiver.url, format: 'raw', events: [] }, florin.liveKey);
  assert.equal(live.status, 422);
  const bad = await ask('POST', endpoints, { url: 'nonsense', format: 'fax', events: ['order.lost'] });
  const detail = (bad.body as { detail: { type: string; loc: unknown[] }[] }).detail;
  assert.deepEqual(
    detail.map(({ type, loc }) => [type, loc]),
    [
      ['url_parsing', ['body', 'url']],
      ['enum', ['body', 'format']],
      ['enum', ['body', 'events', 0]],
    ],
  );
  const foreign = await ask('POST', endpoints, {
    url: 'https://example.com/',
    format: 'raw',
    events: [],
    organization_id: florin.organization.id,
  });
  assert.equal((foreign.body as { detail: { type: string }[] }).detail[0]?.type, 'organization_token');
});

test('one that is turned on again must have an address that is still allowed', async () => {
  const { id } = await endpointOn('https://example.com/');
  await polar.webhooks.updateWebhookEndpoint(id, { enabled: false });
  await florin.pool`update webhook_endpoints set url = 'https://10.1.2.3/' where id = ${id}`;
  const refused = await ask('PATCH', `${endpoints}/${id}`, { enabled: true });
  assert.deepEqual(refused.body, {
    error: 'PolarRequestValidationError',
    detail: [
      {
        type: 'value_error',
        loc: ['body', 'enabled'],
        msg: 'Webhook URLs cannot point to localhost or private IP addresses.',
        input: true,
      },
    ],
  });
  const moved = await ask('PATCH', `${endpoints}/${id}`, { enabled: true, url: 'https://example.com/' });
  assert.equal(moved.status, 200);
  await polar.webhooks.deleteWebhookEndpoint(id);
});

test('the signature is keyed with the whole secret', () => {
  const secrets = ['whsec_test_0123456789abcdefghijklmnopqrstuv'];
  const message = {
    id: '1f0f6c4e-8f5b-4b0e-9f5b-3a1f0c9d2e77',
    type: 'customer.updated',
    body: '{"type":"customer.updated","timestamp":"2026-01-01T00:00:00Z","data":{"id":"992fae2a-2a17-4b7a-8d9e-e287cf90131b"}}',
    timestamp: 1_767_225_600,
  };
  const headers = polarWebhookLanguage.headers(message, { secrets } as unknown as SigningEndpoint);
  assert.equal(headers['webhook-signature'], 'v1,9fEi1QbPULgmfdiDBbPPf766WcOMscfg3nJ3Ue1dBBw=');
});

test('what arrives is what the vendor’s verifiers take, and not a byte else', async () => {
  const { id, secret } = await endpointOn(receiver.url);
  const { headers, body } = await receiveOne();
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['user-agent'], 'polar.sh webhooks');
  assert.equal(body, JSON.stringify(JSON.parse(body)));
  for (const dated of ['2026-04', '2026-10', '2027-01'] as const) {
    const client = (await import(`polar-sdk-1.0/${dated}`)) as { webhooks: typeof webhooks };
    assert.equal((await client.webhooks.validateEvent(body, headers, secret)).type, 'customer.created');
  }
  assert.equal(validateEvent49(body, headers, secret)?.type, 'customer.created');
  assert.equal(validateEvent41(body, headers, secret)?.type, 'customer.created');
  const stock = new Webhook(Buffer.from(secret).toString('base64'));
  assert.deepEqual(stock.verify(body, headers), JSON.parse(body));
  const forged = body.replace('@example.com', '@example.org');
  assert.notEqual(forged, body);
  assert.throws(() => stock.verify(forged, headers));
  await assert.rejects(
    webhooks.validateEvent(forged, headers, secret),
    webhooks.PolarWebhookVerificationError,
  );
  await assert.rejects(webhooks.validateEvent(body, { ...headers, 'webhook-id': 'another' }, secret));
  await polar.webhooks.deleteWebhookEndpoint(id);
});

test('after a change of secret both sign for a while', async () => {
  const { id, secret } = await endpointOn(receiver.url);
  const { secret: next } = await polar.webhooks.resetWebhookEndpointSecret(id);
  const { headers, body } = await receiveOne();
  for (const each of [secret, next]) {
    assert.equal((await webhooks.validateEvent(body, headers, each)).type, 'customer.created');
    assert.equal(validateEvent49(body, headers, each)?.type, 'customer.created');
  }
  await florin.pool`update webhook_endpoints set previous_secret_until = now() where id = ${id}`;
  const later = await receiveOne();
  await webhooks.validateEvent(later.body, later.headers, next);
  await assert.rejects(webhooks.validateEvent(later.body, later.headers, secret));
  await polar.webhooks.deleteWebhookEndpoint(id);
});

test('deliveries are listed by what they were, and sent once more', async () => {
  receiver.behave((_, response, index) => {
    if (index !== from) return 200;
    response.writeHead(500).end('out of order');
    return undefined;
  });
  const from = receiver.received.length;
  const { id } = await endpointOn(receiver.url, ['customer.created', 'customer.state_changed']);
  const customer = await newCustomer();
  await allDelivered(florin);
  const listed = async (query: Record<string, unknown>) =>
    (await polar.webhooks.listWebhookDeliveries({ endpoint_id: id, ...query } as never)).items;
  const all = await listed({});
  assert.deepEqual(
    all.map(({ http_code, succeeded, webhook_event }) => [http_code, succeeded, webhook_event.type]),
    [
      [200, true, 'customer.state_changed'],
      [200, true, 'customer.created'],
      [500, false, 'customer.created'],
    ],
  );
  const [, arrived, failed] = all;
  assert.equal(failed?.response, 'out of order');
  assert.deepEqual(failed?.webhook_event, arrived?.webhook_event);
  const { payload, ...event } = failed?.webhook_event ?? {};
  assert.equal(payload, receiver.received[from]?.body);
  assert.deepEqual(
    { ...event, created_at: '', modified_at: '' },
    {
      created_at: '',
      modified_at: '',
      id: receiver.received[from]?.headers['webhook-id'],
      last_http_code: 200,
      succeeded: true,
      skipped: false,
      type: 'customer.created',
      is_archived: false,
    },
  );

  const count = async (query: Record<string, unknown>) => (await listed(query)).length;
  const middle = arrived?.created_at;
  const counts = {
    succeeded: await count({ succeeded: true }),
    failed: await count({ succeeded: false }),
    class: await count({ http_code_class: '5xx' }),
    type: await count({ event_type: ['customer.created', 'order.paid'] }),
    from: await count({ start_timestamp: middle }),
    to: await count({ end_timestamp: middle }),
    answer: await count({ query: 'OUT of' }),
    payload: await count({ query: `somebody${customers}@` }),
    message: await count({ query: failed?.webhook_event.id }),
    object: await count({ query: customer.id }),
    nothing: await count({ query: 'nowhere to be found' }),
    elsewhere: await count({ endpoint_id: crypto.randomUUID() }),
  };
  assert.deepEqual(counts, {
    ...{ succeeded: 2, failed: 1, class: 1, type: 2, from: 2, to: 1 },
    ...{ answer: 1, payload: 3, message: 2, object: 3, nothing: 0, elsewhere: 0 },
  });

  const sent = receiver.received.length;
  const messageId = failed?.webhook_event.id ?? '';
  assert.equal(await polar.webhooks.redeliverWebhookEvent(messageId), null);
  await allDelivered(florin);
  const again = receiver.received.slice(sent);
  assert.deepEqual(
    again.map(({ headers, body }) => [headers['webhook-id'], body]),
    [[messageId, payload]],
  );
  assert.equal((await listed({})).length, 4);
  assert.equal((await ask('POST', `/v1/webhooks/events/${crypto.randomUUID()}/redeliver`)).status, 404);
  await polar.webhooks.deleteWebhookEndpoint(id);
  assert.equal((await ask('POST', `/v1/webhooks/events/${messageId}/redeliver`)).status, 404);
});

test('chats get messages that they show, and nothing else', async () => {
  const events = ['customer.created', 'customer.updated', 'order.paid', 'subscription.created'];
  const before = receiver.received.length;
  const slack = await endpointOn(receiver.url, events, 'slack');
  const discord = await endpointOn(receiver.url, events, 'discord');
  const { id } = await polar.customers.create({ email: 'chat@example.com', name: '<!here> & Søn' });
  await polar.customers.update(id, { name: 'Not told' });
  await allDelivered(florin);
  const bodies = receiver.received.slice(before).map(({ body }) => JSON.parse(body));
  assert.equal(bodies.length, 2);
  const message = bodies.find(({ text }) => text);
  const embedded = bodies.find(({ embeds }) => embeds);
  assert.equal(message.text, 'New customer · &lt;!here&gt; &amp; Søn (chat@example.com)');
  assert.deepEqual(message.blocks[1].fields, [
    { type: 'mrkdwn', text: '*Customer*\n&lt;!here&gt; &amp; Søn (chat@example.com)' },
  ]);
  assert.equal(embedded.content, 'New customer');
  assert.deepEqual(embedded.allowed_mentions, { parse: [] });
  assert.deepEqual(embedded.embeds[0].fields, [
    { name: 'Customer', value: '<!here> & Søn (chat@example.com)', inline: true },
  ]);
  for (const endpoint of [slack, discord]) await polar.webhooks.deleteWebhookEndpoint(endpoint.id);
});
