import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Route } from '../../src/platform/http/route.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { valueFor } from '../support/hostile.ts';
import { Random } from '../support/random.ts';
import { seedSeatOrder } from '../support/seats.ts';

let florin: TestFlorin;
let ids: string[];

before(async () => {
  florin = await startTestFlorin();
  ids = await fill(florin.testKey, 'mine');
});
after(() => florin.stop());

/** One of everything, made through the APIs themselves; answers all the ids and secrets that came back. */
async function fill(token: string, mark: string): Promise<string[]> {
  const found = new Set<string>();
  const post = async (path: string, body: unknown, anonymous = false) => {
    const answer = await call('POST', `${florin.url}${path}`, { ...(anonymous ? {} : { token }), body });
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    collect(answer.body, found);
    return answer.body as Record<string, string>;
  };
  await post('/v1/customers/', { email: `${mark}@example.com`, external_id: `${mark}-polar` });
  await post('/functions/v1/customers', { email: `${mark}.atlas@example.com` });
  await post('/api/v1/customers', {
    customer: { email: `${mark}.flowglad@example.com`, name: 'F', externalId: `${mark}-flowglad` },
  });
  const product = await post('/v1/products/', {
    name: 'A thing to buy',
    prices: [{ amount_type: 'fixed', price_amount: 1500, price_currency: 'usd' }],
  });
  const checkout = await post('/v1/checkouts/', {
    products: [product.id],
    external_customer_id: `${mark}-polar`,
  });
  await post(
    `/v1/checkouts/client/${checkout.client_secret}/confirm`,
    {
      confirmation_token_id: 'tok_visa',
      customer_name: 'Buyer',
      customer_email: `${mark}@example.com`,
      customer_billing_address: { country: 'DE' },
    },
    true,
  );
  const session = await post('/v1/customer-sessions/', { external_customer_id: `${mark}-polar` });
  const team = await post('/v1/customers/', { type: 'team', email: `${mark}.team@example.com` });
  await post(`/v1/customers/${team.id}/members`, {
    email: `${mark}.member@example.com`,
    external_id: `${mark}-the-member`,
  });
  await post('/functions/v1/webhook-endpoints', {
    url: 'https://hooks.example.com/atlas',
    events: ['coupon.deleted'],
  });
  const scope = await florin.scope(florin.organization, 'test');
  const order = await seedSeatOrder(scope, team.id ?? '', product.id ?? '', 2);
  await post('/v1/customer-seats', { order_id: order, email: `${mark}.seat@example.com` });
  found.add(order);
  const read = async (path: string, as: string) =>
    collect((await call('GET', `${florin.url}${path}`, { token: as })).body, found);
  for (const path of ['/v1/orders/', '/v1/payments/', '/v1/customers/']) await read(path, token);
  await read('/v1/customer-portal/orders/', session.token ?? '');
  // The organization's own id is the same in both modes.
  const own = [florin.organization.id, prefixedId('org', florin.organization.id)];
  return [...found].filter((id) => !own.includes(id));
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'string' && item.length >= 15 && /(^id|_id|Id|secret|externalId)$/.test(name))
      found.add(item);
    else collect(item, found);
  }
}

const tables = [
  'customers',
  'products',
  'prices',
  'checkouts',
  'invoices',
  'invoice_lines',
  'payments',
  'payment_methods',
  'customer_sessions',
  'members',
  'customer_seats',
  'subscriptions',
  'api_keys',
];

/** Every row of the organization's test mode but those of a customer, who may change what is their own. */
async function snapshot(customerId: string): Promise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    const rows = await florin.pool`
      select to_jsonb(t) - 'last_used_at' as row from ${florin.pool(table)} t
      where organization_id = ${florin.organization.id} and mode = 'test'
        and ${customerId} not in (id::text, coalesce(to_jsonb(t) ->> 'customer_id', '')) order by 1`;
    parts.push(`${table}: ${JSON.stringify(rows.map(({ row }) => row))}`);
  }
  return parts.join('\n');
}

type Foreign = { name: string; token: string };

