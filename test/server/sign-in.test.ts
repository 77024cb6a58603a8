import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFirstLink, createLink, insertTeamMember } from '../../src/billing/users/index.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callsOf, cookieOf, createPerson } from '../support/people.ts';
import { eventually, runFlorin } from '../support/process.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin({ FLORIN_RATE_LIMIT: 'on' });
});
after(() => florin.stop());

type Members = Record<string, unknown>;
type Me = {
  user: { id: string; email: string; name: string; has_password: boolean };
  organizations: { id: string; role: string; permissions: string[] }[];
};

const password = 'correct horse battery staple';

const setUp = (body: Members) => call('POST', `${florin.url}/florin/v1/setup`, { body });

/** Calls the library as a page does. */
function auth(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Called> {
  const method = body === undefined ? 'GET' : 'POST';
  return call(method, `${florin.url}/florin/auth${path}`, {
    body,
    headers: { origin: florin.url, ...headers },
  });
}

const me = (cookie: string) => call('GET', `${florin.url}/florin/v1/me`, { headers: { cookie } });

function assertRefused(called: Called, status: number, code: string): void {
  const { error } = called.body as { error: { code: string } };
  assert.deepEqual([called.status, error.code], [status, code], JSON.stringify(called.body));
}

/** The newest mail of a kind to somebody, once it is there. */
async function mailTo(
  recipient: string,
  kind: string,
): Promise<{ text: string; html: string; mode: string }> {
  const newest = async () => {
    const [mail] = await florin.pool<{ text: string; html: string; mode: string }[]>`
      select text, html, mode from mails where recipient = ${recipient} and kind = ${kind}
      order by created_at desc, id desc limit 1`;
    return mail;
  };
  await eventually(`a mail to ${recipient}`, 10_000, async () => (await newest()) !== undefined);
  return (await newest())!;
}

function tokenIn(text: string): string {
  const [, token] = /[?&]token=([\w-]+)/.exec(text) ?? [];
  assert.ok(token, text);
  return token;
}

test('the first user comes in by a link that works once', async () => {
  const { clock } = florin.server.services;
  const token = (await createFirstLink(florin.pool, clock)) ?? '';
  const another = (await createFirstLink(florin.pool, clock)) ?? '';
  const kept = await florin.pool`select from user_verifications where value like ${`%${token}%`}`;
  assert.equal(kept.length, 0);

  const shown = await call('GET', `${florin.url}/florin/v1/setup?token=${token}`);
  assert.equal(shown.status, 200);
  const { purpose, user } = shown.body as Members;
  assert.deepEqual([purpose, user], ['first_user', null]);

  const foreign = { origin: 'https://elsewhere.example.com' };
  const body = { token, name: 'Ada Lovelace', email: 'Ada@Example.com', password };
  const refused = await call('POST', `${florin.url}/florin/v1/setup`, { body, headers: foreign });
  assertRefused(refused, 403, 'foreign_origin');
  assertRefused(await setUp({ token, email: 'ada@example.com' }), 422, 'name_missing');
  assertRefused(await setUp({ ...body, password: 'short' }), 422, 'invalid');

  const made = await setUp(body);
  assert.equal(made.status, 200, JSON.stringify(made.body));
  assert.deepEqual((made.body as Members).email, 'ada@example.com');
  const setCookie = made.headers.get('set-cookie') ?? '';
  assert.match(setCookie, /^florin\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/);

  assertRefused(await setUp(body), 410, 'link_over');
  // Of the first users only one is the first.
  assertRefused(await setUp({ ...body, token: another, email: 'eve@example.com' }), 410, 'link_over');
  assert.equal((await call('GET', `${florin.url}/florin/v1/setup?token=${another}`)).status, 404);
  assert.equal(await createFirstLink(florin.pool, clock), undefined);

  const whoami = await me(cookieOf(setCookie));
  const { user: ada, organizations } = whoami.body as Me;
  assert.deepEqual([ada.email, ada.name, ada.has_password], ['ada@example.com', 'Ada Lovelace', true]);
  assert.deepEqual(
    organizations.map(({ id, role }) => [id, role]),
    [[florin.organization.id, 'owner']],
  );
  assert.ok(organizations[0]?.permissions.includes('refunds:write'));
});

test('a link that is past its hour works no more', async () => {
  const token = await createLink(florin.pool, florin.server.services.clock, {
    purpose: 'new_owner',
    userId: null,
  });
  await florin.pool`update user_verifications set expires_at = now() - interval '1 second'`;
  assertRefused(await setUp({ token, name: 'Late', email: 'late@example.com' }), 410, 'link_over');
});

test('the command prints links: for an owner more, and for somebody who is there', async () => {
  const environment = { DATABASE_URL: florin.databaseUrl, PUBLIC_URL: florin.url };
  const linkFrom = async (...words: string[]) => {
    const ran = await runFlorin(['dashboard', ...words], environment);
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.stdout.startsWith(`${florin.url}/dashboard/setup?token=`), ran.stdout);
    return tokenIn(ran.stdout);
  };
  const other = await florin.createOrganization('second-of-all');
  const made = await setUp({ token: await linkFrom(), name: 'Grace', email: 'grace@example.com' });
  assert.equal(made.status, 200);
  const grace = cookieOf(made.headers.get('set-cookie'));
  const { organizations, user } = (await me(grace)).body as Me;
  assert.deepEqual(organizations.map(({ id }) => id).sort(), [florin.organization.id, other.id].sort());
  assert.equal(user.has_password, false);

  const again = await setUp({ token: await linkFrom('--email', 'GRACE@example.com') });
  assert.equal((again.body as Members).id, (made.body as Members).id);
  assert.notEqual(cookieOf(again.headers.get('set-cookie')), grace);

  const later = await florin.createOrganization('made-later');
  await setUp({ token: await linkFrom('--email', 'grace@example.com', '--organization', 'made-later') });
  const after = (await me(grace)).body as Me;
  assert.equal(after.organizations.find(({ id }) => id === later.id)?.role, 'owner');

  const unknown = await runFlorin(['dashboard', '--email', 'nobody@example.com'], environment);
  assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
  const taken = { token: await linkFrom(), name: 'Twin', email: 'Grace@Example.com' };
  assertRefused(await setUp(taken), 409, 'email_taken');
  // What could not be done has not used the link up.
  assert.equal((await setUp({ ...taken, email: 'twin@example.com' })).status, 200);
});

