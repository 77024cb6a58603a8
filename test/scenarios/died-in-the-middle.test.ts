import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** Leaves a key as a process leaves it that dies after its work and before its answer, and lets minutes pass. */
async function dieBeforeAnswering(action: string): Promise<void> {
  await florin.pool`
    update idempotency_keys set status = 102, body = '', created_at = now() - interval '5 minutes',
      headers = jsonb_build_object('requestId', (
        select request_id from audit_log where action = ${action} order by sequence desc limit 1))`;
}

test('a refund whose request died is asked for again, and the money goes back once', async () => {
  const story = await beginStory(florin, '2027-01-31T12:00:00Z');
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1000 }] });
  const { orderId } = await story.buy(book);
  const ask = (key: string) =>
    call('POST', `${florin.url}/v1/refunds/`, {
      token: story.token,
      headers: { 'idempotency-key': key },
      body: { order_id: orderId, reason: 'customer_request', amount: 300 },
    });
  const first = await ask('one');
  assert.equal(first.status, 201);
  await dieBeforeAnswering('refund.created');
  const again = await ask('one');
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  const other = await ask('two');
  assert.notEqual((other.body as { id: string }).id, (first.body as { id: string }).id);
  const amounts = await florin.pool`select amount from sandbox_refunds order by created_at`;
  assert.deepEqual(
    amounts.map(({ amount }) => amount),
    [300, 300],
  );
});

test('a key whose request died stands for nothing else', async () => {
  const story = await beginStory(florin, '2027-01-31T12:00:00Z');
  const book = await story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1000 }] });
  const { orderId } = await story.buy(book);
  const ask = (amount: number) =>
    call('POST', `${florin.url}/v1/refunds/`, {
      token: story.token,
      headers: { 'idempotency-key': 'once' },
      body: { order_id: orderId, reason: 'customer_request', amount },
    });
  const first = await ask(300);
  await dieBeforeAnswering('refund.created');
  const other = await ask(200);
  assert.deepEqual([first.status, other.status], [201, 201]);
  assert.notEqual((other.body as { id: string }).id, (first.body as { id: string }).id);
});
