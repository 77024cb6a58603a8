import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
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
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
let story: Story;
let bought: Bought;
let page: WatchedPage;
let user: DashboardUser;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  story = await beginStory(florin, '2026-03-10T09:00:00Z', florin.organization);
  const plan = await story.plan('Lighthouse', 4900);
  bought = await story.buy(plan, { confirm: { customer_name: 'Ada Lovelace' } });
  for (const [name, email, external_id] of [
    ['Grace Hopper', 'grace@example.com', 'usr_1'],
    ['Alan Turing', 'alan@example.com', null],
    ['Alan Turing', 'alan.turing@example.com', 'usr_2'],
  ]) {
    await newCustomer({ name, email, external_id });
  }
  page = await openPage(browser);
  user = await signIn(page, florin);
});
after(async () => {
  await browser.close();
  await florin.stop();
});

async function newCustomer(body: Record<string, unknown>): Promise<string> {
  const made = await story.request('POST', '/v1/customers/', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.id as string;
}

async function customer(id: string): Promise<Record<string, unknown>> {
  const { body } = await call('GET', `${florin.url}/florin/v1/customers/${id}`, { token: florin.testKey });
  return body as Record<string, unknown>;
}

const search = () => page.getByLabel('Name, email, external or tax ID');
const openMenu = async (item: string) => {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('customers are found as one types; back and reload keep what was searched for', async () => {
  await page.goto(user.at('customers'));
  await page.getByRole('link', { name: 'Grace Hopper' }).waitFor();
  await search().fill('ala tur');
  await page.getByRole('link', { name: 'Grace Hopper' }).waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('link', { name: 'Alan Turing' }).count(), 2);
  assert.match(page.url(), /query=ala\+tur/);
  await search().fill('usr_1');
  await page.getByRole('link', { name: 'Grace Hopper' }).click();
  await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Grace Hopper' }).waitFor();
  assert.equal(await search().inputValue(), 'usr_1');
  await page.reload();
  await page.getByRole('link', { name: 'Grace Hopper' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Alan Turing' }).count(), 0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.match(csv, /^\ufeffName,Email,External ID,.*\r\nGrace Hopper,grace@example\.com,usr_1,/);
  assert.deepEqual(page.problems, []);
});

test('a customer is created; what is wrong is told at the field', async () => {
  await page.goto(user.at('customers'));
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Email').fill('GRACE@example.com');
  await dialog.getByRole('button', { name: 'Create customer' }).click();
  await dialog.getByRole('alert').first().waitFor();
  assert.equal(await dialog.getByLabel('Email').getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel('Email').fill('new@example.com');
  await dialog.getByLabel('External ID').fill('usr_new');
  await dialog.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('heading', { level: 1, name: 'new@example.com' }).waitFor();
  await page.getByText('No subscriptions yet.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('all that is there of a customer is shown, each part under its own address', async () => {
  await page.goto(user.at(`customers/${bought.customerId}`));
  await page.getByRole('link', { name: 'Lighthouse' }).waitFor();
  await page.getByText('Visa •••• 4242').waitFor();
  await page.getByText('$49.00').first().waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.getByText('Subscription began').waitFor();
  assert.equal(await page.getByText('Subscribed', { exact: true }).count(), 0);
  await page.getByRole('switch', { name: 'Show every event' }).click();
  await page.getByText('Subscribed', { exact: true }).waitFor();
  assert.match(page.url(), /tab=timeline&events=all/);
  await page.getByRole('tab', { name: 'Emails' }).click();
  await page.getByText('Lighthouse', { exact: false }).first().waitFor();
  await page.getByRole('tab', { name: 'Members and seats' }).click();
  await page.getByText('Members', { exact: true }).first().waitFor();
  assert.deepEqual(page.problems, []);
});

test('every field is edited, a tax id checked as it is typed, and only what was changed is sent', async () => {
  const id = await newCustomer({
    email: 'edit@example.com',
    name: 'Before',
    metadata: { seats: 5, plan: 'old' },
  });
  await page.goto(user.at(`customers/${id}/edit`));
  await page.getByLabel('Name', { exact: true }).fill('ACME GmbH');
  await page.getByLabel('Phone').fill('+49 30 123');
  await page.getByLabel('Note').fill('Pays late.');
  await page.getByLabel('Language').selectOption('de');
  await page.getByLabel('Billed to').fill('ACME Buchhaltung');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Street').fill('Weg 1');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('City').fill('Berlin');
  await page.getByLabel('Tax ID').fill('DE12');
  await page.getByText('This is no tax ID of that country yet.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').first().waitFor();
  assert.equal(await page.getByLabel('Tax ID').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Tax ID').fill('DE 136 695 976');
  await page.getByText('Reads as DE136695976').waitFor();
  await page.getByLabel('Value 1').fill('new');
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  // Somebody else changes something meanwhile.
  await story.request('PATCH', `/v1/customers/${id}`, { external_id: 'usr_meanwhile' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'ACME GmbH' }).waitFor();
  assert.deepEqual(Object.keys((await sent).postDataJSON()).includes('email'), false);
  const saved = await customer(id);
  assert.equal(saved.external_id, 'usr_meanwhile');
  assert.deepEqual(saved.tax_ids, [{ value: 'DE136695976', format: 'eu_vat' }]);
  assert.deepEqual(saved.metadata, { seats: 5, plan: 'new' });
  assert.deepEqual(
    [saved.billing_name, saved.phone, saved.locale, saved.description],
    ['ACME Buchhaltung', '+49 30 123', 'de', 'Pays late.'],
  );
  await page.getByText('10115 Berlin').waitFor();
  await page.getByText('German', { exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('texts that would be script are shown as they are', async () => {
  const hostile = '<img src=x onerror="window.isBroken=1"><script>window.isBroken=1</script>';
  const id = await newCustomer({ email: 'xss@example.com', name: hostile, metadata: { note: hostile } });
  await page.goto(user.at('customers?query=xss'));
  await page.getByRole('link', { name: hostile }).click();
  await page.getByRole('heading', { level: 1, name: hostile }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.getByText('Customer created').waitFor();
  await page.goto(user.at(`customers/${id}/edit`));
  for (const label of ['Phone', 'Note', 'Billed to', 'Street', 'City']) {
    await page.getByLabel(label, { exact: true }).fill(hostile.slice(0, 60));
  }
  await page.getByLabel('Country').selectOption('NL');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(hostile.slice(0, 60)).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('xss');
  await page.getByRole('option', { name: hostile }).first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => 'isBroken' in window), false);
  assert.deepEqual(page.problems, []);
});

test('an external id is tied to another record; one that is taken is told at the field', async () => {
  const id = await newCustomer({ email: 'tied@example.com', name: 'Tied', external_id: 'old_id' });
  await page.goto(user.at(`customers/${id}`));
  await openMenu('Change the external ID…');
  const dialog = page.getByRole('dialog', { name: 'Change the external ID' });
  await dialog.getByText('Calls that still use old_id').waitFor();
  await assertWholePage(page, 'the external id');
  await dialog.getByLabel('External ID').fill('usr_1');
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await dialog.getByRole('alert').first().waitFor();
  assert.equal(await dialog.getByLabel('External ID').getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel('External ID').fill('fresh_id');
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await page.getByText('fresh_id').first().waitFor();
  assert.equal((await customer(id)).external_id, 'fresh_id');
  assert.deepEqual(page.problems, []);
});

test('a duplicate is found, what would move is shown, and the two become one', async () => {
  const stays = await newCustomer({ email: 'stays@example.com', name: 'Stays' });
  const plan = await story.plan('Duplicated', 900);
  const goes = await newCustomer({ email: 'goes@example.com', name: 'Goes', external_id: 'usr_goes' });
  await story.buy(plan, { checkout: { customer_id: goes } });
  await page.goto(user.at(`customers/${stays}`));
  await openMenu('Merge a duplicate…');
  const dialog = page.getByRole('dialog', { name: 'Merge a duplicate into Stays' });
  await dialog
    .getByRole('button', { name: 'Find a customer' })
    .or(dialog.getByLabel('Duplicate to merge'))
    .first()
    .click();
  await page.getByRole('combobox', { name: 'Search customers' }).fill('goes');
  await page.getByRole('option', { name: /Goes/ }).click();
  await dialog.getByText('Comes over').waitFor();
  await dialog.getByText('Subscriptions').waitFor();
  await dialog.getByText('Filled in, because it is empty here: external id').waitFor();
  assert.match(page.url(), new RegExp(`other=${goes}`));
  await assertWholePage(page, 'the merge');
  await dialog.getByRole('button', { name: 'Merge into Stays' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Duplicated' }).waitFor();
  assert.equal((await customer(stays)).external_id, 'usr_goes');
  assert.deepEqual(page.problems, []);
});

test('erasing asks for the address, says what is kept, and the customer is gone', async () => {
  const id = await newCustomer({ email: 'forget@example.com', name: 'Forget Me' });
  await page.goto(user.at(`customers/${id}`));
  await page.getByRole('heading', { level: 1, name: 'Forget Me' }).waitFor();
  await openMenu('Erase personal data…');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Kept, as the law requires').waitFor();
  await assertWholePage(page, 'the erasure');
  const button = dialog.getByRole('button', { name: 'Erase permanently' });
  await dialog.getByLabel(/^Type/).fill('forget@example.co');
  assert.equal(await button.isDisabled(), true);
  await dialog.getByLabel(/^Type/).fill('Forget@example.com');
  await button.click();
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
  await search().fill('forget');
  await page.getByText('No matching customers').waitFor();
  // Not even the palette remembers.
  assert.equal(await page.evaluate(() => localStorage.getItem('florin.recent')?.includes('Forget')), false);
  assert.deepEqual(page.problems, []);
});

test('the portal is opened as the customer, in a tab of its own', async () => {
  await page.goto(user.at(`customers/${bought.customerId}`));
  const [portal] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open the portal' }).click(),
  ]);
  await portal.waitForURL(new RegExp(`/${florin.organization.slug}/portal`));
  await portal.close();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page
    .getByText(/Portal opened.*Someone with the role owner/)
    .first()
    .waitFor();
  assert.deepEqual(page.problems, []);
});

test('an archived customer is told apart, found again, and taken back', async () => {
  const id = await newCustomer({ email: 'shelf@example.com', name: 'Shelved' });
  await page.goto(user.at(`customers/${id}`));
  await openMenu('Archive…');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Archive customer' }).click();
  await page.getByText(/^Archived on/).waitFor();
  await page.goto(user.at('customers?query=shelf'));
  await page.getByText('No matching customers').waitFor();
  await page.getByLabel('Archived').selectOption('only');
  await page.getByRole('link', { name: /Shelved/ }).click();
  await openMenu('Restore…');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore customer' }).click();
  await page.getByText(/^Archived on/).waitFor({ state: 'hidden' });
  assert.equal((await customer(id)).archived_at, null);
});

test('metadata is added to many at once, with progress', async () => {
  const ids = await Promise.all(
    [1, 2, 3].map((n) => newCustomer({ email: `bulk${n}@example.com`, metadata: { n } })),
  );
  await page.goto(user.at('customers?query=bulk'));
  await page.getByRole('link', { name: 'bulk3@example.com' }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await page.getByRole('button', { name: 'Set metadata' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name 1').fill('campaign');
  await dialog.getByLabel('Value 1').fill('spring');
  await dialog.getByRole('button', { name: 'Set metadata' }).click();
  await dialog.getByText('3 of 3 done').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  for (const [index, id] of ids.entries()) {
    assert.deepEqual((await customer(id)).metadata, { n: index + 1, campaign: 'spring' });
  }
  assert.deepEqual(page.problems, []);
});

test('every screen is whole at both widths, light and dark', async () => {
  const one = `customers/${bought.customerId}`;
  const screens = [
    ['customers', 'Grace Hopper'],
    [one, 'Visa •••• 4242'],
    [`${one}/edit`, 'Shipping address'],
  ] as const;
  const states = [
    ['customers?query=nobody', 'No matching customers'],
    ['customers?create=yes', 'Create customer'],
    [`${one}?tab=timeline`, 'Subscription began'],
    [`${one}?tab=members`, 'People who can act for this customer.'],
    [`${one}?tab=mails`, 'Your subscription to Lighthouse'],
    ['customers/00000000-0000-4000-8000-000000000000', 'This customer is not here.'],
  ] as const;
  const own = await openPage(browser);
  const viewer = await signIn(own, florin);
  for (const [path, text] of [...screens, ...states]) {
    await own.goto(viewer.at(path));
    await own.getByText(text).filter({ visible: true }).first().waitFor();
    await assertWholeEverywhere(own, path);
  }
  await own.context().close();
});

test('a list that grows is read on demand, in order', async () => {
  const shop = await florin.createOrganization('Many');
  const { token } = await florin.createKey(shop, 'test');
  for (let n = 0; n < 60; n++) {
    const body = { email: `many${n}@example.com` };
    const { status } = await call('POST', `${florin.url}/v1/customers/`, { token, body });
    assert.equal(status, 201);
  }
  const own = await openPage(browser);
  const viewer = await signIn(own, florin, 'owner', shop);
  await own.goto(viewer.at('customers'));
  await own.getByRole('link', { name: 'many59@example.com' }).waitFor();
  assert.equal(await own.getByRole('row').count(), 51);
  await own.getByRole('button', { name: 'Show more' }).click();
  await own.getByRole('link', { name: 'many0@example.com' }).waitFor();
  await eventually('all are there', 10_000, async () => (await own.getByRole('row').count()) === 61);
  await own.context().close();
});
