import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { processorOf } from '../../src/billing/payments/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { runFlorin } from '../support/process.ts';
import { type StripeServer, startStripeServer } from '../support/stripe-server.ts';

let florin: TestFlorin;
let stripe: StripeServer;
before(async () => {
  [florin, stripe] = await Promise.all([startTestFlorin(), startStripeServer()]);
});
after(() => Promise.all([florin.stop(), stripe.stop()]));

type Mode = 'test' | 'live';

function setting(
  method: string,
  organizationId: string,
  mode: Mode | 'both',
  body?: object,
): Promise<Called> {
  const url = `${florin.url}/florin/v1/organizations/${organizationId}/processor?mode=${mode}`;
  return call(method, url, { token: operatorToken, ...(body ? { body } : {}) });
}

const account = () => ({
  processor: 'stripe',
  secret_key: stripe.secretKey,
  webhook_secret: stripe.webhookSecret,
  base_url: stripe.url,
});

const nameOf = async (id: string, mode: Mode) => {
  const scope = { ...(await florin.scope(florin.organization, mode)), organizationId: id };
  return (await processorOf(scope))?.name;
};

test('the sandbox charges in test mode and nobody in live mode, until a processor is set', async () => {
  const { id } = await florin.createOrganization('Chooser');
  const webhook = (mode: Mode) => `${florin.url}/florin/v1/processors/stripe/${id}/${mode}/webhook`;
  const unset = { publishable_key: null, base_url: null, created_at: null, modified_at: null };
  const sandbox = { processor: 'sandbox', mode: 'test', webhook_url: webhook('test'), ...unset };
  assert.deepEqual((await setting('GET', id, 'test')).body, sandbox);
  assert.deepEqual((await setting('GET', id, 'live')).body, {
    ...sandbox,
    processor: null,
    mode: 'live',
    webhook_url: webhook('live'),
  });
  assert.deepEqual([await nameOf(id, 'test'), await nameOf(id, 'live')], ['sandbox', undefined]);

  const publishable_key = 'pk_test_0123456789';
  const set = await setting('PUT', id, 'test', { ...account(), publishable_key });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  const { created_at, ...shown } = set.body as { created_at: string };
  assert.ok(created_at);
  assert.deepEqual(shown, {
    processor: 'stripe',
    mode: 'test',
    publishable_key,
    base_url: stripe.url,
    webhook_url: webhook('test'),
    modified_at: null,
  });
  assert.deepEqual([await nameOf(id, 'test'), await nameOf(id, 'live')], ['stripe', undefined]);
  assert.deepEqual((await setting('GET', id, 'test')).body, set.body);
  const replaced = await setting('PUT', id, 'test', { ...account(), base_url: null });
  assert.deepEqual(replaced.body, {
    ...shown,
    base_url: null,
    created_at,
    modified_at: (replaced.body as { modified_at: string }).modified_at,
  });

  assert.deepEqual((await setting('DELETE', id, 'test')).body, sandbox);
  assert.equal(await nameOf(id, 'test'), 'sandbox');
});

test('the secrets are neither stored as they are nor told', async () => {
  const { id } = await florin.createOrganization('Keeper');
  const answers = [await setting('PUT', id, 'test', account()), await setting('GET', id, 'test')];
  const [row] = await florin.pool`select * from processor_accounts where organization_id = ${id}`;
  assert.ok(row);
  const told = await florin.pool`
    select data::text from events where organization_id = ${id} and type = 'organization.processor_set'
    union all select changes::text from audit_log where organization_id = ${id}`;
  assert.ok(told.length >= 2);
  const all = [
    JSON.stringify(answers.map(({ body }) => body)),
    JSON.stringify(told),
    row.secretKey.toString('latin1'),
    row.webhookSecret.toString('latin1'),
  ].join('\n');
  for (const secret of [stripe.secretKey, stripe.webhookSecret]) {
    assert.ok(!all.includes(secret) && !all.includes(secret.slice(-12)));
  }
  // Sealed for its own row: in another's it opens nothing.
  const other = await florin.createOrganization('Thief');
  await florin.pool`
    insert into processor_accounts (organization_id, mode, created_at, processor, secret_key, webhook_secret, base_url)
    select ${other.id}, mode, created_at, processor, secret_key, webhook_secret, base_url
    from processor_accounts where organization_id = ${id}`;
  await assert.rejects(nameOf(other.id, 'test'));
});

