import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  beginAtStripe,
  bought,
  confirmed,
  confirmPatiently,
  noticesPath,
  sendNotice,
} from '../support/at-stripe.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { confirm, cycled, open, paid, pastDue, recovered, triesOf, without } from '../support/money.ts';
import { eventually } from '../support/process.ts';
import type { Story } from '../support/story.ts';
import { type StripeServer, startStripeServer } from '../support/stripe-server.ts';

let florin: TestFlorin;
let stripe: StripeServer;
before(async () => {
  [florin, stripe] = await Promise.all([startTestFlorin(), startStripeServer()]);
});
after(async () => {
  await Promise.all([florin.stop(), stripe.stop()]);
});

const atStripe = (now: string) => beginAtStripe(florin, stripe, now);

/** A notice as Stripe sends it. Answers the status of the call. */
const notice = (story: Story, type: string, object: object): Promise<number> =>
  sendNotice(`${florin.url}${noticesPath(story.organization.id)}`, stripe.event(type, object));

/** The charges that Stripe was asked for, in order. */
const intents = () => [...stripe.account.intents.values()];
const taken = () => intents().filter(({ status }) => status === 'succeeded').length;

const letIn = ['customer_session.created'];

const confirming = (story: Story, secret: string, card: string) =>
  confirmPatiently(florin.url, story, secret, card);

async function book(story: Story) {
  return story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 2500 }] });
}

test('a notice that comes before the answer to the request that it is about', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  stripe.trouble('POST', '/v1/payment_intents', { kind: 'late', milliseconds: 600 });
  const answer = confirming(story, opened.secret, 'ctoken_visa');
  await eventually('Stripe takes the money', 5_000, async () => taken() === 1);
  assert.equal(await notice(story, 'payment_intent.succeeded', intents()[0] ?? {}), 204);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'succeeded');
  const { status, body } = await answer;
  // Polar: the answer always says so; whoever asked is let in all the same.
  const answered = body as { status: string; customer_session_token: string | null };
  assert.deepEqual([status, answered.status], [200, 'confirmed']);
  assert.match(answered.customer_session_token ?? '', /^polar_/);
  assert.deepEqual(await story.told(), [...confirmed, ...bought, ...letIn]);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
  assert.equal(intents().length, 1);
});

test('3-D Secure at Stripe: failed by its notice the checkout opens, passed it succeeds', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  assert.equal(await confirm(story, opened, 'ctoken_challenge'), 'confirmed');
  const [first] = intents();
  assert.ok(first);
  Object.assign(first, {
    status: 'requires_payment_method',
    error: { type: 'card_error', code: 'payment_intent_authentication_failure', message: 'Not passed.' },
  });
  assert.equal(await notice(story, 'payment_intent.payment_failed', first), 204);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'open');
  assert.equal(await confirm(story, opened, 'ctoken_challenge'), 'confirmed');
  const [, second] = intents();
  assert.ok(second);
  second.status = 'succeeded';
  assert.equal(await notice(story, 'payment_intent.succeeded', second), 204);
  assert.deepEqual(await story.told(), [...confirmed, ...confirmed, ...confirmed, ...bought]);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['authentication_failed', 'succeeded']);
});

test('the answer is lost after the money was taken: found with the same key, and taken once', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const opened = await open(story, await book(story));
  await story.told();
  const lost = Array.from({ length: 3 }, () => ({ kind: 'dropped_after' as const }));
  stripe.trouble('POST', '/v1/payment_intents', ...lost);
  const { status, body } = await confirming(story, opened.secret, 'ctoken_visa');
  assert.deepEqual([status, (body as { status: string }).status], [200, 'confirmed']);
  assert.deepEqual(await story.told(), confirmed);
  await story.advance('2027-03-01T10:02:00Z');
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'succeeded');
  assert.deepEqual(without(await story.told()), bought);
  assert.deepEqual([intents().length, taken()], [1, 1]);
});

