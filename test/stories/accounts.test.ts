import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import {
  cardDoes,
  confirm,
  cycled,
  day,
  givenUp,
  makeSeller,
  open,
  paid,
  pastDue,
  triesOf,
  without,
} from '../support/money.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** A change of a subscription that is settled at once. */
const changed = ['subscription.updated', 'customer.state_changed', 'invoice.created'];

test('a downgrade that is settled at once gives credit, which pays the next orders until it is used up', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const [max, mini] = [await story.plan('Max', 9000), await story.plan('Mini', 1500)];
  const { customerId, subscriptionId } = await story.buy(max);
  // Half of January is gone.
  await story.advance('2027-01-16T12:00:00Z');
  await story.told();
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.deepEqual(await story.told(), [...changed, ...paid]);
  assert.equal(await story.balance(customerId), 3750);
  const [, credit] = await story.orders(customerId);
  assert.ok(credit);
  assert.deepEqual(
    [
      credit.status,
      credit.total_amount,
      credit.applied_balance_amount,
      credit.due_amount,
      credit.receipt_number,
    ],
    ['paid', -3750, 0, 0, null],
  );
  assert.deepEqual(
    credit.items.map(({ amount, proration }) => [amount, proration]),
    [
      [-4500, true],
      [750, true],
    ],
  );
  await story.advance('2027-04-01T00:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...paid, ...cycled, ...paid, ...cycled, ...paid]);
  const renewals = (await story.orders(customerId)).slice(2);
  assert.deepEqual(
    renewals.map((order) => [
      order.total_amount,
      order.applied_balance_amount,
      order.due_amount,
      order.refundable_amount,
      order.receipt_number?.slice(-4) ?? null,
    ]),
    [
      [1500, -1500, 0, 0, null],
      [1500, -1500, 0, 0, null],
      [1500, -750, 750, 750, '0002'],
    ],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('credit that leaves less than can be charged: the rest is owed, and collected with the next order', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const [max, mini] = [await story.plan('Max', 5400), await story.plan('Mini', 1000)];
  const { customerId, subscriptionId } = await story.buy(max);
  // 18 of 31 days are left: 3135 come back less 581 to pay.
  await story.advance('2027-01-14T00:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(customerId), 2554);
  const once = await story.plan('Once', 594);
  const next = (product_id: string) => ({ product_id, proration_behavior: 'next_period' }) as never;
  await story.polar.subscriptions.update(subscriptionId, next(once.id));
  await story.advance('2027-02-01T00:00:00Z');
  assert.equal(await story.balance(customerId), 1960);
  await story.polar.subscriptions.update(subscriptionId, next(mini.id));
  await story.advance('2027-04-01T00:00:00Z');
  // March takes 1000, April what is left of the credit, less than 1000 by 40.
  assert.equal(await story.balance(customerId), -40);
  const april = (await story.orders(customerId)).at(-1);
  assert.deepEqual(
    [
      april?.status,
      april?.total_amount,
      april?.applied_balance_amount,
      april?.due_amount,
      april?.receipt_number,
    ],
    ['paid', 1000, -960, 40, null],
  );
  assert.deepEqual(await triesOf(story, { order_id: april?.id ?? '' }), []);
  await story.advance('2027-05-01T00:00:00Z');
  const may = (await story.orders(customerId)).at(-1);
  assert.deepEqual([may?.total_amount, may?.applied_balance_amount, may?.due_amount], [1000, 40, 1040]);
  assert.match(may?.receipt_number ?? '', /-0002$/);
  assert.equal(await story.balance(customerId), 0);
});

test('an amount too small to be charged is put off month by month until it is enough', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const plan = await story.plan('Pro', 2000);
  const discount = await story.polar.discounts.create({
    name: 'Nearly free',
    type: 'percentage',
    basis_points: 9900,
    duration: 'forever',
  } as never);
  // 20 cents a month: the card is kept, and nothing charged.
  const { customerId } = await story.buy(plan, { checkout: { discount_id: discount.id } });
  assert.equal(await story.balance(customerId), -20);
  await story.told();
  await story.advance('2027-06-01T00:00:00Z');
  const month = [...cycled, ...paid];
  assert.deepEqual(without(await story.told()), [month, month, month, month, month].flat());
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [
      order.status,
      order.total_amount,
      order.applied_balance_amount,
      order.due_amount,
      order.receipt_number?.slice(-4) ?? null,
    ]),
    [
      ['paid', 20, 0, 20, null],
      ['paid', 20, 20, 40, null],
      ['paid', 20, 40, 60, '0001'],
      ['paid', 20, 0, 20, null],
      ['paid', 20, 20, 40, null],
      ['paid', 20, 40, 60, '0002'],
    ],
  );
  assert.equal(await story.balance(customerId), 0);
  const tries = await Promise.all(orders.map(({ id }) => triesOf(story, { order_id: id })));
  assert.deepEqual(tries.flat(), ['succeeded', 'succeeded']);
});

