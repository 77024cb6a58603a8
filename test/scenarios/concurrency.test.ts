import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { once } from '../../src/platform/http/idempotency.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { type Called, call } from '../support/call.ts';
import { assertWholeHistory, historyOf } from '../support/customer-history.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Request = { method: string; path: string; body?: unknown; key?: string };

function send({ method, path, body, key }: Request): Promise<Called> {
  return call(method, `${florin.url}${path}`, {
    token: florin.testKey,
    ...(body === undefined ? {} : { body }),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
}

const polarPath = '/v1/customers/';
const flowgladPath = '/api/v1/customers';
const atlasPath = '/functions/v1/customers';

async function createPolar(body: Record<string, unknown>): Promise<string> {
  const answer = await send({ method: 'POST', path: polarPath, body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return (answer.body as { id: string }).id;
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | number): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, keyOf)].map(([key, group]) => [key, group.length]));
}

const fifty = Array.from({ length: 50 }, (_, index) => index);

/** What of a race is to be unique; how the winner and the others are answered. */
const races: Record<
  string,
  { request: (index: number) => Request; won: number; lost: (answer: Called) => unknown[] }
> = {
  'one e-mail address, Polar': {
    request: (index) => ({
      method: 'POST',
      path: polarPath,
      body: { email: index % 2 === 0 ? 'race@example.com' : 'RACE@example.com' },
    }),
    won: 201,
    lost: ({ status, body }) => {
      const { error, detail } = body as { error: string; detail: { loc: string[]; msg: string }[] };
      return [status, error, detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`)];
    },
  },
  'one external id, Polar': {
    request: (index) => ({
      method: 'POST',
      path: polarPath,
      body: { email: `race${index}@example.com`, external_id: 'race' },
    }),
    won: 201,
    lost: ({ status, body }) => {
      const { error, detail } = body as { error: string; detail: { loc: string[]; msg: string }[] };
      return [status, error, detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`)];
    },
  },
  'one e-mail address, Atlas': {
    request: () => ({ method: 'POST', path: atlasPath, body: { email: 'race@atlas.example' } }),
    won: 201,
    lost: ({ status, body }) => {
      const { error } = body as { error: Record<string, unknown> };
      return [status, error.type, error.code, error.param];
    },
  },
  'one external id, Flowglad': {
    request: () => ({
      method: 'POST',
      path: flowgladPath,
      body: { customer: { email: 'race@flowglad.example', name: 'R', externalId: 'race-flowglad' } },
    }),
    won: 200,
    lost: ({ status, body }) => {
      const { code, error } = body as Record<string, unknown>;
      return [status, code, error];
    },
  },
};

const emailTaken = [
  422,
  'PolarRequestValidationError',
  ['body.email: A customer with this email address already exists.'],
];
const refusals: Record<string, unknown[]> = {
  'one e-mail address, Polar': emailTaken,
  'one external id, Polar': [
    422,
    'PolarRequestValidationError',
    ['body.external_id: A customer with this external ID already exists.'],
  ],
  'one e-mail address, Atlas': [400, 'invalid_request_error', 'customer_exists', 'email'],
  'one external id, Flowglad': [409, 'CONFLICT', 'A customer with this externalId already exists'],
};

for (const [name, { request, won, lost }] of Object.entries(races)) {
  for (const keyed of [false, true]) {
    test(`50 creations at once with ${name}${keyed ? ', each with a key of its own' : ''}: one succeeds`, async () => {
      const counted = async () => {
        const [row] = await florin.pool<{ rows: number; events: number; audited: number }[]>`
          select (select count(*) from customers where deleted_at is null) as rows,
            (select count(*) from events where type = 'customer.created') as events,
            (select count(*) from audit_log where action = 'customer.created') as audited`;
        assert.ok(row);
        return row;
      };
      const earlier = await counted();
      const answers = await Promise.all(
        fifty.map((index) => send({ ...request(index), ...(keyed ? { key: `${name} ${index}` } : {}) })),
      );
      assert.deepEqual(
        countBy(answers, ({ status }) => (status === won ? 'won' : 'lost')),
        { won: 1, lost: 49 },
      );
      for (const answer of answers) {
        if (answer.status !== won) assert.deepEqual(lost(answer), refusals[name]);
      }
      const later = await counted();
      assert.deepEqual(
        [later.rows - earlier.rows, later.events - earlier.events, later.audited - earlier.audited],
        [1, 1, 1],
      );
      // Free for the race that comes next.
      await florin.pool`update customers set deleted_at = now() where deleted_at is null`;
    });
  }
}

