import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../../src/platform/postgres/database.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, runFlorin } from '../support/process.ts';
import { type Replicated, startReplicated } from '../support/replica.ts';

let databases: Replicated;
let florin: TestFlorin;
before(async () => {
  databases = await startReplicated();
  florin = await startTestFlorin({
    DATABASE_URL: databases.primaryUrl,
    DATABASE_REPLICA_URL: databases.replicaUrl,
    LOG_LEVEL: 'silent',
  });
});
after(async () => {
  await florin.stop();
  await databases.stop();
});

const get = async (path: string) => (await call('GET', florin.url + path, { token: florin.testKey })).body;

async function createCustomer(email: string): Promise<string> {
  const { status, body } = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email },
  });
  assert.equal(status, 201);
  return (body as { id: string }).id;
}

const listed = async (email: string) =>
  ((await get(`/v1/customers/?email=${email}`)) as { items: unknown[] }).items.length === 1;

/** Whether the replica has been asked for customers: each of its connections tells what it was asked last. */
async function wasRead(): Promise<boolean> {
  const replica = connect(databases.replicaUrl, { connections: 1 });
  const rows = await replica`
    select from pg_stat_activity where application_name = 'florin replica' and query like '%customers%'`;
  await replica.end();
  return rows.length > 0;
}

const metrics = async () => (await fetch(`${florin.url}/metrics`)).text();

const near = () => (florin.server.services.replica?.lag() ?? Number.POSITIVE_INFINITY) <= 10_000;

test('lists and exports are read from the replica, what was just written from the primary', async () => {
  await eventually('the replica is near', 30_000, async () => near());
  const id = await createCustomer('ada@example.com');
  assert.equal(((await get(`/v1/customers/${id}`)) as { id: string }).id, id);
  assert.equal(await wasRead(), false);
  await eventually('the list has the customer', 20_000, () => listed('ada@example.com'));
  assert.ok(await wasRead());
  assert.match(String(await get('/v1/customers/export')), /ada@example\.com/);
  assert.match(await metrics(), /^florin_replica_lag_seconds [0-9.]+$/m);
});

test('one that has stopped replaying shows what was, and is not read from once that is ten seconds ago', async () => {
  const replica = connect(databases.replicaUrl, { connections: 1 });
  await replica`select pg_wal_replay_pause()`;
  await eventually('replay stands', 20_000, async () => {
    const [row] = await replica<{ state: string }[]>`select pg_get_wal_replay_pause_state() as state`;
    return row?.state === 'paused';
  });
  const id = await createCustomer('grace@example.com');
  assert.equal(await listed('grace@example.com'), false, 'a list may be behind');
  assert.equal(((await get(`/v1/customers/${id}`)) as { id: string }).id, id, 'a read by id may not');
  const began = Date.now();
  await eventually('the list is read elsewhere', 40_000, () => listed('grace@example.com'));
  assert.ok(Date.now() - began > 5_000, 'it was read from the replica until then');
  assert.ok(!near());
  await replica`select pg_wal_replay_resume()`;
  await replica.end();
  await eventually('the replica is near again', 30_000, async () => near());
});

test('one that goes away in the middle of it costs nobody an answer', async () => {
  let isOver = false;
  const reading = Promise.all(
    Array.from({ length: 8 }, async () => {
      const statuses = new Set<number>();
      while (!isOver) {
        const { status } = await call('GET', `${florin.url}/v1/customers/`, { token: florin.testKey });
        statuses.add(status);
        await wait(10);
      }
      return [...statuses];
    }),
  );
  await databases.stopReplica();
  await eventually('it is not counted on', 20_000, async () => !near());
  await createCustomer('edsger@example.com');
  assert.ok(await listed('edsger@example.com'), 'the primary answers');
  assert.doesNotMatch(await metrics(), /^florin_replica_lag_seconds /m);
  isOver = true;
  assert.deepEqual(
    (await reading).flat(),
    Array.from({ length: 8 }, () => 200),
  );
});

test('a database that is no replica of ours is never read from', async () => {
  const url = await databases.startReplica();
  const stranger = new URL(databases.primaryUrl);
  stranger.pathname = '/postgres';
  for (const [replicaUrl, isGood] of [
    [stranger.href, false],
    [databases.primaryUrl, false],
    [url, true],
  ] as const) {
    const second = await startTestFlorin({
      DATABASE_URL: databases.primaryUrl,
      DATABASE_REPLICA_URL: replicaUrl,
      LOG_LEVEL: 'silent',
    });
    try {
      const { replica } = second.server.services;
      assert.ok(replica);
      if (isGood) await eventually('it is near', 30_000, async () => replica.lag() < 10_000);
      else {
        const { status } = await call('GET', `${second.url}/v1/customers/`, { token: second.testKey });
        assert.equal(status, 200);
        assert.equal(replica.lag(), Number.POSITIVE_INFINITY);
      }
    } finally {
      await second.stop();
    }
  }
});

test('a replica without a database of its own is refused', async () => {
  const { code, stderr } = await runFlorin(['start'], { DATABASE_REPLICA_URL: databases.replicaUrl });
  assert.equal(code, 2);
  assert.match(stderr, /DATABASE_REPLICA_URL/);
});
