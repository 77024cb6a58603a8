import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, type FlowgladAnswer, todaysClient } from '../support/flowglad.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
  const customer = { email: 'mia@shop.example', name: 'Mia', externalId: 'u_1' };
  await call('POST', '/customers', { body: { customer } });
});
after(() => florin.stop());

const call = (method: string, path: string, options: Parameters<typeof callFlowglad>[4] = {}) =>
  callFlowglad(florin, florin.testKey, method, path, options);

/** The envelope of a refusal: its code, and the request's id as in the header. */
function assertProblem(answer: FlowgladAnswer, status: number, code: string | undefined): unknown {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.code, code, answer.text);
  assert.match(String(answer.body.request_id), /^[0-9a-f]{8}$/);
  assert.equal(answer.headers.get('x-request-id'), answer.body.request_id);
  return answer.body.error;
}

test('without a good key everything is a 401 in plain text, also what is not there', async () => {
  const { token: expired } = await florin.createKey(florin.organization, 'test', { expiresAt: new Date(0) });
  const refused = [
    undefined,
    '',
    'Bearer',
    `Basic ${florin.testKey}`,
    `Token ${florin.testKey}`,
    'a b',
    'sk_x',
    expired,
  ];
  for (const key of refused) {
    for (const path of ['/customers', '/nowhere', '/customers/']) {
      const answer = await callFlowglad(florin, key, 'GET', path);
      assert.equal(answer.status, 401, `${key} ${path}`);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
      assert.notEqual(answer.text, '');
    }
  }
  const elsewhere: Record<string, string>[] = [
    { 'x-api-key': florin.testKey },
    { cookie: `key=${florin.testKey}` },
  ];
  for (const headers of elsewhere) {
    assert.equal((await callFlowglad(florin, undefined, 'GET', '/customers', { headers })).status, 401);
  }
});

test('the key is taken bare or as a bearer’s, in any case', async () => {
  for (const scheme of ['', 'Bearer ', 'bearer ', 'BEARER  ', '  ']) {
    const answer = await callFlowglad(florin, `${scheme}${florin.testKey} `, 'GET', '/utils/ping');
    assert.equal(answer.status, 200, scheme);
    assert.deepEqual(answer.body, { message: 'pong' });
  }
});

test('a key with fewer scopes may do no more than they say', async () => {
  const { token } = await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] });
  const ask = (method: string, path: string, body?: unknown) =>
    callFlowglad(florin, token, method, path, { body });
  assert.equal((await ask('GET', '/customers/u_1')).status, 200);
  assert.equal((await ask('GET', '/utils/ping')).status, 200);
  assertProblem(await ask('PUT', '/customers/u_1', { customer: {} }), 403, 'FORBIDDEN');
  assertProblem(await ask('POST', '/customers/u_1/archive', {}), 403, 'FORBIDDEN');
  assertProblem(await ask('GET', '/pricing-models/default'), 403, 'FORBIDDEN');
});

test('what is missing or of a wrong type is told all together, as zod tells it', async () => {
  const missing = (field: string) => ({
    code: 'invalid_type',
    expected: 'string',
    path: ['customer', field],
    message: 'Invalid input: expected string, received undefined',
  });
  const all = await call('POST', '/customers', { body: { customer: {} } });
  assert.deepEqual(assertProblem(all, 400, 'BAD_REQUEST'), ['email', 'name', 'externalId'].map(missing));

  const received = async (method: string, path: string, customer: unknown) => {
    const answer = await call(method, path, { body: { customer }, headers: todaysClient });
    const issues = assertProblem(answer, 400, 'BAD_REQUEST') as { path: string[]; message: string }[];
    return issues.map((issue) => [issue.path.at(-1), issue.message.split('received ')[1]]);
  };
  assert.deepEqual(
    await received('POST', '/customers', {
      email: null,
      name: 5,
      externalId: [],
      archived: 'yes',
      logoURL: {},
      iconURL: 1,
      domain: true,
      userId: 7,
    }),
    [
      ['email', 'null'],
      ['name', 'number'],
      ['externalId', 'array'],
      ['archived', 'string'],
      ['logoURL', 'object'],
      ['iconURL', 'number'],
      ['domain', 'boolean'],
      ['userId', 'number'],
    ],
  );
  assert.deepEqual(await received('PUT', '/customers/nobody', { email: null, name: null }), [
    ['email', 'null'],
    ['name', 'null'],
  ]);
});

