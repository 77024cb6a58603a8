import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { createProduct, selectDefaultPricingModel } from '../../src/billing/catalog/index.ts';
import { createCheckout } from '../../src/billing/checkouts/index.ts';
import { commandSubscription, confirmCheckout } from '../../src/billing/collection/index.ts';
import { advanceClock, dueSteps, type Engine, setClock } from '../../src/billing/due-work/index.ts';
import { createOrganization } from '../../src/billing/organizations/index.ts';
import { changeSandboxCard } from '../../src/billing/payments/index.ts';
import {
  type SubscriptionCommand,
  type SubscriptionWithItems,
  selectSubscription,
} from '../../src/billing/subscriptions/index.ts';
import { standingClock, wallClock } from '../../src/platform/clock.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import type { Result } from '../../src/platform/result.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { brokenInvariants } from '../simulation/invariants.ts';
import { createTestDatabase } from '../support/florin.ts';

/** The core by itself, on a database: each run has a merchant, a clock and a subscription of its own. */
let pool: Pool;
before(async () => {
  pool = connect(await createTestDatabase());
});
after(() => pool.end());

const hourMilliseconds = 3_600_000;
const start = new Date('2027-01-31T12:00:00Z');
const faults: unknown[] = [];

const engine = (): Engine => ({
  pool,
  steps: dueSteps,
  log: { info: () => {}, error: (fields) => void faults.push(fields.err) },
  signal: new AbortController().signal,
  clockMoved: () => {},
});

function answerOf<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

type World = { scope: Scope; now: Date; subscriptionId: string; cardReference: string; products: string[] };

let worlds = 0;

/** Somebody who has subscribed, with a trial or without, and with a card that pays. */
async function begin(product: number): Promise<World> {
  const name = `World ${++worlds}`;
  const { id: organizationId } = answerOf(
    await createOrganization(pool, wallClock, 'test', { name, slug: name }),
  );
  const plain: Scope = {
    organizationId,
    mode: 'test',
    pricingModelId: '',
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: standingClock(start),
    requestId: 'test',
    database: pool,
  };
  answerOf(await setClock(plain, start));
  const pricingModelId = (await selectDefaultPricingModel(plain))?.id ?? '';
  const scope = { ...plain, pricingModelId };
  const products: string[] = [];
  for (const members of offers) {
    const price = { currency: 'usd', taxBehavior: null };
    const made = await createProduct(scope, {
      description: null,
      visibility: 'public',
      metadata: {},
      recurringInterval: 'month',
      ...members,
      prices: [{ ...price, ...members.price } as never],
    });
    products.push(answerOf(made).id);
  }
  const checkout = await createCheckout(scope, {
    offer: { productIds: [products[product] ?? ''] },
    seats: null,
  });
  const confirmed = await confirmCheckout(scope, answerOf(checkout).checkout.id, {
    confirmationToken: 'tok_visa',
    customerEmail: 'buyer@example.com',
    customerBillingAddress: { country: 'NL' } as never,
  });
  assert.equal(answerOf(confirmed).details.checkout.status, 'succeeded');
  const [row] = await pool<{ id: string; cardReference: string }[]>`
    select subscription.id, method.processor_reference as card_reference from subscriptions subscription
    join payment_methods method using (organization_id, mode, customer_id)
    where organization_id = ${organizationId} and subscription.renews`;
  assert.ok(row);
  return { scope, now: start, subscriptionId: row.id, cardReference: row.cardReference, products };
}

const seats = {
  amountType: 'seat_based',
  tiers: { mode: 'volume', tiers: [{ from: 1, to: null, unitAmount: '1000', flatAmount: 0 }] },
};
const offers = [
  { name: 'Basic', price: { amountType: 'fixed', unitAmount: 1000 } },
  { name: 'Pro', price: { amountType: 'fixed', unitAmount: 3100 } },
  {
    name: 'Trial',
    price: { amountType: 'fixed', unitAmount: 2000 },
    trialInterval: 'day',
    trialIntervalCount: 10,
  },
  { name: 'Yearly', price: { amountType: 'fixed', unitAmount: 30_000 }, recurringInterval: 'year' },
  { name: 'Team', price: seats },
] as const;

/** What may be done; moments are hours from the present, products are places in the list. */
type Step =
  | { kind: 'wait'; hours: number }
  | { kind: 'card'; token: string }
  | { kind: 'ask'; of(world: World): SubscriptionCommand; name: string };

