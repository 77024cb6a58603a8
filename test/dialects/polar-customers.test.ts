import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { selectCustomer } from '../../src/billing/customers/index.ts';
import { subscribeToDefaultPlan } from '../../src/billing/subscriptions/index.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Body = Record<string, unknown>;
type Customer = Body & { id: string; email: string; metadata: Body; modified_at: string | null };

const current = { 'polar-version': '2027-01' };

const ask = (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  token = florin.testKey,
) => call(method, florin.url + path, { token, body, headers });

let serial = 0;
async function create(body: Body = {}, token = florin.testKey): Promise<Customer> {
  serial++;
  const answer = await ask(
    'POST',
    '/v1/customers/',
    { email: `serial${serial}@example.com`, ...body },
    {},
    token,
  );
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Customer;
}

async function update(id: string, body: Body, headers: Record<string, string> = {}): Promise<Customer> {
  const answer = await ask('PATCH', `/v1/customers/${id}`, body, headers);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Customer;
}

const get = async (id: string) => (await ask('GET', `/v1/customers/${id}`)).body as Customer;

const eventsOf = async (id: string) =>
  (
    await florin.pool<{ type: string }[]>`select type from events where object_id = ${id} order by sequence`
  ).map(({ type }) => type);

test('creating, member by member', async () => {
  const made = await create({
    email: 'Ada@Lovelace.DEV',
    name: 'Ada',
    external_id: 'ada-1',
    billing_address: { country: 'fr', city: 'Lyon' },
    tax_id: 'fr 61 954 506 077',
    metadata: { plan: 'pro', seats: 3 },
  });
  const { id, created_at, ...rest } = made;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(String(created_at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/);
  assert.deepEqual(rest, {
    modified_at: null,
    metadata: { plan: 'pro', seats: 3 },
    external_id: 'ada-1',
    email: 'Ada@lovelace.dev',
    email_verified: false,
    type: 'individual',
    name: 'Ada',
    billing_name: 'Ada',
    billing_address: {
      line1: null,
      line2: null,
      postal_code: null,
      city: 'Lyon',
      state: null,
      country: 'FR',
    },
    tax_id: ['FR61954506077', 'eu_vat'],
    locale: null,
    organization_id: florin.organization.id,
    default_payment_method_id: null,
    deleted_at: null,
    first_user_event_at: null,
    avatar_url:
      'https://www.gravatar.com/avatar/0adf31f769a5334d86fe057d8de463414729969b9ec04a4d6cb2a0e9590c4795?d=404',
  });
  assert.deepEqual(Object.keys(made), [
    'id',
    'created_at',
    'modified_at',
    'metadata',
    'external_id',
    'email',
    'email_verified',
    'type',
    'name',
    'billing_name',
    'billing_address',
    'tax_id',
    'locale',
    'organization_id',
    'default_payment_method_id',
    'deleted_at',
    'first_user_event_at',
    'avatar_url',
  ]);
  assert.deepEqual(await get(id), made);
  assert.deepEqual((await ask('GET', '/v1/customers/external/ada-1')).body, made);
  assert.equal((await ask('GET', '/v1/customers/external/ADA-1')).status, 404);
});

test('the picture is by the lower-cased address', async () => {
  const { avatar_url } = await create({ email: 'Customer@Example.com' });
  assert.equal(
    avatar_url,
    'https://www.gravatar.com/avatar/e233d4a29013e9d87150c6237c6777bedf379ebf1acdc5d6126fec7e8bb74fb5?d=404',
  );
});

test('a team may do without an address of its own', async () => {
  const team = await create({ type: 'team', email: null, owner: { email: 'owner@example.com' } });
  assert.deepEqual([team.type, team.email], ['team', null]);
  const upgraded = await update((await create()).id, { type: 'team' });
  assert.equal(upgraded.type, 'team');
  assert.equal((await update(upgraded.id, { type: null, email: null, name: 'x' })).type, 'team');
});

test('addresses are trimmed, states get their country', async () => {
  const { id, billing_address } = await create({
    billing_address: { country: 'us', state: 'CA', line1: ' 1 Main St ', city: '' },
  });
  assert.deepEqual(billing_address, {
    line1: '1 Main St',
    line2: null,
    postal_code: null,
    city: null,
    state: 'US-CA',
    country: 'US',
  });
  const stateOf = async (country: string, state: string) =>
    ((await update(id, { billing_address: { country, state } })).billing_address as Body).state;
  assert.equal(await stateOf('US', 'US-DC'), 'US-DC');
  assert.equal(await stateOf('ca', 'YT'), 'CA-YT');
  assert.equal(await stateOf('DE', ' Bayern '), 'Bayern');
  // Replaced as a whole.
  assert.deepEqual((await update(id, { billing_address: { country: 'DE', city: 'Ulm' } })).billing_address, {
    line1: null,
    line2: null,
    postal_code: null,
    city: 'Ulm',
    state: null,
    country: 'DE',
  });
});

test('metadata: values keep their type, the last of two keys counts, a whole replaces a whole', async () => {
  const metadata = {
    text: '1',
    int: 1,
    float: 1.5,
    yes: true,
    no: false,
    exact: '🦄'.repeat(500),
    ['🦄'.repeat(40)]: 'key',
  };
  const { id } = await create({ metadata });
  assert.deepEqual((await get(id)).metadata, metadata);
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, index]));
  assert.deepEqual((await update(id, { metadata: fifty })).metadata, fifty);
  assert.deepEqual((await update(id, { name: 'kept' })).metadata, fifty);
  assert.deepEqual((await update(id, { metadata: {} })).metadata, {});
  const twice = await fetch(`${florin.url}/v1/customers/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: '{"metadata":{"a":1,"a":2,"__proto__":"own","constructor":"too"},"name":"first","name":"last"}',
  });
  const text = await twice.text();
  assert.match(text, /"__proto__":"own"/);
  const changed = JSON.parse(text) as Customer;
  assert.deepEqual(
    Object.entries(changed.metadata).sort(),
    Object.entries(JSON.parse('{"__proto__":"own","a":2,"constructor":"too"}')),
  );
  assert.equal(changed.name, 'last');
  assert.equal(({} as Body).own, undefined);
  const found = await ask('GET', '/v1/customers/?metadata[__proto__]=own');
  assert.equal((found.body as { items: Customer[] }).items[0]?.id, id);
});

test('names, locales, ids: trimmed, blank is none, null clears', async () => {
  const { id } = await create({ name: ' Ada ', external_id: '  ', locale: 'zh-hant-tw' });
  assert.deepEqual(
    await get(id).then(({ name, billing_name, external_id, locale }) => [
      name,
      billing_name,
      external_id,
      locale,
    ]),
    ['Ada', 'Ada', null, 'zh-Hant-TW'],
  );
  for (const [sent, stored] of [
    ['en-us', 'en-US'],
    ['fr_CA', 'fr-CA'],
    ['i-klingon', 'tlh'],
    [null, null],
  ]) {
    assert.equal((await update(id, { locale: sent })).locale, stored);
  }
  assert.equal((await update(id, { name: '🦄'.repeat(256) })).name, '🦄'.repeat(256));
  assert.equal((await update(id, { name: ' ' })).name, null);
  assert.equal((await update(id, { name: 'x' })).name, 'x');
  assert.equal((await update(id, { name: null })).name, null);
  assert.equal((await update(id, { external_id: null })).external_id, null);
  assert.equal((await update(id, { external_id: ' usr/Ä ' })).external_id, 'usr/Ä');
  assert.equal((await update(id, { external_id: 'usr/Ä' })).external_id, 'usr/Ä');
  const path = `/v1/customers/external/${encodeURIComponent('usr/Ä')}`;
  const changed = await ask('PATCH', path, {
    external_id: 'other',
    type: 'team',
    organization_id: 1,
    name: 'Y',
  });
  assert.equal(changed.status, 200);
  const { external_id, type, name } = changed.body as Customer;
  assert.deepEqual([external_id, type, name], ['usr/Ä', 'individual', 'Y']);
});

test('e-mail addresses: domain in lower case, local part as it is', async () => {
  const { id } = await create();
  for (const [sent, stored] of [
    [' Ada.L@EXAMPLE.com ', 'Ada.L@example.com'],
    ['Ada Lovelace <ada@Example.org>', 'ada@example.org'],
    ['ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['jürgen@example.com', 'jürgen@example.com'],
    [`${'l'.repeat(100)}@example.com`, `${'l'.repeat(100)}@example.com`],
  ]) {
    assert.equal((await update(id, { email: sent })).email, stored);
  }
});

test('another address is not verified; the same in other letters is none', async () => {
  const { id } = await create({ email: 'Case@example.com' });
  await florin.pool`update customers set email_verified = true where id = ${id}`;
  for (const email of [null, 'cASE@example.com', 'Case@EXAMPLE.com']) {
    const same = await update(id, { email }, current);
    assert.deepEqual([same.email, same.email_verified, same.modified_at], ['Case@example.com', true, null]);
  }
  // The early contract stores the new spelling.
  assert.equal((await update(id, { email: 'case@example.com' })).email, 'case@example.com');
  const moved = await update(id, { email: 'moved@example.com' });
  assert.deepEqual([moved.email, moved.email_verified], ['moved@example.com', false]);
});

test('an update of nothing changes nothing, and is told all the same', async () => {
  const made = await create({ name: 'Same', metadata: { a: 1 } });
  const unchanged: Body[] = [
    {},
    { name: 'Same' },
    { metadata: { a: 1 } },
    { organization_id: 7, unknown: [] },
  ];
  for (const body of unchanged) assert.deepEqual(await update(made.id, body), made);
  assert.deepEqual(await eventsOf(made.id), ['customer.created', ...unchanged.map(() => 'customer.updated')]);
  const changed = await update(made.id, { name: 'Other' });
  assert.ok(changed.modified_at !== null);
  assert.equal((await update(made.id, {})).modified_at, changed.modified_at);
});

test('a refused update changes nothing and is not told', async () => {
  const { id } = await create({ external_id: 'fixed' });
  const before = await get(id);
  const refused = await ask('PATCH', `/v1/customers/${id}`, { name: 'new', external_id: 'other' });
  assert.equal(refused.status, 422);
  assert.deepEqual(await get(id), before);
  assert.deepEqual(await eventsOf(id), ['customer.created']);
});

test('tax ids: normalised, cleared, and moved with the address', async () => {
  const { id } = await create({ billing_address: { country: 'FR' }, tax_id: ' DE232309969 ' });
  assert.deepEqual((await get(id)).tax_id, ['DE232309969', 'eu_vat']);
  // Within the Union the number goes along.
  assert.deepEqual((await update(id, { billing_address: { country: 'IT' } })).tax_id, [
    'DE232309969',
    'eu_vat',
  ]);
  const moved = await update(id, { billing_address: { country: 'US' }, tax_id: '91-1144442' });
  assert.deepEqual(moved.tax_id, ['911144442', 'us_ein']);
  const gone = await update(id, { billing_address: { country: 'AQ' }, tax_id: null });
  assert.equal(gone.tax_id, null);
  assert.equal((await update(id, { tax_id: ' ' })).tax_id, null);
});

test('the early contract takes pairs as they are, and clears addresses', async () => {
  const { id } = await create({
    billing_address: { country: 'FR', city: 'Lyon' },
    tax_id: ['no number at all', 'eu_vat'],
  });
  assert.deepEqual((await get(id)).tax_id, ['no number at all', 'eu_vat']);
  const cleared = await update(id, { billing_address: null, tax_id: ['911144442', 'us_ein'] });
  assert.deepEqual([cleared.billing_address, cleared.tax_id], [null, ['911144442', 'us_ein']]);
  // What was never checked stands in the way of no address; in the current contract every id does.
  const refused = await ask('PATCH', `/v1/customers/${id}`, { billing_address: { country: 'FR' } }, current);
  assert.equal(refused.status, 422);
  const placed = await update(id, { billing_address: { country: 'FR' } });
  assert.deepEqual(placed.tax_id, ['911144442', 'us_ein']);
});

test('a pair leaves the other tax ids that another dialect gave', async () => {
  const { id } = await create();
  await florin.pool`
    update customers set tax_ids = ${florin.pool.json([
      { value: '1', format: 'us_ein' },
      { value: '2', format: 'of_atlas' },
    ])} where id = ${id}`;
  await update(id, { tax_id: ['3', 'eu_vat'] });
  const [row] = await florin.pool<{ taxIds: unknown }[]>`select tax_ids from customers where id = ${id}`;
  assert.deepEqual(row?.taxIds, [
    { value: '3', format: 'eu_vat' },
    { value: '2', format: 'of_atlas' },
  ]);
});

test('a deleted customer is nowhere, and leaves its address and id to others', async () => {
  const made = await create({ email: 'Gone@example.com', external_id: 'gone', name: 'Gone' });
  const session = await ask('POST', '/v1/customer-sessions/', { customer_id: made.id });
  const portal = () =>
    call('GET', `${florin.url}/v1/customer-portal/customers/me`, {
      token: (session.body as { token: string }).token,
    });
  assert.equal((await portal()).status, 200);
  const deleted = await ask('DELETE', `/v1/customers/${made.id}`);
  assert.deepEqual([deleted.status, deleted.body], [204, undefined]);
  assert.equal((await portal()).status, 401);
  for (const path of [`/v1/customers/${made.id}`, '/v1/customers/external/gone']) {
    for (const [method, tail, body] of [
      ['GET', '', undefined],
      ['GET', '/state', undefined],
      ['GET', '/payment-methods', undefined],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
    ] as const) {
      const { status, body: told } = await ask(method, path + tail, body);
      assert.deepEqual(
        [status, told],
        [404, { error: 'ResourceNotFound', detail: 'Not found' }],
        `${method} ${path}${tail}`,
      );
    }
  }
  const [row] = await florin.pool<{ email: string; name: string; externalId: null; metadata: Body }[]>`
    select email, name, external_id, metadata from customers where id = ${made.id}`;
  assert.deepEqual(row, {
    email: 'Gone@example.com',
    name: 'Gone',
    externalId: null,
    metadata: { __external_id: 'gone' },
  });
  assert.deepEqual(await eventsOf(made.id), ['customer.created', 'customer.deleted']);
  const next = await create({ email: 'gone@example.com', external_id: 'gone' });
  assert.equal((await ask('DELETE', '/v1/customers/external/gone')).status, 204);
  assert.equal((await ask('GET', `/v1/customers/${next.id}`)).status, 404);
});

test('anonymized: nothing of the person is left, and nothing can be guessed', async () => {
  type Row = Body & { email: string; metadata: Body };
  const rowOf = async (id: string) =>
    (
      await florin.pool<Row[]>`
        select email, name, billing_name, billing_address, tax_ids, metadata from customers where id = ${id}`
    )[0];
  const person = await create({
    email: 'person@example.com',
    name: 'A Person',
    external_id: 'person',
    billing_address: { country: 'FR' },
    metadata: { plan: 'pro' },
  });
  const gone = await ask('DELETE', '/v1/customers/external/person?anonymize=TRUE');
  assert.equal(gone.status, 204);
  const row = await rowOf(person.id);
  assert.match(row?.email ?? '', /^[0-9a-f]{64}@anonymized\.invalid$/);
  const guess = createHash('sha256').update(`${person.created_at}person@example.com`).digest('hex');
  assert.notEqual(row?.email, `${guess}@anonymized.invalid`);
  assert.match(String(row?.name), /^[0-9a-f]{64}$/);
  assert.equal(row?.billingAddress, null);
  const { __anonymized_at, ...metadata } = row?.metadata ?? {};
  assert.deepEqual(metadata, { plan: 'pro', __external_id: 'person' });
  assert.ok(!Number.isNaN(Date.parse(String(__anonymized_at))));

  const business = await create({
    name: 'A Business',
    billing_address: { country: 'FR' },
    tax_id: 'FR61954506077',
  });
  assert.equal((await ask('DELETE', `/v1/customers/${business.id}?anonymize=1`)).status, 204);
  const kept = await rowOf(business.id);
  assert.equal(kept?.name, 'A Business');
  assert.deepEqual(kept?.taxIds, [{ value: 'FR61954506077', format: 'eu_vat' }]);
  assert.equal(kept?.billingAddress, null);
});

/** The keys of an organization of its own, so that nothing else is listed. */
async function newMerchant(name: string): Promise<string> {
  return (await florin.createKey(await florin.createOrganization(name), 'test')).token;
}

type Page = { items: Customer[]; pagination: { total_count: number; max_page: number } };

async function list(token: string, query = ''): Promise<Page> {
  const answer = await ask('GET', `/v1/customers/${query}`, undefined, {}, token);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Page;
}

test('lists: pages', async () => {
  const token = await newMerchant('Pages');
  assert.deepEqual(await list(token), { items: [], pagination: { total_count: 0, max_page: 0 } });
  for (let index = 0; index < 103; index++) {
    await create({ email: `p${String(index).padStart(3, '0')}@example.com` }, token);
  }
  const emails = ({ items }: Page) => items.map(({ email }) => email.slice(0, 4));
  const first = await list(token);
  assert.deepEqual(first.pagination, { total_count: 103, max_page: 11 });
  assert.equal(first.items.length, 10);
  assert.equal(emails(first)[0], 'p102');
  const clamped = await list(token, '?limit=1000');
  assert.deepEqual([clamped.items.length, clamped.pagination], [100, { total_count: 103, max_page: 2 }]);
  assert.deepEqual(emails(await list(token, '?limit=100&page=2')), ['p002', 'p001', 'p000']);
  const past = await list(token, '?page=12');
  assert.deepEqual(past, { items: [], pagination: { total_count: 103, max_page: 11 } });
  assert.deepEqual((await list(token, '?page=9007199254740991&limit=100')).items, []);
});

test('lists: order', async () => {
  const token = await newMerchant('Order');
  for (const [email, name] of [
    ['b@example.com', 'One'],
    ['a@example.com', 'Two'],
    ['c@example.com', 'One'],
  ]) {
    await create({ email, name }, token);
  }
  const letters = async (query: string) =>
    (await list(token, query)).items.map(({ email }) => email[0]).join('');
  assert.equal(await letters(''), 'cab');
  assert.equal(await letters('?sorting=created_at'), 'bac');
  assert.equal(await letters('?sorting=-created_at'), 'cab');
  assert.equal(await letters('?sorting=email'), 'abc');
  assert.equal(await letters('?sorting=-email'), 'cba');
  assert.equal(await letters('?sorting=name&sorting=email'), 'bca');
  assert.equal(await letters('?sorting=-name&sorting=-email'), 'acb');
});

test('lists: filters', async () => {
  const token = await newMerchant('Filters');
  const made = [
    { email: 'Ann@example.com', name: '100% Ann', metadata: { plan: 'pro', n: 3, on: true } },
    { email: 'bob@example.com', name: 'Bob_B', external_id: 'usr_1', metadata: { plan: 'free', n: 3 } },
    { email: 'carl@example.com', name: 'Carl', external_id: 'x_usr', metadata: { plan: 'team', n: 1.5 } },
  ];
  for (const body of made) await create(body, token);
  const found = async (query: string) =>
    (await list(token, `?sorting=email&${query}`)).items.map(({ email }) => email[0]).join('');
  for (const [query, expected] of [
    ['email=ANN@EXAMPLE.COM', 'A'],
    ['email=ann', ''],
    ['query=EXAMPLE', 'Abc'],
    ['query=ob_b', 'b'],
    ['query=100%25', 'A'],
    ['query=%25', 'A'],
    ['query=_', 'b'],
    ['query=%5C', ''],
    ['query=usr', 'b'],
    ['query=USR_', 'b'],
    ['metadata[plan]=pro', 'A'],
    ['metadata[plan]=pro&metadata[plan]=free', 'Ab'],
    ['metadata[plan]=pro&metadata[plan]=free&metadata[n]=3&metadata[on]=true', 'A'],
    ['metadata[n]=1.5', 'c'],
    ['metadata[n]=3&email=bob@example.com&query=b', 'b'],
    ['metadata[none]=3', ''],
    ['metadata%5Bplan%5D=team', 'c'],
    ['active=false', 'Abc'],
    ['active=yes', ''],
  ] as const) {
    assert.equal(await found(query), expected, query);
  }
});

test('lists: customers with a subscription that runs', async () => {
  const organization = await florin.createOrganization('Subscriptions');
  const { token } = await florin.createKey(organization, 'test');
  const scope = await florin.scope(organization, 'test');
  await create({ email: 'never@example.com' }, token);
  for (const status of ['active', 'trialing', 'past_due', 'canceled']) {
    const { id } = await create({ email: `${status}@example.com` }, token);
    const customer = await selectCustomer(scope, { id });
    assert.ok(customer && (await subscribeToDefaultPlan(scope, customer)));
    await florin.pool`update subscriptions set status = ${status} where customer_id = ${id}`;
  }
  const names = async (query: string) =>
    (await list(token, `?sorting=email&${query}`)).items.map(({ email }) => email.split('@')[0]);
  assert.deepEqual(await names('active=true'), ['active', 'past_due', 'trialing']);
  assert.deepEqual(await names('active=0'), ['canceled', 'never']);
});

test('the export is a table for spreadsheets', async () => {
  const organization = await florin.createOrganization('Export');
  const { token } = await florin.createKey(organization, 'test');
  const { id, created_at } = await create(
    {
      email: 'ada@example.com',
      name: 'Lovelace, "Ada"',
      external_id: 'ada',
      billing_address: { line1: '1 Rue', postal_code: '69001', city: 'Lyon', country: 'FR' },
      tax_id: 'FR61954506077',
      metadata: { plan: 'pro' },
    },
    token,
  );
  await create({ email: 'second@example.com' }, token);
  const fetched = async (query = '') => {
    const response = await fetch(`${florin.url}/v1/customers/export${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { headers: response.headers, text: await response.text() };
  };
  const { headers, text } = await fetched();
  assert.match(headers.get('content-type') ?? '', /^text\/csv\b/);
  assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="?polar-customers\.csv"?$/);
  const header =
    'ID,External ID,Created At,Email,Name,Tax ID,Billing Address Line 1,Billing Address Line 2,Billing Address City,Billing Address State,Billing Address Zip,Billing Address Country,Metadata';
  const lines = text.split('\r\n');
  assert.equal(lines.length, 4);
  assert.equal(lines[0], header);
  assert.equal(
    lines[1],
    `${id},ada,${created_at},ada@example.com,"Lovelace, ""Ada""",FR61954506077,1 Rue,,Lyon,,69001,FR,"{""plan"":""pro""}"`,
  );
  assert.equal(lines[3], '');
  assert.ok(!text.replaceAll('\r\n', '').includes('\n'));
  assert.equal((await fetched(`?organization_id=${organization.id}`)).text, text);
  const elsewhere = await fetched('?organization_id=11111111-1111-4111-8111-111111111111');
  assert.equal(elsewhere.text, `${header}\r\n`);
});

test('live mode has customers of its own', async () => {
  const { id } = await create({ email: 'mode@example.com', external_id: 'mode' });
  for (const path of [`/v1/customers/${id}`, '/v1/customers/external/mode']) {
    assert.equal((await ask('GET', path, undefined, {}, florin.liveKey)).status, 404);
  }
  await create({ email: 'mode@example.com', external_id: 'mode' }, florin.liveKey);
});
