import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { Random } from '../support/random.ts';
import { type Action, actions } from './actions.ts';
import { addresses, discounts, products } from './catalog.ts';
import { brokenInvariants } from './invariants.ts';
import { type Ledger, readLedger } from './ledger.ts';
import { type Answer, type KillRates, MortalServer, type Sent } from './server.ts';

export type Plan = {
  seed: number;
  years: number;
  customers: number;
  /** How many things every customer does in a year. */
  actionsPerYear: number;
  kills: KillRates;
  /** Told now and then how much of it is done, from 0 to 1. */
  onProgress?(done: number): void;
};

export type Report = {
  broken: string[];
  ledger: Ledger;
  /** What was done, and how it was answered: `change plan 200`. */
  trace: string[];
  kills: number;
  steps: number;
  counts: Record<string, number>;
  /** What the servers wrote of faults. */
  log: string;
};

export type Customer = { id: string; index: number };

/** All that an action has to do with. */
export type World = {
  random: Random;
  database: Pool;
  organizationId: string;
  productIds: Map<string, string>;
  discountIds: string[];
  now: Date;
  /** Asks as the merchant, unless a token says who else does. */
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
};

const start = new Date('2027-01-30T22:00:00.000Z');
const yearMilliseconds = 365.25 * 86_400_000;
const operatorToken = 'operator-token-of-the-simulation-0123456789';