test('50 creations at once with one address through Polar and Atlas: one succeeds', async () => {
  const answers = await Promise.all(
    fifty.map((index) =>
      send({
        method: 'POST',
        path: index % 2 === 0 ? polarPath : atlasPath,
        body: { email: 'both@example.com' },
      }),
    ),
  );
  const { 201: won, ...lost } = countBy(answers, ({ status }) => status);
  assert.equal(won, 1);
  assert.ok(Object.keys(lost).every((status) => status === '422' || status === '400'));
});

test('50 customers that all want one address by an update: one gets it', async () => {
  const ids = await Promise.all(fifty.map((index) => createPolar({ email: `want${index}@example.com` })));
  const answers = await Promise.all(
    ids.map((id) =>
      send({ method: 'PATCH', path: `${polarPath}${id}`, body: { email: 'wanted@example.com' } }),
    ),
  );
  assert.deepEqual(
    countBy(answers, ({ status }) => status),
    { 200: 1, 422: 49 },
  );
  for (const id of ids) await assertWholeHistory(florin, id);
});

/** Thirty updates, each of a member that no other touches. */
function updatesOfAllMembers(
  id: string,
  externalId: string,
  mark: string,
): { request: Request; column: string }[] {
  const polar = (column: string, body: unknown) => ({
    column,
    request: { method: 'PATCH', path: `${polarPath}${id}`, body },
  });
  const flowglad = (column: string, customer: unknown) => ({
    column,
    request: { method: 'PUT', path: `${flowgladPath}/${externalId}`, body: { customer } },
  });
  const atlas = (column: string, body: unknown) => ({
    column,
    request: { method: 'PATCH', path: `${atlasPath}/${prefixedId('cus', id)}`, body },
  });
  return [
    polar('locale', { locale: 'de-AT' }),
    polar('metadata', { metadata: { mark } }),
    polar('billing_address', { billing_address: { country: 'DE', city: mark } }),
    polar('type', { type: 'team' }),
    flowglad('name', { name: mark }),
    flowglad('logo_url', { logoURL: mark }),
    flowglad('icon_url', { iconURL: mark }),
    flowglad('domain', { domain: mark }),
    flowglad('user_id', { userId: mark }),
    flowglad('email', { email: mark }),
    atlas('phone', { phone: mark }),
    atlas('description', { description: mark }),
    atlas('shipping_address', { shipping_address: { country: 'AT', city: mark } }),
    atlas('tax_exempt', { tax_exempt: true }),
    atlas('payment_token', { default_token_id: mark }),
  ];
}

test('30 updates at once through three dialects: none is lost, each is recorded once and in order', async () => {
  for (let round = 0; round < 3; round++) {
    const id = await createPolar({ email: `all${round}@example.com`, external_id: `all${round}` });
    const [one, two] = [`one${round}`, `two${round}`].map((mark) =>
      updatesOfAllMembers(id, `all${round}`, mark),
    );
    assert.ok(one && two);
    // Every member twice, so that half of the changes start at what the other half wrote; every other one with a key.
    const sent = [...one, ...two].map(({ request, column }, index) => ({
      column,
      request: index % 2 === 0 ? request : { ...request, key: `all ${round} ${index}` },
    }));
    const answers = await Promise.all(sent.map(({ request }) => send(request)));
    for (const answer of answers) assert.equal(answer.status, 200, JSON.stringify(answer.body));

    await assertWholeHistory(florin, id);
    const { row, audited } = await historyOf(florin, id);
    const changed = audited.slice(1).flatMap(({ changes }) => Object.keys(changes));
    for (const { column } of one) {
      const member = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      assert.ok(changed.includes(member), `${column} was changed`);
    }
    const texts = [
      'name',
      'logoUrl',
      'iconUrl',
      'domain',
      'userId',
      'email',
      'phone',
      'description',
      'paymentToken',
    ];
    for (const member of texts) assert.match(String(row[member]), new RegExp(`^(one|two)${round}$`), member);
    assert.deepEqual([row.locale, row.type, row.taxExempt], ['de-AT', 'team', true]);
    // Twelve members end up with one of two values; locale, type and the exemption are written twice alike.
    const applied = audited.slice(1).filter(({ changes }) => Object.keys(changes).length > 0);
    assert.equal(applied.length, 27);
    assert.equal(row.version, 28);
  }
});

