import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { amounts, day, ledger, lines, told } from '../support/story-views.ts';
import { seats as seatPrice } from '../support/subscriptions.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
/** Half of April is left. */
const half = '2027-04-16T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

/** 10.00 a seat up to five of them, 8.00 from six on. */
const tiers = [
  { min_seats: 1, max_seats: 5, price_per_seat: 1000 },
  { min_seats: 6, max_seats: null, price_per_seat: 800 },
];

/** A product by the seat, of 10.00 each where no other price is given; and who bought seats of it on April 1st. */
async function seated(
  seats: number,
  { price = seatPrice(), discount }: { price?: object; discount?: object } = {},
) {
  const story = await beginStory(florin, april);
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [price] });
  const discount_id = discount && (await story.discount(discount as never)).id;
  const bought = await story.buy(team, { checkout: { seats, ...(discount_id ? { discount_id } : {}) } });
  await story.told();
  return { story, team, ...bought };
}

async function last(story: Story, customerId: string) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

test('more seats, prorated: the difference for what is left comes on the next invoice', async () => {
  const { story, customerId, subscriptionId } = await seated(3);
  await story.advance(half);
  await story.told();
  const changed = await story.change(subscriptionId, { seats: 5, proration_behavior: 'prorate' });
  assert.deepEqual([changed.seats, changed.amount], [5, 5000]);
  assert.deepEqual(await story.told(), told.changed);
  assert.deepEqual(await story.advanceTelling(may), told.renewed);
  const renewal = await last(story, customerId);
  assert.deepEqual(lines(renewal), [
    ['Team × 5 seats — From May 1, 2027 to Jun 1, 2027', 5000],
    ['Team × 5 seats — From Apr 16, 2027 to May 1, 2027', 1000],
  ]);
  assert.equal(renewal.total_amount, 6000);
});

test('more seats and fewer, invoiced: charged at once, and credit at once', async () => {
  const { story, customerId, subscriptionId } = await seated(3);
  await story.advance(half);
  await story.told();
  await story.change(subscriptionId, { seats: 5, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  await story.change(subscriptionId, { seats: 1, proration_behavior: 'invoice' });
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  assert.equal(await story.balance(customerId), 2000);
  await story.advance(june);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-16 subscription_update 1000 paid',
    '2027-04-16 subscription_update -2000, due 0, paid',
    '2027-05-01 subscription_cycle 1000, due 0, paid',
    '2027-06-01 subscription_cycle 1000, due 0, paid',
  ]);
  assert.equal(await story.balance(customerId), 0);
});

test('fewer seats, prorated: the next invoice is that much less', async () => {
  const { story, customerId, subscriptionId } = await seated(5);
  await story.advance(half);
  await story.change(subscriptionId, { seats: 2, proration_behavior: 'prorate' });
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.deepEqual(amounts(renewal), [2000, -1500]);
  // 5.00 are enough to be charged.
  assert.deepEqual([renewal.due_amount, renewal.status], [500, 'paid']);
});

test('seats with the next period: shown until then, replaced, and taken back by asking for what there is', async () => {
  const { story, customerId, subscriptionId } = await seated(3);
  await story.advance(half);
  await story.told();
  const next = { proration_behavior: 'next_period' };
  await story.change(subscriptionId, { seats: 8, ...next });
  const waiting = await story.change(subscriptionId, { seats: 2, ...next });
  assert.deepEqual([waiting.seats, waiting.pending_update?.seats], [3, 2]);
  assert.deepEqual(await story.told(), [...told.changed, ...told.changed]);
  const kept = await story.change(subscriptionId, { seats: 3 });
  assert.deepEqual([kept.seats, kept.pending_update], [3, null]);
  assert.deepEqual(await story.told(), told.changed);
  // Once more is no change at all.
  await story.change(subscriptionId, { seats: 3 });
  assert.deepEqual(await story.told(), []);
  await story.change(subscriptionId, { seats: 4, ...next });
  await story.advance(may);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-05-01 subscription_cycle 4000 paid',
  ]);
  assert.equal((await story.subscription(subscriptionId)).seats, 4);
});

test('seats with a reset: all of them for a new period, nothing given back', async () => {
  const { story, customerId, subscriptionId } = await seated(3);
  await story.advance(half);
  const reset = await story.change(subscriptionId, { seats: 5, proration_behavior: 'reset' });
  assert.deepEqual(
    [day(reset.current_period_start), day(reset.current_period_end)],
    ['2027-04-16', '2027-05-16'],
  );
  await story.advance('2027-05-16T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 3000 paid',
    '2027-04-16 subscription_update 5000 paid',
    '2027-05-16 subscription_cycle 5000 paid',
  ]);
});

