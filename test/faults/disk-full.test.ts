import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isConnectionTrouble, type Pool } from '../../src/platform/postgres/database.ts';
import { eventually } from '../support/process.ts';
import { Load, letMinutesPass, makeWorld, observe } from './load.ts';
import { mortalFlorin, send } from './mortal-florin.ts';
import { secondsOf } from './plan.ts';
import { postmasterOf } from './postmaster.ts';
import { fillDisk, makeSmallDisk } from './small-disk.ts';

const diskMegabytes = 256;
/** Room for some customers more, so that some are acknowledged when others are no longer. */
const sparedBytes = 1_000_000;

/** How each vendor says that it cannot just now. */
const unavailable: Record<string, RegExp> = {
  '/v1/customers/': /"error":"ServiceUnavailable"/,
  '/api/v1/customers': /SERVICE_UNAVAILABLE/,
  '/functions/v1/customers': /"code":"service_unavailable"/,
};

/** Members that need room. */
const large = () =>
  Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`k${index}`, randomBytes(240).toString('hex')]),
  );

let customers = 0;

/** Makes customers through each vendor's API until there is no room for one. Answers the names of those that were acknowledged. */
async function assertFull(url: string, token: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (const [route, words] of Object.entries(unavailable)) {
    for (;;) {
      const name = `full ${++customers}`;
      const customer = { name, email: `full-${customers}@example.com` };
      const body = route.startsWith('/api')
        ? { customer: { ...customer, externalId: `full-${customers}` } }
        : { ...customer, metadata: large() };
      const answer = await send(url, { method: 'POST', path: route, token, body });
      if (answer.status < 300) {
        acknowledged.push(name);
        continue;
      }
      const text = JSON.stringify(answer.body);
      assert.equal(answer.status, 503, `${route}: ${text}`);
      assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/, route);
      assert.match(text, words);
      break;
    }
  }
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  return acknowledged;
}

/** Uses up the segments of PostgreSQL's log of changes that are there already. Without room for the next it ends itself. */
async function useUpLog(database: Pool): Promise<void> {
  for (let segment = 0; segment < 50; segment++) {
    try {
      await database`select pg_logical_emit_message(true, 'full', 'one more'), pg_switch_wal()`;
    } catch (error) {
      assert.ok(isConnectionTrouble(error), String(error));
      return;
    }
  }
  assert.fail('PostgreSQL found room for its log.');
}

/** Tables and indexes that are not as PostgreSQL wrote them. */
async function corruptions(database: Pool): Promise<string[]> {
  await database`create extension if not exists amcheck`;
  const heaps = await database<{ name: string; msg: string }[]>`
    select class.relname as name, problem.msg from pg_class class, verify_heapam(class.oid) problem
    where class.relkind = 'r' and class.relpersistence = 'p'`;
  await database`
    select bt_index_check(index.indexrelid, true) from pg_index index join pg_class class on class.oid = index.indexrelid
    where class.relam = (select oid from pg_am where amname = 'btree') and class.relkind = 'i'
      and class.relpersistence = 'p' and index.indisvalid`;
  const [sums] = await database<{ failures: number }[]>`
    select sum(checksum_failures)::int as failures from pg_stat_database`;
  assert.equal(sums?.failures, 0);
  return heaps.map(({ name, msg }) => `${name}: ${msg}`);
}

test('the disk of its own PostgreSQL full: 503 meanwhile, and once there is room work goes on with all that was acknowledged', {
  timeout: 120_000,
}, async (context) => {
  const disk = await makeSmallDisk(diskMegabytes);
  if (typeof disk === 'string') return context.skip(disk);
  const florin = await mortalFlorin(context, { FLORIN_DATA_DIR: disk.folder }, disk.launcher);
  context.after(async () => {
    await florin.stop();
    await disk.remove();
  });
  await florin.start();
  const dataDir = disk.seenFrom(florin.child?.pid ?? 0);
  const url = await florin.url;
  const postmaster = await postmasterOf(dataDir);
  const database = observe(postmaster.url);
  context.after(() => database.end({ timeout: 1 }));
  const world = await makeWorld((sent) => florin.ask(sent), database);
  context.after(() => world.hearing.close());
  const load = new Load((sent) => florin.ask(sent), world);
  load.begin({ customers: 3, buyers: 2, clock: 1 });
  await load.more(20);

  // A segment of the log with room in it: the tables are to be full first.
  await database`select pg_switch_wal()`;
  const free = fillDisk(dataDir, sparedBytes);
  const acknowledged = await assertFull(url, world.token);
  assert.ok(/could not extend file .*No space left on device/.test(florin.log));
  // Reading needs no room.
  const read = await send(url, { method: 'GET', path: '/v1/customers/', token: world.token });
  assert.equal(read.status, 200);

  await useUpLog(database);
  const until = Date.now() + secondsOf(2, 30) * 1000;
  while (Date.now() < until) {
    acknowledged.push(...(await assertFull(url, world.token)));
    await wait(200);
  }
  await free();
  await eventually('writes are taken again', 30_000, async () => {
    const body = { email: `after-${crypto.randomUUID()}@example.com` };
    const { status } = await send(url, { method: 'POST', path: '/v1/customers/', token: world.token, body });
    return status === 201;
  });
  await letMinutesPass(database);
  await load.more(20);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
  const kept = await database<{ name: string }[]>`select name from customers where name like 'full %'`;
  const names = new Set(kept.map(({ name }) => name));
  assert.deepEqual(
    acknowledged.filter((name) => !names.has(name)),
    [],
  );
  assert.deepEqual(await corruptions(database), []);
  assert.equal(florin.child?.exitCode, null);
  const { pid } = await postmasterOf(dataDir);
  context.diagnostic(
    `${acknowledged.length} more customers on a full disk; PostgreSQL ${pid === postmaster.pid ? 'stayed' : 'ended, and was started again'}`,
  );
});

test('a log of PostgreSQL that has no room to be put aside stays as it is', async (context) => {
  const disk = await makeSmallDisk(12);
  if (typeof disk === 'string') return context.skip(disk);
  context.after(() => disk.remove());
  const module = path.join(import.meta.dirname, '../../src/platform/postgres/embedded-log.ts');
  const script = `
    import { readdirSync, statSync, writeFileSync } from 'node:fs';
    import { boundLog } from ${JSON.stringify(module)};
    process.chdir(${JSON.stringify(disk.folder)});
    writeFileSync('log', Buffer.alloc(9_000_000));
    boundLog('log');
    console.log(readdirSync('.').join(), statSync('log').size);`;
  const [command = '', ...rest] = [...disk.launcher, process.execPath, '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  assert.equal(stdout, 'log 9000000\n', stderr);
});
