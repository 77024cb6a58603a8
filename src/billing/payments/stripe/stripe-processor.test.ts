import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { takeChallenge } from '../../../../test/support/stripe-api.ts';
import { type StripeServer, startStripeServer } from '../../../../test/support/stripe-server.ts';
import { wallClock } from '../../../platform/clock.ts';
import { newId } from '../../../platform/ids.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type ChargeRequest, type Outcome, type PaymentProcessor, ProcessorError } from '../processor.ts';
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
  // What only asks Stripe needs none.
  database: undefined as never,
};

function request(token: string, more: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    idempotencyKey: newId(Date.now()),
    amount: 1900,
    currency: 'usd',
    source: { confirmationToken: token, checkoutId: null },
    customerReference: null,
    offSession: false,
    saveMethod: true,
    returnUrl: 'https://shop.example/back',
    description: 'Invoice 1',
    ...more,
  };
}

async function charge(wanted: ChargeRequest): Promise<Outcome> {
  const charged = await stripe.charge(scope, wanted);
  assert.ok(charged.ok, JSON.stringify(charged));
  return charged.value;
}

function intentOf({ reference }: Pick<Outcome, 'reference'>) {
  const intent = server.account.intents.get(reference);
  assert.ok(intent, `there is no ${reference}`);
  return intent;
}

const taken = () =>
  [...server.account.intents.values()].filter(({ status }) => status === 'succeeded').length;

test('a card is charged, kept with a customer, and charged again without the buyer', async () => {
  const wanted = request('ctoken_visa');
  const first = await charge(wanted);
  assert.equal(first.status, 'succeeded');
  assert.match(first.customerReference ?? '', /^cus_/);
  const { method } = first;
  assert.deepEqual(method?.metadata, { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2031 });
  assert.equal(method?.fingerprint, `print_${method?.reference}`);
  assert.deepEqual(intentOf(first).metadata, {
    florin_organization_id: scope.organizationId,
    florin_payment_id: wanted.idempotencyKey,
  });
  const source = { methodReference: method?.reference ?? '' };
  for (const customerReference of [first.customerReference, null]) {
    const later = request('', { source, customerReference, offSession: true, saveMethod: false });
    const again = await charge(later);
    assert.equal(again.status, 'succeeded');
    assert.equal(again.customerReference, first.customerReference);
    assert.equal(again.method?.reference, method?.reference);
  }
});

test('every outcome is told in the words of the core', async () => {
  const rows: [string, object][] = [
    ['ctoken_visa', { status: 'succeeded' }],
    ['ctoken_process', { status: 'pending' }],
    [
      'ctoken_declined',
      {
        status: 'failed',
        declineReason: 'generic_decline',
        declineMessage: 'Your card was declined.',
        isFinal: false,
      },
    ],
    [
      'ctoken_stolen',
      {
        status: 'failed',
        declineReason: 'stolen_card',
        declineMessage: 'Your card was declined.',
        isFinal: true,
      },
    ],
  ];
  for (const [token, expected] of rows) {
    const outcome = await charge(request(token));
    const { reference, customerReference: _customer, method, ...rest } = outcome;
    assert.deepEqual(rest, expected);
    assert.equal(method?.metadata.brand, 'visa', token);
    // Asked again it is the same, whatever the first answer was.
    const { customerReference: _same, ...retrieved } = await stripe.retrieveCharge(scope, reference);
    assert.deepEqual(retrieved, { reference, method, ...expected });
  }
});

test('a challenge is passed, failed, or given up', async () => {
  const passed = await charge(request('ctoken_challenge'));
  assert.equal(passed.status, 'requires_action');
  assert.match(passed.status === 'requires_action' ? passed.clientSecret : '', /_secret_/);
  takeChallenge(intentOf(passed), true);
  assert.equal((await stripe.retrieveCharge(scope, passed.reference)).status, 'succeeded');
  assert.equal((await stripe.cancelCharge(scope, passed.reference)).status, 'succeeded');

  const failed = await charge(request('ctoken_challenge'));
  takeChallenge(intentOf(failed), false);
  const outcome = await stripe.retrieveCharge(scope, failed.reference);
  assert.equal(outcome.status === 'failed' && outcome.declineReason, 'authentication_failed');

  const waiting = await charge(request('ctoken_challenge', { returnUrl: null }));
  const canceled = await stripe.cancelCharge(scope, waiting.reference);
  assert.deepEqual(canceled.status === 'failed' && [canceled.declineReason, canceled.isFinal], [
    'canceled',
    false,
  ]);

  const { method, customerReference } = passed;
  const source = { methodReference: method?.reference ?? '' };
  const unseen = await charge(
    request('', { source, customerReference, offSession: true, saveMethod: false }),
  );
  const told = unseen.status === 'failed' && [unseen.declineReason, unseen.isFinal];
  assert.deepEqual(told, ['authentication_required', true]);
});

