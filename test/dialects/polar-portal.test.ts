import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { codeIn, readMails, waitForMails } from '../support/mailbox.ts';

let florin: TestFlorin;

before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const portal = (method: string, path: string, token?: string, body?: unknown, version?: string) =>
  call(method, `${florin.url}/v1/customer-portal/${path}`, {
    ...(token ? { token } : {}),
    body,
    ...(version ? { headers: { 'polar-version': version } } : {}),
  });

async function createCustomer(body: Record<string, unknown>, key = florin.testKey): Promise<string> {
  const created = await call('POST', `${florin.url}/v1/customers/`, { token: key, body });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  return (created.body as { id: string }).id;
}

async function logIn(customerId: string, key = florin.testKey): Promise<string> {
  const body = { customer_id: customerId, return_url: 'https://example.com/account' };
  const session = await call('POST', `${florin.url}/v1/customer-sessions/`, { token: key, body });
  return (session.body as { token: string }).token;
}

async function getCustomer(id: string, key = florin.testKey): Promise<Record<string, unknown>> {
  const { body } = await call('GET', `${florin.url}/v1/customers/${id}`, { token: key });
  return body as Record<string, unknown>;
}

type Detail = { type: string; loc: unknown[]; msg: string; input: unknown };
const details = (body: unknown) => (body as { detail: Detail[] }).detail;

const requestCode = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  call('POST', `${florin.url}/v1/customer-portal/customer-session/request`, {
    body: { organization_id: florin.organization.id, ...body },
    headers,
  });
const authenticate = (code: string) => portal('POST', 'customer-session/authenticate', undefined, { code });

/** Asks for a code and reads it from the mailbox. */
async function mailedCode(body: Record<string, unknown>): Promise<{ code: string; mail: string }> {
  const count = (await readMails(florin)).length;
  const answer = await requestCode(body);
  assert.equal(answer.status, 202);
  assert.equal(answer.body, null);
  const mail = (await waitForMails(florin, count + 1)).at(-1) ?? '';
  return { code: codeIn(mail), mail };
}

const invalidCode = {
  error: 'CustomerSessionCodeInvalidOrExpired',
  detail: 'This customer session code is invalid or has expired.',
};

test('a mailed code logs in once and verifies the address', async () => {
  const id = await createCustomer({ email: 'Login@example.com', name: 'Lo' });
  const { code, mail } = await mailedCode({ email: 'login@EXAMPLE.com' });
  assert.match(mail, /^To: Login@example\.com$/m);
  assert.match(mail, /^From: Acme Incorporated$/m);
  assert.match(mail, /^Subject: \[Test\] Sign in to Acme Incorporated$/m);
  assert.equal((await getCustomer(id)).email_verified, false);

  const login = await authenticate(code.toLowerCase());
  assert.equal(login.status, 200);
  const { token } = login.body as { token: string };
  assert.deepEqual(Object.keys(login.body as object), ['token']);
  assert.equal((await getCustomer(id)).email_verified, true);
  const user = await portal('GET', 'customer-session/user', token);
  assert.deepEqual(user.body, {
    type: 'customer',
    name: 'Lo',
    email: 'Login@example.com',
    customer_id: id,
    member_id: null,
    role: null,
  });
  const again = await authenticate(code);
  assert.equal(again.status, 401);
  assert.deepEqual(again.body, invalidCode);
});

test('of ten at once with one code, one gets in', async () => {
  await createCustomer({ email: 'race@example.com' });
  const { code } = await mailedCode({ email: 'race@example.com' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => authenticate(code)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(401)]);
});