test('wrong settings are refused with the name of the member', async () => {
  const { id } = florin.organization;
  const wrong: [Mode | 'both', object, string, string | null][] = [
    ['live', account(), 'mode_mismatch', 'secret_key'],
    ['test', { ...account(), secret_key: 'sk_live_0123456789' }, 'mode_mismatch', 'secret_key'],
    ['test', { ...account(), secret_key: 'pk_test_0123456789' }, 'secret_key_invalid', 'secret_key'],
    ['test', { ...account(), secret_key: 'sk_test_012345\n6789' }, 'secret_key_invalid', 'secret_key'],
    ['test', { ...account(), webhook_secret: 'secret' }, 'webhook_secret_invalid', 'webhook_secret'],
    ['test', { ...account(), base_url: 'ftp://stripe.example' }, 'invalid', 'base_url'],
    ['test', { ...account(), base_url: 'https://stripe.example/v1' }, 'invalid', 'base_url'],
    ['test', { ...account(), processor: 'adyen' }, 'invalid', 'processor'],
    ['test', { processor: 'stripe' }, 'missing', 'secret_key'],
    ['both', account(), 'invalid', 'mode'],
  ];
  for (const [mode, body, code, param] of wrong) {
    const answer = await setting('PUT', id, mode, body);
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    const { error } = answer.body as { error: { code: string; param: string } };
    assert.deepEqual([error.code, error.param], [code, param]);
    assert.ok(!JSON.stringify(answer.body).includes('0123456789'));
  }
  assert.equal((await setting('GET', newId(Date.now()), 'test')).status, 404);
  const url = `${florin.url}/florin/v1/organizations/${id}/processor?mode=test`;
  assert.equal((await call('GET', url, { token: florin.testKey })).status, 401);
});

test('notices are taken by their signature alone', async () => {
  const { id } = await florin.createOrganization('Listener');
  const path = (organizationId: string, mode = 'test') =>
    `${florin.url}/florin/v1/processors/stripe/${organizationId}/${mode}/webhook`;
  const send = (url: string, { body, headers }: { body: string; headers: Record<string, string> }) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const notice = stripe.event('payment_intent.succeeded', {
    id: 'pi_1',
    metadata: { florin_organization_id: id, florin_payment_id: newId(Date.now()) },
  });
  assert.equal((await send(path(id), notice)).status, 404);
  await setting('PUT', id, 'test', account());
  // Of a payment intent that is not there, which is a fault of the far side: it is sent again.
  assert.equal((await send(path(id), notice)).status, 500);
  const ignored = stripe.event('payment_intent.succeeded', { id: 'pi_1', metadata: {} });
  assert.equal((await send(path(id), ignored)).status, 204);
  // Not as JSON says it again, but as it was sent.
  const spaced = stripe.event('customer.created', { id: 'cus_1', name: 'Zoë' });
  assert.equal((await send(path(id), spaced)).status, 204);
  const altered = await send(path(id), { ...spaced, body: spaced.body.replace('Zoë', 'Zoe') });
  assert.equal(altered.status, 400);
  assert.equal(((await altered.json()) as { error: { code: string } }).error.code, 'signature_invalid');
  const old = stripe.event('customer.created', {}, new Date(Date.now() - 600_000));
  assert.equal((await send(path(id), old)).status, 400);
  assert.equal((await send(path(id), { body: '', headers: {} })).status, 400);
  assert.equal((await send(path(id), { ...ignored, headers: {} })).status, 400);
  const large = { ...ignored, body: ' '.repeat(10 * 1024 * 1024 + 1) };
  assert.equal((await send(path(id), large)).status, 413);
  assert.equal((await send(path(id, 'live'), ignored)).status, 404);
  assert.equal((await send(path(newId(Date.now())), ignored)).status, 404);
  assert.equal((await send(path(id, 'other'), ignored)).status, 422);
});

test('the command line sets and shows the processor, and takes no secret as a word', async () => {
  const { id, slug } = await florin.createOrganization('Typist');
  const environment = { DATABASE_URL: florin.databaseUrl, PUBLIC_URL: 'https://billing.example' };
  const words = (name: string, ...more: string[]) => ['processor', name, '--organization', slug, ...more];
  const missing = await runFlorin(words('set', '--mode', 'test'), environment);
  assert.deepEqual([missing.code, /Set STRIPE_SECRET_KEY\./.test(missing.stderr)], [2, true]);
  const secrets = { STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret };
  const set = await runFlorin(words('set', '--mode', 'test', '--base-url', stripe.url, '--json'), {
    ...environment,
    ...secrets,
  });
  assert.equal(set.code, 0, set.stderr);
  assert.ok(!`${set.stdout}${set.stderr}`.includes(stripe.secretKey.slice(-12)));
  const shown = await runFlorin(words('show', '--mode', 'test', '--json'), environment);
  const view = JSON.parse(shown.stdout) as { processor: string; webhook_url: string };
  assert.deepEqual(view, JSON.parse(set.stdout));
  const url = `https://billing.example/florin/v1/processors/stripe/${id}/test/webhook`;
  assert.deepEqual([view.processor, view.webhook_url], ['stripe', url]);
  assert.equal(await nameOf(id, 'test'), 'stripe');
  const live = await runFlorin(words('set', '--mode', 'live'), { ...environment, ...secrets });
  assert.deepEqual([live.code, /test mode; this is the live mode/.test(live.stderr)], [1, true]);
  const back = await runFlorin(words('set', '--mode', 'test', '--processor', 'sandbox'), environment);
  assert.equal(back.stdout, 'sandbox, in test mode\n');
});
