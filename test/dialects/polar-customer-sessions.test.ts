import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar as createPolar2026_04 } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar2026_10 } from 'polar-sdk-1.0/2026-10';
import { createPolar as createPolar2027_01 } from 'polar-sdk-1.0/2027-01';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let customerId: string;

before(async () => {
  florin = await startTestFlorin();
  const created = await post('/v1/customers/', {
    email: 'Ada+portal@example.com',
    name: 'Ada',
    external_id: 'ada-1',
  });
  customerId = (created.body as { id: string }).id;
});
after(() => florin.stop());

const post = (path: string, body: unknown, token = florin.testKey) =>
  call('POST', `${florin.url}${path}`, { token, body });
const create = (body: unknown, token?: string) => post('/v1/customer-sessions/', body, token);

type Session = {
  id: string;
  token: string;
  created_at: string;
  expires_at: string;
  modified_at: null;
  return_url: string | null;
  customer_portal_url: string;
  customer_id: string;
  customer: { id: string; email: string };
};

test('a session names the customer, lasts an hour, and its token is good for the portal', async () => {
  const { status, body } = await create({ customer_id: customerId, return_url: 'https://Example.com' });
  assert.equal(status, 201);
  const session = body as Session;
  assert.deepEqual(Object.keys(session).sort(), [
    'created_at',
    'customer',
    'customer_id',
    'customer_portal_url',
    'expires_at',
    'id',
    'modified_at',
    'return_url',
    'token',
  ]);
  assert.match(session.token, /^polar_cst_[0-9A-Za-z]{43}$/);
  assert.equal(Date.parse(session.expires_at) - Date.parse(session.created_at), 3_600_000);
  assert.equal(session.return_url, 'https://example.com/');
  assert.equal(session.customer_id, customerId);
  assert.equal(session.customer.id, customerId);
  assert.equal(
    session.customer_portal_url,
    `${florin.url}/${florin.organization.slug}/portal?customer_session_token=${session.token}&email=Ada%2Bportal%40example.com`,
  );
  const me = await call('GET', `${florin.url}/v1/customer-portal/customers/me`, { token: session.token });
  assert.equal(me.status, 200);
  assert.equal((me.body as { id: string }).id, customerId);
});

test('the external id, its alias, and the external one first where both are given', async () => {
  const other = await post('/v1/customers/', { email: 'bo@example.com', external_id: 'bo-1' });
  const otherId = (other.body as { id: string }).id;
  for (const body of [
    { external_customer_id: 'bo-1' },
    { customer_external_id: 'bo-1' },
    { customer_id: customerId, external_customer_id: 'bo-1' },
  ]) {
    const answer = await create(body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    assert.equal((answer.body as Session).customer_id, otherId);
  }
});

test('neither id: every branch says what it misses', async () => {
  const body = { return_url: null };
  const answer = await create(body);
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body, {
    error: 'RequestValidationError',
    detail: [
      {
        type: 'missing',
        loc: ['body', 'CustomerSessionCustomerIDCreate', 'customer_id'],
        msg: 'Field required',
        input: body,
      },
      {
        type: 'missing',
        loc: ['body', 'CustomerSessionCustomerExternalIDCreate', 'external_customer_id'],
        msg: 'Field required',
        input: body,
      },
    ],
  });
});

test('an alias of the wrong type is told of by its own name', async () => {
  const { body } = await create({ customer_external_id: 7 });
  const { detail } = body as { detail: { type: string; loc: unknown }[] };
  assert.deepEqual(
    detail.map(({ type, loc }) => [type, loc]),
    [
      ['missing', ['body', 'CustomerSessionCustomerIDCreate', 'customer_id']],
      ['string_type', ['body', 'CustomerSessionCustomerExternalIDCreate', 'customer_external_id']],
    ],
  );
});

