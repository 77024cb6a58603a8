import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { type EventStream, openEventStream } from '../support/event-stream.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

let florin: TestFlorin;
let receiver: Receiver;
const streams: EventStream[] = [];

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
});
after(async () => {
  for (const stream of streams) stream.close();
  await receiver.close();
  await florin.stop();
});

type Members = Record<string, unknown> & { id: string };
type Page = { items: Members[]; next_cursor: string | null };

async function get(path: string, token = florin.testKey) {
  return call('GET', `${florin.url}/florin/v1${path}`, { token });
}

async function list(path: string, token?: string): Promise<Page> {
  const { status, body } = await get(path, token);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Page;
}

async function open(path: string, options: Parameters<typeof openEventStream>[2] & { token?: string } = {}) {
  const { token = florin.testKey, ...rest } = options;
  const stream = await openEventStream(`${florin.url}/florin/v1${path}`, token, rest);
  streams.push(stream);
  return stream;
}

let serial = 0;
async function createCustomer(token = florin.testKey, name = 'Ada'): Promise<Members> {
  serial++;
  const { status, body, headers } = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: { email: `listed.${serial}@example.com`, name },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return { ...(body as Members), request: headers.get('x-request-id') };
}

async function rename(id: string, name: string): Promise<void> {
  const { status } = await call('PATCH', `${florin.url}/v1/customers/${id}`, {
    token: florin.testKey,
    body: { name },
  });
  assert.equal(status, 200);
}