test('signing in with a password, and out again', async () => {
  const person = await createPerson(florin, 'admin', { password });
  const wrong = await auth('/sign-in/email', { email: person.email, password: 'not the password' });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.headers.get('set-cookie'), null);

  const right = await auth('/sign-in/email', { email: person.email.toUpperCase(), password });
  assert.equal(right.status, 200, JSON.stringify(right.body));
  const cookie = cookieOf(right.headers.get('set-cookie'));
  const { user } = (await me(cookie)).body as Me;
  assert.equal(user.email, person.email);
  const stored = await florin.pool<{ ipAddress: string }[]>`
    select ip_address from user_sessions where user_id = ${person.id} and ip_address is not null`;
  assert.match(stored[0]?.ipAddress ?? '', /127\.0\.0\.1$/);

  const session = await auth('/get-session', undefined, { cookie });
  assert.equal((session.body as { user: { id: string } }).user.id, person.id);
  // A page elsewhere can sign nobody out, nor in.
  const elsewhere = { cookie, origin: 'https://elsewhere.example.com' };
  assert.equal((await auth('/sign-out', {}, elsewhere)).status, 403);
  assert.equal((await auth('/sign-in/email', { email: person.email, password }, elsewhere)).status, 403);
  assert.equal((await me(cookie)).status, 200);

  assert.equal((await auth('/sign-out', {}, { cookie })).status, 200);
  assertRefused(await me(cookie), 401, 'unauthorized');
  const { call: calls } = callsOf(florin, cookie, florin.organization.id);
  assert.equal((await calls('GET', '/v1/customers/')).status, 401);
});