test('an update that changes nothing tells of no older state than the events before it', async () => {
  const id = await createPolar({ email: 'unchanged@example.com', name: '0' });
  const requests = Array.from({ length: 60 }, (_, index) => ({
    method: 'PATCH',
    path: `${polarPath}${id}`,
    body: index % 2 === 0 ? {} : { name: `${index}` },
  }));
  for (const { status } of await Promise.all(requests.map(send))) assert.equal(status, 200);
  await assertWholeHistory(florin, id);
});

test('deletions and updates at once: who comes too late is told so, and changes nothing', async () => {
  for (let round = 0; round < 8; round++) {
    const id = await createPolar({ email: `end${round}@example.com`, external_id: `end${round}` });
    const paths = {
      polar: `${polarPath}${id}`,
      flowglad: `${flowgladPath}/end${round}`,
      atlas: `${atlasPath}/${prefixedId('cus', id)}`,
    };
    const requests: Request[] = Array.from({ length: 8 }, (_, index) => [
      { method: 'PATCH', path: paths.polar, body: { name: `polar ${index}` } },
      { method: 'PUT', path: paths.flowglad, body: { customer: { domain: `${index}` } } },
      { method: 'PATCH', path: paths.atlas, body: { phone: `${index}` } },
    ]).flat();
    requests.splice(5, 0, { method: 'DELETE', path: paths.polar });
    requests.splice(12, 0, { method: 'DELETE', path: paths.atlas, key: `end ${round}` });
    const answers = await Promise.all(requests.map(send));
    const deleted = answers.filter(
      ({ status }, index) => requests[index]?.method === 'DELETE' && status < 300,
    );
    assert.equal(deleted.length, 1, 'one deletion deletes');
    for (const { status, body } of answers) {
      assert.ok([200, 204, 404].includes(status), `${status} ${JSON.stringify(body)}`);
    }
    await assertWholeHistory(florin, id);
    const { audited } = await historyOf(florin, id);
    assert.equal(audited.at(-1)?.action, 'customer.deleted', 'nothing happens to who is deleted');
  }
});

test('archiving and deleting at once: neither waits for the other for ever', async () => {
  const customers = await Promise.all(
    fifty.slice(0, 20).map(async (index) => {
      const externalId = `away${index}`;
      const customer = { email: 'away@example.com', name: 'A', externalId };
      await send({ method: 'POST', path: flowgladPath, body: { customer } });
      const { body } = await send({ method: 'GET', path: `${polarPath}external/${externalId}` });
      return { id: (body as { id: string }).id, externalId };
    }),
  );
  const answers = await Promise.all(
    customers.flatMap(({ id, externalId }) => [
      send({ method: 'POST', path: `${flowgladPath}/${externalId}/archive` }),
      send({ method: 'DELETE', path: `${polarPath}${id}` }),
      send({ method: 'POST', path: `${flowgladPath}/${externalId}/archive` }),
    ]),
  );
  for (const { status, body } of answers) {
    assert.ok([200, 204, 404].includes(status), `${status} ${JSON.stringify(body)}`);
  }
  for (const { id } of customers) {
    await assertWholeHistory(florin, id);
    const current = await florin.pool`
      select 1 from subscriptions where customer_id = ${id} and status <> 'canceled'`;
    assert.equal(current.length, 0, 'its subscription is over');
  }
});

