import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { clockAdvance } from '../../src/cli/clock.ts';
import { UsageError } from '../../src/cli/command.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, runFlorin, serveFlorin, spawnFlorin } from '../support/process.ts';
import { reserved } from '../support/reserved.ts';

let florin: TestFlorin;
/** Each test has an organization of its own, with a key of test mode. */
let organization: Organization;
let key: string;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

let serial = 0;
beforeEach(async () => {
  organization = await florin.createOrganization(`clock-${++serial}`);
  key = (await florin.createKey(organization, 'test')).token;
});

type Members = Record<string, unknown>;
type Advanced = {
  from: string;
  to: string;
  steps: number;
  events: { at: string; type: string; object_type: string; object_id: string }[];
  event_counts: Record<string, number>;
  has_more: boolean;
  failures: unknown[];
};
type Options = { token?: string; id?: string; url?: string; headers?: Record<string, string> };

function clock(method: string, path = '', body?: unknown, options: Options = {}): Promise<Called> {
  const { token = key, id = organization.id, url = florin.url, headers } = options;
  return call(method, `${url}/florin/v1/organizations/${id}/test-clock${path}`, { token, body, headers });
}

async function set(now: string, options?: Options): Promise<Members> {
  const { status, body } = await clock('POST', '', { now }, options);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Members;
}

async function advance(target: object, options?: Options): Promise<Advanced> {
  const { status, body } = await clock('POST', '/advance', target, options);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Advanced;
}

const shown = async (options?: Options) => (await clock('GET', '', undefined, options)).body as Members;

function errorOf({ status, body }: Called): unknown[] {
  const { code, param } = (body as { error: { code: string; param: string | null } }).error;
  return [status, code, param];
}

