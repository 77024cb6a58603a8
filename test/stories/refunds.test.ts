import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { creditNotesOf, dispute, makeSeller, paymentsOf, refusal, without } from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const refunded = [
  'refund.created',
  'refund.updated',
  'invoice.updated',
  'invoice.refunded',
  'credit_note.created',
];

/** A Danish merchant, where tax is 25 %, on top of its prices or inside them. */
async function danish(behavior: 'exclusive' | 'inclusive'): Promise<Story> {
  const seller = await makeSeller(florin, {
    address: { country: 'DK', line1: 'Vej 1', postal_code: '1000', city: 'København' },
    default_tax_behavior: behavior,
    tax_registrations: [{ country: 'DK' }],
  });
  return beginStory(florin, '2027-03-01T10:00:00Z', seller);
}

/** Somebody in Denmark who buys a book. */
async function reader(story: Story, priceAmount: number, card = 'tok_visa'): Promise<Bought> {
  const book = await story.product({
    name: 'Book',
    prices: [{ amount_type: 'fixed', price_amount: priceAmount }],
  });
  const bought = await story.buy(book, { card, confirm: { customer_billing_address: { country: 'DK' } } });
  await story.told();
  return bought;
}

const refund = (story: Story, orderId: string, amount: number, more = {}) =>
  story.polar.refunds.create({ order_id: orderId, amount, reason: 'customer_request', ...more } as never);

/** What was given back of an order, and what can still be: status, refunded and its tax, refundable and its tax. */
async function standing(story: Story, orderId: string) {
  const order = await story.polar.orders.get(orderId);
  return [
    order.status,
    order.refunded_amount,
    order.refunded_tax_amount,
    order.refundable_amount,
    order.refundable_tax_amount,
  ];
}

async function paymentOf(story: Story, orderId: string): Promise<string> {
  const [payment] = await paymentsOf(story, { order_id: orderId });
  assert.ok(payment);
  return payment.id;
}

const tooMuch = '422 value_error · body.amount · Refund amount exceeds refundable amount';

test('tax on top: 400 of 1000 take 100 of the 250 tax with them, the rest takes the rest', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000);
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 1000, 250]);
  const first = await refund(story, orderId, 400);
  assert.deepEqual(
    [first.status, first.amount, first.tax_amount, first.reason],
    ['succeeded', 400, 100, 'customer_request'],
  );
  assert.deepEqual(await story.told(), refunded);
  assert.deepEqual(await standing(story, orderId), ['partially_refunded', 400, 100, 600, 150]);
  assert.equal(await refusal(refund(story, orderId, 601)), tooMuch);
  assert.deepEqual(await story.told(), []);
  const rest = await refund(story, orderId, 600);
  assert.deepEqual([rest.amount, rest.tax_amount], [600, 150]);
  assert.deepEqual(await story.told(), refunded);
  assert.deepEqual(await standing(story, orderId), ['refunded', 1000, 250, 0, 0]);
  assert.equal(await refusal(refund(story, orderId, 1)), '403 RefundedAlready');
  assert.deepEqual(await creditNotesOf(florin, orderId), [
    '0001 · 400 · 100 · issued',
    '0002 · 600 · 150 · issued',
  ]);
});

test('tax inside, given back in thirds: every cent of the tax comes back once', async () => {
  const story = await danish('inclusive');
  const { orderId } = await reader(story, 999);
  // 999 have 199.8 of tax inside.
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 799, 200]);
  const parts = [];
  for (const amount of [266, 266, 267]) parts.push((await refund(story, orderId, amount)).tax_amount);
  // 266 × 200 ÷ 799 is 66.58; what is left of the tax goes with what is left of the amount.
  assert.deepEqual(parts, [67, 67, 66]);
  assert.deepEqual(await story.told(), [...refunded, ...refunded, ...refunded]);
  assert.deepEqual(await standing(story, orderId), ['refunded', 799, 200, 0, 0]);
  assert.equal((await creditNotesOf(florin, orderId)).length, 3);
});

