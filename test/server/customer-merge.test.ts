import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addToBalance } from '../../src/billing/invoices/index.ts';
import { movedTables, notMoved } from '../../src/billing/merges/index.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { beginStory, type Story } from '../support/story.ts';

type Members = Record<string, unknown>;
type Merged = {
  customer_id: string;
  from: string;
  preview: boolean;
  moves: Record<string, number>;
  members: { moved: number; joined: number };
  sessions: number;
  balances: { currency: string; amount: number }[];
  fills: string[];
};

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const tables = Object.keys(movedTables);

function assertRefused(
  called: { status: number; body: unknown },
  status: number,
  code: string,
  param: string | null,
): void {
  const { error } = called.body as { error: Members };
  assert.deepEqual([called.status, error.code, error.param], [status, code, param], JSON.stringify(error));
}

/** What each table has of a customer. */
async function rowsOf(customerId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await florin.pool<{ rows: number }[]>`
      select count(*) as rows from ${florin.pool(table)} where customer_id = ${customerId}`;
    counts[table] = row?.rows ?? 0;
  }
  return counts;
}

/** The sums of what a customer was billed, has paid, and has on the account. */
async function sumsOf(...customerIds: string[]): Promise<Members> {
  const [row] = await florin.pool<Members[]>`
    select (select sum(total_amount) from invoices where customer_id = any(${customerIds}::uuid[])) as billed,
      (select sum(amount) from payments where customer_id = any(${customerIds}::uuid[]) and status = 'succeeded') as paid,
      (select sum(amount) from customer_balances where customer_id = any(${customerIds}::uuid[])) as credit`;
  return row ?? {};
}

async function merge(story: Story, id: string, body: Members) {
  return story.request('POST', `/florin/v1/customers/${id}/merge`, body);
}