test('archiving, coming back and taking the external id at once: it is one customer’s at any time', async () => {
  const put = (archived: boolean): Request => ({
    method: 'PUT',
    path: `${flowgladPath}/contested`,
    body: { customer: { archived } },
  });
  const create = (index: number): Request => ({
    method: 'POST',
    path: flowgladPath,
    body: { customer: { email: `c${index}@example.com`, name: 'C', externalId: 'contested' } },
  });
  const requests = Array.from({ length: 12 }, (_, index) => [create(index), put(true), put(false)]).flat();
  for (const { status, body } of await Promise.all(requests.map(send))) {
    assert.ok([200, 404, 409].includes(status), `${status} ${JSON.stringify(body)}`);
  }
  const rows = await florin.pool<{ id: string; archivedAt: Date | null }[]>`
    select id, archived_at from customers where external_id = 'contested'`;
  assert.ok(rows.length > 0);
  assert.ok(rows.filter(({ archivedAt }) => archivedAt === null).length <= 1);
  for (const { id } of rows) await assertWholeHistory(florin, id);
});

test('of 30 updates at once with one idempotency key one is applied', async () => {
  const id = await createPolar({ email: 'once@example.com', external_id: 'once' });
  const updates: Request[] = [
    { method: 'PATCH', path: `${polarPath}${id}`, body: { name: 'polar' }, key: 'once polar' },
    {
      method: 'PUT',
      path: `${flowgladPath}/once`,
      body: { customer: { domain: 'flowglad' } },
      key: 'once flowglad',
    },
    {
      method: 'PATCH',
      path: `${atlasPath}/${prefixedId('cus', id)}`,
      body: { phone: 'atlas' },
      key: 'once atlas',
    },
  ];
  const answers = await Promise.all(fifty.slice(0, 30).map((index) => send(updates[index % 3] as Request)));
  for (const { status } of answers) assert.ok(status === 200 || status === 409, String(status));
  const executed = answers.filter(
    ({ status, headers }) => status === 200 && headers.get('idempotent-replayed') === null,
  );
  assert.equal(executed.length, 3, 'one of each key');
  await assertWholeHistory(florin, id);
  const { row, audited } = await historyOf(florin, id);
  assert.deepEqual([row.name, row.domain, row.phone, audited.length], ['polar', 'flowglad', 'atlas', 4]);
});

test('a refusal is the first answer to its key, whatever comes at the same time', async () => {
  const holder = await createPolar({ email: 'taken@example.com' });
  const want: Request = {
    method: 'POST',
    path: polarPath,
    body: { email: 'taken@example.com' },
    key: 'want',
  };
  const answers = await Promise.all([
    ...fifty.slice(0, 20).map(() => send(want)),
    send({ method: 'DELETE', path: `${polarPath}${holder}` }),
    ...fifty.slice(0, 20).map(() => send(want)),
  ]);
  answers.splice(20, 1);
  const settled = await send(want);
  assert.equal(settled.headers.get('idempotent-replayed'), 'true');
  for (const { status, body } of answers) {
    if (status === 409) continue;
    assert.deepEqual(
      [status, body],
      [settled.status, settled.body],
      'all who are answered are answered alike',
    );
  }
});

test('between a refusal and its record no repeat is executed', async () => {
  const scope = await florin.scope(florin.organization, 'test');
  for (let round = 0; round < 10; round++) {
    const request = { key: `refused ${round}`, caller: 'test', fingerprint: Buffer.from('x') };
    let executions = 0;
    const work = async () => ({ status: ++executions === 1 ? 422 : 200, body: {} });
    const repeat = async () => {
      for (let attempt = 0; attempt < 5; attempt++) await once(scope, request, work);
    };
    await Promise.all(fifty.slice(0, 20).map(repeat));
    assert.equal(executions, 1);
  }
});
