import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let polar: ReturnType<typeof createPolar>;
let polar49: Polar49;
let sequence = 0;

before(async () => {
  florin = await startTestFlorin();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  polar49 = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
});
after(() => florin.stop());

type Member = { id: string; email: string; role: string; name: string | null; external_id: string | null };
type Detail = { type: string; loc: unknown[]; msg: string; input: unknown };

const api = (method: string, path: string, body?: unknown, token = florin.testKey) =>
  call(method, `${florin.url}/v1/${path}`, { token, ...(body === undefined ? {} : { body }) });
const details = (body: unknown) => (body as { detail: Detail[] }).detail;

function fresh(name: string): string {
  sequence += 1;
  return `${name}-${sequence}`;
}

async function individual() {
  const name = fresh('one');
  return polar.customers.create({ email: `${name}@example.com`, name: 'Ada', external_id: name });
}

async function team() {
  const name = fresh('team');
  return polar.customers.create({
    type: 'team',
    email: `${name}@example.com`,
    name: 'Team',
    external_id: name,
  });
}

async function eventsOf(objectId: string): Promise<string[]> {
  const rows = await florin.pool<{ type: string }[]>`
    select type from events where object_id = ${objectId} order by sequence`;
  return rows.map(({ type }) => type);
}

test('an individual is its own owner from the start, under an id that stays', async () => {
  const customer = await individual();
  const { items, pagination } = await polar.customers.members.list(customer.id);
  assert.equal(pagination.total_count, 1);
  const [owner] = items;
  assert.ok(owner);
  assert.deepEqual(owner, {
    id: owner.id,
    created_at: customer.created_at,
    modified_at: null,
    customer_id: customer.id,
    email: customer.email,
    name: 'Ada',
    external_id: customer.external_id,
    role: 'owner',
  });
  assert.match(owner.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(owner.id, customer.id);
  assert.deepEqual(await polar.customers.members.get(customer.id, owner.id), owner);
  assert.deepEqual(
    await polar.customers.members.getExternal(customer.external_id ?? '', customer.external_id ?? ''),
    owner,
  );
  const renamed = await polar.customers.members.update(customer.id, owner.id, { name: 'Countess' });
  assert.equal(renamed.id, owner.id);
  assert.equal(renamed.name, 'Countess');
  assert.ok(renamed.modified_at);
  assert.deepEqual(await eventsOf(owner.id), ['member.created', 'member.updated']);
  // The customer's own events know nothing of it.
  assert.deepEqual(await eventsOf(customer.id), ['customer.created']);
});

test("an individual's owner follows the customer's address, a team's keeps its own", async () => {
  const customer = await individual();
  const ownerOf = async () => (await polar.customers.members.list(customer.id)).items[0];
  const owner = await ownerOf();
  await polar.customers.members.update(customer.id, owner?.id ?? '', { name: 'Touched' });
  await polar.customers.update(customer.id, { email: 'moved@example.com' });
  assert.equal((await ownerOf())?.email, 'moved@example.com');
  const refused = await api('PATCH', `customers/${customer.id}/members/${owner?.id}`, {
    email: 'other@example.com',
  });
  assert.deepEqual(details(refused.body), [
    {
      type: 'value_error',
      loc: ['body', 'email'],
      msg: "Cannot change the email of an individual customer's owner. Update the customer's email instead.",
      input: 'other@example.com',
    },
  ]);
  const same = await api('PATCH', `customers/${customer.id}/members/${owner?.id}`, {
    email: 'MOVED@example.com',
  });
  assert.equal(same.status, 200);
  await polar.customers.update(customer.id, { type: 'team' });
  await polar.customers.update(customer.id, { email: 'billing@example.com' });
  assert.equal((await ownerOf())?.email, 'moved@example.com');
  assert.equal((await ownerOf())?.id, owner?.id);
});

test('a team may come without an address, with an owner of its own', async () => {
  const made = await polar.customers.create({
    type: 'team',
    name: 'No address',
    owner: { email: 'boss@example.com', name: 'Boss', external_id: 'boss-1' },
  });
  const { items } = await polar.customers.members.list(made.id);
  assert.deepEqual(
    items.map(({ email, name, external_id, role }) => [email, name, external_id, role]),
    [['boss@example.com', 'Boss', 'boss-1', 'owner']],
  );
});

test('members are added to teams, once an address', async () => {
  const customer = await team();
  const added = await polar.customers.members.create(customer.id, {
    email: 'Grace@example.com',
    name: 'Grace',
    external_id: 'grace',
  });
  assert.equal(added.role, 'member');
  const again = await api('POST', `customers/${customer.id}/members`, { email: 'grace@EXAMPLE.com' });
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, added);
  const manager = await polar.customers.members.createExternal(customer.external_id ?? '', {
    email: 'alan@example.com',
    role: 'billing_manager',
  });
  assert.equal(manager.role, 'billing_manager');
  const taken = await api('POST', `customers/${customer.id}/members`, {
    email: 'x@example.com',
    external_id: 'grace',
  });
  assert.deepEqual(details(taken.body), [
    {
      type: 'value_error',
      loc: ['body', 'external_id'],
      msg: 'A member with this external ID already exists for this customer.',
      input: 'grace',
    },
  ]);
  const { items } = await polar.customers.members.listExternal(customer.external_id ?? '', {
    sorting: ['created_at'],
  });
  assert.deepEqual(
    items.map(({ role }) => role),
    ['owner', 'member', 'billing_manager'],
  );
  assert.deepEqual(await eventsOf(added.id), ['member.created']);
});