test('a code that is over, or of a customer who is gone or has another address, is no good', async () => {
  await createCustomer({ email: 'late@example.com' });
  const late = await mailedCode({ email: 'late@example.com' });
  const { count } = await florin.pool`
    update login_codes set expires_at = now() - interval '1 second' where email = 'late@example.com'`;
  assert.equal(count, 1);
  assert.deepEqual((await authenticate(late.code)).body, invalidCode);

  const movedId = await createCustomer({ email: 'moved@example.com' });
  const moved = await mailedCode({ email: 'moved@example.com' });
  await call('PATCH', `${florin.url}/v1/customers/${movedId}`, {
    token: florin.testKey,
    body: { email: 'elsewhere@example.com' },
  });
  assert.equal((await authenticate(moved.code)).status, 401);

  const goneId = await createCustomer({ email: 'gone@example.com' });
  const gone = await mailedCode({ email: 'gone@example.com' });
  await call('DELETE', `${florin.url}/v1/customers/${goneId}`, { token: florin.testKey });
  assert.equal((await authenticate(gone.code)).status, 401);
  assert.equal((await authenticate('AAAAAA')).status, 401);
  assert.equal((await authenticate('')).status, 401);
});

test('a code is good for half an hour and stored as a hash', async () => {
  await createCustomer({ email: 'hash@example.com' });
  const { code } = await mailedCode({ email: 'hash@example.com' });
  const [row] = await florin.pool<{ minutes: number; stored: string }[]>`
    select extract(epoch from expires_at - created_at)::int / 60 as minutes, row_to_json(l)::text as stored
    from login_codes l where email = 'hash@example.com'`;
  assert.equal(row?.minutes, 30);
  assert.ok(!row?.stored.includes(code));
});

test('an unknown address gets the same answer, and no mail', async () => {
  const before = (await readMails(florin)).length;
  const known = await createCustomer({ email: 'known@example.com' });
  assert.ok(known);
  const [stranger, customer] = [
    await requestCode({ email: 'stranger@example.com' }),
    await requestCode({ email: 'known@example.com' }),
  ];
  assert.equal(stranger.status, customer.status);
  assert.equal(stranger.body, customer.body);
  const mails = await waitForMails(florin, before + 1);
  assert.equal(mails.length, before + 1);
  assert.ok(mails.every((mail) => !mail.includes('stranger@example.com')));
});

test('several customers with one address choose', async () => {
  const first = await createCustomer({ email: 'twin@example.com', name: 'First' });
  const second = await createCustomer({ email: 'other-twin@example.com', name: 'Second' });
  // As Flowglad allows it.
  await florin.pool`update customers set email = 'twin@example.com', email_key = null where id = ${second}`;
  const answer = await requestCode({ email: 'twin@example.com' });
  assert.equal(answer.status, 409);
  const { error, detail, customers } = answer.body as { error: string; detail: string; customers: unknown };
  assert.equal(error, 'customer_selection_required');
  assert.equal(typeof detail, 'string');
  assert.deepEqual(customers, [
    { id: second, name: 'Second' },
    { id: first, name: 'First' },
  ]);
  const { code } = await mailedCode({ email: 'twin@example.com', customer_id: first });
  const { token } = (await authenticate(code)).body as { token: string };
  const me = await portal('GET', 'customers/me', token);
  assert.equal((me.body as { id: string }).id, first);
});

test('live customers come before those of test mode', async () => {
  const live = await createCustomer({ email: 'both@example.com', name: 'Live' }, florin.liveKey);
  await createCustomer({ email: 'both@example.com', name: 'Test' });
  const { code } = await mailedCode({ email: 'both@example.com' });
  const { token } = (await authenticate(code)).body as { token: string };
  const me = await portal('GET', 'customers/me', token);
  assert.equal((me.body as { id: string }).id, live);
});

test('a repeat under one idempotency key mails once', async () => {
  await createCustomer({ email: 'once@example.com' });
  const before = (await readMails(florin)).length;
  const headers = { 'idempotency-key': 'portal-login-once' };
  assert.equal((await requestCode({ email: 'once@example.com' }, headers)).status, 202);
  const repeat = await requestCode({ email: 'once@example.com' }, headers);
  assert.equal(repeat.headers.get('idempotent-replayed'), 'true');
  const mails = await waitForMails(florin, before + 1);
  assert.equal(mails.length, before + 1);
  assert.equal((await authenticate(codeIn(mails.at(-1)))).status, 200);
});

