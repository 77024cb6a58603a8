import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, keyOfNewPricingModel, todaysClient } from '../support/flowglad.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Record_ = { [name: string]: unknown };

async function create(externalId: string, headers: Record<string, string> = {}): Promise<Record_> {
  const customer = { email: 'mia@shop.example', name: 'Mia', externalId };
  const answer = await callFlowglad(florin, florin.testKey, 'POST', '/customers', {
    body: { customer },
    headers,
  });
  assert.equal(answer.status, 200, answer.text);
  return (answer.body.data as { customer: Record_ }).customer;
}

const put = (
  externalId: string,
  customer: Record_,
  headers: Record<string, string> = {},
  key = florin.testKey,
) =>
  callFlowglad(florin, key, 'PUT', `/customers/${encodeURIComponent(externalId)}`, {
    body: { customer },
    headers,
  });
const get = (externalId: string, headers: Record<string, string> = {}, key = florin.testKey) =>
  callFlowglad(florin, key, 'GET', `/customers/${encodeURIComponent(externalId)}`, { headers });

const seedMembers = [
  'archived',
  'billingAddress',
  'catalogId',
  'createdAt',
  'domain',
  'email',
  'externalId',
  'iconURL',
  'id',
  'invoiceNumberBase',
  'livemode',
  'logoURL',
  'name',
  'organizationId',
  'updatedAt',
  'userId',
];

