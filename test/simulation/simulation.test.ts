import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Database, type Pool } from '../../src/platform/postgres/database.ts';
import { createTestDatabase } from '../support/florin.ts';
import { actions } from './actions.ts';
import { brokenInvariants, invariantNames } from './invariants.ts';
import { differences, readLedger } from './ledger.ts';
import { type Outcome, runBoth } from './run-both.ts';

/** A small world, whose server dies more often than that of a long one: `npm run simulate` makes larger ones. */
const plan = { seed: 1, years: 13 / 12, customers: 10, actionsPerYear: 9.75 };
const kills = { beforeRequest: 0.5, duringRequest: 1.5, duringAdvance: 2.5 };

let outcome: Outcome;
const databases: Pool[] = [];
before(async () => {
  const createDatabase = async () => {
    const url = await createTestDatabase();
    databases.push(connect(url, { connections: 1 }));
    return url;
  };
  outcome = await runBoth(createDatabase, plan, kills);
});
after(() => Promise.all(databases.map((database) => database.end())));

test('a world of random customers, and a server that dies at random, leaves whole books', () => {
  assert.deepEqual(outcome.problems, []);
  const { killed } = outcome;
  assert.ok(killed.kills >= 6, `the server was killed ${killed.kills} times`);
});

test('all that there is to do was done', () => {
  const done = new Set(Object.keys(outcome.whole.counts).map((count) => count.replace(/ 20\d$/, '')));
  const missing = [...new Set(actions.map(({ name }) => name))].filter((name) => !done.has(name));
  // The processor tells more often than is counted here: see `buy`.
  assert.deepEqual(missing, ['settle payment']);
});

/** What each invariant is to notice. */
const damages: Record<string, string> = {
  invoicesAddUp: 'update invoice_lines set tax_amount = tax_amount + 1 where position = 0',
  paidAndDueAndCreditedAreTheTotal: `update invoices set status = 'paid' where status = 'void'`,
  refundsAddUp: `update invoices set refunded_amount = refunded_amount + 1 where status = 'partially_refunded'
    or status = 'refunded'`,
  accountsAreTheirEntries: 'update customer_balances set amount = amount + 1',
  moneyIsConserved: `update invoices set total_amount = total_amount + 1, tax_amount = tax_amount + 1 where status = 'paid'`,
  nothingIsPaidTwice: `insert into payments select (jsonb_populate_record(payment, jsonb_build_object('id',
    gen_random_uuid()))).* from payments payment where status = 'succeeded' limit 1`,
  chargesAreThePayments: `update payments set status = 'failed' where status = 'succeeded'`,
  refundsAreTheProcessors: 'update sandbox_refunds set amount = amount + 1',
  redemptionsAreCounted: 'update discount_redemption_counts set redemptions = redemptions + 1',
  numbersHaveNoGaps: `update invoices set number = number || '0' where number like '%-0001'`,
  waitingLinesAreBilledOnce: `update pending_lines set amount = amount + 1 where invoice_id is not null`,
  statusesFollowTheTable: `set local florin.erasing = 'on'; update audit_log set changes = '{"status": {"before": "canceled", "after": "active"}}'
    where action = 'subscription.revoked'`,
  periodsTile: `set local florin.erasing = 'on'; update audit_log set changes = jsonb_set(changes, '{currentPeriodStart,after}',
    '"2027-02-03T00:00:00.000Z"') where changes ? 'currentPeriodStart' and object_type = 'subscription'`,
  everyPeriodIsBilledOnce: `update invoices set period_start = period_start + interval '1 hour'
    where billing_reason = 'subscription_cycle'`,
  subscriptionsAreLookedAt: `update subscriptions set next_action_at = null where status = 'active'`,
  pastDueOwes: `update subscriptions set status = 'past_due' where status = 'active'`,
  endsAreWhole: `update subscriptions set ended_at = null where status = 'canceled'`,
  nothingIsLeftDue: `update subscriptions set next_action_at = '2027-02-01T00:00:00Z' where next_action_at is not null`,
  nothingIsPendingForEver: `update payments set status = 'pending' where status = 'succeeded' and purpose = 'checkout'`,
  everyChangeIsTold: `delete from events where type = 'subscription.updated'`,
  objectsBeginWithCreated: `delete from events where type = 'subscription.created'`,
  eventsGoForward: `update events set occurred_at = '2027-01-01T00:00:00Z' where type = 'subscription.updated'`,
  accessFollowsSubscriptions: `update subscription_items set expired_at = null`,
};

/** Does damage, looks at it, and undoes it. */
async function seenOf(
  database: Pool,
  damage: string,
  look: (inside: Database) => Promise<void>,
): Promise<void> {
  const done = new Error('undo');
  await database
    .begin(async (inside) => {
      await inside.unsafe(damage).simple();
      await look(inside);
      throw done;
    })
    .catch((error) => {
      if (error !== done) throw error;
    });
}

for (const name of invariantNames) {
  test(`damage is noticed: ${name}`, async () => {
    const damage = damages[name];
    const [, whole] = databases;
    assert.ok(damage && whole);
    await seenOf(whole, damage, async (inside) => {
      assert.ok((await brokenInvariants(inside, [name])).length > 0);
    });
  });
}

test('a cent more is another ledger', async () => {
  const [, whole] = databases;
  assert.ok(whole);
  const before = await readLedger(whole);
  await seenOf(whole, 'update invoices set due_amount = due_amount + 1', async (inside) => {
    assert.ok(differences(before, await readLedger(inside)).length > 0);
  });
});
