import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { beginStory } from '../support/story.ts';

type Members = Record<string, unknown>;
type List = { items: Members[]; next_cursor: string | null };

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

async function newKey(name: string): Promise<string> {
  return (await florin.createKey(await florin.createOrganization(name), 'test')).token;
}

async function ask(token: string, method: string, path: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}${path}`, { token, body });
}

async function get<T = Members>(token: string, path: string): Promise<T> {
  const { status, body } = await ask(token, 'GET', `/florin/v1${path}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
}

async function make(token: string, what: string, body: Members): Promise<Members & { id: string }> {
  const made = await ask(token, 'POST', `/v1/${what}/`, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body as Members & { id: string };
}

function assertRefused(called: Called, status: number, code: string, param: string | null): void {
  const { error } = called.body as { error: Members };
  assert.deepEqual([called.status, error.code, error.param], [status, code, param], JSON.stringify(error));
}

const emails = (list: List) => list.items.map(({ email }) => email);

test('customers are found by the beginnings of words of all that names them, newest first', async () => {
  const token = await newKey('Finders');
  const address = { country: 'DE', line1: 'Weg 1', city: 'Berlin', postal_code: '10115' };
  await make(token, 'customers', {
    email: 'jane.roe@example.com',
    name: 'Jane Roe',
    external_id: 'usr_00042',
  });
  await make(token, 'customers', { email: 'info@mueller.example', name: 'Jürgen Müller-Lüdenscheidt' });
  await make(token, 'customers', {
    email: 'ap@acme.example',
    name: 'ACME GmbH',
    billing_address: address,
    tax_id: 'DE136695976',
  });
  await make(token, 'customers', { email: 'o.brien@example.com', name: "Conan O'Brien" });
  const find = async (query: string) =>
    emails(await get(token, `/customers?query=${encodeURIComponent(query)}`));
  const everyone = ['o.brien@example.com', 'ap@acme.example', 'info@mueller.example', 'jane.roe@example.com'];
  assert.deepEqual(await find(''), everyone);
  assert.deepEqual(await find('ex'), everyone);
  for (const query of ['jane', 'JANE R', 'roe ja', 'jane.roe@exam', 'usr_00', '00042', 'usr_00042']) {
    assert.deepEqual(await find(query), ['jane.roe@example.com'], query);
  }
  for (const query of ['müller', 'MULLER', 'jur', 'ludensch', 'mueller']) {
    assert.deepEqual(await find(query), ['info@mueller.example'], query);
  }
  for (const query of ['DE136695976', 'de1366', 'DE 136 695 976', '136695976', 'acme g']) {
    assert.deepEqual(await find(query), ['ap@acme.example'], query);
  }
  for (const query of ["o'brien", "O'B", 'obrien', 'conan o']) {
    const expected = query === 'obrien' ? [] : ['o.brien@example.com'];
    assert.deepEqual(await find(query), expected, query);
  }
  for (const query of ['nobody', 'jane acme', '--', "'", '\\', ':*', '& |', '%', '_']) {
    assert.deepEqual(await find(query), [], query);
  }
  const { items } = await get<List>(token, '/customers?query=acme');
  const { id, created_at, ...rest } = items[0] as Members;
  assert.deepEqual(rest, {
    archived_at: null,
    name: 'ACME GmbH',
    billing_name: null,
    email: 'ap@acme.example',
    external_id: null,
    tax_id: 'DE136695976',
    country: 'DE',
    active_subscriptions: 0,
  });
});

test('a search knows one organization and mode, and nobody who was deleted', async () => {
  const token = await newKey('Hiders');
  const other = await newKey('Others');
  const gone = await make(token, 'customers', { email: 'ghost@example.com', name: 'Ghost' });
  await make(other, 'customers', { email: 'ghost@example.com', name: 'Ghost' });
  const put = await make(token, 'customers', { email: 'old@example.com', name: 'Ghost of old' });
  assert.equal((await get<List>(token, '/customers?query=ghost')).items.length, 2);
  assert.equal((await ask(token, 'DELETE', `/v1/customers/${gone.id}`)).status, 204);
  assert.deepEqual(emails(await get(token, '/customers?query=ghost')), ['old@example.com']);
  const archived = await ask(token, 'PATCH', `/florin/v1/customers/${put.id}`, { archived: true });
  assert.equal(archived.status, 200);
  assert.deepEqual(emails(await get(token, '/customers?query=ghost')), ['old@example.com']);
  assert.deepEqual(emails(await get(token, '/customers?query=ghost&archived=false')), []);
  assert.deepEqual(emails(await get(token, '/customers?query=ghost&archived=true')), ['old@example.com']);
  assert.deepEqual(await get(token, `/search?query=${gone.id}`), { items: [] });
});

/** So many that the index answers beside the newest rows. */
test('pages of a search neither repeat nor leave out, also far behind the newest', {
  timeout: 60_000,
}, async () => {
  const organization = await florin.createOrganization('Many');
  const { token } = await florin.createKey(organization, 'test');
  const scope = await florin.scope(organization, 'test');
  await florin.pool`
    insert into customers (organization_id, mode, id, created_at, pricing_model_id, short_id, invoice_number_base, email,
      email_key, name)
    select ${organization.id}, 'test', gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 second',
      ${scope.pricingModelId}, n, 'X', 'many' || n || '@example.com', 'many' || n || '@example.com',
      case when n % 7 = 0 then 'Seven' when n < 20 then 'Early' else 'Plain' end
    from generate_series(1, 700) as n`;
  for (const [query, expected] of [
    ['', 700],
    ['seven', 100],
    ['early', 17],
    ['plain many', 583],
  ] as const) {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `&cursor=${cursor}`;
      const list: List = await get<List>(
        token,
        `/customers?query=${encodeURIComponent(query)}&limit=40${at}`,
      );
      seen.push(...list.items.map(({ created_at }) => created_at));
      cursor = list.next_cursor;
    } while (cursor !== null);
    assert.equal(seen.length, expected, query);
    assert.deepEqual(seen, [...new Set(seen)].sort().reverse(), query);
  }
});

