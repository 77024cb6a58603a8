import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { selectDefaultPricingModel } from '../../src/billing/catalog/index.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Options = { token?: string | null; headers?: Record<string, string> };

function operate(
  method: string,
  path: string,
  body?: unknown,
  { token, headers }: Options = {},
): Promise<Called> {
  const bearer = token === null ? undefined : (token ?? operatorToken);
  return call(method, `${florin.url}/florin/v1${path}`, { token: bearer, body, headers });
}

type Members = Record<string, unknown>;
type Problem = { error: { code: string; message: string; param: string | null; request_id: string } };

function assertRefused(called: Called, status: number, code: string, param: string | null = null): void {
  const { error } = called.body as Problem;
  assert.deepEqual([called.status, error.code, error.param], [status, code, param], JSON.stringify(error));
  assert.ok(error.message.length > 0);
  assert.equal(error.request_id, called.headers.get('x-request-id'));
}

let serial = 0;
async function makeOrganization(): Promise<Members> {
  serial++;
  const made = await operate('POST', '/organizations', { name: `Made ${serial}`, slug: `made-${serial}` });
  assert.equal(made.status, 201);
  return made.body as Members;
}

test('without the right token it is 401, whatever the path', async () => {
  for (const token of [
    null,
    'wrong',
    `${operatorToken}x`,
    operatorToken.slice(1),
    florin.testKey,
    florin.liveKey,
  ]) {
    for (const path of ['/organizations', `/organizations/${florin.organization.id}/keys`, '/nowhere']) {
      const refused = await operate('GET', path, undefined, { token });
      assertRefused(refused, 401, 'unauthorized');
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
    }
  }
});

test('the operator token is no key of any vendor API', async () => {
  for (const path of ['/v1/customers/', '/api/v1/customers', '/functions/v1/customers']) {
    const headers = { authorization: `Bearer ${operatorToken}` };
    assert.equal((await fetch(`${florin.url}${path}`, { headers })).status, 401, path);
  }
});

test('without a configured token the paths are not there', async () => {
  const bare = await startTestFlorin({ FLORIN_OPERATOR_TOKEN: '' });
  try {
    for (const [method, path] of [
      ['GET', '/organizations'],
      ['POST', '/organizations'],
      ['GET', `/organizations/${bare.organization.id}`],
      ['DELETE', `/organizations/${bare.organization.id}/keys/${bare.organization.id}`],
    ] as const) {
      for (const token of [undefined, operatorToken, '']) {
        const refused = await call(method, `${bare.url}/florin/v1${path}`, { token });
        assertRefused(refused, 404, 'not_found');
      }
    }
  } finally {
    await bare.stop();
  }
});

test('an organization with every setting is read as it was written', async () => {
  const body = {
    name: ' Émile & Söhne ',
    slug: 'Emile & Soehne',
    email: 'Billing@Example.COM',
    website: 'https://example.com/about',
    avatar_url: 'https://example.com/logo.png',
    socials: [{ platform: 'github', url: 'https://github.com/example' }],
    legal_name: 'Émile & Söhne GmbH',
    address: { line1: ' Weg 1 ', postal_code: '10115', city: 'Berlin', country: 'de' },
    tax_ids: [{ value: 'DE 136695976' }],
    invoice_prefix: 'ES-2026',
    default_currency: 'EUR',
    default_tax_behavior: 'inclusive',
    tax_registrations: [{ country: 'de', scheme: 'oss', valid_from: '2026-01-01' }],
    tax_calculator: 'none',
  };
  const made = await operate('POST', '/organizations', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id, created_at, ...rest } = made.body as Members;
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.ok(Date.now() - Date.parse(String(created_at)) < 60_000);
  assert.deepEqual(rest, {
    modified_at: null,
    name: 'Émile & Söhne',
    slug: 'emile-soehne',
    email: 'Billing@example.com',
    website: 'https://example.com/about',
    avatar_url: 'https://example.com/logo.png',
    brand_color: null,
    socials: [{ platform: 'github', url: 'https://github.com/example' }],
    legal_name: 'Émile & Söhne GmbH',
    address: {
      line1: 'Weg 1',
      line2: null,
      postal_code: '10115',
      city: 'Berlin',
      state: null,
      country: 'DE',
    },
    tax_ids: [{ value: 'DE136695976', format: 'eu_vat' }],
    invoice_prefix: 'ES-2026',
    default_currency: 'eur',
    default_tax_behavior: 'inclusive',
    tax_registrations: [
      {
        country: 'DE',
        state: null,
        scheme: 'oss',
        tax_id: null,
        valid_from: '2026-01-01',
        valid_to: null,
      },
    ],
    tax_calculator: 'none',
    dunning: { retry_days: [2, 5, 7, 7], deadline_minutes: 30_241 },
    invoice_numbering: 'customer',
    status: 'active',
  });
  const read = await operate('GET', `/organizations/${id}`);
  assert.deepEqual([read.status, read.body], [200, made.body]);
});

