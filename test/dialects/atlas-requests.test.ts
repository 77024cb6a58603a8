import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AtlasAnswer, type AtlasCall, assertRefused, atlas } from '../support/atlas.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let call: AtlasCall;
before(async () => {
  florin = await startTestFlorin();
  call = atlas(florin, florin.testKey);
});
after(() => florin.stop());

const unauthorized = { type: 'authentication_error', code: 'unauthorized', param: null };

test('every key that is no good is one and the same 401, whatever else is wrong', async () => {
  const revoked = await florin.createKey(florin.organization, 'test', { expiresAt: new Date(0) });
  const key = florin.testKey;
  const headers = [
    undefined,
    key,
    `bearer ${key}`,
    `BEARER ${key}`,
    `Bearer  ${key}`,
    `Bearer ${key}x`,
    'Bearer sk_test_unknown',
    `Basic ${key}`,
    `Bearer ${revoked.token}`,
  ];
  for (const authorization of headers) {
    const stranger = atlas(florin, undefined);
    for (const [method, path, body] of [
      ['GET', '/customers', undefined],
      ['PUT', '/customers', '{'],
      ['POST', '/customers', '{'],
      ['GET', '/no/such/path', undefined],
    ] as const) {
      const answer = await stranger(method, path, body, authorization ? { authorization } : {});
      assertRefused(answer, 401, unauthorized);
    }
  }
});

test('a key without the scope is refused; either scope reads, one writes', async () => {
  const reader = atlas(
    florin,
    (await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] })).token,
  );
  const other = atlas(
    florin,
    (await florin.createKey(florin.organization, 'test', { scopes: ['orders:read'] })).token,
  );
  assert.equal((await reader('GET', '/customers')).status, 200);
  const refused = { type: 'authentication_error', code: 'insufficient_permissions' };
  assertRefused(await reader('POST', '/customers', { email: 'a@example.com' }), 403, refused);
  assertRefused(await other('GET', '/customers'), 403, refused);
});

test('paths and methods that are not there are told apart', async () => {
  for (const path of ['', '/', '/nothing', '/customers/a/b', '/Customers', '/customers/cus_x/orders']) {
    assertRefused(await call('GET', path), 404, { type: 'invalid_request_error', code: 'not_found' });
  }
  for (const [method, path] of [
    ['PUT', '/customers'],
    ['DELETE', '/customers'],
    ['PATCH', '/customers'],
    ['PUT', '/customers/cus_x'],
    ['POST', '/customers/cus_x'],
  ] as const) {
    const answer = await call(method, path, method === 'DELETE' ? undefined : '{broken');
    assertRefused(answer, 405, { type: 'invalid_request_error', code: 'method_not_allowed' });
  }
});

test('slashes at the end and slashes too many make no difference', async () => {
  for (const path of ['/customers/', '//customers', '/customers//', '/customers/?limit=1']) {
    assert.equal((await call('GET', path)).status, 200, path);
  }
  const { body } = await call('POST', '/customers/', { email: 'slashes@example.com' });
  assert.equal((await call('GET', `//customers//${body.id}/`)).body.id, body.id);
});

test('any content type with JSON in it is read, and none at all', async () => {
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x', ''];
  for (const [index, type] of types.entries()) {
    const body = Buffer.from(JSON.stringify({ email: `type-${index}@example.com` }));
    const response = await fetch(`${florin.url}/functions/v1/customers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${florin.testKey}`, ...(type ? { 'content-type': type } : {}) },
      body,
    });
    assert.equal(response.status, 201, type);
  }
});

test('bodies that are no JSON object are refused', async () => {
  for (const body of ['', '{', '{"email":"a@example.com"', 'x', '{"a":1}{"b":2}']) {
    const answer = await call('POST', '/customers', body);
    assertRefused(answer, 400, { type: 'invalid_request_error', code: 'invalid_json', param: null });
  }
  for (const body of ['null', '[]', '5', '"x"', 'true']) {
    assertRefused(await call('POST', '/customers', body), 400, { type: 'validation_error', param: null });
  }
  assertRefused(await call('POST', '/customers', `${'['.repeat(100)}${']'.repeat(100)}`), 400, {});
  const large = JSON.stringify({ email: 'large@example.com', name: 'x'.repeat(11 * 1024 * 1024) });
  assertRefused(await call('POST', '/customers', large), 413, { type: 'invalid_request_error' });
});

