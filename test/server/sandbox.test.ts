import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type ChargeRequest,
  nextSandboxEvent,
  type Outcome,
  type PaymentProcessor,
  type ProcessorEvent,
  processorOf,
} from '../../src/billing/payments/index.ts';
import { frozenClock } from '../../src/platform/clock.ts';
import { newId, parsePrefixedId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let scope: Scope;
let sandbox: PaymentProcessor;

before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
  const processor = await processorOf(scope);
  assert.equal(processor?.name, 'sandbox');
  sandbox = processor;
});
after(() => florin.stop());

const minutesLater = (minutes: number): Scope => ({
  ...scope,
  clock: frozenClock(new Date(Date.now() + minutes * 60_000)),
});

function request(token: string, more: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    idempotencyKey: newId(Date.now()),
    amount: 1900,
    currency: 'usd',
    source: { confirmationToken: token, checkoutId: null },
    customerReference: null,
    offSession: false,
    saveMethod: true,
    returnUrl: null,
    description: 'Invoice 1',
    ...more,
  };
}

async function charge(wanted: ChargeRequest, when: Scope = scope): Promise<Outcome> {
  const charged = await sandbox.charge(when, wanted);
  assert.ok(charged.ok, JSON.stringify(charged));
  return charged.value;
}

/** A later charge of the card that an outcome is of, without its buyer. */
function renewal({ method, customerReference }: Outcome): ChargeRequest {
  const source = { methodReference: method?.reference ?? '' };
  return request('', { source, customerReference, offSession: true, saveMethod: false });
}

const reasonOf = (outcome: Outcome) => (outcome.status === 'failed' ? outcome.declineReason : outcome.status);

/** All that comes of a charge by itself up to a moment. */
async function eventsOf({ reference }: Outcome, when: Scope): Promise<ProcessorEvent[]> {
  const id = parsePrefixedId('charge', reference);
  assert.ok(id);
  const events: ProcessorEvent[] = [];
  for (let event = await nextSandboxEvent(when, id); event; event = await nextSandboxEvent(when, id)) {
    events.push(event);
  }
  return events;
}

async function challenge(outcome: Outcome, answer: 'passes' | 'fails'): Promise<Called> {
  const secret = outcome.status === 'requires_action' ? outcome.clientSecret : 'none';
  const url = `${florin.url}/florin/v1/sandbox/charges/${secret}/authenticate`;
  return call('POST', url, { body: { outcome: answer } });
}

function operate(path: string, body: object, token = operatorToken, method = 'POST'): Promise<Called> {
  const url = `${florin.url}/florin/v1/organizations/${florin.organization.id}/sandbox/${path}`;
  return call(method, url, { token, body });
}

const codeOf = ({ body }: Called) => (body as { error: { code: string } }).error.code;

test('a key takes the money once, however often and at once it is used', async () => {
  const wanted = request('tok_visa');
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => charge(wanted)));
  assert.equal(outcomes[0]?.status, 'succeeded');
  for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0]);
  const rows = await florin.pool`
    select 1 from sandbox_charges where idempotency_key = ${wanted.idempotencyKey}`;
  assert.equal(rows.length, 1);
  const cards = await florin.pool`
    select 1 from sandbox_cards where customer_reference = ${outcomes[0]?.customerReference ?? ''}`;
  assert.equal(cards.length, 1);
  await assert.rejects(sandbox.charge(scope, { ...wanted, amount: 1901 }), /not the same/);
});

test('a card that was kept is charged later by its customer, and by nobody else', async () => {
  const first = await charge(request('tok_visa'));
  assert.equal(reasonOf(await charge(renewal(first))), 'succeeded');
  const other = await charge(request('tok_visa'));
  assert.equal(other.method?.fingerprint, first.method?.fingerprint);
  assert.notEqual(other.method?.reference, first.method?.reference);
  const stolen = { ...renewal(first), customerReference: other.customerReference };
  assert.equal(reasonOf(await charge(stolen)), 'payment_method_unknown');
  await sandbox.detachMethod(scope, first.method?.reference ?? '');
  const gone = await charge(renewal(first));
  assert.deepEqual(gone.status === 'failed' && [gone.declineReason, gone.isFinal], [
    'payment_method_unknown',
    true,
  ]);
  assert.equal(reasonOf(await charge(renewal(other))), 'succeeded');
});

