import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { auditVerify } from '../../src/cli/audit.ts';
import { UsageError } from '../../src/cli/command.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, runFlorin } from '../support/process.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;

before(async () => {
  florin = await startTestFlorin();
});

after(async () => {
  await florin?.stop();
});

type Verified = {
  intact: boolean;
  rows: number;
  seals: number;
  unsealed: number;
  erased: number;
  head: string | null;
  breaks: { kind: string; position: number | null; id: string | null }[];
};
type Entry = {
  id: string;
  action: string;
  object_id: string;
  request_id: string;
  actor: { kind: string; id: string | null; customer_id: string | null; member_id: string | null };
  changes: Record<string, { before: unknown; after: unknown }>;
};
type Page = { items: Entry[]; next_cursor: string | null };

async function ask<T>(method: string, url: string, body?: unknown, token = florin.testKey): Promise<T> {
  const answer = await call(method, `${florin.url}${url}`, { token, body });
  assert.ok(answer.status < 300, `${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** A merchant of its own, some of whose customers were made and renamed. */
async function busyMerchant(name: string, customers: number): Promise<{ id: string; token: string }> {
  const organization = await florin.createOrganization(name);
  const { token } = await florin.createKey(organization, 'test');
  for (let index = 0; index < customers; index++) {
    const body = { email: `${name}${index}@example.com`, name: 'Before' };
    const { id } = await ask<{ id: string }>('POST', '/v1/customers/', body, token);
    await ask('PATCH', `/v1/customers/${id}`, { name: 'After' }, token);
  }
  return { id: organization.id, token };
}

const verification = (token: string, query = '') =>
  ask<Verified>('GET', `/florin/v1/audit/verification${query}`, undefined, token);

/** Waits until all that was written is sealed. */
async function sealed(token: string): Promise<Verified> {
  let last: Verified | undefined;
  await eventually('all is sealed', 20_000, async () => {
    last = await verification(token);
    return last.unsealed === 0 && last.rows > 0;
  });
  assert.ok(last);
  return last;
}

/** Does what only somebody with the database in hand can do. */
async function tamper(work: (database: Database) => Promise<unknown>): Promise<void> {
  await florin.pool.begin(async (database) => {
    await database`set local session_replication_role = replica`;
    await work(database);
  });
}

test('what is written is sealed within moments, and verifies', async () => {
  const { token } = await busyMerchant('Sealed', 4);
  const whole = await sealed(token);
  assert.deepEqual([whole.intact, whole.erased, whole.breaks], [true, 0, []]);
  const { items } = await ask<Page>('GET', '/florin/v1/audit', undefined, token);
  assert.equal(whole.rows, items.length);
  assert.match(whole.head ?? '', /^[0-9a-f]{64}$/);

  await ask('POST', '/v1/customers/', { email: 'later@example.com' }, token);
  await eventually(
    'the new one is sealed',
    20_000,
    async () => (await verification(token)).rows > whole.rows,
  );
  assert.ok((await verification(token, `?head=${whole.head}`)).intact, 'the noted head is on the way');
  const { breaks } = await verification(token, `?head=${'0'.repeat(64)}`);
  assert.deepEqual(
    breaks.map(({ kind }) => kind),
    ['head'],
  );
});

test('the log is appended to, never changed', async () => {
  for (const statement of [
    `update audit_log set action = 'customer.deleted'`,
    'delete from audit_log',
    'truncate audit_log',
    'update audit_seals set sealed_at = now()',
    'delete from audit_seals',
    `set local florin.erasing = 'on'; update audit_log set actor_kind = 'system' where actor_kind <> 'system'`,
    `set local florin.erasing = 'on'; delete from audit_log`,
  ]) {
    await assert.rejects(
      florin.pool.begin((database) => database.unsafe(statement).simple()),
      /appended to, never changed/,
      statement,
    );
  }
});

test('whatever is done to a row is found, with its place', async () => {
  type Row = { id: string; sequence: number };
  const rowsOf = (id: string) => florin.pool<Row[]>`
    select id, sequence from audit_log where organization_id = ${id} and mode = 'test' order by sequence`;
  const damages: Record<string, (rows: readonly Row[], database: Database) => Promise<unknown>> = {
    edited: (rows, database) =>
      database`update audit_log set changes = '{"name":{"before":null,"after":"Mallory"}}' where id = ${rows[4]!.id}`,
    removed: (rows, database) => database`delete from audit_log where id = ${rows[4]!.id}`,
    inserted: async (rows, database) => {
      await database`update audit_log set sequence = sequence * 2 where organization_id in (
        select organization_id from audit_log where id = ${rows[4]!.id})`;
      await database`
        insert into audit_log select (jsonb_populate_record(entry, jsonb_build_object('id', gen_random_uuid(),
          'sequence', sequence - 1))).* from audit_log entry where id = ${rows[4]!.id}`;
    },
    moved: (rows, database) =>
      database`update audit_log set sequence = ${rows.at(-1)!.sequence + 1_000_000} where id = ${rows[4]!.id}`,
    // As if it had been erased: without a record that says so.
    erasure: (rows, database) => database`
      update audit_log set content_digest = sha256(uuid_send(salt) || convert_to(changes::text, 'UTF8')), salt = null,
        changes = '{}', erased_by = gen_random_uuid() where id = ${rows[4]!.id}`,
  };
  for (const [kind, damage] of Object.entries(damages)) {
    const { id, token } = await busyMerchant(`Damaged${kind}`, 5);
    await sealed(token);
    const rows = await rowsOf(id);
    await tamper((database) => damage(rows, database));
    const { intact, breaks } = await verification(token);
    const [found, ...others] = breaks;
    assert.deepEqual([intact, found?.kind, others], [false, kind, []], kind);
    if (kind !== 'erasure') assert.equal(found?.position, 5, kind);
    if (kind !== 'inserted' && kind !== 'erasure') assert.equal(found?.id, rows[4]?.id, kind);
  }
});

test('seals that were made anew, or taken away, are found', async () => {
  const kinds = async (token: string, query = '') =>
    (await verification(token, query)).breaks.map(({ kind }) => kind);
  const { id, token } = await busyMerchant('Resealed', 3);
  const { head } = await sealed(token);
  await tamper(
    (database) => database`
    update audit_seals set hash = sha256(hash) where organization_id = ${id} and number = 1`,
  );
  assert.ok((await kinds(token)).includes('seal'));
  // Who begins a new chain has another head.
  await tamper(async (database) => {
    await database`delete from audit_seals where organization_id = ${id}`;
    await database`delete from audit_chains where organization_id = ${id}`;
    await database`update audit_log set changes = '{}' where organization_id = ${id}`;
  });
  await ask('POST', '/v1/customers/', { email: 'anew@example.com' }, token);
  await sealed(token);
  assert.deepEqual(await kinds(token), []);
  assert.deepEqual(await kinds(token, `?head=${head}`), ['head']);
});

test('the state of a chain is made anew from its seals', async () => {
  const { id, token } = await busyMerchant('Restored', 2);
  const before = await sealed(token);
  await florin.pool`delete from audit_chains where organization_id = ${id}`;
  await ask('POST', '/v1/customers/', { email: 'restored@example.com' }, token);
  await eventually('it is sealed', 20_000, async () => (await verification(token)).rows === before.rows + 1);
  assert.ok((await verification(token, `?head=${before.head}`)).intact);
});

test('many at a time: every row is sealed once, in order', async () => {
  const { id, token } = await busyMerchant('Crowded', 1);
  const work = async (worker: number) => {
    for (let index = 0; index < 40; index++) {
      await ask('POST', '/v1/customers/', { email: `w${worker}.${index}@example.com` }, token);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
  const { intact, rows } = await sealed(token);
  const [count] = await florin.pool<{ rows: number }[]>`
    select count(*) as rows from audit_log where organization_id = ${id} and mode = 'test'`;
  assert.deepEqual([intact, rows], [true, count?.rows]);
});

test('lists are filtered and paged, exports are whole, and a key sees its own', async () => {
  const { id, token } = await busyMerchant('Listed', 3);
  const list = (query: string) => ask<Page>('GET', `/florin/v1/audit?${query}`, undefined, token);
  const all = (await list('limit=100')).items;
  const paged: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { items, next_cursor } = await list(`limit=2${cursor}`);
    paged.push(...items);
    if (next_cursor === null) break;
    cursor = `&cursor=${next_cursor}`;
  }
  assert.deepEqual(paged, all);
  const [renamed] = (await list('action=customer.updated&limit=1')).items;
  assert.ok(renamed);
  assert.deepEqual(renamed.changes, { name: { before: 'Before', after: 'After' } });
  assert.equal(renamed.actor.kind, 'api_key');
  for (const [query, count] of [
    [`object_id=${renamed.object_id}`, 2],
    [`request_id=${renamed.request_id}`, 1],
    [`actor_id=${renamed.actor.id}`, 6],
    ['actor=operator', 1],
    ['actor=checkout', 0],
    ['object_type=customer&from=2000-01-01', 6],
    ['to=2000-01-01', 0],
  ] as const) {
    assert.equal((await list(query)).items.length, count, query);
  }
  const file = await fetch(`${florin.url}/florin/v1/audit/export?action=customer.created`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(file.headers.get('content-type'), 'application/x-ndjson');
  const lines = (await file.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
  assert.deepEqual(
    lines.map((line) => line.id),
    all
      .filter(({ action }) => action === 'customer.created')
      .map((entry) => entry.id)
      .reverse(),
  );
  const csv = await ask<string>('GET', '/florin/v1/audit/export?format=csv', undefined, token);
  assert.equal(csv.trim().split('\r\n').length, all.length + 1);

  const operator = await ask<Page>(
    'GET',
    `/florin/v1/audit?organization_id=${id}&limit=100`,
    undefined,
    operatorToken,
  );
  assert.deepEqual(operator.items, all);
  const stranger = await call('GET', `${florin.url}/florin/v1/audit?object_id=${renamed.object_id}`, {
    token: florin.testKey,
  });
  assert.deepEqual((stranger.body as Page).items, []);
  const narrow = await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] });
  assert.equal((await call('GET', `${florin.url}/florin/v1/audit`, { token: narrow.token })).status, 403);
});

test('a session is on record with whose it was', async () => {
  const customer = await ask<{ id: string }>('POST', '/v1/customers/', {
    email: 'portal@example.com',
    type: 'individual',
  });
  const session = await ask<{ token: string; id: string }>('POST', '/v1/customer-sessions/', {
    customer_id: customer.id,
  });
  await ask('PATCH', '/v1/customer-portal/customers/me', { billing_name: 'By Herself' }, session.token);
  const { items } = await ask<Page>('GET', `/florin/v1/audit?actor_id=${customer.id}`);
  assert.deepEqual(
    items.map(({ action, actor }) => [action, actor.kind, actor.customer_id]),
    [['customer.updated', 'customer_session', customer.id]],
  );
});

test('no secret is on record', async () => {
  const story = await beginStory(florin, '2030-01-31T09:00:00Z');
  const { polar, organization, token } = story;
  const key = await ask<{ token: string }>(
    'POST',
    `/florin/v1/organizations/${organization.id}/keys`,
    {
      name: 'Another',
      mode: 'test',
    },
    operatorToken,
  );
  await ask(
    'PUT',
    `/florin/v1/organizations/${organization.id}/processor?mode=live`,
    {
      processor: 'stripe',
      secret_key: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
      webhook_secret: 'whsec_onlyForTheProcessor',
    },
    operatorToken,
  );
  const endpoint = await polar.webhooks.createWebhookEndpoint({
    url: 'https://example.com/hook',
    format: 'raw',
    events: ['order.paid'],
  });
  const { secret } = await polar.webhooks.resetWebhookEndpointSecret(endpoint.id);
  const link = await polar.checkoutLinks.create({
    payment_processor: 'stripe',
    products: [(await story.plan('Linked', 900)).id],
  });
  const seats = await story.product({
    name: 'Seats',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers: { tiers: [{ min_seats: 1, price_per_seat: 1000 }] } }],
  });
  const bought = await story.buy(seats, { card: 'tok_mastercard', checkout: { seats: 2 } });
  await polar.customerSeats.assignSeat({ subscription_id: bought.subscriptionId, email: 'seat@example.com' });
  const { id } = await polar.customers.create({ email: 'holder@example.com' });
  const session = await polar.customerSessions.create({ customer_id: id });
  await ask(
    'POST',
    '/v1/customer-portal/customers/me/payment-methods',
    {
      confirmation_token_id: 'tok_threeDSecure2Required',
      set_default: true,
      return_url: 'https://example.com/',
    },
    session.token,
  );
  await story
    .plan('Late', 700)
    .then((plan) => story.buy(plan, { card: 'tok_threeDSecure2Required' }))
    .catch(() => {});
  await ask(
    'POST',
    '/v1/customer-portal/customer-session/request',
    {
      email: 'seat@example.com',
      organization_id: organization.id,
    },
    token,
  );

  const kept = await florin.pool<{ table: string; column: string }[]>`
    select columns.table_name as table, column_name as column
    from information_schema.columns columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name ~ 'secret|token|hash|code_hash|fingerprint'
      and table_name !~ '^(audit|events|webhook_(messages|deliveries)|idempotency)' and column_name <> 'token_hint'`;
  const secrets = [key.token, secret, endpoint.secret, session.token, link.url.split('/').at(-1) ?? ''];
  for (const { table, column } of kept) {
    const rows = await florin.pool<{ value: string }[]>`
      select ${florin.pool(column)}::text as value from ${florin.pool(table)} where ${florin.pool(column)} is not null`;
    secrets.push(...rows.map(({ value }) => value.replace(/^\\x/, '')));
  }
  secrets.push('sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'whsec_onlyForTheProcessor', '4242424242424242');
  assert.ok(secrets.length > 20, String(secrets.length));
  for (const text of secrets) {
    const found = await florin.pool`
      select object_type, action as type, changes as told from audit_log where strpos(changes::text, ${text}) > 0
      union all select object_type, type, data from events where strpos(data::text, ${text}) > 0`;
    assert.deepEqual([...found], [], text);
  }
});

test('the command line verifies, lists and exports', async () => {
  const { id, token } = await busyMerchant('Typed', 3);
  const { head, rows } = await sealed(token);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'florin-audit-'));
  const run = (...words: string[]) =>
    runFlorin(['audit', ...words, '--organization', id, '--mode', 'test'], {
      DATABASE_URL: florin.databaseUrl,
    });
  try {
    const verified = await run('verify', '--head', head ?? '');
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(
      verified.stdout,
      new RegExp(`test: intact, ${rows} rows in \\d+ seals?\\.\n {2}head ${head}`),
    );
    const listed = await run('list', '--action', 'customer.updated', '--json');
    assert.equal((JSON.parse(listed.stdout) as { items: Entry[] }).items.length, 3);
    const out = path.join(folder, 'audit.ndjson');
    assert.equal((await run('export', '--out', out)).code, 0);
    assert.equal((await readFile(out, 'utf8')).trim().split('\n').length, rows);
    await tamper(
      (database) =>
        database`delete from audit_log where organization_id = ${id} and action = 'customer.updated'`,
    );
    const broken = await run('verify');
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /BROKEN.*\n.*\n {2}removed: Row \d+ is gone\. \([0-9a-f-]{36}\)/);
    await assert.rejects(auditVerify.run({ head: 'short', organization: id }, []), UsageError);
  } finally {
    await rm(folder, { recursive: true });
  }
});