test('one search finds objects of every kind, as far as its key may see them', async () => {
  const organization = await florin.createOrganization('Palette');
  const { token } = await florin.createKey(organization, 'test');
  const product = await make(token, 'products', {
    name: 'Sunrise Pro',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 1000 }],
  });
  const discount = await make(token, 'discounts', {
    name: 'Sunrise week',
    code: 'SUNNY',
    type: 'percentage',
    basis_points: 1000,
    duration: 'once',
  });
  const link = await make(token, 'checkout-links', { payment_processor: 'stripe', products: [product.id] });
  const opened = await make(token, 'checkouts', { products: [product.id] });
  const confirmed = await ask(token, 'POST', `/v1/checkouts/client/${opened.client_secret}/confirm`, {
    customer_email: 'sun@example.com',
    customer_name: 'Sunny Day',
    customer_billing_address: { country: 'NL' },
    confirmation_token_id: 'tok_visa',
  });
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  const [order] = await florin.pool<
    { id: string; number: string; customerId: string; subscriptionId: string }[]
  >`
    select id, number, customer_id, subscription_id from invoices where organization_id = ${organization.id}`;
  assert.ok(order);
  const search = async (query: string, by = token) => {
    const { items } = await get<List>(by, `/search?query=${encodeURIComponent(query)}`);
    return items.map(({ kind, id, title }) => `${kind} ${id} ${title}`);
  };
  const subscription = `subscription ${order.subscriptionId} Sunrise Pro`;
  assert.deepEqual(await search('sun'), [
    `customer ${order.customerId} Sunny Day`,
    `product ${product.id} Sunrise Pro`,
    subscription,
    `discount ${discount.id} Sunrise week`,
    `checkout_link ${link.id} Sunrise Pro`,
  ]);
  assert.deepEqual(await search('sunny'), [
    `customer ${order.customerId} Sunny Day`,
    subscription,
    `discount ${discount.id} Sunrise week`,
  ]);
  const byNumber = `order ${order.id} ${order.number}`;
  for (const text of [order.number, order.number.toLowerCase(), order.number.slice(0, -2)]) {
    assert.deepEqual(await search(text), [byNumber], text);
  }
  assert.deepEqual(await search(order.id), [byNumber]);
  assert.deepEqual(await search(order.subscriptionId), [subscription]);
  assert.deepEqual(await search(''), []);
  const seer = await florin.createKey(organization, 'test', { scopes: ['products:read'] });
  assert.deepEqual(await search('sun', seer.token), [`product ${product.id} Sunrise Pro`]);
  assert.deepEqual(await search(order.id, seer.token), []);
  const blind = await florin.createKey(organization, 'test', { scopes: ['webhooks:read'] });
  assert.equal((await ask(blind.token, 'GET', '/florin/v1/search?query=sun')).status, 403);
  const whose = `organization_id=${organization.id}&mode=test`;
  const { items } = await get<List>(operatorToken, `/search?query=sunrise&${whose}&limit=2`);
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ['product', 'discount'],
  );
});

