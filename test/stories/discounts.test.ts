import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { cardDoes } from '../support/money.ts';
import { beginStory, type Story } from '../support/story.ts';
import { amounts, ledger, lines, repeated, told } from '../support/story-views.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const april = '2027-04-01T00:00:00Z';
/** A third of April is left. */
const third = '2027-04-21T00:00:00Z';
const may = '2027-05-01T00:00:00Z';
const june = '2027-06-01T00:00:00Z';

const once = { duration: 'once' };
const threeMonths = { duration: 'repeating', duration_in_months: 3 };
const forever = { duration: 'forever' };

const reducedBy = (discount: { id: string }) => ({ checkout: { discount_id: discount.id } });

async function totals(story: Story, customerId: string): Promise<number[]> {
  return (await story.orders(customerId)).map(({ total_amount }) => total_amount);
}

async function last(story: Story, customerId: string) {
  const order = (await story.orders(customerId)).at(-1);
  assert.ok(order);
  return order;
}

test('half off a monthly plan: once, three months, for ever', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000);
  const bought = [];
  for (const duration of [once, threeMonths, forever]) {
    bought.push(await story.buy(plan, reducedBy(await story.discount(duration))));
  }
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-08-01T00:00:00Z'), repeated(12, told.renewed));
  const paid = [];
  for (const { customerId } of bought) paid.push(await totals(story, customerId));
  assert.deepEqual(paid, [
    [1500, 3000, 3000, 3000, 3000],
    [1500, 1500, 1500, 3000, 3000],
    [1500, 1500, 1500, 1500, 1500],
  ]);
  const subscriptions = [];
  for (const { subscriptionId } of bought) subscriptions.push(await story.subscription(subscriptionId));
  // One whose time is over is gone.
  assert.deepEqual(
    subscriptions.map(({ discount_id }) => discount_id !== null),
    [false, false, true],
  );
});

test('half off a yearly plan: three months of it are the first year', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 30_000, { recurring_interval: 'year' });
  const paid = [];
  const bought = [];
  for (const duration of [once, threeMonths, { duration: 'repeating', duration_in_months: 13 }, forever]) {
    bought.push(await story.buy(plan, reducedBy(await story.discount(duration))));
  }
  await story.advance('2029-04-01T00:00:00Z');
  for (const { customerId } of bought) paid.push(await totals(story, customerId));
  assert.deepEqual(paid, [
    [15_000, 30_000, 30_000],
    [15_000, 30_000, 30_000],
    [15_000, 15_000, 30_000],
    [15_000, 15_000, 15_000],
  ]);
});

test('three months from January 31st are three invoices, by way of February 28th', async () => {
  const story = await beginStory(florin, '2027-01-31T00:00:00Z');
  const plan = await story.plan('Pro', 3000);
  const { customerId } = await story.buy(plan, reducedBy(await story.discount(threeMonths)));
  await story.advance('2027-05-01T00:00:00Z');
  assert.deepEqual(await totals(story, customerId), [1500, 1500, 1500, 3000]);
});

test('three months that begin on February 28th in a plan of the 31st end with April', async () => {
  const story = await beginStory(florin, '2027-01-31T00:00:00Z');
  const plan = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(plan);
  await story.advance('2027-02-10T00:00:00Z');
  await story.change(subscriptionId, { discount_id: (await story.discount(threeMonths)).id });
  await story.advance('2027-05-31T00:00:00Z');
  assert.deepEqual(await totals(story, customerId), [3000, 1500, 1500, 1500, 3000]);
});

