import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { receiveProcessorEvent } from '../../src/billing/collection/index.ts';
import { DisputeSchema } from '../../src/dialects/polar/dispute-view.ts';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { chargedOrder, collectTax, type Polar, polarOf, type Sold } from '../support/charged-orders.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventsDuring } from '../support/subscriptions.ts';

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
  await collectTax(florin, [{ country: 'AU', state: null, scheme: 'standard' }]);
  await florin.pool`update organizations set default_tax_behavior = 'exclusive'`;
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; status: string };

const sell = () => chargedOrder(polar, { customer: { billingAddress: australian } });

async function paymentOf({ order }: Sold): Promise<string> {
  const { items } = await polar.ask<{ items: Shown[] }>('GET', `payments/?order_id=${order.id}`);
  return items[0]?.id ?? '';
}

/** What the buyer's bank does. */
async function dispute(sold: Sold, status: string): Promise<Shown> {
  const path = `/florin/v1/organizations/${florin.organization.id}/sandbox/payments/${await paymentOf(sold)}/dispute`;
  const told = await call('POST', `${florin.url}${path}`, { token: florin.testKey, body: { status } });
  assert.equal(told.status, 204, JSON.stringify(told.body));
  const { items } = await polar.ask<{ items: Shown[] }>('GET', `disputes/?order_id=${sold.order.id}`);
  assert.equal(items.length, 1);
  assert.ok(Check(DisputeSchema, items[0]), JSON.stringify(items[0]));
  return items[0] as Shown;
}

const refund = (sold: Sold, amount: number) =>
  polar.request('POST', 'refunds/', { order_id: sold.order.id, amount, reason: 'other' });

const accept = (id: string) => polar.request('POST', `disputes/${id}/accept`);

async function amounts({ order }: Sold) {
  const o = await polar.ask('GET', `orders/${order.id}`);
  return [o.status, o.refunded_amount, o.refunded_tax_amount, o.refundable_amount];
}

test('a dispute shows what is disputed, and whether it is over', async () => {
  const sold = await sell();
  const { value: open, events } = await eventsDuring(florin, () => dispute(sold, 'needs_response'));
  assert.deepEqual(events, ['dispute.created']);
  assert.deepEqual(
    [
      open.status,
      open.amount,
      open.tax_amount,
      open.currency,
      open.reason,
      open.resolved,
      open.closed,
      open.past_due,
    ],
    ['needs_response', 1000, 100, 'usd', 'fraudulent', false, false, false],
  );
  assert.deepEqual(
    [open.order_id, open.payment_id, (open.customer as Shown).id, open.case_id],
    [sold.order.id, await paymentOf(sold), sold.customer.id, null],
  );
  assert.deepEqual(await polar.ask('GET', `disputes/${open.id}`), open);
  const won = await eventsDuring(florin, () => dispute(sold, 'won'));
  assert.deepEqual(won.events, ['dispute.updated']);
  assert.deepEqual([won.value.status, won.value.resolved, won.value.closed], ['won', true, true]);
  assert.deepEqual(await amounts(sold), ['paid', 0, 0, 1000]);
});

test('while it lasts nothing is refunded; a warning does not keep the merchant from it', async () => {
  const sold = await sell();
  await dispute(sold, 'early_warning');
  assert.equal((await refund(sold, 100)).status, 201);
  await dispute(sold, 'needs_response');
  const refused = await refund(sold, 100);
  assert.deepEqual(
    [refused.status, (refused.body as { error: string }).error],
    [403, 'RefundDisputedPayment'],
  );
  await dispute(sold, 'under_review');
  assert.equal((await refund(sold, 100)).status, 403);
  await dispute(sold, 'won');
  assert.equal((await refund(sold, 100)).status, 201);
});

