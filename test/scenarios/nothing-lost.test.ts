import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { prefixedId } from '../../src/platform/ids.ts';
import { type Called, call } from '../support/call.ts';
import { assertWholeHistory, historyOf, snapshot } from '../support/customer-history.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { Random } from '../support/random.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Sent = {
  method: string;
  path: string;
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
};

function send({ method, path, body, token = florin.testKey, headers = {} }: Sent): Promise<Called> {
  const options = { token, headers, ...(body === undefined ? {} : { body }) };
  return call(method, `${florin.url}${path}`, options);
}

const emails = Array.from(
  { length: 8 },
  (_, index) => `${index % 2 ? 'Mixed' : 'plain'}${index}@example.com`,
);
const externalIds = Array.from({ length: 6 }, (_, index) => `ext ${index}`);
const texts = ['', 'a', 'Ünï', '💳', ' padded ', 'x'.repeat(200)];

function address(random: Random): unknown {
  return random.pick<unknown>([
    null,
    { country: 'DE', city: random.pick(texts) },
    { country: 'US', state: 'CA' },
    { country: 'FR', line1: random.pick(texts), postal_code: '75001' },
  ]);
}

/** Some of the members, each with a value of its own kind. */
function some(random: Random, members: Record<string, () => unknown>): Record<string, unknown> {
  const chosen = Object.entries(members).filter(() => random.chance(0.4));
  return Object.fromEntries(chosen.map(([name, value]) => [name, value()]));
}

const orNull = (random: Random, value: unknown) => (random.chance(0.2) ? null : value);

function polarMembers(random: Random): Record<string, unknown> {
  return some(random, {
    email: () => random.pick(emails),
    name: () => orNull(random, random.pick(texts)),
    billing_address: () => address(random),
    tax_id: () =>
      random.pick<unknown>([null, 'DE123456788', '911144442', ['911144442', 'us_ein'], 'nonsense']),
    locale: () => random.pick<unknown>([null, 'de', 'en-us']),
    metadata: () => ({ [random.pick(['a', 'b'])]: random.pick<unknown>(['x', 1, 0.5, true]) }),
    external_id: () => orNull(random, random.pick(externalIds)),
    type: () => random.pick(['individual', 'team']),
  });
}

function flowgladMembers(random: Random): Record<string, unknown> {
  return some(random, {
    email: () => random.pick(emails),
    name: () => random.pick(texts),
    logoURL: () => orNull(random, random.pick(texts)),
    domain: () => orNull(random, random.pick(texts)),
    userId: () => orNull(random, 'user'),
    archived: () => random.chance(0.5),
    externalId: () => random.pick(externalIds),
  });
}

function atlasMembers(random: Random): Record<string, unknown> {
  return some(random, {
    email: () => random.pick(emails),
    name: () => orNull(random, random.pick(texts)),
    phone: () => orNull(random, random.pick(texts)),
    description: () => orNull(random, random.pick(texts)),
    billing_address: () => address(random),
    shipping_address: () => address(random),
    tax_exempt: () => random.chance(0.5),
    tax_ids: () =>
      random.pick<unknown>([null, [], [{ type: 'eu_vat', value: 'DE123456788', more: { a: [1] } }]]),
    metadata: () =>
      orNull(random, { deep: { list: [1, null, { x: random.pick(texts) }] }, n: random.below(5) }),
    default_token_id: () => orNull(random, 'tok_1'),
  });
}

/** A request of any kind, good or bad, on what there is or is not. */
function anyRequest(random: Random, ids: readonly string[]): Sent {
  const id = ids.length > 0 ? random.pick(ids) : '00000000-0000-4000-8000-000000000000';
  const externalId = encodeURIComponent(random.pick(externalIds));
  const polar = random.chance(0.5) ? `/v1/customers/${id}` : `/v1/customers/external/${externalId}`;
  const flowglad = `/api/v1/customers/${externalId}`;
  const atlas = `/functions/v1/customers/${prefixedId('cus', id)}`;
  switch (random.below(12)) {
    case 0:
      return {
        method: 'POST',
        path: '/v1/customers/',
        body: { email: random.pick(emails), ...polarMembers(random) },
      };
    case 1:
      return {
        method: 'POST',
        path: '/api/v1/customers',
        body: {
          customer: {
            email: random.pick(emails),
            name: 'F',
            externalId: random.pick(externalIds),
            ...flowgladMembers(random),
          },
        },
      };
    case 2:
      return {
        method: 'POST',
        path: '/functions/v1/customers',
        body: { email: random.pick(emails), ...atlasMembers(random) },
      };
    case 3:
    case 4:
    case 5:
      return { method: 'PATCH', path: polar, body: polarMembers(random) };
    case 6:
    case 7:
      return { method: 'PUT', path: flowglad, body: { customer: flowgladMembers(random) } };
    case 8:
    case 9:
      return { method: 'PATCH', path: atlas, body: atlasMembers(random) };
    case 10:
      return { method: 'POST', path: `${flowglad}/archive` };
    default:
      return random.pick([
        { method: 'DELETE', path: polar },
        { method: 'DELETE', path: `${polar}?anonymize=true` },
        { method: 'DELETE', path: atlas },
      ]);
  }
}