test('refusals of a new member', async () => {
  const one = await individual();
  const asIndividual = await api('POST', `customers/${one.id}/members`, { email: 'b@example.com' });
  assert.equal(asIndividual.status, 403);
  assert.deepEqual(asIndividual.body, {
    error: 'NotPermitted',
    detail:
      'Individual customers can only have one member (the owner). Upgrade to a team customer to add more members.',
  });
  const unknown = await api('POST', 'customers/01990000-0000-4000-8000-000000000000/members', {
    email: 'b@example.com',
  });
  assert.equal(unknown.status, 404);
  assert.deepEqual(unknown.body, { error: 'ResourceNotFound', detail: 'Customer not found' });
  const external = await api('POST', 'customers/external/nobody/members', { email: 'b@example.com' });
  assert.deepEqual(external.body, unknown.body);
  const asOwner = await api('POST', `customers/${one.id}/members`, { email: 'b@example.com', role: 'owner' });
  assert.equal(details(asOwner.body)[0]?.type, 'enum');
  assert.equal(details(asOwner.body)[0]?.msg, "Input should be 'member' or 'billing_manager'");
  const nobody = await api('POST', `customers/${one.id}/members`, {});
  assert.equal(details(nobody.body)[0]?.type, 'missing');
  const narrow = await florin.createKey(florin.organization, 'test', { scopes: ['members:read'] });
  const unscoped = await api('POST', `customers/${one.id}/members`, { email: 'b@x.co' }, narrow.token);
  assert.equal(unscoped.status, 403);
});

test('without the member model there is nobody to manage', async () => {
  const other = await florin.createOrganization(fresh('No Members'));
  const { token } = await florin.createKey(other, 'test');
  await florin.pool`
    update organizations set settings = jsonb_set(settings, '{feature,member_model_enabled}', 'false')
    where id = ${other.id}`;
  const made = await api('POST', 'customers/', { email: 'a@example.com', type: 'team' }, token);
  const { id } = made.body as { id: string };
  const refused = await api('POST', `customers/${id}/members`, { email: 'b@example.com' }, token);
  assert.equal(refused.status, 403);
  assert.deepEqual(refused.body, {
    error: 'NotPermitted',
    detail: 'Member management is not enabled for this organization',
  });
  const list = await api('GET', 'members/', undefined, token);
  assert.deepEqual(list.body, { items: [], pagination: { total_count: 0, max_page: 0 } });
});