test('a charge whose answer was lost is not made again', async () => {
  const before = taken();
  // The SDK tries three times; only then is it our turn.
  server.trouble('POST', '/v1/payment_intents', ...Array(3).fill({ kind: 'dropped_after' as const }));
  const wanted = request('ctoken_visa');
  await assert.rejects(stripe.charge(scope, wanted), ProcessorError);
  assert.equal(taken(), before + 1);
  const outcome = await charge(wanted);
  assert.equal(outcome.status, 'succeeded');
  assert.equal(taken(), before + 1);
  assert.equal(intentOf(outcome).metadata.florin_payment_id, wanted.idempotencyKey);
});

test('a charge that did not arrive, or is answered late or with a fault, is made once', async () => {
  const troubles = [
    { kind: 'dropped_before' as const },
    { kind: 'dropped_after' as const },
    { kind: 'status' as const, status: 500 },
    { kind: 'late' as const, milliseconds: 300 },
  ];
  for (const trouble of troubles) {
    const before = taken();
    server.trouble('POST', '/v1/payment_intents', trouble);
    assert.equal((await charge(request('ctoken_visa'))).status, 'succeeded', trouble.kind);
    assert.equal(taken(), before + 1, trouble.kind);
  }
});

test('two calls at once with one key take the money once', async () => {
  const before = taken();
  const wanted = request('ctoken_visa');
  const outcomes = await Promise.all([charge(wanted), charge(wanted), charge(wanted)]);
  assert.equal(new Set(outcomes.map(({ reference }) => reference)).size, 1);
  assert.equal(taken(), before + 1);
});

test('a charge, and a refund, of which Stripe has forgotten the key is found by its mark', async () => {
  const twoDaysAgo = Date.now() - 2 * 86_400_000;
  const wanted = request('ctoken_visa', { idempotencyKey: newId(twoDaysAgo) });
  const first = await charge(wanted);
  const refund = {
    idempotencyKey: newId(twoDaysAgo),
    chargeReference: first.reference,
    amount: 400,
    currency: 'usd',
  };
  const refunded = await stripe.refund(scope, refund);
  server.forgetKeys();
  const before = taken();
  assert.deepEqual(await charge(wanted), first);
  assert.deepEqual(await stripe.refund(scope, refund), refunded);
  assert.equal(taken(), before);
  assert.equal(server.account.refunds.size, 1);
});

test('what stands for no card is a failure, and a method that is gone a decline', async () => {
  const unknown = await stripe.charge(scope, request('ctoken_nobody'));
  assert.equal(!unknown.ok && unknown.failures[0].code, 'confirmation_token_unknown');
  const setUp = await stripe.setUp(scope, {
    idempotencyKey: newId(Date.now()),
    confirmationToken: 'pm_nobody',
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  });
  assert.equal(!setUp.ok && setUp.failures[0].code, 'confirmation_token_unknown');

  const { method, customerReference } = await charge(request('ctoken_visa'));
  const methodReference = method?.reference ?? '';
  await stripe.detachMethod(scope, methodReference);
  await stripe.detachMethod(scope, methodReference);
  await stripe.detachMethod(scope, 'pm_nobody');
  for (const source of [{ methodReference }, { methodReference: 'pm_nobody' }]) {
    for (const customer of [customerReference, null]) {
      const wanted = request('', {
        source,
        customerReference: customer,
        offSession: true,
        saveMethod: false,
      });
      const outcome = await charge(wanted);
      const told = outcome.status === 'failed' && [outcome.declineReason, outcome.isFinal];
      assert.deepEqual(told, ['payment_method_unknown', true]);
    }
  }
});

test('what Stripe will never take is a failed payment, not a fault', async () => {
  const outcome = await charge(request('ctoken_visa', { amount: 3, saveMethod: false }));
  assert.equal(outcome.status === 'failed' && outcome.declineReason, 'amount_too_small');
  assert.equal(outcome.reference.length > 0, true);
});

