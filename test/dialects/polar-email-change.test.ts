import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { readMails, waitForMails } from '../support/mailbox.ts';

let florin: TestFlorin;
let polar: ReturnType<typeof createPolar>;
let sequence = 0;

before(async () => {
  florin = await startTestFlorin();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  await allow(true);
});
after(() => florin.stop());

async function allow(allowed: boolean): Promise<void> {
  await florin.pool`
    update organizations set settings = jsonb_set(settings, '{customerPortal,customer,allow_email_change}',
      to_jsonb(${allowed}::boolean))`;
}

const path = '/v1/customer-portal/customers/me/email-update';
type Detail = { type: string; loc: unknown[]; msg: string; input: unknown };
const details = (body: unknown) => (body as { detail: Detail[] }).detail;

const request = (token: string, email: string) =>
  call('POST', `${florin.url}${path}/request`, { token, body: { email } });
const check = (token: string) => call('GET', `${florin.url}${path}/check?token=${token}`);
const verify = (token: string) => call('POST', `${florin.url}${path}/verify`, { body: { token } });

async function customer() {
  sequence += 1;
  const { id, email } = await polar.customers.create({ email: `c${sequence}@example.com` });
  const session = await polar.customerSessions.create({ customer_id: id });
  return { id, email: email ?? '', token: session.token };
}

/** Asks for an address and reads the link's token from the mail to it. */
async function mailedToken(token: string, email: string): Promise<string> {
  const count = (await readMails(florin)).length;
  const answer = await request(token, email);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  assert.equal(answer.body, null);
  const mail = ((await waitForMails(florin, count + 1)).at(-1) ?? '')
    .replace(/=\r?\n/g, '')
    .replace(/=3D/g, '=');
  assert.match(mail, new RegExp(`^To: ${email}\\r?$`, 'm'));
  const found = /verify-email\?token=(polar_cev_\w{43})/.exec(mail)?.[1];
  assert.ok(found, mail);
  return found;
}

test('the link that goes to the new address changes it, once', async () => {
  const { id, token } = await customer();
  const link = await mailedToken(token, 'fresh@example.com');
  assert.notEqual((await polar.customers.get(id)).email, 'fresh@example.com');
  const old = new Polar49({ serverURL: florin.url });
  await old.customerPortal.customers.checkEmailUpdate({ token: link });
  assert.equal((await check(link)).status, 204);
  const verified = await old.customerPortal.customers.verifyEmailUpdate({ token: link });
  assert.match(verified.token, /^polar_cst_/);
  const me = await call('GET', `${florin.url}/v1/customer-portal/customers/me`, { token: verified.token });
  const { email, email_verified } = me.body as { email: string; email_verified: boolean };
  assert.deepEqual([email, email_verified], ['fresh@example.com', true]);
  assert.equal((await check(link)).status, 401);
  assert.equal((await verify(link)).status, 401);
});

test('a link that is unknown, over, or of nobody', async () => {
  for (const token of ['nonsense', 'polar_cev_nonsense']) {
    for (const answer of [await check(token), await verify(token)]) {
      assert.equal(answer.status, 401);
      assert.equal(typeof (answer.body as { detail: unknown }).detail, 'string');
    }
  }
  const { id, token } = await customer();
  const link = await mailedToken(token, 'over@example.com');
  await florin.pool`update email_changes set expires_at = now() - interval '1 second' where customer_id = ${id}`;
  assert.equal((await check(link)).status, 401);
  assert.equal((await verify(link)).status, 401);
  const another = await customer();
  const theirs = await mailedToken(another.token, 'gone@example.com');
  await polar.customers.delete(another.id);
  assert.equal((await verify(theirs)).status, 401);
  assert.equal((await call('GET', `${florin.url}${path}/check`)).status, 422);
});

test('an address that somebody has is told of only to who reads it', async () => {
  const [one, two] = [await customer(), await customer()];
  const link = await mailedToken(one.token, two.email);
  const answer = await verify(link);
  assert.equal(answer.status, 422);
  assert.deepEqual(
    details(answer.body).map(({ type, msg }) => [type, msg]),
    [['value_error', 'This email address is already in use.']],
  );
  assert.equal((await polar.customers.get(one.id)).email, one.email);
});

test('refusals of a request', async () => {
  const { id, email, token } = await customer();
  const same = await request(token, email.toUpperCase());
  assert.deepEqual(
    details(same.body).map(({ type, loc, msg }) => [type, loc, msg]),
    [['value_error', ['body', 'email'], 'New email is the same as your current email.']],
  );
  assert.equal((await request(token, 'no address')).status, 422);
  assert.equal((await request(florin.testKey, 'x@example.com')).status, 401);
  await polar.customers.update(id, { type: 'team' });
  const team = await request(token, 'team@example.com');
  assert.deepEqual(
    details(team.body).map(({ loc, msg }) => [loc, msg]),
    [[['body', 'email'], 'Only individual customers can change their email.']],
  );
  await allow(false);
  const disabled = await request(token, 'y@example.com');
  assert.equal(disabled.status, 403);
  assert.deepEqual(disabled.body, {
    error: 'NotPermitted',
    detail: 'Email changes are not enabled for this organization.',
  });
  await allow(true);
});
