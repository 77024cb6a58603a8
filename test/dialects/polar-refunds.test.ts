import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { carryOutRefund, createRefund, runDueRefund } from '../../src/billing/refunds/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import {
  chargedOrder,
  collectTax,
  draftOrder,
  type Polar,
  polarOf,
  type Sale,
} from '../support/charged-orders.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventsDuring, subscribe } from '../support/subscriptions.ts';

let florin: TestFlorin;
let polar: Polar;

const australian = {
  line1: null,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country: 'AU',
} as const;

before(async () => {
  florin = await startTestFlorin();
  polar = await polarOf(florin);
  // A tenth on top of the price.
  await collectTax(florin, [{ country: 'AU', state: null, scheme: 'standard' }]);
  await florin.pool`update organizations set default_tax_behavior = 'exclusive'`;
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; status: string; amount: number; tax_amount: number };

const taxed = (sale: Sale = {}) => chargedOrder(polar, { ...sale, customer: { billingAddress: australian } });

const refund = (orderId: string, amount: number, members: object = {}) =>
  polar.request('POST', 'refunds/', { order_id: orderId, amount, reason: 'customer_request', ...members });

async function refunded(orderId: string, amount: number, members: object = {}): Promise<Shown> {
  const { status, body } = await refund(orderId, amount, members);
  assert.equal(status, 201, JSON.stringify(body));
  return body as Shown;
}

const order = (id: string) => polar.ask('GET', `orders/${id}`);

async function amounts(id: string) {
  const o = await order(id);
  const { refunded_amount, refunded_tax_amount, refundable_amount, refundable_tax_amount } = o;
  return [o.status, refunded_amount, refunded_tax_amount, refundable_amount, refundable_tax_amount];
}

async function refusal(
  orderId: string,
  amount: number,
  members: object = {},
): Promise<[number, string, unknown]> {
  const { status, body } = await refund(orderId, amount, members);
  const { error, detail } = body as { error: string; detail: unknown };
  return [status, error, Array.isArray(detail) ? detail[0].loc.join('.') : detail];
}

test('both clients refund an order and list its refunds', async () => {
  const sold = await taxed();
  const now = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const before = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const first = await now.refunds.create({ order_id: sold.order.id, amount: 400, reason: 'duplicate' });
  assert.deepEqual([first.status, first.amount, first.tax_amount], ['succeeded', 400, 40]);
  const second = await before.refunds.create({
    orderId: sold.order.id,
    amount: 600,
    reason: 'other',
    comment: 'By phone.',
    metadata: { ticket: 7 },
  });
  assert.deepEqual(
    [second.status, second.taxAmount, second.metadata, second.dispute, second.revokeBenefits],
    ['succeeded', 60, { ticket: 7 }, null, false],
  );
  const listed = await now.refunds.list({ order_id: sold.order.id });
  assert.deepEqual(
    listed.items.map(({ id }) => id),
    [second.id, first.id],
  );
  for await (const page of await before.refunds.list({ orderId: sold.order.id, sorting: ['amount'] })) {
    assert.deepEqual(
      page.result.items.map(({ amount }) => amount),
      [400, 600],
    );
  }
});

test('a part takes its share of the tax, the rest all that is left of it', async () => {
  const { order: sold } = await taxed({ amount: 999 });
  assert.deepEqual(await amounts(sold.id), ['paid', 0, 0, 999, 100]);
  const part = await refunded(sold.id, 333);
  assert.deepEqual([part.tax_amount, part.status], [33, 'succeeded']);
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 333, 33, 666, 67]);
  await refunded(sold.id, 333);
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 666, 66, 333, 34]);
  const rest = await refunded(sold.id, 333);
  assert.equal(rest.tax_amount, 34);
  assert.deepEqual(await amounts(sold.id), ['refunded', 999, 100, 0, 0]);
  const [taken] = await florin.pool`
    select sum(refund.amount) as back, max(charge.amount) as charged from sandbox_refunds refund
    join sandbox_charges charge on charge.id = refund.charge_id
    join payments on payments.id::text = charge.idempotency_key where payments.invoice_id = ${sold.id}`;
  assert.deepEqual([taken?.back, taken?.charged], ['1099', 1099]);
});

test('events come in the order that Polar tells them in', async () => {
  const { order: sold } = await taxed();
  const { events } = await eventsDuring(florin, () => refunded(sold.id, 100));
  assert.deepEqual(events, [
    'refund.created',
    'refund.updated',
    'invoice.updated',
    'invoice.refunded',
    'credit_note.created',
  ]);
});