test('nobody signs up, and what is not needed is not there', async () => {
  const body = { name: 'Eve', email: 'eve@example.com', password };
  for (const path of ['/sign-up/email', '/update-user', '/delete-user', '/change-email', '/ok']) {
    assert.equal((await auth(path, body)).status, 404, path);
  }
  const link = await auth('/sign-in/magic-link', { email: 'eve@example.com' });
  assert.equal(link.status, 200);
  const people = await florin.pool`select from users where email = 'eve@example.com'`;
  const mails = await florin.pool`select from mails where recipient = 'eve@example.com'`;
  assert.deepEqual([people.length, mails.length], [0, 0]);
});

test('signing in with the link in a mail, once', async () => {
  const person = await createPerson(florin, 'support');
  const asked = await auth('/sign-in/magic-link', { email: person.email });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  const mail = await mailTo(person.email, 'sign_in_link');
  assert.equal(mail.mode, 'live');
  assert.match(mail.text, new RegExp(`${florin.url}/dashboard/sign-in\\?token=`));
  const token = tokenIn(mail.text);
  const kept = await florin.pool`
    select from user_verifications where value like ${`%${token}%`} or identifier_hash = ${Buffer.from(token)}`;
  assert.equal(kept.length, 0);

  const verified = await auth(`/magic-link/verify?token=${token}`);
  assert.equal(verified.status, 200, JSON.stringify(verified.body));
  const { user } = (await me(cookieOf(verified.headers.get('set-cookie')))).body as Me;
  assert.equal(user.id, person.id);
  const again = await auth(`/magic-link/verify?token=${token}`);
  assert.equal(again.headers.get('set-cookie'), null);

  // Who may read an organization's mails may not come in as its people by them.
  const support = await createPerson(florin, 'support');
  const list = await support.call('GET', '/florin/v1/mails?kind=sign_in_link', { mode: 'live' });
  const { items } = list.body as { items: { id: string; to: string; text: string }[] };
  assert.deepEqual([items[0]?.to, items[0]?.text], [person.email, '']);
  const one = await support.call('GET', `/florin/v1/mails/${items[0]?.id}`, { mode: 'live' });
  assert.equal((one.body as { html: string }).html, '');
});

test('a forgotten password is replaced, and whoever was signed in is out', async () => {
  const person = await createPerson(florin, 'admin', { password });
  assert.equal((await auth('/request-password-reset', { email: person.email })).status, 200);
  const token = tokenIn((await mailTo(person.email, 'password_reset')).text);
  const newPassword = 'another horse battery staple';
  assert.equal((await auth('/reset-password', { token, newPassword: 'short' })).status, 400);
  const reset = await auth('/reset-password', { token, newPassword });
  assert.equal(reset.status, 200, JSON.stringify(reset.body));
  assert.equal((await auth('/reset-password', { token, newPassword })).status, 400);
  assert.equal((await me(person.cookie)).status, 401);
  assert.equal((await auth('/sign-in/email', { email: person.email, password })).status, 401);
  const right = await auth('/sign-in/email', { email: person.email, password: newPassword });
  assert.equal(right.status, 200);

  const cookie = cookieOf(right.headers.get('set-cookie'));
  const changed = await auth(
    '/change-password',
    { currentPassword: newPassword, newPassword: password, revokeOtherSessions: true },
    { cookie },
  );
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal((await me(cookie)).status, 401);
  assert.equal((await me(cookieOf(changed.headers.get('set-cookie')))).status, 200);
});