test('a card may go well at first and be declined later', async () => {
  const first = await charge(request('tok_chargeCustomerFail'));
  assert.equal(first.status, 'succeeded');
  assert.equal(reasonOf(await charge(renewal(first))), 'generic_decline');
});

test('a challenge that is passed pays, and spares the buyer the next one', async () => {
  const first = await charge(request('tok_threeDSecure2Required'));
  assert.equal(first.status, 'requires_action');
  // Before the buyer has authenticated nothing can be charged without them.
  assert.equal(reasonOf(await charge(renewal(first))), 'authentication_required');
  assert.equal((await challenge(first, 'passes')).status, 204);
  assert.equal((await sandbox.retrieveCharge(scope, first.reference)).status, 'succeeded');
  assert.equal(reasonOf(await charge(renewal(first))), 'succeeded');
  const again = await challenge(first, 'fails');
  assert.deepEqual([again.status, codeOf(again)], [409, 'challenge_over']);
  assert.equal((await sandbox.cancelCharge(scope, first.reference)).status, 'succeeded');
});

test('a challenge is failed, given up, or asked for each time', async () => {
  const failed = await charge(request('tok_threeDSecure2Required'));
  await challenge(failed, 'fails');
  assert.equal(reasonOf(await sandbox.retrieveCharge(scope, failed.reference)), 'authentication_failed');
  assert.equal(reasonOf(await charge(renewal(failed))), 'authentication_required');

  const hopeless = await charge(request('tok_threeDSecureFails'));
  await challenge(hopeless, 'passes');
  assert.equal(reasonOf(await sandbox.retrieveCharge(scope, hopeless.reference)), 'authentication_failed');

  const canceled = await charge(request('tok_threeDSecure2Required'));
  assert.equal(reasonOf(await sandbox.cancelCharge(scope, canceled.reference)), 'canceled');
  assert.equal((await challenge(canceled, 'passes')).status, 409);

  const always = await charge(request('tok_threeDSecureAlwaysRequired'));
  await challenge(always, 'passes');
  assert.equal(reasonOf(await charge(renewal(always))), 'authentication_required');
  assert.equal((await challenge(always, 'passes')).status, 409);
  const nobody = await call('POST', `${florin.url}/florin/v1/sandbox/charges/charge_secret_x/authenticate`, {
    body: { outcome: 'passes' },
  });
  assert.equal(nobody.status, 404);
});

test('a card is set up without a charge', async () => {
  const setUp = (confirmationToken: string, idempotencyKey = newId(Date.now())) =>
    sandbox.setUp(scope, {
      idempotencyKey,
      confirmationToken,
      checkoutId: null,
      customerReference: 'customer_ada',
      returnUrl: null,
    });
  const key = newId(Date.now());
  const kept = await setUp('tok_visa', key);
  assert.ok(kept.ok && kept.value.status === 'succeeded');
  assert.deepEqual(await setUp('tok_visa', key), kept);
  assert.equal(kept.value.customerReference, 'customer_ada');
  assert.equal(reasonOf(await charge(renewal(kept.value))), 'succeeded');
  const declined = await setUp('tok_chargeDeclinedStolenCard');
  assert.equal(declined.ok && reasonOf(declined.value), 'stolen_card');
  const unknown = await setUp('tok_nobody');
  assert.equal(!unknown.ok && unknown.failures[0].code, 'confirmation_token_unknown');

  const challenged = await setUp('tok_threeDSecure2Required');
  assert.ok(challenged.ok);
  const { reference } = challenged.value;
  assert.equal((await sandbox.retrieveSetUp(scope, reference)).ok, true);
  const foreign = await sandbox.retrieveSetUp(scope, 'set_up_nobody');
  assert.equal(!foreign.ok && foreign.failures[0].code, 'set_up_unknown');
  const ofCharge = await sandbox.retrieveSetUp(scope, reference.replace('set_up', 'charge'));
  assert.equal(!ofCharge.ok && ofCharge.failures[0].code, 'set_up_unknown');
});