test('the older client refunds a subscription order in full; the subscription goes on', async () => {
  const story = await danish('exclusive');
  const plan = await story.plan('Pro', 1000);
  const buyer = await story.buy(plan, { confirm: { customer_billing_address: { country: 'DK' } } });
  await story.told();
  const old = new Polar49({ accessToken: story.token, serverURL: florin.url });
  const body = { orderId: buyer.orderId, reason: 'satisfaction_guarantee', amount: 1000 } as const;
  await assert.rejects(
    old.refunds.create({ ...body, revokeBenefits: true }),
    (error: { statusCode: number; message: string }) => error.statusCode === 400,
  );
  const done = await old.refunds.create({ ...body, comment: 'Sorry', metadata: { ticket: 'T-1' } });
  assert.deepEqual(
    [done.status, done.amount, done.taxAmount, done.subscriptionId],
    ['succeeded', 1000, 250, buyer.subscriptionId],
  );
  assert.deepEqual(await story.told(), refunded);
  assert.equal((await old.orders.get({ id: buyer.orderId })).status, 'refunded');
  assert.equal((await story.subscription(buyer.subscriptionId)).status, 'active');
  await story.advance('2027-04-01T10:00:00Z');
  const [, renewal] = await story.orders(buyer.customerId);
  assert.deepEqual([renewal?.status, renewal?.total_amount], ['paid', 1250]);
});

test('a refund that takes its time counts once it is there, and not twice meanwhile', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000, 'tok_pendingRefund');
  const pending = await refund(story, orderId, 700);
  assert.equal(pending.status, 'pending');
  assert.deepEqual(await story.told(), ['refund.created']);
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 1000, 250]);
  assert.equal(await refusal(refund(story, orderId, 301)), tooMuch);
  assert.deepEqual(await creditNotesOf(florin, orderId), []);
  await story.advance('2027-03-01T10:01:00Z');
  assert.deepEqual(without(await story.told()), refunded.slice(1));
  assert.deepEqual(await standing(story, orderId), ['partially_refunded', 700, 175, 300, 75]);
  assert.deepEqual(await creditNotesOf(florin, orderId), ['0001 · 700 · 175 · issued']);
  await story.advance('2027-03-02T10:00:00Z');
  assert.deepEqual(without(await story.told()), []);
});

test('a refund that comes back: the order is as before, the credit note void, its number kept', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000, 'tok_refundFail');
  const done = await refund(story, orderId, 400);
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(await standing(story, orderId), ['partially_refunded', 400, 100, 600, 150]);
  await story.told();
  await story.advance('2027-03-01T10:01:00Z');
  assert.deepEqual(without(await story.told()), ['refund.updated', 'invoice.updated', 'credit_note.voided']);
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 1000, 250]);
  const { items } = await story.polar.refunds.list({ order_id: orderId } as never);
  assert.deepEqual(
    items.map(({ status, amount }) => [status, amount]),
    [['failed', 400]],
  );
  // Tried again, and it comes back again: the numbers go on without a gap.
  await refund(story, orderId, 1000);
  await story.advance('2027-03-01T10:05:00Z');
  assert.deepEqual(await creditNotesOf(florin, orderId), [
    '0001 · 400 · 100 · void',
    '0002 · 1000 · 250 · void',
  ]);
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 1000, 250]);
});