test('a card is set up, with a challenge or without', async () => {
  const wanted = {
    idempotencyKey: newId(Date.now()),
    confirmationToken: 'ctoken_fails_later',
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  };
  const kept = await stripe.setUp(scope, wanted);
  assert.ok(kept.ok && kept.value.status === 'succeeded', JSON.stringify(kept));
  assert.deepEqual(await stripe.setUp(scope, wanted), kept);
  const { method, customerReference, reference } = kept.value;
  assert.deepEqual(await stripe.retrieveSetUp(scope, reference), kept);
  const source = { methodReference: method?.reference ?? '' };
  const later = await charge(request('', { source, customerReference, offSession: true, saveMethod: false }));
  assert.equal(later.status === 'failed' && later.declineReason, 'insufficient_funds');

  const challenged = await stripe.setUp(scope, {
    ...wanted,
    idempotencyKey: newId(Date.now()),
    confirmationToken: 'ctoken_challenge',
  });
  assert.ok(challenged.ok && challenged.value.status === 'requires_action', JSON.stringify(challenged));
  takeChallenge(intentOf(challenged.value), true);
  const done = await stripe.retrieveSetUp(scope, challenged.value.reference);
  assert.equal(done.ok && done.value.status, 'succeeded');
});

test("nobody reads another organization's set-up, or makes an address of its name", async () => {
  const kept = await stripe.setUp(scope, {
    idempotencyKey: newId(Date.now()),
    confirmationToken: 'ctoken_visa',
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  });
  assert.ok(kept.ok);
  const other: Scope = { ...scope, organizationId: newId(Date.now()) };
  const calls = server.calls.length;
  for (const [who, reference] of [
    [other, kept.value.reference],
    [scope, 'seti_nobody'],
    [scope, '../payment_intents'],
    [scope, ''],
  ] as const) {
    const found = await stripe.retrieveSetUp(who, reference);
    assert.equal(!found.ok && found.failures[0].code, 'set_up_unknown', reference);
  }
  assert.equal(server.calls.length, calls + 2);
});

test('money is given back once for a key, and never more than was taken', async () => {
  const { reference: chargeReference } = await charge(request('ctoken_visa'));
  const refund = { idempotencyKey: newId(Date.now()), chargeReference, amount: 1500, currency: 'usd' };
  server.trouble('POST', '/v1/refunds', { kind: 'dropped_after' });
  const given = await stripe.refund(scope, refund);
  assert.deepEqual([given.status, given.failureReason], ['succeeded', null]);
  assert.deepEqual(await stripe.refund(scope, refund), given);
  const more = { ...refund, idempotencyKey: newId(Date.now()), amount: 401 };
  assert.deepEqual(await stripe.refund(scope, more), {
    reference: more.idempotencyKey,
    status: 'failed',
    failureReason: 'invalid_request',
  });
});

test('a dispute is given up once, and one that was won stays so', async () => {
  const dispute = {
    id: 'dp_1',
    object: 'dispute' as const,
    payment_intent: 'pi_1',
    amount: 1900,
    currency: 'usd',
    status: 'needs_response',
    reason: 'fraudulent',
    evidence_details: { due_by: 1_800_000_000 },
  };
  server.account.disputes.set('dp_1', dispute);
  await stripe.acceptDispute(scope, 'dp_1');
  await stripe.acceptDispute(scope, 'dp_1');
  assert.equal(dispute.status, 'lost');
  server.account.disputes.set('dp_2', { ...dispute, id: 'dp_2', status: 'won' });
  await assert.rejects(stripe.acceptDispute(scope, 'dp_2'), ProcessorError);
});

test('a charge that was authorized elsewhere is captured once', async () => {
  const held = await charge(request('ctoken_visa'));
  const intent = intentOf(held);
  intent.status = 'requires_capture';
  assert.equal((await stripe.retrieveCharge(scope, held.reference)).status, 'pending');
  const capture = { reference: held.reference, idempotencyKey: newId(Date.now()), amount: 1900 };
  assert.equal((await stripe.capture(scope, capture)).status, 'succeeded');
  const again = { ...capture, idempotencyKey: newId(Date.now()) };
  assert.equal((await stripe.capture(scope, again)).status, 'succeeded');
});

test('no fault tells the key', async () => {
  const wrong = createStripeProcessor({
    secretKey: 'sk_test_wrong_0123456789',
    webhookSecret: server.webhookSecret,
    baseUrl: server.url,
  });
  await assert.rejects(wrong.charge(scope, request('ctoken_visa')), (error: unknown) => {
    assert.ok(error instanceof ProcessorError);
    const all = `${error.stack} ${JSON.stringify(error)} ${error.cause}`;
    assert.match(error.message, /StripeAuthenticationError, 401/);
    return !/sk_test|wrong_0123456789/.test(all);
  });
});
