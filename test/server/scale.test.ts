import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, type FlorinProcess, runFlorin, serveFlorin, spawnFlorin } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

/** Only for what it makes in the database: it serves nobody, and does no work. */
let florin: TestFlorin;
let receiver: Receiver;
before(async () => {
  florin = await startTestFlorin({ FLORIN_ROLE: 'api', FLORIN_WEBHOOK_LOOPBACK: 'on' });
  receiver = await startReceiver();
});
after(async () => {
  await receiver.close();
  await florin.stop();
});

const settings = () => ({
  DATABASE_URL: florin.databaseUrl,
  FLORIN_WEBHOOK_LOOPBACK: 'on',
  PUBLIC_URL: 'https://billing.example.com',
});

type Worker = FlorinProcess & { url: string };

async function startWorker(): Promise<Worker> {
  const worker = spawnFlorin(['start', '--role', 'worker'], { ...settings(), PORT: '0', LOG_LEVEL: 'warn' });
  const found = () => /its probes are at (\S+)/.exec(worker.stdout())?.[1];
  await eventually(`the worker is up: ${worker.stderr()}`, 60_000, async () => found() !== undefined);
  return { ...worker, url: found() ?? '' };
}

/** `florin start` that answers requests only. Its public address is that of all. */
async function startApi(): Promise<FlorinProcess & { url: string }> {
  const { PUBLIC_URL: _, ...ours } = settings();
  return serveFlorin({ ...ours, FLORIN_ROLE: 'api' });
}

async function end(florinProcess: FlorinProcess): Promise<void> {
  florinProcess.child.kill('SIGTERM');
  assert.equal(await florinProcess.ended, 0, florinProcess.stderr());
}

const metricsOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

const createCustomer = async (url: string, email: string) => {
  const { status, body } = await call('POST', `${url}/v1/customers/`, {
    token: florin.testKey,
    body: { email },
  });
  assert.equal(status, 201);
  return (body as { id: string }).id;
};

/** A checkout that is past its time, which somebody has to notice. */
async function createLateCheckout(url: string): Promise<() => Promise<string>> {
  const product = await call('POST', `${url}/v1/products/`, {
    token: florin.testKey,
    body: { name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'usd' }] },
  });
  const checkout = await call('POST', `${url}/v1/checkouts/`, {
    token: florin.testKey,
    body: { products: [(product.body as { id: string }).id] },
  });
  const { id } = checkout.body as { id: string };
  await florin.pool`
    update checkouts set expires_at = now() - interval '1 minute', next_action_at = now() - interval '1 minute'
    where organization_id = ${florin.organization.id} and mode = 'test' and id = ${id}`;
  return async () => {
    const [row] = await florin.pool<{ nextActionAt: Date | null; status: string }[]>`
      select status, next_action_at from checkouts
      where organization_id = ${florin.organization.id} and mode = 'test' and id = ${id}`;
    return row?.nextActionAt === null ? row.status : 'waits';
  };
}

test('two that answer and one that works: what is changed through either is sent by the third, once', async () => {
  const made = await createWebhookEndpoint(
    await florin.scope(florin.organization, 'test'),
    {
      dialect: 'polar',
      contract: '2025-09',
      name: null,
      url: receiver.url,
      format: 'raw',
      eventTypes: ['customer.created'],
      pricingModelId: null,
      signatureScheme: null,
      secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
    },
    { allowLoopback: true },
  );
  assert.ok(made.ok);
  const apis = await Promise.all([startApi(), startApi()]);
  const expected: string[] = [];
  for (let index = 0; index < 6; index++) {
    expected.push(await createCustomer(apis[index % 2]?.url ?? '', `${index}@example.com`));
  }
  const stateOfCheckout = await createLateCheckout(apis[0].url);

  for (const { url } of apis) assert.doesNotMatch(await metricsOf(url), /florin_due_work_lag_seconds/);
  assert.equal(receiver.received.length, 0);
  assert.equal(await stateOfCheckout(), 'waits');

  const worker = await startWorker();
  await receiver.waitFor(6, 30_000);
  await eventually('the checkout has expired', 30_000, async () => (await stateOfCheckout()) === 'expired');
  expected.push(await createCustomer(apis[1].url, 'last@example.com'));
  await receiver.waitFor(7, 30_000);
  const ids = receiver.received.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id);
  assert.deepEqual(ids, expected);

  // What one of the two has seen to, the other knows: a key revoked there does not work here.
  const { token, id } = await florin.createKey(florin.organization, 'test');
  const status = async (url: string) => (await call('GET', `${url}/v1/customers/`, { token })).status;
  assert.deepEqual([await status(apis[0].url), await status(apis[1].url)], [200, 200]);
  const revoked = await runFlorin(['keys', 'revoke', id, '--organization', florin.organization.slug], {
    DATABASE_URL: florin.databaseUrl,
  });
  assert.equal(revoked.code, 0, revoked.stderr);
  await eventually('both refuse the key', 10_000, async () =>
    (await Promise.all(apis.map(({ url }) => status(url)))).every((code) => code === 401),
  );
  await Promise.all([...apis, worker].map(end));
  assert.equal(receiver.received.length, 7);
});

test('a worker answers its probes and nothing else', async () => {
  const worker = await startWorker();
  const status = async (path: string) => (await fetch(worker.url + path)).status;
  assert.deepEqual([await status('/healthz'), await status('/readyz')], [200, 200]);
  for (const path of [
    '/v1/customers/',
    '/functions/v1/customers',
    '/florin/v1/organizations',
    '/docs',
    '/openapi/polar.json',
  ]) {
    assert.equal(await status(path), 404, path);
  }
  assert.match(await metricsOf(worker.url), /florin_due_work_lag_seconds/);
  assert.doesNotMatch(worker.stdout(), /sk_test_/);
  await end(worker);
});

test('a role that is none, and a worker that does not know where its mails lead, are refused', async () => {
  const unknown = await runFlorin(['start', '--role', 'manager'], { DATABASE_URL: florin.databaseUrl });
  assert.deepEqual([unknown.code, unknown.stderr.includes('all, api, worker')], [2, true]);
  const nowhere = await runFlorin(['start', '--role', 'worker'], { DATABASE_URL: florin.databaseUrl });
  assert.deepEqual([nowhere.code, nowhere.stderr.includes('PUBLIC_URL')], [2, true]);
});