test('all of a customer can be read and changed, its external id too', async () => {
  const token = await newKey('Editors');
  const { id } = await make(token, 'customers', { email: 'first@example.com', external_id: 'old-1' });
  const rival = await make(token, 'customers', { email: 'rival@example.com', external_id: 'taken-1' });
  const address = {
    line1: 'Weg 1',
    line2: null,
    postal_code: '10115',
    city: 'Berlin',
    state: null,
    country: 'DE',
  };
  const change = {
    email: 'Second@example.com',
    name: 'Second',
    billing_name: 'Second GmbH',
    external_id: 'new-1',
    phone: '+49 30 123',
    description: 'Asked by phone.',
    billing_address: address,
    shipping_address: { ...address, line1: 'Weg 2' },
    tax_exempt: true,
    locale: 'de-DE',
    metadata: { plan: 'gold', seats: 3 },
    logo_url: 'https://example.com/logo.png',
    icon_url: 'https://example.com/icon.png',
    domain: 'example.com',
    user_id: 'user-1',
  };
  const changed = await ask(token, 'PATCH', `/florin/v1/customers/${id}`, {
    ...change,
    tax_id: 'DE136695976',
  });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const read = await get(token, `/customers/${id}`);
  assert.deepEqual(changed.body, read);
  for (const [name, value] of Object.entries(change)) assert.deepEqual(read[name], value, name);
  assert.deepEqual(read.tax_ids, [{ value: 'DE136695976', format: 'eu_vat' }]);
  assert.deepEqual([read.balances, read.total_spent], [[], []]);
  assert.deepEqual(emails(await get(token, '/customers?query=new-1')), ['Second@example.com']);
  assert.deepEqual(emails(await get(token, '/customers?query=old-1')), []);

  const patch = (body: Members) => ask(token, 'PATCH', `/florin/v1/customers/${id}`, body);
  assertRefused(await patch({ external_id: 'taken-1' }), 409, 'external_id_taken', 'external_id');
  assertRefused(await patch({ email: 'RIVAL@example.com' }), 409, 'email_taken', 'email');
  assertRefused(await patch({ tax_id: 'DE1' }), 422, 'tax_id_invalid', 'tax_id');
  assertRefused(await patch({ locale: 'nonsense!' }), 422, 'invalid', 'locale');
  assertRefused(
    await patch({ default_payment_method_id: rival.id }),
    422,
    'invalid',
    'default_payment_method_id',
  );
  assert.deepEqual(await get(token, `/customers/${id}`), read);

  const cleared = await patch({ name: null, phone: ' ', external_id: null, tax_id: null });
  const { name, phone, external_id, tax_ids, billing_name } = cleared.body as Members;
  assert.deepEqual([name, phone, external_id, tax_ids, billing_name], [null, null, null, [], 'Second GmbH']);
  assert.equal(
    (await ask(token, 'PATCH', `/florin/v1/customers/${rival.id}`, { external_id: 'new-1' })).status,
    200,
  );
  const stranger = await newKey('Strangers');
  assert.equal((await ask(stranger, 'GET', `/florin/v1/customers/${id}`)).status, 404);
  assert.equal((await ask(stranger, 'PATCH', `/florin/v1/customers/${id}`, { name: 'x' })).status, 404);
});