test('a delayed outcome is known after a minute of the clock, by asking or by a notice', async () => {
  for (const [token, expected] of [
    ['tok_pendingThenSucceeds', 'succeeded'],
    ['tok_pendingThenFails', 'generic_decline'],
  ] as const) {
    const asked = await charge(request(token));
    assert.equal(asked.status, 'pending');
    assert.equal((await sandbox.retrieveCharge(scope, asked.reference)).status, 'pending');
    assert.equal(reasonOf(await sandbox.retrieveCharge(minutesLater(1), asked.reference)), expected);

    const wanted = request(token);
    const waited = await charge(wanted);
    assert.deepEqual(await eventsOf(waited, scope), []);
    const [event, ...rest] = await eventsOf(waited, minutesLater(1));
    assert.deepEqual(rest, []);
    assert.ok(event?.kind === 'charge');
    assert.deepEqual([event.paymentId, reasonOf(event.outcome)], [wanted.idempotencyKey, expected]);
    assert.deepEqual(await charge(wanted), event.outcome);
  }
});

test('a pending payment is settled by a call', async () => {
  const wanted = request('tok_pendingThenSucceeds');
  const pending = await charge(wanted);
  const path = `payments/${wanted.idempotencyKey}/settle`;
  assert.equal((await operate(path, { outcome: 'failed' })).status, 204);
  assert.equal(reasonOf(await sandbox.retrieveCharge(minutesLater(2), pending.reference)), 'generic_decline');
  const again = await operate(path, { outcome: 'succeeded' });
  assert.deepEqual([again.status, codeOf(again)], [409, 'not_pending']);
  assert.equal((await operate(`payments/${newId(Date.now())}/settle`, { outcome: 'failed' })).status, 404);
});

test('a dispute follows a minute after the charge, once, and can be given up', async () => {
  for (const [token, status, reason] of [
    ['tok_createDispute', 'needs_response', 'fraudulent'],
    ['tok_createDisputeProductNotReceived', 'needs_response', 'product_not_received'],
    ['tok_createDisputeInquiry', 'early_warning', 'fraudulent'],
  ] as const) {
    const paid = await charge(request(token));
    assert.deepEqual(await eventsOf(paid, scope), []);
    const [event, ...rest] = await eventsOf(paid, minutesLater(1));
    assert.deepEqual(rest, []);
    assert.ok(event?.kind === 'dispute');
    const { reference, evidenceDueBy, ...dispute } = event.dispute;
    const known = { chargeReference: paid.reference, amount: 1900, currency: 'usd' };
    assert.deepEqual(dispute, { ...known, status, reason });
    assert.equal(evidenceDueBy !== null, status === 'needs_response');
    assert.deepEqual(await eventsOf(paid, minutesLater(9)), []);
    await sandbox.acceptDispute(scope, reference);
    const refund = {
      idempotencyKey: newId(Date.now()),
      chargeReference: paid.reference,
      amount: 1,
      currency: 'usd',
    };
    assert.equal((await sandbox.refund(scope, refund)).failureReason, 'charge_disputed');
  }
});

