import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  beginAtStripe,
  confirmed,
  confirmPatiently,
  type Notice,
  noticesPath,
  sendNotice,
  subscribed,
  useStripe,
} from '../support/at-stripe.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { confirm, cycled, type Opened, open, paid, paymentsOf, triesOf, without } from '../support/money.ts';
import { eventually, serveFlorin } from '../support/process.ts';
import { Random } from '../support/random.ts';
import { beginStory, type Story } from '../support/story.ts';
import { type StripeServer, startStripeServer } from '../support/stripe-server.ts';
import { roundsOf, seed } from './plan.ts';

let florin: TestFlorin;
/** Another server on the same database. */
let other: TestFlorin;
let stripe: StripeServer;
before(async () => {
  [florin, stripe] = await Promise.all([startTestFlorin(), startStripeServer()]);
  other = await startTestFlorin({ DATABASE_URL: florin.databaseUrl });
});
after(async () => {
  await Promise.all([florin.stop(), other.stop(), stripe.stop()]);
});

const atStripe = (now: string) => beginAtStripe(florin, stripe, now);

/** The charges that Stripe was asked for, in order. */
const intents = () => [...stripe.account.intents.values()];
const taken = () => intents().filter(({ status }) => status === 'succeeded').length;

const addressOf = (story: Story, server = florin) => `${server.url}${noticesPath(story.organization.id)}`;

const notice = (story: Story, type: string, object: object): Promise<number> =>
  sendNotice(addressOf(story), stripe.event(type, object));

/** A checkout whose money is under way, and the charge for it. */
async function underWay(story: Story) {
  const opened = await open(story, await story.plan('Pro', 3000));
  assert.equal(await confirm(story, opened, 'ctoken_process'), 'confirmed');
  const intent = intents().at(-1);
  assert.ok(intent);
  await story.told();
  return { opened, intent };
}

/** Sees that nothing has become of a checkout, and that Stripe was asked for nothing. */
async function assertUntouched(story: Story, opened: Opened, callsBefore: number): Promise<void> {
  assert.deepEqual(await story.told(), []);
  assert.equal((await story.polar.checkouts.get(opened.id)).status, 'confirmed');
  assert.equal(stripe.calls.length, callsBefore);
}

test('a notice completes a checkout; the same one again, late, and one that says otherwise change nothing', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { opened, intent } = await underWay(story);
  assert.equal(await notice(story, 'payment_intent.processing', intent), 204);
  assert.deepEqual(await story.told(), []);
  intent.status = 'succeeded';
  assert.equal(await notice(story, 'payment_intent.succeeded', intent), 204);
  assert.deepEqual(await story.told(), subscribed);
  // Notices come in any order: what is told is how it is now.
  for (const type of ['succeeded', 'processing', 'payment_failed', 'canceled']) {
    assert.equal(await notice(story, `payment_intent.${type}`, intent), 204);
  }
  await story.advance('2027-03-15T10:00:00Z');
  assert.equal(await notice(story, 'payment_intent.succeeded', intent), 204);
  assert.deepEqual(without(await story.told()), []);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
});

test('the same notice on forty connections at once, to two servers: one effect', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { opened, intent } = await underWay(story);
  intent.status = 'succeeded';
  const sent = stripe.event('payment_intent.succeeded', intent);
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, index) => sendNotice(addressOf(story, index % 2 ? other : florin), sent)),
  );
  assert.deepEqual([...new Set(statuses)], [204]);
  assert.deepEqual(await story.told(), subscribed);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
  assert.equal(intents().length, 1);
});

type Change = { type: string; object: () => object; befalls: () => void };

/** What becomes of a payment at Stripe, from its charge to a dispute that is lost, appealed, lost again and won. */
function livedBy(): Change[] {
  const intent = () => intents()[0] as object & { id: string; status: string };
  const dispute = () => [...stripe.account.disputes.values()][0] as object & { status: string };
  const moved = (type: string, status: string): Change => ({
    type,
    object: dispute,
    befalls: () => void Object.assign(dispute(), { status }),
  });
  const disputed = {
    id: 'dp_1',
    object: 'dispute' as const,
    amount: 3000,
    currency: 'usd',
    status: 'needs_response',
    reason: 'fraudulent',
    evidence_details: { due_by: Date.parse('2027-03-08T10:00:00Z') / 1000 },
  };
  return [
    { type: 'payment_intent.processing', object: intent, befalls: () => {} },
    {
      type: 'payment_intent.succeeded',
      object: intent,
      befalls: () => void Object.assign(intent(), { status: 'succeeded' }),
    },
    {
      type: 'charge.dispute.created',
      object: dispute,
      befalls: () => void stripe.account.disputes.set('dp_1', { ...disputed, payment_intent: intent().id }),
    },
    moved('charge.dispute.updated', 'under_review'),
    moved('charge.dispute.closed', 'lost'),
    moved('charge.dispute.updated', 'appeal_under_review'),
    moved('charge.dispute.closed', 'lost'),
    moved('charge.dispute.closed', 'won'),
  ];
}

