import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { webhooks as polarWebhooks } from 'polar-sdk-1.0/2026-04';
import { Webhook } from 'svix';
import type { Command } from '../../src/cli/command.ts';
import { listenCommand } from '../../src/cli/listen.ts';
import { cook, triggerable, triggerCommand } from '../../src/cli/trigger.ts';
import { recipes } from '../../src/cli/trigger-recipes.ts';
import { prefixedId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, type FlorinProcess, runFlorin, serveFlorin, spawnFlorin } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

/** A process of its own takes long to begin where all cores are busy. */
const patience = 60_000;

let florin: TestFlorin;

before(async () => {
  florin = await startTestFlorin();
});

after(() => florin.stop());

/** A merchant's server of this test alone. */
async function receive(t: TestContext): Promise<Receiver> {
  const receiver = await startReceiver();
  t.after(() => receiver.close());
  return receiver;
}

/** The environment of somebody who works beside the server: its database, its folder, its port. */
const beside = (): Record<string, string> => ({
  DATABASE_URL: florin.databaseUrl,
  FLORIN_DATA_DIR: florin.dataDir,
  PORT: new URL(florin.url).port,
});

async function listen(...words: string[]): Promise<FlorinProcess> {
  const listening = spawnFlorin(['listen', ...words], beside());
  await says(listening, /^Listening at /m);
  return listening;
}

async function says({ stdout, stderr }: FlorinProcess, pattern: RegExp): Promise<string> {
  await eventually(`${pattern}`, patience, async () => {
    assert.equal(stderr(), '');
    return pattern.test(stdout());
  });
  return pattern.exec(stdout())?.[1] ?? '';
}

async function end(listening: FlorinProcess): Promise<void> {
  listening.child.kill('SIGINT');
  assert.equal(await listening.ended, 0);
}

type Members = Record<string, string>;

async function request(method: string, address: string, body: unknown): Promise<Members> {
  const answer = await call(method, `${florin.url}${address}`, { token: florin.testKey, body });
  assert.ok(answer.status < 300, `${address}: ${JSON.stringify(answer.body)}`);
  return answer.body as Members;
}

