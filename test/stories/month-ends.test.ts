import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const day = (value: string | Date) => new Date(value).toISOString().slice(0, 10);

test('subscribed on January 31st, billed on every month’s last or 31st day for two years', async () => {
  const story = await beginStory(florin, '2027-01-31T09:30:00Z');
  const pro = await story.plan('Pro', 3000);
  const { customerId, subscriptionId } = await story.buy(pro);
  await story.told();
  await story.advance('2029-01-31T09:30:00Z');
  const orders = await story.orders(customerId);
  assert.equal(orders.length, 25);
  assert.ok(orders.every((order) => order.status === 'paid' && order.total_amount === 3000));
  const days = orders.map((order) => day(order.created_at as never));
  assert.deepEqual(days.slice(0, 5), ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
  assert.equal(days[13], '2028-02-29');
  assert.equal(days.at(-1), '2029-01-31');
  const numbers = orders.map((order) => Number(order.invoice_number?.split('-').at(-1)));
  assert.deepEqual(
    numbers,
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  const events = await story.told();
  const month = [
    'subscription.updated',
    'subscription.cycled',
    'customer.state_changed',
    'invoice.created',
    'invoice.updated',
    'invoice.paid',
  ];
  assert.deepEqual(
    events.filter((type) => type !== 'test_clock.advanced'),
    Array.from({ length: 24 }, () => month).flat(),
  );
  const subscription = await story.subscription(subscriptionId);
  assert.equal(day(subscription.current_period_end as never), '2029-02-28');
  assert.equal(await story.balance(customerId), 0);
});