const behavior = fc.constantFrom('prorate', 'invoice', 'next_period', 'reset');
const hours = fc.integer({ min: 1, max: 1_500 });
const at = (world: World, later: number) => new Date(world.now.getTime() + later * hourMilliseconds);

const ask = (name: string, of: (world: World) => unknown): Step => ({
  kind: 'ask',
  name,
  of: of as (world: World) => SubscriptionCommand,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: hours.map((count): Step => ({ kind: 'wait', hours: count })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('tok_visa', 'tok_visa', 'tok_chargeInsufficientFunds', 'tok_chargeDeclinedLostCard')
      .map((token): Step => ({ kind: 'card', token })),
  },
  fc.tuple(fc.nat(offers.length - 1), behavior).map(([place, how]) =>
    ask(`to ${offers[place]?.name}, ${how}`, ({ products }) => ({
      kind: 'change_terms',
      productId: products[place],
      behavior: how,
    })),
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), behavior)
    .map(([count, how]) =>
      ask(`${count} seats, ${how}`, () => ({ kind: 'change_seats', seats: count, behavior: how })),
    ),
  hours.map((count) =>
    ask(`trial for ${count} h`, (world) => ({ kind: 'change_terms', trialEnd: at(world, count) })),
  ),
  hours.map((count) =>
    ask(`period for ${count} h`, (world) => ({ kind: 'move_period_end', periodEnd: at(world, count) })),
  ),
  fc.constant(ask('end trial', () => ({ kind: 'change_terms', trialEnd: 'now' }))),
  ...(
    ['cancel_at_period_end', 'uncancel', 'revoke', 'pause_at_period_end', 'unpause', 'resume'] as const
  ).map((kind) => fc.constant(ask(kind, () => ({ kind })))),
  fc.constant(ask('clear_pending_update', () => ({ kind: 'clear_pending_update' }))),
);

/** What each command needs, in the words of the facts; those that are not here need more than the subscription says. */
const model: Partial<Record<SubscriptionCommand['kind'], (subscription: SubscriptionWithItems) => boolean>> =
  {
    cancel_at_period_end: ({ status, cancelAtPeriodEnd }) => status !== 'canceled' && !cancelAtPeriodEnd,
    uncancel: ({ status, cancelAtPeriodEnd }) => status !== 'canceled' && cancelAtPeriodEnd,
    revoke: ({ status }) => status !== 'canceled',
    pause_at_period_end: ({ status, cancelAtPeriodEnd }) => status === 'active' && !cancelAtPeriodEnd,
    unpause: ({ pauseAtPeriodEnd }) => pauseAtPeriodEnd,
    resume: ({ status }) => status === 'paused',
    clear_pending_update: ({ pendingUpdate }) => pendingUpdate !== null,
  };

async function subscriptionOf({ scope, subscriptionId }: World): Promise<SubscriptionWithItems> {
  const subscription = await selectSubscription(scope, { id: subscriptionId });
  assert.ok(subscription);
  return subscription;
}

async function take(world: World, what: Step): Promise<World> {
  const { scope } = world;
  if (what.kind === 'wait') {
    const now = at(world, what.hours);
    const advanced = answerOf(await advanceClock(engine(), scope, () => now));
    assert.deepEqual(advanced.failures, [], String(faults.at(-1)));
    return { ...world, now, scope: { ...scope, clock: standingClock(now) } };
  }
  if (what.kind === 'card') {
    answerOf(await changeSandboxCard(scope, world.cardReference, what.token));
    return world;
  }
  const before = await subscriptionOf(world);
  const command = what.of(world);
  const result = await commandSubscription(scope, { id: world.subscriptionId }, command);
  const expected = model[command.kind]?.(before);
  if (expected !== undefined) assert.equal(result.ok, expected, `${what.name} of ${before.status}`);
  const changesNothing = !result.ok && result.failures[0].code !== 'payment_failed';
  if (changesNothing) assert.deepEqual(await subscriptionOf(world), before);
  return world;
}

/** What is broken in one world stays so: the next ones are not to blame. */
const known = new Set<string>();

test('no commands in any order, with any time between them, bill a period twice, leave access or a state that is none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(offers.length - 1),
      fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
      async (product, steps) => {
        let world = await begin(product);
        for (const what of steps) world = await take(world, what);
        const broken = (await brokenInvariants(pool)).filter((message) => !known.has(message));
        for (const message of broken) known.add(message);
        assert.deepEqual(broken, []);
      },
    ),
    { numRuns: 25, endOnFailure: false },
  );
});
