import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wallClock } from '../../src/platform/clock.ts';
import { deleteEndedWindows } from '../../src/platform/http/rate-limit.sql.ts';
import { createSharedRateLimits, type RateLimits } from '../../src/platform/http/rate-limit-shared.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';

let one: TestFlorin;
let other: TestFlorin;
before(async () => {
  one = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
  other = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on', DATABASE_URL: one.databaseUrl });
});
after(async () => {
  await other.stop();
  await one.stop();
});

const tally = (statuses: readonly number[]) =>
  Object.fromEntries(
    Map.groupBy(statuses, String)
      .entries()
      .map(([status, all]) => [status, all.length]),
  );

test('of logins tried at two servers at once not one more gets through than at one', async () => {
  const tries = Array.from({ length: 40 }, async (_, index) => {
    const { url } = index % 2 === 0 ? one : other;
    const path = '/v1/customer-portal/customer-session/authenticate';
    return (await call('POST', url + path, { body: { code: 'AAAAAA' } })).status;
  });
  assert.deepEqual(tally(await Promise.all(tries)), { 401: 6, 429: 34 });
  const { headers } = await call('POST', `${other.url}/v1/customer-portal/customer-session/authenticate`, {
    body: { code: 'AAAAAA' },
  });
  const seconds = Number(headers.get('retry-after'));
  assert.ok(seconds > 880 && seconds <= 900, `${seconds}`);
});

test("a caller's limit holds over two servers, and both tell what is left", async () => {
  const { token } = await one.createKey(one.organization, 'test');
  const get = async ({ url }: TestFlorin) => (await call('GET', `${url}/v1/customers/`, { token })).status;
  const remaining = async ({ url }: TestFlorin) => {
    const { headers } = await call('GET', `${url}/functions/v1/customers`, { token });
    return Number(headers.get('x-ratelimit-remaining'));
  };
  for (let index = 0; index < 60; index++) assert.equal(await get(one), 200);
  const statuses: number[] = [];
  await eventually('the other refuses', 20_000, async () => {
    statuses.push(await get(other));
    return statuses.at(-1) === 429;
  });
  const passed = statuses.filter((status) => status === 200).length;
  assert.ok(passed <= 60, `${passed} got through beside the 60 of the other server`);
  await eventually('the first refuses', 20_000, async () => (await get(one)) === 429);

  for (let index = 0; index < 10; index++) await remaining(one);
  await eventually('the other counts those too', 20_000, async () => (await remaining(other)) < 990);
});

/** The limits of two processes, the clock of one of which is wrong by some seconds. */
async function twoLimits(work: (limits: [RateLimits, RateLimits], pools: [Pool, Pool]) => Promise<void>) {
  const pools = [connect(one.databaseUrl), connect(one.databaseUrl)] as [Pool, Pool];
  const wrong = { now: () => new Date(Date.now() + 5_000) };
  const quiet = { error: () => {} };
  const limits = [
    createSharedRateLimits(pools[0], wallClock, quiet),
    createSharedRateLimits(pools[1], wrong, quiet),
  ] as [RateLimits, RateLimits];
  for (const each of limits) each.start();
  await work(limits, pools);
  await Promise.all(limits.map((each) => each.stop()));
  await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })));
}

test('a window ends at one time for all, whatever their clocks show, and then begins anew', () =>
  twoLimits(async ([right, wrong]) => {
    const limit = { calls: 3, seconds: 8 };
    const take = (limits: RateLimits, ahead: number) => limits.take('window', limit, Date.now() + ahead);
    const takeRight = () => take(right, 0);
    const takeWrong = () => take(wrong, 5_000);
    const startedAt = Date.now();
    takeRight();
    takeRight();
    takeRight();
    await eventually('both refuse', 7_500, async () => !takeWrong().allowed && !takeRight().allowed);
    assert.ok(takeWrong().retryAfter <= 8 && takeRight().retryAfter <= 8);
    await eventually('both take calls again', 20_000, async () => takeRight().allowed || takeWrong().allowed);
    const waited = Date.now() - startedAt;
    assert.ok(waited >= 7_900, `${waited} ms`);
  }));

test('an exact window blocks, and begins anew when the block is over', () =>
  twoLimits(async ([right, wrong]) => {
    const limits = [{ calls: 2, seconds: 60, blockedSeconds: 1 }];
    const take = async (of: RateLimits, ahead = 0) => of.takeExactly('exact', limits, Date.now() + ahead);
    assert.equal((await take(right))?.remaining, 1);
    assert.equal((await take(wrong, 5_000))?.remaining, 0);
    const refused = await take(right);
    assert.deepEqual([refused?.allowed, refused?.retryAfter], [false, 1]);
    assert.equal((await take(wrong, 5_000))?.allowed, false);
    await eventually('the block is over', 20_000, async () => (await take(right))?.allowed === true);
  }));

test('without the database a process counts by itself', () =>
  twoLimits(async ([right, wrong], [pool]) => {
    const limits = [{ calls: 2, seconds: 60 }];
    const take = async (of: RateLimits) => (await of.takeExactly('away', limits, Date.now()))?.allowed;
    assert.equal(await take(right), true);
    await pool.end({ timeout: 0 });
    assert.deepEqual([await take(right), await take(right)], [true, false]);
    assert.deepEqual([await take(wrong), await take(wrong)], [true, false]);
    assert.equal(right.take('inexact', { calls: 1, seconds: 60 }, Date.now()).allowed, true);
  }));

test('what is counted nowhere any more is forgotten', async () => {
  await one.pool`
    insert into rate_windows values ('over', 1, 1, 0, 9, now() - interval '1 second'), ('on', 1, 1, 0, 9, now() + interval '1 hour')`;
  await deleteEndedWindows(one.pool);
  const rows = await one.pool<{ name: string }[]>`
    select name from rate_windows where name in ('over', 'on')`;
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['on'],
  );
});
