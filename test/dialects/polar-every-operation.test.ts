import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { polarRoutes } from '../../src/dialects/polar/index.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory } from '../support/story.ts';
import {
  authenticate,
  beyondClients,
  eventually,
  mailedToken,
  WalkedOperations,
} from '../support/walked-operations.ts';

/**
 * Every operation through the vendor's clients, from the first product to the last refund, by what each makes of the next.
 * A client that cannot read an answer throws; an operation that no step comes past is named at the end.
 */
let florin: TestFlorin;
let receiver: Receiver;
before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
});
after(async () => {
  await receiver.close();
  await florin.stop();
});

const start = '2030-01-31T09:00:00Z';
const back = 'https://example.com/back';
const dutch = { country: 'NL', line1: 'Singel 1', postal_code: '1012 AB', city: 'Amsterdam' } as const;

test('@polar-sh/sdk 1.0 walks every operation', async (t) => {
  const walked = new WalkedOperations(polarRoutes as never);
  const story = await beginStory(florin, start);
  const { polar } = story;
  const inPortal = async (customerId: string, memberId?: string) => {
    const { token } = await polar.customerSessions.create({ customer_id: customerId, member_id: memberId });
    return createPolar({ accessToken: token, baseUrl: florin.url, timeout: 60_000 }).customerPortal;
  };

  await t.test('the organization', async () => {
    const { items } = await polar.organizations.list();
    const id = items[0]?.id ?? '';
    const { customer_portal_settings: portal, subscription_settings: subscription } =
      await polar.organizations.get(id);
    const updated = await polar.organizations.update(id, {
      name: 'Walked',
      customer_portal_settings: { ...portal, customer: { allow_email_change: true } },
      subscription_settings: { ...subscription, allow_multiple_subscriptions: true },
    });
    assert.deepEqual(
      [updated.name, updated.customer_portal_settings.customer?.allow_email_change],
      ['Walked', true],
    );
  });

  const field = await polar.customFields.create({ type: 'text', slug: 'nick', name: 'Nick', properties: {} });
  await t.test('custom fields', async () => {
    for (const made of [
      await polar.customFields.create({ type: 'number', slug: 'age', name: 'Age', properties: { ge: 18 } }),
      await polar.customFields.create({ type: 'date', slug: 'day', name: 'Day', properties: {} }),
      await polar.customFields.create({ type: 'checkbox', slug: 'terms', name: 'Terms', properties: {} }),
      await polar.customFields.create({
        type: 'select',
        slug: 'size',
        name: 'Size',
        properties: { options: [{ value: 's', label: 'Small' }] },
      }),
    ]) {
      assert.deepEqual(await polar.customFields.get(made.id), made);
      await polar.customFields.delete(made.id);
    }
    const renamed = await polar.customFields.update(field.id, { type: 'text', name: 'Nickname' });
    assert.deepEqual((await polar.customFields.list({ query: 'nick' })).items, [renamed]);
  });

  const price = { amount_type: 'fixed', price_amount: 3000 } as const;
  const book = await polar.products.create({
    name: 'Handbook',
    prices: [{ amount_type: 'fixed', price_amount: 1000 }],
    attached_custom_fields: [{ custom_field_id: field.id, required: true }],
  });
  const basic = await polar.products.create({ name: 'Basic', recurring_interval: 'month', prices: [price] });
  const free = await polar.products.create({
    name: 'Free',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 0 }],
  });
  const team = await polar.products.create({
    name: 'Team',
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'seat_based',
        seat_tiers: {
          seat_tier_type: 'graduated',
          tiers: [
            { min_seats: 1, max_seats: 5, price_per_seat: 1000 },
            { min_seats: 6, price_per_seat: 800 },
          ],
        },
      },
    ],
  });
  await t.test('products', async () => {
    const tip = await polar.products.create({
      name: 'Tip',
      prices: [{ amount_type: 'custom', minimum_amount: 100, preset_amount: 500 }],
    });
    assert.equal((await polar.products.updateBenefits(tip.id, { benefits: [] })).id, tip.id);
    assert.equal((await polar.products.update(tip.id, { is_archived: true })).is_archived, true);
    await polar.products.delete(tip.id);
    await assert.rejects(polar.products.get(tip.id), { statusCode: 404 });
    assert.deepEqual(await polar.products.get(team.id), team);
    const { items } = await polar.products.list({ is_recurring: true, sorting: ['name'] });
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Basic', 'Free', 'Team'],
    );
  });

  const discount = await polar.discounts.create({
    name: 'Launch',
    code: 'LAUNCH',
    type: 'percentage',
    basis_points: 2000,
    duration: 'repeating',
    duration_in_months: 3,
  });
  await t.test('discounts', async () => {
    const other = await polar.discounts.create({
      name: 'Five off',
      type: 'fixed',
      amounts: { usd: 500, eur: 450 },
      duration: 'once',
      products: [book.id],
    });
    const renamed = await polar.discounts.update(other.id, { name: 'A fiver off' });
    assert.deepEqual(await polar.discounts.get(other.id), renamed);
    assert.equal((await polar.discounts.list({ sorting: ['name'] })).items.length, 2);
    await polar.discounts.delete(other.id);
  });

  await t.test('checkout links', async () => {
    const link = await polar.checkoutLinks.create({
      payment_processor: 'stripe',
      products: [basic.id, book.id],
      discount_id: discount.id,
    });
    const updated = await polar.checkoutLinks.update(link.id, { label: 'Home' });
    assert.deepEqual(await polar.checkoutLinks.get(link.id), updated);
    assert.deepEqual((await polar.checkoutLinks.list({ product_id: [book.id] })).items, [updated]);
    await polar.checkoutLinks.delete(link.id);
  });

  const jane = await polar.customers.create({
    email: 'jane@example.com',
    name: 'Jane',
    external_id: 'jane',
    billing_address: dutch,
  });
  await t.test('customers', async () => {
    assert.deepEqual(await polar.customers.get(jane.id), jane);
    assert.deepEqual(await polar.customers.getExternal('jane'), jane);
    await polar.customers.update(jane.id, { name: 'Jane D.' });
    await polar.customers.updateExternal('jane', { metadata: { plan: 'pro' } });
    assert.equal((await polar.customers.list({ metadata: { plan: 'pro' } })).items[0]?.name, 'Jane D.');
    assert.match(String(await polar.customers.export({})), /jane@example\.com/);
    for (const external_id of ['one', null]) {
      const gone = await polar.customers.create({ email: 'gone@example.com', external_id });
      await (external_id ? polar.customers.deleteExternal(external_id) : polar.customers.delete(gone.id));
    }
  });

  const sell = async (product: { id: string }, card: string, email: string, more: object = {}) => {
    const { checkoutId } = await story.buy(product, {
      card,
      confirm: { customer_email: email, customer_name: 'Buyer', customer_billing_address: dutch, ...more },
    });
    const { items } = await polar.orders.list({ checkout_id: checkoutId });
    const order = items[0];
    assert.ok(order);
    return order;
  };

  await t.test('checkouts', async () => {
    const opened = await polar.checkouts.create({
      products: [basic.id, book.id],
      customer_id: jane.id,
      discount_id: discount.id,
    });
    assert.equal(opened.amount, 3000);
    await polar.checkouts.update(opened.id, { metadata: { from: 'walk' } });
    const secret = opened.client_secret;
    assert.equal((await polar.checkouts.clientGet(secret)).status, 'open');
    const chosen = await polar.checkouts.clientUpdate(secret, {
      product_id: book.id,
      custom_field_data: { nick: 'jd' },
    });
    assert.equal(chosen.total_amount, 800);
    await polar.checkouts.clientConfirm(secret, {
      customer_billing_address: dutch,
      confirmation_token_id: 'tok_visa',
    });
    const done = await polar.checkouts.get(opened.id);
    assert.deepEqual([done.status, done.custom_field_data], ['succeeded', { nick: 'jd' }]);
    assert.deepEqual((await polar.checkouts.list({ status: 'succeeded' })).items, [done]);
  });

  const nick = { custom_field_data: { nick: 'x' } };
  await t.test('orders, payments and refunds', async () => {
    const order = await sell(book, 'tok_visa', 'reader@example.com', nick);
    const changed = await polar.orders.update(order.id, { billing_name: 'Reader Ltd' });
    assert.deepEqual(await polar.orders.get(order.id), changed);
    assert.equal(await polar.orders.generateInvoice(order.id), null);
    const invoice = await eventually(() => polar.orders.invoice(order.id).catch(() => undefined));
    assert.match(invoice.url, /^http/);
    assert.match((await polar.orders.receipt(order.id)).url, /^http/);
    assert.match(String(await polar.orders.export({})), /reader@example\.com/);
    const { items } = await polar.payments.list({ order_id: order.id });
    assert.deepEqual(await polar.payments.get(items[0]?.id ?? ''), items[0]);
    const refund = await polar.refunds.create({ order_id: order.id, amount: 400, reason: 'other' });
    assert.deepEqual((await polar.refunds.list({ order_id: order.id })).items, [refund]);

    const draft = await polar.orders.create({
      customer_id: order.customer_id,
      product_id: book.id,
      custom_field_data: { nick: 'x' },
    });
    assert.equal((await polar.orders.finalize(draft.id, {})).status, 'paid');
  });

  await t.test('disputes', async () => {
    const order = await sell(book, 'tok_createDispute', 'disputer@example.com', nick);
    await story.advance('2030-01-31T09:05:00Z');
    const { items } = await polar.disputes.list({ order_id: order.id });
    assert.deepEqual(await polar.disputes.get(items[0]?.id ?? ''), items[0]);
    assert.equal((await polar.disputes.accept(items[0]?.id ?? '')).status, 'lost');
  });

  const paid = await sell(basic, 'tok_visa', 'subscriber@example.com');
  const subscriptionId = paid.subscription_id ?? '';
  await t.test('subscriptions', async () => {
    const { subscriptions } = polar;
    const given = await subscriptions.create({ product_id: free.id, external_customer_id: 'jane' });
    assert.equal((await subscriptions.revoke(given.id)).status, 'canceled');
    assert.match(String(await subscriptions.export({})), /subscriber@example\.com/);
    const change = (body: Parameters<typeof subscriptions.update>[1]) =>
      subscriptions.update(subscriptionId, body);
    const pro = await polar.products.create({
      name: 'Pro',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount: 6000 }],
    });
    const later = await change({ product_id: pro.id, proration_behavior: 'next_period' });
    assert.equal(later.pending_update?.product_id, pro.id);
    assert.equal((await change({ pending_update: null })).pending_update, null);
    assert.equal((await change({ product_id: pro.id, proration_behavior: 'invoice' })).amount, 6000);
    assert.equal((await change({ discount_id: discount.id })).discount_id, discount.id);
    assert.equal((await change({ pause_at_period_end: true })).pause_at_period_end, true);
    assert.equal((await change({ pause_at_period_end: false })).pause_at_period_end, false);
    assert.equal((await change({ cancel_at_period_end: true })).cancel_at_period_end, true);
    assert.equal((await change({ cancel_at_period_end: false })).cancel_at_period_end, false);
    const moved = await change({ current_billing_period_end: '2030-02-15T00:00:00Z' });
    assert.deepEqual(await subscriptions.get(subscriptionId), moved);
    assert.deepEqual((await subscriptions.list({ product_id: pro.id })).items, [moved]);
    const trial = await change({ trial_end: '2030-03-15T00:00:00Z' });
    assert.equal(trial.status, 'trialing');
    assert.equal((await change({ trial_end: 'now' })).status, 'active');
  });

  const seated = await sell(team, 'tok_visa', 'boss@example.com', { seats: 3 });
  const bySeats = { subscription_id: seated.subscription_id ?? '' };
  await t.test('seats', async () => {
    const { customerSeats } = polar;
    const seat = await customerSeats.assignSeat({ ...bySeats, email: 'ann@example.com' });
    await customerSeats.resendInvitation(seat.id);
    const gone = await customerSeats.assignSeat({ ...bySeats, email: 'bob@example.com' });
    assert.equal((await customerSeats.revokeSeat(gone.id)).status, 'revoked');
    const { total_seats, seats } = await customerSeats.listSeats(bySeats);
    assert.deepEqual([total_seats, seats.find(({ id }) => id === seat.id)?.status], [3, 'pending']);
    const token = await mailedToken(florin, 'ann@example.com', 'invitation_token');
    assert.equal((await customerSeats.getClaimInfo(token)).can_claim, true);
    const claimed = await customerSeats.claimSeat({ invitation_token: token });
    assert.equal(claimed.seat.status, 'claimed');
    const more = await polar.subscriptions.update(bySeats.subscription_id, { seats: 6 });
    assert.deepEqual([more.seats, more.amount], [6, 5800]);
  });

  const acme = await polar.customers.create({ type: 'team', email: 'acme@example.com', external_id: 'acme' });
  await t.test('members', async () => {
    const { members } = polar.customers;
    const one = await members.create(acme.id, { email: 'one@acme.example', external_id: 'one' });
    const two = await members.createExternal('acme', { email: 'two@acme.example', external_id: 'two' });
    const named = await members.update(acme.id, one.id, { name: 'One', role: 'billing_manager' });
    assert.deepEqual(await members.get(acme.id, one.id), named);
    const other = await members.updateExternal('acme', 'two', { name: 'Two' });
    assert.deepEqual(await members.getExternal('acme', 'two'), other);
    assert.equal((await members.list(acme.id)).items.length, 3);
    assert.equal((await members.listExternal('acme', { role: 'owner' })).items.length, 1);
    await members.delete(acme.id, one.id);
    await members.deleteExternal('acme', two.external_id ?? '');
  });

  await t.test("the portal's team: members and seats", async () => {
    const owner = (await polar.customers.members.list(seated.customer_id, { role: 'owner' })).items[0];
    const { members, seats, customerSession } = await inPortal(seated.customer_id, owner?.id);
    const added = await members.addMember({ email: 'carl@example.com', role: 'billing_manager' });
    assert.equal((await members.updateMember(added.id, { name: 'Carl' })).name, 'Carl');
    assert.ok((await members.listMembers()).items.some(({ id }) => id === added.id));
    await members.removeMember(added.id);
    const seat = await seats.assignSeat({ ...bySeats, email: 'dora@example.com' });
    await seats.resendInvitation(seat.id);
    assert.ok((await seats.listSeats(bySeats)).seats.some(({ id }) => id === seat.id));
    await seats.revokeSeat(seat.id);
    assert.equal((await seats.listClaimedSubscriptions()).items[0]?.id, bySeats.subscription_id);
    assert.equal((await customerSession.getAuthenticatedUser()).role, 'owner');
    assert.equal((await customerSession.introspect()).return_url, null);
  });

  await t.test("the portal's customer: data, cards and address", async () => {
    const { customers, organizations } = await inPortal(jane.id);
    const { slug } = (await polar.organizations.list()).items[0] ?? { slug: '' };
    assert.ok((await organizations.get(slug)).products.length > 0);
    assert.equal((await customers.get()).email, 'jane@example.com');
    assert.equal((await customers.update({ billing_name: 'Jane Doe' })).billing_name, 'Jane Doe');
    const add = (confirmation_token_id: string) =>
      customers.addPaymentMethod({ confirmation_token_id, set_default: false, return_url: back });
    assert.equal((await add('tok_mastercard')).status, 'succeeded');
    const asked = await add('tok_threeDSecure2Required');
    const secret = 'client_secret' in asked ? asked.client_secret : '';
    await authenticate(florin, secret);
    const kept = await customers.confirmPaymentMethod({ setup_intent_id: secret, set_default: true });
    assert.equal(kept.status, 'succeeded');
    const listed = (await customers.listPaymentMethods()).items;
    assert.deepEqual((await polar.customers.listPaymentMethods(jane.id)).items, listed);
    assert.deepEqual((await polar.customers.listPaymentMethodsExternal('jane')).items, listed);
    for (const { id } of listed) await customers.deletePaymentMethod(id);
    await customers.requestEmailUpdate({ email: 'new.jane@example.com' });
    const token = await mailedToken(florin, 'new.jane@example.com', 'token');
    await customers.checkEmailUpdate({ token });
    assert.match((await customers.verifyEmailUpdate({ token })).token, /^polar_/);
    assert.equal((await polar.customers.getState(jane.id)).email, 'new.jane@example.com');
    assert.equal((await polar.customers.getStateExternal('jane')).id, jane.id);
  });

  await t.test("the portal's orders", async () => {
    const mine = await inPortal(paid.customer_id);
    const { id } = paid;
    const order = await mine.orders.update(id, { billing_name: 'Subscriber Ltd' });
    assert.deepEqual(await mine.orders.get(id), order);
    assert.ok((await mine.orders.list({ subscription_id: subscriptionId })).items.length > 1);
    assert.equal(await mine.orders.generateInvoice(id), null);
    assert.match((await eventually(() => mine.orders.invoice(id).catch(() => undefined))).url, /^http/);
    assert.match((await mine.orders.receipt(id)).url, /^http/);
    assert.equal((await mine.orders.getPaymentStatus(id)).status, 'succeeded');
  });

  await t.test('webhooks', async () => {
    const { webhooks } = polar;
    const made = await webhooks.createWebhookEndpoint({
      url: receiver.url,
      format: 'raw',
      events: ['customer.created'],
    });
    assert.deepEqual(await webhooks.getWebhookEndpoint(made.id), made);
    assert.deepEqual((await webhooks.listWebhookEndpoints()).items, [made]);
    assert.equal((await webhooks.updateWebhookEndpoint(made.id, { name: 'Here' })).name, 'Here');
    assert.notEqual((await webhooks.resetWebhookEndpointSecret(made.id)).secret, made.secret);
    await polar.customers.create({ email: 'told@example.com' });
    const delivery = await eventually(async () => (await webhooks.listWebhookDeliveries()).items[0]);
    assert.equal(delivery.http_code, 200);
    assert.equal(await webhooks.redeliverWebhookEvent(delivery.webhook_event.id), null);
    await webhooks.deleteWebhookEndpoint(made.id);
  });

  await t.test("the portal's subscriptions", async () => {
    const { subscriptions } = await inPortal(paid.customer_id);
    const shown = await subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    assert.deepEqual(await subscriptions.get(subscriptionId), shown);
    assert.deepEqual((await subscriptions.list({ active: true })).items, [shown]);
    await subscriptions.update(subscriptionId, { cancel_at_period_end: false });
    assert.equal((await subscriptions.cancel(subscriptionId)).cancel_at_period_end, true);
  });

  await t.test('a payment that was declined, made good in the portal', async () => {
    const late = await sell(basic, 'tok_chargeCustomerFail', 'late@example.com');
    await story.advance('2030-03-01T00:00:00Z');
    const { orders } = await inPortal(late.customer_id);
    const open = (await orders.list()).items.find(({ status }) => status === 'pending');
    const answer = await orders.confirmRetryPayment(open?.id ?? '', { confirmation_token_id: 'tok_visa' });
    assert.equal(answer.status, 'succeeded');
  });

  assert.deepEqual(
    walked.missed().filter((name) => !beyondClients.includes(name) && name !== 'GET /v1/members/'),
    [],
  );
});