/** Runs a world from its first day to its last, on an empty database, and looks at what is left. */
export async function simulate(databaseUrl: string, plan: Plan): Promise<Report> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-simulation-'));
  const database = connect(databaseUrl, { connections: 4, applicationName: 'simulation' });
  const environment = {
    DATABASE_URL: databaseUrl,
    FLORIN_DATA_DIR: dataDir,
    FLORIN_OPERATOR_TOKEN: operatorToken,
  };
  // What happens to the server is of a chance of its own: with it and without it the same things are done.
  const fate = new Random(plan.seed ^ 0x5eed);
  const server = new MortalServer(environment, fate, plan.kills, () => ageClaims(database));
  try {
    await server.start();
    return await run(server, database, plan);
  } finally {
    await server.stop();
    await database.end();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A key whose request died is free again after some minutes: as if they had passed. */
async function ageClaims(database: Pool): Promise<void> {
  await database`update idempotency_keys set created_at = created_at - interval '1 hour' where status = 102`;
}

async function run(server: MortalServer, database: Pool, plan: Plan): Promise<Report> {
  const random = new Random(plan.seed);
  const trace: string[] = [];
  const counts: Record<string, number> = {};
  const note = (done: string) => {
    trace.push(done);
    counts[done] = (counts[done] ?? 0) + 1;
  };
  const { world, token, customers } = await begin(server, database, random, plan);
  const total = plan.years * yearMilliseconds;
  const steps = Math.ceil(plan.customers * plan.actionsPerYear * plan.years);
  const cards: Action[] = [];
  for (let step = 0; step < steps; step++) {
    const { name, answer } = await actOnce(world, cards, customers);
    note(`${name} ${answer.status}${refusalOf(answer)}`);
    if (answer.status >= 500) throw new Error(faultOf(plan, trace, answer, server.log));
    // Moments are told apart by their milliseconds: nothing comes to be at one and the same. Some follow one another so
    // soon that what is under way still is.
    const jump = random.chance(0.25) ? 50_000 : (2.6 * total) / steps;
    world.now = new Date(world.now.getTime() + 1_000 + random.below(jump));
    const advanced = await server.advance(world.organizationId, world.now, token);
    if (advanced.status !== 200) throw new Error(faultOf(plan, trace, advanced, server.log));
    const failures = advanced.body.failures as unknown[];
    if (failures.length > 0) throw new Error(faultOf(plan, trace, advanced, server.log));
    if (step % 20 === 0) plan.onProgress?.(step / steps);
  }
  await rest(server, world, token);
  plan.onProgress?.(1);
  return {
    broken: await brokenInvariants(database),
    ledger: await readLedger(database),
    trace,
    kills: server.kills,
    steps,
    counts,
    log: server.log,
  };
}

/** Does one thing. What is done is dealt as cards are, and what cannot be done yet waits: a short world, too, has something of all. */
async function actOnce(
  world: World,
  cards: Action[],
  customers: readonly Customer[],
): Promise<{ name: string; answer: Answer }> {
  const { random } = world;
  const waiting: Action[] = [];
  for (;;) {
    if (cards.length === 0) cards.push(...actions);
    const action = cards.splice(random.below(cards.length), 1)[0]!;
    const answer = await action.run(world, random.pick(customers));
    if (!answer) waiting.push(action);
    else {
      cards.push(...waiting);
      return { name: action.name, answer };
    }
  }
}

/** Lets what is under way come to its end. */
async function rest(server: MortalServer, world: World, token: string): Promise<void> {
  const later = new Date(world.now.getTime() + 5 * 60_000);
  await server.advance(world.organizationId, later, token);
}

/** What an answer calls the reason why it did nothing. */
function refusalOf({ status, body }: Answer): string {
  if (status < 300) return '';
  const [first] = Array.isArray(body.detail) ? body.detail : [];
  return ` ${first?.type ?? body.error ?? JSON.stringify(body)}${first?.loc ? ` ${first.loc.join('.')}` : ''}`;
}

function faultOf(plan: Plan, trace: readonly string[], answer: Answer, log: string): string {
  const lines = [
    `Seed ${plan.seed}, step ${trace.length}: ${trace.at(-1)}`,
    JSON.stringify(answer).slice(0, 2_000),
    log.slice(-4_000),
  ];
  return lines.join('\n');
}

async function begin(server: MortalServer, database: Pool, random: Random, plan: Plan) {
  let requests = 0;
  const request = (sent: Omit<Sent, 'key'>) =>
    server.request(sent.method === 'GET' ? sent : { ...sent, key: `${plan.seed} ${++requests}` });
  const operator = (path: string, body: unknown) =>
    made(request({ method: 'POST', path: `/florin/v1${path}`, token: operatorToken, body }));
  const organization = await operator('/organizations', seller);
  const organizationId = String(organization.id);
  const key = await operator(`/organizations/${organizationId}/keys`, { name: 'simulation', mode: 'test' });
  const token = String(key.token);
  const sent = (method: string, path: string, body?: unknown) => made(request({ method, path, token, body }));
  await sent('POST', `/florin/v1/organizations/${organizationId}/test-clock`, { now: start.toISOString() });
  await sent('PATCH', `/v1/organizations/${organizationId}`, {
    subscription_settings: {
      allow_multiple_subscriptions: true,
      allow_customer_updates: true,
      proration_behavior: 'prorate',
      benefit_revocation_grace_period: 0,
      prevent_trial_abuse: false,
    },
  });

  const productIds = new Map<string, string>();
  for (const product of products) {
    productIds.set(product.name, String((await sent('POST', '/v1/products/', product)).id));
  }
  const discountIds: string[] = [];
  for (const discount of discounts)
    discountIds.push(String((await sent('POST', '/v1/discounts/', discount)).id));
  const customers: Customer[] = [];
  for (let index = 0; index < plan.customers; index++) {
    const customer = await sent('POST', '/v1/customers/', {
      email: emailOf(index),
      name: `Customer ${index}`,
      billing_address: random.pick(addresses),
    });
    customers.push({ id: String(customer.id), index });
  }

  const ask: World['ask'] = (method, path, body, asker = token) =>
    request({ method, path, body, token: asker === '' ? undefined : asker });
  const world: World = { random, database, organizationId, productIds, discountIds, now: start, ask };
  return { world, token, customers };
}

export function emailOf(index: number): string {
  return `customer-${String(index).padStart(4, '0')}@example.com`;
}

/** Registered in the Union only: sales to others are without tax. */
const seller = {
  name: 'Simulated',
  slug: 'simulated',
  address: { country: 'DE', line1: 'Hauptstr. 1', postal_code: '10115', city: 'Berlin' },
  tax_registrations: [
    { country: 'DE', scheme: 'standard' },
    { country: 'DE', scheme: 'oss' },
    { country: 'CH', scheme: 'standard' },
  ],
};

async function made(answering: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await answering;
  if (status >= 300) throw new Error(`The world could not be made: ${status} ${JSON.stringify(body)}`);
  return body;
}