/** Lives through it all; `send` is to send the last of the changes so far, and may send others of them. Answers what is told at each. */
async function live(send: (story: Story, changes: readonly Change[]) => Promise<void>): Promise<string[][]> {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { opened } = await underWay(story);
  const told: string[][] = [];
  const changes = livedBy();
  for (const [index, { befalls }] of changes.entries()) {
    befalls();
    await send(story, changes.slice(0, index + 1));
    told.push(await story.told());
  }
  const [payment] = await paymentsOf(story, { checkout_id: opened.id });
  const order = await story.polar.orders.get(payment?.order_id ?? '');
  assert.deepEqual([order.status, order.refunded_amount, taken()], ['paid', 0, 1]);
  return told;
}

const rounds = roundsOf(2);

test('every notice of a payment’s life, repeated and shuffled over connections and servers: each change has one effect', async () => {
  const expected = await live(async (story, changes) => {
    const { type, object } = changes.at(-1) as Change;
    assert.equal(await notice(story, type, object()), 204);
  });
  assert.deepEqual(expected, [
    [],
    subscribed,
    ['dispute.created'],
    ['dispute.updated'],
    [
      'dispute.updated',
      'refund.created',
      'refund.updated',
      'invoice.updated',
      'invoice.refunded',
      'credit_note.created',
    ],
    // The bank has the money until it is won.
    ['dispute.updated'],
    ['dispute.updated'],
    ['dispute.updated', 'refund.updated', 'invoice.updated', 'credit_note.voided'],
  ]);
  const random = new Random(seed);
  for (let round = 0; round < rounds; round++) {
    const told = await live(async (story, changes) => {
      const sent = changes.flatMap((change) => Array.from({ length: 1 + random.below(3) }, () => change));
      const shuffled = sent
        .map((change) => ({ change, place: random.next() }))
        .sort((a, b) => a.place - b.place);
      const statuses = await Promise.all(
        shuffled.map(({ change: { type, object } }) =>
          sendNotice(addressOf(story, random.pick([florin, other])), stripe.event(type, object())),
        ),
      );
      assert.deepEqual([...new Set(statuses)], [204]);
    });
    assert.deepEqual(told, expected);
  }
});

test('forged notices are refused unread, and so is an old one that is sent again', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { opened, intent } = await underWay(story);
  const neighbour = await beginStory(florin, '2027-03-01T10:00:00Z');
  await useStripe(florin, stripe, neighbour, 'whsec_of_the_neighbour_0123456789');
  intent.status = 'succeeded';
  const good = stripe.event('payment_intent.succeeded', intent);
  const signature = good.headers['stripe-signature'] ?? '';
  const agoMinutes = (minutes: number) =>
    stripe.event('payment_intent.succeeded', intent, new Date(Date.now() - minutes * 60_000));
  const forged: Notice[] = [
    { ...good, headers: {} },
    { ...good, headers: { 'stripe-signature': '' } },
    { ...good, headers: { 'stripe-signature': signature.replace(/v1=\w{8}/, 'v1=00000000') } },
    { ...good, headers: { 'stripe-signature': signature.replace('v1=', 'v0=') } },
    // Said to be of now, and signed an hour ago.
    {
      ...good,
      headers: {
        'stripe-signature': `${signature.split(',')[0]},${agoMinutes(60).headers['stripe-signature']?.split(',')[1]}`,
      },
    },
    { ...good, body: good.body.replace('"amount":3000', '"amount":1') },
    { ...good, body: `${good.body}\n` },
    { ...good, body: '' },
    { ...good, body: '{' },
    agoMinutes(6),
  ];
  const calls = stripe.calls.length;
  for (const one of forged) {
    assert.equal(await sendNotice(addressOf(story), one), 400, JSON.stringify(one.headers));
  }
  assert.equal(await sendNotice(addressOf(neighbour), good), 400);
  for (const [organization, mode] of [
    [story.organization.id, 'live'],
    [crypto.randomUUID(), 'test'],
  ] as const) {
    assert.equal(await sendNotice(`${florin.url}${noticesPath(organization, mode)}`, good), 404);
  }
  await assertUntouched(story, opened, calls);
  // Well signed by a neighbour who has the same account: of what is not theirs nothing is done.
  await useStripe(florin, stripe, neighbour, stripe.webhookSecret);
  assert.equal(await sendNotice(addressOf(neighbour), good), 204);
  await assertUntouched(story, opened, calls);
  assert.equal(await sendNotice(addressOf(story), agoMinutes(4)), 204);
  assert.deepEqual(await story.told(), subscribed);
  assert.equal(await sendNotice(addressOf(story), good), 204);
  assert.deepEqual(await story.told(), []);
});

