import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import tls from 'node:tls';
import {
  type ConnectOptions,
  connect,
  isConnectionTrouble,
  type Pool,
  transaction,
} from '../../src/platform/postgres/database.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { Random } from '../support/random.ts';
import { secondsOf, seed } from './plan.ts';
import { selfSigned } from './self-signed.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let databaseUrl: URL;
let observer: Pool;
before(async () => {
  databaseUrl = new URL(await createTestDatabase());
  observer = connect(databaseUrl.href, { connections: 1, applicationName: 'observer' });
  await observer`create table notes (id text not null, half integer not null)`;
});
after(() => observer.end());

/** A pool whose every byte goes through a proxy. */
async function throughProxy(
  context: TestContext,
  options: ConnectOptions,
): Promise<{ pool: Pool; proxy: TcpProxy }> {
  const proxy = await startTcpProxy({ host: databaseUrl.hostname, port: Number(databaseUrl.port) });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${proxy.port}`;
  const pool = connect(url.href, { applicationName: 'tested', ...options });
  context.after(async () => {
    await pool.end({ timeout: 1 });
    await proxy.close();
  });
  return { pool, proxy };
}

/** Ends the sessions of the pools that are tested. */
const terminateAll = () =>
  observer`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tested'`;

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'none',
    (error) => error,
  );

/** Sees that every connection of a pool can be had, at once, for a transaction. */
async function assertWhole(pool: Pool, connections: number): Promise<void> {
  await eventually('the pool is whole', 10_000, async () => {
    const all = Array.from({ length: connections }, () =>
      transaction(pool, async (database) => {
        await database`select pg_sleep(0.05)`;
        return (await database<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
      }),
    );
    const pids = await Promise.allSettled(all);
    return new Set(pids.map((one) => one.status === 'fulfilled' && one.value)).size === connections;
  });
  const [busy] = await observer<{ count: number }[]>`
    select count(*) from pg_stat_activity where application_name = 'tested' and state <> 'idle'`;
  assert.equal(busy?.count, 0);
}

test('a connection that dies under a statement of a transaction is the failure of that transaction', async (context) => {
  const { pool } = await throughProxy(context, { connections: 2 });
  const failed = failureOf(
    transaction(pool, async (database) => {
      await database`insert into notes values ('dies', 1)`;
      await database`select pg_terminate_backend(pg_backend_pid())`;
    }),
  );
  assert.ok(isConnectionTrouble(await failed), String(await failed));
  await assertWhole(pool, 2);
  assert.deepEqual([...(await observer`select * from notes where id = 'dies'`)], []);
});

test('what a lost transaction still asks is not done: neither by itself nor in the transaction that has its connection', async (context) => {
  const { pool } = await throughProxy(context, { connections: 1 });
  let lost = () => {};
  const isLost = new Promise<void>((resolve) => {
    lost = resolve;
  });
  const stale = failureOf(
    transaction(pool, async (database) => {
      await database`insert into notes values ('stale', 1)`;
      await isLost;
      const late = [1, 2].map(() =>
        failureOf(transaction(database, (inner) => inner`insert into notes values ('stale', 2)`)),
      );
      assert.ok((await Promise.all(late)).every(isConnectionTrouble));
      await database`insert into notes values ('stale', 3)`;
    }),
  );
  await eventually('it has begun', 5_000, async () => {
    const found = await observer`select 1 from pg_stat_activity where state = 'idle in transaction'`;
    return found.length > 0;
  });
  await terminateAll();
  assert.ok(isConnectionTrouble(await stale));
  const undone = failureOf(
    transaction(pool, async (database) => {
      await database`insert into notes values ('undone', 1)`;
      lost();
      await wait(100);
      await database`insert into notes values ('undone', 2)`;
      throw new Error('undo');
    }),
  );
  assert.match(String(await undone), /undo/);
  assert.deepEqual([...(await observer`select * from notes where id in ('stale', 'undone')`)], []);
  await assertWhole(pool, 1);
});

test('cut, torn and terminated at random: transactions are done whole or not at all, and the pool stays whole', async (context) => {
  const { pool, proxy } = await throughProxy(context, { connections: 12 });
  const random = new Random(seed);
  const until = Date.now() + secondsOf(2, 30) * 1000;
  const acknowledged: string[] = [];
  // Fewer than connections: some ask the pool for a second one within their transaction.
  const writers = 10;
  let failures = 0;
  const writer = async (name: number) => {
    for (let count = 0; Date.now() < until; count++) {
      const id = `${name} ${count}`;
      try {
        await transaction(pool, async (database) => {
          await database`insert into notes values (${id}, 1)`;
          if (count % 3 === 0) await pool`select 1`;
          if (count % 5 === 0) await transaction(database, (inner) => inner`select ${id}::text`);
          await database`insert into notes values (${id}, 2)`;
        });
        acknowledged.push(id);
      } catch (error) {
        assert.ok(isConnectionTrouble(error), String(error));
        failures++;
      }
    }
  };
  const trouble = async () => {
    while (Date.now() < until) {
      await wait(random.below(60));
      if (random.chance(0.4)) proxy.cut();
      else if (random.chance(0.5)) proxy.tear(200 + random.below(20_000), 12);
      else await terminateAll();
    }
    proxy.heal();
  };
  await Promise.all([...Array.from({ length: writers }, (_, name) => writer(name)), trouble()]);
  assert.ok(failures > 5 && acknowledged.length > 5, `${acknowledged.length} done, ${failures} failed`);
  const halves = await observer`select id from notes where id ~ '^[0-9]' group by id having count(*) <> 2`;
  assert.deepEqual([...halves], []);
  const found = await observer<{ id: string }[]>`select distinct id from notes where id ~ '^[0-9]'`;
  const stored = new Set(found.map(({ id }) => id));
  assert.deepEqual(
    acknowledged.filter((id) => !stored.has(id)),
    [],
  );
  await assertWhole(pool, 12);
  context.diagnostic(`${acknowledged.length} transactions done, ${failures} failed`);
});

const oneTo200 = Array.from({ length: 200 }, (_, index) => index + 1);

test('an answer that is torn in two leaves nothing behind for the next on its connection', async (context) => {
  const { pool, proxy } = await throughProxy(context, { connections: 1 });
  await pool`select 1`;
  for (const bytes of [700, 1_500, 5_000, 9_000]) {
    proxy.tear(bytes, 1);
    proxy.cut();
    let failures = 0;
    for (let time = 0; time < 8; time++) {
      const answer = pool<{ number: number }[]>`
        select number, repeat('x', 50) as text from generate_series(1, 200) as number`;
      const numbers = await answer.then(
        (rows) => Array.from(rows, (row) => row?.number),
        isConnectionTrouble,
      );
      if (numbers === true) failures++;
      else assert.deepEqual(numbers, oneTo200);
    }
    assert.ok(failures > 0);
    proxy.heal();
  }
});

test('a database that swallows everything: every statement fails in time, however many wait, and works again after', async (context) => {
  const { pool, proxy } = await throughProxy(context, { connections: 4, statementSeconds: 1 });
  await assertWhole(pool, 4);
  proxy.swallow();
  const beganAt = Date.now();
  const failures = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      failureOf(index % 2 === 0 ? pool`select 1` : transaction(pool, (database) => database`select 1`)),
    ),
  );
  assert.ok(failures.every(isConnectionTrouble), String(failures.find((one) => !isConnectionTrouble(one))));
  // Three seconds of silence, and five for a connection that opens.
  assert.ok(Date.now() - beganAt < 12_000, `${Date.now() - beganAt} ms`);
  proxy.heal();
  await assertWhole(pool, 4);
});

