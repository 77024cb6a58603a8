import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from '../../src/platform/postgres/database.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { Random } from '../support/random.ts';
import type { Hearing } from './hearing.ts';
import { Load, letKeysGo, letMinutesPass, makeWorld, observe } from './load.ts';
import { type MortalFlorin, mortalFlorin, operatorToken, send } from './mortal-florin.ts';
import { roundsOf, secondsOf, seed } from './plan.ts';
import { postmasterOf } from './postmaster.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A server that reaches its database through a proxy, and load on it. */
async function loaded(context: TestContext): Promise<{
  florin: MortalFlorin;
  proxy: TcpProxy;
  database: Pool;
  load: Load;
  hearing: Hearing;
  token: string;
}> {
  const url = new URL(await createTestDatabase());
  const database = observe(url.href);
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  const florin = await mortalFlorin(context, { DATABASE_URL: url.href });
  context.after(async () => {
    await proxy.close();
    await database.end();
  });
  await florin.start();
  const world = await makeWorld((sent) => florin.ask(sent), database);
  context.after(() => world.hearing.close());
  const load = new Load((sent) => florin.ask(sent), world);
  return { florin, proxy, database, load, hearing: world.hearing, token: world.token };
}

const reads = ['/v1/customers/', '/api/v1/customers', '/functions/v1/customers', '/florin/v1/organizations'];

/** In the words of each vendor's documents, and of our own. */
const words: Record<string, RegExp> = {
  '/v1/customers/': /"error":"ServiceUnavailable"/,
  '/api/v1/customers': /SERVICE_UNAVAILABLE/,
  '/functions/v1/customers': /"code":"service_unavailable"/,
  '/florin/v1/organizations': /"unavailable"/,
};

async function assertUnavailable(url: string, token: string, withinMilliseconds: number): Promise<void> {
  const beganAt = Date.now();
  await Promise.all(
    reads.flatMap((route) =>
      Array.from({ length: 10 }, async () => {
        const asker = route.startsWith('/florin') ? operatorToken : token;
        const { status, headers, body } = await send(url, { method: 'GET', path: route, token: asker });
        const text = JSON.stringify(body);
        assert.equal(status, 503, `${route}: ${text}`);
        assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, route);
        assert.match(text, words[route] ?? /^$/);
      }),
    ),
  );
  const took = Date.now() - beganAt;
  assert.ok(took < withinMilliseconds, `${took} ms`);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
}

async function assertBack(url: string, token: string): Promise<void> {
  await eventually('the server answers again', 10_000, async () => {
    const answers = await Promise.all(
      reads.slice(0, 3).map((path) => send(url, { method: 'GET', path, token })),
    );
    return answers.every(({ status }) => status === 200);
  });
}

test('a database out of reach: 503 with Retry-After in each vendor’s words, and work goes on once it is back', {
  timeout: 180_000,
}, async (context) => {
  const { florin, proxy, database, load, hearing, token } = await loaded(context);
  const url = await florin.url;
  load.begin({ customers: 2, buyers: 2, clock: 1 });
  await load.more(10);
  proxy.refuse();
  proxy.cut();
  const until = Date.now() + secondsOf(2, 30) * 1000;
  do {
    await assertUnavailable(url, token, 5_000);
    await wait(500);
  } while (Date.now() < until);
  assert.equal((await fetch(`${url}/readyz`)).status, 503);
  proxy.heal();
  await assertBack(url, token);
  await letKeysGo(database);
  const told = hearing.received.polar.received.length;
  await load.more(10);
  // The endpoints do not wait for what held them before.
  await hearing.received.polar.waitFor(told + 1, 15_000);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
  assert.equal(florin.child?.exitCode, null);
});