test('a name and sessions of the own', async () => {
  const person = await createPerson(florin, 'read_only', { password });
  const named = await person.callAlone('PATCH', '/florin/v1/me', { body: { name: '  Ada B. ' } });
  assert.deepEqual([named.status, (named.body as Members).name], [200, 'Ada B.']);
  const foreign = { origin: 'https://elsewhere.example.com' };
  const body = { name: 'Owned' };
  assertRefused(
    await person.callAlone('PATCH', '/florin/v1/me', { body, headers: foreign }),
    403,
    'foreign_origin',
  );

  const token = await createLink(florin.pool, florin.server.services.clock, {
    purpose: 'sign_in',
    userId: person.id,
  });
  const second = cookieOf((await setUp({ token })).headers.get('set-cookie'));
  const listed = await person.callAlone('GET', '/florin/v1/me/sessions');
  const { items } = listed.body as { items: { id: string; current: boolean }[] };
  assert.deepEqual(
    items.map(({ current }) => current),
    [false, true],
  );
  const other = await createPerson(florin, 'admin');
  assert.equal((await other.callAlone('DELETE', `/florin/v1/me/sessions/${items[0]?.id}`)).status, 404);
  assert.equal((await person.callAlone('DELETE', `/florin/v1/me/sessions/${items[0]?.id}`)).status, 204);
  assert.deepEqual([(await me(second)).status, (await me(person.cookie)).status], [401, 200]);
  assert.equal((await person.callAlone('DELETE', '/florin/v1/me/sessions')).status, 204);
  assert.equal((await me(person.cookie)).status, 200);
});

type Recorded = {
  organizationId: string;
  mode: string;
  action: string;
  actorKind: string;
  actorId: string | null;
  changes: Record<string, { before: unknown; after: unknown }>;
};

/** What is in the logs about a person's own account, in order. */
const recordedOf = (userId: string) => florin.pool<Recorded[]>`
  select organization_id, mode, action, actor_kind, actor_id, changes from audit_log
  where object_type = 'user' and object_id = ${userId} order by sequence`;

test('what people do to their accounts is on record with each of their organizations', async () => {
  const person = await createPerson(florin, 'admin');
  const other = await florin.createOrganization('on-record-here-too');
  const member = { organizationId: other.id, userId: person.id, role: 'support' as const };
  await insertTeamMember(florin.pool, { ...member, createdAt: new Date() });
  const answers: Called[] = [];
  const ask = async (called: Promise<Called>) => {
    answers.push(await called);
    return answers.at(-1)!;
  };

  for (const name of ['Ada', 'Ada'])
    await ask(person.callAlone('PATCH', '/florin/v1/me', { body: { name } }));
  await ask(auth('/request-password-reset', { email: person.email }));
  const token = tokenIn((await mailTo(person.email, 'password_reset')).text);
  await ask(auth('/reset-password', { token, newPassword: password }));
  const first = await ask(auth('/sign-in/email', { email: person.email, password }));
  const second = await ask(auth('/sign-in/email', { email: person.email, password }));
  const cookie = cookieOf(first.headers.get('set-cookie'));
  const own = callsOf(florin, cookie, florin.organization.id);
  await ask(own.callAlone('DELETE', '/florin/v1/me/sessions'));
  const newPassword = 'another horse battery staple';
  const change = { currentPassword: password, newPassword, revokeOtherSessions: true };
  const changed = await ask(auth('/change-password', change, { cookie }));
  await ask(auth('/request-password-reset', { email: person.email }));
  const again = tokenIn((await mailTo(person.email, 'password_reset')).text);
  await ask(auth('/sign-out', {}, { cookie: cookieOf(changed.headers.get('set-cookie')) }));
  await ask(auth('/reset-password', { token: again, newPassword: password }));
  assert.deepEqual(
    answers.filter(({ status }) => status >= 300),
    [],
  );
  assert.equal((await me(cookieOf(second.headers.get('set-cookie')))).status, 401);

  const recorded = await recordedOf(person.id);
  const after = (changes: Recorded['changes']) => Object.values(changes).map((one) => one.after);
  const expected = [
    ['user.updated', 'Ada'],
    ['user.password_set'],
    ['user.sessions_ended', 1],
    ['user.signed_in', 'password'],
    ['user.signed_in', 'password'],
    ['user.sessions_ended', 1],
    ['user.password_changed'],
    ['user.signed_out'],
    ['user.password_reset'],
  ];
  for (const { id } of [florin.organization, other]) {
    for (const mode of ['test', 'live']) {
      const log = recorded.filter((one) => one.organizationId === id && one.mode === mode);
      const told = log.map(({ action, changes }) => [action, ...after(changes)]);
      assert.deepEqual(told, expected);
    }
  }
  assert.equal(recorded.length, 4 * expected.length);
  for (const { actorKind, actorId } of recorded) assert.deepEqual([actorKind, actorId], ['user', person.id]);
  const [{ hash } = { hash: '' }] = await florin.pool<{ hash: string }[]>`
    select password as hash from user_accounts where user_id = ${person.id}`;
  const everything = JSON.stringify(recorded);
  for (const secret of [password, newPassword, token, again, hash]) assert.ok(!everything.includes(secret));
});

