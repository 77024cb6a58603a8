import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase } from '../support/florin.ts';
import { Random } from '../support/random.ts';
import { Load, letMinutesPass, makeWorld, observe } from './load.ts';
import { mortalFlorin } from './mortal-florin.ts';
import { roundsOf, seed } from './plan.ts';

const kills = roundsOf(5);
const readyMilliseconds = 5_000;
/** In the midst of a start, for one kill in so many. */
const killsOfStarts = 5;

test(`killed ${kills} times under mixed load: nothing acknowledged is lost, charged twice, untold or told out of order`, {
  timeout: 120_000 + kills * 10_000,
}, async (context) => {
  const random = new Random(seed);
  const databaseUrl = await createTestDatabase();
  const database = observe(databaseUrl);
  context.after(() => database.end());
  const florin = await mortalFlorin(context, { DATABASE_URL: databaseUrl });
  await florin.start();
  const world = await makeWorld((sent) => florin.ask(sent), database);
  context.after(() => world.hearing.close());
  const load = new Load((sent) => florin.ask(sent), world);
  load.begin({ customers: 4, buyers: 3, clock: 1 });
  for (let round = 1; florin.kills < kills; round++) {
    await load.more(5);
    await wait(random.below(400));
    await florin.kill();
    if (round % killsOfStarts === 0) await florin.killStarting(random.below(1_200));
    await letMinutesPass(database);
    await florin.start();
  }
  await load.more(20);
  await load.end();
  assert.deepEqual(await load.problems(database), []);
  const starts = florin.starts.toSorted((a, b) => a - b);
  const middle = starts[Math.floor(starts.length / 2)] ?? 0;
  context.diagnostic(
    `${florin.kills} kills, ${load.answers} answers, ready after ${Math.round(middle)} ms (at most ${Math.round(starts.at(-1) ?? 0)} ms)`,
  );
  // One in a busy moment says nothing of the server.
  assert.ok(middle < readyMilliseconds, `half of the starts took ${middle} ms or more`);
  assert.equal(await florin.stop(), 0);
});
