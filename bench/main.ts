/**
 * `npm run bench`: one table of ratios, each beside its target. Everything runs on one PostgreSQL in one run, because
 * absolute times say more of the machine than of Florin.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from '../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { clockYearSeconds } from './clock-year.ts';
import { freeCheckoutsPerSecond } from './free-checkouts.ts';
import { load } from './http-load.ts';
import { customerId, loadCustomers } from './load-customers.ts';
import { loadDueSubscriptions } from './load-subscriptions.ts';
import { pageFigures } from './pages.ts';
import { updateBaseline } from './pgbench.ts';
import { renewalsPerSecond } from './renewals.ts';
import { startServerProcess } from './server-process.ts';
import { webhookFigures } from './webhooks.ts';

type Row = { measure: string; result: string; target: string; met: boolean };
const rows: Row[] = [];
const only = process.argv[2];
const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const customers = 100_000;
const clients = 32;

function wanted(name: string): boolean {
  return only === undefined || only === name;
}

function randomCustomer(): number {
  return 1 + Math.floor(Math.random() * customers);
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'florin-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'main'), log: () => {} });
const pool = connect(postgres.url);
await migrate(pool);
const loaded = await loadCustomers(pool, 'bench', customers);
const server = await startServerProcess(4310, {
  DATABASE_URL: postgres.url,
  FLORIN_WEBHOOK_LOOPBACK: 'on',
});
const { token } = loaded;

const update = () => {
  const n = randomCustomer();
  const body = JSON.stringify({
    name: `Customer ${n} ${Math.random()}`,
    email: `changed${n}.${Date.now()}@example.com`,
  });
  return { method: 'PATCH', path: `/v1/customers/${customerId(n)}`, body };
};
const getById = () => ({ method: 'GET', path: `/v1/customers/${customerId(randomCustomer())}` });
const getByExternalId = () => ({ method: 'GET', path: `/v1/customers/external/usr_${randomCustomer()}` });
const getStatic = () => ({ method: 'GET', path: '/api/v1/utils/ping' });

function mustSucceed(result: { failures: number }): void {
  if (result.failures > 0) throw new Error(`${result.failures} requests failed.`);
}

if (wanted('update')) {
  mustSucceed(await load(server.url, token, clients, { seconds: 2 }, update));
  const baseline = await updateBaseline(postgres.url, loaded.organizationId, customers, clients, seconds);
  const result = await load(server.url, token, clients, { seconds }, update);
  mustSucceed(result);
  const ratio = result.perSecond / baseline.perSecond;
  rows.push({
    measure: `customer update: ${result.perSecond.toFixed(0)}/s against ${baseline.perSecond.toFixed(0)}/s of ${baseline.tool}`,
    result: ratio.toFixed(2),
    target: '≥ 0.40',
    met: ratio >= 0.4,
  });
}

if (wanted('outbox')) {
  // What one statement takes longer for being recorded, of what one whole update takes: one at a time, and with cores full.
  for (const [among, at] of [
    ['one at a time', 1],
    [`of ${clients} at once`, clients],
  ] as const) {
    const run = (recorded: boolean) =>
      updateBaseline(postgres.url, loaded.organizationId, customers, at, seconds, { recorded });
    const [bare, recorded] = [await run(false), await run(true)];
    const whole = await load(server.url, token, at, { seconds }, update);
    mustSucceed(whole);
    const share = (1 / recorded.perSecond - 1 / bare.perSecond) * whole.perSecond;
    rows.push({
      measure: `outbox and audit row, of a customer update's time, ${among} (${recorded.tool}: ${recorded.perSecond.toFixed(0)}/s against ${bare.perSecond.toFixed(0)}/s without; whole: ${whole.perSecond.toFixed(0)}/s)`,
      result: `${(share * 100).toFixed(0)} %`,
      target: '< 25 %',
      met: share < 0.25,
    });
  }
}

if (wanted('get')) {
  await load(server.url, token, clients, { seconds: 2 }, getStatic);
  const plain = await load(server.url, token, clients, { seconds }, getStatic);
  mustSucceed(plain);
  for (const call of [getById, getByExternalId]) await load(server.url, token, clients, { seconds: 2 }, call);
  for (const [name, call] of [
    ['id', getById],
    ['external id', getByExternalId],
  ] as const) {
    const result = await load(server.url, token, clients, { seconds }, call);
    mustSucceed(result);
    const ratio = result.perSecond / plain.perSecond;
    rows.push({
      measure: `customer get by ${name}: ${result.perSecond.toFixed(0)}/s against ${plain.perSecond.toFixed(0)}/s of a static answer behind the same checks`,
      result: ratio.toFixed(2),
      target: '≥ 0.60',
      met: ratio >= 0.6,
    });
  }
}

if (wanted('list')) {
  const time = async (organization: { token: string }) => {
    const list = () => ({ method: 'GET', path: '/v1/customers/?limit=10' });
    await load(server.url, organization.token, 1, { requests: 200 }, list);
    const result = await load(server.url, organization.token, 1, { requests: 1000 }, list);
    mustSucceed(result);
    return result.seconds;
  };
  const large = await loadCustomers(pool, 'large', 1_000_000);
  const small = await loadCustomers(pool, 'small', 1000);
  const [largeTime, smallTime] = [await time(large), await time(small)];
  const ratio = largeTime / smallTime;
  rows.push({
    measure: `list of 10 customers of 1,000,000 (${largeTime.toFixed(2)} ms) against of 1,000 (${smallTime.toFixed(2)} ms)`,
    result: ratio.toFixed(2),
    target: '≤ 2',
    met: ratio <= 2,
  });
}

if (wanted('memory')) {
  const mixed = () => (Math.random() < 0.3 ? update() : Math.random() < 0.5 ? getById() : getByExternalId());
  mustSucceed(await load(server.url, token, clients, { requests: 100_000 }, mixed));
  const first = await server.residentMegabytes();
  mustSucceed(await load(server.url, token, clients, { requests: 100_000 }, mixed));
  const second = await server.residentMegabytes();
  rows.push({
    measure: 'memory after 100,000 requests, and after 100,000 more',
    result: `${first.toFixed(0)} MB, ${second.toFixed(0)} MB`,
    target: '≤ 250 MB, not growing',
    met: first <= 250 && second <= Math.max(first * 1.1, first + 15),
  });
}

if (wanted('clock')) {
  const elapsed = await clockYearSeconds(pool, server.url, 100);
  rows.push({
    measure: 'a test clock advanced by a year, 100 monthly subscriptions',
    result: `${elapsed.toFixed(1)} s`,
    target: '≤ 30 s',
    met: elapsed <= 30,
  });
}

if (wanted('checkout')) {
  const perSecond = await freeCheckoutsPerSecond(server.url, loaded, 16, seconds);
  rows.push({
    measure: 'checkouts of a free product, created and confirmed, a second',
    result: perSecond.toFixed(0),
    target: '≥ 100',
    met: perSecond >= 100,
  });
}

if (wanted('webhooks')) {
  const { perSecond, isOrdered, p99Milliseconds } = await webhookFigures(server.url, token, 100);
  rows.push(
    {
      measure: "webhooks to a fast receiver a second, each object's in order",
      result: `${perSecond.toFixed(0)}${isOrdered ? '' : ', out of order'}`,
      target: '≥ 500',
      met: perSecond >= 500 && isOrdered,
    },
    {
      measure: 'from a change to its receipt in an idle system, p99',
      result: `${p99Milliseconds.toFixed(0)} ms`,
      target: '< 250 ms',
      met: p99Milliseconds < 250,
    },
  );
}

if (wanted('pages')) {
  const { checkout, dashboard } = await pageFigures(server.url, pool, loaded, 'bench');
  rows.push(
    {
      measure: 'script that a checkout loads first, compressed',
      result: `${checkout.scriptKilobytes.toFixed(0)} KB`,
      target: '≤ 90 KB',
      met: checkout.scriptKilobytes <= 90,
    },
    {
      measure: 'requests until a checkout can be used',
      result: String(checkout.requests),
      target: '≤ 15',
      met: checkout.requests <= 15,
    },
    {
      measure: 'a checkout can be used, on a core four times slower',
      result: `${checkout.seconds.toFixed(2)} s`,
      target: '≤ 2.5 s',
      met: checkout.seconds <= 2.5,
    },
    {
      measure: "the dashboard's first screen, 100,000 customers",
      result: `${dashboard.seconds.toFixed(2)} s`,
      target: '≤ 1 s',
      met: dashboard.seconds <= 1,
    },
  );
}
await server.stop();

if (wanted('renewals')) {
  const small = await renewalsPerSecond(
    pool,
    await loadDueSubscriptions(pool, 'few due', 1_000),
    seconds * 3,
  );
  const large = await renewalsPerSecond(
    pool,
    await loadDueSubscriptions(pool, 'many due', 100_000),
    seconds * 3,
  );
  rows.push({
    measure: 'due renewals a second, of 1,000 and of 100,000',
    result: `${small.toFixed(0)}, ${large.toFixed(0)}`,
    target: '≥ 150, ratio ≥ 0.8',
    met: small >= 150 && large >= 150 && large / small >= 0.8,
  });
}
await pool.end();
await postgres.stop();

if (wanted('start')) {
  const dataDir = path.join(folder, 'fresh');
  for (const [name, limit] of [
    ['first', 5],
    ['later', 2],
  ] as const) {
    const started = await startServerProcess(4311, { FLORIN_DATA_DIR: dataDir, DATABASE_URL: '' });
    rows.push({
      measure: `ready after the ${name} start`,
      result: `${started.readySeconds.toFixed(2)} s`,
      target: `≤ ${limit} s`,
      met: started.readySeconds <= limit,
    });
    await started.stop();
  }
}
await rm(folder, { recursive: true, force: true });

const width = Math.max(...rows.map((row) => row.measure.length));
for (const row of rows) {
  console.log(
    `${row.met ? 'met   ' : 'MISSED'}  ${row.measure.padEnd(width)}  ${row.result.padStart(16)}  ${row.target}`,
  );
}
process.exit(rows.every((row) => row.met) ? 0 : 1);
