// A world of its own for as long as is wished: `npm run simulate -- --seed 7 --years 3 --customers 300`.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { invariantNames } from './invariants.ts';
import { type Outcome, runBoth } from './run-both.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    years: { type: 'string', default: '3' },
    customers: { type: 'string', default: '200' },
    actions: { type: 'string', default: '8' },
  },
});

const plan = {
  seed: Number(values.seed),
  years: Number(values.years),
  customers: Number(values.customers),
  actionsPerYear: Number(values.actions),
};
if (Object.values(plan).some((value) => !(value > 0))) {
  console.error('--seed, --years, --customers and --actions (of a customer in a year) are numbers above 0.');
  process.exit(2);
}

let databases = 0;
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-simulation-'));
const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
let failed = true;
try {
  console.log(`Seed ${plan.seed}: ${plan.customers} customers, ${plan.years} years.`);
  const began = Date.now();
  const outcome = await runBoth(createDatabase, { ...plan, onProgress: progressSince(began) });
  show(outcome, (Date.now() - began) / 1000);
  failed = outcome.problems.length > 0;
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
if (failed) {
  const { seed, years, customers, actionsPerYear } = plan;
  console.error(
    `\nAgain: npm run simulate -- --seed ${seed} --years ${years} --customers ${customers} --actions ${actionsPerYear}`,
  );
}
process.exit(failed ? 1 : 0);

async function createDatabase(): Promise<string> {
  const url = new URL(postgres.url);
  const admin = connect(url.href, { connections: 1 });
  const name = `simulation_${++databases}`;
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  url.pathname = `/${name}`;
  return url.href;
}

function progressSince(began: number) {
  let shown = -1;
  return (done: number) => {
    const percent = Math.floor(done * 100);
    if (percent < shown + 5 && percent < 100) return;
    shown = percent;
    console.log(`${String(percent).padStart(3)} %  ${((Date.now() - began) / 1000).toFixed(0)} s`);
  };
}

function show({ killed, problems }: Outcome, seconds: number): void {
  console.log(`\n${killed.steps} steps in ${seconds.toFixed(0)} s, the server killed ${killed.kills} times`);
  for (const [done, count] of Object.entries(killed.counts).sort()) {
    console.log(`  ${String(count).padStart(7)}  ${done}`);
  }
  if (problems.length === 0) {
    console.log(
      `\nAll ${invariantNames.length} invariants hold, and the ledger is that of a run without kills.`,
    );
    return;
  }
  console.error(`\n${problems.length} problems:`);
  for (const problem of problems.slice(0, 50)) console.error(`- ${problem}`);
}
