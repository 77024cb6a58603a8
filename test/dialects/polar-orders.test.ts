import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar as createPolar2026april } from 'polar-sdk-1.0/2026-04';
import { createPolar as createPolar2026october } from 'polar-sdk-1.0/2026-10';
import { createPolar as createPolar2027january } from 'polar-sdk-1.0/2027-01';
import { Check } from 'typebox/value';
import type { ProductWithPrices } from '../../src/billing/catalog/index.ts';
import type { Customer } from '../../src/billing/customers/index.ts';
import type { Invoice, InvoiceInput } from '../../src/billing/invoices/index.ts';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { OrderSchema } from '../../src/dialects/polar/order-view.ts';
import { newId } from '../../src/platform/ids.ts';
import { transaction } from '../../src/platform/postgres/database.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { californian, makeCustomer, makeOrder, makeProduct } from '../support/orders.ts';

let florin: TestFlorin;
let scope: Scope;
let jane: Customer;
let otto: Customer;
let handbook: ProductWithPrices;
let poster: ProductWithPrices;
/** Three orders of known times, the newest last. */
let orders: Invoice[];

const start = Date.parse('2026-01-31T09:00:00.123Z');

before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
  jane = await makeCustomer(scope, 'jane@example.com', { name: 'Jane Doe', externalId: 'usr_1' });
  otto = await makeCustomer(scope, 'otto@example.com', { name: '=1+1' });
  handbook = await makeProduct(scope, 'Handbook', 1000);
  poster = await makeProduct(scope, 'A poster', 2550);
  orders = [
    await orderAt(0, jane, handbook, { metadata: { plan: 'pro', seats: 3 } }),
    await orderAt(1, otto, handbook, { as: 'due', metadata: { plan: 'free' } }),
    await orderAt(2, jane, poster, { billing: { name: null, address: californian, taxId: null } }),
  ];
});
after(() => florin.stop());

function orderAt(
  hour: number,
  customer: Customer,
  product: ProductWithPrices,
  changes: Partial<InvoiceInput> = {},
): Promise<Invoice> {
  const clock = { now: () => new Date(start + hour * 3_600_000) };
  return makeOrder({ ...scope, clock }, florin.organization, customer, product, changes);
}

/** So that the lists of other tests are what they say. */
async function forget(id: string): Promise<void> {
  await florin.pool`delete from invoice_lines where invoice_id = ${id}`;
  await florin.pool`delete from documents where invoice_id = ${id}`;
  await florin.pool`delete from invoices where id = ${id}`;
}

const get = (path: string, token = florin.testKey) =>
  call('GET', `${florin.url}/v1/orders/${path}`, { token });

async function listed(query: string): Promise<string[]> {
  const { status, body } = await get(`?${query}`);
  assert.equal(status, 200, query);
  return (body as { items: { id: string }[] }).items.map(({ id }) => id);
}

const ids = (...places: number[]) => places.map((place) => orders[place]?.id);