test('what cannot be put on record is not done', async () => {
  const person = await createPerson(florin, 'admin', { password });
  await florin.pool`
    alter table audit_log add constraint nothing_of_this check (object_id <> ${florin.pool.unsafe(`'${person.id}'`)})`;
  try {
    const named = await person.callAlone('PATCH', '/florin/v1/me', { body: { name: 'Not Recorded' } });
    const signedIn = await auth('/sign-in/email', { email: person.email, password });
    assert.deepEqual([named.status, signedIn.status], [500, 500]);
    const { user } = (await me(person.cookie)).body as Me;
    const sessions = await florin.pool`select from user_sessions where user_id = ${person.id}`;
    assert.deepEqual([user.name, sessions.length], [person.name, 1]);
  } finally {
    await florin.pool`alter table audit_log drop constraint nothing_of_this`;
  }
});

test('a cookie that was made up, is over, or comes without its header is nothing', async () => {
  const person = await createPerson(florin, 'owner');
  const [name = '', value = ''] = person.cookie.split(/=(.*)/s);
  const [token = '', signature = ''] = decodeURIComponent(value).split('.');
  const forged = [
    `${name}=${token}`,
    `${name}=${encodeURIComponent(`${token}x.${signature}`)}`,
    `${name}=${encodeURIComponent(`${token}.${Buffer.alloc(32).toString('base64')}`)}`,
    `${name}=%`,
    `${name}=.`,
  ];
  for (const cookie of forged) {
    assert.equal((await me(cookie)).status, 401, cookie);
    const { call: calls } = callsOf(florin, cookie, florin.organization.id);
    assert.equal((await calls('GET', '/v1/customers/')).status, 401, cookie);
  }
  assert.equal((await person.callAlone('GET', '/v1/customers/')).status, 401);
  assert.equal((await person.callAlone('GET', '/florin/v1/audit')).status, 401);
  assert.equal((await person.call('GET', '/v1/customers/')).status, 200);
  await florin.pool`update user_sessions set expires_at = now() - interval '1 second' where user_id = ${person.id}`;
  assert.equal((await person.call('GET', '/v1/customers/')).status, 401);
  assert.equal((await me(person.cookie)).status, 401);
});

test('a session in use is prolonged', async () => {
  const person = await createPerson(florin, 'admin');
  assert.equal((await me(person.cookie)).headers.get('set-cookie'), null);
  await florin.pool`
    update user_sessions set expires_at = now() + interval '2 days' where user_id = ${person.id}`;
  const prolonged = await me(person.cookie);
  assert.equal(cookieOf(prolonged.headers.get('set-cookie')), person.cookie);
  const [session] = await florin.pool<{ isLong: boolean }[]>`
    select expires_at > now() + interval '6 days' as is_long from user_sessions where user_id = ${person.id}`;
  assert.equal(session?.isLong, true);
});