test('a login request of a wrong shape, or to nobody, says so', async () => {
  const shapeless = await portal('POST', 'customer-session/request', undefined, { email: 'x' });
  assert.equal(shapeless.status, 422);
  assert.deepEqual(
    details(shapeless.body).map(({ type, loc }) => [type, ...loc]),
    [
      ['value_error', 'body', 'email'],
      ['missing', 'body', 'organization_id'],
    ],
  );
  const organizationId = '01990000-0000-4000-8000-000000000000';
  const lost = await requestCode({ email: 'login@example.com', organization_id: organizationId });
  assert.equal(lost.status, 422);
  assert.deepEqual(details(lost.body), [
    {
      type: 'value_error',
      loc: ['body', 'organization_id'],
      msg: 'Organization not found.',
      input: organizationId,
    },
  ]);
  assert.equal((await portal('POST', 'customer-session/authenticate', undefined, { code: 5 })).status, 422);
});

test('the seventh login request of a minute waits for a quarter of an hour', async () => {
  const limited = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  try {
    const url = `${limited.url}/v1/customer-portal/customer-session/authenticate`;
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const answer = await call('POST', url, { body: { code: 'AAAAAA' } });
      statuses.push(answer.status);
      if (answer.status === 429) {
        const seconds = Number(answer.headers.get('retry-after'));
        assert.ok(seconds > 890 && seconds <= 900, `${seconds}`);
      }
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429]);
  } finally {
    await limited.stop();
  }
});

test('introspect', async () => {
  const token = await logIn(await createCustomer({ email: 'intro@example.com' }));
  const answer = await portal('GET', 'customer-session/introspect', token);
  assert.equal(answer.status, 200);
  const { expires_at, return_url, ...rest } = answer.body as { expires_at: string; return_url: string };
  assert.deepEqual(rest, {});
  assert.equal(return_url, 'https://example.com/account');
  const minutes = (Date.parse(expires_at) - Date.now()) / 60_000;
  assert.ok(minutes > 59 && minutes <= 60);
});

test('a key, or nobody, is not a customer; a session that is over or whose customer is gone is none', async () => {
  for (const [method, path] of [
    ['GET', 'customer-session/introspect'],
    ['GET', 'customer-session/user'],
    ['GET', 'customers/me'],
    ['PATCH', 'customers/me'],
    ['GET', 'customers/me/payment-methods'],
  ] as const) {
    const body = method === 'PATCH' ? {} : undefined;
    for (const token of [undefined, florin.testKey]) {
      const answer = await portal(method, path, token, body);
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.body, { error: 'Unauthorized', detail: 'Unauthorized' });
    }
  }
  const id = await createCustomer({ email: 'short@example.com' });
  const token = await logIn(id);
  const [ended] = await florin.pool`
    update customer_sessions set expires_at = now() - interval '1 second' where customer_id = ${id} returning id`;
  assert.ok(ended);
  assert.equal(
    ((await portal('GET', 'customers/me', token)).body as { error: string }).error,
    'invalid_token',
  );
  const deletedId = await createCustomer({ email: 'soon-gone@example.com' });
  const orphan = await logIn(deletedId);
  await call('DELETE', `${florin.url}/v1/customers/${deletedId}`, { token: florin.testKey });
  assert.equal((await portal('GET', 'customers/me', orphan)).status, 401);
});

test('customers/me: exactly the portal members', async () => {
  const id = await createCustomer({
    email: 'me@example.com',
    name: 'Me',
    external_id: 'me-1',
    locale: 'fr-fr',
  });
  const { status, body } = await portal('GET', 'customers/me', await logIn(id));
  assert.equal(status, 200);
  const { created_at, ...rest } = body as { created_at: string };
  assert.ok(created_at.endsWith('Z'));
  assert.deepEqual(rest, {
    modified_at: null,
    id,
    email: 'me@example.com',
    email_verified: false,
    name: 'Me',
    billing_name: 'Me',
    billing_address: null,
    tax_id: null,
    oauth_accounts: {},
    default_payment_method_id: null,
    type: 'individual',
    locale: 'fr-FR',
  });
});