test('settings that are left out or null have defaults', async () => {
  const made = await operate('POST', '/organizations', {
    name: 'Plain',
    slug: 'plain',
    email: null,
    default_currency: null,
    tax_ids: [],
  });
  const { email, default_currency, default_tax_behavior, invoice_prefix, tax_ids } = made.body as Members;
  assert.deepEqual(
    [made.status, email, default_currency, default_tax_behavior, invoice_prefix, tax_ids],
    [201, null, 'usd', 'location', 'PLAIN', []],
  );
});

test('wrong input is refused with the name of the member, and makes nothing', async () => {
  const right = { name: 'Right', slug: 'right' };
  const wrong: [unknown, string | null, string?][] = [
    [undefined, null, 'missing'],
    [[], null],
    [{ slug: 'right' }, 'name', 'missing'],
    [{ name: 'Right' }, 'slug', 'missing'],
    [{ ...right, name: 7 }, 'name'],
    [{ ...right, name: '   ' }, 'name'],
    [{ ...right, name: 'x'.repeat(256) }, 'name'],
    [{ ...right, name: 'a\u0000b' }, 'name'],
    [{ ...right, slug: '--' }, 'slug', 'slug_invalid'],
    [{ ...right, slug: 's'.repeat(65) }, 'slug', 'slug_invalid'],
    [{ ...right, email: 'nobody' }, 'email'],
    [{ ...right, website: 'javascript:alert(1)' }, 'website'],
    [{ ...right, socials: [{ platform: 'x', url: 'nowhere' }] }, 'socials.0.url'],
    [{ ...right, address: { country: 'ZZ' } }, 'address.country'],
    [{ ...right, address: { line1: 'x' } }, 'address.country', 'missing'],
    [{ ...right, address: { country: 'US', state: 'ZZ' } }, 'address.state'],
    [{ ...right, tax_ids: [{ value: 'DE136695976' }] }, 'address', 'missing'],
    [{ ...right, address: { country: 'DE' }, tax_ids: [{ value: 'nonsense' }] }, 'tax_ids.0.value'],
    [{ ...right, invoice_prefix: 'a b' }, 'invoice_prefix'],
    [{ ...right, default_currency: 'zzz' }, 'default_currency'],
    [{ ...right, default_tax_behavior: 'maybe' }, 'default_tax_behavior'],
    [{ ...right, tax_registrations: [{ country: 'GB', scheme: 'oss' }] }, 'tax_registrations.0.scheme'],
    [{ ...right, tax_calculator: 'vendor' }, 'tax_calculator'],
    [{ ...right, legal_name: '4242 4242 4242 4242' }, 'legal_name', 'card_number'],
  ];
  for (const [body, param, code = 'invalid'] of wrong) {
    assertRefused(await operate('POST', '/organizations', body), 422, code, param);
  }
  const { items } = (await operate('GET', '/organizations?limit=100')).body as { items: Members[] };
  assert.ok(items.every(({ name }) => name !== 'Right'));
});