test('connections that a router forgot are replaced, and one that is idle on purpose is kept', async (context) => {
  const { pool, proxy } = await throughProxy(context, { connections: 3, statementSeconds: 1 });
  await assertWhole(pool, 3);
  proxy.swallowOpen();
  const failed = await Promise.all([1, 2, 3].map(() => failureOf(pool`select 1`)));
  assert.ok(failed.every(isConnectionTrouble));
  await assertWhole(pool, 3);
  const taken = proxy.taken;
  await wait(4_000);
  await assertWhole(pool, 3);
  assert.equal(proxy.taken, taken);
});

test('a statement that takes too long is the trouble of that statement alone', async (context) => {
  const { pool } = await throughProxy(context, { connections: 1, statementSeconds: 1 });
  const [{ pid } = { pid: 0 }] = await pool<{ pid: number }[]>`select pg_backend_pid() as pid`;
  assert.ok(isConnectionTrouble(await failureOf(pool`select pg_sleep(30)`)));
  const [after] = await pool<{ pid: number }[]>`select pg_backend_pid() as pid`;
  assert.equal(after?.pid, pid);
});

/** A PostgreSQL that speaks TLS, or says that it does not. */
async function startEncrypted(context: TestContext, speaks: boolean): Promise<number> {
  const server = net.createServer((near) => {
    near.on('error', () => {});
    near.once('data', (request: Buffer) => {
      if (request.length !== 8) return void near.destroy();
      near.write(speaks ? 'S' : 'N');
      const plain = speaks ? new tls.TLSSocket(near, { isServer: true, ...selfSigned }) : near;
      const far = net.connect(Number(databaseUrl.port), databaseUrl.hostname);
      for (const one of [plain, far]) one.on('error', () => {});
      plain.pipe(far).pipe(plain);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

for (const [mode, speaks, expected] of [
  ['require', true, 'works'],
  ['require', false, 'CONNECTION_REFUSED'],
  ['prefer', true, 'works'],
  ['prefer', false, 'works'],
  // Nobody vouches for the certificate.
  ['verify-full', true, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
] as const) {
  test(`sslmode=${mode} where PostgreSQL ${speaks ? 'speaks' : 'does not speak'} TLS: ${expected}`, async (context) => {
    const port = await startEncrypted(context, speaks);
    const url = new URL(databaseUrl);
    url.host = `localhost:${port}`;
    url.searchParams.set('sslmode', mode);
    const pool = connect(url.href, { connections: 2, applicationName: 'tested' });
    context.after(() => pool.end({ timeout: 1 }));
    const outcome = await pool`select repeat('x', 100000) as long`.then(
      ([row]) => (row?.long.length === 100_000 ? 'works' : 'short'),
      ({ code }) => code,
    );
    assert.equal(outcome, expected);
  });
}