test('an update: name, address and role; the owner changes by a transfer', async () => {
  const customer = await team();
  const [owner] = (await polar.customers.members.list(customer.id)).items;
  const member = await polar49.customers.members.create({
    id: customer.id,
    memberCreateFromCustomer: { email: 'm@example.com', name: 'M', externalId: 'm' },
  });
  const taken = await api('PATCH', `customers/${customer.id}/members/${member.id}`, {
    email: String(customer.email).toUpperCase(),
  });
  assert.deepEqual(
    details(taken.body).map(({ loc, msg }) => [loc, msg]),
    [[['body', 'email'], 'A member with this email already exists for this customer.']],
  );
  const demoted = await api('PATCH', `customers/${customer.id}/members/${owner?.id}`, { role: 'member' });
  assert.deepEqual(details(demoted.body), [
    {
      type: 'value_error',
      loc: ['body', 'role'],
      msg: 'Cannot change role. Customer must have exactly one owner.',
      input: 'member',
    },
  ]);
  const changed = await polar49.customers.members.updateExternal({
    externalId: customer.external_id ?? '',
    memberExternalId: 'm',
    memberUpdate: { email: 'm2@example.com', name: null, role: 'owner' },
  });
  assert.equal(changed.role, 'owner');
  assert.equal(changed.email, 'm2@example.com');
  assert.equal(changed.name, null);
  const former = await polar.customers.members.get(customer.id, owner?.id ?? '');
  assert.equal(former.role, 'billing_manager');
  assert.deepEqual(await eventsOf(owner?.id ?? ''), ['member.created', 'member.updated']);
  const [audit] = await florin.pool<{ changes: unknown }[]>`
    select changes from audit_log where object_id = ${member.id} and action = 'member.updated'`;
  assert.deepEqual(audit?.changes, {
    email: { before: 'm@example.com', after: 'm2@example.com' },
    name: { before: 'M', after: null },
    role: { before: 'member', after: 'owner' },
  });
});

test('of transfers at the same time every one leaves one owner', async () => {
  const customer = await team();
  const members = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      polar.customers.members.create(customer.id, { email: `t${index}@example.com` }),
    ),
  );
  const answers = await Promise.all(
    members.map(({ id }) => api('PATCH', `customers/${customer.id}/members/${id}`, { role: 'owner' })),
  );
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const { items } = await polar.customers.members.list(customer.id, { role: 'owner' });
  assert.equal(items.length, 1);
});

test('a removal: not of the owner; sessions end and seats of the name are free', async () => {
  const customer = await team();
  const member = await polar.customers.members.create(customer.id, {
    email: 'leaving@example.com',
    external_id: 'leaving',
  });
  const session = await polar.customerSessions.create({ customer_id: customer.id, member_id: member.id });
  assert.match(session.token, /^polar_mst_/);
  const me = () => call('GET', `${florin.url}/v1/customer-portal/customers/me`, { token: session.token });
  assert.equal((await me()).status, 200);
  await polar.customers.members.deleteExternal(customer.external_id ?? '', 'leaving');
  assert.equal((await me()).status, 401);
  const gone = await api('GET', `customers/${customer.id}/members/${member.id}`);
  assert.equal(gone.status, 404);
  assert.deepEqual(gone.body, { error: 'ResourceNotFound', detail: 'Member not found' });
  assert.deepEqual(await eventsOf(member.id), ['member.created', 'member.deleted']);
  const [owner] = (await polar49.members.listMembers({ customerId: customer.id })).result.items;
  const refused = await api('DELETE', `customers/${customer.id}/members/${owner?.id}`);
  assert.deepEqual(details(refused.body), [
    {
      type: 'value_error',
      loc: ['body'],
      msg: 'Cannot delete the only owner. Transfer ownership first.',
      input: null,
    },
  ]);
  const again = await polar.customers.members.create(customer.id, { email: 'leaving@example.com' });
  assert.notEqual(again.id, member.id);
});