test('tax registrations and the calculator are changed, told of in both modes, and read again', async () => {
  const { id, tax_registrations, tax_calculator } = await makeOrganization();
  assert.deepEqual([tax_registrations, tax_calculator], [[], 'table']);
  const changed = await operate('PATCH', `/organizations/${id}`, {
    tax_registrations: [
      { country: 'DE', tax_id: 'DE 232309969', valid_to: '2026-03-31' },
      { country: 'DE', scheme: 'oss', valid_from: '2026-04-01' },
      { country: 'ca', state: 'ON' },
      // Any number is taken that a seller from abroad may have, also one that a card could have.
      { country: 'AU', tax_id: '4242424242424242' },
    ],
  });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const plain = { state: null, scheme: 'standard', tax_id: null, valid_from: null, valid_to: null };
  assert.deepEqual((changed.body as Members).tax_registrations, [
    { ...plain, country: 'DE', tax_id: 'DE232309969', valid_to: '2026-03-31' },
    { ...plain, country: 'DE', scheme: 'oss', valid_from: '2026-04-01' },
    { ...plain, country: 'CA', state: 'CA-ON' },
    { ...plain, country: 'AU', tax_id: '4242424242424242' },
  ]);
  const off = await operate('PATCH', `/organizations/${id}`, { tax_calculator: 'none' });
  assert.deepEqual(off.body, {
    ...(changed.body as Members),
    tax_calculator: 'none',
    modified_at: (off.body as Members).modified_at,
  });
  const again = await operate('PATCH', `/organizations/${id}`, { tax_calculator: 'none' });
  assert.deepEqual([again.status, again.body], [200, off.body]);
  assert.deepEqual((await operate('GET', `/organizations/${id}`)).body, off.body);

  const told = await florin.pool`
    select mode, action, array(select jsonb_object_keys(changes)) as changed from audit_log
    where organization_id = ${String(id)} and action = 'organization.updated' order by id, mode`;
  assert.equal(told.length, 4);
  assert.deepEqual(
    new Set(told.map(({ mode, changed }) => `${mode} ${changed}`)),
    new Set(['test taxRegistrations', 'live taxRegistrations', 'test taxCalculator', 'live taxCalculator']),
  );
});

test('a wrong tax registration is refused with the name of its member, and changes nothing', async () => {
  const { id } = await makeOrganization();
  const of = (...registrations: unknown[]) => ({ tax_registrations: registrations });
  const wrong: [unknown, string, string?][] = [
    [{ tax_registrations: null }, 'tax_registrations'],
    [{ tax_registrations: { country: 'DE' } }, 'tax_registrations'],
    [of({}), 'tax_registrations.0.country', 'missing'],
    [of({ country: 'ZZ' }), 'tax_registrations.0.country'],
    [of({ country: 'US', state: 'ZZ' }), 'tax_registrations.0.state'],
    [of({ country: 'FR', state: 'Paris' }), 'tax_registrations.0.state'],
    [of({ country: 'DE' }, { country: 'US', scheme: 'oss' }), 'tax_registrations.1.scheme'],
    [of({ country: 'DE', scheme: 'mini' }), 'tax_registrations.0.scheme'],
    [of({ country: 'DE', tax_id: 'FR61954506077' }), 'tax_registrations.0.tax_id'],
    [of({ country: 'DE', valid_from: '2026-02-30' }), 'tax_registrations.0.valid_from'],
    [of({ country: 'DE', valid_from: '2026-02-02', valid_to: '2026-02-01' }), 'tax_registrations.0.valid_to'],
    [of({ country: 'DE' }, { country: 'DE', valid_from: '2026-01-01' }), 'tax_registrations.1'],
    [of(...Array.from({ length: 101 }, () => ({ country: 'DE' }))), 'tax_registrations'],
    [{ tax_calculator: null }, 'tax_calculator'],
    [{ tax_calculator: 'stripe', tax_registrations: [{ country: 'DE' }] }, 'tax_calculator'],
  ];
  for (const [body, param, code = 'invalid'] of wrong) {
    assertRefused(await operate('PATCH', `/organizations/${id}`, body), 422, code, param);
  }
  const { tax_registrations, modified_at } = (await operate('GET', `/organizations/${id}`)).body as Members;
  assert.deepEqual([tax_registrations, modified_at], [[], null]);
});

