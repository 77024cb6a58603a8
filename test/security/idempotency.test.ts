import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

let serial = 0;
const unique = () => `${Date.now().toString(36)}${serial++}`;

type Creation = { path: string; token: () => string; body: (mark: string) => unknown; conflict: number };

/** A creation of each API: repeated without a key it would make a second object or be refused. */
const creations: Record<string, Creation> = {
  polar: {
    path: '/v1/customers/',
    token: () => florin.testKey,
    body: (mark) => ({ email: `polar${mark}@example.com`, external_id: `polar${mark}` }),
    conflict: 409,
  },
  flowglad: {
    path: '/api/v1/customers',
    token: () => florin.testKey,
    body: (mark) => ({ customer: { email: `f${mark}@example.com`, name: 'F', externalId: `f${mark}` } }),
    conflict: 409,
  },
  atlas: {
    path: '/functions/v1/customers',
    token: () => florin.testKey,
    body: (mark) => ({ email: `atlas${mark}@example.com` }),
    conflict: 409,
  },
  florin: {
    path: '/florin/v1/organizations',
    token: () => operatorToken,
    body: (mark) => ({ name: `Organization ${mark}`, slug: `organization-${mark}` }),
    conflict: 409,
  },
};

function create(creation: Creation, key: string | undefined, mark: string, server = florin): Promise<Called> {
  return call('POST', `${server.url}${creation.path}`, {
    token: creation.token(),
    body: creation.body(mark),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
}

for (const [name, creation] of Object.entries(creations)) {
  test(`${name}: a repeat gets the first answer`, async () => {
    const [key, mark] = [unique(), unique()];
    const first = await create(creation, key, mark);
    assert.ok(first.status < 300, JSON.stringify(first.body));
    assert.equal(first.headers.get('idempotent-replayed'), null);
    const second = await create(creation, key, mark);
    assert.equal(second.status, first.status);
    assert.deepEqual(second.body, first.body);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    const unkeyed = await create(creation, undefined, mark);
    assert.ok(unkeyed.status >= 400);
  });

  test(`${name}: a refusal is repeated too, and had no effect`, async () => {
    const [key, mark] = [unique(), unique()];
    await create(creation, undefined, mark);
    const refused = await create(creation, key, mark);
    assert.ok(refused.status >= 400 && refused.status < 500);
    const again = await create(creation, key, mark);
    assert.equal(again.status, refused.status);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
  });

  test(`${name}: a key stands for one request only`, async () => {
    const key = unique();
    await create(creation, key, unique());
    const other = await create(creation, key, unique());
    assert.equal(other.status, creation.conflict);
  });

  test(`${name}: of two at once, one executes`, async () => {
    const [key, mark] = [unique(), unique()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(creation, key, mark)));
    const executed = answers.filter(
      ({ status, headers }) => status < 300 && headers.get('idempotent-replayed') === null,
    );
    assert.equal(executed.length, 1);
    for (const answer of answers) {
      if (answer.status >= 300) assert.equal(answer.status, creation.conflict);
      else assert.deepEqual(answer.body, executed[0]?.body);
    }
  });

  test(`${name}: a key over 255 characters is refused`, async () => {
    const mark = unique();
    assert.equal((await create(creation, 'k'.repeat(256), mark)).status, 400);
    assert.ok((await create(creation, 'k'.repeat(255), mark)).status < 300);
  });
}

test('the first answer survives a restart', async () => {
  const [key, mark] = [unique(), unique()];
  const creation = creations.polar as Creation;
  const first = await create(creation, key, mark);
  const other = await startTestFlorin({ DATABASE_URL: florin.databaseUrl });
  const second = await create(creation, key, mark, { ...florin, url: other.url });
  await other.stop();
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers.get('idempotent-replayed'), 'true');
});

test('one key of two callers is two keys', async () => {
  const key = unique();
  const other = await florin.createKey(florin.organization, 'test');
  const creation = creations.polar as Creation;
  await create(creation, key, unique());
  const answer = await create({ ...creation, token: () => other.token }, key, unique());
  assert.equal(answer.status, 201);
});

test('an update with a key is applied once', async () => {
  const created = (await create(creations.polar as Creation, undefined, unique())).body as { id: string };
  const [key, url] = [unique(), `${florin.url}/v1/customers/${created.id}`];
  const options = { token: florin.testKey, headers: { 'idempotency-key': key } };
  await call('PATCH', url, { ...options, body: { name: 'One' } });
  await call('PATCH', url, { token: florin.testKey, body: { name: 'Two' } });
  const replayed = await call('PATCH', url, { ...options, body: { name: 'One' } });
  assert.equal((replayed.body as { name: string }).name, 'One');
  const stored = await call('GET', url, { token: florin.testKey });
  assert.equal((stored.body as { name: string }).name, 'Two');
});

test('the record commits with the effect: events, audit and answer are there together', async () => {
  const mark = unique();
  const answer = await create(creations.polar as Creation, mark, mark);
  const { id } = answer.body as { id: string };
  const [counts] = await florin.pool`
    select (select count(*) from events where object_id = ${id}) as events,
      (select count(*) from audit_log where object_id = ${id}) as audited,
      (select count(*) from idempotency_keys where status = 201
        and key = ${createHash('sha256').update(mark).digest('base64url')}) as keys`;
  assert.deepEqual({ ...counts }, { events: 1, audited: 1, keys: 1 });
});

test('neither the key nor a secret in the answer can be read in the database', async () => {
  const [key, mark] = [unique(), unique()];
  await create(creations.polar as Creation, undefined, mark);
  const session = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token: florin.testKey,
    body: { external_customer_id: `polar${mark}` },
    headers: { 'idempotency-key': key },
  });
  const { token } = session.body as { token: string };
  const rows =
    await florin.pool`select key, headers::text, encode(body, 'escape') as body from idempotency_keys`;
  assert.ok(rows.length > 0);
  for (const row of rows) {
    for (const value of Object.values(row)) assert.ok(!value.includes(token) && !value.includes(key));
  }
});