async function merged(story: Story, id: string, body: Members): Promise<Merged> {
  const answer = await merge(story, id, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Merged;
}

test('a merge knows every table that has a customer', async () => {
  const rows = await florin.pool<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and exists (select from pg_attribute
        where attrelid = pg_class.oid and attname = 'customer_id' and not attisdropped)`;
  const known = [...tables, ...Object.keys(notMoved)].sort();
  assert.deepEqual(rows.map(({ name }) => name).sort(), known);
});

test('all that a customer has is the other’s, nothing is lost, and renewals go on', {
  timeout: 120_000,
}, async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  const small = await story.plan('Small', 1000);
  const large = await story.plan('Large', 3000);
  const kept = await story.buy(small);
  const twin = await story.buy(large);
  const { customerId: into } = kept;
  const { customerId: from } = twin;
  const patch = (id: string, body: Members) => story.request('PATCH', `/florin/v1/customers/${id}`, body);
  await patch(into, { name: 'Jane Roe', metadata: { plan: 'mine' } });
  await patch(from, {
    name: 'J. Roe',
    phone: '+31 20 1',
    external_id: 'crm-7',
    metadata: { plan: 'theirs', region: 'north' },
  });
  const [order] = await story.orders(from);
  assert.ok(order);
  const credited = await story.request('POST', `/florin/v1/invoices/${order.id}/credit-notes`, {
    reason: 'other',
    amount: 700,
  });
  assert.equal(credited.status, 201, JSON.stringify(credited.body));
  await story.newCard(from, 'tok_mastercard');
  const session = await story.request('POST', '/v1/customer-sessions/', { customer_id: from });
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 500 }] });
  const open = await story.request('POST', '/v1/checkouts/', { products: [book.id], customer_id: from });
  assert.equal(open.status, 201);
  await eventually('the mails are written', 20_000, async () => ((await rowsOf(from)).mails ?? 0) > 0);

  const [rowsInto, rowsFrom, sums] = [await rowsOf(into), await rowsOf(from), await sumsOf(into, from)];
  const preview = await merged(story, into, { from, preview: true });
  assert.equal(preview.preview, true);
  assert.deepEqual(
    [
      preview.moves.subscriptions,
      preview.moves.invoices,
      preview.moves.payment_methods,
      preview.moves.checkouts,
    ],
    [1, 1, 2, 2],
  );
  assert.deepEqual(preview.balances, [{ currency: 'usd', amount: 700 }]);
  assert.deepEqual(preview.fills.sort(), ['external_id', 'metadata', 'phone']);
  assert.deepEqual([await rowsOf(into), await rowsOf(from)], [rowsInto, rowsFrom]);

  await story.told();
  const done = await merged(story, into, { from });
  assert.deepEqual({ ...done, fills: done.fills.sort() }, { ...preview, preview: false });
  const nothing = Object.fromEntries(tables.map((table) => [table, 0]));
  assert.deepEqual(await rowsOf(from), nothing);
  for (const [table, rows] of Object.entries(await rowsOf(into))) {
    assert.ok(rows >= (rowsInto[table] ?? 0) + (rowsFrom[table] ?? 0), table);
  }
  assert.deepEqual(await sumsOf(into, from), sums);
  assert.equal(await story.balance(into), 700);

  const customer = (await story.request('GET', `/florin/v1/customers/${into}`)).body;
  assert.deepEqual(
    [customer.name, customer.phone, customer.external_id, customer.metadata],
    ['Jane Roe', '+31 20 1', 'crm-7', { plan: 'mine', region: 'north' }],
  );
  assert.equal((await story.request('GET', `/florin/v1/customers/${from}`)).status, 404);
  const [tombstone] = await florin.pool<{ metadata: Members; deletedAt: Date }[]>`
    select metadata, deleted_at from customers where id = ${from}`;
  assert.deepEqual([tombstone?.metadata.__merged_into, tombstone?.metadata.__external_id], [into, 'crm-7']);
  const portal = await call('GET', `${florin.url}/v1/customer-portal/customers/me`, {
    token: String(session.body.token),
  });
  assert.equal(portal.status, 401);
  const moved = (await story.orders(into)).find(({ id }) => id === order.id);
  assert.deepEqual([moved?.invoice_number, moved?.billing_name], [order.invoice_number, 'J. Roe']);
  const events = await florin.pool<{ type: string; objectId: string }[]>`
    select type, object_id from events
    where organization_id = ${story.organization.id} and object_type = 'customer' and type <> 'customer.state_changed'
    order by sequence desc limit 3`;
  assert.deepEqual(
    events.map(({ type, objectId }) => `${type} ${objectId === into ? 'into' : 'from'}`),
    ['customer.merged into', 'customer.updated into', 'customer.deleted from'],
  );
  const audited = await story.request('GET', `/florin/v1/audit?object_id=${twin.subscriptionId}`);
  const [entry] = (audited.body as { items: { changes: Members }[] }).items;
  assert.deepEqual(entry?.changes, { customerId: { before: from, after: into } });
  const timeline = await story.request('GET', `/florin/v1/customers/${into}/timeline?limit=100`);
  const told = (timeline.body as { items: { type: string; object_id: string }[] }).items;
  assert.ok(told.some(({ type, object_id }) => type === 'customer.created' && object_id === from));
  assert.ok(told.some(({ type }) => type === 'customer.merged'));

  // The checkout that was open, and both renewals, are the one customer's.
  const confirmed = await call(
    'POST',
    `${florin.url}/v1/checkouts/client/${open.body.client_secret}/confirm`,
    {
      body: { confirmation_token_id: 'tok_visa', customer_billing_address: { country: 'NL' } },
    },
  );
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  await story.advance('2026-02-11T00:00:00Z');
  const orders = await story.orders(into);
  assert.deepEqual(orders.map(({ billing_reason }) => billing_reason).sort(), [
    'purchase',
    'subscription_create',
    'subscription_create',
    'subscription_cycle',
    'subscription_cycle',
  ]);
  assert.deepEqual(
    orders.map(({ paid }) => paid),
    orders.map(() => true),
  );
  assert.equal(await story.balance(into), 0);
  const own = orders.flatMap(({ id, invoice_number }) => (id === order.id ? [] : invoice_number));
  assert.deepEqual(
    own.map((number) => Number(/\d+$/.exec(String(number))?.[0])).sort(),
    own.map((_, index) => index + 1),
  );
  assert.deepEqual(await rowsOf(from), nothing);
});

test('people who are in both customers become one, with the seats of both', async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  await florin.pool`
    update organizations set settings = jsonb_set(settings, '{feature,member_model_enabled}', 'true')
    where id = ${story.organization.id}`;
  const seats = await story.product({
    name: 'Seats',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers: { tiers: [{ min_seats: 1, price_per_seat: 500 }] } }],
  });
  const team = async (name: string, people: string[]) => {
    const made = await story.request('POST', '/v1/customers/', {
      type: 'team',
      email: `${name}@example.com`,
      owner: { email: `owner.${name}@example.com` },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const id = String(made.body.id);
    const bought = await story.buy(seats, { checkout: { customer_id: id, seats: 5 } });
    for (const email of people) {
      const body = { subscription_id: bought.subscriptionId, email, immediate_claim: true };
      const seat = await story.request('POST', '/v1/customer-seats', body);
      assert.equal(seat.status, 200, JSON.stringify(seat.body));
    }
    return id;
  };
  const into = await team('north', ['ann@example.com', 'bob@example.com']);
  const from = await team('south', ['Bob@example.com', 'cid@example.com']);
  const preview = await merged(story, into, { from, preview: true });
  const done = await merged(story, into, { from });
  assert.deepEqual(done.members, { moved: 2, joined: 1 });
  assert.deepEqual(preview.members, done.members);
  const people = await florin.pool<{ email: string; role: string; seats: number }[]>`
    select member.email, member.role, (select count(*) from customer_seats where member_id = member.id) as seats
    from members member where customer_id = ${into} and deleted_at is null order by email`;
  assert.deepEqual(
    people.map(({ email, role, seats: held }) => `${email} ${role} ${held}`),
    [
      'ann@example.com member 1',
      'bob@example.com member 2',
      'cid@example.com member 1',
      'owner.north@example.com owner 1',
      'owner.south@example.com billing_manager 1',
    ],
  );
  const [left] = await florin.pool<{ members: number }[]>`
    select count(*) as members from members where customer_id = ${from} and deleted_at is null`;
  assert.equal(left?.members, 0);
});

test('what cannot be merged is refused', async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  const stranger = await beginStory(florin, '2026-01-10T00:00:00Z');
  const make = async (of: Story, email: string) =>
    String((await of.request('POST', '/v1/customers/', { email })).body.id);
  const [one, two, three, foreign] = [
    await make(story, 'one@example.com'),
    await make(story, 'two@example.com'),
    await make(story, 'three@example.com'),
    await make(stranger, 'one@example.com'),
  ];
  assertRefused(await merge(story, one, { from: one }), 422, 'merge_with_itself', 'from');
  assertRefused(await merge(story, one, { from: foreign }), 404, 'not_found', 'from');
  assertRefused(await merge(story, foreign, { from: one }), 404, 'not_found', null);
  assertRefused(await merge(story, one, {}), 422, 'missing', 'from');
  const live = await call('POST', `${florin.url}/florin/v1/customers/${one}/merge`, {
    token: (await florin.createKey(story.organization, 'live')).token,
    body: { from: two },
  });
  assertRefused(live, 404, 'not_found', null);
  await story.request('POST', `/florin/v1/customers/${three}/erase`);
  assertRefused(await merge(story, one, { from: three }), 404, 'not_found', 'from');
  await story.request('PATCH', `/florin/v1/customers/${two}`, { archived: true });
  assertRefused(await merge(story, two, { from: one }), 409, 'customer_archived', null);
  await merged(story, one, { from: two });
  assertRefused(await merge(story, one, { from: two }), 404, 'not_found', 'from');
});

test('a merge beside other calls on both customers loses nothing', { timeout: 120_000 }, async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  const plan = await story.plan('Beside', 1000);
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 500 }] });
  for (let round = 0; round < 4; round++) {
    const [{ customerId: into }, { customerId: from, subscriptionId }] = [
      await story.buy(plan),
      await story.buy(plan),
    ];
    const open = await story.request('POST', '/v1/checkouts/', { products: [book.id], customer_id: from });
    const request = (method: string, path: string, body: Members) => () => story.request(method, path, body);
    const calls: (() => Promise<{ status: number; body: unknown } | Called>)[] = [
      request('POST', `/florin/v1/customers/${into}/merge`, { from }),
      request('POST', `/florin/v1/customers/${into}/merge`, { from }),
      request('POST', `/florin/v1/customers/${from}/merge`, { from: into }),
      request('PATCH', `/florin/v1/customers/${into}`, { name: 'Into' }),
      request('PATCH', `/florin/v1/customers/${from}`, { name: 'From' }),
      request('PATCH', `/v1/subscriptions/${subscriptionId}`, { cancel_at_period_end: true }),
      request('POST', '/v1/customer-sessions/', { customer_id: from }),
      () =>
        call('POST', `${florin.url}/v1/checkouts/client/${open.body.client_secret}/confirm`, {
          body: { confirmation_token_id: 'tok_visa', customer_billing_address: { country: 'NL' } },
        }),
    ];
    const answers = await Promise.all(calls.map((make) => make()));
    const statuses = answers.map(({ status }) => status);
    assert.ok(
      statuses.every((status) => status < 500),
      JSON.stringify(answers),
    );
    assert.equal(statuses.slice(0, 3).filter((status) => status === 200).length, 1, String(statuses));
    const gone = statuses[2] === 200 ? into : from;
    assert.deepEqual(
      await rowsOf(gone),
      Object.fromEntries(tables.map((table) => [table, 0])),
      String(statuses),
    );
    const [left] = await florin.pool<{ payments: number; sessions: number }[]>`
      select (select count(*) from payments where checkout_id = ${String(open.body.id)} and status = 'succeeded') as payments,
        (select count(*) from customer_sessions where customer_id = ${gone}) as sessions`;
    assert.equal(left?.sessions, 0);
    assert.equal(left?.payments, statuses[7] === 200 ? 1 : 0);
  }
});

test('what is written later, for the customer that is gone, is brought over', {
  timeout: 60_000,
}, async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  const plan = await story.plan('Late', 1000);
  const [{ customerId: into }, { customerId: from, subscriptionId }] = [
    await story.buy(plan),
    await story.buy(plan),
  ];
  const [before, rowsInto] = [await rowsOf(from), await rowsOf(into)];
  /** A subscription of the customer's, like the one that they have. */
  const subscribe = async (database: Database) => {
    const id = randomUUID();
    await database`
      insert into subscriptions
      select (jsonb_populate_record(former, ${database.json({ id, customer_id: from, checkout_id: null })})).*
      from subscriptions former where id = ${subscriptionId}`;
    return id;
  };
  let [begin, go] = [() => {}, () => {}];
  const [begun, merges] = [
    new Promise<void>((resolve) => {
      begin = resolve;
    }),
    new Promise<void>((resolve) => {
      go = resolve;
    }),
  ];
  // Both have read the customer before the merge. The one has written then, and neither has committed.
  const late = florin.pool.begin(async (database) => {
    const read = await database`select from customers where id = ${from} and deleted_at is null`;
    assert.equal(read.length, 1);
    const early = await subscribe(database);
    begin();
    await merges;
    return early;
  });
  const later = florin.pool.begin(async (database) => {
    const read = await database`select from customers where id = ${from} and deleted_at is null`;
    assert.equal(read.length, 1);
    await begun;
    await merges;
    const scope = { ...(await florin.scope(story.organization, 'test')), database };
    const entry = { currency: 'usd', reason: 'adjustment', invoiceId: null } as const;
    await addToBalance(scope, { ...entry, customerId: from, amount: 300 });
    return subscribe(database);
  });
  await begun;
  const { moves } = await merged(story, into, { from });
  assert.equal(moves.subscriptions, 1);
  go();
  const written = await Promise.all([late, later]);
  await eventually('nothing is left with the one that is gone', 20_000, async () => {
    return Object.values(await rowsOf(from)).every((rows) => rows === 0);
  });
  const after = await rowsOf(into);
  assert.equal(after.subscriptions, (rowsInto.subscriptions ?? 0) + (before.subscriptions ?? 0) + 2);
  await eventually('the account is booked over', 20_000, async () => (await story.balance(into)) === 300);
  assert.equal(await story.balance(from), 0);
  for (const id of written) {
    type Entry = { changes: Members; actor: Members };
    let entry: Entry | undefined;
    await eventually('it is told', 20_000, async () => {
      const { body } = await story.request('GET', `/florin/v1/audit?object_id=${id}`);
      [entry] = (body as { items: Entry[] }).items;
      return entry !== undefined;
    });
    assert.deepEqual(entry?.changes, { customerId: { before: from, after: into } });
    assert.equal(entry?.actor.kind, 'system');
  }
});

test('who forgets a customer forgets those that were merged into it', { timeout: 60_000 }, async () => {
  const story = await beginStory(florin, '2026-01-10T00:00:00Z');
  const make = async (email: string, name: string) =>
    String((await story.request('POST', '/v1/customers/', { email, name })).body.id);
  const into = await make('stays@example.com', 'Stays');
  const from = await make('zebedee@example.com', 'Zebedee');
  const earlier = await make('zebulon@example.com', 'Zebulon');
  await merged(story, from, { from: earlier });
  await merged(story, into, { from });
  const erased = await story.request('POST', `/florin/v1/customers/${into}/erase`);
  assert.equal(erased.status, 202);
  await eventually('the erasure is finished', 30_000, async () => {
    const { body } = await story.request('GET', `/florin/v1/erasures/${erased.body.id}`);
    return body.finished_at !== null;
  });
  for (const table of ['customers', 'events', 'audit_log', 'webhook_messages']) {
    const found = await florin.pool`
      select 1 from ${florin.pool(table)} row
      where organization_id = ${story.organization.id} and to_jsonb(row)::text ~* 'zebe|zebu'`;
    assert.equal(found.length, 0, table);
  }
});
