import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '../../src/billing/users/index.ts';
import { type Called, call } from '../support/call.ts';
import { openEventStream } from '../support/event-stream.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callsOf, cookieOf, createPerson, type Person } from '../support/people.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Members = Record<string, unknown>;
type Problem = { error: { code: string; message: string } };

const idOf = ({ body }: Called) => (body as { id: string }).id;
const itemsOf = ({ body }: Called) => (body as { items: Members[] }).items;

function assertRefused(called: Called, status: number, code: string): void {
  const { error } = called.body as Problem;
  assert.deepEqual([called.status, error?.code], [status, code], JSON.stringify(called.body));
}

/** The token in the newest invitation to somebody. */
async function invitationTo(email: string): Promise<string> {
  const [mail] = await florin.pool<{ text: string }[]>`
    select text from mails where recipient = ${email} and kind = 'team_invitation'
    order by created_at desc, id desc limit 1`;
  const [, token] = /\/dashboard\/invitation\?token=(\w+)/.exec(mail?.text ?? '') ?? [];
  assert.ok(token, mail?.text);
  return token;
}

const everybody: readonly Role[] = ['owner', 'admin', 'support', 'read_only'];
const writers: readonly Role[] = ['owner', 'admin', 'support'];
const managers: readonly Role[] = ['owner', 'admin'];

/** Who may call what. The bodies are no good: what is allowed is refused for them, and changes nothing. */
const table: readonly (readonly [string, string, readonly Role[]])[] = [
  ['GET', '/v1/customers/', everybody],
  ['POST', '/v1/customers/', writers],
  ['POST', '/v1/subscriptions/', writers],
  ['POST', '/v1/checkouts/', writers],
  ['POST', '/v1/customer-sessions/', writers],
  ['POST', '/v1/customer-seats', writers],
  ['GET', '/v1/refunds/', everybody],
  ['POST', '/v1/refunds/', managers],
  ['POST', '/v1/products/', managers],
  ['POST', '/v1/discounts/', managers],
  ['POST', '/v1/checkout-links/', managers],
  ['POST', '/v1/webhooks/endpoints', managers],
  ['PATCH', '/v1/organizations/{id}', managers],
  ['GET', '/florin/v1/audit', everybody],
  ['GET', '/florin/v1/events', everybody],
  ['GET', '/florin/v1/webhooks/messages', everybody],
  ['POST', '/florin/v1/webhooks/redeliver', managers],
  ['GET', '/florin/v1/mails', writers],
  ['POST', '/florin/v1/invoices/{id}/void', managers],
  ['POST', '/florin/v1/invoices/{id}/credit-notes', managers],
  ['GET', '/florin/v1/organizations/{id}', everybody],
  ['PATCH', '/florin/v1/organizations/{id}', managers],
  ['GET', '/florin/v1/organizations/{id}/keys', everybody],
  ['POST', '/florin/v1/organizations/{id}/keys', managers],
  ['GET', '/florin/v1/organizations/{id}/processor?mode=test', everybody],
  ['PUT', '/florin/v1/organizations/{id}/processor?mode=test', managers],
  ['GET', '/florin/v1/organizations/{id}/test-clock', everybody],
  ['POST', '/florin/v1/organizations/{id}/test-clock', managers],
  ['GET', '/florin/v1/organizations/{id}/export', managers],
  ['GET', '/florin/v1/team/members', everybody],
  ['GET', '/florin/v1/team/invitations', everybody],
];

test('a role may what it may, and nothing else', async () => {
  const people = new Map<Role, Person>();
  for (const role of everybody) people.set(role, await createPerson(florin, role));
  for (const [method, template, allowed] of table) {
    const path = template.replace('{id}', florin.organization.id);
    for (const role of everybody) {
      const body = method === 'GET' ? undefined : { unheard_of: true, role: 7, name: 7, scopes: 7 };
      const called = await people.get(role)!.call(method, path, { body });
      const place = `${role} ${method} ${template}: ${called.status} ${JSON.stringify(called.body)?.slice(0, 300)}`;
      if (allowed.includes(role)) {
        assert.ok(![401, 403].includes(called.status) && called.status < 500, place);
        continue;
      }
      assert.equal(called.status, 403, place);
      const { error } = called.body as { error: unknown };
      if (path.startsWith('/v1/')) assert.equal(error, 'insufficient_scope', place);
      else assert.equal((called.body as Problem).error.code, 'insufficient_permissions', place);
    }
  }
});