test('card numbers are refused everywhere but in tax ids', async () => {
  const number = '4242 4242 4242 4242';
  const send = (fields: object, name: string) =>
    call('POST', '/customers', { email: `${name}@example.com`, ...fields });
  for (const [fields, param] of [
    [{ name: `Jane ${number}` }, 'name'],
    [{ metadata: { note: number } }, 'metadata.note'],
    [{ metadata: { nested: [{ card: 4242424242424242 }] } }, 'metadata.nested[0].card'],
    [{ billing_address: { door: number } }, 'billing_address.door'],
    [{ tax_ids: [{ type: number, value: 'x' }] }, 'tax_ids[0].type'],
  ] as const) {
    const answer = await send(fields, 'card');
    assertRefused(answer, 400, { type: 'validation_error', code: 'card_number_not_allowed', param });
    assert.ok(!JSON.stringify(answer.body).includes('4242'));
  }
  const tax = await send({ tax_ids: [{ type: 'us_ein', value: '4242424242424242' }] }, 'tax');
  assert.equal(tax.status, 201);
});

test('every answer has a request id of our own', async () => {
  const seen = new Set<string>();
  const answers: AtlasAnswer[] = [
    await call('GET', '/customers', undefined, { 'x-request-id': 'mine', 'request-id': 'mine' }),
    await call('GET', '/customers/x'),
    await call('PUT', '/customers'),
    await call('GET', '/nowhere'),
    await call('POST', '/customers', '{'),
    await atlas(florin, undefined)('GET', '/customers'),
    await atlas(florin, undefined)('OPTIONS', '/customers'),
    await atlas(florin, undefined)('GET', '/health'),
  ];
  for (const { headers } of answers) {
    const id = headers.get('request-id') ?? '';
    assert.match(id, /^req_[0-9a-z]+_[0-9a-f]{8}$/);
    assert.equal(headers.get('x-request-id'), id);
    seen.add(id);
  }
  assert.equal(seen.size, answers.length);
});

test('every answer tells what is left of the limits, also where nobody is held to them', async () => {
  const key = (await florin.createKey(await florin.createOrganization('counted'), 'test')).token;
  const counted = atlas(florin, key);
  const left: number[] = [];
  for (const [method, path] of [
    ['GET', '/customers'],
    ['GET', '/customers/x'],
    ['PUT', '/customers'],
    ['GET', '/nowhere'],
    ['POST', '/customers'],
  ] as const) {
    const { headers } = await counted(method, path);
    assert.equal(headers.get('x-ratelimit-limit'), '1000');
    const reset = Number(headers.get('x-ratelimit-reset'));
    assert.ok(Number.isInteger(reset) && reset * 1000 > Date.now() && reset * 1000 < Date.now() + 61_000);
    left.push(Number(headers.get('x-ratelimit-remaining')));
  }
  assert.deepEqual(left, [999, 998, 997, 996, 995]);
  for (const [method, path] of [
    ['GET', '/customers'],
    ['OPTIONS', '/customers'],
    ['GET', '/health'],
  ] as const) {
    const { headers } = await atlas(florin, undefined)(method, path);
    assert.match(headers.get('x-ratelimit-remaining') ?? '', /^\d+$/, method + path);
  }
});

test('a preflight is answered without a key', async () => {
  for (const path of ['/customers', '/customers/cus_x', '/nowhere']) {
    const { status, headers } = await atlas(florin, undefined)('OPTIONS', path, undefined, {
      origin: 'https://example.com',
      'access-control-request-method': 'PATCH',
    });
    assert.equal(status, 200);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      assert.ok(headers.get('access-control-allow-methods')?.split(', ').includes(method));
    }
    assert.match(headers.get('access-control-allow-headers') ?? '', /Authorization/);
    assert.equal(headers.get('access-control-max-age'), '86400');
    assert.equal(headers.get('access-control-allow-origin'), null);
  }
});

test('health needs no key and is open to pages', async () => {
  const { status, body, headers } = await atlas(florin, undefined)('GET', '/health');
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['status', 'timestamp']);
  assert.ok(!Number.isNaN(Date.parse(String(body.timestamp))));
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal((await atlas(florin, 'no key at all')('GET', '/health')).status, 200);
});

test('test cards are listed for test keys only', async () => {
  const all = await call('GET', '/test-cards');
  assert.deepEqual(Object.keys(all.body), ['cards', 'tokens', 'amounts', 'usage']);
  for (const category of ['success', 'decline', 'threeds', 'fraud', 'dispute', 'international']) {
    const { status, body } = await call('GET', `/test-cards?category=${category}`);
    assert.deepEqual([status, body.category], [200, category]);
    assert.ok((body.cards as unknown[]).length > 0);
  }
  assertRefused(await call('GET', '/test-cards?category=toString'), 400, {
    code: 'invalid_category',
    param: 'category',
  });
  assertRefused(await atlas(florin, florin.liveKey)('GET', '/test-cards'), 403, { code: 'test_mode_only' });
});

