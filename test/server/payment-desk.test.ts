import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { cardDoes, cardsOf } from '../support/money.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let story: Story;
before(async () => {
  florin = await startTestFlorin();
  story = await beginStory(florin, '2027-01-01T09:00:00Z');
});
after(() => florin.stop());

type Payment = {
  id: string;
  status: string;
  trigger: string;
  amount: number;
  order_id: string;
  processor: string;
  customer: { id: string; email: string } | null;
};

async function payments(query: string, token = story.token) {
  const { status, body } = await call('GET', `${florin.url}/florin/v1/payments${query}`, { token });
  assert.equal(status, 200, JSON.stringify(body));
  return body as { items: Payment[]; next_cursor: string | null };
}

/** How trying again was answered: the payment's status, or the code of the refusal. */
async function retry(orderId: string, body?: object, token = story.token): Promise<string> {
  const answer = await call('POST', `${florin.url}/florin/v1/invoices/${orderId}/retry`, { token, body });
  const { status, error } = answer.body as { status?: string; error?: { code: string } };
  return answer.status === 200 ? String(status) : `${answer.status} ${error?.code}`;
}

test('payments are listed with whose they are, newest first, page by page', async () => {
  const product = await story.product({
    name: 'Listed',
    prices: [{ amount_type: 'fixed', price_amount: 500 }],
  });
  const bought = [await story.buy(product), await story.buy(product), await story.buy(product)];
  const [first, second, third] = bought.map(({ orderId }) => orderId);
  const page = await payments('?limit=2');
  assert.deepEqual(
    page.items.map(({ order_id }) => order_id),
    [third, second],
  );
  const rest = await payments(`?limit=2&cursor=${page.next_cursor}`);
  assert.deepEqual([rest.items.map(({ order_id }) => order_id), rest.next_cursor], [[first], null]);
  const [one] = rest.items;
  assert.deepEqual(
    [one?.status, one?.trigger, one?.amount, one?.processor, one?.customer?.id],
    ['succeeded', 'purchase', 500, 'sandbox', bought[0]?.customerId],
  );
  const ofOne = await payments(`?customer_id=${bought[1]?.customerId}&status=succeeded`);
  assert.deepEqual(
    ofOne.items.map(({ order_id }) => order_id),
    [second],
  );
  assert.deepEqual((await payments('?status=failed')).items, []);
  assert.deepEqual((await payments('', florin.testKey)).items, []);
  const { token } = await florin.createKey(story.organization, 'test', { scopes: ['orders:write'] });
  const refused = await call('GET', `${florin.url}/florin/v1/payments`, { token });
  assert.equal(refused.status, 403);
});

test('what dunning is at is tried again as often as one likes, and nothing else is', async () => {
  const plan = await story.plan('Owed', 2000);
  const { orderId, customerId, subscriptionId } = await story.buy(plan);
  assert.equal(await retry(orderId), '409 not_eligible');
  await cardDoes(story, customerId, 'tok_chargeInsufficientFunds');
  await story.advance('2027-02-01T10:00:00Z');
  const owed = (await story.orders(customerId)).at(-1)?.id ?? '';
  const before = await story.polar.orders.get(owed);
  const other = await story.buy(plan);
  const [foreign] = await cardsOf(story, other.customerId);
  assert.equal(await retry(owed, { payment_method_id: foreign }), '422 payment_method_unknown');
  assert.equal(await retry(owed, undefined, florin.testKey), '404 not_found');
  const tries = [];
  for (let n = 0; n < 6; n++) tries.push(await retry(owed));
  assert.deepEqual(new Set(tries), new Set(['failed']));
  const after = await story.polar.orders.get(owed);
  assert.deepEqual(after.next_payment_attempt_at, before.next_payment_attempt_at);
  await cardDoes(story, customerId, 'tok_visa');
  assert.equal(await retry(owed), 'succeeded');
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  assert.equal(await retry(owed), '409 not_eligible');
});

test('a customer who has no card left is told of as such', async () => {
  const plan = await story.plan('No card', 2000);
  const { customerId } = await story.buy(plan);
  await cardDoes(story, customerId, 'tok_chargeDeclined');
  await story.advance('2027-03-02T10:00:00Z');
  const owed = (await story.orders(customerId)).at(-1)?.id ?? '';
  await florin.pool`update payment_methods set deleted_at = now() where customer_id = ${customerId}`;
  assert.equal(await retry(owed), '409 payment_method_missing');
});
