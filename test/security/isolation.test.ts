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
let found: Found;
let ids: string[];

before(async () => {
  florin = await startTestFlorin();
  found = await fill(florin.testKey, 'mine');
  ids = [...found.keys()];
});
after(() => florin.stop());

/** Ids and secrets, each with what it is of: `customers`. */
type Found = Map<string, string>;

/** One of everything, made through the APIs themselves; answers all the ids and secrets that came back. */
async function fill(token: string, mark: string): Promise<Found> {
  const found: Found = new Map();
  const post = async (path: string, body: unknown, anonymous = false) => {
    const answer = await call('POST', `${florin.url}${path}`, { ...(anonymous ? {} : { token }), body });
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    collect(answer.body, nounOf(path), found);
    return answer.body as Record<string, string>;
  };
  const polar = `${mark}-polar-customer`;
  await post('/v1/customers/', { email: `${mark}@example.com`, external_id: polar });
  await post('/functions/v1/customers', { email: `${mark}.atlas@example.com` });
  await post('/api/v1/customers', {
    customer: { email: `${mark}.flowglad@example.com`, name: 'F', externalId: `${mark}-flowglad-customer` },
  });
  const product = await post('/v1/products/', {
    name: 'A thing to buy',
    prices: [{ amount_type: 'fixed', price_amount: 1500, price_currency: 'usd' }],
  });
  const checkout = await post('/v1/checkouts/', {
    products: [product.id],
    external_customer_id: polar,
  });
  const plan = await post('/v1/products/', {
    name: 'A plan',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'usd' }],
  });
  const subscribing = await post('/v1/checkouts/', { products: [plan.id], external_customer_id: polar });
  for (const { client_secret } of [checkout, subscribing]) {
    const buyer = {
      confirmation_token_id: 'tok_visa',
      customer_name: 'Buyer',
      customer_email: `${mark}@example.com`,
      customer_billing_address: { country: 'DE' },
    };
    await post(`/v1/checkouts/client/${client_secret}/confirm`, buyer, true);
  }
  await post('/v1/discounts/', {
    ...{ name: 'Less', type: 'percentage', basis_points: 100, duration: 'once' },
  });
  await post('/v1/checkout-links/', { payment_processor: 'stripe', products: [plan.id] });
  await post('/v1/custom-fields/', { type: 'text', slug: 'colour', name: 'Colour', properties: {} });
  await post('/v1/webhooks/endpoints', {
    ...{ url: 'https://hooks.example.com/polar', format: 'raw', events: ['order.created'] },
  });
  const session = await post('/v1/customer-sessions/', { external_customer_id: polar });
  const team = await post('/v1/customers/', { type: 'team', email: `${mark}.team@example.com` });
  await post(`/v1/customers/${team.id}/members`, {
    email: `${mark}.member@example.com`,
    external_id: `${mark}-external-member`,
  });
  await post('/functions/v1/webhook-endpoints', {
    url: 'https://hooks.example.com/atlas',
    events: ['coupon.deleted'],
  });
  const scope = await florin.scope(florin.organization, 'test');
  const order = await seedSeatOrder(scope, team.id ?? '', product.id ?? '', 2);
  await post('/v1/customer-seats', { order_id: order, email: `${mark}.seat@example.com` });
  found.set(order, 'orders');
  for (const customer of [polar, `${mark}-flowglad-customer`]) found.set(customer, 'external customers');
  found.set(`${mark}-external-member`, 'external members');
  const read = async (path: string, as: string) =>
    collect((await call('GET', `${florin.url}${path}`, { token: as })).body, nounOf(path), found);
  for (const noun of ['orders', 'payments', 'customers', 'subscriptions']) await read(`/v1/${noun}/`, token);
  await read('/v1/customer-portal/orders/', session.token ?? '');
  // The organization's own id is the same in both modes.
  for (const own of [florin.organization.id, prefixedId('org', florin.organization.id)]) found.delete(own);
  return found;
}

/** What the objects of an address are: its last word that is not a parameter. */
function nounOf(path: string): string {
  return path.split('/').findLast((part) => /^[a-z-]+$/.test(part)) ?? '';
}