test('a body that is no object, or has no customer', async () => {
  const whole = { code: 'invalid_type', expected: 'object', path: [] };
  for (const [raw, received] of [
    ['null', 'null'],
    ['[]', 'array'],
    ['5', 'number'],
    ['"x"', 'string'],
  ] as const) {
    const answer = await call('PUT', '/customers/u_1', {
      raw,
      headers: { 'content-type': 'application/json' },
    });
    const message = `Invalid input: expected object, received ${received}`;
    assert.deepEqual(assertProblem(answer, 400, 'BAD_REQUEST'), [{ ...whole, message }]);
  }
  for (const body of [
    {},
    { customer: null },
    { customer: 'x' },
    { email: 'a', name: 'b', externalId: 'c' },
  ]) {
    const answer = await call('POST', '/customers', { body });
    const [issue] = assertProblem(answer, 400, 'BAD_REQUEST') as { path: string[]; expected: string }[];
    assert.deepEqual([issue?.path, issue?.expected], [['customer'], 'object']);
  }
});

test('the early contract checks the links as well', async () => {
  const wrong = { archived: 'yes', externalId: 17, catalogId: [], id: 5 };
  const answer = await call('PUT', '/customers/u_1', { body: { customer: wrong } });
  const issues = assertProblem(answer, 400, 'BAD_REQUEST') as { path: string[] }[];
  assert.deepEqual(
    issues.map(({ path }) => path),
    Object.keys(wrong).map((name) => ['customer', name]),
  );
});

test('a body that cannot be read has no code; the content type is looked at after it', async () => {
  const json = { 'content-type': 'application/json' };
  for (const raw of ['{', '{"customer":', '']) {
    for (const headers of [json, { 'content-type': 'text/plain' }]) {
      const error = assertProblem(await call('PUT', '/customers/u_1', { raw, headers }), 400, undefined);
      assert.equal(error, 'Invalid JSON in request body');
    }
  }
  const raw = '{"customer":{}}';
  for (const type of ['application/xml', 'json', 'application/jsonp']) {
    const other = await call('PUT', '/customers/u_1', { raw, headers: { 'content-type': type } });
    const error = assertProblem(other, 415, 'UNSUPPORTED_MEDIA_TYPE');
    assert.equal(error, `Unsupported content-type "${type}"`);
  }
  const none = await fetch(`${florin.url}/api/v1/customers/u_1`, {
    method: 'PUT',
    headers: { authorization: florin.testKey },
    body: Buffer.from(raw),
  });
  assert.equal(none.status, 415);
  assert.equal(((await none.json()) as { error: string }).error, 'Missing content-type header');
  const charset = { 'content-type': 'Application/JSON; charset=utf-8' };
  assert.equal((await call('PUT', '/customers/u_1', { raw, headers: charset })).status, 200);
});

test('paths that lead nowhere', async () => {
  for (const path of [
    '/customers/',
    '/Customers',
    '/customers/u_1/',
    '/customers/u_1/nothing',
    '/nothing',
    '/',
  ]) {
    const answer = await call('GET', path);
    assert.equal(answer.status, 404, path);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(answer.text, 'Not Found');
  }
  assert.equal((await call('POST', '/customers/u_1', { body: {} })).text, 'Not Found');
  for (const path of ['/customers', '/customers/u_1', '/nothing']) {
    assert.equal((await call('PATCH', path, { body: {} })).status, 405, path);
  }
  for (const [method, path, procedure] of [
    ['DELETE', '/customers/u_1', 'customers.delete'],
    ['GET', '/api-keys', 'apiKeys.list'],
    ['GET', '/subscription-item-features?limit=1', 'subscriptionItemFeatures.list'],
  ] as const) {
    const error = assertProblem(await call(method, path), 404, 'NOT_FOUND');
    assert.equal(error, `No procedure found on path "${procedure}"`);
  }
  assert.equal((await call('GET', '/customers/u_1')).status, 200, 'nothing was deleted');
});

test('limits and cursors: refused with a text and without a code', async () => {
  for (const limit of ['0', '101', '-1', '1.5', 'abc', '', '1e1', '99999999999999999999']) {
    const error = assertProblem(await call('GET', `/customers?limit=${limit}`), 400, undefined);
    assert.equal(typeof error, 'string');
    assert.deepEqual(JSON.parse(String(error))[0].path, ['limit']);
  }
  const twice = await call('GET', '/customers?limit=1&limit=2');
  assert.equal(assertProblem(twice, 400, undefined), "Multiple 'limit' values are not allowed");
  const id = `cust_${'0'.repeat(21)}`;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cursors = [
    '',
    '%20',
    'x',
    encode(null),
    encode({}),
    encode({ createdAt: 'now', id }),
    encode({ createdAt: -1, id }),
    encode({ createdAt: 8.64e15, id }),
    encode({ createdAt: 1, id: 'prod_x' }),
    encode({ createdAt: 1, id, direction: 'sideways' }),
  ];
  for (const cursor of cursors) {
    const answer = await call('GET', `/customers?cursor=${cursor}`);
    assert.equal(assertProblem(answer, 400, undefined), 'Invalid cursor', cursor);
  }
  for (const cursor of [encode({ createdAt: 1, id }), encode({ createdAt: 1 })]) {
    assert.equal((await call('GET', `/customers?cursor=${cursor}`)).body.total, 1);
  }
});