test('what only the operator may is for nobody of a team', async () => {
  const owner = await createPerson(florin, 'owner');
  assertRefused(await owner.call('GET', '/florin/v1/organizations'), 401, 'unauthorized');
});

test('a test clock, keys and settings are changed by who may', async () => {
  const admin = await createPerson(florin, 'admin');
  const path = `/florin/v1/organizations/${florin.organization.id}`;
  const changed = await admin.call('PATCH', path, { body: { invoice_numbering: 'organization' } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal((changed.body as Members).invoice_numbering, 'organization');

  const key = await admin.call('POST', `${path}/keys`, {
    body: { name: 'Made in the dashboard', mode: 'live', scopes: ['products:read'] },
  });
  assert.equal(key.status, 201, JSON.stringify(key.body));
  const { token } = key.body as { token: string };
  const products = () => call('GET', `${florin.url}/v1/products/`, { token });
  assert.equal((await products()).status, 200);
  assert.equal((await admin.call('DELETE', `${path}/keys/${idOf(key)}`)).status, 204);
  assert.equal((await products()).status, 401);

  const clock = await admin.call('POST', `${path}/test-clock`, { body: { now: '2030-01-31T00:00:00Z' } });
  assert.equal(clock.status, 200, JSON.stringify(clock.body));
  const live = await admin.call('POST', `${path}/test-clock`, { mode: 'live', body: {} });
  assertRefused(live, 403, 'test_mode_only');
  // What is of both modes is not of the test clock's time.
  const another = await admin.call('POST', `${path}/keys`, { body: { name: 'Today', mode: 'test' } });
  assert.match(String((another.body as Members).created_at), new RegExp(`^${new Date().getUTCFullYear()}-`));
  assert.equal((await admin.call('DELETE', `${path}/test-clock`)).status, 204);
});

test('people see their own organizations only, and one mode at a time', async () => {
  const other = await florin.createOrganization('strangers-incorporated');
  const ours = await createPerson(florin, 'owner');
  const theirs = await createPerson(florin, 'owner', { organization: other });
  const created = await theirs.call('POST', '/v1/customers/', { body: { email: 'kept@example.com' } });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const path = `/v1/customers/${idOf(created)}`;
  assert.equal((await theirs.call('GET', path)).status, 200);
  assert.equal((await theirs.call('GET', path, { mode: 'live' })).status, 404);
  assert.equal((await ours.call('GET', path)).status, 404);

  const trespass = callsOf(florin, ours.cookie, other.id).call;
  const polar = await trespass('GET', path);
  assert.deepEqual([polar.status, (polar.body as Members).error], [403, 'NotPermitted']);
  assertRefused(await trespass('GET', '/florin/v1/audit'), 404, 'not_found');
  assertRefused(await trespass('GET', '/florin/v1/team/members'), 404, 'not_found');
  const nowhere = callsOf(florin, ours.cookie, '00000000-0000-4000-8000-000000000000').call;
  assertRefused(await nowhere('GET', '/florin/v1/audit'), 404, 'not_found');
  assert.equal((await callsOf(florin, ours.cookie, 'nonsense').call('GET', path)).status, 401);

  for (const [method, end] of [
    ['GET', ''],
    ['PATCH', ''],
    ['GET', '/keys'],
    ['POST', '/keys'],
    ['GET', '/processor?mode=live'],
    ['GET', '/test-clock'],
    ['GET', '/export'],
  ] as const) {
    const address = `/florin/v1/organizations/${other.id}${end}`;
    const body = method === 'GET' ? undefined : { name: 'Taken', mode: 'test' };
    assertRefused(await ours.call(method, address, { body }), 404, 'not_found');
  }
  const asked = await ours.call('GET', `/florin/v1/audit?organization_id=${other.id}&mode=live`);
  assert.ok(itemsOf(asked).every(({ object_id }) => object_id !== other.id && object_id !== idOf(created)));
});

test('a change names the person in the audit log, and is made once for one key', async () => {
  const support = await createPerson(florin, 'support');
  const body = { email: 'audited@example.com', name: 'Audited' };
  const headers = { 'idempotency-key': 'the-same' };
  const created = await support.call('POST', '/v1/customers/', { body, headers });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const again = await support.call('POST', '/v1/customers/', { body, headers });
  assert.deepEqual([again.status, idOf(again)], [201, idOf(created)]);
  const colleague = await createPerson(florin, 'support');
  assert.equal((await colleague.call('POST', '/v1/customers/', { body, headers })).status, 422);

  const listed = await support.call('GET', `/florin/v1/audit?object_id=${idOf(created)}`);
  assert.deepEqual(
    itemsOf(listed).map(({ action, actor }) => [action, actor]),
    [
      [
        'customer.created',
        {
          kind: 'user',
          id: support.id,
          name: support.name,
          email: support.email,
          customer_id: null,
          member_id: null,
        },
      ],
    ],
  );
  const byActor = await support.call('GET', `/florin/v1/audit?actor=user&actor_id=${support.id}`);
  assert.equal(itemsOf(byActor).length, 1);
  const csv = await support.call('GET', `/florin/v1/audit/export?format=csv&actor_id=${support.id}`);
  assert.ok(String(csv.body).includes(support.email));
  const verified = await support.call('GET', '/florin/v1/audit/verification');
  assert.equal((verified.body as Members).intact ?? true, true, JSON.stringify(verified.body));

  const erased = await support.call('POST', `/florin/v1/customers/${idOf(created)}/erase`);
  assert.equal(erased.status, 202, JSON.stringify(erased.body));
});

test('a stream of events ends for who has signed out', async () => {
  const person = await createPerson(florin, 'read_only');
  const headers = { cookie: person.cookie, 'florin-organization': florin.organization.id };
  const stream = await openEventStream(`${florin.url}/florin/v1/events`, headers);
  assert.equal(stream.status, 200);
  const support = await createPerson(florin, 'support');
  const happen = async (email: string) =>
    assert.equal((await support.call('POST', '/v1/customers/', { body: { email } })).status, 201);
  await happen('first-told@example.com');
  await stream.waitFor(1);
  const told = stream.events.length;
  assert.equal((await person.callAlone('POST', '/florin/auth/sign-out', { body: {} })).status, 200);
  await happen('never-told@example.com');
  assert.equal(await stream.ended, true);
  assert.ok(!JSON.stringify(stream.events.slice(told)).includes('never-told'));
});

test('somebody is invited, is made, and joins another organization as who they are', async () => {
  const owner = await createPerson(florin, 'owner');
  const email = 'invited@example.com';
  const invite = (by: Person, body: Members) => by.call('POST', '/florin/v1/team/invitations', { body });
  const first = await invite(owner, { email: 'Invited@Example.com', role: 'support' });
  assert.equal(first.status, 201, JSON.stringify(first.body));
  const oldToken = await invitationTo(email);
  assert.equal((await invite(owner, { email, role: 'admin' })).status, 201);
  const token = await invitationTo(email);
  const listed = itemsOf(await owner.call('GET', '/florin/v1/team/invitations'));
  assert.deepEqual(
    listed.map((invitation) => [invitation.email, invitation.role, invitation.invited_by]),
    [[email, 'admin', owner.id]],
  );

  const show = (of: string) => call('GET', `${florin.url}/florin/v1/invitations?token=${of}`);
  assertRefused(await show(oldToken), 404, 'not_found');
  const { expires_at, ...shown } = (await show(token)).body as Members;
  assert.ok(Date.parse(String(expires_at)) > Date.now());
  assert.deepEqual(shown, {
    organization_name: florin.organization.name,
    inviter_name: owner.name,
    email,
    role: 'admin',
    has_user: false,
  });

  const accept = (body: Members, headers = {}) =>
    call('POST', `${florin.url}/florin/v1/invitations/accept`, { body, headers });
  assertRefused(await accept({ token: oldToken, name: 'Ada' }), 410, 'link_over');
  assertRefused(await accept({ token }), 422, 'name_missing');
  const accepted = await accept({ token, name: 'Ada Invited', password: 'a password of hers' });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  const cookie = cookieOf(accepted.headers.get('set-cookie'));
  const ada = callsOf(florin, cookie, florin.organization.id);
  const adaId = (accepted.body as { user: { id: string } }).user.id;
  assertRefused(await accept({ token, name: 'Ada Again' }), 410, 'link_over');
  assertRefused(await invite(owner, { email, role: 'support' }), 409, 'already_member');

  const other = await florin.createOrganization('where-she-goes-next');
  const elsewhere = await createPerson(florin, 'owner', { organization: other });
  assert.equal((await invite(elsewhere, { email, role: 'read_only' })).status, 201);
  const second = await invitationTo(email);
  assertRefused(await accept({ token: second, name: 'Ada Twice' }), 409, 'email_taken');
  const foreign = { cookie, origin: 'https://elsewhere.example.com' };
  assertRefused(await accept({ token: second }, foreign), 403, 'foreign_origin');
  const joined = await accept({ token: second }, { cookie, origin: florin.url });
  assert.deepEqual([joined.status, joined.headers.get('set-cookie')], [200, null]);
  const me = await ada.callAlone('GET', '/florin/v1/me');
  assert.deepEqual(
    (me.body as { organizations: { role: string }[] }).organizations.map(({ role }) => role).sort(),
    ['admin', 'read_only'],
  );

  const audited = await owner.call('GET', `/florin/v1/audit?object_id=${adaId}`, { mode: 'live' });
  assert.deepEqual(
    itemsOf(audited).map(({ action, actor }) => [action, (actor as Members).id]),
    [
      ['user.signed_in', adaId],
      ['team_member.added', adaId],
    ],
  );

  const taken = await invite(owner, { email: 'unwanted@example.com', role: 'support' });
  const unwanted = await invitationTo('unwanted@example.com');
  assert.equal((await owner.call('DELETE', `/florin/v1/team/invitations/${idOf(taken)}`)).status, 204);
  assertRefused(await accept({ token: unwanted, name: 'Eve' }), 410, 'link_over');
});

test('owners make owners, administrators the others, and the last owner stays', async () => {
  const organization = await florin.createOrganization('last-owner-stays');
  const make = (role: Role) => createPerson(florin, role, { organization });
  const [owner, admin, support] = [await make('owner'), await make('admin'), await make('support')];
  const give = (by: Person, to: Person, role: string) =>
    by.call('PATCH', `/florin/v1/team/members/${to.id}`, { body: { role } });
  const remove = (by: Person, member: Person) => by.call('DELETE', `/florin/v1/team/members/${member.id}`);

  assertRefused(await give(support, support, 'admin'), 403, 'role_insufficient');
  assertRefused(await give(admin, support, 'owner'), 403, 'role_insufficient');
  assertRefused(await give(admin, owner, 'admin'), 403, 'role_insufficient');
  assertRefused(await remove(admin, owner), 403, 'role_insufficient');
  assertRefused(await remove(support, admin), 403, 'role_insufficient');
  const ask = (by: Person, role: string) =>
    by.call('POST', '/florin/v1/team/invitations', { body: { email: 'x@example.com', role } });
  assertRefused(await ask(admin, 'owner'), 403, 'role_insufficient');
  assertRefused(await ask(support, 'read_only'), 403, 'role_insufficient');
  assertRefused(await give(owner, owner, 'admin'), 409, 'last_owner');
  assertRefused(await remove(owner, owner), 409, 'last_owner');

  const given = await give(admin, support, 'read_only');
  assert.deepEqual([given.status, (given.body as Members).role], [200, 'read_only']);
  assert.equal((await support.call('POST', '/v1/customers/', { body: {} })).status, 403);
  assert.equal((await remove(admin, support)).status, 204);
  assert.equal((await support.call('GET', '/v1/customers/')).status, 403);
  assert.equal((await give(owner, admin, 'owner')).status, 200);
  // Of two owners who demote each other at once, one stays.
  const [one, another] = await Promise.all([give(owner, admin, 'admin'), give(admin, owner, 'admin')]);
  assert.deepEqual([one.status, another.status].sort(), [200, 403]);
  const members = await owner.call('GET', '/florin/v1/team/members');
  assert.deepEqual(
    itemsOf(members)
      .map(({ role }) => role)
      .sort(),
    ['admin', 'owner'],
  );
});

test('whoever is signed in makes an organization, and owns it', async () => {
  const person = await createPerson(florin, 'read_only');
  const body = { name: 'Second Venture', slug: 'second-venture' };
  const foreign = { origin: 'https://elsewhere.example.com' };
  const path = '/florin/v1/organizations';
  assertRefused(await person.callAlone('POST', path, { body, headers: foreign }), 403, 'foreign_origin');
  const made = await person.callAlone('POST', path, { body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assertRefused(await person.callAlone('POST', path, { body }), 409, 'slug_taken');
  const own = callsOf(florin, person.cookie, idOf(made));
  assert.equal((await own.call('POST', '/v1/products/', { body: {} })).status, 422);
  const audited = await own.call('GET', `/florin/v1/audit?actor_id=${person.id}`);
  assert.deepEqual(
    itemsOf(audited)
      .map(({ action }) => action)
      .filter((action) => action !== 'pricing_model.created')
      .sort(),
    ['organization.created', 'team_member.added'],
  );
});