test('by volume the sixth seat makes all cheaper: that is given back', async () => {
  const { story, customerId, subscriptionId } = await seated(5, { price: seatPrice(tiers, 'volume') });
  await story.advance(half);
  await story.change(subscriptionId, { seats: 6, proration_behavior: 'prorate' });
  await story.advance(may);
  assert.deepEqual(amounts(await last(story, customerId)), [4800, -100]);
  await story.change(subscriptionId, { seats: 8, proration_behavior: 'next_period' });
  await story.advance(june);
  assert.equal((await last(story, customerId)).total_amount, 6400);
});

test('graduated, each seat costs what its tier says', async () => {
  const { story, customerId, subscriptionId } = await seated(5, { price: seatPrice(tiers, 'graduated') });
  await story.advance(half);
  await story.change(subscriptionId, { seats: 8, proration_behavior: 'invoice' });
  await story.advance(may);
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 5000 paid',
    '2027-04-16 subscription_update 1200 paid',
    '2027-05-01 subscription_cycle 7400 paid',
  ]);
});

test('half a cent of seats is cut off, whichever way it goes', async () => {
  const price = seatPrice([{ min_seats: 1, max_seats: null, price_per_seat: 1001 }]);
  const { story, customerId, subscriptionId } = await seated(3, { price });
  await story.advance(half);
  await story.change(subscriptionId, { seats: 4, proration_behavior: 'prorate' });
  await story.change(subscriptionId, { seats: 1, proration_behavior: 'prorate' });
  await story.advance(may);
  // 500.5 and −1501.5
  assert.deepEqual(amounts(await last(story, customerId)), [1001, 500, -1501]);
});

test('a discount is worked out on the totals, not on the difference', async () => {
  const most = await seated(3, { discount: { type: 'fixed', amounts: { usd: 3500 }, duration: 'once' } });
  await most.story.advance(half);
  await most.story.change(most.subscriptionId, { seats: 4, proration_behavior: 'invoice' });
  // 3000 − 3000 becomes 4000 − 3500.
  assert.deepEqual(amounts(await last(most.story, most.customerId)), [250]);
  const percent = await seated(3, { discount: { basis_points: 5000 } });
  await percent.story.advance(half);
  await percent.story.change(percent.subscriptionId, { seats: 5, proration_behavior: 'prorate' });
  await percent.story.advance(may);
  const renewal = await last(percent.story, percent.customerId);
  assert.deepEqual(amounts(renewal), [5000, 500]);
  assert.deepEqual([renewal.discount_amount, renewal.total_amount], [2500, 3000]);
});

test('seats: never fewer than the least, more than the most, or fewer than somebody has', async () => {
  const price = seatPrice([{ min_seats: 2, max_seats: 10, price_per_seat: 1000 }]);
  const { story, subscriptionId } = await seated(5, { price });
  await story.advance(half);
  assert.deepEqual(await story.refused(subscriptionId, { seats: 1 }), [400, 'BelowMinimumSeats']);
  assert.deepEqual(await story.refused(subscriptionId, { seats: 11 }), [400, 'AboveMaximumSeats']);
  const assign = (email: string) =>
    story.polar.customerSeats.assignSeat({ subscription_id: subscriptionId, email, immediate_claim: true });
  await assign('one@example.com');
  const two = await assign('two@example.com');
  // With the owner's they are three.
  assert.deepEqual(await story.refused(subscriptionId, { seats: 2 }), [400, 'SeatsAlreadyAssigned']);
  assert.deepEqual(await story.refused(subscriptionId, { seats: 2, proration_behavior: 'next_period' }), [
    400,
    'SeatsAlreadyAssigned',
  ]);
  await story.polar.customerSeats.revokeSeat(two.id);
  const reduced = await story.change(subscriptionId, { seats: 2, proration_behavior: 'prorate' });
  assert.equal(reduced.seats, 2);
  const plain = await story.buy(await story.plan('Pro', 3000));
  assert.deepEqual(await story.refused(plain.subscriptionId, { seats: 2 }), [
    400,
    'NotASeatBasedSubscription',
  ]);
});

test('seats given away after fewer were ordered for the next period are kept, and paid for', async () => {
  const { story, customerId, subscriptionId } = await seated(5);
  await story.advance(half);
  await story.change(subscriptionId, { seats: 2, proration_behavior: 'next_period' });
  for (const email of ['one@example.com', 'two@example.com', 'three@example.com']) {
    await story.polar.customerSeats.assignSeat({
      subscription_id: subscriptionId,
      email,
      immediate_claim: true,
    });
  }
  await story.advance(may);
  const after = await story.subscription(subscriptionId);
  assert.deepEqual([after.seats, after.pending_update], [4, null]);
  assert.equal((await last(story, customerId)).total_amount, 4000);
});

