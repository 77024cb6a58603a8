import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { codeIn, readMails, waitForMails } from '../support/mailbox.ts';

let florin: TestFlorin;
let polar: ReturnType<typeof createPolar>;
let sequence = 0;

before(async () => {
  florin = await startTestFlorin();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
});
after(() => florin.stop());

type Detail = { type: string; loc: unknown[]; msg: string; input: unknown };
const details = (body: unknown) => (body as { detail: Detail[] }).detail;

const portal = (token: string, method: string, path = '', body?: unknown) =>
  call(method, `${florin.url}/v1/customer-portal/members${path}`, {
    token,
    ...(body === undefined ? {} : { body }),
  });

/** A team with an owner, a billing manager and a member, and a session of each. */
async function team() {
  sequence += 1;
  const mark = `team${sequence}`;
  const customer = await polar.customers.create({ type: 'team', email: `${mark}@example.com`, name: mark });
  const [owner] = (await polar.customers.members.list(customer.id)).items;
  const add = (name: string, role: 'member' | 'billing_manager') =>
    polar.customers.members.create(customer.id, { email: `${name}-${mark}@example.com`, name, role });
  const manager = await add('manager', 'billing_manager');
  const member = await add('member', 'member');
  const session = async (memberId: string | undefined) =>
    (await polar.customerSessions.create({ customer_id: customer.id, member_id: memberId })).token;
  return {
    customer,
    owner: { id: owner?.id ?? '', token: await session(owner?.id) },
    manager: { id: manager.id, token: await session(manager.id) },
    member: { id: member.id, email: member.email, token: await session(member.id) },
  };
}

test("the vendor's clients manage a team", async () => {
  const { owner, member } = await team();
  const { members } = createPolar({ accessToken: owner.token, baseUrl: florin.url }).customerPortal;
  const added = await members.addMember({ email: 'new@example.com', name: 'New', role: 'billing_manager' });
  assert.deepEqual(Object.keys(added).sort(), ['created_at', 'email', 'id', 'modified_at', 'name', 'role']);
  assert.deepEqual([added.email, added.name, added.role], ['new@example.com', 'New', 'billing_manager']);
  const again = await members.addMember({ email: 'NEW@example.com' });
  assert.equal(again.id, added.id);
  const list = await members.listMembers({ limit: 2 });
  assert.deepEqual(list.pagination, { total_count: 4, max_page: 2 });
  const updated = await members.updateMember(member.id, { name: 'Renamed', role: 'billing_manager' });
  assert.deepEqual([updated.name, updated.role], ['Renamed', 'billing_manager']);
  await members.removeMember(member.id);
  assert.equal((await members.listMembers()).pagination.total_count, 3);
  const old = new Polar49({ accessToken: owner.token, serverURL: florin.url });
  const page = await old.customerPortal.members.listMembers({});
  assert.equal(page.result.items.length, 3);
});

test('who may: owners and billing managers of teams, each as a person', async () => {
  const { manager, member, customer } = await team();
  assert.equal((await portal(manager.token, 'GET')).status, 200);
  const refused = await portal(member.token, 'GET');
  assert.equal(refused.status, 403);
  assert.deepEqual(refused.body, {
    error: 'NotPermitted',
    detail: 'Only owners and billing managers can access billing features.',
  });
  for (const path of ['orders/', 'customers/me/payment-methods']) {
    const { status } = await call('GET', `${florin.url}/v1/customer-portal/${path}`, { token: member.token });
    assert.equal(status, 403, path);
  }
  const me = await call('GET', `${florin.url}/v1/customer-portal/customers/me`, { token: member.token });
  assert.equal((me.body as { id: string }).id, customer.id);
  const one = await polar.customers.create({ email: `one${sequence}@example.com` });
  const asCustomer = await polar.customerSessions.create({ customer_id: one.id });
  assert.match(asCustomer.token, /^polar_cst_/);
  assert.equal((await portal(asCustomer.token, 'GET')).status, 401);
  assert.equal((await portal(florin.testKey, 'GET')).status, 401);
  const [owner] = (await polar.customers.members.list(one.id)).items;
  const alone = await polar.customerSessions.create({ customer_id: one.id, member_id: owner?.id });
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '', { email: 'x@example.com' }],
    ['PATCH', `/${owner?.id}`, { name: 'x' }],
    ['DELETE', `/${owner?.id}`, undefined],
  ] as const) {
    const { status, body: answer } = await portal(alone.token, method, path, body);
    assert.equal(status, 403);
    assert.deepEqual(answer, {
      error: 'NotPermitted',
      detail:
        'Member management is only available for team customers. Purchase a seat-based product to enable team features.',
    });
  }
});