test('what the account paid does not come back as money', async () => {
  const { order: sold } = await taxed({ amount: 800, balance: 300 });
  assert.deepEqual(await amounts(sold.id), ['paid', 0, 0, 500, 80]);
  assert.deepEqual(await refusal(sold.id, 501), [422, 'PolarRequestValidationError', 'body.amount']);
  const all = await refunded(sold.id, 500);
  assert.deepEqual([all.amount, all.tax_amount], [500, 80]);
  assert.deepEqual(await amounts(sold.id), ['refunded', 500, 80, 0, 0]);
});

test('each refusal has its own answer', async () => {
  const sold = await taxed();
  const unknown = newId(new Date());
  assert.deepEqual(await refusal(unknown, 100), [422, 'PolarRequestValidationError', 'body.order_id']);
  assert.deepEqual((await refusal(sold.order.id, 0)).slice(0, 1), [422]);
  assert.deepEqual((await refusal(sold.order.id, 100, { reason: 'dispute_prevention' })).slice(0, 1), [422]);
  const { body } = await refund(sold.order.id, 1001);
  assert.deepEqual((body as { detail: object[] }).detail[0], {
    type: 'value_error',
    loc: ['body', 'amount'],
    msg: 'Refund amount exceeds refundable amount',
    input: 1001,
  });
  await refunded(sold.order.id, 1000);
  assert.deepEqual((await refusal(sold.order.id, 1)).slice(0, 2), [403, 'RefundedAlready']);
  const free = await chargedOrder(polar, { amount: 1000, balance: 5000, card: null });
  assert.deepEqual((await refusal(free.order.id, 1)).slice(0, 2), [404, 'RefundUnknownPayment']);
  const draft = await draftOrder(polar);
  assert.deepEqual((await refusal(draft.order.id, 1)).slice(0, 2), [404, 'RefundUnknownPayment']);
  const { subscription } = await subscribe(florin);
  const [invoice] = await florin.pool`select id from invoices where subscription_id = ${subscription.id}`;
  assert.deepEqual((await refusal(String(invoice?.id), 1, { revoke_benefits: true })).slice(0, 2), [
    400,
    'RevokeSubscriptionBenefitsProhibited',
  ]);
  for (const stranger of [
    florin.liveKey,
    (await florin.createKey(florin.organization, 'test', { scopes: ['refunds:read'] })).token,
  ]) {
    const answer = await polar.request(
      'POST',
      'refunds/',
      { order_id: sold.order.id, amount: 1, reason: 'other' },
      stranger,
    );
    assert.ok([403, 422].includes(answer.status));
  }
});

test('a blocked organization gives nothing back', async () => {
  const other = await startTestFlorin();
  const theirs = await polarOf(other);
  const { order: sold } = await chargedOrder(theirs);
  await other.pool`update organizations set status = 'blocked'`;
  const result = await createRefund(theirs.scope, { invoiceId: sold.id, amount: 1, reason: 'other' });
  assert.deepEqual(!result.ok && result.failures[0].code, 'refunds_blocked');
  await other.stop();
});

test('ten at once never give back more than was paid', async () => {
  const { order: sold } = await taxed();
  const answers = await Promise.all(Array.from({ length: 10 }, () => refund(sold.id, 300)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, 201, 201, 422, 422, 422, 422, 422, 422, 422]);
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 900, 90, 100, 10]);
});

test('a refund that takes its time is settled once it is known', async () => {
  const { order: sold } = await taxed({ card: 'tok_pendingRefund' });
  const pending = await refunded(sold.id, 400);
  assert.equal(pending.status, 'pending');
  assert.deepEqual(await amounts(sold.id), ['paid', 0, 0, 1000, 100]);
  assert.deepEqual((await refusal(sold.id, 601)).slice(0, 1), [422]);
  const [charge] = await florin.pool`
    update sandbox_charges set next_action_at = now() - interval '1 second'
    where next_action_at is not null returning id`;
  assert.ok(charge);
  await florin.pool`update sandbox_refunds set becomes_at = now() - interval '1 second' where becomes is not null`;
  const listed = async () =>
    (await polar.ask<{ items: Shown[] }>('GET', `refunds/?id=${pending.id}`)).items[0]?.status;
  for (let tries = 0; (await listed()) === 'pending' && tries < 50; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(await listed(), 'succeeded');
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 400, 40, 600, 60]);
});