test('who an organization is, and its logo, are changed; a tax id must suit the address', async () => {
  const { id } = await makeOrganization();
  const change = (body: unknown) => operate('PATCH', `/organizations/${id}`, body);
  assertRefused(
    await change({ tax_ids: [{ value: 'DE232309969' }] }),
    422,
    'tax_id_invalid',
    'tax_ids.0.value',
  );
  assertRefused(await change({ address: { country: 'US', state: 'ZZ' } }), 422, 'invalid', 'address.state');
  assertRefused(await change({ invoice_prefix: 'no prefix' }), 422, 'invalid', 'invoice_prefix');
  assertRefused(await change({ name: ' ' }), 422, 'invalid', 'name');
  const changed = await change({
    name: 'Renamed',
    email: 'billing@example.com',
    website: 'https://example.com',
    legal_name: 'Renamed GmbH',
    address: { country: 'DE', city: 'Berlin' },
    tax_ids: [{ value: 'de 232 309 969' }],
    invoice_prefix: 'RE',
    default_tax_behavior: 'inclusive',
    brand_color: '#0B6E5C',
  });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const now = changed.body as Members;
  assert.deepEqual(
    [now.name, now.legal_name, now.tax_ids, now.invoice_prefix, now.default_tax_behavior, now.brand_color],
    ['Renamed', 'Renamed GmbH', [{ value: 'DE232309969', format: 'eu_vat' }], 'RE', 'inclusive', '#0b6e5c'],
  );
  // The numbers that are kept must suit where it moves.
  assertRefused(await change({ address: { country: 'US' } }), 422, 'tax_id_invalid', 'tax_ids.0.value');
  assert.equal((await change({ address: null, tax_ids: [] })).status, 200);

  const logo = (body: Buffer | undefined, method = 'PUT', token = operatorToken) =>
    fetch(`${florin.url}/florin/v1/organizations/${id}/logo`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'image/png' } : {}) },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
  const set = (await (await logo(jpeg)).json()) as Members;
  const address = new RegExp(`^${florin.url}(/florin/logos/${id}/[0-9a-f]{32})$`).exec(
    String(set.avatar_url),
  );
  assert.ok(address, String(set.avatar_url));
  const served = await fetch(`${florin.url}${address[1]}`);
  assert.equal(served.headers.get('content-type'), 'image/jpeg');
  assert.equal(served.headers.get('x-content-type-options'), 'nosniff');
  const wrong: [Buffer | undefined, number][] = [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 422],
    [Buffer.concat([jpeg, Buffer.alloc(512 * 1024)]), 422],
    [undefined, 422],
  ];
  for (const [body, status] of wrong) assert.equal((await logo(body)).status, status);
  assert.equal((await logo(jpeg, 'PUT', florin.testKey)).status, 401);
  assert.equal((await logo(undefined, 'DELETE')).status, 200);
  assert.equal((await fetch(`${florin.url}${address[1]}`)).status, 404);
  for (const nowhere of [`${id}/..`, `${id}/%00`, `no-id/${'0'.repeat(32)}`]) {
    assert.equal((await fetch(`${florin.url}/florin/logos/${nowhere}`)).status, 404, nowhere);
  }
});