test('customers/me PATCH: the billing members only', async () => {
  const id = await createCustomer({ email: 'patch@example.com', name: 'Pat' });
  const token = await logIn(id);
  const { status, body } = await portal('PATCH', 'customers/me', token, {
    billing_name: ' Acme GmbH ',
    billing_address: { country: 'fr', city: 'Lyon' },
    tax_id: 'fr 61 954 506 077',
    name: 'Not this',
    email: 'not@example.com',
    metadata: { not: 'this' },
  });
  assert.equal(status, 200);
  const me = body as Record<string, unknown>;
  assert.equal(me.billing_name, 'Acme GmbH');
  assert.equal(me.name, 'Pat');
  assert.equal(me.email, 'patch@example.com');
  assert.deepEqual(me.tax_id, ['FR61954506077', 'eu_vat']);
  const unchanged = await portal('PATCH', 'customers/me', token, { billing_name: null });
  assert.equal((unchanged.body as Record<string, unknown>).billing_name, 'Acme GmbH');
  assert.deepEqual((await getCustomer(id)).metadata, {});
  const [audit] = await florin.pool<{ actorKind: string }[]>`
    select actor_kind from audit_log where object_id = ${id} and action = 'customer.updated'`;
  assert.equal(audit?.actorKind, 'customer_session');
});

test('customers/me PATCH: the address, in either contract', async () => {
  const id = await createCustomer({ email: 'address@example.com', billing_address: { country: 'DE' } });
  const token = await logIn(id);
  const kept = await portal('PATCH', 'customers/me', token, { billing_address: null }, '2026-04');
  assert.equal(kept.status, 422);
  assert.deepEqual(details(kept.body), [
    {
      type: 'missing',
      loc: ['body', 'billing_address'],
      msg: 'Customer billing address cannot be reset to null once set.',
      input: null,
    },
  ]);
  const sanctioned = { billing_address: { country: 'RU' } };
  assert.equal((await portal('PATCH', 'customers/me', token, sanctioned, '2026-04')).status, 422);
  const cleared = await portal('PATCH', 'customers/me', token, { billing_address: null });
  assert.equal(cleared.status, 200);
  assert.equal((cleared.body as Record<string, unknown>).billing_address, null);
});

test('customers/me PATCH: the tax id, in either contract', async () => {
  const token = await logIn(await createCustomer({ email: 'tax@example.com' }));
  const homeless = await portal('PATCH', 'customers/me', token, { tax_id: 'FR61954506077' });
  assert.deepEqual(details(homeless.body), [
    {
      type: 'missing',
      loc: ['body', 'billing_address'],
      msg: 'Country is required to validate tax ID.',
      input: null,
    },
  ]);
  const french = { billing_address: { country: 'FR' }, tax_id: '123' };
  assert.deepEqual(details((await portal('PATCH', 'customers/me', token, french)).body), [
    { type: 'invalid', loc: ['body', 'tax_id'], msg: 'Invalid tax ID.', input: '123' },
  ]);
  const pair = { tax_id: ['911144442', 'us_ein'] };
  assert.equal((await portal('PATCH', 'customers/me', token, pair, '2026-10')).status, 422);
  const stored = await portal('PATCH', 'customers/me', token, pair);
  assert.deepEqual((stored.body as Record<string, unknown>).tax_id, ['911144442', 'us_ein']);
});

test('customers/me PATCH: the default payment method is one of the customer’s own', async () => {
  const id = await createCustomer({ email: 'card@example.com' });
  const otherId = await createCustomer({ email: 'other-card@example.com' });
  const [own, foreign] = await Promise.all([addCard(id), addCard(otherId)]);
  const token = await logIn(id);
  const choose = (methodId: string | null) =>
    portal('PATCH', 'customers/me', token, { default_payment_method_id: methodId });
  assert.deepEqual(details((await choose(null)).body), [
    {
      type: 'missing',
      loc: ['body', 'default_payment_method_id'],
      msg: 'Default payment method cannot be reset to null.',
      input: null,
    },
  ]);
  assert.deepEqual(details((await choose(foreign)).body), [
    {
      type: 'invalid',
      loc: ['body', 'default_payment_method_id'],
      msg: 'Payment method not found.',
      input: foreign,
    },
  ]);
  assert.equal(((await choose(own)).body as Record<string, unknown>).default_payment_method_id, own);
  const { body } = await portal('GET', 'customers/me/payment-methods', token);
  const { items } = body as { items: { id: string; is_default: boolean }[] };
  assert.deepEqual(
    items.map(({ id: methodId, is_default }) => [methodId, is_default]),
    [[own, true]],
  );
});