const plural = (name: string) => (name.endsWith('s') ? name : `${name}s`);

function collect(value: unknown, noun: string, found: Found): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'string' && item.length >= 15 && /(^id|_id|Id|secret)$/.test(name)) {
      if (!found.has(item)) found.set(item, name === 'id' ? noun : plural(name.replace(/_?[iI]d$/, '')));
    } else {
      const isList = Array.isArray(value) || /^(items|data)$/.test(name);
      collect(item, isList ? noun : plural(name), found);
    }
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
  'discounts',
  'checkout_links',
  'custom_fields',
  'webhook_endpoints',
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
  return /\/checkouts\/client\/|\/checkout(s|-links)\/\{client_secret\}|customer-session\/(request|authenticate)|organizations\/\{slug\}/.test(
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

/** What a parameter of a route takes: `customers` for `/v1/customers/{id}/members`. */
function nounOfParameter(path: string, name: string): string {
  const before = path.slice(0, path.indexOf(`{${name}}`));
  if (/external/i.test(name)) return name.includes('member') ? 'external members' : 'external customers';
  return name === 'id' ? nounOf(before) : plural(name.replace(/_id$/, ''));
}

const plain = (noun: string) => noun.replace(/[-_]/g, '').toLowerCase();

const isKin = (one: string, other: string) => one.endsWith(other) || other.endsWith(one);

/** Ids of the kind that a parameter takes, at most so many of them, and one that is of any kind. */
function idsFor(path: string, parameter: string, most: number, random: Random): string[] {
  const noun = plain(nounOfParameter(path, parameter));
  const kin = ids.filter((id) => isKin(plain(found.get(id) ?? ''), noun));
  const chosen = kin.length > most ? Array.from({ length: most }, () => random.pick(kin)) : kin;
  return [...new Set([...chosen, random.pick(ids)])];
}

/** Addresses of a route, each with what is named in it: of the right kind, and of any. */
function pathsOf(route: Route<never>, random: Random): { path: string; named: string[] }[] {
  let paths = [{ path: route.path, named: [] as string[] }];
  for (const [whole, name = ''] of route.path.matchAll(/\{([^}]+)\}/g)) {
    paths = paths.flatMap(({ path, named }) =>
      idsFor(route.path, name, named.length === 0 ? 4 : 2, random).map((id) => ({
        path: path.replace(whole, encodeURIComponent(id)),
        named: [...named, id],
      })),
    );
  }
  return paths;
}

test('no key and no session reaches the rows of another mode, organization or customer', {
  timeout: 240_000,
}, async () => {
  const random = new Random(7);
  const { others, neighbourId } = await foreigners();
  const before = await snapshot(neighbourId);
  const closed = florin.server.dialects
    .filter(({ prefix }) => prefix !== '/florin/v1')
    .flatMap(({ routes }) => routes.filter((route) => !isOpenToHolder(route)));
  const isRead = (route: Route<never>) => route.method === 'GET';

  async function attempt(route: Route<never>, { name, token }: Foreign): Promise<number> {
    const hasParameter = route.path.includes('{');
    let tried = 0;
    for (const { path, named } of pathsOf(route, random)) {
      for (const body of hasParameter ? bodies(route, random).slice(0, 1) : bodies(route, random)) {
        const answer = await call(route.method, `${florin.url}${path}`, { token, body });
        tried++;
        const what = `${route.method} ${path} with ${name}`;
        if (hasParameter) assert.ok(answer.status >= 400, `${what}: ${answer.status}`);
        if (!isRead(route)) continue;
        const text = JSON.stringify(answer.body ?? '');
        const leaked = ids.find((candidate) => !named.includes(candidate) && text.includes(candidate));
        assert.equal(leaked, undefined, `${what} shows ${leaked}`);
      }
    }
    return tried;
  }

  // Reads first: what is written below names these ids in the foreigners' own rows.
  for (const route of [...closed.filter(isRead), ...closed.filter((route) => !isRead(route))]) {
    const tried = await Promise.all(others.map((foreigner) => attempt(route, foreigner)));
    assert.ok(
      tried.every((count) => count > 0),
      `${route.method} ${route.path} was tried by all`,
    );
  }
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