async function allIds(): Promise<string[]> {
  const rows = await florin.pool<{ id: string }[]>`select id from customers order by id`;
  return rows.map(({ id }) => id);
}

/** Sees that nobody's history has a gap, and that the counters tell how many customers there are. */
async function assertNothingLost(): Promise<void> {
  for (const id of await allIds()) await assertWholeHistory(florin, id);
  const counts = await florin.pool`
    select mode, pricing_model_id, sum(customers) from customer_counts
    group by 1, 2 having sum(customers) <> 0 order by 1, 2`;
  const rows = await florin.pool`
    select mode, pricing_model_id, count(*) as sum from customers where deleted_at is null group by 1, 2 order by 1, 2`;
  const plain = (found: readonly Record<string, unknown>[]) =>
    found.map(({ mode, pricingModelId, sum }) => [mode, pricingModelId, Number(sum)]);
  assert.deepEqual(plain(counts), plain(rows));
}

for (const seed of [20_260_517]) {
  test(`one after another: the record tells every change, and a refusal is none (seed ${seed})`, async () => {
    const random = new Random(seed);
    const seen = new Map<string, number>();
    for (let step = 0; step < 240; step++) {
      const request = anyRequest(random, await allIds());
      // Every fifth with a key: its effects are a transaction's then.
      const headers: Record<string, string> = step % 5 === 0 ? { 'idempotency-key': `${seed} ${step}` } : {};
      const isWatched = step % 3 === 0;
      const earlier = isWatched ? await snapshot(florin) : {};
      const { status, body } = await send({ ...request, headers });
      const kind = `${request.method} ${status}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      assert.ok(status < 500, `${JSON.stringify(request)}: ${JSON.stringify(body)}`);
      if (isWatched && status >= 400) {
        const later = await snapshot(florin);
        assert.deepEqual(
          { ...later, idempotency_keys: '' },
          { ...earlier, idempotency_keys: '' },
          `${status} ${JSON.stringify(request)}`,
        );
      }
    }
    for (const kind of [
      'POST 200',
      'POST 201',
      'PATCH 200',
      'PUT 200',
      'PATCH 404',
      'DELETE 204',
      'PATCH 422',
    ]) {
      assert.ok(seen.has(kind), `${kind} is among the answers: ${JSON.stringify([...seen])}`);
    }
    await assertNothingLost();
  });
}

test('sixteen at a time: the record tells every change', async () => {
  const random = new Random(99);
  let left = 600;
  const caller = async () => {
    while (left-- > 0) {
      const request = anyRequest(random, await allIds());
      const headers: Record<string, string> = left % 4 === 0 ? { 'idempotency-key': `many ${left}` } : {};
      const { status, body } = await send({ ...request, headers });
      assert.ok(status < 500, `${JSON.stringify(request)}: ${JSON.stringify(body)}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  await assertNothingLost();
});

test('what a deletion does to a customer is recorded, with anonymizing and without', async () => {
  for (const anonymize of [false, true]) {
    const { body } = await send({
      method: 'POST',
      path: '/v1/customers/',
      body: {
        email: `del${anonymize}@example.com`,
        name: 'D',
        external_id: `del ${anonymize}`,
        metadata: { a: 1 },
      },
    });
    const { id } = body as { id: string };
    await send({ method: 'DELETE', path: `/v1/customers/${id}?anonymize=${anonymize}` });
    await assertWholeHistory(florin, id);
    const { audited, row } = await historyOf(florin, id);
    const deleted = audited.find(({ action }) => action === 'customer.deleted');
    const changed = Object.keys(deleted?.changes ?? {}).sort();
    const always = ['deletedAt', 'externalId', 'metadata'];
    assert.deepEqual(changed, (anonymize ? ['email', 'name', ...always] : always).sort());
    assert.equal(row.email === `del${anonymize}@example.com`, !anonymize);
  }
});

test('every kind of refusal leaves all tables as they are', async () => {
  const body = { email: 'stays@example.com', external_id: 'stays', billing_address: { country: 'DE' } };
  const made = await send({
    method: 'POST',
    path: '/v1/customers/',
    body: { ...body, tax_id: 'DE123456788' },
  });
  const { id } = made.body as { id: string };
  await send({
    method: 'POST',
    path: '/v1/customers/',
    body: { email: 'other@example.com', type: 'team', name: 'T', external_id: 'other' },
  });
  await send({ method: 'POST', path: '/functions/v1/customers', body: { email: 'exact@example.com' } });
  const readOnly = (await florin.createKey(florin.organization, 'test', { scopes: ['customers:read'] }))
    .token;
  const over = new Date(Date.now() - 1000);
  const expired = (await florin.createKey(florin.organization, 'test', { expiresAt: over })).token;
  await send({
    method: 'PATCH',
    path: `/v1/customers/${id}`,
    body: { name: 'first' },
    headers: { 'idempotency-key': 'used' },
  });

  const polar = `/v1/customers/${id}`;
  const flowglad = '/api/v1/customers/stays';
  const atlas = `/functions/v1/customers/${prefixedId('cus', id)}`;
  const put = (customer: unknown): Sent => ({ method: 'PUT', path: flowglad, body: { customer } });
  const patch = (path: string, members: unknown, more: Partial<Sent> = {}): Sent => ({
    method: 'PATCH',
    path,
    body: members,
    ...more,
  });
  const today = { headers: { 'polar-version': '2026-10' } };
  const refused: [status: number, Sent][] = [
    // Who calls.
    [401, patch(polar, { name: 'x' }, { token: 'sk_test_nobody' })],
    [401, patch(polar, { name: 'x' }, { token: expired })],
    [403, patch(polar, { name: 'x' }, { token: readOnly })],
    [403, { ...put({ name: 'x' }), token: readOnly }],
    [403, patch(atlas, { name: 'x' }, { token: readOnly })],
    [404, patch(polar, { name: 'x' }, { token: florin.liveKey })],
    [404, { ...put({ name: 'x' }), token: florin.liveKey }],
    [404, patch(atlas, { name: 'x' }, { token: florin.liveKey })],
    [404, { method: 'DELETE', path: polar, token: florin.liveKey }],
    // What is sent.
    [422, patch(polar, { name: 7 })],
    [422, patch(polar, { name: 'ok', email: 'nonsense' })],
    [422, patch(polar, { name: 'ok', metadata: { a: { b: 1 } } })],
    [422, patch(polar, { name: 'ok', billing_address: { country: 'US', state: 'Nowhere' } })],
    [422, patch(polar, { name: 'ok', tax_id: ['1', 'no_format'] })],
    [422, patch(polar, { name: '4242 4242 4242 4242' })],
    [422, patch(polar, { name: 'x\0' })],
    [422, patch('/v1/customers/not-an-id', { name: 'x' })],
    [400, put({ name: 7 })],
    [400, put({ name: 'ok', id: 'cust_another' })],
    [400, put({ name: 'ok', catalogId: 'pricing_model_000000000000000000000' })],
    [400, patch(atlas, { name: 'ok', email: '' })],
    [400, patch(atlas, { name: 'ok', billing_address: { country: 'XX' } })],
    // What the rules have against it.
    [422, patch(polar, { name: 'ok', email: 'OTHER@example.com' })],
    [422, patch(polar, { name: 'ok', external_id: 'new' })],
    [422, patch(polar, { name: 'ok', tax_id: 'nonsense' })],
    [422, patch(polar, { name: 'ok', billing_address: { country: 'US' } })],
    [422, patch(polar, { name: 'ok', billing_address: null }, today)],
    [422, patch(polar, { name: 'ok', billing_address: { country: 'RU' } }, today)],
    [422, patch('/v1/customers/external/other', { name: 'ok', tax_id: 'DE123456788' })],
    [422, { method: 'POST', path: '/v1/customers/', body: { email: 'stays@example.com' } }],
    [422, { method: 'POST', path: '/v1/customers/', body: { email: 'n@example.com', external_id: 'stays' } }],
    [409, put({ name: 'ok', externalId: 'other' })],
    [
      409,
      {
        method: 'POST',
        path: '/api/v1/customers',
        body: { customer: { email: 'n@example.com', name: 'N', externalId: 'stays' } },
      },
    ],
    [400, patch(atlas, { name: 'ok', email: 'exact@example.com' })],
    [404, patch(atlas, { name: 'ok', default_payment_method: prefixedId('pm', id) })],
    [400, { method: 'POST', path: '/functions/v1/customers', body: { email: 'stays@example.com' } }],
    // What is not there.
    [404, patch('/v1/customers/external/nobody', { name: 'x' })],
    [404, { method: 'DELETE', path: '/v1/customers/external/nobody' }],
    [404, { method: 'POST', path: '/api/v1/customers/nobody/archive' }],
    [405, { method: 'PUT', path: polar, body: {} }],
    // Keys.
    [409, patch(polar, { name: 'second' }, { headers: { 'idempotency-key': 'used' } })],
    [400, patch(polar, { name: 'x' }, { headers: { 'idempotency-key': 'k'.repeat(256) } })],
  ];
  const earlier = await snapshot(florin);
  for (const [status, request] of refused) {
    const answer = await send(request);
    assert.equal(answer.status, status, `${JSON.stringify(request)}: ${JSON.stringify(answer.body)}`);
    assert.deepEqual(await snapshot(florin), earlier, JSON.stringify(request));
  }
  // With a key the refusal itself is kept, and nothing else.
  for (const [index, [, request]] of refused.entries()) {
    if (request.headers) continue;
    await send({ ...request, headers: { 'idempotency-key': `refused ${index}` } });
  }
  assert.deepEqual(
    { ...(await snapshot(florin)), idempotency_keys: '' },
    { ...earlier, idempotency_keys: '' },
  );
});
