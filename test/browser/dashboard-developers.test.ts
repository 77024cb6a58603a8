import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import {
  assertWholeEverywhere,
  assertWholePage,
  openPage,
  startBrowser,
  type WatchedPage,
} from '../support/browser.ts';
import { call } from '../support/call.ts';
import { type DashboardUser, signIn } from '../support/dashboard.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { beginStory, type Story } from '../support/story.ts';

/** Would be seen in `hacked` if a page ever took it for more than text. */
const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

let florin: TestFlorin;
let browser: Browser;
let receiver: Receiver;
let story: Story;
let page: WatchedPage;
let user: DashboardUser;
before(async () => {
  [florin, browser, receiver] = await Promise.all([
    startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' }),
    startBrowser(),
    startReceiver(),
  ]);
  story = await beginStory(florin, '2026-03-10T09:00:00Z', florin.organization);
  page = await openPage(browser);
  user = await signIn(page, florin);
});
after(async () => {
  await browser.close();
  await receiver.close();
  await florin.stop();
});

type Body = Record<string, unknown>;

async function api(method: string, path: string, body?: Body, who = user): Promise<[number, Body]> {
  const headers = { ...who.headers, origin: florin.url };
  const answer = await call(method, `${florin.url}${path}`, { headers, body });
  return [answer.status, answer.body as Body];
}

