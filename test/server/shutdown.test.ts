import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { connect } from '../../src/platform/postgres/database.ts';
import { call } from '../support/call.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually, serveFlorin } from '../support/process.ts';
import { reserved } from '../support/reserved.ts';

type Answer = { status: number; headers: Record<string, unknown>; body: string };

/** A request over a connection that stays open, if the server lets it. */
function get(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal}: what is in flight is answered, what is new is refused, and the exit code is 0`, async () => {
    const databaseUrl = await createTestDatabase();
    const florin = await serveFlorin({ DATABASE_URL: databaseUrl });
    const token = /sk_test_\w+/.exec(florin.stdout())?.[0];
    const customers = `${florin.url}/v1/customers/`;
    const made = await call('POST', customers, { token, body: { email: 'slow@example.com' } });
    const { id } = made.body as { id: string };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    assert.equal((await get(`${florin.url}/healthz`, agent)).status, 200);

    // An update waits as long as somebody else holds the row.
    const pool = connect(databaseUrl, { connections: 2 });
    const holder = await reserved(pool);
    await holder`begin`;
    await holder`select 1 from customers where id = ${id} for update`;
    const slow = call('PATCH', `${customers}${id}`, { token, body: { name: 'Patience' } });
    await eventually('the update waits', 5_000, async () => {
      const waiting =
        await pool`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      return waiting.length > 0;
    });

    const signalledAt = Date.now();
    florin.child.kill(signal);
    // Over the connection from before, and over new ones.
    await eventually(
      'new requests get 503',
      3_000,
      async () => (await get(`${florin.url}/healthz`, agent)).status === 503,
    );
    const refused = await call('GET', customers, { token });
    assert.equal(refused.status, 503);
    assert.equal((refused.body as { error: string }).error, 'ServiceUnavailable');
    assert.deepEqual([refused.headers.get('retry-after'), refused.headers.get('connection')], ['1', 'close']);
    assert.equal((await fetch(`${florin.url}/readyz`)).status, 503);

    await holder`commit`;
    holder.release();
    const answer = await slow;
    assert.deepEqual([answer.status, (answer.body as { name: string }).name], [200, 'Patience']);
    assert.equal(await florin.ended, 0);
    assert.ok(Date.now() - signalledAt < 10_000);
    const [row] = await pool<{ name: string }[]>`select name from customers where id = ${id}`;
    assert.equal(row?.name, 'Patience');
    await pool.end();
    agent.destroy();
  });
}

test('a request that never ends does not keep the server from ending', async () => {
  const databaseUrl = await createTestDatabase();
  const florin = await serveFlorin({ DATABASE_URL: databaseUrl });
  const token = /sk_test_\w+/.exec(florin.stdout())?.[0];
  const made = await call('POST', `${florin.url}/v1/customers/`, {
    token,
    body: { email: 'stuck@example.com' },
  });
  const { id } = made.body as { id: string };
  const pool = connect(databaseUrl, { connections: 1 });
  const holder = await reserved(pool);
  await holder`begin`;
  await holder`select 1 from customers where id = ${id} for update`;
  const stuck = call('PATCH', `${florin.url}/v1/customers/${id}`, { token, body: { name: 'Never' } }).catch(
    () => 'cut',
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  const signalledAt = Date.now();
  florin.child.kill('SIGTERM');
  const code = await florin.ended;
  const seconds = (Date.now() - signalledAt) / 1000;
  assert.ok(seconds < 10, `${seconds} s`);
  assert.equal(code, 0);
  assert.equal(await stuck, 'cut');
  await holder`rollback`;
  holder.release();
  await pool.end();
});