test('another product by the seat keeps the seats, as many as it is sold in', async () => {
  const { story, customerId, subscriptionId } = await seated(8);
  const few = seatPrice([{ min_seats: 1, max_seats: 5, price_per_seat: 2000 }]);
  const small = await story.product({ name: 'Small', recurring_interval: 'month', prices: [few] });
  const large = await story.product({
    name: 'Large',
    recurring_interval: 'month',
    prices: [seatPrice([{ min_seats: 1, max_seats: null, price_per_seat: 1500 }])],
  });
  await story.advance(half);
  const larger = await story.change(subscriptionId, { product_id: large.id, proration_behavior: 'invoice' });
  assert.deepEqual([larger.seats, larger.amount], [8, 12_000]);
  assert.deepEqual(amounts(await last(story, customerId)), [-4000, 6000]);
  const smaller = await story.change(subscriptionId, { product_id: small.id, proration_behavior: 'prorate' });
  assert.deepEqual([smaller.seats, smaller.amount], [5, 10_000]);
  const plain = await story.plan('Pro', 3000);
  assert.deepEqual(await story.refused(subscriptionId, { product_id: plain.id }), [
    422,
    "Can't switch from a seat-based to a non-seat-based product.",
  ]);
  await story.advance(may);
  assert.deepEqual(amounts(await last(story, customerId)), [10_000, -6000, 5000]);
});

test('from a plan for one to a team: at once, with as few seats as there can be, the first one taken', async () => {
  const story = await beginStory(florin, april);
  const solo = await story.plan('Solo', 1000);
  const price = seatPrice([{ min_seats: 3, max_seats: null, price_per_seat: 1000 }]);
  const team = await story.product({ name: 'Team', recurring_interval: 'month', prices: [price] });
  const { customerId, subscriptionId } = await story.buy(solo);
  await story.advance(half);
  await story.told();
  assert.equal(
    (await story.refused(subscriptionId, { product_id: team.id, proration_behavior: 'next_period' }))[0],
    422,
  );
  const changed = await story.change(subscriptionId, { product_id: team.id, proration_behavior: 'invoice' });
  assert.deepEqual([changed.seats, changed.amount], [3, 3000]);
  assert.deepEqual(await story.told(), [...told.changed, 'customer_seat.claimed', ...told.paid]);
  assert.deepEqual(amounts(await last(story, customerId)), [-500, 1500]);
  const { available_seats, total_seats } = await story.polar.customerSeats.listSeats({
    subscription_id: subscriptionId,
  });
  assert.deepEqual([available_seats, total_seats], [2, 3]);
  assert.equal((await story.polar.customers.get(customerId)).type, 'team');
});

test('units: like seats, at prices finer than a cent', async () => {
  const story = await beginStory(florin, april);
  const machines = await story.product({
    name: 'Machines',
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'unit_based',
        tiers: { type: 'volume', tiers: [{ bound: 100, unit_amount: '12.5' }, { unit_amount: '10.25' }] },
        minimum_units: 10,
      },
    ],
  });
  const { customerId, subscriptionId } = await story.buy(machines, { checkout: { units: 50 } });
  await story.advance(half);
  await story.told();
  assert.deepEqual(await story.refused(subscriptionId, { units: 9 }), [400, 'BelowMinimumUnits']);
  // 625 becomes 1537.75, rounded 1538: half of 913 is cut off to 456.
  const changed = await story.change(subscriptionId, { units: 150, proration_behavior: 'invoice' });
  assert.deepEqual([changed.units, changed.amount], [150, 1538]);
  assert.deepEqual(await story.told(), [...told.changed, ...told.paid]);
  await story.change(subscriptionId, { units: 50, proration_behavior: 'next_period' });
  await story.advance(may);
  const orders = await story.orders(customerId);
  assert.deepEqual(ledger(orders), [
    '2027-04-01 subscription_create 625 paid',
    '2027-04-16 subscription_update 456 paid',
    '2027-05-01 subscription_cycle 625 paid',
  ]);
  assert.deepEqual(lines(orders.at(-1)), [['Machines × 50 — From May 1, 2027 to Jun 1, 2027', 625]]);
});

test('pay what you want: the amount chosen is what every period costs, and what is given back', async () => {
  const story = await beginStory(florin, april);
  const tip = await story.product({
    name: 'Patron',
    recurring_interval: 'month',
    prices: [{ amount_type: 'custom', minimum_amount: 500, preset_amount: 1000 }],
  });
  const pro = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(tip, { checkout: { amount: 1500 } });
  const proposed = await story.buy(tip);
  await story.advance('2027-05-16T12:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 1500 paid',
    '2027-05-01 subscription_cycle 1500 paid',
  ]);
  assert.deepEqual(ledger(await story.orders(proposed.customerId)), [
    '2027-04-01 subscription_create 1000 paid',
    '2027-05-01 subscription_cycle 1000 paid',
  ]);
  // Half of May is left.
  const changed = await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.equal(changed.amount, 3000);
  assert.deepEqual(amounts(await last(story, customerId)), [-750, 1500]);
  assert.deepEqual(await story.refused(subscriptionId, { product_id: tip.id }), [
    422,
    "Can't update to a product with custom prices.",
  ]);
});