async function newCustomer(name: string): Promise<string> {
  const [status, body] = await api('POST', '/v1/customers/', {
    email: `${crypto.randomUUID()}@example.com`,
    name,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id as string;
}

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp) => page.getByRole('button', { name });
/** Of what is shown to be copied. */
const textOf = async (label: string) => (await page.getByLabel(label, { exact: true }).textContent()) ?? '';
const hacked = () => page.evaluate(() => (window as { hacked?: number }).hacked);

/** Fills the form for an endpoint, keeps its secret, and answers that and the endpoint's id. */
async function makeEndpoint(vendor: string, name: string, types: string[]) {
  await page.goto(user.at('webhooks/new'));
  await page.getByRole('radio', { name: vendor }).click();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await button('None').click();
  for (const type of types) await page.getByRole('checkbox', { name: type, exact: true }).click();
  await button('Create endpoint').click();
  await page.getByRole('dialog', { name: 'The endpoint is made' }).waitFor();
  const secret = await textOf('Secret');
  await button('Done').click();
  await heading(name).waitFor();
  return { secret, id: new URL(page.url()).pathname.split('/').at(-1)! };
}

test('an endpoint is made, is told of what happens, and told again', async () => {
  await page.goto(user.at('webhooks'));
  await page.getByText('No webhook endpoints yet').waitFor();
  await page.goto(user.at('webhooks/new'));
  await page.getByLabel('Address').fill('http://10.0.0.1/hook');
  await button('Create endpoint').click();
  await page.getByText('The address must').waitFor();
  const { secret, id } = await makeEndpoint('Polar', 'Fulfilment', ['customer.created', 'customer.updated']);
  assert.match(secret, /^polar_whs_/);
  await page.getByText('Nothing was sent yet').waitFor();

  const customer = await newCustomer(hostile);
  const [first] = await receiver.waitFor(1);
  assert.equal(JSON.parse(first!.body).data.name, hostile);
  await page.getByRole('link', { name: 'customer.created' }).click();
  await heading('customer.created').waitFor();
  await page.getByText('Attempt 1').waitFor();
  await page.getByText('user-agent: polar.sh webhooks').waitFor();
  await page.getByText(JSON.stringify(hostile)).first().waitFor();
  assert.equal(await hacked(), undefined);
  await assertWholePage(page, 'a message');

  await button('Redeliver').click();
  const [, second] = await receiver.waitFor(2);
  assert.equal(second!.headers['webhook-id'], first!.headers['webhook-id']);
  await page.getByText('Attempt 1').nth(1).waitFor();

  await api('PATCH', `/v1/customers/${customer}`, { name: 'Ada' });
  await receiver.waitFor(3);
  await page.goto(user.at(`webhooks/${id}`));
  await page.getByRole('row', { name: /customer.updated Delivered/ }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await button('Redeliver').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Redeliver' }).click();
  await page.getByRole('dialog', { name: '2 of 2 done' }).waitFor();
  await receiver.waitFor(5);
  await button('Close').last().click();

  await page.getByLabel('Status').selectOption('failed');
  await page.getByText('No matching messages').waitFor();
  assert.match(page.url(), /status=failed/);
});

test('a time range is redelivered with its progress; an endpoint is changed, turned off and on, and deleted', async () => {
  const { id } = await makeEndpoint('Atlas', 'Warehouse', ['customer.created']);
  await newCustomer('Grace');
  const before = (await receiver.waitFor(7)).length;
  await button('More actions').click();
  await page.getByRole('menuitem', { name: 'Redeliver a time range…' }).click();
  await page.getByRole('checkbox', { name: 'Delivered' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Redeliver' }).click();
  await page.getByText('1 of 1 sent').waitFor();
  await assertWholePage(page, 'the redelivery');
  await button('Close').last().click();
  await receiver.waitFor(before + 1);

  await button('Edit').click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(hostile);
  await button('Save').click();
  await heading(hostile).waitFor();
  await button('More actions').click();
  await page.getByRole('menuitem', { name: 'New secret…' }).click();
  await button('Create new secret').click();
  assert.match(await textOf('Secret'), /^whsec_\w{32}$/);
  await button('Done').click();
  await button('More actions').click();
  await page.getByRole('menuitem', { name: 'Turn off…' }).click();
  await button('Turn off').click();
  await button('Turn on').click();
  await button('Send a test event').waitFor();
  await button('More actions').click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await button('Delete endpoint').click();
  await heading('Webhooks').waitFor();
  // The page is left before the endpoint is deleted.
  await page.getByText(`${hostile} deleted.`).first().waitFor();
  await page.getByRole('link', { name: hostile }).waitFor({ state: 'hidden' });
  assert.equal((await api('GET', `/florin/v1/webhooks/endpoints/${id}`))[0], 404);
  assert.equal(await hacked(), undefined);
});

test('a test event is one of the past, sent as if it had just happened', async () => {
  await makeEndpoint('Flowglad', 'App', ['customer.created']);
  const before = receiver.received.length;
  await button('Send a test event').click();
  await heading('customer.created').waitFor();
  const all = await receiver.waitFor(before + 1);
  assert.ok(all.at(-1)!.headers['svix-signature']);
  await page.getByText('Delivered').waitFor();
});

test('the live view shows what happens, keeps still when it is paused, and goes on where it was', async () => {
  await page.goto(user.at('events?live=yes'));
  await page.getByText('Listening').waitFor();
  const live = page.getByRole('list', { name: 'Live events' });
  await newCustomer(hostile);
  await live.getByRole('link', { name: /customer\.created/ }).waitFor();
  await live.getByText(hostile).first().waitFor();
  await button('Pause').click();
  await page.getByText('Paused').waitFor();
  await newCustomer('While it was paused');
  assert.equal(await live.getByText('While it was paused').count(), 0);
  await button('Resume').click();
  await live.getByText('While it was paused').first().waitFor();
  await page.getByRole('searchbox', { name: 'Event, or the ID of an object' }).fill('product');
  await page.getByText('Waiting for something to happen').waitFor();
  await page.getByText('Listening').waitFor();
  await newCustomer('Not a product');
  await story.plan('Lighthouse', 900);
  await live.getByRole('link', { name: /product\.created/ }).waitFor();
  assert.equal(await live.getByRole('link', { name: /customer/ }).count(), 0);
  assert.equal(await hacked(), undefined);
});

test('events are found by name and object, and told to an endpoint again', async () => {
  const customer = await newCustomer('Emmy');
  await page.goto(user.at(`events?query=${customer}`));
  await page.getByRole('link', { name: 'customer.created' }).click();
  await heading('customer.created').waitFor();
  await page.getByRole('list', { name: 'Webhooks that were told' }).getByText('Fulfilment').waitFor();
  await page.getByText('"Emmy"').first().waitFor();
  const told = page.getByRole('list', { name: 'Webhooks that were told' });
  await told.getByText('Delivered').first().waitFor();
  const before = receiver.received.length;
  await page.getByLabel('Replay to').selectOption({ label: 'Fulfilment' });
  await button('Replay').click();
  await receiver.waitFor(before + 1);
  await button(/^\{/).first().click();
  assert.equal(await page.getByText('"Emmy"').count(), 0);
  await assertWholePage(page, 'an event');
});

test('the audit log says who changed what, member by member, and proves itself', async () => {
  const customer = await newCustomer(hostile);
  await api('PATCH', `/v1/customers/${customer}`, { name: 'Ada', billing_address: { country: 'FR' } });
  await api('PATCH', `/v1/customers/${customer}`, { billing_address: { country: 'FR', city: 'Paris' } });
  await page.goto(user.at(`audit?query=${customer}`));
  const row = page.getByRole('row', { name: /customer\.updated/ }).first();
  await row.getByText('Someone with the role owner').waitFor();
  await row.getByText('billingAddress.city').waitFor();
  await page.getByRole('link', { name: 'customer.updated' }).nth(1).click();
  const name = page.getByRole('row', { name: /^name/ });
  await name.getByText(hostile).waitFor();
  await name.getByText('Ada').waitFor();
  await assertWholePage(page, 'an entry');
  assert.equal(await hacked(), undefined);

  await page.goto(user.at('audit'));
  await button('Verify the chain').click();
  await page.getByText('The log is intact.').waitFor();
  const head = await textOf('The head');
  assert.match(head, /^[0-9a-f]{64}$/);
  await page.getByLabel('Against a head that was noted earlier').fill('0'.repeat(64));
  await button('Verify again').click();
  await page.getByText('The log is not what was sealed.').waitFor();
  await assertWholePage(page, 'the verification');
  await button('Close').last().click();
  await button('Export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'As CSV' }).click(),
  ]);
  assert.match(await readFile(await download.path(), 'utf8'), /^id,recorded_at,[\s\S]*customer\.updated/);
});

test('a mail is shown as its reader sees it, shut off from the page', async () => {
  const plan = await story.plan(hostile.slice(0, 60), 1900);
  await story.buy(plan);
  await eventually('the mail is there', 10_000, async () => {
    const [, { items }] = await api('GET', '/florin/v1/mails?kind=subscription_confirmation');
    return (items as unknown[]).length === 1;
  });
  await page.goto(user.at('mails'));
  await page.getByRole('link', { name: /Your subscription to <img/ }).click();
  const frame = page.frameLocator('iframe');
  await frame.getByText('Your subscription has begun').waitFor();
  assert.equal(await frame.locator('img').count(), 0);
  assert.equal(await hacked(), undefined);
  assert.deepEqual(page.problems, []);
  await page.getByRole('tab', { name: 'As text' }).click();
  await page.locator('pre').getByText('Your subscription has begun').waitFor();
});

test('a key is shown once, works with the client of a vendor, and nowhere once it is revoked', async () => {
  await page.goto(user.at('keys/new'));
  await page.getByLabel('Name').fill('Reports');
  await page.getByRole('radio', { name: 'Custom' }).click();
  await page.getByLabel('Customers', { exact: true }).selectOption('read');
  await button('Create key').click();
  await heading('Reports created').waitFor();
  const token = await textOf('The key');
  assert.match(token, /^sk_test_/);
  await page.getByRole('tab', { name: 'Flowglad' }).click();
  await page.getByText('@flowglad/node').waitFor();
  await assertWholePage(page, 'a new key');
  const polar = new Polar49({ accessToken: token, serverURL: florin.url });
  const { result } = await polar.customers.list({});
  assert.ok(result.items.length > 0);
  await assert.rejects(polar.products.list({}), /insufficient|403|scope/i);

  await button('Done').click();
  await page.getByRole('row', { name: /Reports/ }).waitFor();
  assert.equal(await page.getByText(token).count(), 0);
  await button('Revoke Reports').click();
  await button('Revoke key').click();
  await page.getByRole('row', { name: /Reports.*Revoked/ }).waitFor();
  await assert.rejects(polar.customers.list({}), /401|[Uu]nauthorized|invalid/);
});

test('what a role forbids is not offered, and refused where it is asked for all the same', async () => {
  for (const role of ['support', 'read_only'] as const) {
    const own = await openPage(browser);
    const person = await signIn(own, florin, role);
    await own.goto(person.at('webhooks'));
    await own.getByRole('link', { name: 'Fulfilment' }).click();
    await own.getByRole('heading', { level: 1, name: 'Fulfilment' }).waitFor();
    assert.equal(await own.getByRole('button', { name: /Edit|Send a test|More actions/ }).count(), 0);
    await own.goto(person.at('webhooks/new'));
    await own.getByText('Your role does not allow this').waitFor();
    await own.goto(person.at('keys'));
    await own.getByRole('row', { name: /Reports/ }).waitFor();
    assert.equal(await own.getByRole('link', { name: 'New key' }).count(), 0);
    assert.equal(await own.getByRole('link', { name: 'Emails' }).count(), role === 'support' ? 1 : 0);
    assert.deepEqual(own.problems, []);
    await own.context().close();
    const { id } = florin.organization;
    const forbidden: [string, string, Body?][] = [
      [
        'POST',
        '/florin/v1/webhooks/endpoints',
        { dialect: 'polar', url: receiver.url, event_types: ['order.paid'] },
      ],
      ['POST', '/florin/v1/webhooks/redeliver', { ids: [id] }],
      ['POST', `/florin/v1/organizations/${id}/keys`, { name: 'Mine', mode: 'test' }],
      ['PATCH', `/florin/v1/organizations/${id}`, { name: 'Mine' }],
      ['DELETE', `/florin/v1/organizations/${id}/logo`],
    ];
    for (const [method, path, body] of forbidden) {
      assert.equal((await api(method, path, body, person))[0], 403, `${role} ${method} ${path}`);
    }
  }
});

test('every screen is whole on a phone and on a desk, light and dark', async () => {
  const items = async (path: string) =>
    (await api('GET', path))[1].items as { id: string; endpoint_id: string }[];
  const [message] = await items('/florin/v1/webhooks/messages');
  const [event] = await items('/florin/v1/events?type=customer.created');
  const [entry] = await items('/florin/v1/audit?action=customer.updated');
  const [mail] = await items('/florin/v1/mails');
  const paths = [
    'webhooks',
    'webhooks/new',
    `webhooks/${message!.endpoint_id}`,
    `webhooks/${message!.endpoint_id}?edit=yes`,
    `webhooks/${message!.endpoint_id}/messages/${message!.id}`,
    'events',
    'events?live=yes',
    `events/${event!.id}`,
    'audit',
    `audit/${entry!.id}`,
    'mails',
    `mails/${mail!.id}`,
    'keys',
    'keys/new',
  ];
  for (const path of paths) {
    await page.goto(user.at(path));
    await page.getByRole('heading', { level: 1, includeHidden: true }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-label^="Loading"]'));
    await assertWholeEverywhere(page, path);
  }
  await page.goto(user.at('webhooks/00000000-0000-4000-8000-000000000000'));
  await page.getByText('This endpoint is not here.').waitFor();
});
