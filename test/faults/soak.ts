// Mixed load for as long as is wished, and whether anything grows with it: `npm run soak -- --minutes 60`.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Pool } from '../../src/platform/postgres/database.ts';
import { eventually } from '../support/process.ts';
import { driftOf, fewestPeriods, type Period, quantileOf } from './drift.ts';
import { type Looker, lookInside } from './inside.ts';
import { type Ask, Load, makeWorld, observe, type World } from './load.ts';
import { MortalFlorin, operatorToken } from './mortal-florin.ts';
import { postmasterOf } from './postmaster.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '2' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error('--minutes is a number above 0.');
  process.exit(2);
}

const periodCount = Math.max(fewestPeriods, Math.min(12, Math.round(minutes * 6)));
const periodMilliseconds = (minutes * 60_000) / periodCount;
const lanes = { customers: 3, buyers: 2, clock: 1 };
/** How long each lane rests before each request: what grows under a load that is always the same is not the load's doing. */
const pauseMilliseconds = 30;
const restMilliseconds = 60_000;

const columns: [string, (period: Period) => number][] = [
  ['requests/s', ({ requestsPerSecond }) => requestsPerSecond],
  ['p50 ms', ({ middle }) => middle],
  ['p99 ms', ({ slowest }) => slowest],
  ['events behind', ({ behind }) => behind],
  ['memory MB', ({ liveMegabytes }) => liveMegabytes],
  ['resident MB', ({ residentMegabytes }) => residentMegabytes],
  ['handles', ({ handles }) => handles],
  ['connections', ({ connections }) => connections],
];

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-soak-'));
const florin = new MortalFlorin({
  FLORIN_DATA_DIR: dataDir,
  FLORIN_OPERATOR_TOKEN: operatorToken,
  FLORIN_WEBHOOK_LOOPBACK: 'on',
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
});
let failed = true;
try {
  await florin.start();
  const database = observe((await postmasterOf(dataDir)).url);
  const inside = await lookInside(florin.log);
  try {
    const problems = await soak(database, inside);
    for (const problem of problems.slice(0, 50)) console.error(`- ${problem}`);
    failed = problems.length > 0;
    if (!failed) console.log('\nNothing grows, nothing is lost.');
  } finally {
    inside.close();
    await database.end();
  }
} catch (error) {
  console.error(`\n${error instanceof Error ? error.stack : error}`);
} finally {
  await florin.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

/** Answers what grew, and what is not as it was acknowledged. */
async function soak(database: Pool, inside: Looker): Promise<string[]> {
  let latencies: number[] = [];
  const ask: Ask = async (sent) => {
    await wait(pauseMilliseconds);
    const beganAt = performance.now();
    const answer = await florin.ask(sent);
    // How long the clock takes is a matter of what falls due.
    if (!sent.path.endsWith('/advance')) latencies.push(performance.now() - beganAt);
    return answer;
  };
  const world = await makeWorld((sent) => florin.ask(sent), database);
  const load = new Load(ask, world);
  console.log(`| minute | ${columns.map(([name]) => name).join(' | ')} |`);
  console.log(`|${' ---: |'.repeat(columns.length + 1)}`);
  const periods: Period[] = [];
  for (let count = 1; count <= periodCount; count++) {
    latencies = [];
    load.begin(lanes);
    await load.more(1);
    await wait(periodMilliseconds);
    const behind = await behindOf(database);
    await load.end();
    const measured = latencies;
    await endSubscriptions(world);
    await eventually('all is told', restMilliseconds, async () => (await behindOf(database)) === 0);
    const connections = await connectionsOf(database);
    const { liveBytes, residentBytes, handles } = await inside.figures();
    const period = {
      requestsPerSecond: (measured.length * 1000) / periodMilliseconds,
      middle: quantileOf(measured, 0.5),
      slowest: quantileOf(measured, 0.99),
      behind,
      liveMegabytes: liveBytes / 1024 ** 2,
      residentMegabytes: residentBytes / 1024 ** 2,
      handles: handles - connections,
      connections,
    };
    periods.push(period);
    const minute = ((count * minutes) / periodCount).toFixed(1);
    console.log(`| ${[minute, ...columns.map(([, figure]) => shown(figure(period)))].join(' | ')} |`);
  }
  const problems = await load.problems(database);
  await world.hearing.close();
  return [...driftOf(periods), ...problems];
}

/** Ends what was bought: what falls due would be more from period to period. */
async function endSubscriptions({ token }: World): Promise<void> {
  for (;;) {
    const list = await florin.ask({ method: 'GET', path: '/v1/subscriptions/?active=true&limit=100', token });
    const { items = [] } = list.body as { items?: { id: string }[] };
    if (items.length === 0) return;
    for (const { id } of items)
      await florin.ask({ method: 'DELETE', path: `/v1/subscriptions/${id}`, token });
  }
}

async function behindOf(database: Pool): Promise<number> {
  const [row] = await database<{ behind: number }[]>`
    select (select count(*) from webhook_messages where status = 'pending')
      + (select count(*) from events where sequence >
          (select sequence from event_readers where name = 'webhooks')) as behind`;
  return row?.behind ?? 0;
}

async function connectionsOf(database: Pool): Promise<number> {
  const [row] = await database<{ count: number }[]>`
    select count(*) from pg_stat_activity where application_name = 'florin'`;
  return row?.count ?? 0;
}

function shown(value: number): string {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0);
}
