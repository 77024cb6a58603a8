import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StripeServer, startStripeServer } from '../../../../test/support/stripe-server.ts';
import { wallClock } from '../../../platform/clock.ts';
import { newId } from '../../../platform/ids.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Outcome, type PaymentProcessor, ProcessorError } from '../processor.ts';
import { createStripeProcessor } from './stripe-processor.ts';

let server: StripeServer;
let stripe: PaymentProcessor;

before(async () => {
  server = await startStripeServer();
  const { secretKey, webhookSecret, url: baseUrl } = server;
  stripe = createStripeProcessor({ secretKey, webhookSecret, baseUrl });
});
after(() => server.stop());

const scope: Scope = {
  organizationId: newId(Date.now()),
  mode: 'test',
  pricingModelId: '',
  actor: { kind: 'system' },
  permissions: new Set(),
  clock: wallClock,
  requestId: 'test',
  database: undefined as never,
};

type Notice = { body: string; headers: Record<string, string> };

const read = ({ body, headers }: Notice, reader: Scope = scope) =>
  stripe.readWebhook(reader, { body: Buffer.from(body), headers });

async function told(type: string, object: object, reader: Scope = scope) {
  const event = await read(server.event(type, object), reader);
  assert.ok(event.ok, JSON.stringify(event));
  return event.value;
}

async function charge(token: string): Promise<{ paymentId: string; outcome: Outcome }> {
  const paymentId = newId(Date.now());
  const charged = await stripe.charge(scope, {
    idempotencyKey: paymentId,
    amount: 1900,
    currency: 'usd',
    source: { confirmationToken: token, checkoutId: null },
    customerReference: null,
    offSession: false,
    saveMethod: true,
    returnUrl: null,
    description: 'Invoice 1',
  });
  assert.ok(charged.ok);
  return { paymentId, outcome: charged.value };
}

const object = ({ reference }: Outcome) => ({
  id: reference,
  metadata: server.account.intents.get(reference)?.metadata,
});

test('a signature is good for its bytes, its secret and five minutes', async () => {
  const good = server.event('customer.created', { id: 'cus_1' });
  assert.deepEqual(await read(good), { ok: true, value: { kind: 'ignored', type: 'customer.created' } });
  const minute = 60_000;
  const bad: Notice[] = [
    { ...good, body: good.body.replace('cus_1', 'cus_2') },
    { ...good, body: `${good.body} ` },
    { ...good, headers: {} },
    { ...good, headers: { 'stripe-signature': 't=1,v1=00' } },
    { ...good, headers: { 'stripe-signature': '' } },
    server.event('customer.created', { id: 'cus_1' }, new Date(Date.now() - 6 * minute)),
  ];
  for (const notice of bad) {
    const refused = await read(notice);
    assert.equal(!refused.ok && refused.failures[0].code, 'signature_invalid', JSON.stringify(notice));
  }
  assert.ok((await read(server.event('x', {}, new Date(Date.now() - 4 * minute)))).ok);
  const others = createStripeProcessor({
    secretKey: server.secretKey,
    webhookSecret: 'whsec_another',
    baseUrl: server.url,
  });
  const { body, headers } = good;
  assert.equal((await others.readWebhook(scope, { body: Buffer.from(body), headers })).ok, false);
});

test('a charge is told by its payment, as it is now and not as it was', async () => {
  const { paymentId, outcome } = await charge('ctoken_process');
  assert.equal(outcome.status, 'pending');
  const intent = server.account.intents.get(outcome.reference);
  assert.ok(intent);
  intent.status = 'succeeded';
  const paid = { kind: 'charge', paymentId, outcome: { ...outcome, status: 'succeeded' } };
  assert.deepEqual(await told('payment_intent.succeeded', object(outcome)), paid);
  // An earlier notice that comes late.
  assert.deepEqual(await told('payment_intent.processing', object(outcome)), paid);
});

test('a decline and a challenge are told', async () => {
  const declined = await charge('ctoken_stolen');
  const failure = await told('payment_intent.payment_failed', object(declined.outcome));
  assert.equal(failure.kind === 'charge' && failure.outcome.status, 'failed');
  const challenged = await charge('ctoken_challenge');
  const challenge = await told('payment_intent.requires_action', object(challenged.outcome));
  assert.equal(challenge.kind === 'charge' && challenge.outcome.status, 'requires_action');
});

test('a set-up, a refund and a dispute are told', async () => {
  const key = newId(Date.now());
  const kept = await stripe.setUp(scope, {
    idempotencyKey: key,
    confirmationToken: 'ctoken_visa',
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  });
  assert.ok(kept.ok);
  const setUp = await told('setup_intent.succeeded', object(kept.value));
  assert.deepEqual(setUp, { kind: 'set_up', key, outcome: kept.value });

  const { outcome } = await charge('ctoken_visa');
  const refundId = newId(Date.now());
  const refunded = await stripe.refund(scope, {
    idempotencyKey: refundId,
    chargeReference: outcome.reference,
    amount: 100,
    currency: 'usd',
  });
  const refund = server.account.refunds.get(refunded.reference);
  assert.ok(refund);
  Object.assign(refund, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
  assert.deepEqual(await told('refund.failed', refund), {
    kind: 'refund',
    refundId,
    outcome: { reference: refund.id, status: 'failed', failureReason: 'lost_or_stolen_card' },
  });

  const statuses = [
    ['warning_needs_response', 'early_warning'],
    ['needs_response', 'needs_response'],
    ['under_review', 'under_review'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['prevented', 'prevented'],
  ] as const;
  for (const [status, expected] of statuses) {
    server.account.disputes.set('dp_1', {
      id: 'dp_1',
      object: 'dispute',
      payment_intent: outcome.reference,
      amount: 1900,
      currency: 'usd',
      status,
      reason: 'product_not_received',
      evidence_details: { due_by: 1_800_000_000 },
    });
    assert.deepEqual(await told('charge.dispute.updated', { id: 'dp_1' }), {
      kind: 'dispute',
      dispute: {
        reference: 'dp_1',
        chargeReference: outcome.reference,
        status: expected,
        amount: 1900,
        currency: 'usd',
        reason: 'product_not_received',
        evidenceDueBy: new Date('2027-01-15T08:00:00Z'),
      },
    });
  }
});

test('what others did with the same account is ignored', async () => {
  const { outcome } = await charge('ctoken_visa');
  const other: Scope = { ...scope, organizationId: newId(Date.now()) };
  const type = 'payment_intent.succeeded';
  assert.deepEqual(await told(type, object(outcome), other), { kind: 'ignored', type });
  assert.deepEqual(await told(type, { id: 'pi_other', metadata: {} }), { kind: 'ignored', type });
});

test('a notice that cannot be looked into is a fault, so that it is sent again', async () => {
  const { outcome } = await charge('ctoken_visa');
  server.trouble('GET', '/v1/payment_intents', ...Array(3).fill({ kind: 'status' as const, status: 500 }));
  await assert.rejects(read(server.event('payment_intent.succeeded', object(outcome))), ProcessorError);
});