test('who does not wish to stay signed in is not kept', async () => {
  const person = await createPerson(florin, 'admin', { password });
  const signedIn = await auth('/sign-in/email', { email: person.email, password, rememberMe: false });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((set) => cookieOf(set))
    .join('; ');
  assert.match(cookie, /dont_remember/);
  const whoami = await me(cookie);
  assert.deepEqual([whoami.status, whoami.headers.get('set-cookie')], [200, null]);
});

test('processes of one database know the same cookies; with another secret, or encrypted, they do not', async () => {
  const person = await createPerson(florin, 'admin', { password });
  const origin = 'https://billing.example.com';
  const second = await startTestFlorin({ DATABASE_URL: florin.databaseUrl });
  const other = await startTestFlorin({
    DATABASE_URL: florin.databaseUrl,
    PUBLIC_URL: origin,
    FLORIN_AUTH_SECRET: 'a secret of thirty-two characters',
  });
  const { localUrl } = other.server;
  try {
    const at = (url: string, cookie: string) => call('GET', `${url}/florin/v1/me`, { headers: { cookie } });
    assert.equal((await at(second.url, person.cookie)).status, 200);
    const renamed = person.cookie.replace('florin.', '__Secure-florin.');
    assert.equal((await at(localUrl, person.cookie)).status, 401);
    assert.equal((await at(localUrl, renamed)).status, 401);

    const url = `${localUrl}/florin/auth/sign-in/email`;
    const body = { email: person.email, password };
    const signedIn = await call('POST', url, { body, headers: { origin } });
    assert.equal(signedIn.status, 200, JSON.stringify(signedIn.body));
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    assert.match(setCookie, /^__Secure-florin\.session_token=.*; HttpOnly; Secure; SameSite=Lax$/);
    assert.equal((await at(localUrl, cookieOf(setCookie))).status, 200);
    assert.equal((await call('POST', url, { body, headers: { origin: 'http://evil.example' } })).status, 403);
  } finally {
    await Promise.all([second.stop(), other.stop()]);
  }
});

test('passkeys can be asked for', async () => {
  const person = await createPerson(florin, 'admin');
  const { cookie } = person;
  const options = await auth('/passkey/generate-register-options', undefined, { cookie });
  assert.equal(options.status, 200, JSON.stringify(options.body));
  const { rp, user, challenge } = options.body as { rp: Members; user: Members; challenge: string };
  assert.deepEqual([rp.id, user.name], ['localhost', person.email]);
  assert.ok(challenge.length > 20);
  const list = await auth('/passkey/list-user-passkeys', undefined, { cookie });
  assert.deepEqual([list.status, list.body], [200, []]);
  const signIn = await auth('/passkey/generate-authenticate-options');
  assert.equal(signIn.status, 200);
  assert.equal((await auth('/passkey/list-user-passkeys')).status, 401);
});

/** The last one: its address may try no more for a while. */
test('a password is guessed a few times only, whoever guesses', async () => {
  const person = await createPerson(florin, 'admin', { password });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    statuses.push((await auth('/sign-in/email', { email: person.email, password: 'wrong-wrong' })).status);
  }
  assert.ok(statuses.includes(401) && statuses.at(-1) === 429, statuses.join());
  // Nobody knows who it was: each that was tried is on record, and what was refused is not.
  const tried = statuses.filter((status) => status === 401).length;
  await eventually('all are on record', 10_000, async () => {
    return (await recordedOf(person.id)).length === 2 * tried;
  });
  for (const { action, actorKind, actorId } of await recordedOf(person.id)) {
    assert.deepEqual([action, actorKind, actorId], ['user.sign_in_failed', 'system', null]);
  }
  const right = await auth('/sign-in/email', { email: person.email, password });
  assert.equal(right.status, 429);
  assert.ok(Number(right.headers.get('retry-after')) > 0);
});
