import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import { webhookLanguages } from '../../src/dialects/index.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, todaysClient } from '../support/flowglad.ts';
import { pdfText } from '../support/pdf-text.ts';
import { eventually, runFlorin } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';

/**
 * In every text that names somebody, in one spelling or another. With a dot, which no id and no hash has, and too long for a signed
 * token to have it by chance.
 */
const marker = 'Zyxqwvut.Kjhgfdsq';
const url = `https://example.com/${marker}?for=${marker}%20Person`;
const address = (line: string) => ({
  country: 'NL',
  line1: `${marker} ${line}`,
  line2: marker,
  postal_code: '1012 AB',
  city: `${marker}stad`,
});

let florin: TestFlorin;
let receiver: Receiver;
let story: Story;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
  receiver.behave((request, response) => {
    response.writeHead(200).end(`Thank you for ${request.body}`);
    return undefined;
  });
  story = await beginStory(florin, '2030-01-31T09:00:00Z');
  await story.polar.organizations.update(story.organization.id, {
    customer_portal_settings: {
      usage: { show: true },
      subscription: { update_seats: true, update_plan: true },
      customer: { allow_email_change: true },
    },
  } as never);
  const scope = await florin.scope(story.organization, 'test');
  for (const dialect of ['polar', 'flowglad', 'atlas'] as const) {
    const made = await createWebhookEndpoint(
      scope,
      {
        dialect,
        contract: dialect === 'polar' ? '2026-04' : '2025-06',
        name: null,
        url: receiver.url,
        format: 'raw',
        eventTypes: [...webhookLanguages[dialect].eventTypes],
        pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
        signatureScheme: null,
        secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
      },
      { allowLoopback: true },
    );
    assert.ok(made.ok);
  }
});

after(async () => {
  await receiver?.close();
  await florin?.stop();
});

type Members = Record<string, unknown>;

async function ask(method: string, path: string, body?: unknown, token = story.token): Promise<Members> {
  const headers: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() };
  const answer = await call(method, `${florin.url}${path}`, { token, body, headers });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body ?? {}) as Members;
}

/** Somebody with all that a customer can have, in whichever API can say it. */
async function customerWithEverything(name: string): Promise<string> {
  const email = `${marker}.${name}@example.com`;
  const externalId = `${marker}-${name}`;
  const { id } = (await ask('POST', '/v1/customers/', {
    email,
    name: `${marker} Person`,
    external_id: externalId,
    billing_address: address('Singel'),
    locale: 'nl',
    metadata: { note: marker },
  })) as { id: string };
  const flowglad = await callFlowglad(florin, story.token, 'PUT', `/customers/${externalId}`, {
    headers: todaysClient,
    body: {
      customer: { externalId, logoURL: url, iconURL: url, domain: `${marker}.example`, userId: marker },
    },
  });
  assert.equal(flowglad.status, 200, flowglad.text);
  await ask('PATCH', `/functions/v1/customers/${id}`, {
    phone: '+31 20 555 0100',
    description: `${marker} wrote`,
    shipping_address: address('Kade'),
    metadata: { nested: { of: [marker] } },
  });

  const session = (await ask('POST', '/v1/customer-sessions/', { customer_id: id, return_url: url })) as {
    token: string;
  };
  const portal = '/v1/customer-portal';
  await ask('PATCH', `${portal}/customers/me`, { billing_name: `${marker} Billing` }, session.token);
  await ask(
    'POST',
    `${portal}/customers/me/payment-methods`,
    {
      confirmation_token_id: 'tok_visa',
      set_default: true,
      return_url: url,
    },
    session.token,
  );
  await ask(
    'POST',
    `${portal}/customers/me/email-update/request`,
    { email: `${marker}.new@example.com` },
    session.token,
  );
  await ask('POST', `${portal}/customer-session/request`, { email, organization_id: story.organization.id });
  return id;
}

const answers = { nick: `${marker} nick` };

