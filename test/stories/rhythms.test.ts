import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { day, repeated, told } from '../support/story-views.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const moment = (value: unknown) => new Date(value as string).toISOString();

/** Subscribes somebody at the story's moment, lets time pass, and answers the days on which they were billed. */
async function billedUntil(story: Story, to: string, more: Record<string, unknown>): Promise<string[]> {
  const plan = await story.plan('Pro', 3000, more);
  const { customerId } = await story.buy(plan);
  await story.told();
  const events = await story.advanceTelling(to);
  const orders = await story.orders(customerId);
  assert.deepEqual(events, repeated(orders.length - 1, told.renewed));
  assert.ok(orders.every(({ status, total_amount }) => status === 'paid' && total_amount === 3000));
  // None is left out, none is billed twice.
  const numbers = orders.map((order) => Number(order.invoice_number?.split('-').at(-1)));
  assert.deepEqual(
    numbers,
    orders.map((_, index) => index + 1),
  );
  return orders.map((order) => day(order.created_at));
}

test('a year that begins on February 29th ends on the 28th, and on the 29th in leap years', async () => {
  const story = await beginStory(florin, '2028-02-29T10:00:00Z');
  assert.deepEqual(await billedUntil(story, '2033-03-01T00:00:00Z', { recurring_interval: 'year' }), [
    '2028-02-29',
    '2029-02-28',
    '2030-02-28',
    '2031-02-28',
    '2032-02-29',
    '2033-02-28',
  ]);
});

test('the 30th is the 29th of a February that has one, and the 30th again after it', async () => {
  const story = await beginStory(florin, '2027-12-30T23:59:59Z');
  assert.deepEqual(await billedUntil(story, '2028-05-01T00:00:00Z', {}), [
    '2027-12-30',
    '2028-01-30',
    '2028-02-29',
    '2028-03-30',
    '2028-04-30',
  ]);
});

test('the 29th comes a day early in a February of 28 days only', async () => {
  const story = await beginStory(florin, '2027-01-29T00:00:00Z');
  assert.deepEqual(await billedUntil(story, '2027-04-01T00:00:00Z', {}), [
    '2027-01-29',
    '2027-02-28',
    '2027-03-29',
  ]);
});

test('every three months from November 30th, by way of February', async () => {
  const story = await beginStory(florin, '2026-11-30T08:00:00Z');
  assert.deepEqual(await billedUntil(story, '2027-12-01T00:00:00Z', { recurring_interval_count: 3 }), [
    '2026-11-30',
    '2027-02-28',
    '2027-05-30',
    '2027-08-30',
    '2027-11-30',
  ]);
});

test('every two weeks over the turn of a year and a leap day, always on a Monday', async () => {
  const story = await beginStory(florin, '2027-12-20T12:00:00Z');
  const days = await billedUntil(story, '2028-03-14T00:00:00Z', {
    recurring_interval: 'week',
    recurring_interval_count: 2,
  });
  assert.deepEqual(days, [
    '2027-12-20',
    '2028-01-03',
    '2028-01-17',
    '2028-01-31',
    '2028-02-14',
    '2028-02-28',
    '2028-03-13',
  ]);
  assert.ok(days.every((value) => new Date(value).getUTCDay() === 1));
});

test('every day, the leap day too', async () => {
  const story = await beginStory(florin, '2028-02-27T01:30:00Z');
  assert.deepEqual(await billedUntil(story, '2028-03-02T01:30:00Z', { recurring_interval: 'day' }), [
    '2028-02-27',
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
    '2028-03-02',
  ]);
});

test('a period ends where the next begins; at that very moment the next has begun', async () => {
  const story = await beginStory(florin, '2027-01-31T09:30:00.123Z');
  const plan = await story.plan('Pro', 3000);
  const { subscriptionId, customerId } = await story.buy(plan);
  const first = await story.subscription(subscriptionId);
  assert.equal(moment(first.current_period_end), '2027-02-28T09:30:00.123Z');
  await story.advance('2027-02-28T09:30:00.122Z');
  assert.equal((await story.orders(customerId)).length, 1);
  await story.advance('2027-02-28T09:30:00.123Z');
  assert.equal((await story.orders(customerId)).length, 2);
  const second = await story.polar49.subscriptions.get({ id: subscriptionId });
  assert.equal(moment(second.currentPeriodStart), '2027-02-28T09:30:00.123Z');
  assert.equal(moment(second.currentPeriodEnd), '2027-03-31T09:30:00.123Z');
});

test('the periods of a subscription that began with a trial count from the day it converted', async () => {
  const story = await beginStory(florin, '2027-01-17T00:00:00Z');
  const plan = await story.plan('Pro', 3000, { trial_interval: 'week', trial_interval_count: 2 });
  const { customerId } = await story.buy(plan);
  await story.advance('2027-05-01T00:00:00Z');
  const days = (await story.orders(customerId)).map((order) => day(order.created_at));
  assert.deepEqual(days, ['2027-01-17', '2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
});

test('a year goes by in one move as it does in many', async () => {
  const ledgers: string[][] = [];
  for (const stops of [
    ['2027-06-30T12:00:00Z'],
    ['2027-02-28T11:59:59Z', '2027-02-28T12:00:00Z', '2027-03-15T00:00:00Z', '2027-06-30T12:00:00Z'],
  ]) {
    const story = await beginStory(florin, '2027-01-30T12:00:00Z');
    const { customerId } = await story.buy(await story.plan('Pro', 3000));
    for (const stop of stops) await story.advance(stop);
    const orders = await story.orders(customerId);
    ledgers.push(orders.map((order) => `${order.created_at} ${order.status} ${order.total_amount}`));
  }
  assert.equal(ledgers[0]?.length, 6);
  assert.deepEqual(ledgers[0], ledgers[1]);
});