test('nobody edits their own role, makes a second owner, or removes themselves', async () => {
  const { owner, manager, member } = await team();
  const ownRole = await portal(manager.token, 'PATCH', `/${manager.id}`, { role: 'member' });
  assert.deepEqual(details(ownRole.body), [
    {
      type: 'value_error',
      loc: ['path', 'id'],
      msg: 'You cannot modify your own role.',
      input: manager.id,
    },
  ]);
  assert.equal((await portal(manager.token, 'PATCH', `/${manager.id}`, { name: 'Me' })).status, 200);
  const self = await portal(manager.token, 'DELETE', `/${manager.id}`);
  assert.deepEqual(
    details(self.body).map(({ loc, msg }) => [loc, msg]),
    [[['path', 'id'], 'You cannot remove yourself from the team.']],
  );
  const second = await portal(owner.token, 'POST', '', { email: 'second@example.com', role: 'owner' });
  assert.deepEqual(details(second.body), [
    {
      type: 'value_error',
      loc: ['body', 'role'],
      msg: 'Cannot add a member as owner. There must be exactly one owner.',
      input: 'owner',
    },
  ]);
  const byManager = await portal(manager.token, 'PATCH', `/${member.id}`, { role: 'owner' });
  assert.deepEqual(
    details(byManager.body).map(({ loc, msg }) => [loc, msg]),
    [[['body', 'role'], 'Only the owner can transfer ownership.']],
  );
  const demoted = await portal(manager.token, 'PATCH', `/${owner.id}`, { role: 'member' });
  assert.equal(details(demoted.body)[0]?.msg, 'Cannot change role. Customer must have exactly one owner.');
  const removed = await portal(manager.token, 'DELETE', `/${owner.id}`);
  assert.equal(details(removed.body)[0]?.msg, 'Cannot delete the only owner. Transfer ownership first.');
  assert.equal((await portal(owner.token, 'PATCH', `/${member.id}`, { role: 'owner' })).status, 200);
  const roles = (await portal(owner.token, 'GET')).body as { items: { id: string; role: string }[] };
  assert.equal(roles.items.find(({ id }) => id === owner.id)?.role, 'billing_manager');
});

test("another team's members are not there", async () => {
  const { owner } = await team();
  const other = await team();
  for (const [method, body] of [
    ['PATCH', { name: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    const { status, body: answer } = await portal(owner.token, method, `/${other.member.id}`, body);
    assert.equal(status, 404);
    assert.deepEqual(answer, { error: 'ResourceNotFound', detail: 'Member not found' });
  }
});

test('a member logs in with a code, as the person that they are', async () => {
  const { customer, member } = await team();
  const count = (await readMails(florin)).length;
  const asked = await call('POST', `${florin.url}/v1/customer-portal/customer-session/request`, {
    body: { email: member.email.toUpperCase(), organization_id: florin.organization.id },
  });
  assert.equal(asked.status, 202);
  const code = codeIn((await waitForMails(florin, count + 1)).at(-1));
  const answer = await call('POST', `${florin.url}/v1/customer-portal/customer-session/authenticate`, {
    body: { code },
  });
  const { token } = answer.body as { token: string };
  assert.match(token, /^polar_mst_/);
  const user = await call('GET', `${florin.url}/v1/customer-portal/customer-session/user`, { token });
  assert.deepEqual(
    [(user.body as { member_id: string }).member_id, (user.body as { role: string }).role],
    [member.id, 'member'],
  );
  assert.equal((await polar.customers.get(customer.id)).email_verified, false);
});

test('a member of two teams chooses one', async () => {
  const [one, two] = [await team(), await team()];
  const email = 'both@example.com';
  for (const { customer } of [one, two]) await polar.customers.members.create(customer.id, { email });
  const ask = (more: object) =>
    call('POST', `${florin.url}/v1/customer-portal/customer-session/request`, {
      body: { email, organization_id: florin.organization.id, ...more },
    });
  const choice = await ask({});
  assert.equal(choice.status, 409);
  const { customers } = choice.body as { customers: { id: string }[] };
  assert.deepEqual(customers.map(({ id }) => id).sort(), [one.customer.id, two.customer.id].sort());
  assert.equal((await ask({ customer_id: one.customer.id })).status, 202);
});
