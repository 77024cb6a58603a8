import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from '../../src/platform/postgres/database.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { Random } from '../support/random.ts';
import { type Ask, Load, letMinutesPass, makeWorld, observe } from './load.ts';
import { type MortalFlorin, mortalFlorin, operatorToken } from './mortal-florin.ts';
import { roundsOf, seed } from './plan.ts';

const rounds = roundsOf(3);
const skews = [-5_000, 0, 5_000];
const preload = path.join(import.meta.dirname, 'skewed-clock.mjs');
/** What is sold here by the wall clock goes by three of them, and its first month was cut short. */
const byTheWallClock = ['periodsTile', 'eventsGoForward'];
/** A request that has its key for longer is one of a process that died. */
const abandonedSeconds = 15;

/** Sends one request, with one key, to every process at once: it is one. */
async function everywhere(florins: readonly MortalFlorin[], token: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const key = `everywhere ${index}`;
    const body = { email: `everywhere-${index}@example.com`, name: key };
    const answers = await Promise.all(
      florins.map((florin) => florin.ask({ method: 'POST', path: '/v1/customers/', token, body, key })),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1, key);
  }
}

/** Sells subscriptions by the wall clock, and lets their month be over. */
async function sellDue(ask: Ask, database: Pool, count: number): Promise<string> {
  const made = async (path: string, body: unknown, token?: string) => {
    const sent = { method: 'POST', path, body, key: crypto.randomUUID() };
    const answer = await ask(token ? { ...sent, token } : sent);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as Record<string, string>;
  };
  const { id: organizationId = '' } = await made(
    '/florin/v1/organizations',
    { name: 'Due', slug: 'due' },
    operatorToken,
  );
  const keys = `/florin/v1/organizations/${organizationId}/keys`;
  const { token } = await made(keys, { name: 'due', mode: 'test' }, operatorToken);
  const plan = {
    name: 'Pro',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 900 }],
  };
  const product = await made('/v1/products/', plan, token);
  for (let index = 0; index < count; index++) {
    const opened = await made(
      '/v1/checkouts/',
      {
        products: [product.id],
        customer_email: `due-${index}@example.com`,
        customer_billing_address: { country: 'NL' },
      },
      token,
    );
    await made(`/v1/checkouts/client/${opened.client_secret}/confirm`, { confirmation_token_id: 'tok_visa' });
  }
  await database`
    update subscriptions set current_period_start = current_period_start - interval '1 month',
      current_period_end = now(), next_action_at = now()
    where organization_id = ${organizationId}`;
  return organizationId;
}

test('three processes whose clocks are five seconds apart, one killed and others stopped: all is done once and told in order', {
  timeout: 180_000 + rounds * 15_000,
}, async (context) => {
  const random = new Random(seed);
  const databaseUrl = await createTestDatabase();
  const database = observe(databaseUrl);
  context.after(() => database.end());
  const florins: MortalFlorin[] = [];
  for (const skew of skews) {
    florins.push(
      await mortalFlorin(context, {
        DATABASE_URL: databaseUrl,
        NODE_OPTIONS: `--import ${preload}`,
        FLORIN_TEST_SKEW: String(skew),
      }),
    );
  }
  await Promise.all(florins.map((florin) => florin.start()));
  const ask: Ask = (sent) => random.pick(florins).ask(sent);
  const world = await makeWorld(ask, database);
  context.after(() => world.hearing.close());
  const load = new Load(ask, world);
  const freeing = setInterval(() => {
    void database`
      update idempotency_keys set created_at = created_at - interval '1 hour'
      where status = 102 and created_at < now() - make_interval(secs => ${abandonedSeconds})`.catch(() => {});
  }, 1_000);
  context.after(() => clearInterval(freeing));

  const dueOf = await sellDue(ask, database, 12);
  load.begin({ customers: 3, buyers: 3, clock: 1 });
  await everywhere(florins, world.token, 10);
  for (let round = 0; round < rounds; round++) {
    await load.more(5);
    const florin = random.pick(florins);
    if (round === 0) {
      await florin.kill();
      await florin.start();
    } else {
      florin.child?.kill('SIGSTOP');
      await wait(200 + random.below(1_500));
      florin.child?.kill('SIGCONT');
    }
  }
  await load.more(10);
  await load.end();

  await eventually('every subscription is renewed', 60_000, async () => {
    const [left] = await database<{ count: number }[]>`
      select count(*) from subscriptions where organization_id = ${dueOf} and current_period_end <= now()`;
    return left?.count === 0;
  });
  const orders = await database`
    select 1 from invoices where organization_id = ${dueOf} and status = 'paid' group by subscription_id having count(*) = 2`;
  assert.equal(orders.length, 12);

  // The endpoints of the one that was killed are another's after some time: let it be over.
  await Promise.all(florins.map((florin) => florin.kill()));
  await letMinutesPass(database);
  await Promise.all(florins.map((florin) => florin.start()));
  assert.deepEqual(await load.problems(database, byTheWallClock), []);
});