test('one that fails at the bank afterwards is taken back, and its credit note is void', async () => {
  const { order: sold } = await taxed({ card: 'tok_refundFail' });
  const first = await refunded(sold.id, 1000);
  assert.equal(first.status, 'succeeded');
  assert.equal((await order(sold.id)).status, 'refunded');
  const { events } = await eventsDuring(florin, async () => {
    await florin.pool`update sandbox_refunds set becomes_at = now() - interval '1 second' where becomes is not null`;
    await florin.pool`
      update sandbox_charges set next_action_at = now() - interval '1 second' where next_action_at is not null`;
    for (let tries = 0; (await order(sold.id)).status !== 'paid' && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
  assert.deepEqual(events, ['refund.updated', 'invoice.updated', 'credit_note.voided']);
  assert.deepEqual(await amounts(sold.id), ['paid', 0, 0, 1000, 100]);
  const notes = await florin.pool`select status, number from credit_notes where invoice_id = ${sold.id}`;
  assert.deepEqual(
    notes.map(({ status }) => status),
    ['void'],
  );
  const { items } = await polar.ask<{ items: Shown[] }>(
    'GET',
    `refunds/?order_id=${sold.id}&succeeded=false`,
  );
  assert.deepEqual(
    items.map(({ status }) => status),
    ['failed'],
  );
});

test('one that was left behind before the processor was asked goes back once', async () => {
  const { order: sold } = await taxed();
  const broken = {
    ...polar.scope,
    database: polar.scope.database,
  };
  const { value } = await eventsDuring(florin, () => refunded(sold.id, 100));
  // As if the process had died between the first transaction and the answer of the processor.
  await florin.pool`
    update refunds set status = 'pending', processor_reference = null, settled_at = null where id = ${value.id}`;
  await florin.pool`
    update invoices set status = 'paid', refunded_amount = 0, refunded_tax_amount = 0, credited_amount = 0,
      credited_tax_amount = 0 where id = ${sold.id}`;
  await florin.pool`delete from credit_note_lines where credit_note_id in (
    select id from credit_notes where refund_id = ${value.id})`;
  await florin.pool`delete from credit_notes where refund_id = ${value.id}`;
  const followUp = await runDueRefund(broken, value.id);
  await Promise.all([followUp?.(broken), carryOutRefund(broken, value.id), carryOutRefund(broken, value.id)]);
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 100, 10, 900, 90]);
  const [count] = await florin.pool`
    select count(*) from sandbox_refunds where idempotency_key = ${value.id}`;
  assert.equal(count?.count, 1);
});

test('lists are filtered and sorted', async () => {
  const sold = await taxed({ customer: {} });
  await florin.pool`update customers set external_id = 'usr_9' where id = ${sold.customer.id}`;
  const small = await refunded(sold.order.id, 10);
  const large = await refunded(sold.order.id, 20);
  const ids = async (query: string) =>
    (await polar.ask<{ items: Shown[] }>('GET', `refunds/?${query}`)).items.map(({ id }) => id);
  assert.deepEqual(await ids(`customer_id=${sold.customer.id}`), [large.id, small.id]);
  assert.deepEqual(await ids(`external_customer_id=usr_9&sorting=amount`), [small.id, large.id]);
  assert.deepEqual(await ids(`id=${small.id}&id=${large.id}&limit=1&page=2`), [small.id]);
  assert.deepEqual(await ids(`order_id=${sold.order.id}&succeeded=false`), []);
  assert.deepEqual(await ids(`organization_id=${newId(new Date())}`), []);
  const live = await call('GET', `${florin.url}/v1/refunds/`, { token: florin.liveKey });
  assert.deepEqual((live.body as { items: unknown[] }).items, []);
});

test('the same request with the same idempotency key gives back once', async () => {
  const { order: sold } = await taxed();
  const send = () =>
    call('POST', `${florin.url}/v1/refunds/`, {
      token: florin.testKey,
      body: { order_id: sold.id, amount: 100, reason: 'other' },
      headers: { 'idempotency-key': `refund ${sold.id}` },
    });
  const [first, second] = [await send(), await send()];
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.deepEqual(first.body, second.body);
  assert.deepEqual(await amounts(sold.id), ['partially_refunded', 100, 10, 900, 90]);
});