test('what credit paid for is not given back as money', async () => {
  const story = await danish('exclusive');
  const max = await story.plan('Max', 4000);
  const pro = await story.plan('Pro', 2500);
  const buyer = await story.buy(max, { confirm: { customer_billing_address: { country: 'DK' } } });
  // With half of the month gone, 20.00 less 12.50 come back, with their tax.
  await story.advance('2027-03-16T22:00:00Z');
  await story.polar.subscriptions.update(buyer.subscriptionId, {
    product_id: pro.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(buyer.customerId), 938);
  await story.advance('2027-04-01T10:00:00Z');
  const [, , renewal] = await story.orders(buyer.customerId);
  assert.ok(renewal);
  assert.deepEqual(
    [renewal.net_amount, renewal.tax_amount, renewal.applied_balance_amount, renewal.due_amount],
    [2500, 625, -938, 2187],
  );
  assert.deepEqual(await standing(story, renewal.id), ['paid', 0, 0, 1562, 625]);
  assert.equal(await refusal(refund(story, renewal.id, 1563)), tooMuch);
  const done = await refund(story, renewal.id, 1562);
  assert.deepEqual([done.amount, done.tax_amount], [1562, 625]);
  assert.deepEqual(await standing(story, renewal.id), ['refunded', 1562, 625, 0, 0]);
  assert.equal(await story.balance(buyer.customerId), 0);
});

test('what no money was paid for cannot be refunded', async () => {
  const story = await danish('exclusive');
  const gift = await story.product({ name: 'Gift', prices: [{ amount_type: 'free' }] });
  const { orderId } = await story.buy(gift, { card: null });
  assert.equal(await refusal(refund(story, orderId, 1)), '404 RefundUnknownPayment');
  const nobody = '01890000-0000-4000-8000-000000000000';
  assert.equal(await refusal(refund(story, nobody, 1)), '422 value_error · body.order_id · Order not found');
});

test('a disputed payment is not refunded beside; won, it can be', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000);
  const paymentId = await paymentOf(story, orderId);
  assert.equal(await dispute(story, paymentId, 'needs_response'), 204);
  assert.deepEqual(await story.told(), ['dispute.created']);
  const { items } = await story.polar.disputes.list({ order_id: orderId } as never);
  assert.deepEqual(
    items.map((one) => [one.status, one.amount, one.tax_amount, one.resolved, one.closed]),
    [['needs_response', 1000, 250, false, false]],
  );
  assert.equal(await refusal(refund(story, orderId, 100)), '403 RefundDisputedPayment');
  assert.equal(await dispute(story, paymentId, 'under_review'), 204);
  assert.equal(await refusal(refund(story, orderId, 100)), '403 RefundDisputedPayment');
  assert.equal(await refusal(story.polar.disputes.accept(items[0]?.id ?? '')), '409 DisputeNotOpenError');
  assert.equal(await dispute(story, paymentId, 'won'), 204);
  assert.deepEqual(await story.told(), ['dispute.updated', 'dispute.updated']);
  assert.deepEqual(await standing(story, orderId), ['paid', 0, 0, 1000, 250]);
  await refund(story, orderId, 100);
  assert.deepEqual(await story.told(), refunded);
  assert.equal(await dispute(story, paymentId, 'lost'), 409);
});

test('a dispute that is lost takes back what is left after a refund', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000);
  await refund(story, orderId, 400);
  const paymentId = await paymentOf(story, orderId);
  await dispute(story, paymentId, 'needs_response');
  await story.told();
  assert.equal(await dispute(story, paymentId, 'lost'), 204);
  assert.deepEqual(await story.told(), ['dispute.updated', ...refunded]);
  assert.deepEqual(await standing(story, orderId), ['refunded', 1000, 250, 0, 0]);
  const { items } = await story.polar.refunds.list({ order_id: orderId, sorting: ['created_at'] } as never);
  assert.deepEqual(
    items.map((one) => [one.reason, one.amount, one.tax_amount, one.dispute?.status ?? null]),
    [
      ['customer_request', 400, 100, null],
      ['dispute_prevention', 600, 150, 'lost'],
    ],
  );
  // Told again, it is not taken again.
  assert.equal(await dispute(story, paymentId, 'lost'), 409);
  assert.deepEqual(await story.told(), []);
  assert.equal((await creditNotesOf(florin, orderId)).length, 2);
});

test('a card that disputes by itself; the merchant accepts, and it is lost', async () => {
  const story = await danish('exclusive');
  const { orderId } = await reader(story, 1000, 'tok_createDisputeProductNotReceived');
  await story.advance('2027-03-01T10:01:00Z');
  assert.deepEqual(without(await story.told()), ['dispute.created']);
  const [raised] = (await story.polar.disputes.list({} as never)).items;
  assert.ok(raised);
  assert.deepEqual(
    [raised.status, raised.reason, raised.past_due],
    ['needs_response', 'product_not_received', false],
  );
  const accepted = await story.polar.disputes.accept(raised.id);
  assert.deepEqual([accepted.status, accepted.resolved, accepted.closed], ['lost', true, true]);
  assert.deepEqual(await story.told(), ['dispute.updated', ...refunded]);
  assert.deepEqual(await standing(story, orderId), ['refunded', 1000, 250, 0, 0]);
  assert.equal(await refusal(story.polar.disputes.accept(raised.id)), '409 DisputeNotOpenError');
});

