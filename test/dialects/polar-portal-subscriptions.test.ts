import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { createCustomerSession } from '../../src/billing/customer-sessions/index.ts';
import { CustomerSubscriptionSchema } from '../../src/dialects/polar/subscription-view.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer } from '../support/orders.ts';
import {
  eventsDuring,
  fixed,
  keepCard,
  makePlan,
  type Subscribed,
  seats,
  subscribe,
} from '../support/subscriptions.ts';

let florin: TestFlorin;
let scope: Scope;

before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string };

const sessionOf = async (customerId: string) => (await createCustomerSession(scope, { customerId })).token;

async function subscribed(
  options: Parameters<typeof subscribe>[1] = {},
): Promise<Subscribed & { token: string }> {
  const made = await subscribe(florin, options);
  return { ...made, token: await sessionOf(made.customer.id) };
}

function portal(method: string, path: string, token: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}/v1/customer-portal/subscriptions/${path}`, { token, body });
}

async function patch(
  { subscription, token }: { subscription: { id: string }; token: string },
  body: unknown,
) {
  const answer = await portal('PATCH', subscription.id, token, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(Check(CustomerSubscriptionSchema, answer.body), JSON.stringify(answer.body));
  return answer.body as Shown;
}

async function refused(
  { subscription, token }: { subscription: { id: string }; token: string },
  body: unknown,
): Promise<[number, string, unknown]> {
  const answer = await portal('PATCH', subscription.id, token, body);
  const { error, detail } = answer.body as { error: string; detail: unknown };
  return [answer.status, error, detail];
}

/** Changes members of the settings that steer the portal. */
async function set(portalSettings: object, subscriptionSettings: object = {}): Promise<void> {
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const { customer_portal_settings, subscription_settings } = await polar.organizations.get(
    florin.organization.id,
  );
  const { subscription } = customer_portal_settings;
  await polar.organizations.update(florin.organization.id, {
    customer_portal_settings: {
      ...customer_portal_settings,
      subscription: { ...subscription, ...portalSettings },
    },
    subscription_settings: { ...subscription_settings, ...subscriptionSettings },
  });
}

test('@polar-sh/sdk 1.0 lists, gets, changes and cancels', async () => {
  const pro = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const { subscription, customer, token } = await subscribed({ metadata: { note: 'ours' } });
  const other = await subscribe(florin);
  const { subscriptions } = createPolar({ accessToken: token, baseUrl: florin.url }).customerPortal;
  const listed = await subscriptions.list({});
  assert.deepEqual(
    listed.items.map(({ id }) => id),
    [subscription.id],
  );
  const found = await subscriptions.get(subscription.id);
  assert.ok(Check(CustomerSubscriptionSchema, found), JSON.stringify(found));
  assert.deepEqual([found.product.organization.slug, found.amount], [florin.organization.slug, 3000]);
  assert.ok(!('metadata' in found) && !('customer' in found), 'what the merchant noted is not shown');
  await assert.rejects(subscriptions.get(other.subscription.id), { name: 'ResourceNotFound' });
  assert.equal((await portal('DELETE', other.subscription.id, token)).status, 404);

  const changed = await subscriptions.update(subscription.id, { product_id: pro.id });
  assert.deepEqual([changed.product_id, changed.amount], [pro.id, 6000]);
  const { value: canceled, events } = await eventsDuring(florin, () => subscriptions.cancel(subscription.id));
  assert.deepEqual(events, ['subscription.updated', 'subscription.canceled', 'customer.state_changed']);
  assert.deepEqual([canceled.status, canceled.cancel_at_period_end], ['active', true]);
  await assert.rejects(subscriptions.cancel(subscription.id), { name: 'AlreadyCanceledSubscription' });
  assert.equal((await sessionOf(customer.id)).slice(0, 5), 'polar');
});

test('@polar-sh/sdk 0.49 reads and writes the same', async () => {
  const { subscription, token } = await subscribed({
    product: await makePlan(florin, { name: 'Team', prices: [seats()] }),
    choice: { seats: 2 },
  });
  const { subscriptions } = new Polar49({ serverURL: florin.url }).customerPortal;
  const session = { customerSession: token };
  const listed = await subscriptions.list(session, { active: true, query: 'team' });
  assert.deepEqual(
    listed.result.items.map(({ id, seats: count }) => [id, count]),
    [[subscription.id, 2]],
  );
  const { id } = subscription;
  const more = await subscriptions.update(session, { id, customerSubscriptionUpdate: { seats: 3 } });
  assert.deepEqual([more.seats, more.amount], [3, 3000]);
  const canceled = await subscriptions.update(session, {
    id,
    customerSubscriptionUpdate: {
      cancelAtPeriodEnd: true,
      cancellationReason: 'unused',
      cancellationComment: '-',
    },
  });
  assert.deepEqual(
    [canceled.cancelAtPeriodEnd, canceled.customerCancellationReason, canceled.customerCancellationComment],
    [true, 'unused', '-'],
  );
  const back = await subscriptions.update(session, {
    id,
    customerSubscriptionUpdate: { cancelAtPeriodEnd: false },
  });
  assert.equal(back.cancelAtPeriodEnd, false);
  assert.equal((await subscriptions.get(session, { id })).id, id);
  assert.equal((await subscriptions.cancel(session, { id })).cancelAtPeriodEnd, true);
});

test('what is asked in another way than the portal has is refused', async () => {
  const one = await subscribed();
  const [status, error, detail] = await refused(one, {
    product_id: newId(new Date()),
    proration_behavior: 'invoice',
  });
  assert.deepEqual([status, error], [422, 'RequestValidationError']);
  const told = (detail as { loc: string[]; type: string }[]).map(
    ({ loc, type }) => `${type} ${loc.join('.')}`,
  );
  assert.ok(told.includes('extra_forbidden body.CustomerSubscriptionUpdateProduct.proration_behavior'));
  assert.ok(told.includes('missing body.CustomerSubscriptionUpdateSeats.seats'));
  const unknown = await portal('PATCH', one.subscription.id, one.token, { product_id: newId(new Date()) });
  assert.equal(unknown.status, 422);
  assert.equal((await portal('GET', '', florin.testKey)).status, 401);
  assert.deepEqual((await patch(one, {})).id, one.subscription.id, 'nothing is asked for, nothing is done');
});

test('customers change plans and seats where the merchant lets them, to public products', async () => {
  const plan = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const hidden = await makePlan(florin, { name: 'Insider', prices: [fixed(100)], visibility: 'private' });
  const one = await subscribed();
  const team = await subscribed({ product: await makePlan(florin, { prices: [seats()] }) });
  const code = async (...asked: Parameters<typeof refused>) => (await refused(...asked)).slice(0, 2);
  assert.deepEqual(await code(one, { product_id: hidden.id }), [403, 'UpdateSubscriptionPlanNotAllowed']);
  await set({ update_plan: false, update_seats: false });
  assert.deepEqual(await code(one, { product_id: plan.id }), [403, 'UpdateSubscriptionPlanNotAllowed']);
  assert.deepEqual(await code(team, { seats: 2 }), [403, 'UpdateSubscriptionSeatsNotAllowed']);
  await set({ update_plan: true, update_seats: true }, { allow_customer_updates: false });
  assert.deepEqual(await code(one, { product_id: plan.id }), [403, 'UpdateSubscriptionPlanNotAllowed']);
  assert.deepEqual(await code(team, { seats: 2 }), [403, 'UpdateSubscriptionSeatsNotAllowed']);
  await set({}, { allow_customer_updates: true });
  assert.equal((await patch(one, { product_id: plan.id })).amount, 6000);
  assert.equal((await patch(team, { seats: 2 })).seats, 2);
});

test('customers pause and resume where the merchant lets them', async () => {
  const one = await subscribed();
  const denied = [403, 'PauseResumeNotAllowed'];
  for (const body of [{ pause_at_period_end: true }, { pause_at_period_end: false }, { resume: true }]) {
    assert.deepEqual((await refused(one, body)).slice(0, 2), denied);
  }
  await set({ pause: true });
  assert.equal((await patch(one, { pause_at_period_end: true })).pause_at_period_end, true);
  assert.equal((await patch(one, { pause_at_period_end: false })).pause_at_period_end, false);
  assert.deepEqual((await refused(one, { resume: true })).slice(0, 2), [409, 'NotPausedSubscription']);
  await set({ pause: false });
});

test('who has no card adds one before paying again', async () => {
  const one = await subscribed({ card: null });
  await portal('DELETE', one.subscription.id, one.token);
  assert.deepEqual(await refused(one, { cancel_at_period_end: false }), [
    409,
    'PaymentMethodRequired',
    'Add a payment method before uncanceling this subscription.',
  ]);
  await set({ pause: true });
  assert.deepEqual(await refused(one, { resume: true }), [
    409,
    'PaymentMethodRequired',
    'Add a payment method before resuming this subscription.',
  ]);
  await set({ pause: false });
  await keepCard(scope, one.customer.id);
  assert.equal((await patch(one, { cancel_at_period_end: false })).cancel_at_period_end, false);
});

test('customers end what is past due at once, where access ends with it anyway', async () => {
  const one = await subscribed();
  const body = { revoke: true, cancellation_reason: 'too_expensive' };
  assert.deepEqual((await refused(one, body)).slice(0, 2), [409, 'RevokeNotAllowed']);
  await florin.pool`
    update subscriptions set status = 'past_due', past_due_at = now() where id = ${one.subscription.id}`;
  await set({}, { benefit_revocation_grace_period: 7 });
  assert.deepEqual((await refused(one, body)).slice(0, 2), [409, 'RevokeNotAllowed']);
  await set({}, { benefit_revocation_grace_period: 0 });
  const ended = await patch(one, body);
  assert.deepEqual([ended.status, ended.customer_cancellation_reason], ['canceled', 'too_expensive']);
});

test('what is put off is taken back by the customer', async () => {
  const plan = await makePlan(florin, { name: 'Pro', prices: [fixed(6000)] });
  const one = await subscribed();
  await set({}, { proration_behavior: 'next_period' });
  const waiting = await patch(one, { product_id: plan.id });
  assert.equal((waiting.pending_update as Shown).product_id, plan.id);
  await set({}, { proration_behavior: 'prorate' });
  assert.equal((await patch(one, { pending_update: null })).pending_update, null);
});

test('the subscriptions of which somebody has a seat', async () => {
  const team = await subscribed({
    product: await makePlan(florin, { name: 'Team', prices: [seats()] }),
    choice: { seats: 2 },
  });
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const seat = await polar.customerSeats.assignSeat({
    subscription_id: team.subscription.id,
    email: 'colleague@example.com',
    immediate_claim: true,
  });
  const { token } = await createCustomerSession(scope, {
    customerId: team.customer.id,
    memberId: seat.member_id,
  });
  const colleague = createPolar({ accessToken: token, baseUrl: florin.url }).customerPortal;
  const claimed = await colleague.seats.listClaimedSubscriptions({});
  assert.deepEqual(
    claimed.items.map(({ id }) => id),
    [team.subscription.id],
  );
  // A plain member sees no money.
  const denied = await portal('GET', '', token);
  assert.deepEqual([denied.status, (denied.body as { error: string }).error], [403, 'NotPermitted']);
  const nobody = await makeCustomer(scope, 'nobody@example.com');
  const none = await call('GET', `${florin.url}/v1/customer-portal/seats/subscriptions`, {
    token: await sessionOf(nobody.id),
  });
  assert.deepEqual((none.body as { items: unknown[] }).items, []);
});