test('a fixed amount never takes off more than there is; what costs nothing is not charged', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000);
  const discount = await story.discount({ type: 'fixed', amounts: { usd: 5000 }, ...threeMonths });
  const { customerId } = await story.buy(plan, reducedBy(discount));
  await story.told();
  assert.deepEqual(await story.advanceTelling('2027-07-01T00:00:00Z'), repeated(3, told.renewed));
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [order.subtotal_amount, order.discount_amount, order.total_amount]),
    [
      [3000, 3000, 0],
      [3000, 3000, 0],
      [3000, 3000, 0],
      [3000, 0, 3000],
    ],
  );
  assert.deepEqual(
    orders.map((order) => order.receipt_number !== null),
    [false, false, false, true],
  );
});

test('a trial does not use a discount up: its first paid period is the first', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000, { trial_interval: 'month', trial_interval_count: 2 });
  const first = await story.buy(plan, reducedBy(await story.discount(once)));
  const second = await story.buy(plan, reducedBy(await story.discount(threeMonths)));
  await story.advance('2027-09-01T00:00:00Z');
  assert.deepEqual(await totals(story, first.customerId), [0, 1500, 3000, 3000, 3000]);
  assert.deepEqual(await totals(story, second.customerId), [0, 1500, 1500, 1500, 3000]);
});

test('percentage, plan change: both parts are of the reduced prices, and not reduced again', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic, reducedBy(await story.discount()));
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.deepEqual(amounts(renewal), [6000, -500, 1000]);
  assert.deepEqual(
    [renewal.subtotal_amount, renewal.discount_amount, renewal.total_amount],
    [6500, 3000, 3500],
  );
});

test('fixed amount, plan change at once: it comes off both prices', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const discount = await story.discount({ type: 'fixed', amounts: { usd: 1000 } });
  const { customerId, subscriptionId } = await story.buy(basic, reducedBy(discount));
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  // A third of 2000 back, a third of 5000 charged.
  const update = await last(story, customerId);
  assert.deepEqual(amounts(update), [-667, 1667]);
  assert.deepEqual([update.discount_amount, update.total_amount], [0, 1000]);
  await story.advance(may);
  assert.deepEqual(await totals(story, customerId), [2000, 1000, 5000]);
});

test('the discount runs out between a change of plan and the invoice that settles it', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic, reducedBy(await story.discount(once)));
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  await story.advance(may);
  const renewal = await last(story, customerId);
  assert.deepEqual(amounts(renewal), [6000, -500, 1000]);
  assert.deepEqual([renewal.discount_amount, renewal.total_amount, renewal.discount], [0, 6500, null]);
  // From now on both parts are of the whole prices: 16 of May's 31 days are left.
  await story.advance('2027-05-16T00:00:00Z');
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts(await last(story, customerId)), [-3097, 1548]);
});

test('a discount put in the place of another within a period counts from the next invoice on', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const { customerId, subscriptionId } = await story.buy(basic, reducedBy(await story.discount()));
  await story.advance('2027-04-11T00:00:00Z');
  await story.told();
  const fifth = await story.discount({ name: 'A fifth', basis_points: 2000 });
  const swapped = await story.change(subscriptionId, { discount_id: fifth.id });
  assert.equal(swapped.discount_id, fifth.id);
  assert.deepEqual(await story.told(), ['discount.created', ...told.changed]);
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  await story.advance(may);
  // What is left of April is settled at the half that April was reduced by.
  const renewal = await last(story, customerId);
  assert.deepEqual(amounts(renewal), [6000, -500, 1000]);
  assert.deepEqual([renewal.discount_amount, renewal.total_amount], [1200, 5300]);
  await story.change(subscriptionId, { discount_id: null });
  await story.advance(june);
  assert.deepEqual(await totals(story, customerId), [1500, 5300, 6000]);
});

test('a discount of one product only stays behind when the plan changes, and is there on the way back', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const discount = await story.discount({ products: [basic.id] });
  const { customerId, subscriptionId } = await story.buy(basic, reducedBy(discount));
  await story.advance(third);
  await story.change(subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(amounts(await last(story, customerId)), [-500, 2000]);
  await story.advance(may);
  assert.equal((await last(story, customerId)).total_amount, 6000);
  await story.change(subscriptionId, { product_id: basic.id, proration_behavior: 'next_period' });
  await story.advance(june);
  assert.deepEqual(await totals(story, customerId), [1500, 1500, 6000, 1500]);
});

