import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  type Organization,
  selectOrganizationBySlug,
  setLogo,
} from '../../src/billing/organizations/index.ts';
import { setStripe } from '../../src/billing/payments/index.ts';
import {
  columnsLeftOut,
  exportOrganization,
  importOrganization,
  isCarried,
  orderColumns,
  plainByteColumns,
  sealedColumns,
  selectCatalog,
  selectTables,
  tablesLeftOut,
} from '../../src/billing/transfer/index.ts';
import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import { writeArchive } from '../../src/platform/archive.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { noKills } from '../simulation/server.ts';
import { simulate } from '../simulation/world.ts';
import { filesOf } from '../support/archives.ts';
import { call } from '../support/call.ts';
import { createTestDatabase, operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { runFlorin } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';

const passphrase = 'correct horse battery staple';
/** The first bytes make it a JPEG. */
const logo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 7, 7, 7]);
const webhookSecret = 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';

let folder: string;
let florin: TestFlorin;
let story: Story;
let receiver: Receiver;
/** On the database of the server, which is stopped. */
let pool: Pool;
let instant: Organization;
let large: Organization;
let pricingModelId: string;
/** What everything else begins with. */
let archive: string;
let subscriptionId: string;
let customerId: string;
let orderId: string;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'florin-transfer-'));
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
  receiver.behave(() => 500);
  story = await beginStory(florin, '2027-01-31T10:00:00Z');
  await live(story);
  instant = await florin.createOrganization('Instant');
  large = await florin.createOrganization('Large');
  ({ pricingModelId } = await florin.scope(instant, 'test'));
  await florin.server.stop();
  pool = connect(florin.databaseUrl, { connections: 4 });
  archive = await exported(florin.databaseUrl, story.organization.slug, {
    FLORIN_EXPORT_PASSPHRASE: passphrase,
  });
});
after(async () => {
  await pool.end();
  await receiver.close();
  await florin.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A merchant's life, with a row in most tables, and texts that are easily spoilt on the way. */
async function live({ polar, organization, request, ...story }: Story): Promise<void> {
  const scope = await florin.scope(organization, 'test');
  assert.ok((await setLogo(scope, logo)).ok);
  for (const dialect of ['polar', 'flowglad', 'atlas'] as const) {
    const made = await createWebhookEndpoint(
      scope,
      {
        ...{
          dialect,
          contract: '2025-09',
          name: dialect,
          url: receiver.url,
          format: 'raw',
          secret: webhookSecret,
        },
        ...{ eventTypes: ['customer.created'], signatureScheme: null },
        pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
      },
      { allowLoopback: true },
    );
    assert.ok(made.ok);
  }
  const stripe = await setStripe(await florin.scope(organization, 'live'), {
    secretKey: 'sk_live_0123456789abcdef',
    webhookSecret: 'whsec_0123456789abcdef',
    baseUrl: null,
  });
  assert.ok(stripe.ok);
  const odd = { name: 'Ünïcode \\ "quoted" \t\u2028 🦉', metadata: { big: 'x'.repeat(500), number: 12 } };
  await polar.customers.create({ email: 'odd@example.com', external_id: 'a\\b"c', ...odd } as never);
  const { token: liveKey } = await florin.createKey(organization, 'live');
  await call('POST', `${florin.url}/v1/customers/`, { token: liveKey, body: { email: 'live@example.com' } });
  const plan = await story.plan('Plan', 1000);
  const discount = await story.discount();
  const bought = await story.buy(plan, { checkout: { discount_id: discount.id } });
  ({ subscriptionId, customerId, orderId } = bought);
  await story.advance('2027-03-31T12:00:00Z');
  const billing = {
    billing_name: 'Ada',
    billing_address: { country: 'NL', line1: 'Dam 1', city: 'Amsterdam' },
  };
  assert.equal((await request('PATCH', `/v1/orders/${orderId}`, billing)).status, 200);
  assert.equal((await request('POST', `/v1/orders/${orderId}/invoice`)).status, 202);
  await polar.refunds.create({ order_id: orderId, reason: 'customer_request', amount: 100 } as never);
  const notes = (await request('GET', `/florin/v1/credit-notes?invoice_id=${orderId}`)).body as {
    items: { id: string }[];
  };
  await request('GET', `/florin/v1/credit-notes/${notes.items[0]?.id}/document`);
  const meter = await story.meter('Calls');
  await story.use(customerId, meter, '2027-02-03T00:00:00Z', '12.50000');
  await receiver.waitFor(3);
}

type Outcome = {
  code: number | null;
  body: Record<string, unknown> & { error?: { code: string; message: string } };
};

async function run(words: readonly string[], databaseUrl: string, environment = {}): Promise<Outcome> {
  const { code, stdout, stderr } = await runFlorin([...words, '--json'], {
    DATABASE_URL: databaseUrl,
    ...environment,
  });
  assert.equal(stderr, '', 'on a pipe there is no progress bar');
  return { code, body: JSON.parse(stdout) };
}

let exports = 0;

async function exported(
  databaseUrl: string,
  slug: string,
  environment = {},
  ...more: string[]
): Promise<string> {
  const file = path.join(folder, `export-${++exports}.tar${exports % 2 === 0 ? '.gz' : ''}`);
  const { code, body } = await run(
    ['export', '--organization', slug, '--out', file, ...more],
    databaseUrl,
    environment,
  );
  assert.equal(code, 0, JSON.stringify(body));
  return file;
}

/** As the command does it, without a process of its own. */
async function writtenOut(databaseUrl: string, slug: string): Promise<string> {
  const file = path.join(folder, `export-${++exports}.tar`);
  await onDatabase(databaseUrl, async (pool) => {
    const organization = await selectOrganizationBySlug(pool, slug);
    await exportOrganization(pool, organization?.id ?? '', createWriteStream(file), { documents: true });
  });
  return file;
}

async function imported(file: string, environment = {}): Promise<{ databaseUrl: string } & Outcome> {
  const databaseUrl = await createTestDatabase();
  return { databaseUrl, ...(await run(['import', file], databaseUrl, environment)) };
}

type Secrets = { passphrase?: string; withoutSecrets?: boolean };

/** As the command does it, without a process of its own. */
const bringIn = (databaseUrl: string, file: string, secrets: Secrets = {}) =>
  onDatabase(databaseUrl, (pool) => importOrganization(pool, file, { withoutSecrets: false, ...secrets }));

/** Into a database of its own. */
async function broughtIn(file: string, secrets: Secrets = {}) {
  const databaseUrl = await createTestDatabase();
  const result = await bringIn(databaseUrl, file, secrets);
  assert.ok(result.ok, JSON.stringify(result));
  return { databaseUrl, ...result.value };
}

async function assertSame(one: string, other: string): Promise<void> {
  const [before, after] = [await filesOf(one), await filesOf(other)];
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [name, content] of before) {
    if (name === 'manifest.json') continue;
    const found = after.get(name);
    if (name.endsWith('.pdf')) assert.ok(found?.equals(content), name);
    else assert.equal(found?.toString(), content.toString(), name);
  }
}

/** Writes an archive anew with other content, so that its checksums fit. */
async function rewritten(
  change: (name: string, text: string) => string,
  changeManifest: (manifest: Record<string, unknown>) => object = (manifest) => manifest,
): Promise<string> {
  const file = path.join(folder, `rewritten-${++exports}.tar`);
  const writer = writeArchive(createWriteStream(file), { spoolFolder: folder, moment: new Date() });
  const files = await filesOf(archive);
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
  const parts = [];
  for (const [name, content] of files) {
    if (name === 'manifest.json') continue;
    const now = name.endsWith('.pdf') ? content : Buffer.from(change(name, content.toString()));
    parts.push(await writer.add(name, now.length, [now]));
  }
  await writer.finish({ ...changeManifest(manifest), parts });
  return file;
}

async function onDatabase<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = connect(url, { connections: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

test('the logo of an imported organization is at the server that has it now', async () => {
  const { databaseUrl } = await broughtIn(archive, { passphrase });
  const other = await startTestFlorin({ DATABASE_URL: databaseUrl });
  try {
    const { id, slug } = story.organization;
    const asked = await call('GET', `${other.url}/florin/v1/organizations/${id}`, { token: operatorToken });
    const { avatar_url } = asked.body as { avatar_url: string };
    assert.match(avatar_url, new RegExp(`^${other.url}/florin/logos/${id}/[0-9a-f]{32}$`));
    const served = await fetch(avatar_url);
    assert.deepEqual([served.status, Buffer.from(await served.arrayBuffer())], [200, logo]);
    const branding = await call('GET', `${other.url}/florin/v1/organizations/by-slug/${slug}/branding`);
    const shop = await call('GET', `${other.url}/v1/customer-portal/organizations/${slug}`);
    const { organization } = shop.body as { organization: Record<string, unknown> };
    const shown = [(branding.body as Record<string, unknown>).avatar_url, organization.avatar_url];
    assert.deepEqual(shown, [avatar_url, avatar_url]);

    const [mail] = await other.pool<{ id: string; html: string }[]>`
      select id, html from mails where organization_id = ${id} and kind = 'subscription_confirmation' limit 1`;
    assert.ok(mail);
    assert.ok(mail.html.includes('src="/florin/logos/'));
    const { token } = await other.createKey(story.organization, 'test');
    const read = await call('GET', `${other.url}/florin/v1/mails/${mail.id}`, { token });
    assert.ok((read.body as { html: string }).html.includes(`src="${avatar_url}"`));

    // What is sent back is the same picture; one from elsewhere is at its own address.
    const path = `${other.url}/v1/organizations/${id}`;
    for (const [sent, kept] of [
      [avatar_url, avatar_url.slice(other.url.length)],
      ['https://pictures.example/a.png', 'https://pictures.example/a.png'],
    ]) {
      const changed = await call('PATCH', path, { token, body: { avatar_url: sent } });
      assert.deepEqual([changed.status, (changed.body as typeof organization).avatar_url], [200, sent]);
      const [row] = await other.pool<{ avatarUrl: string }[]>`
        select avatar_url from organizations where id = ${id}`;
      assert.equal(row?.avatarUrl, kept);
    }
  } finally {
    await other.stop();
  }
});

test('every table and column is in an export, or named as left out with the reason', async () => {
  const catalog = await selectCatalog(pool);
  const names = new Set(catalog.map(({ name }) => name));
  for (const name of Object.keys(tablesLeftOut)) assert.ok(names.has(name), `${name} is no table any more`);
  const unaccounted = catalog.filter((table) => !isCarried(table) && !(table.name in tablesLeftOut));
  assert.deepEqual(
    unaccounted.map(({ name }) => name),
    [],
  );
  const columns = new Map(
    catalog.flatMap((t) => t.columns.map((column) => [`${t.name}.${column.name}`, column])),
  );
  const sealed = sealedColumns.flatMap((s) => s.columns.map((column) => `${s.table}.${column}`));
  for (const name of [...Object.keys(columnsLeftOut), ...plainByteColumns, ...sealed]) {
    assert.ok(columns.has(name), `${name} is no column any more`);
  }
  const carried = catalog.filter(isCarried).flatMap((t) => t.columns.map(({ name }) => `${t.name}.${name}`));
  // Bytes are sealed under a key of the server, a document, or said to be neither.
  const bytes = carried.filter(
    (name) => columns.get(name)?.type === 'bytea' && !name.endsWith('documents.content'),
  );
  assert.deepEqual(
    bytes.filter((name) => !sealed.includes(name) && !plainByteColumns.includes(name)),
    [],
  );
  const leases = carried.filter((name) => /\.lease/.test(name) && !(name in columnsLeftOut));
  assert.deepEqual(leases, []);
  const numbers = await pool<{ name: string; column: string }[]>`
    select distinct relation.relname as name, attname as column
    from pg_class relation join pg_attribute on attrelid = relation.oid and attnum > 0
    left join pg_attrdef on adrelid = relation.oid and adnum = attnum
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and (attidentity <> '' or pg_get_expr(adbin, adrelid) like 'nextval%')`;
  assert.deepEqual(Object.fromEntries(numbers.map(({ name, column }) => [name, column])), orderColumns);
});

test('out, in and out again is the same', { timeout: 120_000 }, async () => {
  const { databaseUrl, code, body } = await imported(archive, { FLORIN_EXPORT_PASSPHRASE: passphrase });
  assert.equal(code, 0, JSON.stringify(body));
  assert.deepEqual([body.disabled_endpoints, body.missing_processors], [[], []]);
  assert.ok(Number(body.documents) >= 2, JSON.stringify(body));
  const again = await exported(databaseUrl, story.organization.slug, {
    FLORIN_EXPORT_PASSPHRASE: passphrase,
  });
  await assertSame(archive, again);
  const files = await filesOf(archive);
  const lines = (table: string) =>
    files.get(`tables/${table}.ndjson`)?.toString().split('\n').slice(0, -1) ?? [];
  for (const table of [
    'customers',
    'invoices',
    'events',
    'audit_log',
    'refunds',
    'credit_notes',
    'webhook_messages',
  ]) {
    assert.ok(lines(table).length > 0, table);
  }
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
  for (const { name, rows } of manifest.tables) assert.equal(lines(name).length, rows, name);
  const text = [...files.values()].join('\n');
  for (const secret of [webhookSecret, 'sk_live_0123456789abcdef']) assert.ok(!text.includes(secret));
  assert.equal((await stat(archive)).mode & 0o777, 0o600);
});

test('what was imported goes on where it was', { timeout: 120_000 }, async () => {
  const { databaseUrl } = await broughtIn(archive, { passphrase });
  const { slug, id } = story.organization;
  // What waits to be sent is sent at once.
  const waiting = await onDatabase(databaseUrl, async (pool) => {
    await pool`update webhook_messages set next_attempt_at = now() where organization_id = ${id} and status = 'pending'`;
    await pool`update webhook_endpoints set due_at = now() where organization_id = ${id}`;
    return pool<{ id: string }[]>`
      select id from webhook_messages where organization_id = ${id} and status = 'pending'`;
  });
  assert.ok(waiting.length >= 3, String(waiting.length));
  const before = receiver.received.length;
  receiver.behave(() => 200);
  const target = await startTestFlorin({ DATABASE_URL: databaseUrl, FLORIN_WEBHOOK_LOOPBACK: 'on' });
  try {
    await receiver.waitFor(before + waiting.length, 20_000);
    const asked = (method: string, where: string, sent?: unknown) =>
      call(method, `${target.url}${where}`, { token: story.token, body: sent });
    const list = (await asked('GET', '/v1/customers/')).body as { pagination: { total_count: number } };
    const made = await asked('POST', '/v1/customers/', { email: 'after@example.com' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const longer = (await asked('GET', '/v1/customers/')).body as typeof list;
    assert.equal(longer.pagination.total_count, list.pagination.total_count + 1);
    // Each endpoint is told of the new customer and of nothing that it was told before.
    await receiver.waitFor(before + waiting.length + 3, 20_000);
    const told = receiver.received.slice(before);
    const ids = told.map(({ headers }) => Object.entries(headers).find(([name]) => /-id$/.test(name))?.[1]);
    assert.equal(new Set(ids).size, told.length, 'each is told once');
    const clock = await asked('GET', `/florin/v1/organizations/${id}/test-clock`);
    assert.equal((clock.body as { now: string }).now, '2027-03-31T12:00:00.000Z');
    const link = await asked('GET', `/v1/orders/${orderId}/invoice`);
    const pdf = await fetch((link.body as { url: string }).url);
    assert.equal(pdf.headers.get('content-type'), 'application/pdf');

    const renewed = await asked('POST', `/florin/v1/organizations/${id}/test-clock/advance`, {
      to: '2027-04-30T12:00:00Z',
    });
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
    const orders = (await asked('GET', `/v1/orders/?customer_id=${customerId}&limit=100`)).body as {
      items: { invoice_number: string; subscription_id: string }[];
    };
    const numbers = orders.items.map(({ invoice_number }) => invoice_number.slice(-4)).sort();
    assert.deepEqual(numbers, ['0001', '0002', '0003', '0004']);
    assert.ok(orders.items.every((order) => order.subscription_id === subscriptionId));
    assert.equal(receiver.received.length, before + waiting.length + 3, 'nothing was told twice');
  } finally {
    await target.stop();
  }
  const verified = await run(['audit', 'verify', '--organization', slug], databaseUrl);
  assert.equal(verified.code, 0, JSON.stringify(verified.body));
});

test('events that nobody was told of yet are told where they were imported, in their order', {
  timeout: 120_000,
}, async () => {
  const { slug, id } = story.organization;
  // The last two had not been taken when the source stopped.
  const text = await rewritten((name, content) => {
    const lines = content.split('\n').slice(0, -1);
    if (name === 'tables/webhook_messages.ndjson') return '';
    if (name !== 'tables/events.ndjson') return content;
    const created = lines.filter(
      (line) => /"type": "customer.created"/.test(line) && /"mode": "test"/.test(line),
    );
    const marked = lines.map((line) => {
      const { is_waiting: _, ...event } = JSON.parse(line);
      return JSON.stringify(created.slice(-2).includes(line) ? { ...event, is_waiting: true } : event);
    });
    return `${marked.join('\n')}\n`;
  });
  const { databaseUrl } = await broughtIn(text, { passphrase });
  await onDatabase(databaseUrl, async (pool) => {
    const [row] = await pool<{ told: number; waiting: number }[]>`
      select count(*) filter (where sequence <= 0) as told, count(*) filter (where sequence > 0) as waiting
      from events where organization_id = ${id}`;
    assert.equal(row?.waiting, 2, slug);
    assert.ok((row?.told ?? 0) > 20);
    const heard = await pool<{ toldAfter: number; first: number }[]>`
      select told_after, (select min(sequence) from events where sequence > 0) as first from webhook_endpoints
      where organization_id = ${id}`;
    assert.ok(heard.length === 3 && heard.every(({ toldAfter, first }) => toldAfter < first));
  });
  const before = receiver.received.length;
  receiver.behave(() => 200);
  const target = await startTestFlorin({ DATABASE_URL: databaseUrl, FLORIN_WEBHOOK_LOOPBACK: 'on' });
  try {
    await receiver.waitFor(before + 6, 20_000);
    // A change of ours goes out behind all that was waiting.
    await call('POST', `${target.url}/v1/customers/`, {
      token: story.token,
      body: { email: 'last@example.com' },
    });
    await receiver.waitFor(before + 9, 20_000);
    const told = receiver.received.slice(before).map(({ body: sent }) => sent);
    assert.equal(told.length, 9);
    const places = (email: string) => told.flatMap((sent, place) => (sent.includes(email) ? [place] : []));
    assert.ok(places('last@example.com').every((place) => place > 5));
    const [first, ...others] = [places('odd@example.com'), places('buyer')].map((found) =>
      Math.min(...found),
    );
    assert.ok(
      others.every((place) => place > (first ?? 0)),
      'they come in their order',
    );
  } finally {
    await target.stop();
  }
});

test('without a passphrase secrets stay behind, and what needs them is off', {
  timeout: 120_000,
}, async () => {
  const bare = await exported(florin.databaseUrl, story.organization.slug);
  assert.ok(!(await filesOf(bare)).has('secrets.ndjson'));
  const { databaseUrl, code, body } = await imported(bare);
  assert.equal(code, 0, JSON.stringify(body));
  const disabled = body.disabled_endpoints as { url: string }[];
  assert.deepEqual(
    disabled.map(({ url }) => url),
    [receiver.url, receiver.url, receiver.url],
  );
  assert.deepEqual(body.missing_processors, [{ mode: 'live', processor: 'stripe' }]);
  await onDatabase(databaseUrl, async (pool) => {
    const rows = await pool<{ enabled: boolean; length: number }[]>`
      select enabled, length(secret) as length from webhook_endpoints`;
    assert.ok(rows.every(({ enabled, length }) => !enabled && length > 40));
    const [waiting] = await pool<{ count: number }[]>`
      select count(*) from webhook_messages where status = 'pending'`;
    assert.ok((waiting?.count ?? 0) >= 3, 'what waits still waits');
    assert.equal((await pool`select 1 from processor_accounts`).length, 0);
  });
  const { disabledEndpoints } = await broughtIn(archive, { withoutSecrets: true });
  assert.equal(disabledEndpoints.length, 3);
});

test('without documents they are made anew', { timeout: 120_000 }, async () => {
  const bare = await exported(florin.databaseUrl, story.organization.slug, {}, '--no-documents');
  assert.ok(![...(await filesOf(bare)).keys()].some((name) => /^documents\/|documents\.ndjson/.test(name)));
  const { databaseUrl } = await broughtIn(bare);
  const target = await startTestFlorin({ DATABASE_URL: databaseUrl });
  try {
    const post = await call('POST', `${target.url}/v1/orders/${orderId}/invoice`, { token: story.token });
    assert.equal(post.status, 202, JSON.stringify(post.body));
  } finally {
    await target.stop();
  }
});

test('what cannot come in leaves nothing, and says why', { timeout: 120_000 }, async () => {
  const { slug, id } = story.organization;
  const databaseUrl = await createTestDatabase();
  const command = await run(['import', archive], databaseUrl);
  assert.deepEqual([command.code, command.body.error?.code], [1, 'passphrase_missing']);
  const refused = async (file: string, code: string, message: RegExp, secrets: Secrets = { passphrase }) => {
    const result = await bringIn(databaseUrl, file, secrets);
    assert.ok(!result.ok, file);
    assert.equal(result.failures[0].code, code, JSON.stringify(result));
    assert.match(result.failures[0].message, message);
  };
  await refused(archive, 'passphrase_missing', /secrets/, {});
  await refused(archive, 'passphrase_wrong', /not the one/, { passphrase: 'another passphrase' });
  const again = await bringIn(florin.databaseUrl, archive, { passphrase });
  assert.ok(!again.ok);
  assert.equal(again.failures[0].code, 'organization_exists');
  assert.ok(again.failures[0].message.includes(`${slug} (${id})`), again.failures[0].message);

  const cut = path.join(folder, 'cut.tar');
  await writeFile(cut, await readFile(archive));
  await truncate(cut, Math.floor((await stat(cut)).size / 2));
  await refused(cut, 'archive_invalid', /cut off/);

  const bytes = await readFile(archive);
  const at = bytes.indexOf('odd@example.com');
  const altered = path.join(folder, 'altered.tar');
  bytes.write('ODD', at);
  await writeFile(altered, bytes);
  await refused(altered, 'archive_invalid', /tables\/\w+\.ndjson in .* is not as its manifest says/);

  const newer = await rewritten(
    (_name, text) => text,
    (manifest) => ({ ...manifest, schema_version: 999 }),
  );
  await refused(newer, 'schema_differs', /schema version 999.*Update this Florin/);

  const bad = await rewritten((name, text) =>
    name === 'tables/invoices.ndjson' ? text.replace(/"status": "\w+"/, '"status": "lost"') : text,
  );
  await refused(bad, 'row_refused', /^tables\/invoices\.ndjson, line 1: .*invoices_status_check/);
  const broken = await rewritten((name, text) =>
    name === 'tables/customers.ndjson' ? text.replace(/\n/, '\n{"id":\n') : text,
  );
  await refused(broken, 'row_refused', /^tables\/customers\.ndjson, line 2: /);
  await onDatabase(databaseUrl, async (pool) => {
    assert.equal((await pool`select 1 from organizations`).length, 0);
    assert.equal((await pool`select 1 from customers`).length, 0);
  });
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('an export is of one instant, whatever is written meanwhile', { timeout: 60_000 }, async () => {
  const write = (email: string) => pool`
    insert into customers (organization_id, mode, id, created_at, pricing_model_id, short_id, invoice_number_base, email)
    values (${instant.id}, 'test', gen_random_uuid(), now(), ${pricingModelId}, 1, 'X', ${email})`;
  await write('before@example.com');
  const file = path.join(folder, 'instant.tar');
  let wrote: Promise<unknown> | undefined;
  await exportOrganization(pool, instant.id, createWriteStream(file), {
    documents: true,
    onProgress: () => {
      wrote ??= write('meanwhile@example.com');
    },
  });
  await wrote;
  const customers = (await filesOf(file)).get('tables/customers.ndjson')?.toString() ?? '';
  assert.match(customers, /before@example\.com/);
  assert.doesNotMatch(customers, /meanwhile@example\.com/);
});

test('the operator gets the same archive over HTTP, and nobody else', { timeout: 60_000 }, async () => {
  const target = await startTestFlorin({ DATABASE_URL: florin.databaseUrl });
  try {
    const address = `${target.url}/florin/v1/organizations/${story.organization.id}/export`;
    const answer = await fetch(`${address}?documents=false`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/x-tar']);
    const file = path.join(folder, 'http.tar');
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    const files = await filesOf(file);
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
    assert.deepEqual([manifest.documents, manifest.secrets], [null, null]);
    const hash = createHash('sha256')
      .update(files.get('tables/customers.ndjson') ?? '')
      .digest('hex');
    assert.ok(manifest.parts.some((part: { sha256: string }) => part.sha256 === hash));
    assert.equal((await call('GET', address, { token: story.token })).status >= 401, true);
    const nobody = address.replace(story.organization.id, '00000000-0000-4000-8000-000000000000');
    assert.equal((await call('GET', nobody, { token: operatorToken })).status, 404);
  } finally {
    await target.stop();
  }
});

test('a large table goes out and comes in within bounded memory', { timeout: 180_000 }, async () => {
  const rows = 15_000;
  await pool`
    insert into events (organization_id, mode, id, sequence, occurred_at, type, object_type, object_id, request_id, data)
    select ${large.id}, 'test', gen_random_uuid(), -number, now(), 'large.event', 'large', gen_random_uuid(), 'test',
      jsonb_build_object('text', repeat(md5(number::text), 180))
    from generate_series(1, ${rows}::integer) as number`;
  // More than the heap holds.
  const small = { NODE_OPTIONS: '--max-old-space-size=64' };
  const file = await exported(florin.databaseUrl, large.slug, small);
  const { code, body } = await imported(file, small);
  assert.equal(code, 0, JSON.stringify(body));
  assert.ok(Number(body.rows) > rows);
});

for (const seed of [Math.floor(Math.random() * 1_000_000)]) {
  test(`a random world comes out as it went in (seed ${seed})`, { timeout: 180_000 }, async () => {
    const source = await createTestDatabase();
    await simulate(source, { seed, years: 3 / 12, customers: 5, actionsPerYear: 24, kills: noKills });
    const first = await writtenOut(source, 'simulated');
    const { databaseUrl } = await broughtIn(first);
    await assertSame(first, await writtenOut(databaseUrl, 'simulated'));
  });
}

test('the tables are in an order in which they can be filled', async () => {
  const names = (await selectTables(pool)).map(({ name }) => name);
  assert.ok(names.indexOf('organizations') < names.indexOf('customers'));
  assert.ok(names.indexOf('customers') < names.indexOf('invoices'));
  assert.ok(names.indexOf('invoices') < names.indexOf('credit_notes'));
});