/** Buys, gets something back, ends, and leaves a basket behind. */
async function buyWithEverything(
  customerId: string,
  name: string,
): Promise<{ orderId: string; subscriptionId: string }> {
  const { id: fieldId } = await story.polar.customFields.create({
    type: 'text',
    slug: `nick${name}`,
    name: 'Nick',
    properties: {},
  });
  const plan = await story.plan(`Plan ${name}`, 2000, {
    attached_custom_fields: [{ custom_field_id: fieldId, required: false }],
  });
  const discount = await story.discount({ basis_points: 1000 });
  const bought = await story.buy(plan, {
    checkout: {
      customer_id: customerId,
      discount_id: discount.id,
      success_url: url,
      return_url: url,
      customer_ip_address: '203.0.113.7',
      metadata: { campaign: marker },
      customer_metadata: { from: marker },
      custom_field_data: { [`nick${name}`]: answers.nick },
    },
    confirm: {
      customer_name: `${marker} Buyer`,
      customer_billing_name: `${marker} Bill`,
      customer_billing_address: address('Gracht'),
    },
  });
  await ask('POST', '/v1/refunds/', {
    order_id: bought.orderId,
    amount: 100,
    reason: 'other',
    comment: `${marker} called`,
    metadata: { by: marker },
  });
  await ask('POST', `/florin/v1/invoices/${bought.orderId}/credit-notes`, {
    reason: 'other',
    memo: `${marker} asked`,
    amount: 50,
  });
  await story.change(bought.subscriptionId, {
    cancel_at_period_end: true,
    customer_cancellation_comment: `${marker} is unhappy`,
  });
  await ask('POST', `/v1/orders/${bought.orderId}/invoice`);
  await ask('POST', '/v1/checkouts/', {
    products: [plan.id],
    customer_email: `${marker}.${name}@example.com`,
    customer_name: `${marker} left`,
    customer_billing_address: address('Straat'),
    metadata: { left: marker },
  });
  return { orderId: bought.orderId, subscriptionId: bought.subscriptionId };
}

/** The merchant's own id of a customer, which is kept with it, and which Polar shows again. */
const formerId = '"__external_id": ?"[^"]*"';
const shownId = '"(__)?external_id": ?"[^"]*"';

/** Where the marker stands, in any case, in texts, JSON and bytes: `table.column`. */
async function placesOfMarker(): Promise<string[]> {
  const { pool } = florin;
  const columns = await pool<{ table: string; column: string; type: string }[]>`
    select relation.relname as table, attribute.attname as column, attribute.atttypid::regtype::text as type
    from pg_class relation
    join pg_namespace space on space.oid = relation.relnamespace and space.nspname = 'public'
    join pg_attribute attribute on attribute.attrelid = relation.oid and attnum > 0 and not attisdropped
    where relation.relkind in ('r', 'p') and not relation.relispartition
    order by 1, 2`;
  const places: string[] = [];
  for (const { table, column, type } of columns) {
    const text = type === 'bytea' ? pool`encode(${pool(column)}, 'escape')` : pool`${pool(column)}::text`;
    const kept = table === 'webhook_messages' ? shownId : formerId;
    const [row] = await pool<{ there: boolean }[]>`
      select exists (select from ${pool(table)}
        where regexp_replace(${text}, ${kept}, '', 'g') ilike ${`%${marker}%`}) as there`;
    if (row?.there) places.push(`${table}.${column}`);
  }
  return places;
}

async function finished(erasureId: unknown): Promise<void> {
  await eventually('the erasure is finished', 30_000, async () => {
    const { finished_at } = await ask('GET', `/florin/v1/erasures/${erasureId}`);
    return finished_at !== null;
  });
}

async function noneUnderWay(): Promise<void> {
  await eventually('no erasure is under way', 30_000, async () => {
    const rows = await florin.pool`select from erasures where finished_at is null`;
    return rows.length === 0;
  });
}

/** All that is waiting has arrived. */
async function delivered(): Promise<void> {
  await eventually('every message is sent', 30_000, async () => {
    const [row] = await florin.pool<{ waiting: boolean }[]>`
      select exists (select from webhook_messages where status = 'pending')
        or (select sequence from event_readers where name = 'webhooks') < (select max(sequence) from events) as waiting`;
    return row?.waiting === false;
  });
}

async function verified(): Promise<Members> {
  let verification: Members = {};
  await eventually('all is sealed', 20_000, async () => {
    verification = await ask('GET', '/florin/v1/audit/verification');
    return verification.unsealed === 0;
  });
  return verification;
}

