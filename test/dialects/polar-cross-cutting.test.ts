import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Options = { token?: string; body?: unknown; headers?: Record<string, string> };

const ask = (method: string, path: string, options: Options = {}) =>
  call(method, florin.url + path, { token: florin.testKey, ...options });
const askUnknown = (method: string, path: string, options: Options = {}) =>
  call(method, florin.url + path, options);

/** A request as it is written, with no header that is not named. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(florin.url + path, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const asJson = (body: string, headers: Record<string, string> = {}) => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
  ...headers,
});

const bearer = () => ({ authorization: `Bearer ${florin.testKey}` });

const nowhere = { detail: 'Not Found' };
const unauthorized = { error: 'Unauthorized', detail: 'Unauthorized' };
const invalidToken = {
  error: 'invalid_token',
  error_description:
    'The access token provided is expired, revoked, malformed, or invalid for other reasons.',
};

type Entry = { type: string; loc: (string | number)[]; msg: string; input: unknown; ctx?: unknown };
const entries = (body: unknown) => (body as { detail: Entry[] }).detail;

test('an unknown version is nowhere, before the key is looked at', async () => {
  for (const version of ['1999-01', 'nope', '2026-4', '']) {
    for (const [method, path] of [
      ['GET', '/v1/customers/'],
      ['GET', '/v1/customers'],
      ['POST', '/v1/customers/'],
      ['GET', '/v1/nothing'],
    ] as const) {
      const answer = await send(method, path, { 'polar-version': version, authorization: 'Bearer nope' });
      assert.equal(answer.status, 404, `${version} ${method} ${path}`);
      assert.deepEqual(JSON.parse(answer.text), nowhere);
      assert.equal(answer.headers['polar-version'], '2026-04');
    }
  }
});

test('every answer carries the version, errors too', async () => {
  for (const version of ['2026-04', '2026-10', '2027-01']) {
    const headers = { 'polar-version': version };
    const answers = [
      await ask('GET', '/v1/customers/', { headers }),
      await ask('GET', '/v1/customers/nope', { headers }),
      await ask('GET', '/v1/customers', { headers }),
      await ask('GET', '/v1/nothing', { headers }),
      await ask('PUT', '/v1/customers/', { headers, body: {} }),
      await askUnknown('GET', '/v1/customers/', { headers }),
      await askUnknown('GET', '/v1/customers/', { headers, token: 'nope' }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 422, 307, 404, 405, 401, 401],
    );
    for (const answer of answers) assert.equal(answer.headers.get('polar-version'), version);
  }
  assert.equal((await ask('GET', '/v1/customers/')).headers.get('polar-version'), '2026-04');
  assert.equal((await ask('GET', '/v1/%zz')).headers.get('polar-version'), '2026-04');
});

test('answers of the API are not for caches', async () => {
  for (const path of ['/v1/customers/', '/v1/customers/nope', '/v1/nothing']) {
    assert.equal((await ask('GET', path)).headers.get('cache-control'), 'private, no-store');
  }
});

test('a key of test mode is answered from the sandbox, and says so', async () => {
  assert.equal((await ask('GET', '/v1/customers/')).headers.get('x-polar-sandbox'), '1');
  assert.equal((await ask('GET', '/v1/customers/nope')).headers.get('x-polar-sandbox'), '1');
  const live = await ask('GET', '/v1/customers/', { token: florin.liveKey });
  assert.equal(live.status, 200);
  assert.equal(live.headers.get('x-polar-sandbox'), null);
});

test('the other spelling of a path is redirected, its query kept', async () => {
  for (const [from, to] of [
    ['/v1/customers', '/v1/customers/'],
    ['/v1/customers?limit=1&metadata[a]=b%20c', '/v1/customers/?limit=1&metadata[a]=b%20c'],
    ['/v1/customers/export/', '/v1/customers/export'],
    ['/v1/customers/external/a%2Fb/?anonymize=true', '/v1/customers/external/a%2Fb?anonymize=true'],
  ]) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const headers = { 'content-length': '0' };
      const answer = await send(method, from ?? '', method === 'POST' ? headers : {});
      assert.equal(answer.status, 307, `${method} ${from}`);
      assert.equal(answer.headers.location, to);
    }
  }
});

test('an unknown path, a wrong method', async () => {
  const unknown = await ask('GET', '/v1/nothing');
  assert.deepEqual([unknown.status, unknown.body], [404, nowhere]);
  for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
    const wrong = await ask(method, '/v1/customers/');
    assert.deepEqual([wrong.status, wrong.body], [405, notAllowed]);
  }
  const head = await ask('HEAD', '/v1/customers/');
  assert.equal(head.status, 405);
});

const notAllowed = { detail: 'Method Not Allowed' };
const lengthRequired = { error: 'LengthRequired', detail: 'A Content-Length header is required.' };

test('a body must say its length', async () => {
  for (const method of ['POST', 'PUT', 'PATCH']) {
    const answer = await send(method, '/v1/customers/', { 'transfer-encoding': 'chunked' }, '{}');
    assert.equal(answer.status, 411);
    assert.deepEqual(JSON.parse(answer.text), lengthRequired);
  }
});

test('a body over 10 MiB is refused before anything is known of who sends it', async () => {
  const body = `{"name":"${'x'.repeat(10 * 1024 * 1024)}"}`;
  const answer = await send('POST', '/v1/customers/', asJson(body), body);
  assert.equal(answer.status, 413);
  assert.deepEqual(JSON.parse(answer.text), {
    error: 'RequestBodyTooLarge',
    detail: 'Request body exceeded the maximum allowed size of 10485760 bytes.',
  });
});

test('a body of 10 MiB to the byte is read', async () => {
  const frame = '{"email":"nope","ignored":""}';
  const body = frame.replace('""', `"${'x'.repeat(10 * 1024 * 1024 - frame.length)}"`);
  assert.equal(body.length, 10_485_760);
  const answer = await send('POST', '/v1/customers/', asJson(body, bearer()), body);
  assert.equal(answer.status, 422);
});

test('a body that is no JSON is told before that the key is missing', async () => {
  for (const [body, offset, error] of [
    ['{"email":', 9, 'Expecting value'],
    ['nope', 0, 'Expecting value'],
    ['{"é":1 "b"}', 8, "Expecting ',' delimiter"],
  ] as const) {
    const answer = await send('POST', '/v1/customers/', asJson(body), body);
    assert.equal(answer.status, 422);
    assert.deepEqual(JSON.parse(answer.text), {
      error: 'RequestValidationError',
      detail: [
        { type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: {}, ctx: { error } },
      ],
    });
  }
});

test('a bad token is told before a body that is no JSON', async () => {
  const answer = await send('POST', '/v1/customers/', asJson('nope', { authorization: 'Bearer x' }), 'nope');
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [401, invalidToken]);
});

test('a body that is not called JSON is a text, and a text is no object', async () => {
  const body = '{"email":"text@example.com"}';
  const path = '/v1/customers/not-an-id';
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'nonsense',
    'a/',
  ]) {
    const headers = asJson(body, { ...bearer(), 'content-type': type });
    const answer = await send('PATCH', path, headers, body);
    assert.equal(answer.status, 422, type);
    const [id, told, ...rest] = entries(JSON.parse(answer.text));
    assert.deepEqual([id?.type, id?.loc], ['uuid_parsing', ['path', 'id']]);
    assert.deepEqual(told, {
      type: 'model_attributes_type',
      loc: ['body'],
      msg: 'Input should be a valid dictionary or object to extract fields from',
      input: body,
    });
    assert.deepEqual(rest, []);
  }
  const stranger = await send('POST', '/v1/customers/', asJson(body, { 'content-type': 'text/plain' }), body);
  assert.deepEqual([stranger.status, JSON.parse(stranger.text)], [401, unauthorized]);
});

test('JSON goes by several names', async () => {
  for (const [index, type] of [
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/vnd.api+json',
    '',
  ].entries()) {
    const body = JSON.stringify({ email: `named${index}@example.com` });
    const headers = asJson(body, { ...bearer(), 'content-type': type });
    assert.equal((await send('POST', '/v1/customers/', headers, body)).status, 201, type);
  }
});

test('a body must be there', async () => {
  for (const body of ['', 'null']) {
    const answer = await send('POST', '/v1/customers/', asJson(body, bearer()), body);
    assert.deepEqual(
      [answer.status, JSON.parse(answer.text)],
      [
        422,
        {
          error: 'RequestValidationError',
          detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }],
        },
      ],
    );
  }
  for (const body of ['[]', '"text"', '1']) {
    const answer = await send('POST', '/v1/customers/', asJson(body, bearer()), body);
    assert.equal(entries(JSON.parse(answer.text))[0]?.type, 'model_attributes_type');
  }
});

test('a token that is none', async () => {
  const expired = await florin.createKey(florin.organization, 'test', { expiresAt: new Date(0) });
  for (const token of ['nope', `${florin.testKey}x`, expired.token, 'polar_cst_nope', 'x y z']) {
    for (const path of ['/v1/customers/', `/v1/customer-portal/organizations/${florin.organization.slug}`]) {
      const { status, body, headers } = await ask('GET', path, { token });
      assert.deepEqual([status, body], [401, invalidToken], token);
      assert.equal(
        headers.get('www-authenticate'),
        `Bearer realm="polar", error="invalid_token", error_description="${invalidToken.error_description}"`,
      );
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('pragma'), 'no-cache');
    }
  }
});

test('no token, or none that is looked at', async () => {
  for (const authorization of [undefined, 'Basic eDp5', 'Bearer \u00e9', 'Token abc']) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await send('GET', '/v1/customers/', headers);
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [401, unauthorized]);
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="polar"');
  }
  for (const scheme of ['bearer', 'BEARER']) {
    const answer = await send('GET', '/v1/customers/', { authorization: `${scheme} ${florin.testKey}` });
    assert.equal(answer.status, 200);
  }
});

test('a token of the wrong kind', async () => {
  const portal = await ask('GET', '/v1/customer-portal/customers/me');
  assert.deepEqual([portal.status, portal.body], [401, unauthorized]);
  const customer = await ask('POST', '/v1/customers/', { body: { email: 'kind@example.com' } });
  const session = await ask('POST', '/v1/customer-sessions/', {
    body: { customer_id: (customer.body as { id: string }).id },
  });
  const { token } = session.body as { token: string };
  const merchants = await ask('GET', '/v1/customers/', { token });
  assert.deepEqual([merchants.status, merchants.body], [401, unauthorized]);
  assert.equal(merchants.headers.get('www-authenticate'), 'Bearer realm="polar"');
});

test('scopes: any one of a route is enough', async () => {
  const reader = await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] });
  const writer = await florin.createKey(florin.organization, 'test', { scopes: ['customers:write'] });
  const other = await florin.createKey(florin.organization, 'test', { scopes: ['orders:read'] });
  assert.equal((await ask('GET', '/v1/customers/', { token: reader.token })).status, 200);
  assert.equal((await ask('GET', '/v1/customers/', { token: writer.token })).status, 200);
  const refused = await ask('GET', '/v1/customers/', { token: other.token });
  const description = 'The request requires higher privileges than provided by the access token.';
  assert.deepEqual(
    [refused.status, refused.body],
    [403, { error: 'insufficient_scope', error_description: description }],
  );
  assert.equal(
    refused.headers.get('www-authenticate'),
    `Bearer realm="polar", error="insufficient_scope", error_description="${description}", scope="customers:read customers:write"`,
  );
  // Told before anything that is wrong with the request itself.
  const body = { email: 1 };
  const write = await ask('POST', '/v1/customers/', { token: reader.token, body });
  assert.equal(write.status, 403);
  assert.match(write.headers.get('www-authenticate') ?? '', /scope="customers:write"$/);
});

test('the organization is that of the key', async () => {
  const body = { email: 'organization@example.com', organization_id: florin.organization.id };
  const named = await ask('POST', '/v1/customers/', { body });
  assert.equal(named.status, 422);
  assert.deepEqual(named.body, {
    error: 'PolarRequestValidationError',
    detail: [
      {
        type: 'organization_token',
        loc: ['body', 'organization_id'],
        msg: 'Setting organization_id is disallowed when using an organization token.',
        input: florin.organization.id,
      },
    ],
  });
  const none = await ask('POST', '/v1/customers/', { body: { ...body, organization_id: null } });
  assert.equal(none.status, 201);
  const total = async (query: string) =>
    ((await ask('GET', `/v1/customers/${query}`)).body as { pagination: { total_count: number } }).pagination
      .total_count;
  const other = '11111111-1111-4111-8111-111111111111';
  assert.ok((await total(`?organization_id=${florin.organization.id}`)) > 0);
  assert.ok((await total(`?organization_id=${other}&organization_id=${florin.organization.id}`)) > 0);
  assert.equal(await total(`?organization_id=${other}`), 0);
});

test('all that is wrong with path, query and body is told at once', async () => {
  const answer = await ask('DELETE', '/v1/customers/nope?anonymize=perhaps');
  assert.deepEqual(
    entries(answer.body).map(({ type, loc, msg }) => [type, loc, msg]),
    [
      ['uuid_parsing', ['path', 'id'], 'Input should be a valid UUID, invalid character: found `n` at 0'],
      ['bool_parsing', ['query', 'anonymize'], 'Input should be a valid boolean, unable to interpret input'],
    ],
  );
  const patch = await ask('PATCH', '/v1/customers/nope', { body: { email: 1, name: 2 } });
  assert.deepEqual(
    entries(patch.body).map(({ loc }) => loc),
    [
      ['path', 'id'],
      ['body', 'email'],
      ['body', 'name'],
    ],
  );
});

test('ids: any spelling of a UUID of version 4', async () => {
  const created = await ask('POST', '/v1/customers/', { body: { email: 'ids@example.com' } });
  const { id } = created.body as { id: string };
  for (const spelling of [id.toUpperCase(), id.replaceAll('-', '')]) {
    const found = await ask('GET', `/v1/customers/${spelling}`);
    assert.deepEqual([found.status, (found.body as { id: string }).id], [200, id]);
  }
  const other = await ask('GET', '/v1/customers/00000000-0000-1000-8000-000000000000');
  assert.equal(other.status, 422);
  assert.deepEqual(entries(other.body), [
    {
      type: 'uuid_version',
      loc: ['path', 'id'],
      msg: 'UUID version 4 expected',
      input: '00000000-0000-1000-8000-000000000000',
      ctx: { expected_version: 4 },
    },
  ]);
  const unknown = await ask('GET', '/v1/customers/00000000-0000-4000-8000-000000000000');
  assert.deepEqual([unknown.status, unknown.body], [404, { error: 'ResourceNotFound', detail: 'Not found' }]);
});

test('pages of any origin may call, and ask beforehand', async () => {
  const origin = 'https://shop.example.com';
  for (const path of ['/v1/customers/', '/v1/customers', '/v1/customers/nope', '/v1/nothing']) {
    const preflight = await send('OPTIONS', path, {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,polar-version',
    });
    assert.equal(preflight.status, 200, path);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    assert.equal(preflight.headers['access-control-max-age'], '600');
    assert.equal(preflight.headers['access-control-allow-credentials'], undefined);
    assert.match(preflight.headers['access-control-allow-methods'] ?? '', /\bPATCH\b/);
    const allowed = preflight.headers['access-control-allow-headers']?.split(', ') ?? [];
    for (const name of ['Authorization', 'Polar-Version', 'Content-Type']) assert.ok(allowed.includes(name));
  }
  for (const token of [florin.testKey, 'nope']) {
    const { headers } = await ask('GET', '/v1/customers/', { token, headers: { origin } });
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-expose-headers'), 'Polar-Version');
    assert.equal(headers.get('access-control-allow-credentials'), null);
  }
});

test('the description of each contract is served', async () => {
  for (const version of ['2026-04', '2026-10', '2027-01']) {
    const { status, body } = await askUnknown('GET', `/${version}/openapi.json`);
    assert.equal(status, 200);
    assert.equal((body as { info: { version: string } }).info.version, version);
  }
});

test('limits: by organization and mode, and for strangers', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const get = (token: string) => call('GET', `${limited.url}/v1/customers/`, { token });
    const second = await limited.createKey(limited.organization, 'test');
    for (const [tokens, calls] of [
      [[limited.testKey, second.token], 100],
      [[limited.liveKey], 500],
      [['nope', 'neither'], 60],
    ] as const) {
      const statuses = new Map<number, number>();
      let refused: Awaited<ReturnType<typeof get>> | undefined;
      for (let index = 0; index < calls + 3; index++) {
        const answer = await get(tokens[index % tokens.length] ?? '');
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 429) refused = answer;
      }
      const answered = tokens[0] === 'nope' ? 401 : 200;
      assert.deepEqual(
        [...statuses],
        [
          [answered, calls],
          [429, 3],
        ],
      );
      const seconds = Number(refused?.headers.get('retry-after'));
      assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `${seconds}`);
      assert.equal(refused?.headers.get('polar-version'), '2026-04');
    }
    const other = await limited.createOrganization('Other Company');
    assert.equal((await get((await limited.createKey(other, 'test')).token)).status, 200);
  } finally {
    await limited.stop();
  }
});