test('an inquiry that comes to nothing, and one that becomes a dispute after a refund of all', async () => {
  const story = await danish('exclusive');
  const quiet = await reader(story, 1000, 'tok_createDisputeInquiry');
  const loud = await reader(story, 2000, 'tok_createDisputeInquiry');
  await story.advance('2027-03-01T10:01:00Z');
  assert.deepEqual(without(await story.told()), ['dispute.created', 'dispute.created']);
  await dispute(story, await paymentOf(story, quiet.orderId), 'prevented');
  assert.deepEqual(await story.told(), ['dispute.updated']);
  assert.deepEqual(await standing(story, quiet.orderId), ['paid', 0, 0, 1000, 250]);
  // An early warning is the moment to refund: that is what keeps a dispute away.
  await refund(story, loud.orderId, 2000);
  assert.deepEqual(await story.told(), refunded);
  await dispute(story, await paymentOf(story, loud.orderId), 'lost');
  assert.deepEqual(await story.told(), ['dispute.updated']);
  assert.deepEqual(await standing(story, loud.orderId), ['refunded', 2000, 500, 0, 0]);
});

test('a refund of an order that collected an older debt gives that back too', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const discount = await story.polar.discounts.create({
    name: 'Nearly free',
    type: 'percentage',
    basis_points: 9800,
    duration: 'forever',
  } as never);
  const plan = await story.plan('Pro', 2000);
  const buyer = await story.buy(plan, { checkout: { discount_id: discount.id } });
  // 40 cents are too little: nothing was paid, so that nothing can go back.
  assert.equal(await refusal(refund(story, buyer.orderId, 40)), '404 RefundUnknownPayment');
  await story.advance('2027-02-01T00:00:00Z');
  const [, february] = await story.orders(buyer.customerId);
  assert.ok(february);
  assert.deepEqual(
    [february.total_amount, february.applied_balance_amount, february.due_amount],
    [40, 40, 80],
  );
  assert.deepEqual(await standing(story, february.id), ['paid', 0, 0, 80, 0]);
  await story.told();
  const done = await refund(story, february.id, 80);
  assert.equal(done.amount, 80);
  assert.deepEqual(await story.told(), refunded);
  assert.deepEqual(await standing(story, february.id), ['refunded', 80, 0, 0, 0]);
  assert.deepEqual(await creditNotesOf(florin, february.id), ['0001 · 80 · 0 · issued']);
  assert.equal(await story.balance(buyer.customerId), 0);
});

test('a dispute of an order that credit paid in part is of the money only', async () => {
  const story = await danish('exclusive');
  const [max, mini] = [await story.plan('Max', 4000), await story.plan('Mini', 2000)];
  const buyer = await story.buy(max, { confirm: { customer_billing_address: { country: 'DK' } } });
  await story.advance('2027-03-16T22:00:00Z');
  await story.polar.subscriptions.update(buyer.subscriptionId, {
    product_id: mini.id,
    proration_behavior: 'invoice',
  } as never);
  assert.equal(await story.balance(buyer.customerId), 1250);
  await story.advance('2027-04-01T10:00:00Z');
  const april = (await story.orders(buyer.customerId)).at(-1);
  assert.ok(april);
  assert.deepEqual([april.total_amount, april.due_amount], [2500, 1250]);
  await story.told();
  const paymentId = await paymentOf(story, april.id);
  await dispute(story, paymentId, 'needs_response');
  const [raised] = (await story.polar.disputes.list({} as never)).items;
  assert.deepEqual([raised?.amount, raised?.tax_amount], [750, 500]);
  await dispute(story, paymentId, 'lost');
  assert.deepEqual(await story.told(), ['dispute.created', 'dispute.updated', ...refunded]);
  assert.deepEqual(await standing(story, april.id), ['refunded', 750, 500, 0, 0]);
});