test('a body that is no JSON is 400', async () => {
  const response = await fetch(`${florin.url}/florin/v1/organizations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: '{"name":',
  });
  assert.equal(response.status, 400);
  assert.equal(((await response.json()) as Problem).error.code, 'unparsable');
});

test('a slug is one organization only, also in a race', async () => {
  const attempts = Array.from({ length: 8 }, () =>
    operate('POST', '/organizations', { name: 'Racer', slug: 'racer' }),
  );
  const answers = await Promise.all(attempts);
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    assertRefused(answer, 409, 'slug_taken', 'slug');
  }
});

test('the list goes through all organizations, newest first', async () => {
  const made = [];
  for (let count = 0; count < 5; count++) made.unshift((await makeOrganization()).id);
  const seen: unknown[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '?limit=2' : `?limit=2&cursor=${cursor}`;
    const { body } = await operate('GET', `/organizations${query}`);
    const page = body as { items: Members[]; next_cursor: string | null };
    assert.ok(page.items.length <= 2);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  // Ids made within one millisecond may stand in either order.
  assert.deepEqual(new Set(seen.slice(0, 5)), new Set(made));
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.includes(florin.organization.id));
  assertRefused(await operate('GET', '/organizations?limit=0'), 422, 'invalid', 'limit');
  assertRefused(await operate('GET', '/organizations?limit=x'), 422, 'invalid', 'limit');
  assertRefused(await operate('GET', '/organizations?cursor=x'), 422, 'invalid', 'cursor');
});

test('what is not there is 404, what is no id names itself', async () => {
  const stranger = '0192f0c1-7a50-4c7e-8c1e-000000000000';
  const { id } = await makeOrganization();
  const key = { name: 'Key', mode: 'test' };
  assertRefused(await operate('GET', `/organizations/${stranger}`), 404, 'not_found');
  assertRefused(await operate('PATCH', `/organizations/${stranger}`, {}), 404, 'not_found');
  assertRefused(await operate('GET', `/organizations/${stranger}/keys`), 404, 'not_found');
  assertRefused(await operate('POST', `/organizations/${stranger}/keys`, key), 404, 'not_found');
  assertRefused(await operate('DELETE', `/organizations/${id}/keys/${stranger}`), 404, 'not_found');
  assertRefused(await operate('GET', '/organizations/seven'), 422, 'invalid', 'id');
  assertRefused(await operate('DELETE', `/organizations/${id}/keys/seven`), 422, 'invalid', 'key_id');
  assertRefused(await operate('GET', '/nowhere'), 404, 'not_found');
  assertRefused(await operate('PUT', '/organizations'), 405, 'method_not_allowed');
});

test('a key works on every API until it is revoked, and its token is shown once', async () => {
  const { id } = await makeOrganization();
  const made = await operate('POST', `/organizations/${id}/keys`, { name: 'Server', mode: 'test' });
  assert.equal(made.status, 201);
  const { token, ...key } = made.body as Members & { token: string };
  assert.match(token, /^sk_test_[0-9A-Za-z]{43}$/);
  assert.equal(key.token_hint, token.slice(-4));
  for (const path of ['/v1/customers/', '/api/v1/customers', '/functions/v1/customers']) {
    assert.equal((await call('GET', `${florin.url}${path}`, { token })).status, 200, path);
  }
  const listed = await operate('GET', `/organizations/${id}/keys`);
  const { items } = listed.body as { items: Members[] };
  assert.deepEqual(Object.keys(items[0] ?? {}), Object.keys(key));
  assert.ok(!JSON.stringify(listed.body).includes(token));

  const revoked = await operate('DELETE', `/organizations/${id}/keys/${key.id}`);
  assert.deepEqual([revoked.status, revoked.body], [204, undefined]);
  assert.equal((await call('GET', `${florin.url}/v1/customers/`, { token })).status, 401);
  assert.equal((await operate('DELETE', `/organizations/${id}/keys/${key.id}`)).status, 204);
});

test('a key of another organization is not there', async () => {
  const [first, second] = [await makeOrganization(), await makeOrganization()];
  const made = await operate('POST', `/organizations/${first.id}/keys`, { name: 'Key', mode: 'live' });
  const { id, token } = made.body as { id: string; token: string };
  assertRefused(await operate('DELETE', `/organizations/${second.id}/keys/${id}`), 404, 'not_found');
  assert.equal((await call('GET', `${florin.url}/v1/customers/`, { token })).status, 200);
});

test('a key has the scopes, the mode and the expiry that it was made with', async () => {
  const { id } = await makeOrganization();
  const make = async (body: unknown) => {
    const made = await operate('POST', `/organizations/${id}/keys`, body);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body as Members & { token: string };
  };
  const reader = await make({
    name: 'Reader',
    mode: 'live',
    scopes: ['customers:read'],
    expires_at: '2999-01-01',
  });
  assert.match(reader.token, /^sk_live_/);
  assert.deepEqual(reader.scopes, ['customers:read']);
  assert.equal(reader.expires_at, '2999-01-01T00:00:00.000Z');
  const list = await call('GET', `${florin.url}/v1/customers/`, { token: reader.token });
  assert.equal(list.status, 200);
  const create = await call('POST', `${florin.url}/v1/customers/`, {
    token: reader.token,
    body: { email: 'a@b.co' },
  });
  assert.equal(create.status, 403);

  const expired = await make({ name: 'Old', mode: 'test', expires_at: '2020-01-01T12:00:00+02:00' });
  assert.equal(expired.expires_at, '2020-01-01T10:00:00.000Z');
  assert.equal((await call('GET', `${florin.url}/v1/customers/`, { token: expired.token })).status, 401);

  const { items } = (await operate('GET', `/organizations/${id}/keys?mode=live`)).body as {
    items: Members[];
  };
  assert.deepEqual(
    items.map(({ name }) => name),
    ['Reader'],
  );
});

test('a key is bound to the pricing model that it names, in either form', async () => {
  const { organization } = florin;
  const model = await selectDefaultPricingModel(await florin.scope(organization, 'test'));
  const live = await selectDefaultPricingModel(await florin.scope(organization, 'live'));
  assert.ok(model && live);
  for (const pricing_model_id of [undefined, null, model.id, prefixedId('pricing_model', model.id)]) {
    const body = { name: 'Key', mode: 'test', pricing_model_id };
    const made = await operate('POST', `/organizations/${organization.id}/keys`, body);
    assert.equal((made.body as Members).pricing_model_id, model.id);
  }
  // A model of the other mode is as strange as one that is nowhere.
  const foreign = { name: 'Key', mode: 'test', pricing_model_id: live.id };
  const refused = await operate('POST', `/organizations/${organization.id}/keys`, foreign);
  assertRefused(refused, 422, 'pricing_model_unknown', 'pricing_model_id');
});

test('a wrong key is refused with the name of the member', async () => {
  const { id } = await makeOrganization();
  const right = { name: 'Key', mode: 'test' };
  const wrong: [Members, string, string?][] = [
    [{ mode: 'test' }, 'name', 'missing'],
    [{ name: 'Key' }, 'mode', 'missing'],
    [{ ...right, mode: 'sandbox' }, 'mode'],
    [{ ...right, scopes: 'customers:read' }, 'scopes'],
    [{ ...right, scopes: ['customers:read', 'everything'] }, 'scopes.1'],
    [{ ...right, expires_at: 'tomorrow' }, 'expires_at'],
    [{ ...right, expires_at: '2026-02-30' }, 'expires_at'],
    [{ ...right, expires_at: 1_700_000_000 }, 'expires_at'],
    [{ ...right, pricing_model_id: 'pricing_model_x' }, 'pricing_model_id'],
    [{ ...right, pricing_model_id: 'cus_0000000000000000000001' }, 'pricing_model_id'],
  ];
  for (const [body, param, code = 'invalid'] of wrong) {
    assertRefused(await operate('POST', `/organizations/${id}/keys`, body), 422, code, param);
  }
  const { items } = (await operate('GET', `/organizations/${id}/keys`)).body as { items: Members[] };
  assert.deepEqual(items, []);
});

test('an idempotency key makes one organization of many calls', async () => {
  const body = { name: 'Once', slug: 'once' };
  const headers = { 'idempotency-key': 'make-once' };
  const first = await operate('POST', '/organizations', body, { headers });
  const second = await operate('POST', '/organizations', body, { headers });
  assert.deepEqual([first.status, second.status, second.body], [201, 201, first.body]);
  assert.equal(second.headers.get('idempotent-replayed'), 'true');
  const other = await operate('POST', '/organizations', { ...body, name: 'Other' }, { headers });
  assertRefused(other, 409, 'idempotency_mismatch', 'Idempotency-Key');
  const long = await operate('POST', '/organizations', body, {
    headers: { 'idempotency-key': 'x'.repeat(256) },
  });
  assertRefused(long, 400, 'idempotency_key_invalid', 'Idempotency-Key');
});

test('strangers who try tokens are slowed down', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const statuses = [];
    for (let count = 0; count < 61; count++) {
      statuses.push(
        (await call('GET', `${limited.url}/florin/v1/organizations`, { token: `guess-${count}` })).status,
      );
    }
    assert.deepEqual([statuses[59], statuses[60]], [401, 429]);
    const operator = await call('GET', `${limited.url}/florin/v1/organizations`, { token: operatorToken });
    assert.equal(operator.status, 200);
  } finally {
    await limited.stop();
  }
});