/** A product that a checkout can be opened for; made once a test. */
async function makeProduct(token = key): Promise<string> {
  const body = { name: 'Gift', prices: [{ amount_type: 'free' }] };
  const made = await call('POST', `${florin.url}/v1/products/`, { token, body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return (made.body as { id: string }).id;
}

type Checkout = { id: string; created_at: string; expires_at: string; status: string; client_secret: string };

async function openCheckout(product: string, url = florin.url): Promise<Checkout> {
  const made = await call('POST', `${url}/v1/checkouts/`, { token: key, body: { products: [product] } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body as Checkout;
}

async function getCheckout(id: string): Promise<Checkout> {
  return (await call('GET', `${florin.url}/v1/checkouts/${id}`, { token: key })).body as Checkout;
}

const iso = (text: string) => new Date(text).toISOString();
const seconds = (text: unknown) => Math.abs(Date.parse(String(text)) - Date.now()) / 1000;

test('what is made while the clock stands is of its time, in every dialect', async () => {
  assert.deepEqual(await set('2031-05-06T07:08:09Z'), {
    now: '2031-05-06T07:08:09.000Z',
    frozen: true,
    advancing_to: null,
    next_due_at: null,
  });
  const polar = createPolar({ accessToken: key, baseUrl: florin.url });
  const customer = await polar.customers.create({ email: 'ada@example.com' });
  assert.equal(iso(String(customer.created_at)), '2031-05-06T07:08:09.000Z');
  const flowglad = await call('POST', `${florin.url}/api/v1/customers`, {
    headers: { authorization: key },
    body: { customer: { email: 'f@example.com', name: 'F', externalId: 'f' } },
  });
  assert.equal(flowglad.status, 200, JSON.stringify(flowglad.body));
  const atlas = await call('POST', `${florin.url}/functions/v1/customers`, {
    token: key,
    body: { email: 'a@example.com' },
  });
  assert.equal(atlas.status, 201, JSON.stringify(atlas.body));
  const rows = await florin.pool<{ createdAt: Date }[]>`
    select created_at from customers where organization_id = ${organization.id}
    union all select occurred_at from events where organization_id = ${organization.id} and type = 'customer.created'`;
  assert.equal(rows.length, 6);
  for (const { createdAt } of rows) assert.equal(createdAt.toISOString(), '2031-05-06T07:08:09.000Z');
});

test('live mode and other organizations keep to the wall clock', async () => {
  await set('2031-05-06');
  const live = (await florin.createKey(organization, 'live')).token;
  for (const token of [live, florin.testKey]) {
    const body = { email: `wall-${serial}@example.com` };
    const made = await call('POST', `${florin.url}/v1/customers/`, { token, body });
    assert.ok(seconds((made.body as Members).created_at) < 60);
  }
});

test('sessions and checkouts are over by the test clock', async () => {
  await set('2024-02-29T00:00:00Z');
  const customer = await call('POST', `${florin.url}/v1/customers/`, {
    token: key,
    body: { email: 'session@example.com' },
  });
  const session = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token: key,
    body: { customer_id: (customer.body as Members).id },
  });
  const { token, expires_at } = session.body as { token: string; expires_at: string };
  assert.equal(iso(expires_at), '2024-02-29T01:00:00.000Z');
  const me = async () =>
    (await call('GET', `${florin.url}/v1/customer-portal/customers/me`, { token })).status;
  assert.equal(await me(), 200);
  const checkout = await openCheckout(await makeProduct());
  const asBuyer = async () =>
    (await call('GET', `${florin.url}/v1/checkouts/client/${checkout.client_secret}`)).status;
  assert.equal(await asBuyer(), 200);
  await advance({ by: 'PT59M' });
  assert.deepEqual([await me(), await asBuyer()], [200, 200]);
  await advance({ by: 'PT1M' });
  assert.deepEqual([await me(), await asBuyer()], [401, 200]);
  await advance({ by: 'PT23H' });
  assert.equal(await asBuyer(), 410);
});

test('an advance expires checkouts in order, and answers with the events at their moments', async () => {
  const product = await makeProduct();
  await set('2030-01-01T00:00:00Z');
  const first = await openCheckout(product);
  await advance({ to: '2030-01-01T12:00:00Z' });
  const second = await openCheckout(product);
  assert.equal((await shown()).next_due_at, iso(first.expires_at));

  const advanced = await advance({ by: 'P1M' });
  assert.deepEqual(advanced, {
    from: '2030-01-01T12:00:00.000Z',
    to: '2030-02-01T12:00:00.000Z',
    steps: 2,
    events: [
      {
        at: '2030-01-02T00:00:00.000Z',
        type: 'checkout.expired',
        object_type: 'checkout',
        object_id: first.id,
      },
      {
        at: '2030-01-02T12:00:00.000Z',
        type: 'checkout.expired',
        object_type: 'checkout',
        object_id: second.id,
      },
    ],
    event_counts: { 'checkout.expired': 2 },
    has_more: false,
    failures: [],
  });
  assert.equal((await getCheckout(first.id)).status, 'expired');
  const [audited] = await florin.pool<{ actorKind: string; occurredAt: Date; changes: unknown }[]>`
    select actor_kind, occurred_at, changes from audit_log
    where object_id = ${first.id} and action = 'checkout.expired'`;
  assert.deepEqual(audited, {
    actorKind: 'system',
    occurredAt: new Date('2030-01-02T00:00:00Z'),
    changes: { status: { before: 'open', after: 'expired' } },
  });
  const { now, advancing_to, next_due_at } = await shown();
  assert.deepEqual([now, advancing_to, next_due_at], ['2030-02-01T12:00:00.000Z', null, null]);
  const nothing = await advance({ to: '2030-02-01T12:00:00Z' });
  assert.deepEqual([nothing.steps, nothing.events], [0, []]);
});

test('of very many events the first thousand are shown and all are counted', async () => {
  await set('2030-01-01');
  const checkout = await openCheckout(await makeProduct());
  // So many one by one would take long: they are copies of one.
  await florin.pool`
    insert into checkouts
    select (jsonb_populate_record(checkouts, jsonb_build_object('id', gen_random_uuid(), 'client_secret', number::text))).*
    from checkouts, generate_series(1, 1000) as number where id = ${checkout.id}`;
  const advanced = await advance({ to: '2030-01-03' });
  assert.deepEqual(
    [advanced.steps, advanced.events.length, advanced.has_more, advanced.event_counts],
    [1001, 1000, true, { 'checkout.expired': 1001 }],
  );
});

test('without a clock the wall clock is shown, and it is what DELETE goes back to', async () => {
  const before = await shown();
  assert.ok(seconds(before.now) < 60);
  assert.deepEqual([before.frozen, before.advancing_to, before.next_due_at], [false, null, null]);
  assert.deepEqual(errorOf(await clock('DELETE')), [404, 'not_found', null]);

  await set('2024-01-01');
  const checkout = await openCheckout(await makeProduct());
  assert.equal((await clock('DELETE')).status, 204);
  assert.equal((await shown()).frozen, false);
  await eventually('the workers do what fell due meanwhile', 10_000, async () => {
    const [row] = await florin.pool`
      select 1 from checkouts where id = ${checkout.id} and status = 'expired' and next_action_at is null`;
    return row !== undefined;
  });
  const [event] = await florin.pool<{ occurredAt: Date }[]>`
    select occurred_at from events where object_id = ${checkout.id} and type = 'checkout.expired'`;
  assert.ok(seconds(event?.occurredAt.toISOString()) < 60);
  // With no clock set, any time is as good.
  await set('2023-01-01');
  const [row] = await florin.pool<{ actions: string[] }[]>`
    select array_agg(action order by sequence) as actions from audit_log
    where organization_id = ${organization.id} and object_type = 'test_clock'`;
  assert.deepEqual(row?.actions, ['test_clock.set', 'test_clock.deleted', 'test_clock.set']);
});

test('a clock goes forward only, and is not set past what falls due', async () => {
  await set('2030-01-01');
  assert.deepEqual(errorOf(await clock('POST', '', { now: '2029-12-31' })), [
    409,
    'clock_cannot_go_back',
    'now',
  ]);
  assert.deepEqual(errorOf(await clock('POST', '/advance', { to: '2029-12-31' })), [
    409,
    'clock_cannot_go_back',
    'to',
  ]);
  await set('2030-01-01');
  await set('2030-02-01');
  await openCheckout(await makeProduct());
  assert.deepEqual(errorOf(await clock('POST', '', { now: '2030-02-02' })), [409, 'work_due', 'now']);
  await set('2030-02-01T23:59:59Z');
  assert.equal((await shown()).now, '2030-02-01T23:59:59.000Z');
});

test('without a moment time stops as it is, and stays where it stands', async () => {
  const before = Date.now();
  const { status, body } = await clock('POST', '', {});
  const { now, frozen } = body as { now: string; frozen: boolean };
  assert.deepEqual([status, frozen], [200, true]);
  assert.ok(Date.parse(now) >= before && Date.parse(now) <= Date.now(), now);
  assert.equal(((await clock('POST', '', {})).body as Members).now, now);
  await advance({ by: 'P1D' });
  assert.equal(Date.parse(String((await shown()).now)), Date.parse(now) + 86_400_000);
});

test('bad input is refused with the member at fault, and changes nothing', async () => {
  for (const now of ['1999-12-31', '+010000-01-01T00:00:00Z', 'tomorrow', '', 5, null, '2030-02-30']) {
    const [status, , param] = errorOf(await clock('POST', '', { now }));
    assert.deepEqual([status, param], [422, 'now'], JSON.stringify(now));
  }
  assert.deepEqual(errorOf(await clock('POST', '/advance', { to: '2030-01-01' })), [
    409,
    'clock_not_set',
    null,
  ]);
  await set('2030-01-01');
  const wrong: [object, string][] = [
    [{}, 'to'],
    [{ to: null }, 'to'],
    [{ to: 'soon' }, 'to'],
    [{ to: '2130-01-01T00:00:00.001Z' }, 'to'],
    [{ to: '9999-12-31' }, 'to'],
    [{ by: 'P101Y' }, 'by'],
    [{ by: 'P99999999999Y' }, 'by'],
    [{ by: '1 month' }, 'by'],
    [{ by: 'P1D', to: '2030-02-01' }, 'by'],
  ];
  for (const [body, param] of wrong) {
    const [status, , found] = errorOf(await clock('POST', '/advance', body));
    assert.deepEqual([status, found], [422, param], JSON.stringify(body));
  }
  assert.equal((await shown()).now, '2030-01-01T00:00:00.000Z');
  await set('2299-12-31T23:00:00Z');
  assert.deepEqual(errorOf(await clock('POST', '/advance', { by: 'PT1H' })), [
    422,
    'clock_out_of_range',
    'by',
  ]);
  assert.equal((await advance({ by: 'PT59M' })).to, '2299-12-31T23:59:00.000Z');
});

test('the operator and test keys of the organization may turn it, nobody else', async () => {
  const token = async (mode: 'test' | 'live', scopes?: string[]) =>
    (await florin.createKey(organization, mode, { scopes })).token;
  const tries: [string | undefined, string, number][] = [
    [operatorToken, 'POST', 200],
    [operatorToken, 'GET', 200],
    [await token('test', ['organizations:write']), 'POST', 200],
    [await token('test', ['organizations:write']), 'GET', 200],
    [await token('test', ['organizations:read']), 'GET', 200],
    [await token('test', ['organizations:read']), 'POST', 403],
    [await token('test', ['customers:write']), 'GET', 403],
    [await token('live'), 'POST', 403],
    [await token('live'), 'GET', 403],
    [florin.testKey, 'POST', 404],
    [florin.testKey, 'GET', 404],
    ['sk_test_wrong', 'POST', 401],
  ];
  for (const [caller, method, status] of tries) {
    const body = method === 'POST' ? { now: '2030-01-01' } : undefined;
    const answer = await clock(method, '', body, { token: caller });
    assert.equal(answer.status, status, `${method} ${JSON.stringify(answer.body)}`);
  }
  const nobody = await call('GET', `${florin.url}/florin/v1/organizations/${organization.id}/test-clock`);
  assert.equal(nobody.status, 401);
  const nowhere = await clock('GET', '', undefined, { token: operatorToken, id: crypto.randomUUID() });
  assert.deepEqual(errorOf(nowhere), [404, 'not_found', null]);
});

test('keys turn the clock of a server without an operator, too', async () => {
  const bare = await startTestFlorin({ FLORIN_OPERATOR_TOKEN: '' });
  try {
    const options = { url: bare.url, id: bare.organization.id, token: bare.testKey };
    assert.equal((await set('2030-01-01', options)).frozen, true);
    assert.equal((await clock('GET', '', undefined, { ...options, token: operatorToken })).status, 401);
  } finally {
    await bare.stop();
  }
});

test('a call with an idempotency key counts from its answer on, and is not done again', async () => {
  await set('2030-01-01');
  const headers = { 'idempotency-key': 'advance once' };
  const first = await advance({ by: 'P1M' }, { headers });
  const customer = await call('POST', `${florin.url}/v1/customers/`, {
    token: key,
    body: { email: 'after@example.com' },
  });
  assert.equal(iso(String((customer.body as Members).created_at)), '2030-02-01T00:00:00.000Z');
  assert.deepEqual(await advance({ by: 'P1M' }, { headers }), first);
  await set('2030-03-01', { headers: { 'idempotency-key': 'set once' } });
  const checkout = await openCheckout(await makeProduct());
  assert.equal(iso(checkout.created_at), '2030-03-01T00:00:00.000Z');
});

test('every process keeps to the clock that one of them sets', async () => {
  const other = await serveFlorin({ DATABASE_URL: florin.databaseUrl });
  const product = await makeProduct();
  await set('2030-01-01');
  const createdThere = async () => iso((await openCheckout(product, other.url)).created_at);
  await eventually('the other is told', 5_000, async () => (await createdThere()).startsWith('2030-01-01'));
  assert.ok((await advance({ by: 'P1Y' }, { url: other.url })).steps > 0);
  await eventually('we are told', 5_000, async () => {
    return iso((await openCheckout(product)).created_at).startsWith('2031-01-01');
  });
  await clock('DELETE');
  await eventually('the other is told', 5_000, async () => seconds(await createdThere()) < 60);

  // Notices may get lost with the connection that they come over.
  await florin.pool`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()`;
  await set('2020-01-01');
  await eventually('the other finds out', 10_000, async () => (await createdThere()).startsWith('2020'));
  other.child.kill('SIGTERM');
  assert.equal(await other.ended, 0);
});

test('an advance that dies half-way is gone on with from where it came to', async () => {
  await set('2030-01-01');
  const product = await makeProduct();
  const first = await openCheckout(product);
  await advance({ by: 'PT1H' });
  const second = await openCheckout(product);
  const holder = await reserved(florin.pool);
  await holder`begin`;
  await holder`select 1 from checkouts where id = ${second.id} for update`;
  const words = ['clock', 'advance', '--organization', organization.slug, '--to', '2030-02-01'];
  const dying = spawnFlorin(words, { DATABASE_URL: florin.databaseUrl });
  await eventually('it has come to the second', 20_000, async () => {
    const { now } = await shown();
    return now === '2030-01-02T01:00:00.000Z';
  });
  assert.deepEqual(errorOf(await clock('POST', '/advance', { by: 'P1D' })), [
    409,
    'advance_in_progress',
    null,
  ]);
  assert.deepEqual(errorOf(await clock('DELETE')), [409, 'advance_in_progress', null]);
  assert.equal((await shown()).advancing_to, '2030-02-01T00:00:00.000Z');
  dying.child.kill('SIGKILL');
  await dying.ended;
  await holder`commit`;
  holder.release();
  await eventually('the server goes on with it', 20_000, async () => (await shown()).advancing_to === null);
  assert.equal((await shown()).now, '2030-02-01T00:00:00.000Z');
  const events = await florin.pool<{ objectId: string; occurredAt: Date }[]>`
    select object_id, occurred_at from events
    where organization_id = ${organization.id} and type = 'checkout.expired' order by sequence`;
  assert.deepEqual(
    events.map(({ objectId, occurredAt }) => [objectId, occurredAt.toISOString()]),
    [
      [first.id, '2030-01-02T00:00:00.000Z'],
      [second.id, '2030-01-02T01:00:00.000Z'],
    ],
  );
});

test('the command line turns the same clock', async () => {
  const run = async (...words: string[]) => {
    const all = ['clock', ...words, '--organization', organization.slug, '--json'];
    const { code, stdout } = await runFlorin(all, { DATABASE_URL: florin.databaseUrl });
    return [code, JSON.parse(stdout)];
  };
  const stands = { now: '2030-01-31T00:00:00.000Z', frozen: true, advancing_to: null, next_due_at: null };
  assert.deepEqual(await run('set', '--now', '2030-01-31'), [0, stands]);
  assert.deepEqual(await shown(), stands);
  const checkout = await openCheckout(await makeProduct());
  const [code, advanced] = await run('advance', '--by', 'P1M');
  assert.deepEqual(
    [code, advanced.to, advanced.steps, advanced.events[0].object_id],
    [0, '2030-02-28T00:00:00.000Z', 1, checkout.id],
  );
  assert.deepEqual(await run('show'), [0, await shown()]);
  assert.equal((await run('set', '--now', '2029-01-01'))[1].error.code, 'clock_cannot_go_back');
  await assert.rejects(clockAdvance.run({ organization: organization.slug }, []), UsageError);
  assert.equal((await run('delete'))[1].frozen, false);
});

test('what is done is counted for whoever watches the server', async () => {
  const text = (await call('GET', `${florin.url}/metrics`)).body as string;
  assert.match(text, /^florin_due_work_lag_seconds \d/m);
  assert.match(text, /^florin_due_steps_total\{table="checkouts",outcome="done"\} [1-9]/m);
});