test('an order given up gives back the credit that it had used', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const [pro, mini] = [await story.plan('Pro', 3000), await story.plan('Mini', 2400)];
  const { customerId, subscriptionId } = await story.buy(pro);
  await story.advance('2027-01-16T12:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(customerId), 300);
  await cardDoes(story, customerId, 'tok_chargeDeclinedStolenCard');
  await story.told();
  await story.advance('2027-02-01T00:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
  const order = (await story.orders(customerId)).at(-1);
  assert.deepEqual([order?.applied_balance_amount, order?.due_amount], [-300, 2100]);
  assert.equal(await story.balance(customerId), 0);
  await story.advance('2027-02-28T00:00:00Z');
  assert.deepEqual(without(await story.told()), givenUp);
  assert.equal(await story.balance(customerId), 300);
  // Whoever comes back has it still.
  const again = await open(story, mini, { customer_id: customerId });
  assert.equal(await confirm(story, again, 'tok_visa', { customer_email: undefined }), 'succeeded');
  await story.advance('2027-04-01T00:00:00Z');
  const renewal = (await story.orders(customerId)).at(-1);
  assert.deepEqual([renewal?.applied_balance_amount, renewal?.due_amount], [-300, 2100]);
});

test('an order given up takes away credit that came of time that was not paid for', async () => {
  const story = await beginStory(florin, '2027-03-01T00:00:00Z');
  const [max, mini] = [await story.plan('Max', 9000), await story.plan('Mini', 1000)];
  const { customerId, subscriptionId } = await story.buy(max);
  await cardDoes(story, customerId, 'tok_chargeDeclined');
  // April is not paid for; with half of it left the plan goes down, which gives half of both back.
  await story.advance('2027-04-16T00:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(customerId), 4000);
  assert.equal((await story.subscription(subscriptionId)).status, 'past_due');
  await story.advance('2027-05-30T00:00:00Z');
  assert.equal((await story.subscription(subscriptionId)).status, 'canceled');
  assert.deepEqual(
    (await story.orders(customerId)).map((order) => [day(order.created_at), order.status, order.due_amount]),
    [
      ['2027-03-01', 'paid', 9000],
      ['2027-04-01', 'void', 9000],
      ['2027-04-16', 'paid', 0],
    ],
  );
  assert.equal(await story.balance(customerId), 0);
});

test('an order given up that collected a debt leaves the debt behind', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const plan = await story.plan('Pro', 2000);
  const discount = await story.polar.discounts.create({
    name: 'First month nearly free',
    type: 'percentage',
    basis_points: 9800,
    duration: 'once',
  } as never);
  const { customerId } = await story.buy(plan, { checkout: { discount_id: discount.id } });
  await cardDoes(story, customerId, 'tok_chargeDeclinedLostCard');
  await story.advance('2027-02-01T00:00:00Z');
  const february = (await story.orders(customerId)).at(-1);
  assert.deepEqual(
    [february?.status, february?.total_amount, february?.applied_balance_amount, february?.due_amount],
    ['pending', 2000, 40, 2040],
  );
  assert.equal(await story.balance(customerId), 0);
  await story.advance('2027-02-28T00:00:00Z');
  assert.equal((await story.orders(customerId)).at(-1)?.status, 'void');
  assert.equal(await story.balance(customerId), -40);
});

test('a downgrade settles a debt first', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const [pro, mini] = [await story.plan('Pro', 3000), await story.plan('Mini', 1000)];
  const { customerId, subscriptionId } = await story.buy(mini);
  // For the last 16 hours and a half of January 22 cents come back and 67 are to pay: 45 are too little.
  await story.advance('2027-01-31T07:30:00Z');
  const change = (product_id: string) => ({ product_id, proration_behavior: 'invoice' }) as never;
  await story.polar.subscriptions.update(subscriptionId, change(pro.id));
  assert.equal(await story.balance(customerId), -45);
  await story.advance('2027-01-31T12:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, change(mini.id));
  const credit = (await story.orders(customerId)).at(-1);
  assert.deepEqual(
    [credit?.status, credit?.total_amount, credit?.applied_balance_amount, credit?.due_amount],
    ['paid', -32, 32, 0],
  );
  assert.equal(await story.balance(customerId), -13);
  await story.advance('2027-02-01T00:00:00Z');
  const february = (await story.orders(customerId)).at(-1);
  assert.deepEqual([february?.applied_balance_amount, february?.due_amount], [13, 1013]);
  assert.equal(await story.balance(customerId), 0);
});

test('a currency without decimals: periods, parts of them, small amounts and tax', async () => {
  const seller = await makeSeller(florin, {
    address: { country: 'JP', line1: '1-1', postal_code: '100-0001', city: 'Tokyo' },
    default_currency: 'jpy',
    default_tax_behavior: 'inclusive',
    tax_registrations: [{ country: 'JP' }],
  });
  const story = await beginStory(florin, '2027-04-01T00:00:00Z', seller);
  const yen = (price_amount: number) => ({
    prices: [{ amount_type: 'fixed', price_amount, price_currency: 'jpy' }],
  });
  const [large, small] = [await story.plan('Large', 0, yen(2999)), await story.plan('Small', 0, yen(980))];
  const { customerId, subscriptionId, orderId } = await story.buy(large, {
    confirm: { customer_billing_address: { country: 'JP' } },
  });
  // 2999 ÷ 11 is 272.6.
  const first = await story.polar.orders.get(orderId);
  assert.deepEqual(
    [first.currency, first.subtotal_amount, first.net_amount, first.tax_amount, first.total_amount],
    ['jpy', 2999, 2726, 273, 2999],
  );
  // A third of April is left: 999.67 come back and 326.67 are to pay.
  await story.advance('2027-04-21T00:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: small.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(customerId, 'jpy'), 673);
  assert.equal(await story.balance(customerId, 'usd'), 0);
  const [, credit] = await story.orders(customerId);
  assert.deepEqual([credit?.total_amount, credit?.tax_amount, credit?.net_amount], [-673, -61, -612]);
  assert.deepEqual(
    credit?.items.map(({ amount, tax_amount }) => [amount, tax_amount]),
    [
      [-1000, -91],
      [327, 30],
    ],
  );
  await story.advance('2027-05-01T00:00:00Z');
  const [, , may] = await story.orders(customerId);
  assert.deepEqual(
    [may?.total_amount, may?.tax_amount, may?.applied_balance_amount, may?.due_amount],
    [980, 89, -673, 307],
  );
  const refund = await story.polar.refunds.create({
    order_id: may?.id,
    amount: 218,
    reason: 'other',
  } as never);
  assert.deepEqual([refund.amount, refund.tax_amount, refund.currency], [218, 89, 'jpy']);
});