test('every client reads, lists, updates and has the invoice made', async () => {
  const first = new Polar({ accessToken: florin.testKey, serverURL: florin.url });
  const second = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  for (const polar of [first, second]) {
    const { id } = await orderAt(-1, jane, handbook);
    const order = await polar.orders.get({ id });
    assert.deepEqual([order.customer.email, order.product?.name], ['jane@example.com', 'Handbook']);
    for await (const page of await polar.orders.list({ customerId: jane.id })) {
      assert.ok(page.result.items.length > 0);
    }
    const orderUpdate = { billingName: 'Jane', billingAddress: { country: 'US' as const, state: 'NY' } };
    assert.equal((await polar.orders.update({ id, orderUpdate })).billingAddress?.state, 'US-NY');
    assert.equal(await polar.orders.generateInvoice({ id }), null);
    assert.match((await polar.orders.invoice({ id })).url, /\/documents\//);
    assert.equal((await polar.orders.get({ id })).isInvoiceGenerated, true);
    await forget(id);
  }
  assert.match(await second.orders.export({}), /^Email,Created At,Product,/);
});

test('the dated clients speak the current contract', async () => {
  for (const create of [createPolar2026april, createPolar2026october, createPolar2027january]) {
    const polar = create({ accessToken: florin.testKey, baseUrl: florin.url });
    const { id } = await orderAt(-1, jane, handbook);
    assert.equal((await polar.orders.update(id, { billing_name: 'Jane' })).billing_name, 'Jane');
    await assert.rejects(polar.orders.update(id, { billing_address: { country: 'DE' } }));
    assert.equal(await polar.orders.generateInvoice(id), null);
    assert.equal(await polar.orders.generateInvoice(id), null);
    assert.match((await polar.orders.receipt(id)).url, /\/documents\//);
    const list = await polar.orders.list({ metadata: { plan: 'pro' } });
    assert.deepEqual(
      list.items.map((order) => order.id),
      ids(0),
    );
    await forget(id);
  }
});

test('the answer has the shape that the contract names', async () => {
  const { body } = await get(orders[0]?.id ?? '');
  assert.ok(Check(OrderSchema, body), JSON.stringify(body));
  const order = body as Record<string, unknown>;
  assert.equal(order.created_at, '2026-01-31T09:00:00.123000Z');
  assert.deepEqual(order.metadata, { plan: 'pro', seats: 3 });
  assert.deepEqual([order.amount, order.net_amount, order.due_amount], [1000, 1000, 1000]);
  assert.deepEqual([order.refundable_amount, order.refundable_tax_amount], [1000, 0]);
  assert.equal((order.product as { metadata: unknown }).metadata !== undefined, true);
  assert.equal((order.user as { id: string }).id, jane.id);
});

test('lists are filtered', async () => {
  assert.deepEqual(await listed(''), ids(2, 1, 0));
  assert.deepEqual(await listed(`customer_id=${jane.id}`), ids(2, 0));
  assert.deepEqual(await listed(`customer_id=${jane.id}&customer_id=${otto.id}`), ids(2, 1, 0));
  assert.deepEqual(await listed('external_customer_id=usr_1'), ids(2, 0));
  assert.deepEqual(await listed(`product_id=${poster.id}`), ids(2));
  assert.deepEqual(await listed('status=pending'), ids(1));
  assert.deepEqual(await listed('status=pending&status=paid'), ids(2, 1, 0));
  assert.deepEqual(await listed('metadata[plan]=pro&metadata[plan]=free'), ids(1, 0));
  assert.deepEqual(await listed('metadata[plan]=pro&metadata[seats]=3'), ids(0));
  assert.deepEqual(await listed('product_billing_type=one_time'), ids(2, 1, 0));
  assert.deepEqual(await listed('product_billing_type=recurring'), []);
  assert.deepEqual(
    await listed('product_billing_type=recurring&product_billing_type=one_time'),
    ids(2, 1, 0),
  );
  for (const name of [
    'organization_id',
    'product_id',
    'discount_id',
    'customer_id',
    'checkout_id',
    'subscription_id',
  ]) {
    assert.deepEqual(await listed(`${name}=${newId(0)}`), [], name);
  }
  assert.deepEqual(await listed(`organization_id=${florin.organization.id}`), ids(2, 1, 0));
  assert.deepEqual(await listed('created_after=2026-01-31T09:30:00Z'), ids(2, 1));
  assert.deepEqual(await listed('created_before=2026-01-31T12:30:00%2B02:00'), ids(1, 0));
  assert.deepEqual(await listed('created_after=2026-02-01'), []);
});

test('lists are sorted and paged', async () => {
  assert.deepEqual(await listed('sorting=created_at'), ids(0, 1, 2));
  assert.deepEqual(await listed('sorting=-amount&sorting=created_at'), ids(2, 0, 1));
  assert.deepEqual(await listed('sorting=product&sorting=created_at'), ids(2, 0, 1));
  assert.deepEqual(await listed('sorting=-customer&sorting=created_at'), ids(1, 0, 2));
  assert.deepEqual(await listed('sorting=status&sorting=created_at'), ids(0, 2, 1));
  assert.deepEqual(await listed('sorting=discount&sorting=created_at'), ids(0, 1, 2));
  for (const key of ['invoice_number', 'net_amount', 'subscription']) {
    assert.equal((await listed(`sorting=${key}&sorting=-${key}`)).length, 3);
  }
  const { body } = await get('?limit=2&page=2');
  const page = body as { items: { id: string }[]; pagination: unknown };
  assert.deepEqual(
    page.items.map(({ id }) => id),
    ids(0),
  );
  assert.deepEqual(page.pagination, { total_count: 3, max_page: 2 });
});

test('what a query must not say is named', async () => {
  const cases: [string, string, (string | number)[]][] = [
    ['?sorting=price', 'enum', ['query', 'sorting', 0]],
    ['?status=open', 'enum', ['query', 'status', 0]],
    ['?created_after=yesterday', 'datetime_from_date_parsing', ['query', 'created_after']],
    ['?created_after=2026-02-30', 'datetime_from_date_parsing', ['query', 'created_after']],
    ['?created_after=0000-01-01', 'datetime_from_date_parsing', ['query', 'created_after']],
    ['?metadata[%00]=a', 'value_error', ['query', 'metadata', '\0', '[key]']],
    ['?product_id=1', 'uuid_parsing', ['query', 'product_id', 0]],
    ['export?columns=price', 'enum', ['query', 'columns', 0]],
    ['export?timezone=Mars/Olympus', 'TimeZoneName', ['query', 'timezone']],
    ['nonsense', 'uuid_parsing', ['path', 'id']],
  ];
  for (const [path, type, loc] of cases) {
    const { status, body } = await get(path);
    assert.equal(status, 422, path);
    const [detail] = (body as { detail: { type: string; loc: unknown }[] }).detail;
    assert.deepEqual([detail?.type, detail?.loc], [type, loc]);
  }
});

async function exported(query: string): Promise<string[]> {
  const response = await fetch(`${florin.url}/v1/orders/export?${query}`, {
    headers: { authorization: `Bearer ${florin.testKey}` },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  return (await response.text()).split('\r\n').slice(0, -1);
}

test('the export has the columns asked for, in the time zone asked for', async () => {
  assert.deepEqual(await exported(''), [
    'Email,Created At,Product,Net Amount,Currency,Status,Invoice Number',
    `jane@example.com,2026-01-31T11:00:00+00:00,A poster,25.50,usd,paid,${orders[2]?.number}`,
    `otto@example.com,2026-01-31T10:00:00+00:00,Handbook,10.00,usd,pending,${orders[1]?.number}`,
    `jane@example.com,2026-01-31T09:00:00+00:00,Handbook,10.00,usd,paid,${orders[0]?.number}`,
  ]);
  const columns = 'columns=created_at&columns=customer_name&columns=billing_country&columns=total_amount';
  assert.deepEqual(await exported(`${columns}&timezone=Asia/Kolkata&status=pending`), [
    'Created At,Customer Name,Billing Country,Total Amount',
    "2026-01-31T15:30:00+05:30,'=1+1,US,10.00",
  ]);
  assert.equal((await exported(`organization_id=${newId(0)}`)).length, 1);
  assert.equal((await exported(`product_id=${poster.id}&created_after=2026-01-31`)).length, 2);
});

test('leave to write is no leave to read, and both invoice calls are reads', async () => {
  const key = async (...scopes: string[]) =>
    (await florin.createKey(florin.organization, 'test', { scopes })).token;
  const reader = await key('orders:read');
  const writer = await key('orders:write');
  const id = orders[0]?.id ?? '';
  for (const path of ['', 'export', id, `${id}/receipt`]) {
    assert.equal((await get(path, writer)).status, 403, path);
  }
  assert.equal((await get(id, reader)).status, 200);
  const post = (token: string) => call('POST', `${florin.url}/v1/orders/${id}/invoice`, { token });
  const patch = (token: string) =>
    call('PATCH', `${florin.url}/v1/orders/${id}`, {
      token,
      body: {},
      headers: { 'polar-version': '2026-04' },
    });
  assert.equal((await post(writer)).status, 403);
  assert.equal((await post(reader)).status, 202);
  assert.equal((await patch(reader)).status, 403);
  assert.equal((await patch(writer)).status, 200);
  assert.equal((await get(id, florin.liveKey)).status, 404);
  const other: Organization = await florin.createOrganization('other-organization');
  assert.equal((await get(id, (await florin.createKey(other, 'test')).token)).status, 404);
});

test('an order that is paid at birth is told as created, updated and paid, and every change is kept', async () => {
  const order = orders[0];
  const events = await florin.pool<{ type: string; data: { status: string; lines: unknown[] } }[]>`
    select type, data from events where object_id = ${order?.id ?? ''} order by sequence limit 3`;
  assert.deepEqual(
    events.map(({ type, data }) => [type, data.status, data.lines.length]),
    [
      ['invoice.created', 'paid', 1],
      ['invoice.updated', 'paid', 1],
      ['invoice.paid', 'paid', 1],
    ],
  );
  const send = (body: unknown) =>
    call('PATCH', `${florin.url}/v1/orders/${order?.id}`, {
      token: florin.testKey,
      body,
      headers: { 'polar-version': '2026-10' },
    });
  await send({ billing_name: 'Jane Roe' });
  await send({});
  const audit = await florin.pool<{ action: string; actorKind: string; changes: unknown }[]>`
    select action, actor_kind, changes from audit_log
    where object_id = ${order?.id ?? ''} order by occurred_at desc, id desc limit 2`;
  assert.deepEqual(
    new Set(audit.map(({ changes }) => JSON.stringify(changes))),
    new Set(['{}', JSON.stringify({ billingName: { after: 'Jane Roe', before: 'Jane Doe' } })]),
  );
  assert.ok(audit.every(({ action, actorKind }) => action === 'invoice.updated' && actorKind === 'api_key'));
});

test('numbers have no gaps, whatever runs at once and whatever is undone', async () => {
  const organization = {
    ...florin.organization,
    settings: { ...florin.organization.settings, order: { invoice_numbering: 'organization' as const } },
  };
  const live = await florin.scope(organization, 'live');
  const buyers = await Promise.all(
    [1, 2, 3].map((number) => makeCustomer(live, `buyer${number}@example.com`)),
  );
  const product = await makeProduct(live, 'Sticker', 500);
  const issue = async (index: number): Promise<Invoice | undefined> => {
    const buyer = buyers[index % buyers.length] as Customer;
    if (index % 5 !== 0) return makeOrder(live, organization, buyer, product);
    await transaction(live.database, async (database) => {
      await makeOrder({ ...live, database }, organization, buyer, product);
      throw new Error('undone');
    }).catch(() => {});
    return undefined;
  };
  const made = (await Promise.all(Array.from({ length: 50 }, (_, index) => issue(index)))).filter(
    (invoice) => invoice !== undefined,
  );
  const numbers = made.map(({ number }) => number).sort();
  assert.deepEqual(
    numbers,
    Array.from({ length: 40 }, (_, index) => `ACME-INCORPORATED-${String(index + 1).padStart(4, '0')}`),
  );
  for (const buyer of buyers) {
    const receipts = made
      .filter(({ customerId }) => customerId === buyer.id)
      .map((one) => one.receiptNumber)
      .sort();
    assert.deepEqual(
      receipts.map((number) => Number(number?.slice(-4))),
      receipts.map((_, index) => index + 1),
    );
  }
});

test("a customer's numbers have no gaps when 50 orders are made at once", async () => {
  const buyer = await makeCustomer(scope, 'many@example.com');
  const made = await Promise.all(
    Array.from({ length: 50 }, () => makeOrder(scope, florin.organization, buyer, handbook)),
  );
  const counts = (member: 'number' | 'receiptNumber') =>
    made.map((one) => Number(one[member]?.slice(-4))).sort((a, b) => a - b);
  const expected = Array.from({ length: 50 }, (_, index) => index + 1);
  assert.deepEqual(counts('number'), expected);
  assert.deepEqual(counts('receiptNumber'), expected);
});

test('two who ask at once get one invoice', async () => {
  const { id } = await orderAt(0, jane, handbook);
  const post = () => call('POST', `${florin.url}/v1/orders/${id}/invoice`, { token: florin.testKey });
  const statuses = (await Promise.all([post(), post(), post()])).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [202, 409, 409]);
});