async function addCard(customerId: string): Promise<string> {
  const id = newId(Date.now());
  const metadata = { brand: 'visa', last4: '4242', exp_month: 1, exp_year: 2031 };
  await florin.pool`
    insert into payment_methods (organization_id, mode, id, created_at, customer_id, processor, processor_reference, type,
      method_metadata)
    values (${florin.organization.id}, 'test', ${id}, now(), ${customerId}, 'sandbox', 'card', 'card',
      ${florin.pool.json(metadata)})`;
  return id;
}

test('organizations/{slug}: open to all, with what is on sale', async () => {
  const { status, body } = await portal('GET', `organizations/${florin.organization.slug}`);
  assert.equal(status, 200);
  const { organization, products } = body as { organization: Record<string, unknown>; products: unknown[] };
  assert.equal(organization.id, florin.organization.id);
  assert.equal('email' in organization, false);
  // The free plan that every organization has is not for sale.
  assert.deepEqual(products, []);
  const missing = await portal('GET', 'organizations/nobody-here');
  assert.equal(missing.status, 404);
  assert.deepEqual(missing.body, { error: 'ResourceNotFound', detail: 'Not found' });
});

test('organizations/{slug}: public products of the caller’s mode', async () => {
  const seller = await florin.createOrganization('Seller');
  const keys = {
    test: (await florin.createKey(seller, 'test')).token,
    live: (await florin.createKey(seller, 'live')).token,
  };
  const sell = async (mode: 'test' | 'live', name: string, more: Record<string, unknown> = {}) => {
    const body = { name, prices: [{ amount_type: 'fixed', price_amount: 1000 }], ...more };
    const answer = await call('POST', `${florin.url}/v1/products/`, { token: keys[mode], body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  };
  const names = async (token?: string) => {
    const { body } = await portal('GET', `organizations/${seller.slug}`, token);
    return (body as { products: { name: string }[] }).products.map(({ name }) => name);
  };
  await sell('test', 'Draft of a lamp');
  await sell('test', 'Hidden lamp', { visibility: 'private' });
  assert.deepEqual(await names(), ['Draft of a lamp']);
  await sell('live', 'Lamp');
  assert.deepEqual(await names(), ['Lamp']);
  assert.deepEqual(await names(keys.test), ['Draft of a lamp']);
});

test('the vendor clients read the portal', async () => {
  const token = await logIn(await createCustomer({ email: 'clients@example.com', name: 'Clients' }));
  const { slug } = florin.organization;
  const security = { customerSession: token };
  const billing = { billingName: 'Clients Ltd' };

  const old = new Polar({ serverURL: florin.url });
  assert.equal((await old.customerPortal.customers.get(security)).name, 'Clients');
  assert.equal((await old.customerPortal.customers.update(security, billing)).billingName, 'Clients Ltd');
  assert.ok((await old.customerPortal.customerSession.introspect(security)).expiresAt);
  assert.equal((await old.customerPortal.organizations.get({ slug })).organization.slug, slug);
  const methods = await old.customerPortal.customers.listPaymentMethods(security, {});
  assert.equal(methods.result.pagination.totalCount, 0);

  const recent = new Polar49({ serverURL: florin.url });
  assert.equal((await recent.customerPortal.customers.get(security)).billingName, 'Clients Ltd');
  assert.equal((await recent.customerPortal.customerSession.getAuthenticatedUser(security)).type, 'customer');
  assert.equal((await recent.customerPortal.organizations.get({ slug })).organization.slug, slug);

  const polar = createPolar({ accessToken: token, baseUrl: florin.url });
  assert.equal((await polar.customerPortal.customers.get()).name, 'Clients');
  assert.equal((await polar.customerPortal.customers.update({ billing_name: 'New' })).billing_name, 'New');
  assert.equal(
    (await polar.customerPortal.customerSession.getAuthenticatedUser()).email,
    'clients@example.com',
  );
  assert.equal((await polar.customerPortal.organizations.get(slug)).organization.id, florin.organization.id);
});