test('the list over all customers: complete, filtered, paged', async () => {
  const other = await florin.createOrganization(fresh('Listing'));
  const { token } = await florin.createKey(other, 'test');
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    const made = await api('POST', 'customers/', { email: `${name}@example.com`, external_id: name }, token);
    ids.push((made.body as { id: string }).id);
  }
  await api('PATCH', `customers/${ids[1]}`, { type: 'team' }, token);
  await api('POST', `customers/${ids[1]}/members`, { email: 'z@example.com' }, token);
  const list = async (query: string) => {
    const { body } = await api('GET', `members/?${query}`, undefined, token);
    return body as { items: Member[]; pagination: { total_count: number; max_page: number } };
  };
  const emails = async (query: string) => (await list(query)).items.map(({ email }) => email);
  assert.deepEqual(await emails(''), ['z@example.com', 'c@example.com', 'b@example.com', 'a@example.com']);
  assert.deepEqual(await emails('sorting=created_at&limit=2'), ['a@example.com', 'b@example.com']);
  assert.deepEqual((await list('limit=3')).pagination, { total_count: 4, max_page: 2 });
  assert.deepEqual(await emails('role=owner&external_customer_id=b'), ['b@example.com']);
  assert.deepEqual(await emails(`customer_id=${ids[1]}&role=member`), ['z@example.com']);
  assert.deepEqual(await emails('external_customer_id=nobody'), []);
  const bad = await api('GET', 'members/?customer_id=nonsense', undefined, token);
  assert.equal(bad.status, 404);
  assert.deepEqual(bad.body, { error: 'ResourceNotFound', detail: 'Invalid customer ID format' });
  const wrongRole = await api('GET', 'members/?role=king', undefined, token);
  assert.equal(wrongRole.status, 422);
  await api('DELETE', `customers/${ids[1]}`, undefined, token);
  assert.deepEqual(await emails(''), ['c@example.com', 'a@example.com']);
});

test('a deleted customer has no members left', async () => {
  const customer = await team();
  const member = await polar.customers.members.create(customer.id, { email: 'last@example.com' });
  const [owner] = (await polar.customers.members.list(customer.id, { role: 'owner' })).items;
  const session = await polar.customerSessions.create({ customer_id: customer.id, member_id: member.id });
  await polar.customers.delete(customer.id);
  for (const id of [member.id, owner?.id ?? '']) {
    assert.equal((await eventsOf(id)).at(-1), 'member.deleted');
  }
  const { status } = await call('GET', `${florin.url}/v1/customer-portal/customers/me`, {
    token: session.token,
  });
  assert.equal(status, 401);
  assert.equal((await api('GET', `customers/${customer.id}/members`)).status, 404);
});

test('sessions: a team needs a member, who need not be known by our id', async () => {
  const customer = await team();
  const member = await polar.customers.members.create(customer.id, {
    email: 'p@example.com',
    external_id: 'p',
  });
  const refused = await api('POST', 'customer-sessions/', { customer_id: customer.id });
  assert.equal(refused.status, 422);
  assert.deepEqual(details(refused.body), [
    {
      type: 'value_error',
      loc: ['body', 'member_id'],
      msg: 'member_id is required for team customers.',
      input: null,
    },
  ]);
  const session = await polar.customerSessions.create({
    external_customer_id: customer.external_id ?? '',
    external_member_id: 'p',
  });
  const user = await call('GET', `${florin.url}/v1/customer-portal/customer-session/user`, {
    token: session.token,
  });
  assert.deepEqual(user.body, {
    type: 'member',
    name: null,
    email: 'p@example.com',
    customer_id: customer.id,
    member_id: member.id,
    role: 'member',
  });
  const one = await individual();
  const [owner] = (await polar.customers.members.list(one.id)).items;
  const asOwner = await polar.customerSessions.create({ customer_id: one.id, member_id: owner?.id });
  assert.match(asOwner.token, /^polar_mst_/);
  const foreign = await api('POST', 'customer-sessions/', { customer_id: one.id, member_id: member.id });
  assert.equal(details(foreign.body)[0]?.msg, 'Member does not exist for this customer.');
});