test('the seed call: every member of the page at once, and again', async () => {
  const created = await create('seed/1');
  const customer = {
    email: 'new@shop.example',
    name: 'Mia Maier',
    archived: true,
    logoURL: 'https://shop.example/logo.png',
    iconURL: 'https://shop.example/icon.png',
    domain: 'shop.example',
    externalId: 'seed/1-renamed',
    userId: 'user_1',
    catalogId: created.catalogId,
    id: created.id,
  };
  const answer = await put('seed/1', customer);
  assert.equal(answer.status, 200, answer.text);
  const updated = answer.body.customer as Record_;
  assert.deepEqual(
    Object.keys(updated).sort(),
    [...seedMembers, 'pricingModelId'].sort(),
    'the members of the page, and today’s name of the catalog',
  );
  for (const [name, value] of Object.entries(customer)) assert.equal(updated[name], value, name);
  assert.equal(updated.pricingModelId, created.catalogId);
  assert.equal(updated.livemode, false);
  assert.match(String(updated.createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  assert.ok(new Date(String(updated.updatedAt)) >= new Date(String(updated.createdAt)));

  const again = await put('seed/1-renamed', customer);
  assert.equal(again.status, 200, 'archiving again is no mistake');
  assert.deepEqual(again.body.customer, updated);
});

test('the default contract has ISO times, a client that says its version gets what it was made for', async () => {
  const early = await create('eras-1');
  assert.equal(typeof early.createdAt, 'string');
  const isMilliseconds = async (version: string) => {
    const { body } = await get('eras-1', { 'X-Stainless-Package-Version': version });
    const { createdAt, catalogId } = body.customer as Record_;
    assert.equal(
      catalogId === undefined,
      typeof createdAt === 'number',
      'catalogId is of the early contract',
    );
    return typeof createdAt === 'number';
  };
  for (const version of ['0.22.0', '0.29.0', '1.0.0', '0.100.3'])
    assert.ok(await isMilliseconds(version), version);
  for (const version of ['0.21.0', '0.4.1', 'latest', ''])
    assert.ok(!(await isMilliseconds(version)), version);
});

test("today's contract ignores the links, whatever they hold", async () => {
  const created = await create('links-1');
  const links = { archived: 'yes', externalId: 17, catalogId: [], id: 'cust_of_another', livemode: 'x' };
  const answer = await put('links-1', { name: 'Changed', ...links }, todaysClient);
  assert.equal(answer.status, 200, answer.text);
  const updated = answer.body.customer as Record_;
  assert.equal(updated.name, 'Changed');
  assert.equal(updated.id, created.id);
  assert.equal(updated.archived, false);
  assert.equal(updated.externalId, 'links-1');
});

test('an id in the body must be that of the customer in the path', async () => {
  const one = await create('ids-1');
  const other = await create('ids-2');
  for (const id of [other.id, 'cust_nobody', '']) {
    const answer = await put('ids-1', { id, name: 'Taken over' });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, 'BAD_REQUEST');
  }
  for (const { externalId, name } of [one, other]) {
    const { body } = await get(String(externalId));
    assert.equal((body.customer as Record_).name, name);
  }
  assert.equal((await put('ids-1', { id: one.id, name: 'Own' })).status, 200);
});

test('re-linking: the old external id is free, a taken one is a conflict', async () => {
  await create('relink-1');
  await create('relink-2');
  const taken = await put('relink-1', { externalId: 'relink-2' });
  assert.equal(taken.status, 409);
  assert.equal(taken.body.code, 'CONFLICT');
  assert.equal(taken.headers.get('x-should-retry'), 'false');
  assert.equal((await put('relink-1', { externalId: 'relink-1' })).status, 200, 'its own is not taken');
  assert.equal((await put('relink-1', { externalId: 'relink-3' })).status, 200);
  assert.equal((await get('relink-1')).status, 404);
  assert.equal((await get('relink-3')).status, 200);
  await create('relink-1');
});

test('archive and back: out of reach meanwhile, and not back while another has the external id', async () => {
  const first = await create('away-1');
  const archived = await put('away-1', { archived: true });
  assert.equal((archived.body.customer as Record_).archived, true);
  assert.equal((await get('away-1')).status, 404);
  assert.equal((await put('away-1', { name: 'Unseen' })).status, 404);
  const back = await put('away-1', { archived: false, name: 'Back' });
  assert.equal(back.status, 200, back.text);
  assert.equal((back.body.customer as Record_).name, 'Back');
  assert.equal((await get('away-1')).status, 200);

  await put('away-1', { archived: true });
  const second = await create('away-1');
  assert.notEqual(second.id, first.id);
  assert.equal((await get('away-1')).text.includes(String(second.id)), true);
  await put('away-1', { archived: true });
  const newest = await put('away-1', { archived: false });
  assert.equal((newest.body.customer as Record_).id, second.id, 'of two archived ones the newer');
});

test('catalogId moves a customer to another pricing model of the organization', async () => {
  const other = await keyOfNewPricingModel(florin, florin.organization, 'test');
  const ping = await callFlowglad(florin, other.token, 'GET', '/customers');
  assert.equal(ping.body.total, 0);
  await create('move-1');
  const elsewhere = await callFlowglad(florin, other.token, 'POST', '/customers', {
    body: { customer: { email: '', name: '', externalId: 'move-taken' } },
  });
  const { catalogId } = (elsewhere.body.data as { customer: Record_ }).customer;

  const total = async (key: string) =>
    Number((await callFlowglad(florin, key, 'GET', '/customers')).body.total);
  const before = await total(florin.testKey);
  for (const wrong of ['pricing_model_nobody', 'x', `pricing_model_${'0'.repeat(21)}`]) {
    const answer = await put('move-1', { catalogId: wrong });
    assert.equal(answer.status, 400, wrong);
    assert.equal(answer.body.code, 'BAD_REQUEST');
  }
  assert.equal((await put('move-1', { catalogId: null })).status, 200);
  assert.equal((await put('move-1', { catalogId, externalId: 'move-taken' })).status, 409);
  const moved = await put('move-1', { catalogId });
  assert.equal((moved.body.customer as Record_).catalogId, catalogId);
  assert.equal((await get('move-1')).status, 404);
  assert.equal((await get('move-1', {}, other.token)).status, 200);
  assert.equal(await total(florin.testKey), before - 1);
  assert.equal(await total(other.token), 2);
});

test('an organization’s whole server can speak today’s contract by default', async () => {
  const current = await startTestFlorin({ FLORIN_FLOWGLAD_CONTRACT: '2026-03' });
  try {
    const { body } = await callFlowglad(current, current.testKey, 'POST', '/customers', {
      body: { customer: { email: 'a@b.example', name: 'A', externalId: 'a' } },
    });
    const { customer } = body.data as { customer: Record_ };
    assert.equal(typeof customer.createdAt, 'number');
    assert.equal('catalogId' in customer, false);
    const old = await callFlowglad(current, current.testKey, 'GET', '/customers/a', {
      headers: { 'x-stainless-package-version': '0.21.0' },
    });
    assert.equal(typeof (old.body.customer as Record_).createdAt, 'string');
  } finally {
    await current.stop();
  }
});