test('a database that swallows everything is given up on in 15 seconds, by however many who ask', {
  timeout: 180_000,
}, async (context) => {
  const { florin, proxy, database, load, token } = await loaded(context);
  const url = await florin.url;
  load.begin({ customers: 1, buyers: 1, clock: 1 });
  await load.more(5);
  proxy.swallow();
  // A key is remembered for a while: some get further than others.
  await assertUnavailable(url, token, 20_000);
  await assertUnavailable(url, token, 10_000);
  proxy.heal();
  await assertBack(url, token);
  await letMinutesPass(database);
  await load.more(10);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
});

test('connections late, cut, torn and ended in the midst of transactions: nothing is half done, and none is lost to the pool', {
  timeout: 240_000,
}, async (context) => {
  const { florin, proxy, database, load, token } = await loaded(context);
  const random = new Random(seed);
  load.begin({ customers: 4, buyers: 3, clock: 1 });
  const until = Date.now() + secondsOf(2, 30) * 1000;
  while (Date.now() < until) {
    await wait(random.below(200));
    proxy.delay(random.pick([0, 0, 5, 20]));
    const trouble = random.pick(['cut', 'tear', 'terminate']);
    if (trouble === 'cut') proxy.cut();
    else if (trouble === 'tear') proxy.tear(500 + random.below(20_000), 8);
    else {
      await database`
        select pg_terminate_backend(pid) from (
          select pid from pg_stat_activity
          where application_name = 'florin' and datname = current_database() and state <> 'idle' limit 2) as chosen`;
    }
  }
  proxy.heal();
  await letMinutesPass(database);
  await load.more(10);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
  await eventually('every connection rests', 15_000, async () => {
    const [busy] = await database<{ count: number }[]>`
      select count(*) from pg_stat_activity
      where application_name = 'florin' and datname = current_database() and state like 'idle in transaction%'`;
    return busy?.count === 0;
  });
  // More at a time than the pool has connections: each is wanted.
  const url = await florin.url;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      send(url, {
        method: 'POST',
        path: '/v1/customers/',
        token,
        body: { email: `after-${index}@example.com` },
        key: `after ${index}`,
      }),
    ),
  );
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
  const [open] = await database<{ count: number }[]>`
    select count(*) from pg_stat_activity where application_name = 'florin' and datname = current_database()`;
  assert.ok((open?.count ?? 0) <= 40, `${open?.count} connections`);
});

const kills = roundsOf(2);

test(`its own PostgreSQL killed ${kills} times under load: started again, and nothing acknowledged is lost`, {
  timeout: 120_000 + kills * 20_000,
}, async (context) => {
  const random = new Random(seed);
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-faults-postgres-'));
  context.after(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20 }));
  const florin = await mortalFlorin(context, { FLORIN_DATA_DIR: dataDir });
  await florin.start();
  const { url } = await postmasterOf(dataDir);
  const database = observe(url);
  context.after(() => database.end({ timeout: 1 }));
  const world = await makeWorld((sent) => florin.ask(sent), database);
  context.after(() => world.hearing.close());
  const load = new Load((sent) => florin.ask(sent), world);
  load.begin({ customers: 3, buyers: 2, clock: 1 });
  const recoveries: number[] = [];
  for (let round = 0; round < kills; round++) {
    await load.more(5);
    await wait(random.below(300));
    const killed = await postmasterOf(dataDir);
    const killedAt = performance.now();
    process.kill(killed.pid, 'SIGKILL');
    await eventually('PostgreSQL runs again', 60_000, async () => {
      const found = await postmasterOf(dataDir).catch(() => killed);
      return found.pid !== killed.pid && (await fetch(`${await florin.url}/readyz`)).status === 200;
    });
    recoveries.push(performance.now() - killedAt);
    await letMinutesPass(database);
  }
  await load.more(10);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
  assert.equal(florin.child?.exitCode, null);
  assert.match(florin.log, /PostgreSQL has ended unexpectedly; starting it again/);
  context.diagnostic(`ready again after at most ${Math.round(Math.max(...recoveries))} ms`);
});