test('money is given back once for a key, and never more than was taken', async () => {
  const paid = await charge(request('tok_visa'));
  const give = (amount: number, idempotencyKey = newId(Date.now()), when = scope) =>
    sandbox.refund(when, { idempotencyKey, chargeReference: paid.reference, amount, currency: 'usd' });
  const key = newId(Date.now());
  const [first, ...same] = await Promise.all(Array.from({ length: 5 }, () => give(1000, key)));
  assert.equal(first?.status, 'succeeded');
  for (const refund of same) assert.deepEqual(refund, first);
  // Of two at once that are together too much, one is refused.
  const both = await Promise.all([give(900), give(900)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['failed', 'succeeded']);
  assert.equal((await give(1)).failureReason, 'amount_too_large');

  const declined = await charge(request('tok_chargeDeclined'));
  const refund = {
    idempotencyKey: newId(Date.now()),
    chargeReference: declined.reference,
    amount: 1,
    currency: 'usd',
  };
  assert.equal((await sandbox.refund(scope, refund)).failureReason, 'charge_not_succeeded');
  const unknown = await sandbox.refund(scope, { ...refund, chargeReference: 'charge_x' });
  assert.equal(unknown.failureReason, 'charge_unknown');
});

test('a refund may be known later, or come back', async () => {
  for (const [token, first, then] of [
    ['tok_pendingRefund', 'pending', 'succeeded'],
    ['tok_refundFail', 'succeeded', 'failed'],
  ] as const) {
    const paid = await charge(request(token));
    const keys = [newId(Date.now()), newId(Date.now())];
    for (const idempotencyKey of keys) {
      const refund = { idempotencyKey, chargeReference: paid.reference, amount: 950, currency: 'usd' };
      assert.equal((await sandbox.refund(scope, refund)).status, first);
    }
    const events = await eventsOf(paid, minutesLater(1));
    const told = events.map((event) => event.kind === 'refund' && [event.refundId, event.outcome.status]);
    assert.deepEqual(told.sort(), keys.map((key) => [key, then]).sort());
    assert.deepEqual(await eventsOf(paid, minutesLater(9)), []);
  }
});

test('a test key may operate the sandbox of its own organization only', async () => {
  const wanted = request('tok_pendingThenSucceeds');
  await charge(wanted);
  const path = `payments/${wanted.idempotencyKey}/settle`;
  const other = await florin.createOrganization('Other');
  const { token: foreign } = await florin.createKey(other, 'test');
  const { token: reader } = await florin.createKey(florin.organization, 'test', {
    scopes: ['organizations:read'],
  });
  const body = { outcome: 'succeeded' };
  assert.equal((await operate(path, body, foreign)).status, 404);
  assert.equal((await operate(path, body, reader)).status, 403);
  assert.equal((await operate(path, body, florin.liveKey)).status, 403);
  assert.equal((await operate(path, body, 'nothing')).status, 401);
  assert.equal((await operate(path, body, florin.testKey)).status, 204);
});

test('a customer in the portal takes a card; nobody else does', async () => {
  const made = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email: 'ada@example.com', name: 'Ada' },
  });
  const { id } = made.body as { id: string };
  const session = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token: florin.testKey,
    body: { customer_id: id },
  });
  const { token } = session.body as { token: string };
  const url = `${florin.url}/florin/v1/customer-portal/card-tokens`;
  const body = { card: { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2099, cvc: '123' } };
  const taken = await call('POST', url, { token, body });
  assert.equal(taken.status, 201, JSON.stringify(taken.body));
  const card = taken.body as { token: string; last4: string };
  assert.equal(card.last4, '4242');
  const kept = await sandbox.setUp(scope, {
    idempotencyKey: newId(Date.now()),
    confirmationToken: card.token,
    checkoutId: null,
    customerReference: null,
    returnUrl: null,
  });
  assert.equal(kept.ok && kept.value.method?.metadata.exp_year, 2099);
  assert.equal(
    kept.ok && kept.value.method?.fingerprint,
    (await charge(request('tok_visa'))).method?.fingerprint,
  );
  for (const stranger of [undefined, florin.testKey, operatorToken, 'polar_cst_x']) {
    assert.equal((await call('POST', url, { ...(stranger ? { token: stranger } : {}), body })).status, 401);
  }
});
