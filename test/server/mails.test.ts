import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { codeIn, noticesOf, type TestMail } from '../support/mailbox.ts';
import { makeCustomer } from '../support/orders.ts';
import { eventually } from '../support/process.ts';
import { beginStory } from '../support/story.ts';
import { subscribe } from '../support/subscriptions.ts';

type Taken = { to: string[]; source: string };
/** Why a mail server refuses a recipient: undefined where it does not. */
type Refusal = (address: string) => { responseCode: number; message: string } | undefined;

const taken: Taken[] = [];
let refusal: Refusal = () => undefined;
let smtp: SMTPServer;
let florin: TestFlorin;

before(async () => {
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refused = refusal(address);
      done(refused ? Object.assign(new Error(refused.message), refused) : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        taken.push({ to, source: Buffer.concat(parts).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  florin = await startTestFlorin({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'billing@florin.example.com',
    FLORIN_MAILBOX: 'on',
  });
});

after(async () => {
  await florin.stop();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const takenFor = (address: string) => taken.filter(({ to }) => to.includes(address));

async function waitForTaken(address: string, count = 1): Promise<string[]> {
  await eventually(`${address} gets ${count}`, 20_000, async () => takenFor(address).length >= count);
  return takenFor(address).map(({ source }) => source);
}

async function askForCode(email: string): Promise<void> {
  const { status } = await call('POST', `${florin.url}/v1/customer-portal/customer-session/request`, {
    body: { email, organization_id: florin.organization.id },
  });
  assert.equal(status, 202);
}

async function customerNamed(email: string): Promise<void> {
  const { status } = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email },
  });
  assert.equal(status, 201);
}

async function mailTo(address: string): Promise<TestMail & { nextAttemptAt: Date | null }> {
  const [mail] = await florin.pool<(TestMail & { nextAttemptAt: Date | null })[]>`
    select * from mails where recipient = ${address} order by id desc limit 1`;
  assert.ok(mail, `a mail to ${address}`);
  return mail;
}

async function settled(address: string, status: string): Promise<TestMail> {
  await eventually(`${address} is ${status}`, 20_000, async () => (await mailTo(address)).status === status);
  return mailTo(address);
}

const due = (address: string) =>
  florin.pool`update mails set next_attempt_at = now() where recipient = ${address} and status = 'queued'`;

const header = (source: string | undefined, name: string) =>
  new RegExp(`^${name}: (.*)\r?$`, 'im').exec(source ?? '')?.[1]?.trim();

test('a code goes out by SMTP, and is not kept once it is sent', async () => {
  await customerNamed('ada@customers.example.com');
  await askForCode('ada@customers.example.com');
  const [source] = await waitForTaken('ada@customers.example.com');
  assert.equal(
    header(source, 'From'),
    '"Acme Incorporated" <billing@florin.example.com>'.replaceAll('"', ''),
  );
  assert.equal(header(source, 'Subject'), '[Test] Sign in to Acme Incorporated');
  assert.match(source ?? '', /Content-Type: text\/html/i);
  const code = codeIn(source);
  const mail = await settled('ada@customers.example.com', 'sent');
  assert.equal(header(source, 'Message-ID'), `<${mail.id}@florin.example.com>`);
  assert.deepEqual([mail.text, mail.html, mail.attempts], ['', '', 1]);
  const login = await call('POST', `${florin.url}/v1/customer-portal/customer-session/authenticate`, {
    body: { code },
  });
  assert.equal(login.status, 200);
});

test('a receipt carries its PDF', async () => {
  const scope = await florin.scope(florin.organization, 'test');
  const customer = await makeCustomer(scope, 'grace@customers.example.com', { name: 'Grace' });
  await subscribe(florin, { customer });
  const [source] = await waitForTaken('grace@customers.example.com');
  assert.match(source ?? '', /Content-Type: application\/pdf; name=Receipt-/i);
  // %PDF-1. in base 64
  assert.match(source ?? '', /^JVBERi0x/m);
  const mail = await settled('grace@customers.example.com', 'sent');
  assert.equal(mail.kind, 'subscription_confirmation');
  assert.notEqual(mail.text, '');
});

test('what the server does not take now is tried again, as the same mail', async () => {
  const address = 'later@customers.example.com';
  await customerNamed(address);
  refusal = (to) => (to === address ? { responseCode: 451, message: `Try again, ${to}` } : undefined);
  await askForCode(address);
  await eventually('it was refused', 20_000, async () => (await mailTo(address)).error !== null);
  const refused = await mailTo(address);
  assert.deepEqual([refused.status, refused.attempts], ['queued', 1]);
  assert.match(refused.error ?? '', /451/);
  assert.doesNotMatch(refused.error ?? '', /later@/);
  assert.match(refused.text, /[A-Z0-9]{6}/, 'it is still to be sent');
  const wait = (refused.nextAttemptAt?.getTime() ?? 0) - Date.now();
  assert.ok(wait > 30_000 && wait <= 60_000, `a minute, not ${wait} ms`);
  refusal = () => undefined;
  await due(address);
  const [source] = await waitForTaken(address);
  const sent = await settled(address, 'sent');
  assert.deepEqual([sent.attempts, sent.error, sent.text], [2, null, '']);
  assert.equal(header(source, 'Message-ID'), `<${refused.id}@florin.example.com>`);
});

test('an address that is not there is given up on at once', async () => {
  const address = 'nobody@customers.example.com';
  await customerNamed(address);
  refusal = (to) => (to === address ? { responseCode: 550, message: 'No such user' } : undefined);
  await askForCode(address);
  const mail = await settled(address, 'failed');
  refusal = () => undefined;
  assert.deepEqual([mail.attempts, mail.text], [1, '']);
  assert.match(mail.error ?? '', /550/);
});

test('after seven repeats, over a day and a half, a mail is given up on', async () => {
  const address = 'never@customers.example.com';
  await customerNamed(address);
  refusal = (to) => (to === address ? { responseCode: 450, message: 'Not now' } : undefined);
  await askForCode(address);
  await eventually('it was refused', 20_000, async () => (await mailTo(address)).error !== null);
  await florin.pool`update mails set attempts = 7, expires_at = null where recipient = ${address}`;
  await due(address);
  const mail = await settled(address, 'failed');
  refusal = () => undefined;
  assert.deepEqual([mail.attempts, takenFor(address).length], [8, 0]);
});

test('a code that is over is not sent any more', async () => {
  const address = 'slow@customers.example.com';
  await customerNamed(address);
  refusal = (to) => (to === address ? { responseCode: 451, message: 'Not now' } : undefined);
  await askForCode(address);
  await eventually('it was refused', 20_000, async () => (await mailTo(address)).error !== null);
  refusal = () => undefined;
  await florin.pool`update mails set expires_at = now() - interval '1 second' where recipient = ${address}`;
  await due(address);
  const mail = await settled(address, 'failed');
  assert.deepEqual([mail.text, takenFor(address).length], ['', 0]);
});

test('several processes send each mail once; what one had taken when it died is sent by another', async () => {
  const { port } = smtp.server.address() as AddressInfo;
  const others = await Promise.all(
    [1, 2].map(() =>
      startTestFlorin({ DATABASE_URL: florin.databaseUrl, SMTP_URL: `smtp://127.0.0.1:${port}` }),
    ),
  );
  try {
    const addresses = Array.from({ length: 60 }, (_, index) => `crowd${index}@customers.example.com`);
    await florin.pool`
      insert into mails (organization_id, mode, id, created_at, kind, recipient, sender_name, locale, subject, text, html,
        attachments, status, attempts, next_attempt_at)
      select ${florin.organization.id}, 'test', gen_random_uuid(), date_trunc('milliseconds', now()), 'order_confirmation', recipient, 'Acme', 'en',
        'Hello', 'Hello', '<p>Hello</p>', '[]', 'queued', case when recipient like 'crowd7%' then 1 else 0 end, now()
      from unnest(${addresses}::text[]) as recipient`;
    await eventually('all are sent', 30_000, async () => {
      const [row] = await florin.pool<{ sent: number }[]>`
        select count(*) as sent from mails where recipient like 'crowd%' and status = 'sent'`;
      return row?.sent === addresses.length;
    });
    assert.deepEqual(
      addresses.map((address) => takenFor(address).length).filter((count) => count !== 1),
      [],
    );
  } finally {
    await Promise.all(others.map((other) => other.stop()));
  }
});

test('no text makes a header or another recipient of its own', async () => {
  const address = '"a, thief@evil.example.com"@customers.example.com';
  await florin.pool`
    insert into mails (organization_id, mode, id, created_at, kind, recipient, sender_name, locale, subject, text, html,
      attachments, status, next_attempt_at)
    values (${florin.organization.id}, 'test', ${crypto.randomUUID()}, date_trunc('milliseconds', now()), 'order_confirmation', ${address},
      ${'A\r\nBcc: thief@evil.example.com'}, 'en', ${'Hi\r\nBcc: thief@evil.example.com'}, 'x', 'x', '[]', 'queued', now())`;
  await eventually('it is gone', 20_000, async () => (await mailTo(address)).status !== 'queued');
  assert.deepEqual(
    taken.flatMap(({ to }) => to).filter((to) => to.startsWith('thief')),
    [],
  );
  assert.ok(taken.every(({ source }) => !/^Bcc:/im.test(source)));
});

test('what happens in the time of a test clock is sent to nobody', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  await story.buy(await story.plan('Basic', 3000));
  await story.advance('2027-03-01T00:00:00Z');
  const mails = await noticesOf(florin, story.organization);
  assert.deepEqual(
    mails.map(({ kind, status }) => [kind, status]),
    [
      ['subscription_confirmation', 'kept'],
      ['subscription_cycled', 'kept'],
      ['subscription_cycled', 'kept'],
    ],
  );
  assert.deepEqual(takenFor(mails[0]?.recipient ?? ''), []);
});

test('with a mail server there is no mailbox, whatever is configured', async () => {
  assert.equal((await call('GET', `${florin.url}/florin/mailbox`)).status, 404);
});

test('without one the mailbox shows all that would have been sent', async () => {
  const own = await startTestFlorin({ FLORIN_MAILBOX: 'on' });
  try {
    const read = (path: string, headers?: Record<string, string>) =>
      call('GET', `${own.url}/florin/mailbox${path}`, { headers });
    assert.match(String((await read('')).body), /No mail yet\./);
    const scope = await own.scope(own.organization, 'test');
    const customer = await makeCustomer(scope, 'eve@customers.example.com', { name: 'Eve' });
    await subscribe(own, { customer, product: undefined });
    await call('POST', `${own.url}/v1/customer-portal/customer-session/request`, {
      body: { email: 'eve@customers.example.com', organization_id: own.organization.id },
    });
    await noticesOf(own, own.organization);
    const list = await read('');
    assert.equal(list.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(list.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
    const links = [...String(list.body).matchAll(/<a href="\/florin\/mailbox([^"]+)">([^<]+)</g)];
    assert.deepEqual(links.map(([, , subject]) => subject).sort(), [
      '[Test] Sign in to Acme Incorporated',
      '[Test] Your subscription to Basic',
    ]);
    const path = links.find(([, , subject]) => subject?.includes('Basic'))?.[1] ?? '';
    const page = await read(path);
    assert.match(
      String(page.body),
      new RegExp(`<iframe src="/florin/mailbox${path}/html" sandbox="allow-popups`),
    );
    assert.match(String(page.body), /eve@customers\.example\.com/);
    const framed = await read(`${path}/html`);
    assert.match(String(framed.body), /<h1[^>]*>Your subscription has begun<\/h1>/);
    assert.match(
      framed.headers.get('content-security-policy') ?? '',
      /^sandbox allow-popups[^;]*; default-src 'none'/,
    );
    assert.equal(framed.headers.get('x-frame-options'), 'SAMEORIGIN');
    const pdf = await fetch(`${own.url}/florin/mailbox${path}/attachments/0`);
    assert.deepEqual([pdf.status, pdf.headers.get('content-type')], [200, 'application/pdf']);
    assert.equal(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5), '%PDF-');

    // Nothing was sent, and nothing will be once there is a server.
    const statuses = await own.pool<{ status: string; text: string }[]>`select status, text from mails`;
    await eventually('they are kept', 20_000, async () => {
      const rows = await own.pool<{ status: string }[]>`select status from mails`;
      return rows.every(({ status }) => status === 'kept');
    });
    assert.ok(statuses.every(({ text }) => text !== ''));

    // By a name of somebody else's that leads here, nothing is shown.
    const { hostname, port } = new URL(own.url);
    assert.equal(await statusAs(hostname, port, 'evil.example.com'), 404);
    assert.equal(await statusAs(hostname, port, `localhost:${port}`), 200);
    for (const nowhere of [
      '/x/test/y',
      `/${own.organization.id}/live/${own.organization.id}`,
      `${path}/attachments/7`,
    ]) {
      assert.equal((await read(nowhere)).status, 404, nowhere);
    }
  } finally {
    await own.stop();
  }
});

/** The mailbox asked for under a name: `fetch` would not let us say so. */
async function statusAs(hostname: string, port: string, host: string): Promise<number | undefined> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: '/florin/mailbox', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('where it is not asked for, there is no mailbox', async () => {
  const own = await startTestFlorin();
  try {
    assert.equal((await call('GET', `${own.url}/florin/mailbox`)).status, 404);
  } finally {
    await own.stop();
  }
});

test('a machine reads codes and receipts as JSON', async () => {
  type List = {
    items: { id: string; to: string; kind: string; text: string; html?: string }[];
    next_cursor: string | null;
  };
  const list = async (query: string, token = florin.testKey) => {
    const { status, body } = await call('GET', `${florin.url}/florin/v1/mails?${query}`, { token });
    return { status, ...(body as List) };
  };
  const receipts = await list('to=GRACE@customers.example.com&kind=subscription_confirmation');
  assert.equal(receipts.status, 200);
  assert.equal(receipts.items.length, 1);
  const one = await call('GET', `${florin.url}/florin/v1/mails/${receipts.items[0]?.id}`, {
    token: florin.testKey,
  });
  assert.match((one.body as { html: string }).html, /^<!doctype html>/);
  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${first.next_cursor}`);
  assert.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 4);
  assert.deepEqual((await list('', florin.liveKey)).items, []);
  const others = await florin.createOrganization('Others');
  assert.deepEqual((await list('', (await florin.createKey(others, 'test')).token)).items, []);
  const narrow = await florin.createKey(florin.organization, 'test', { scopes: ['orders:read'] });
  assert.equal((await list('', narrow.token)).status, 403);
  const asOperator = await list(
    `organization_id=${florin.organization.id}&mode=test&status=failed`,
    operatorToken,
  );
  assert.ok(asOperator.items.length >= 3);
});