test('florin listen shows and forwards a change made through each of the three dialects', async (t) => {
  const receiver = await receive(t);
  const { id = '' } = await request('POST', '/v1/customers/', {
    email: 'ada@example.com',
    external_id: 'ada',
  });
  const listening = await listen(
    '--forward-to',
    receiver.url,
    '--events',
    'customer.updated',
    '--contract',
    '2026-04',
  );
  const secret = await says(listening, /signed with (\S+)$/m);

  await request('PATCH', `/v1/customers/${id}`, { name: 'Through Polar' });
  await request('PUT', '/api/v1/customers/ada', {
    customer: { id: prefixedId('cust', id), name: 'Through Flowglad', email: 'ada@example.com' },
  });
  await request('PATCH', `/functions/v1/customers/${id}`, { name: 'Through Atlas' });
  const received = await receiver.waitFor(3, patience);

  const lines = () =>
    listening
      .stdout()
      .split('\n')
      .filter((line) => line.includes('customer.updated  '));
  await eventually('three lines', patience, async () => lines().length === 3);
  for (const line of lines()) {
    assert.match(
      line,
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d  customer\\.updated +customer ${id}  → 200 in \\d+ ms  event [0-9a-f-]{36}$`,
      ),
    );
  }
  const told = await Promise.all(
    received.map(({ body, headers }) => polarWebhooks.validateEvent(body, headers, secret)),
  );
  assert.deepEqual(
    told.map(({ data }) => (data as { name?: unknown }).name),
    ['Through Polar', 'Through Flowglad', 'Through Atlas'],
  );
  await end(listening);

  const remembered = path.join(florin.dataDir, 'command-line.json');
  assert.equal((await stat(remembered)).mode & 0o777, 0o600);
  assert.ok((await readFile(remembered, 'utf8')).includes(secret));
});

test('what is forwarded is signed as each vendor signs, and can be forwarded once more', async (t) => {
  const receiver = await receive(t);
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`;
  const to = ['--forward-to', receiver.url, '--secret', secret];
  const flowglad = await listen(...to, '--dialect', 'flowglad', '--key', florin.testKey);
  await request('POST', '/v1/customers/', { email: 'signed@example.com', external_id: 'signed' });
  const [first] = await receiver.waitFor(1, patience);
  new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {});
  assert.throws(() => new Webhook(secret).verify(`${first?.body} `, first?.headers ?? {}));
  const event = await says(flowglad, /event ([0-9a-f-]{36})$/m);
  await end(flowglad);

  for (const which of [event, 'last']) {
    const before = receiver.received.length;
    const words = ['listen', ...to, '--dialect', 'atlas', '--events', 'customer.*', '--replay', which];
    const replayed = await runFlorin(words, beside());
    assert.deepEqual([replayed.code, replayed.stderr], [0, '']);
    const [again] = (await receiver.waitFor(before + 1, patience)).slice(before);
    assert.equal(
      again?.headers['x-atlas-signature'],
      createHmac('sha256', secret)
        .update(again?.body ?? '')
        .digest('hex'),
    );
    assert.match(again?.body ?? '', /signed@example\.com/);
  }
});

test('what fails is shown', async (t) => {
  const receiver = await receive(t);
  receiver.behave(() => 500);
  const listening = await listen('--forward-to', receiver.url, '--dialect', 'flowglad');
  await request('POST', '/v1/customers/', { email: 'fails@example.com', external_id: 'fails' });
  await says(listening, /→ 500 in/);
  await end(listening);
});

test('what was typed wrong is told', async (t) => {
  const receiver = await receive(t);
  const key = florin.testKey;
  const url = florin.url;
  const wrong: [Command, Record<string, string>, RegExp][] = [
    [listenCommand, { dialect: 'stripe' }, /polar, flowglad or atlas/],
    [listenCommand, { events: 'customer.renamed' }, /not told of 'customer.renamed'/],
    [listenCommand, { contract: '1999-01' }, /must be one of: 2025-09/],
    [listenCommand, { replay: 'last', key }, /needs --forward-to/],
    [listenCommand, { key: 'sk_test_unknown', url }, /key is not known/],
    [listenCommand, { key, organization: 'acme' }, /without a key/],
    [listenCommand, { key, url: 'ftp://127.0.0.1' }, /begins with http/],
    [listenCommand, { key, url, replay: crypto.randomUUID(), 'forward-to': receiver.url }, /no such event/],
    [triggerCommand, {}, /Which event/],
    [triggerCommand, { event: 'customer.renamed' }, /Nothing here makes/],
    [triggerCommand, { event: 'customer.created', key: florin.liveKey, url }, /live mode/],
    [triggerCommand, { event: 'customer.created', key, url: 'http://127.0.0.1:9' }, /No Florin answers/],
  ];
  for (const [command, { event, ...values }, pattern] of wrong) {
    await assert.rejects(command.run(values, event === undefined ? [] : [event]), pattern);
  }
});

test('it goes on where it was once the server is there again', async (t) => {
  const receiver = await receive(t);
  const environment = { DATABASE_URL: florin.databaseUrl, FLORIN_DATA_DIR: florin.dataDir };
  const first = await serveFlorin(environment);
  const words = ['listen', '--events', 'customer.created', '--forward-to', receiver.url, '--url', first.url];
  const listening = spawnFlorin(words, beside());
  await says(listening, /^Listening at /m);
  first.child.kill('SIGTERM');
  await first.ended;
  await says(listening, /^Waiting for the server/m);
  // By way of another process on the same database.
  await request('POST', '/v1/customers/', { email: 'meanwhile@example.com' });
  const second = await serveFlorin({ ...environment, PORT: new URL(first.url).port });
  const [missed] = await receiver.waitFor(1, patience);
  assert.match(missed?.body ?? '', /meanwhile@example\.com/);
  await says(listening, /^The server is there again/m);
  await end(listening);
  second.child.kill('SIGTERM');
  await second.ended;
});

test('florin trigger makes an event happen, and lists what it can', async () => {
  const listening = await listen('--events', 'order.paid');
  const triggered = await runFlorin(['trigger', 'order.paid', '--json'], beside());
  assert.deepEqual([triggered.code, triggered.stderr], [0, '']);
  const { made } = JSON.parse(triggered.stdout) as { made: Members };
  await says(listening, new RegExp(`order.paid +invoice ${made.order} `));
  await end(listening);

  const { lines } = await triggerCommand.run({ list: 'true' }, []);
  assert.match(lines.join('\n'), /^order\.paid +polar +a customer buys a product$/m);
});

test('every recipe makes those events happen that it names, in the words of every vendor who knows them', async () => {
  const waiting = [...recipes];
  const work = async () => {
    for (let recipe = waiting.shift(); recipe; recipe = waiting.shift()) {
      const organization = await florin.createOrganization(`Recipe ${waiting.length}`);
      const { token } = await florin.createKey(organization, 'test');
      await cook({ url: florin.url, token, whose: undefined }, recipe);
      const wanted = triggerable().flatMap(({ event, vendors }) =>
        recipe.tells.includes(event) ? vendors.map((vendor) => `${vendor} ${event}`) : [],
      );
      let missing = wanted;
      await eventually(recipe.summary, patience, async () => {
        const told = await toldTo(token);
        missing = wanted.filter((name) => !told.has(name));
        return missing.length === 0;
      }).catch(() => assert.deepEqual(missing, [], recipe.summary));
      assert.ok(wanted.length > 0, recipe.summary);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
});

async function toldTo(token: string): Promise<Set<string>> {
  const told = new Set<string>();
  for (const dialect of ['polar', 'flowglad', 'atlas']) {
    const address = `${florin.url}/florin/v1/webhooks/listen?dialect=${dialect}&limit=100`;
    const { items } = (await call('GET', address, { token })).body as { items: Members[] };
    for (const { type } of items) told.add(`${dialect} ${type}`);
  }
  return told;
}