async function foreigners(): Promise<{ others: Foreign[]; neighbourId: string }> {
  const other = await florin.createOrganization('Somebody Else');
  const token = (await florin.createKey(other, 'test')).token;
  const stranger = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: { email: 'them@example.com' },
  });
  const session = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token,
    body: { customer_id: (stranger.body as { id: string }).id },
  });
  const team = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: {
      type: 'team',
      email: 'their.team@example.com',
      owner: { email: 'owner@example.com', external_id: 'owner' },
    },
  });
  const ownerSession = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token,
    body: { customer_id: (team.body as { id: string }).id, external_member_id: 'owner' },
  });
  const neighbour = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email: 'neighbour@example.com' },
  });
  const neighbourSession = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token: florin.testKey,
    body: { customer_id: (neighbour.body as { id: string }).id },
  });
  const neighbourId = (neighbour.body as { id: string }).id;
  const others = [
    { name: 'the live key of the same organization', token: florin.liveKey },
    { name: "another organization's test key", token },
    { name: "another organization's live key", token: (await florin.createKey(other, 'live')).token },
    { name: "another organization's session", token: (session.body as { token: string }).token },
    { name: "the session of another team's owner", token: (ownerSession.body as { token: string }).token },
    { name: "another customer's session", token: (neighbourSession.body as { token: string }).token },
    {
      name: 'an expired key',
      token: (await florin.createKey(florin.organization, 'test', { expiresAt: new Date(0) })).token,
    },
  ];
  return { others, neighbourId };
}

/** Routes that a client secret or nothing at all opens: whoever has the secret may use it. */
function isOpenToHolder(route: Route<never>): boolean {
  return /\/checkouts\/client\/|\/checkouts\/\{client_secret\}|customer-session\/(request|authenticate)|organizations\/\{slug\}/.test(
    route.path,
  );
}

function bodies(route: Route<never>, random: Random): unknown[] {
  if (!route.body) return [undefined];
  // Not as a foreigner's own external id: under that name the row is theirs.
  const refers = (name: string) => /id$/i.test(name) && !/external/i.test(name);
  const known = (name: string) => (refers(name) ? random.pick(ids) : undefined);
  return Array.from({ length: 4 }, () => valueFor(route.body ?? {}, random, 0, known));
}

test('no key and no session reaches the rows of another mode, organization or customer', {
  timeout: 240_000,
}, async () => {
  const random = new Random(7);
  const { others, neighbourId } = await foreigners();
  const before = await snapshot(neighbourId);
  let tried = 0;
  const closed = florin.server.dialects
    .filter(({ prefix }) => prefix !== '/florin/v1')
    .flatMap(({ routes }) => routes.filter((route) => !isOpenToHolder(route)));
  // Reads first: what is written below names these ids in the foreigners' own rows.
  const isRead = (route: Route<never>) => route.method === 'GET';
  for (const route of [...closed.filter(isRead), ...closed.filter((route) => !isRead(route))]) {
    const hasParameter = route.path.includes('{');
    for (const { name, token } of others) {
      for (const id of hasParameter ? ids : ['']) {
        const path = route.path.replace(/\{[^}]+\}/g, encodeURIComponent(id));
        for (const body of hasParameter ? bodies(route, random).slice(0, 1) : bodies(route, random)) {
          const answer = await call(route.method, `${florin.url}${path}`, { token, body });
          tried++;
          const what = `${route.method} ${path} with ${name}`;
          if (hasParameter) assert.ok(answer.status >= 400, `${what}: ${answer.status}`);
          if (!isRead(route)) continue;
          const text = JSON.stringify(answer.body ?? '');
          const leaked = ids.find((candidate) => candidate !== id && text.includes(candidate));
          assert.equal(leaked, undefined, `${what} shows ${leaked}`);
        }
      }
    }
  }
  assert.ok(tried > 500, `Only ${tried} requests were tried.`);
  assert.equal(await snapshot(neighbourId), before);
});

test('the operator token opens no vendor API, and no key opens the operator API', async () => {
  for (const path of ['/v1/customers/', '/api/v1/customers', '/functions/v1/customers']) {
    assert.equal(
      (await fetch(`${florin.url}${path}`, { headers: { authorization: `Bearer ${operatorToken}` } })).status,
      401,
    );
  }
  const answer = await call('GET', `${florin.url}/florin/v1/organizations`, { token: florin.testKey });
  assert.equal(answer.status, 401);
});