test('an external id that is taken is a conflict that is not to be tried again', async () => {
  const answer = await call('POST', '/customers', {
    body: { customer: { email: 'other@shop.example', name: 'Other', externalId: 'u_1' } },
  });
  assertProblem(answer, 409, 'CONFLICT');
  assert.equal(answer.headers.get('x-should-retry'), 'false');
  assert.equal((await call('GET', '/customers')).body.total, 1);
});

test('texts that cannot be stored or looked up are refused, all others are kept as they are', async () => {
  const nul = { email: 'a\0', name: '\ud800', externalId: 'nul', domain: 'x' };
  const issues = assertProblem(
    await call('POST', '/customers', { body: { customer: nul } }),
    400,
    'BAD_REQUEST',
  );
  assert.deepEqual(
    (issues as { path: string[] }[]).map(({ path }) => path.at(-1)),
    ['email', 'name'],
  );
  const long = { email: 'ß'.repeat(751), name: '', externalId: crypto.randomUUID().repeat(60) };
  const tooBig = assertProblem(
    await call('POST', '/customers', { body: { customer: long } }),
    400,
    'BAD_REQUEST',
  );
  assert.deepEqual(
    (tooBig as { code: string; path: string[] }[]).map(({ code, path }) => [code, path.at(-1)]),
    [
      ['too_big', 'email'],
      ['too_big', 'externalId'],
    ],
  );
  const random = () => Array.from({ length: 41 }, () => crypto.randomUUID()).join('');
  for (const customer of [
    { email: '', name: '', externalId: '' },
    { email: 'no address', name: 'x'.repeat(100_000), externalId: ' spaced ', logoURL: 'not a url' },
    { email: random(), name: '名前 🦊', externalId: `/?#%2F🦊${random()}` },
  ]) {
    const answer = await call('POST', '/customers', { body: { customer } });
    assert.equal(answer.status, 200, answer.text);
    const created = (answer.body.data as { customer: Record<string, unknown> }).customer;
    for (const [name, value] of Object.entries(customer)) assert.equal(created[name], value, name);
    if (customer.externalId === '') continue;
    const found = await call('GET', `/customers/${encodeURIComponent(customer.externalId)}`);
    assert.deepEqual(found.body.customer, created);
  }
});

test('a card number is refused and not repeated', async () => {
  const customer = { email: '', name: 'Mia 4242 4242 4242 4242', externalId: 'card' };
  const answer = await call('POST', '/customers', { body: { customer } });
  const [issue] = assertProblem(answer, 400, 'BAD_REQUEST') as { path: string[] }[];
  assert.deepEqual(issue?.path, ['customer', 'name']);
  assert.equal(answer.text.includes('4242'), false);
});

test('the path beats the query, and an encoded slash is part of the id', async () => {
  await call('POST', '/customers', { body: { customer: { email: '', name: 'Slash', externalId: 'a/b' } } });
  const answer = await call('GET', '/customers/a%2Fb?externalId=u_1');
  assert.equal((answer.body.customer as { name: string }).name, 'Slash');
  const billing = await call('GET', '/customers/a%2Fb/billing');
  assert.equal((billing.body.customer as { name: string }).name, 'Slash');
});

test('an idempotency key answers a repeat with the first answer, and stands for one request', async () => {
  const body = { customer: { email: '', name: '', externalId: 'once' } };
  const headers = { 'idempotency-key': 'key-1' };
  const first = await call('POST', '/customers', { body, headers });
  const again = await call('POST', '/customers', { body, headers });
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(again.body, first.body);
  assertProblem(await call('POST', '/customers', { body: { customer: {} }, headers }), 400, 'BAD_REQUEST');
  const other = { customer: { ...body.customer, externalId: 'twice' } };
  assertProblem(await call('POST', '/customers', { body: other, headers }), 409, 'CONFLICT');
  const longKey = { 'idempotency-key': 'k'.repeat(256) };
  assertProblem(await call('POST', '/customers', { body: other, headers: longKey }), 400, 'BAD_REQUEST');
});