test('events are listed newest first, filtered, page by page', async () => {
  const customer = await createCustomer();
  for (const name of ['Grace', 'Edsger', 'Barbara']) await rename(customer.id, name);
  await createCustomer();

  const own = await list(`/events?object_id=${customer.id}`);
  assert.deepEqual(
    own.items.map(({ type }) => type),
    ['customer.updated', 'customer.updated', 'customer.updated', 'customer.created'],
  );
  const [newest] = own.items;
  assert.equal((newest?.data as Members | undefined)?.name, 'Barbara');
  assert.deepEqual([newest?.object_type, newest?.object_id, newest?.mode], ['customer', customer.id, 'test']);
  assert.deepEqual((await get(`/events/${newest?.id}`)).body, newest);

  for (const prefix of ['cus', 'cust']) {
    const same = await list(`/events?object_id=${prefixedId(prefix, customer.id)}`);
    assert.deepEqual(same, own);
  }
  const first = await list(`/events?object_id=${customer.id}&limit=3`);
  assert.equal(first.next_cursor, first.items[2]?.id);
  const second = await list(`/events?object_id=${customer.id}&limit=3&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.items, ...second.items], own.items);
  assert.equal(second.next_cursor, null);

  const count = async (filter: string) =>
    (await list(`/events?object_id=${customer.id}&${filter}`)).items.length;
  assert.equal(await count('type=customer.updated'), 3);
  assert.equal(await count('type=customer.updated&type=customer.created'), 4);
  assert.equal(await count('type=customer.*'), 4);
  assert.equal(await count('type=custome_.*'), 0);
  assert.equal(await count('type=invoice.*'), 0);
  assert.equal(await count('object_type=customer'), 4);
  assert.equal(await count('object_type=invoice'), 0);
  assert.equal(await count(`request_id=${own.items[0]?.request_id}`), 1);
  assert.equal(await count(`from=${own.items[1]?.occurred_at}&to=${own.items[0]?.occurred_at}`), 1);
});

test('events are for keys that may see webhooks, and for the operator who says whose', async () => {
  const customer = await createCustomer();
  const [event] = (await list(`/events?object_id=${customer.id}`)).items;
  const narrow = await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] });
  assert.equal((await get('/events', narrow.token)).status, 403);
  const reading = await florin.createKey(florin.organization, 'test', { scopes: ['webhooks:read'] });
  assert.equal((await get('/events', reading.token)).status, 200);
  assert.equal((await get('/events', 'nobody')).status, 401);

  const whose = `organization_id=${florin.organization.id}&mode=test`;
  const asOperator = await list(`/events?object_id=${customer.id}&${whose}`, operatorToken);
  assert.equal(asOperator.items[0]?.id, event?.id);
  assert.equal((await get('/events', operatorToken)).status, 404);

  const other = await florin.createKey(await florin.createOrganization('others'), 'test');
  for (const token of [florin.liveKey, other.token]) {
    assert.deepEqual((await list(`/events?object_id=${customer.id}`, token)).items, []);
    assert.equal((await get(`/events/${event?.id}`, token)).status, 404);
    assert.equal((await get(`/events?cursor=${event?.id}`, token)).status, 422);
    const stream = await open(`/events?after=${event?.id}`, { token });
    assert.equal(stream.status, 410);
  }
  assert.equal((await get(`/events?object_id=nonsense`)).status, 422);
  assert.equal((await get(`/events?type=Nonsense!`)).status, 422);
});

test('a stream tells what happens, and a reader that comes back misses nothing', async () => {
  const stream = await open('/events?type=customer.*');
  assert.equal(stream.status, 200);
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/);
  const customer = await createCustomer();
  await rename(customer.id, 'Grace');
  const [created, updated] = await stream.waitFor(2);
  assert.deepEqual([created?.event, updated?.event], ['customer.created', 'customer.updated']);
  assert.deepEqual(created?.data, (await get(`/events/${created?.id}`)).body);
  stream.close();

  await rename(customer.id, 'Edsger');
  await rename(customer.id, 'Barbara');
  const again = await open(`/events?object_id=${customer.id}`, { lastEventId: created?.id });
  const missed = await again.waitFor(3);
  assert.deepEqual(
    missed.map(({ data }) => (data.data as Members).name),
    ['Grace', 'Edsger', 'Barbara'],
  );
  const named = await open(`/events?object_id=${customer.id}&after=${missed[1]?.id}`);
  assert.equal((await named.waitFor(1))[0]?.id, missed[2]?.id);

  const gone = await get('/events?limit=1');
  assert.equal(gone.status, 200);
  for (const lastEventId of [crypto.randomUUID(), 'nonsense']) {
    assert.equal((await open('/events', { lastEventId })).status, 410);
  }
});

test('an event is passed over by nobody, though it was written before others and committed after them', async () => {
  const stream = await open('/events?type=customer.created');
  const held = Promise.withResolvers<void>();
  const { organization, pool } = florin;
  let slow: string | undefined;
  const writing = Promise.withResolvers<void>();
  const long = pool.begin(async (database) => {
    const [row] = await database<{ id: string }[]>`
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      values (${organization.id}, 'test', gen_random_uuid(), now(), 'customer.created', 'customer', gen_random_uuid(),
        'slow', '{}') returning id`;
    slow = row?.id;
    writing.resolve();
    await held.promise;
  });
  await writing.promise;
  const quick = await createCustomer();
  await createCustomer();
  // As long as the slow one may still come, no later one is shown.
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(stream.events, []);
  assert.deepEqual((await list(`/events?object_id=${quick.id}`)).items, []);
  held.resolve();
  await long;
  const told = await stream.waitFor(3);
  assert.deepEqual([told[0]?.id, told[1]?.data.object_id], [slow, quick.id]);
});

test('with many writers at once every reader gets every event once, in the order of the list', async () => {
  const readers = await Promise.all([open('/events'), open('/events'), open('/events?type=customer.*')]);
  const customer = await createCustomer();
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      await createCustomer();
      await rename(customer.id, `Name ${index}`);
    }),
  );
  const events = await Promise.all(readers.map((reader) => reader.waitFor(81)));
  const { items } = await list('/events?limit=81');
  const wanted = items.map(({ id }) => id).reverse();
  for (const own of events) {
    assert.deepEqual(
      own.map(({ id }) => id),
      wanted,
    );
  }
});

test('a reader that takes nothing holds up nobody', async () => {
  const other = await florin.createOrganization('slow readers');
  const { token } = await florin.createKey(other, 'test');
  const made = await createCustomer(token);
  const asleep = await open('/events', { token, read: false });
  const awake = await open('/events?type=customer.updated', { token });
  assert.equal(asleep.status, 200);
  const events = 4_000;
  await florin.pool`
    insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
    select ${other.id}, 'test', gen_random_uuid(), now(), 'customer.updated', 'customer', ${made.id}, 'many',
      jsonb_build_object('note', repeat('x', 10000)) from generate_series(1, ${events})`;
  await awake.waitFor(events);
  assert.equal((await list('/events?limit=100', token)).items.length, 100);
  asleep.close();
});

test('an organization has a hundred streams at most, and a place is free again once its reader leaves', async () => {
  const other = await florin.createOrganization('many readers');
  const { token } = await florin.createKey(other, 'test');
  const opened = await Promise.all(Array.from({ length: 100 }, () => open('/events', { token })));
  assert.ok(opened.every(({ status }) => status === 200));
  const refused = await open('/events', { token });
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  opened[0]?.close();
  await eventually('a free place', 15_000, async () => (await open('/events', { token })).status === 200);
  for (const stream of opened) stream.close();
});

test('endpoints, messages and deliveries of every vendor are to be seen, and sent once more', async () => {
  const scope = await florin.scope(florin.organization, 'test');
  const secret = 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';
  for (const dialect of ['polar', 'flowglad', 'atlas'] as const) {
    const made = await createWebhookEndpoint(
      scope,
      {
        dialect,
        contract: '2025-09',
        name: null,
        url: receiver.url,
        format: 'raw',
        eventTypes: ['customer.created'],
        pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
        signatureScheme: null,
        secret,
      },
      { allowLoopback: true },
    );
    assert.ok(made.ok);
  }
  const endpoints = await list('/webhooks/endpoints?limit=2');
  const rest = await list(`/webhooks/endpoints?cursor=${endpoints.next_cursor}`);
  assert.deepEqual(
    [...endpoints.items, ...rest.items].map(({ dialect }) => dialect),
    ['atlas', 'flowglad', 'polar'],
  );
  assert.ok(!JSON.stringify(endpoints).includes('whsec'));

  receiver.behave(({ headers }) => (headers['x-atlas-event-id'] ? 500 : 200));
  const customer = await createCustomer();
  await receiver.waitFor(3);
  await eventually(
    'the log of three attempts',
    15_000,
    async () => (await list('/webhooks/deliveries')).items.length === 3,
  );
  const messages = await list('/webhooks/messages?limit=2');
  const others = await list(`/webhooks/messages?limit=2&cursor=${messages.next_cursor}`);
  assert.equal(new Set([...messages.items, ...others.items].map(({ id }) => id)).size, 3);
  assert.ok([...messages.items, ...others.items].every(({ object_id: id }) => id === customer.id));

  const [waiting] = (await list('/webhooks/messages?status=pending')).items;
  assert.equal(waiting?.endpoint_id, endpoints.items[0]?.id);
  const { body } = await get(`/webhooks/messages/${waiting?.id}`);
  const detail = body as Members & { body: string; deliveries: Members[] };
  assert.equal(detail.deliveries[0]?.http_code, 500);
  assert.deepEqual(
    receiver.received
      .filter(({ body: sent }) => sent === detail.body)
      .map(({ headers }) => headers['x-atlas-event-type']),
    ['customer.created'],
  );
  const log = async (filter: string) => (await list(`/webhooks/deliveries?${filter}`)).items.length;
  assert.equal(await log('succeeded=false'), 1);
  assert.equal(await log('succeeded=true'), 2);
  assert.equal(await log('http_code_class=5'), 1);
  assert.equal(await log(`message_id=${waiting?.id}`), 1);
  assert.equal(await log(`endpoint_id=${waiting?.endpoint_id}&type=customer.updated`), 0);

  receiver.behave(() => 200);
  const redeliver = (sent: unknown, token = florin.testKey) =>
    call('POST', `${florin.url}/florin/v1/webhooks/redeliver`, { token, body: sent });
  const sentBefore = receiver.received.length;
  const polar = rest.items[0]?.id;
  const [first] = (await list(`/webhooks/messages?endpoint_id=${polar}`)).items;
  const once = await redeliver({ ids: [first?.id] });
  assert.deepEqual([once.status, once.body], [202, { messages: 1 }]);
  const [again] = (await receiver.waitFor(sentBefore + 1)).slice(sentBefore);
  assert.equal(again?.headers['webhook-id'], first?.id);
  await eventually(
    'the message to be settled',
    15_000,
    async () => (await list(`/webhooks/messages?endpoint_id=${polar}&status=succeeded`)).items.length === 1,
  );
  const range = await redeliver({ endpoint_id: polar, from: first?.created_at });
  assert.deepEqual([range.status, range.body], [202, { messages: 1 }]);
  await receiver.waitFor(sentBefore + 2);
  const none = await redeliver({ endpoint_id: polar, from: first?.created_at, to: first?.created_at });
  assert.deepEqual(none.body, { messages: 0 });
  const foreign = await redeliver({ ids: [first?.id] }, florin.liveKey);
  assert.deepEqual(foreign.body, { messages: 0 });
  for (const wrong of [{}, { endpoint_id: polar }, { ids: [first?.id], endpoint_id: polar }, { ids: [] }]) {
    assert.equal((await redeliver(wrong)).status, 422, JSON.stringify(wrong));
  }
});

test("an endpoint of any vendor's is made, changed, told again, given a new secret and deleted", async (t) => {
  const own = await startReceiver();
  t.after(() => own.close());
  const send = (method: string, path: string, body?: unknown) =>
    call(method, `${florin.url}/florin/v1/webhooks/endpoints${path}`, { token: florin.testKey, body });
  const { items } = await list('/webhooks/dialects');
  assert.deepEqual(
    items.map(({ dialect, formats, signature_schemes }) => [dialect, formats, signature_schemes]),
    [
      ['polar', ['raw', 'slack', 'discord'], []],
      ['flowglad', ['raw'], []],
      ['atlas', ['raw'], ['body', 'stripe', 'timestamped']],
    ],
  );
  const customer = await createCustomer(florin.testKey, 'Told again');
  const { items: events } = await list(`/events?object_id=${customer.id}&type=customer.created`);
  const signatures: Record<string, string> = {
    polar: 'webhook-signature',
    flowglad: 'svix-signature',
    atlas: 'x-atlas-signature',
  };
  for (const [dialect, signature] of Object.entries(signatures)) {
    const created = { dialect, url: own.url, event_types: ['customer.created'] };
    const made = await send('POST', '', created);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, secret, ...shown } = made.body as Members;
    assert.match(String(secret), /^(polar_whs_|whsec_)/);
    assert.deepEqual({ ...shown, id }, (await get(`/webhooks/endpoints/${id}`)).body);

    const before = own.received.length;
    const told = await send('POST', `/${id}/test`, { event_id: events[0]!.id });
    assert.equal(told.status, 202, JSON.stringify(told.body));
    const [first] = (await own.waitFor(before + 1)).slice(before);
    assert.ok(first!.headers[signature]);
    await eventually('it is delivered', 10_000, async () => {
      const { items: sent } = await list(`/webhooks/messages?endpoint_id=${id}&status=succeeded`);
      return sent.length === 1;
    });
    // What it was sent before goes out under the same id.
    assert.deepEqual((await send('POST', `/${id}/test`, { event_id: events[0]!.id })).body, told.body);
    await own.waitFor(before + 2);

    const changed = await send('PATCH', `/${id}`, { enabled: false, name: 'Off' });
    assert.deepEqual([changed.status, (changed.body as Members).enabled], [200, false]);
    assert.equal((await send('POST', `/${id}/test`, {})).status, 409);
    assert.equal((await send('PATCH', `/${id}`, { enabled: true })).status, 200);
    const rotated = await send('POST', `/${id}/secret`);
    assert.equal(rotated.status, 200);
    assert.notEqual((rotated.body as Members).secret, secret);
    assert.equal(
      (await call('DELETE', `${florin.url}/florin/v1/webhooks/endpoints/${id}`, { token: florin.liveKey }))
        .status,
      404,
    );
    assert.equal((await send('DELETE', `/${id}`)).status, 204);
    assert.equal((await send('PATCH', `/${id}`, { name: 'Gone' })).status, 404);
  }
  const refused: [object, string][] = [
    [{ dialect: 'flowglad', event_types: ['order.paid'] }, 'event_types.0'],
    [{ dialect: 'flowglad', event_types: ['customer.created'], format: 'slack' }, 'format'],
    [{ dialect: 'polar', event_types: ['order.paid'], signature_scheme: 'stripe' }, 'signature_scheme'],
    [{ dialect: 'polar', event_types: ['order.paid'], contract: '1999-01' }, 'contract'],
    [{ dialect: 'polar', event_types: ['order.paid'], url: 'https://10.0.0.1/hook' }, 'url'],
  ];
  for (const [body, param] of refused) {
    const { status, body: answer } = await send('POST', '', { url: own.url, ...body });
    assert.deepEqual([status, (answer as { error: { param: string } }).error.param], [422, param]);
  }
  const deaf = await send('POST', '', {
    dialect: 'polar',
    url: own.url,
    event_types: ['refund.created'],
  });
  const { body } = await send('POST', `/${(deaf.body as Members).id}/test`);
  assert.equal((body as { error: { code: string } }).error.code, 'not_heard');
});

test('nothing is shown any more to a key that was revoked', async () => {
  const { token, id } = await florin.createKey(florin.organization, 'test', { scopes: ['webhooks:read'] });
  const stream = await open('/events', { token });
  await createCustomer();
  await stream.waitFor(1);
  const revoked = await call(
    'DELETE',
    `${florin.url}/florin/v1/organizations/${florin.organization.id}/keys/${id}`,
    { token: operatorToken },
  );
  assert.equal(revoked.status, 204);
  let inOrder: boolean | undefined;
  stream.ended.then((ended) => {
    inOrder = ended;
  });
  await createCustomer();
  await eventually('the end of the stream', 15_000, async () => inOrder !== undefined);
  assert.deepEqual([inOrder, stream.events.length], [true, 1]);
});

test('a stream goes on across processes, and ends in order when its server stops', async () => {
  const second = await startTestFlorin({ DATABASE_URL: florin.databaseUrl });
  const stream = await openEventStream(`${second.url}/florin/v1/events`, florin.testKey);
  await createCustomer();
  await stream.waitFor(1);
  const begun = performance.now();
  await second.stop();
  assert.equal(await stream.ended, true);
  assert.ok(performance.now() - begun < 10_000);
});