test('a timeline has what happened to a customer and to all that is theirs, with the mails', async () => {
  const story = await beginStory(florin, '2026-01-10T09:00:00Z');
  const plan = await story.plan('Timely', 1500);
  const { customerId, subscriptionId, orderId } = await story.buy(plan);
  const bystander = await story.buy(plan);
  await story.advance('2026-02-11T00:00:00Z');
  const patched = await ask(story.token, 'PATCH', `/florin/v1/customers/${customerId}`, { name: 'Renamed' });
  assert.equal(patched.status, 200);
  const path = `/customers/${customerId}/timeline`;
  await eventually('two mails', 20_000, async () => {
    const { items } = await get<List>(story.token, `${path}?limit=100`);
    return items.filter(({ object_type }) => object_type === 'mail').length >= 2;
  });
  const whole = (await get<List>(story.token, `${path}?limit=100`)).items;
  const types = whole.map(({ type }) => type);
  for (const type of [
    'customer.created',
    'checkout.updated',
    'subscription.created',
    'invoice.created',
    'payment.succeeded',
    'customer.updated',
  ]) {
    assert.ok(types.includes(type), `${type} is missing in ${types}`);
  }
  assert.ok(!types.includes('customer.state_changed'));
  assert.ok(types.filter((type) => type === 'invoice.paid').length >= 2);
  const renamed = whole.find(({ type }) => type === 'customer.updated') as Members;
  assert.deepEqual(renamed.changes, { name: { before: null, after: 'Renamed' } });
  assert.deepEqual((renamed.actor as Members).kind, 'api_key');
  assert.equal(renamed.at, '2026-02-11T00:00:00.000Z');
  assert.ok(whole.some(({ object_id }) => object_id === subscriptionId));
  assert.ok(whole.some(({ object_id }) => object_id === orderId));
  const foreign = [bystander.customerId, bystander.subscriptionId, bystander.orderId];
  assert.ok(!whole.some(({ object_id }) => foreign.includes(object_id as string)));
  const moments = whole.map(({ recorded_at }) => recorded_at as string);
  assert.deepEqual(moments, [...moments].sort().reverse());

  const paged: Members[] = [];
  let cursor: string | null = null;
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`;
    const list: List = await get<List>(story.token, `${path}?limit=3${at}`);
    paged.push(...list.items);
    cursor = list.next_cursor;
  } while (cursor !== null);
  assert.deepEqual(paged, whole);
  assertRefused(await ask(story.token, 'GET', `/florin/v1${path}?cursor=x`), 422, 'invalid', 'cursor');
  const stranger = await newKey('Timeless');
  assert.equal((await ask(stranger, 'GET', `/florin/v1${path}`)).status, 404);
});

type Next = { at: string; type: string; title: string; customer: string; amount: number | null };

test('what will happen next in test mode is told in order, each with its word and what it costs', async () => {
  const story = await beginStory(florin, '2026-01-01T00:00:00Z');
  const clock = `/organizations/${story.organization.id}/test-clock`;
  const upcoming = async (limit = 50) =>
    (await get<{ items: Next[] }>(story.token, `${clock}/upcoming?limit=${limit}`)).items;
  const brief = (items: Next[]) =>
    items.map(({ at, type, amount }) => `${at.slice(0, 10)} ${type} ${amount ?? '–'}`);
  assert.deepEqual(await upcoming(), []);
  const plan = await story.plan('Next', 1000);
  const tried = await story.plan('Tried', 500, { trial_interval: 'day', trial_interval_count: 10 });
  const failing = await story.buy(plan, { card: 'tok_chargeCustomerFail' });
  const leaving = await story.buy(plan);
  const resting = await story.buy(plan);
  await story.buy(tried);
  await story.polar.checkouts.create({ products: [plan.id] } as never);
  await story.change(leaving.subscriptionId, { cancel_at_period_end: true });
  await story.change(resting.subscriptionId, {
    pause_at_period_end: true,
    resumes_at: '2026-02-20T00:00:00Z',
  });
  const items = await upcoming();
  const soon = items.filter(({ type }) => type !== 'card_expiry');
  assert.deepEqual(brief(soon), [
    '2026-01-02 checkout_expiry –',
    '2026-01-08 trial_reminder –',
    '2026-01-11 trial_end 500',
    '2026-02-01 renewal 1000',
    '2026-02-01 cancellation –',
    '2026-02-01 pause –',
  ]);
  assert.ok(items.some(({ type, title }) => type === 'card_expiry' && /^visa \d{4}$/.test(title)));
  const moments = items.map(({ at }) => at);
  assert.deepEqual(moments, [...moments].sort());
  assert.deepEqual(await upcoming(2), items.slice(0, 2));
  assert.match(items.find(({ type }) => type === 'trial_end')?.customer ?? '', /@example\.com$/);
  await story.advance('2026-02-01T00:00:00Z');
  const later = (await upcoming()).filter(({ type }) => type !== 'card_expiry');
  assert.deepEqual(brief(later), [
    '2026-02-03 payment_retry 1000',
    '2026-02-11 renewal 500',
    '2026-02-20 resumption 1000',
  ]);
  const [retry] = later;
  assert.ok(retry && failing.customerId);
  assert.equal((await ask(story.token, 'GET', `/florin/v1${clock}/upcoming?limit=51`)).status, 422);
  const stranger = await newKey('Untimely');
  assert.equal((await ask(stranger, 'GET', `/florin/v1${clock}/upcoming`)).status, 404);
});