/** What an erasure leaves: the buyer as issued documents name it. */
const documented = ['credit_notes.memo', 'invoices.billing_address', 'invoices.billing_name'];

test('nothing of a person is left but what the law wants kept', async () => {
  const id = await customerWithEverything('person');
  const { orderId, subscriptionId } = await buyWithEverything(id, 'person');
  await delivered();
  const before = await placesOfMarker();
  for (const place of [
    'audit_log.changes',
    'checkouts.customer_ip_address',
    'checkouts.custom_field_data',
    'checkouts.return_url',
    'customer_sessions.return_url',
    'customers.domain',
    'customers.shipping_address',
    'discount_redemptions.email_key',
    'email_changes.email',
    'events.data',
    'invoices.metadata',
    'login_codes.email',
    'mails.recipient',
    'mails.html',
    'payments.return_url',
    'refunds.comment',
    'subscriptions.customer_cancellation_comment',
    'webhook_deliveries.response',
    'webhook_messages.body',
  ]) {
    if (place !== 'checkouts.customer_ip_address')
      assert.ok(before.includes(place), `${place} is filled: ${before}`);
  }

  // A receiver that is away: what it has not been told yet is told of nobody.
  receiver.received.length = 0;
  receiver.behave(() => 503);
  await ask('PATCH', `/v1/customers/${id}`, { name: `${marker} Waiting` });
  await receiver.waitFor(3, 20_000);
  const erasure = await ask('POST', `/florin/v1/customers/${id}/erase`);
  assert.equal(erasure.customer_id, id);
  await finished(erasure.id);
  assert.deepEqual(await placesOfMarker(), documented);
  const [kept] = await florin.pool<{ metadata: Members; ip: string | null }[]>`
    select metadata, (select max(customer_ip_address) from checkouts where customer_id = ${id}) as ip
    from customers where id = ${id}`;
  assert.deepEqual(Object.keys(kept?.metadata ?? {}).sort(), ['__anonymized_at', '__external_id']);
  assert.equal(kept?.ip, null);

  receiver.received.length = 0;
  receiver.behave(() => 200);
  await florin.pool`update webhook_messages set next_attempt_at = now() where status = 'pending'`;
  await florin.pool`update webhook_endpoints set due_at = now()`;
  await delivered();
  const told = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: Members });
  const bodies = receiver.received.map(({ body }) => body.replace(new RegExp(shownId, 'g'), ''));
  const telltale = bodies.find((body) => body.toLowerCase().includes(marker.toLowerCase()));
  assert.equal(telltale, undefined);
  const updated = told.find(({ type }) => type === 'customer.updated');
  assert.match(JSON.stringify(updated), /@anonymized\.invalid/);
  assert.ok(told.some(({ type }) => type === 'customer.deleted'));

  // The merchant still sees what was sold, and its document names the buyer.
  const order = await ask('GET', `/v1/orders/${orderId}`);
  assert.equal(order.billing_name, `${marker} Bill`);
  assert.deepEqual([order.metadata, order.custom_field_data], [{}, {}]);
  const subscription = await ask('GET', `/v1/subscriptions/${subscriptionId}`);
  assert.deepEqual([subscription.status, subscription.customer_cancellation_comment], ['canceled', null]);
  const { items } = (await ask('GET', `/florin/v1/audit?object_id=${id}&limit=100`)) as {
    items: {
      action: string;
      actor: Members;
      changes: Record<string, { after: unknown }>;
      erased_by: string | null;
    }[];
  };
  const [record] = items.filter(({ action }) => action === 'customer.erased');
  assert.equal(record?.actor.kind, 'api_key');
  assert.equal(record?.changes.erasure?.after, erasure.id);
  const created = items.find(({ action }) => action === 'customer.created');
  assert.equal(created?.erased_by, erasure.id);
  assert.equal(created?.changes.email?.after, '[erased]');

  const { intact, erased, breaks } = await verified();
  assert.deepEqual([intact, breaks], [true, []]);
  assert.equal(erased, record?.changes.entries?.after);
});