test('what was lost counts as refunded, less what was given back before', async () => {
  const sold = await sell();
  await refund(sold, 400);
  await dispute(sold, 'needs_response');
  const { value: lost, events } = await eventsDuring(florin, () => dispute(sold, 'lost'));
  assert.deepEqual(events, [
    'dispute.updated',
    'refund.created',
    'refund.updated',
    'invoice.updated',
    'invoice.refunded',
    'credit_note.created',
  ]);
  assert.deepEqual(await amounts(sold), ['refunded', 1000, 100, 0]);
  const { items } = await polar.ask<{ items: Shown[] }>('GET', `refunds/?order_id=${sold.order.id}`);
  const [taken] = items;
  assert.deepEqual(
    [taken?.status, taken?.reason, taken?.amount, taken?.tax_amount],
    ['succeeded', 'dispute_prevention', 600, 60],
  );
  const shown = taken?.dispute as Shown;
  assert.deepEqual([shown.id, shown.status, 'customer' in shown], [lost.id, 'lost', false]);
});

test('the merchant gives one up that awaits an answer, once', async () => {
  const client = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const sold = await sell();
  const { id } = await dispute(sold, 'needs_response');
  const accepted = await client.disputes.accept(id);
  assert.deepEqual([accepted.status, accepted.resolved], ['lost', true]);
  assert.deepEqual(await amounts(sold), ['refunded', 1000, 100, 0]);
  const again = await accept(id);
  assert.deepEqual([again.status, (again.body as { error: string }).error], [409, 'DisputeNotOpenError']);
  assert.equal((await accept(newId(new Date()))).status, 404);
  assert.equal((await client.disputes.get(id)).status, 'lost');
  const listed = await client.disputes.list({ status: 'lost', order_id: sold.order.id });
  assert.deepEqual(
    listed.items.map((one) => one.id),
    [id],
  );
});

test('a notice that comes twice, or is of nothing of ours, changes nothing', async () => {
  const sold = await sell();
  const [payment] = await florin.pool`
    select processor_reference from payments where invoice_id = ${sold.order.id}`;
  const notice = {
    kind: 'dispute',
    dispute: {
      reference: 'dispute_1',
      chargeReference: String(payment?.processorReference),
      status: 'lost',
      amount: 550,
      currency: 'usd',
      reason: null,
      evidenceDueBy: null,
    },
  } as const;
  await Promise.all([1, 2, 3].map(() => receiveProcessorEvent(polar.scope, notice)));
  assert.deepEqual(await amounts(sold), ['partially_refunded', 500, 50, 500]);
  const { events } = await eventsDuring(florin, async () => {
    await receiveProcessorEvent(polar.scope, notice);
    const unknown = { ...notice.dispute, chargeReference: 'charge_of_nobody' };
    await receiveProcessorEvent(polar.scope, { kind: 'dispute', dispute: unknown });
  });
  assert.deepEqual(events, []);
  const won = { ...notice.dispute, status: 'won' } as const;
  await receiveProcessorEvent(polar.scope, { kind: 'dispute', dispute: won });
  assert.deepEqual(await amounts(sold), ['paid', 0, 0, 1000]);
});

test('lists are filtered, and of one organization and mode', async () => {
  const first = await sell();
  const second = await sell();
  const ids = [(await dispute(first, 'needs_response')).id, (await dispute(second, 'under_review')).id];
  const listed = async (query: string) =>
    (await polar.ask<{ items: Shown[] }>('GET', `disputes/?${query}`)).items.map(({ id }) => id);
  assert.deepEqual((await listed('limit=2')).sort(), [...ids].sort());
  assert.deepEqual(
    await listed(`order_id=${first.order.id}&order_id=${second.order.id}&sorting=created_at`),
    ids,
  );
  assert.deepEqual(await listed('status=under_review'), [ids[1]]);
  assert.deepEqual(await listed(`organization_id=${newId(new Date())}`), []);
  for (const token of [
    florin.liveKey,
    (await florin.createKey(await florin.createOrganization('Other'), 'test')).token,
  ]) {
    assert.equal((await polar.request('GET', `disputes/${ids[0]}`, undefined, token)).status, 404);
    assert.equal((await polar.request('POST', `disputes/${ids[0]}/accept`, undefined, token)).status, 404);
  }
});
