import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import {
  claimedSubscriptionIds,
  claimFirstSeat,
  makeTeam,
  revokeSeatsOf,
  seatsTaken,
} from '../../src/billing/seats/index.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { readMails, waitForMails } from '../support/mailbox.ts';
import { seedSeatOrder, seedSubscription } from '../support/seats.ts';

let florin: TestFlorin;
let scope: Scope;
let polar: ReturnType<typeof createPolar>;
let polar49: Polar49;
let productId: string;
let sequence = 0;

before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  polar49 = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const product = await api('POST', 'products/', {
    name: 'Desk',
    prices: [{ amount_type: 'fixed', price_amount: 1000, price_currency: 'usd' }],
  });
  productId = (product.body as { id: string }).id;
});
after(() => florin.stop());

type Seat = {
  id: string;
  status: string;
  email: string;
  member_id: string | null;
  member: { email: string; role: string } | null;
  customer_id: string | null;
};

const api = (method: string, path: string, body?: unknown, token: string | undefined = florin.testKey) =>
  call(method, `${florin.url}/v1/${path}`, {
    ...(token === '' ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  });

async function buyer(): Promise<{ id: string; email: string }> {
  sequence += 1;
  const email = `buyer-${sequence}@example.com`;
  const { id } = await polar.customers.create({ email, name: 'Buyer' });
  return { id, email };
}

async function subscription(seats: number | null = 3) {
  const customer = await buyer();
  return { customer, id: await seedSubscription(scope, customer.id, productId, seats) };
}

async function mailedToken(count: number): Promise<string> {
  const mail = (await waitForMails(florin, count)).at(-1) ?? '';
  const text = mail.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  const token = /invitation_token=(\w+)/.exec(text)?.[1];
  assert.ok(token, text);
  return token;
}

/** Assigns, and reads the invitation. */
async function invite(subscriptionId: string, email: string): Promise<{ seat: Seat; token: string }> {
  const count = (await readMails(florin)).length;
  const { status, body } = await api('POST', 'customer-seats', { subscription_id: subscriptionId, email });
  assert.equal(status, 200, JSON.stringify(body));
  return { seat: body as Seat, token: await mailedToken(count + 1) };
}

async function eventsOf(objectId: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  return florin.pool`select type, data from events where object_id = ${objectId} order by sequence`;
}

test('a seat is assigned, its invitation shown and claimed, and taken away', async () => {
  const { customer, id } = await subscription();
  const { seat, token } = await invite(id, 'Seat@example.com');
  assert.equal(seat.status, 'pending');
  assert.equal(seat.email, 'Seat@example.com');
  assert.equal(seat.customer_id, customer.id);
  assert.deepEqual([seat.member?.email, seat.member?.role], ['Seat@example.com', 'member']);
  assert.equal((await polar.customers.get(customer.id)).type, 'team');
  const info = await polar.customerSeats.getClaimInfo(token);
  assert.deepEqual(info, {
    product_name: 'Desk',
    product_id: productId,
    organization_name: florin.organization.name,
    organization_slug: florin.organization.slug,
    customer_email: 'Seat@example.com',
    can_claim: true,
  });
  const claimed = await polar.customerSeats.claimSeat({ invitation_token: token });
  assert.equal(claimed.seat.status, 'claimed');
  assert.ok(claimed.seat.claimed_at);
  assert.equal(claimed.seat.invitation_token_expires_at, null);
  assert.match(claimed.customer_session_token, /^polar_mst_/);
  const user = await api(
    'GET',
    'customer-portal/customer-session/user',
    undefined,
    claimed.customer_session_token,
  );
  assert.equal((user.body as { member_id: string }).member_id, seat.member_id);

  const listed = await polar49.customerSeats.listSeats({ subscriptionId: id });
  assert.deepEqual(
    [listed.totalSeats, listed.availableSeats, listed.seats.map(({ status }) => status)],
    [3, 2, ['claimed']],
  );
  const revoked = await polar49.customerSeats.revokeSeat({ seatId: seat.id });
  assert.equal(revoked.status, 'revoked');
  assert.ok(revoked.revokedAt);
  assert.deepEqual([revoked.memberId, revoked.customerId, revoked.email], [null, null, 'Seat@example.com']);
  assert.equal((await api('DELETE', `customer-seats/${seat.id}`)).status, 200);
  const events = await eventsOf(seat.id);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['customer_seat.assigned', 'customer_seat.claimed', 'customer_seat.revoked'],
  );
  assert.doesNotMatch(JSON.stringify(events), /hash/);
});