test('return_url: the web only', async () => {
  const cases: [unknown, string, string][] = [
    ['ftp://example.com', 'url_scheme', "URL scheme should be 'http' or 'https'"],
    ['javascript:alert(1)', 'url_scheme', "URL scheme should be 'http' or 'https'"],
    ['garbage', 'url_parsing', 'Input should be a valid URL, relative URL without a base'],
    ['', 'url_parsing', 'Input should be a valid URL, input is empty'],
    ['https://', 'url_parsing', 'Input should be a valid URL, empty host'],
    ['http://example.com:99999/', 'url_parsing', 'Input should be a valid URL, invalid port number'],
    [`https://example.com/${'a'.repeat(2083)}`, 'url_too_long', 'URL should have at most 2083 characters'],
    [7, 'url_type', 'URL input should be a string or URL'],
  ];
  for (const [returnUrl, type, msg] of cases) {
    const { status, body } = await create({ customer_id: customerId, return_url: returnUrl });
    assert.equal(status, 422);
    const { detail } = body as { detail: { type: string; msg: string; loc: string[] }[] };
    // The other branch has the same address and misses its id.
    assert.deepEqual(detail[0], { ...detail[0], type, msg });
    assert.deepEqual(detail[0]?.loc, ['body', 'CustomerSessionCustomerIDCreate', 'return_url']);
    assert.equal(detail.length, 3);
  }
});

test('a customer that is unknown, deleted, or seen only from elsewhere does not exist', async () => {
  const gone = await post('/v1/customers/', { email: 'gone@example.com', external_id: 'gone-1' });
  const goneId = (gone.body as { id: string }).id;
  await call('DELETE', `${florin.url}/v1/customers/${goneId}`, { token: florin.testKey });
  const unknown = '01990000-0000-4000-8000-000000000000';
  const foreign = await florin.createOrganization('Foreign');
  const foreignKey = (await florin.createKey(foreign, 'test')).token;
  const attempts: [Record<string, string>, string][] = [
    [{ customer_id: unknown }, florin.testKey],
    [{ customer_id: goneId }, florin.testKey],
    [{ external_customer_id: 'gone-1' }, florin.testKey],
    [{ customer_id: customerId }, florin.liveKey],
    [{ customer_id: customerId }, foreignKey],
    [{ external_customer_id: 'ada-1' }, foreignKey],
  ];
  for (const [body, token] of attempts) {
    const answer = await create(body, token);
    const [member = '', input] = Object.entries(body)[0] ?? [];
    assert.equal(answer.status, 422);
    assert.deepEqual(answer.body, {
      error: 'PolarRequestValidationError',
      detail: [{ type: 'value_error', loc: ['body', member], msg: 'Customer does not exist.', input }],
    });
  }
});

test('a member of nobody is refused', async () => {
  for (const [member, input] of [
    ['member_id', '01990000-0000-4000-8000-000000000000'],
    ['external_member_id', 'm-1'],
  ] as const) {
    const answer = await create({ customer_id: customerId, [member]: input });
    assert.equal(answer.status, 422);
    const { detail } = answer.body as { detail: unknown[] };
    assert.deepEqual(detail, [
      { type: 'value_error', loc: ['body', member], msg: 'Member does not exist for this customer.', input },
    ]);
  }
});

test('who may: a key with the scope', async () => {
  const narrow = await florin.createKey(florin.organization, 'test', { scopes: ['customers:write'] });
  assert.equal((await create({ customer_id: customerId }, narrow.token)).status, 403);
  const { body } = await create({ customer_id: customerId });
  const asCustomer = await create({ customer_id: customerId }, (body as Session).token);
  assert.equal(asCustomer.status, 401);
  assert.deepEqual(asCustomer.body, { error: 'Unauthorized', detail: 'Unauthorized' });
});

test('the vendor clients read the answer', async () => {
  const old = new Polar({ accessToken: florin.testKey, serverURL: florin.url });
  const fromOld = await old.customerSessions.create({ externalCustomerId: 'ada-1' });
  assert.equal(fromOld.customerId, customerId);
  const recent = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const fromRecent = await recent.customerSessions.create({ customerId, returnUrl: 'https://example.com/' });
  assert.equal(fromRecent.returnUrl, 'https://example.com/');
  for (const createPolar of [createPolar2026_04, createPolar2026_10, createPolar2027_01]) {
    const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
    const session = await polar.customerSessions.create({ customer_id: customerId });
    assert.equal(session.customer.id, customerId);
  }
});
