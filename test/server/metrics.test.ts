import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type MetricInterval, type Metrics, readMetrics } from '../../src/billing/metrics/index.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { noKills } from '../simulation/server.ts';
import { simulate } from '../simulation/world.ts';
import { call } from '../support/call.ts';
import { createTestDatabase, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { naiveMetrics, readBooks } from '../support/naive-metrics.ts';
import { beginStory, type Story } from '../support/story.ts';

type Numbers = Record<string, number>;
type Answer = {
  currency: string;
  currencies: string[];
  interval: string;
  periods: (Numbers & { start: string; end: string })[];
  totals: Numbers;
  previous: { periods: Numbers[]; totals: Numbers } | null;
};

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

async function metrics(story: Story, query: string): Promise<Answer> {
  const { status, body } = await story.request('GET', `/florin/v1/metrics?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Answer;
}

const named = (answer: Answer, name: string) => answer.periods.map((period) => period[name]);

test('the numbers of a year that can be followed by hand', { timeout: 60_000 }, async () => {
  const story = await beginStory(florin, '2026-01-10T09:00:00Z');
  const monthly = await story.plan('Monthly', 2000);
  const yearly = await story.plan('Yearly', 24_000, { recurring_interval: 'year' });
  const weekly = await story.plan('Weekly', 300, { recurring_interval: 'week' });
  const tried = await story.plan('Tried', 1000, { trial_interval: 'day', trial_interval_count: 30 });
  const free = await story.plan('Free', 0, { prices: [{ amount_type: 'free' }] });
  const halved = await story.discount({ duration: 'repeating', duration_in_months: 2 });
  const first = await story.buy(monthly);
  await story.buy(yearly);
  await story.buy(monthly, { checkout: { discount_id: halved.id } });
  await story.buy(tried);
  await story.buy(free, { card: null });
  await story.advance('2026-02-05T00:00:00Z');
  await story.buy(weekly);
  await story.change(first.subscriptionId, { cancel_at_period_end: true });
  await story.advance('2026-05-20T00:00:00Z');
  const year = await metrics(story, 'start=2026-01-01&end=2026-06-01&interval=month&compare=true');
  assert.deepEqual([year.currency, year.currencies, year.interval], ['usd', ['usd'], 'month']);
  assert.deepEqual(
    year.periods.map(({ start }) => start.slice(0, 7)),
    ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05'],
  );
  // 2,000 and 24,000 / 12 and half of 2,000; then the trial's 1,000 and 300 × 52 / 12, less the first; then the whole 2,000.
  assert.deepEqual(named(year, 'mrr'), [5000, 5300, 6300, 6300, 6300]);
  assert.deepEqual(named(year, 'active_subscriptions'), [3, 4, 4, 4, 4]);
  assert.deepEqual(named(year, 'new_subscriptions'), [3, 2, 0, 0, 0]);
  assert.deepEqual(named(year, 'canceled_subscriptions'), [0, 1, 0, 0, 0]);
  assert.deepEqual(named(year, 'churn_rate'), [0, 1 / 3, 0, 0, 0]);
  assert.deepEqual(named(year, 'new_customers'), [5, 1, 0, 0, 0]);
  // Weeks begin on the 5th, 12th, 19th and 26th of February, and every seven days from there.
  const [january, february] = named(year, 'net_revenue');
  assert.deepEqual([january, february], [2000 + 24_000 + 1000, 1000 + 1000 + 4 * 300]);
  assert.equal(year.totals.mrr, 6300);
  assert.equal(year.totals.new_subscriptions, 5);
  assert.equal(
    year.totals.net_revenue,
    named(year, 'net_revenue').reduce((sum = 0, one = 0) => sum + one, 0),
  );
  assert.ok(year.previous);
  assert.equal(year.previous.periods.length, 5);
  assert.deepEqual([year.previous.totals.mrr, year.previous.totals.net_revenue], [0, 0]);
  const [order] = await story.orders(first.customerId);
  assert.ok(order);
  const refund = { order_id: order.id, reason: 'customer_request', amount: 500 };
  assert.equal((await story.request('POST', '/v1/refunds/', refund)).status, 201);
  const note = { reason: 'other', amount: 300 };
  const credited = await story.request('POST', `/florin/v1/invoices/${order.id}/credit-notes`, note);
  assert.equal(credited.status, 201, JSON.stringify(credited.body));
  const after = await metrics(story, 'start=2026-01-01&end=2026-06-01&interval=month');
  const [was = [], is = []] = [named(year, 'net_revenue'), named(after, 'net_revenue')];
  assert.deepEqual(is, [...was.slice(0, 4), (was[4] ?? 0) - 800]);
  const april = await metrics(story, 'start=2026-04-01&end=2026-05-01&interval=month&compare=true');
  assert.deepEqual(april.previous?.periods[0], { ...year.periods[2] });
});

test('a time that is none, or too long, is refused; left out it is the last thirty days', async () => {
  const story = await beginStory(florin, '2026-03-15T12:00:00Z');
  const refused = async (query: string) => {
    const { status, body } = await story.request('GET', `/florin/v1/metrics?${query}`);
    return [status, (body.error as { param: string }).param];
  };
  assert.deepEqual(await refused('start=2026-03-10&end=2026-03-10'), [422, 'end']);
  assert.deepEqual(await refused('start=2026-04-10'), [422, 'start']);
  assert.deepEqual(await refused('start=2025-01-01'), [422, 'start']);
  assert.deepEqual(await refused('start=2026-02-30'), [422, 'start']);
  assert.deepEqual(await refused('currency=xxx'), [422, 'currency']);
  assert.deepEqual(await refused('interval=year'), [422, 'interval']);
  const month = await metrics(story, '');
  assert.equal(month.periods.length, 30);
  assert.deepEqual(
    [month.periods[0]?.start, month.periods.at(-1)?.end],
    ['2026-02-14T00:00:00.000Z', '2026-03-16T00:00:00.000Z'],
  );
  assert.deepEqual([month.currency, month.currencies, month.previous], ['usd', [], null]);
  const beyond = await metrics(story, 'start=2026-03-01&end=2027-01-01&interval=week');
  assert.equal(beyond.periods.at(-1)?.end, '2026-03-16T00:00:00.000Z');
  const { token } = await florin.createKey(story.organization, 'test', { scopes: ['customers:read'] });
  const answer = await call('GET', `${florin.url}/florin/v1/metrics`, { token });
  assert.equal(answer.status, 403);
});

/** The scope of the one organization of a simulated world, at its end. */
async function worldScope(database: Pool): Promise<Scope> {
  const [world] = await database<{ organizationId: string; now: Date }[]>`
    select organization_id, now from test_clocks`;
  assert.ok(world);
  return {
    organizationId: world.organizationId,
    mode: 'test',
    pricingModelId: world.organizationId,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: { now: () => world.now },
    requestId: 'test',
    database,
  };
}

for (const seed of [3, 11, 29]) {
  test(`worked out row by row the numbers are the same: world ${seed}`, { timeout: 170_000 }, async () => {
    const url = await createTestDatabase();
    await simulate(url, { seed, years: 0.7, customers: 7, actionsPerYear: 12, kills: noKills });
    const database = connect(url, { connections: 2 });
    try {
      const scope = await worldScope(database);
      const books = await readBooks(database, scope.organizationId, 'test');
      const seen = { mrr: 0, canceled: 0, failed: 0, refunded: 0 };
      for (const [interval, start] of [
        ['day', '2027-01-20'],
        ['week', '2027-01-20'],
        ['month', '2026-12-01'],
      ] as const) {
        const result: { ok: boolean; value?: Metrics } = await readMetrics(scope, {
          start: new Date(start),
          interval: interval satisfies MetricInterval,
          compare: true,
          currency: 'usd',
        });
        assert.ok(result.value);
        const { periods, previous, totals } = result.value;
        for (const { start: from, end, ...values } of [...(previous?.periods ?? []), ...periods]) {
          const expected = naiveMetrics(books, 'usd', { start: from, end });
          assert.deepEqual(values, expected, `${interval} from ${from.toISOString()}`);
          seen.mrr = Math.max(seen.mrr, values.mrr);
          if (values.netRevenue < 0) seen.refunded++;
        }
        const [first, last] = [periods[0], periods.at(-1)];
        assert.ok(first && last);
        assert.deepEqual(totals, naiveMetrics(books, 'usd', { start: first.start, end: last.end }));
        seen.canceled = totals.canceledSubscriptions;
        seen.failed = totals.failedPayments;
      }
      assert.ok(seen.mrr > 0 && seen.canceled > 0 && seen.failed > 0, JSON.stringify(seen));
    } finally {
      await database.end();
    }
  });
}