test('an invitation works once, for a day, until the seat is taken away or invited anew', async () => {
  const { id } = await subscription();
  const refuse = async (token: string) => {
    const claimed = await api('POST', 'customer-seats/claim', { invitation_token: token }, '');
    assert.equal(claimed.status, 400);
    assert.deepEqual(claimed.body, {
      error: 'InvalidInvitationToken',
      detail: 'Invalid or expired invitation token',
    });
    const info = await api('GET', `customer-seats/claim/${token}`, undefined, '');
    assert.equal(info.status, 404);
    assert.deepEqual(info.body, {
      error: 'ResourceNotFound',
      detail: 'Invalid or expired invitation token',
    });
  };
  await refuse('nonsense');
  const first = await invite(id, 'once@example.com');
  const claims = await Promise.all(
    Array.from({ length: 4 }, () =>
      api('POST', 'customer-seats/claim', { invitation_token: first.token }, ''),
    ),
  );
  assert.deepEqual(claims.map(({ status }) => status).sort(), [200, 400, 400, 400]);
  await refuse(first.token);
  const second = await invite(id, 'revoked@example.com');
  await api('DELETE', `customer-seats/${second.seat.id}`);
  await refuse(second.token);
  const third = await invite(id, 'again@example.com');
  const count = (await readMails(florin)).length;
  await polar49.customerSeats.resendInvitation({ seatId: third.seat.id });
  const renewed = await mailedToken(count + 1);
  await refuse(third.token);
  const late = await api('GET', `customer-seats/claim/${renewed}`, undefined, '');
  assert.equal(late.status, 200);
  await florin.pool`
    update customer_seats set invitation_expires_at = now() - interval '1 second' where id = ${third.seat.id}`;
  await refuse(renewed);
  const notPending = await api('POST', `customer-seats/${first.seat.id}/resend`);
  assert.equal(notPending.status, 400);
  assert.equal((notPending.body as { error: string }).error, 'SeatNotPending');
});

test('what an invitation is to must still be there', async () => {
  const { id } = await subscription();
  const { token } = await invite(id, 'late@example.com');
  await florin.pool`update subscriptions set status = 'canceled' where id = ${id}`;
  const claimed = await api('POST', 'customer-seats/claim', { invitation_token: token }, '');
  assert.equal(claimed.status, 400);
  const assigned = await api('POST', 'customer-seats', { subscription_id: id, email: 'x@example.com' });
  assert.equal((assigned.body as { error: string }).error, 'SeatNotAvailable');
  await revokeSeatsOf(scope, { subscriptionId: id });
  assert.equal(await seatsTaken(scope, { subscriptionId: id }), 0);
});

test('a seat that is claimed at once sends no mail', async () => {
  const { id } = await subscription();
  const count = (await readMails(florin)).length;
  const seat = await polar.customerSeats.assignSeat({
    subscription_id: id,
    email: 'now@example.com',
    immediate_claim: true,
    metadata: { desk: 7 },
  });
  assert.equal(seat.status, 'claimed');
  assert.deepEqual(seat.seat_metadata, { desk: 7 });
  assert.deepEqual(
    (await eventsOf(seat.id)).map(({ type }) => type),
    ['customer_seat.claimed'],
  );
  assert.equal((await readMails(florin)).length, count);
});