test('Stripe is away at the renewal: the order waits, and is paid once it is back', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(plan, { card: 'ctoken_visa' });
  await story.told();
  const away = Array.from({ length: 6 }, () => ({ kind: 'status' as const, status: 500 }));
  stripe.trouble('POST', '/v1/payment_intents', ...away);
  const clock = `/florin/v1/organizations/${story.organization.id}/test-clock/advance`;
  await story.request('POST', clock, { to: '2027-04-01T10:00:00Z' });
  // Nobody knows whether it was paid: the subscription is not past due for that.
  assert.deepEqual(without(await story.told()), cycled);
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  await story.request('POST', clock, { to: '2027-04-01T10:10:00Z' });
  await story.advance('2027-04-01T12:00:00Z');
  assert.deepEqual(without(await story.told()), paid);
  const [, renewal] = await story.orders(customerId);
  assert.deepEqual([renewal?.status, renewal?.due_amount], ['paid', 3000]);
  assert.deepEqual(await triesOf(story, { order_id: renewal?.id ?? '' }), ['succeeded']);
  assert.equal(taken(), 2);
});

test('a renewal that is declined, and processed, and settled by notices only', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(plan, { card: 'ctoken_fails_later' });
  await story.told();
  await story.advance('2027-04-01T10:00:00Z');
  assert.deepEqual(without(await story.told()), [...cycled, ...pastDue]);
  const [, declined] = intents();
  assert.equal(await notice(story, 'payment_intent.payment_failed', declined ?? {}), 204);
  assert.deepEqual(await story.told(), []);
  // The bank takes its time with the next attempt.
  const [card] = [...stripe.account.cards.values()]
    .filter(({ does }) => typeof does === 'object' && 'declineLater' in does)
    .slice(-1);
  assert.ok(card);
  card.does = 'process';
  await story.advance('2027-04-03T10:00:00Z');
  assert.deepEqual(without(await story.told()), []);
  const [, order] = await story.orders(customerId);
  assert.deepEqual(await triesOf(story, { order_id: order?.id ?? '' }), ['insufficient_funds', 'pending']);
  const processed = intents()[2];
  assert.ok(processed);
  processed.status = 'succeeded';
  assert.equal(await notice(story, 'payment_intent.succeeded', processed), 204);
  assert.deepEqual(await story.told(), recovered);
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
});

test('a refund and a dispute that Stripe tells of: written once, undone once', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { orderId } = await story.buy(await book(story), { card: 'ctoken_visa' });
  const refund = await story.polar.refunds.create({
    order_id: orderId,
    amount: 500,
    reason: 'other',
  } as never);
  const [atFarSide] = stripe.account.refunds.values();
  assert.ok(atFarSide);
  await story.told();
  assert.equal(await notice(story, 'refund.updated', atFarSide), 204);
  assert.deepEqual(await story.told(), []);
  Object.assign(atFarSide, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
  assert.equal(await notice(story, 'refund.failed', atFarSide), 204);
  assert.equal(await notice(story, 'refund.failed', atFarSide), 204);
  assert.deepEqual(await story.told(), ['refund.updated', 'invoice.updated', 'credit_note.voided']);
  const { items } = await story.polar.refunds.list({ id: refund.id } as never);
  assert.equal(items[0]?.status, 'failed');
  const [intent] = intents();
  const dispute = {
    id: 'dp_1',
    object: 'dispute' as const,
    payment_intent: intent?.id ?? '',
    amount: 2500,
    currency: 'usd',
    status: 'needs_response',
    reason: 'fraudulent',
    evidence_details: { due_by: Date.parse('2027-03-08T10:00:00Z') / 1000 },
  };
  stripe.account.disputes.set(dispute.id, dispute);
  for (let time = 0; time < 2; time++) {
    assert.equal(await notice(story, 'charge.dispute.created', dispute), 204);
  }
  assert.deepEqual(await story.told(), ['dispute.created']);
  dispute.status = 'lost';
  for (let time = 0; time < 2; time++)
    assert.equal(await notice(story, 'charge.dispute.closed', dispute), 204);
  const refunded = [
    'refund.created',
    'refund.updated',
    'invoice.updated',
    'invoice.refunded',
    'credit_note.created',
  ];
  assert.deepEqual(await story.told(), ['dispute.updated', ...refunded]);
  assert.equal((await story.polar.orders.get(orderId)).status, 'refunded');
  // Appealed, and won: the money is there again.
  dispute.status = 'won';
  assert.equal(await notice(story, 'charge.dispute.closed', dispute), 204);
  assert.deepEqual(await story.told(), [
    'dispute.updated',
    'refund.updated',
    'invoice.updated',
    'credit_note.voided',
  ]);
  const order = await story.polar.orders.get(orderId);
  assert.deepEqual([order.status, order.refunded_amount, order.refundable_amount], ['paid', 0, 2500]);
});