test('a team goes with its members and seats; who is deleted already can be erased; the command line does it too', async () => {
  const team = await ask('POST', '/v1/customers/', {
    type: 'team',
    name: 'Team',
    email: `${marker}.team@example.com`,
    owner: { email: `${marker}.owner@example.com`, name: `${marker} Owner`, external_id: `${marker}-owner` },
  });
  const seats = await story.product({
    name: 'Seats',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers: { tiers: [{ min_seats: 1, price_per_seat: 1000 }] } }],
  });
  await ask('POST', `/v1/customers/${team.id}/members`, {
    email: `${marker}.member@example.com`,
    name: `${marker} Member`,
    external_id: `${marker}-member`,
  });
  const bought = await story.buy(seats, { checkout: { customer_id: team.id, seats: 3 } });
  for (const name of ['one', 'two']) {
    await ask('POST', '/v1/customer-seats', {
      subscription_id: bought.subscriptionId,
      email: `${marker}.${name}@example.com`,
      metadata: { desk: marker },
    });
  }
  assert.ok((await placesOfMarker()).includes('customer_seats.metadata'));
  await ask('DELETE', `/v1/customers/${team.id}`);
  const erased = await runFlorin(
    ['customers', 'erase', String(team.id), '--organization', story.organization.id, '--json'],
    { DATABASE_URL: florin.databaseUrl },
  );
  assert.equal(erased.code, 0, erased.stderr);
  assert.ok((JSON.parse(erased.stdout) as Members).finished_at);
  assert.deepEqual(await placesOfMarker(), documented);
  assert.equal((await verified()).intact, true);
  // Once more finds nothing to do, and says so.
  const again = await ask('POST', `/florin/v1/customers/${team.id}/erase`);
  await finished(again.id);
  assert.equal((await verified()).intact, true);
});

test("Polar's way keeps the metadata of the customer itself, and a business its name", async () => {
  const business = await ask('POST', '/v1/customers/', {
    email: `${marker}.business@example.com`,
    name: `${marker} Ltd`,
    billing_address: { country: 'FR' },
    tax_id: 'FR61954506077',
    metadata: { plan: 'pro' },
  });
  const other = await ask('POST', '/v1/customers/', {
    email: `${marker}.other@example.com`,
    name: `${marker} Other`,
  });
  await ask('DELETE', `/v1/customers/${business.id}?anonymize=true`);
  await noneUnderWay();
  const [row] = await florin.pool<{ name: string; metadata: Members; email: string }[]>`
    select name, metadata, email from customers where id = ${String(business.id)}`;
  assert.deepEqual([row?.name, row?.metadata.plan], [`${marker} Ltd`, 'pro']);
  assert.match(row?.email ?? '', /^[0-9a-f]{64}@anonymized\.invalid$/);
  const untouched = await ask('GET', `/v1/customers/${other.id}`);
  assert.equal(untouched.name, `${marker} Other`);
  await ask('DELETE', `/v1/customers/${other.id}?anonymize=true`);
  await noneUnderWay();
  assert.deepEqual(await placesOfMarker(), ['credit_notes.memo', 'customers.name', ...documented.slice(1)]);
  assert.equal((await verified()).intact, true);
});

test('somebody else sees none of it, and a customer who never was is not found', async () => {
  const other = await florin.createOrganization('Somebody else');
  const { token } = await florin.createKey(other, 'test');
  const { id } = await ask('POST', '/v1/customers/', { email: 'stays@example.com' });
  const foreign = await call('POST', `${florin.url}/florin/v1/customers/${id}/erase`, { token });
  assert.equal(foreign.status, 404);
  assert.equal((await ask('GET', `/v1/customers/${id}`)).email, 'stays@example.com');
});

test('a document that is made after the erasure names the buyer as it was invoiced', async () => {
  const [invoice] = await florin.pool<{ orderId: string }[]>`
    select id as order_id from invoices where billing_name = ${`${marker} Bill`}`;
  const orderId = invoice?.orderId ?? '';
  await story.polar.orders.generateInvoice(orderId);
  const [document] = await florin.pool<{ content: Buffer }[]>`
    select content from documents where invoice_id = ${orderId} and kind = 'invoice'`;
  const text = await pdfText(document?.content ?? Buffer.alloc(0));
  assert.match(text, new RegExp(`${marker} Bill.*${marker} Gracht`));
  assert.doesNotMatch(text, /anonymized/);
});