test('who can be named, and who cannot', async () => {
  const { customer, id } = await subscription(10);
  await makeTeam(scope, customer.id);
  const member = await polar.customers.members.create(customer.id, {
    email: 'm@example.com',
    external_id: 'm',
  });
  const other = await polar.customers.create({
    email: 'other@example.com',
    name: 'Other',
    external_id: 'other',
  });
  const [owner] = (await polar.customers.members.list(customer.id, { role: 'owner' })).items;
  const assign = (recipient: object) =>
    api('POST', 'customer-seats', { subscription_id: id, immediate_claim: true, ...recipient });
  const assigned = async (recipient: object) => {
    const { status, body } = await assign(recipient);
    assert.equal(status, 200, JSON.stringify(body));
    return body as Seat;
  };
  const refused = async (recipient: object) => {
    const { status, body } = await assign(recipient);
    return [status, (body as { error: string }).error];
  };
  assert.equal((await assigned({ member_id: member.id })).member_id, member.id);
  assert.equal((await assigned({ customer_id: customer.id })).member_id, owner?.id);
  const invited = await assigned({ external_customer_id: 'other' });
  assert.equal(invited.email, other.email);
  assert.equal(invited.customer_id, customer.id);
  assert.equal(
    (await assigned({ external_member_id: 'new', email: 'new@example.com' })).email,
    'new@example.com',
  );
  assert.deepEqual(await refused({ external_member_id: 'm' }), [400, 'SeatAlreadyAssigned']);
  assert.deepEqual(await refused({ email: 'M@EXAMPLE.com' }), [400, 'SeatAlreadyAssigned']);
  assert.deepEqual(await refused({ external_member_id: 'm', email: 'z@example.com' }), [
    400,
    'MemberEmailMismatch',
  ]);
  assert.deepEqual(await refused({ external_member_id: 'zz', email: 'm@example.com' }), [
    400,
    'MemberEmailMismatch',
  ]);
  assert.deepEqual(await refused({ external_member_id: 'nobody' }), [404, 'MemberNotFound']);
  const unknown = '01990000-0000-4000-8000-000000000000';
  assert.deepEqual(await refused({ member_id: unknown }), [404, 'MemberNotFound']);
  assert.deepEqual(await refused({ customer_id: unknown }), [404, 'CustomerNotFound']);
  assert.deepEqual(await refused({ external_customer_id: 'nobody' }), [404, 'CustomerNotFound']);
  for (const recipient of [{}, { email: 'a@example.com', member_id: member.id }]) {
    const { status, body } = await assign(recipient);
    assert.equal(status, 422);
    const [detail] = (body as { detail: { type: string; loc: unknown[]; msg: string }[] }).detail;
    assert.deepEqual([detail?.type, detail?.loc], ['value_error', ['body']]);
    assert.match(detail?.msg ?? '', /^Value error, /);
  }
});

test('metadata: ten keys, a KiB', async () => {
  const { id } = await subscription();
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
  const assign = (metadata: object) =>
    api('POST', 'customer-seats', { subscription_id: id, email: 'meta@example.com', metadata });
  assert.equal((await assign(keys(11))).status, 422);
  assert.equal((await assign({ long: 'x'.repeat(1024) })).status, 422);
  assert.equal((await assign(keys(10))).status, 200);
});

test('there are no more seats than were bought, whoever asks at the same time', async () => {
  const { id } = await subscription(3);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      api('POST', 'customer-seats', { subscription_id: id, email: `race${index}@example.com` }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 400, 400, 400, 400, 400]);
  assert.equal(await seatsTaken(scope, { subscriptionId: id }), 3);
  const { seats } = await polar.customerSeats.listSeats({ subscription_id: id });
  const [first] = seats;
  await polar.customerSeats.revokeSeat(first?.id ?? '');
  const again = await polar.customerSeats.assignSeat({ subscription_id: id, email: 'after@example.com' });
  assert.equal(again.id, first?.id);
  assert.equal(again.revoked_at, null);
  assert.equal((await polar.customerSeats.listSeats({ subscription_id: id })).seats.length, 3);
});

test('an order of seats that were bought once', async () => {
  const customer = await buyer();
  const orderId = await seedSeatOrder(scope, customer.id, productId, 2);
  const seat = await polar.customerSeats.assignSeat({ order_id: orderId, email: 'order@example.com' });
  assert.deepEqual([seat.order_id, seat.subscription_id], [orderId, null]);
  const list = await polar.customerSeats.listSeats({ order_id: orderId });
  assert.deepEqual([list.total_seats, list.available_seats], [2, 1]);
  const pending = await seedSeatOrder(scope, customer.id, productId, 2, 'pending');
  const refused = await api('POST', 'customer-seats', { order_id: pending, email: 'x@example.com' });
  assert.equal((refused.body as { error: string }).error, 'SeatNotAvailable');
});