test('monthly to yearly within the months of a discount: the whole first year is reduced', async () => {
  const story = await beginStory(florin, april);
  const monthly = await story.plan('Pro', 3000);
  const yearly = await story.plan('Pro, yearly', 30_000, { recurring_interval: 'year' });
  const { customerId, subscriptionId } = await story.buy(
    monthly,
    reducedBy(await story.discount(threeMonths)),
  );
  await story.advance(third);
  await story.change(subscriptionId, { product_id: yearly.id });
  const update = await last(story, customerId);
  assert.deepEqual(amounts(update), [-500, 30_000]);
  assert.deepEqual([update.discount_amount, update.total_amount], [15_000, 14_500]);
  await story.advance('2028-04-21T00:00:00Z');
  assert.deepEqual(ledger(await story.orders(customerId)), [
    '2027-04-01 subscription_create 1500 paid',
    '2027-04-21 subscription_update 14500 paid',
    '2028-04-21 subscription_cycle 30000 paid',
  ]);
});

test('monthly to yearly after a discount for one invoice: the year costs what it costs', async () => {
  const story = await beginStory(florin, april);
  const monthly = await story.plan('Pro', 3000);
  const yearly = await story.plan('Pro, yearly', 30_000, { recurring_interval: 'year' });
  const { customerId, subscriptionId } = await story.buy(monthly, reducedBy(await story.discount(once)));
  await story.advance(third);
  await story.change(subscriptionId, { product_id: yearly.id });
  assert.deepEqual(lines(await last(story, customerId)), [
    ['Remaining time on Pro — From Apr 21, 2027 to May 1, 2027', -500],
    ['Pro, yearly — From Apr 21, 2027 to Apr 21, 2028', 30_000],
  ]);
  assert.equal((await last(story, customerId)).total_amount, 29_500);
});

test('a discount that can be redeemed once is not to be had for a second subscription', async () => {
  const story = await beginStory(florin, april);
  const plan = await story.plan('Pro', 3000);
  const limited = await story.discount({ max_redemptions: 1 });
  const first = await story.buy(plan);
  const second = await story.buy(plan);
  await story.change(first.subscriptionId, { discount_id: limited.id });
  assert.deepEqual(await story.refused(first.subscriptionId, { discount_id: limited.id }), [
    422,
    'This discount is already applied to the subscription.',
  ]);
  const unavailable = 'Discount does not exist, is not applicable to this product or is not redeemable.';
  assert.deepEqual(await story.refused(second.subscriptionId, { discount_id: limited.id }), [
    422,
    unavailable,
  ]);
  await story.advance(may);
  assert.deepEqual(await totals(story, first.customerId), [3000, 1500]);
  assert.deepEqual(await totals(story, second.customerId), [3000, 3000]);
});

test('a discount that came with a change nobody paid for was not used', async () => {
  const story = await beginStory(florin, april);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const bought = await story.buy(basic);
  const discount = await story.discount({ ...forever, max_redemptions: 1, max_redemptions_per_customer: 1 });
  await story.advance(third);
  await cardDoes(story, bought.customerId, 'tok_chargeDeclined');
  const change = { product_id: pro.id, discount_id: discount.id, proration_behavior: 'invoice' };
  assert.equal((await story.refused(bought.subscriptionId, change))[0], 402);
  assert.equal((await story.polar.discounts.get(discount.id)).redemptions_count, 0);
  await cardDoes(story, bought.customerId, 'tok_visa');
  await story.change(bought.subscriptionId, change);
  assert.equal((await story.polar.discounts.get(discount.id)).redemptions_count, 1);
  assert.equal((await story.subscription(bought.subscriptionId)).discount?.id, discount.id);
});