test('a request with an idempotency key is done once, for all keys of the account', async () => {
  const other = atlas(florin, (await florin.createKey(florin.organization, 'test')).token);
  for (const header of ['Idempotency-Key', 'X-Idempotency-Key']) {
    const key = { [header]: `key-of-${header}` };
    const body = { email: `${header}@example.com` };
    const first = await call('POST', '/customers', body, key);
    assert.equal(first.status, 201);
    assert.equal(first.headers.get('idempotent-replayed'), null);
    for (const send of [call, other]) {
      const repeat = await send('POST', '/customers', body, key);
      assert.deepEqual([repeat.status, repeat.body], [201, first.body]);
      assert.equal(repeat.headers.get('idempotent-replayed'), 'true');
      assert.notEqual(repeat.headers.get('request-id'), first.headers.get('request-id'));
    }
    const mismatch = await call('POST', '/customers', { ...body, name: 'x' }, key);
    assertRefused(mismatch, 409, { type: 'idempotency_error' });
    const live = await atlas(florin, florin.liveKey)('POST', '/customers', body, key);
    assert.equal(live.status, 201);
    assert.notEqual(live.body.id, first.body.id);
  }
  const long = await call(
    'POST',
    '/customers',
    { email: 'long@example.com' },
    { 'idempotency-key': 'k'.repeat(256) },
  );
  assertRefused(long, 400, { code: 'invalid_idempotency_key' });
});

test('two requests with one key at the same time make one customer', async () => {
  const key = { 'idempotency-key': 'twice' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('POST', '/customers', { email: 'twice@example.com' }, key)),
  );
  for (const answer of answers) {
    if (answer.status !== 201) assertRefused(answer, 409, { type: 'idempotency_error' });
  }
  assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size, 1);
});

test('where limits are on, the thousand and first call of a minute is refused', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const send = atlas(limited, limited.testKey);
    const statuses: number[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => send('GET', '/customers/x')));
      statuses.push(...answers.map(({ status }) => status));
    }
    assert.deepEqual([statuses.length, new Set(statuses)], [1000, new Set([404])]);
    for (const [method, path] of [
      ['GET', '/customers'],
      ['GET', '/nowhere'],
    ] as const) {
      const refused = await send(method, path);
      assertRefused(refused, 429, { type: 'rate_limit_error', param: null });
      assert.equal(refused.headers.get('x-ratelimit-remaining'), '0');
      const wait = Number(refused.headers.get('retry-after'));
      assert.ok(wait >= 1 && wait <= 60);
    }
    assert.equal((await atlas(limited, limited.liveKey)('GET', '/customers')).status, 200);
  } finally {
    await limited.stop();
  }
});

/** Keeps calls that read customers from ending until it is let go. */
async function holdCustomers(server: TestFlorin): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = server.pool.begin(async (database) => {
    await database`lock table customers in access exclusive mode`;
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  return async () => {
    held.resolve();
    await holding;
  };
}

/** Until the server counts as many calls as it is to, which is when a path that leads nowhere gets this status. */
async function countedUntil(send: AtlasCall, status: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await send('GET', '/nowhere')).status === status) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`No answer had the status ${status}.`);
}

test('where limits are on, a fifty-first call at the same time is refused', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const send = atlas(limited, limited.testKey);
    const letGo = await holdCustomers(limited);
    const waiting = Array.from({ length: 50 }, (_, index) =>
      send('POST', '/customers', { email: `waiting-${index}@example.com` }),
    );
    await countedUntil(send, 429);
    const refused = await send('GET', '/customers');
    assertRefused(refused, 429, { type: 'rate_limit_error' });
    assert.equal(refused.headers.get('retry-after'), '1');
    await letGo();
    for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 201);
    assert.equal((await send('GET', '/customers')).status, 200);
  } finally {
    await limited.stop();
  }
});

test('calls that are broken off no longer count as under way', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const letGo = await holdCustomers(limited);
    const breakOff = new AbortController();
    const waiting = Array.from({ length: 50 }, () =>
      fetch(`${limited.url}/functions/v1/customers`, {
        headers: { authorization: `Bearer ${limited.testKey}` },
        signal: breakOff.signal,
      }).catch(() => undefined),
    );
    const send = atlas(limited, limited.testKey);
    await countedUntil(send, 429);
    breakOff.abort();
    await Promise.all(waiting);
    await countedUntil(send, 404);
    await letGo();
    assert.equal((await send('GET', '/customers')).status, 200);
  } finally {
    await limited.stop();
  }
});