test('what is not there, or sells no seats', async () => {
  const unknown = '01990000-0000-4000-8000-000000000000';
  const get = async (path: string, token?: string) => {
    const { status, body } = await api('GET', path, undefined, token);
    return [status, body];
  };
  const missing = (detail: string) => [404, { error: 'ResourceNotFound', detail }];
  assert.deepEqual(await get('customer-seats'), [
    400,
    { error: 'BadRequest', detail: 'Either subscription_id or order_id must be provided' },
  ]);
  assert.deepEqual(await get(`customer-seats?subscription_id=${unknown}`), missing('Subscription not found'));
  assert.deepEqual(await get(`customer-seats?order_id=${unknown}`), missing('Order not found'));
  const { id } = await subscription(null);
  const list = await get(`customer-seats?subscription_id=${id}`);
  assert.deepEqual(list, [200, { seats: [], available_seats: 0, total_seats: 0 }]);
  assert.deepEqual(
    await get(`customer-seats?subscription_id=${id}`, florin.liveKey),
    missing('Subscription not found'),
  );
  for (const [method, path] of [
    ['DELETE', `customer-seats/${unknown}`],
    ['POST', `customer-seats/${unknown}/resend`],
  ] as const) {
    const { status, body } = await api(method, path);
    assert.deepEqual([status, body], missing('Seat not found'));
  }
  await florin.pool`
    update organizations set settings = jsonb_set(settings, '{feature,seat_based_pricing_enabled}', 'false')
    where id = ${florin.organization.id}`;
  const disabled = await get(`customer-seats?subscription_id=${id}`);
  assert.equal(disabled[0], 403);
  assert.equal((disabled[1] as { error: string }).error, 'FeatureNotEnabled');
  await florin.pool`
    update organizations set settings = jsonb_set(settings, '{feature,seat_based_pricing_enabled}', 'true')
    where id = ${florin.organization.id}`;
});

test('the owner of what was just bought has the first seat, once', async () => {
  const { customer, id } = await subscription(2);
  await makeTeam(scope, customer.id);
  const first = await claimFirstSeat(scope, { subscriptionId: id, customerId: customer.id });
  assert.equal(first?.status, 'claimed');
  assert.equal(first?.email, customer.email);
  const holder = { customerId: customer.id, memberId: undefined };
  assert.deepEqual(await claimedSubscriptionIds(scope, holder), [id]);
  assert.equal(await claimFirstSeat(scope, { subscriptionId: id, customerId: customer.id }), undefined);
  const { seats, available_seats } = await polar.customerSeats.listSeats({ subscription_id: id });
  assert.deepEqual([available_seats, seats[0]?.member?.role], [1, 'owner']);
});

test('who leaves the team leaves the seat', async () => {
  const { customer, id } = await subscription(2);
  const { seat } = await invite(id, 'leaver@example.com');
  await polar.customers.members.delete(customer.id, seat.member_id ?? '');
  const { seats } = await polar.customerSeats.listSeats({ subscription_id: id });
  assert.deepEqual(
    seats.map(({ status }) => status),
    ['revoked'],
  );
});

test('in the portal: what the customer bought, for those who see to billing', async () => {
  const { customer, id } = await subscription(4);
  const { token: invitation } = await invite(id, 'worker@example.com');
  const worker = await polar.customerSeats.claimSeat({ invitation_token: invitation });
  const [owner] = (await polar.customers.members.list(customer.id, { role: 'owner' })).items;
  const session = await polar.customerSessions.create({ customer_id: customer.id, member_id: owner?.id });
  const portal = createPolar({ accessToken: session.token, baseUrl: florin.url }).customerPortal;
  const { seats } = await portal.seats.listSeats({ subscription_id: id });
  assert.equal(seats.length, 1);
  const added = await portal.seats.assignSeat({ subscription_id: id, email: 'second@example.com' });
  assert.equal(added.status, 'pending');
  assert.equal((await portal.seats.resendInvitation(added.id)).id, added.id);
  assert.equal((await portal.seats.revokeSeat(added.id)).status, 'revoked');
  const asWorker = await api(
    'GET',
    `customer-portal/seats?subscription_id=${id}`,
    undefined,
    worker.customer_session_token,
  );
  assert.equal(asWorker.status, 403);
  assert.deepEqual(asWorker.body, {
    error: 'NotPermitted',
    detail: 'Only owners and billing managers can access billing features.',
  });
  const other = await subscription(2);
  const foreignSeat = await invite(other.id, 'foreign@example.com');
  const own = (method: string, path: string, body?: unknown) =>
    api(method, `customer-portal/seats${path}`, body, session.token);
  assert.equal((await own('GET', `?subscription_id=${other.id}`)).status, 404);
  assert.equal((await own('POST', '', { subscription_id: other.id, email: 'q@example.com' })).status, 404);
  assert.equal((await own('DELETE', `/${foreignSeat.seat.id}`)).status, 404);
  assert.equal((await own('POST', `/${foreignSeat.seat.id}/resend`)).status, 404);
  assert.equal((await own('GET', '')).status, 400);
});