test('Stripe cannot be asked about its own notice: it is told to send it again, and the next has its effect', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const { opened, intent } = await underWay(story);
  intent.status = 'succeeded';
  const away = Array.from({ length: 3 }, () => ({ kind: 'status' as const, status: 500 }));
  stripe.trouble('GET', '/v1/payment_intents', ...away);
  assert.ok((await notice(story, 'payment_intent.succeeded', intent)) >= 500);
  assert.deepEqual(await story.told(), []);
  assert.equal(await notice(story, 'payment_intent.succeeded', intent), 204);
  assert.deepEqual(await story.told(), subscribed);
  assert.deepEqual(await triesOf(story, { checkout_id: opened.id }), ['succeeded']);
});

/** A second process of the same server, to be killed. */
async function anotherProcess() {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-notices-'));
  const server = await serveFlorin({ DATABASE_URL: florin.databaseUrl, FLORIN_DATA_DIR: dataDir });
  return {
    url: server.url,
    async kill() {
      server.child.kill('SIGKILL');
      await server.ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const requests = () =>
  stripe.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/payment_intents');

for (const [when, trouble] of [
  ['before the money is taken', { kind: 'held' }],
  ['after the money is taken', { kind: 'late', milliseconds: 60_000 }],
] as const) {
  test(`the process is killed between confirming and charging, ${when}`, async () => {
    const story = await atStripe('2027-03-01T10:00:00Z');
    const opened = await open(story, await story.plan('Pro', 3000));
    await story.told();
    const doomed = await anotherProcess();
    const before = requests().length;
    stripe.trouble('POST', '/v1/payment_intents', trouble);
    const answer = confirmPatiently(doomed.url, story, opened.secret, 'ctoken_visa').catch(() => 'none');
    await eventually('Stripe is asked', 10_000, async () => requests().length > before);
    await doomed.kill();
    assert.equal(await answer, 'none');
    assert.equal((await story.polar.checkouts.get(opened.id)).status, 'confirmed');
    assert.deepEqual(await story.told(), confirmed);
    await story.advance('2027-03-01T10:02:00Z');
    assert.equal((await story.polar.checkouts.get(opened.id)).status, 'succeeded');
    assert.deepEqual(without(await story.told()), subscribed);
    assert.deepEqual([intents().length, taken()], [1, 1]);
    assert.equal((await paymentsOf(story, { checkout_id: opened.id })).length, 1);
  });
}

test('the process is killed in the midst of a renewal: another one goes on, and charges once', async () => {
  const story = await atStripe('2027-03-01T10:00:00Z');
  const plan = await story.plan('Pro', 3000);
  const { customerId } = await story.buy(plan, { card: 'ctoken_visa' });
  await story.told();
  const doomed = await anotherProcess();
  const before = requests().length;
  stripe.trouble('POST', '/v1/payment_intents', { kind: 'late', milliseconds: 60_000 });
  const to = '2027-05-01T10:00:00Z';
  const clock = `/florin/v1/organizations/${story.organization.id}/test-clock`;
  const answer = call('POST', `${doomed.url}${clock}/advance`, { token: story.token, body: { to } }).catch(
    () => 'none',
  );
  await eventually('Stripe is asked', 10_000, async () => requests().length > before);
  await doomed.kill();
  assert.equal(await answer, 'none');
  await eventually('the advance is over', 15_000, async () => {
    const { status } = await story.request('POST', `${clock}/advance`, { to });
    if (status === 409) return false;
    const { body } = await story.request('GET', clock);
    return body.advancing_to === null;
  });
  assert.deepEqual(without(await story.told()), [...cycled, ...paid, ...cycled, ...paid]);
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [order.status, order.invoice_number?.slice(-4), order.receipt_number?.slice(-4)]),
    [
      ['paid', '0001', '0001'],
      ['paid', '0002', '0002'],
      ['paid', '0003', '0003'],
    ],
  );
  assert.deepEqual([intents().length, taken()], [3, 3]);
});
