import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
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
import type { TestMail } from '../support/mailbox.ts';
import { beginStory, type Story } from '../support/story.ts';

/** Would be seen in `hacked` if a page ever took it for more than text. */
const hostile = '<img src=x onerror="window.hacked=1">';

let florin: TestFlorin;
let browser: Browser;
let story: Story;
let plan: { id: string };
let page: WatchedPage;
let user: DashboardUser;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  story = await beginStory(florin, '2026-03-10T09:00:00Z', florin.organization);
  plan = await story.plan('Lighthouse', 4900);
  page = await openPage(browser);
  user = await signIn(page, florin);
});
after(async () => {
  await browser.close();
  await florin.stop();
});

type Body = Record<string, unknown>;

/** The organization as an API tells of it. */
async function told(where: '/florin/v1' | '/v1'): Promise<Body> {
  const headers = { ...user.headers, 'polar-version': '2026-10' };
  const { id } = florin.organization;
  return (await call('GET', `${florin.url}${where}/organizations/${id}`, { headers })).body as Body;
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
/** A part of the settings that is saved by itself. */
const part = (title: string) => page.locator('form', { has: page.getByRole('heading', { name: title }) });

/** Told at the edge of the page, and once more to those who hear it. */
const toast = (text: string | RegExp) => page.getByText(text).first().waitFor();

async function save(title: string): Promise<void> {
  await part(title).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').last().waitFor();
  // It is told until it has gone: the next one is another.
  await page.getByRole('button', { name: 'Close' }).last().click();
}

test('who sells is told through the APIs, and names are nothing but text', async () => {
  await page.goto(user.at('settings'));
  const names = part('Organization');
  await names.getByLabel('Name', { exact: true }).fill(`Acme ${hostile}`);
  await names.getByLabel('Email').fill('no address');
  await names.getByRole('button', { name: 'Save' }).click();
  await names.getByRole('alert').waitFor();
  assert.equal(await names.getByLabel('Email').getAttribute('aria-invalid'), 'true');
  await names.getByLabel('Email').fill('billing@acme.example');
  await names.getByLabel('Website').fill('https://acme.example');
  await save('Organization');
  await page.getByRole('banner').getByText(`Acme ${hostile}`).waitFor();

  const seller = part('Seller');
  await seller.getByLabel('Legal name').fill('Acme GmbH');
  await seller.getByLabel('Country').selectOption('DE');
  await seller.getByLabel('City').fill('Berlin');
  await seller.getByRole('button', { name: 'Add a tax number' }).click();
  await seller.getByLabel('Tax number 1', { exact: true }).fill('DE1');
  await seller.getByRole('button', { name: 'Save' }).click();
  await seller.getByText('Must be a tax id of DE.').waitFor();
  await seller.getByLabel('Tax number 1', { exact: true }).fill('de 232 309 969');
  await save('Seller');
  assert.equal(await seller.getByLabel('Tax number 1', { exact: true }).inputValue(), 'DE232309969');
  const organization = await told('/florin/v1');
  assert.deepEqual(
    [organization.name, organization.email, organization.legal_name, organization.tax_ids],
    [`Acme ${hostile}`, 'billing@acme.example', 'Acme GmbH', [{ value: 'DE232309969', format: 'eu_vat' }]],
  );
  assert.equal((organization.address as Body).city, 'Berlin');
  assert.equal((await told('/v1')).email, 'billing@acme.example');
  assert.equal(await page.evaluate(() => (window as { hacked?: number }).hacked), undefined);
});

/** One pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('logo and colour stand on the checkout; what is no picture is refused', async () => {
  await page.goto(user.at('settings'));
  const file = path.join(florin.dataDir, 'logo.png');
  await writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  await page.getByLabel('Logo', { exact: true }).setInputFiles(file);
  await toast('The picture must be a PNG, a JPEG or a WebP.');
  await writeFile(file, picture);
  await page.getByLabel('Logo', { exact: true }).setInputFiles(file);
  await toast('Logo changed.');
  const { avatar_url } = await told('/florin/v1');
  const logo = await fetch(String(avatar_url));
  assert.deepEqual(
    [logo.status, logo.headers.get('content-type'), logo.headers.get('cache-control')],
    [200, 'image/png', 'public, max-age=31536000, immutable'],
  );
  assert.ok(Buffer.from(await logo.arrayBuffer()).equals(picture));
  assert.equal((await fetch(`${avatar_url}0`)).status, 404);

  const color = part('Color');
  await color.getByLabel('Brand color').fill('#ffff00');
  await color.getByText('On light pages this color is hard to tell').waitFor();
  await color.getByLabel('Brand color').fill('#7a1fa2');
  await color.getByText('is hard to tell').waitFor({ state: 'hidden' });
  await save('Color');
  assert.equal((await told('/florin/v1')).brand_color, '#7a1fa2');

  const checkout = await story.polar.checkouts.create({ products: [plan.id] } as never);
  const buyer = await openPage(browser);
  await buyer.goto(`${florin.url}${new URL(checkout.url).pathname}`);
  await buyer.locator(`img[src="${avatar_url}"]`).first().waitFor();
  const accent = await buyer.evaluate(() => document.documentElement.style.getPropertyValue('--accent'));
  assert.match(accent, /#7a1fa2/);
  await buyer.context().close();

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await toast('Logo removed.');
  assert.equal((await fetch(String(avatar_url))).status, 404);
  assert.equal((await told('/florin/v1')).avatar_url, null);
});

test('tax registrations are added, changed and removed; the calculation is chosen', async () => {
  await page.goto(user.at('settings/tax'));
  await page.getByText('No tax is collected').waitFor();
  await button('Add a registration').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Country').selectOption('DE');
  await dialog.getByLabel('Registration number').fill('DE1');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('Must be a VAT number of DE').waitFor();
  await assertWholePage(page, 'a registration');
  await dialog.getByLabel('Registration number').fill('DE232309969');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const list = page.getByRole('list', { name: 'Tax registrations' });
  await list.getByText('DE232309969').waitFor();
  await button('Add a registration').click();
  await dialog.getByLabel('Country').selectOption('US');
  await dialog.getByLabel('State').fill('NY');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await list.getByText('United States, NY').waitFor();
  await button('Edit Germany').click();
  await dialog.getByLabel('First day').fill('2026-01-01');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await list.getByText('since Jan 1, 2026').waitFor();
  await button('Remove United States, NY').click();
  await button('Remove registration').click();
  await list.getByText('United States, NY').waitFor({ state: 'hidden' });
  await page.getByRole('radio', { name: 'No tax' }).click();
  await page.getByLabel('Prices').selectOption('inclusive');
  await save('Tax calculation');
  const { tax_registrations, tax_calculator, default_tax_behavior } = await told('/florin/v1');
  assert.deepEqual(
    (tax_registrations as Body[]).map(({ country, valid_from }) => [country, valid_from]),
    [['DE', '2026-01-01']],
  );
  assert.deepEqual([tax_calculator, default_tax_behavior], ['none', 'inclusive']);
});

test('numbers, currency, failed payments and switches are saved', async () => {
  await page.goto(user.at('settings/invoices'));
  await page.getByLabel('Prefix').fill('not a prefix');
  await part('Invoice numbers').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Letters, digits and hyphens').waitFor();
  await page.getByLabel('Prefix').fill('AC');
  await page.getByRole('radio', { name: /One sequence/ }).click();
  await page.getByText('AC-0042').waitFor();
  await save('Invoice numbers');
  await page.getByLabel('Default currency').selectOption('eur');
  await part('Currency').getByRole('button', { name: 'Save' }).click();
  await page.getByText('All active products must have prices in the new currency.').waitFor();

  await page.goto(user.at('settings/dunning'));
  await button('Remove attempt 5').click();
  await page.getByLabel('Days before attempt 2').fill('1');
  await page.getByText('tried again 3 times, on day 1, 6, and 13 after the first failure').waitFor();
  await page.getByLabel('Give up after (days)').fill('10');
  await page.getByText('the subscription ends on day 10').waitFor();
  await save('When a renewal cannot be paid');
  const organization = await told('/florin/v1');
  assert.deepEqual(
    [organization.invoice_prefix, organization.invoice_numbering, organization.dunning],
    ['AC', 'organization', { retry_days: [1, 5, 7], deadline_minutes: 14_401 }],
  );

  await page.goto(user.at('settings/subscriptions'));
  await page.getByRole('radio', { name: /Bill immediately/ }).click();
  await page.getByRole('switch', { name: 'Allow multiple subscriptions' }).click();
  await save('Subscriptions');
  await page.getByRole('switch', { name: 'Pause and resume' }).click();
  await page.getByRole('switch', { name: 'Change subscriptions' }).click();
  await save('Customer portal');
  await page.goto(user.at('settings/mails'));
  await button('What “Renews soon” says').click();
  await page.getByText('Your subscription to Pro renews on').first().waitFor();
  await button('Close').last().click();
  await page.getByRole('switch', { name: 'Renews soon' }).click();
  await save('Emails to customers');
  await page.goto(user.at('settings/checkout'));
  await page.getByRole('switch', { name: 'Use the buyer’s language' }).click();
  await save('Language');
  await button('Add a host').click();
  await page.getByLabel('Host 1', { exact: true }).fill('https://Shop.Acme.example/pricing');
  await save('Allowed websites');
  const switches = await told('/v1');
  const { subscription_settings, customer_portal_settings, customer_email_settings } = switches as Record<
    string,
    Body
  >;
  assert.deepEqual(
    [
      subscription_settings!.proration_behavior,
      subscription_settings!.allow_multiple_subscriptions,
      subscription_settings!.allow_customer_updates,
      (customer_portal_settings!.subscription as Body).pause,
      customer_email_settings!.subscription_renewal_reminder,
      customer_email_settings!.order_confirmation,
      (switches.feature_settings as Body).checkout_localization_enabled,
      switches.embed_hosts,
    ],
    ['invoice', true, false, true, false, true, true, ['shop.acme.example']],
  );
});

test('an account at Stripe is set, told of without its secrets, and forgotten', async () => {
  await page.goto(user.at('settings/processor', 'live'));
  await page.getByText('No payment processor yet').waitFor();
  await page.getByText('/live/webhook').waitFor();
  await page.getByLabel('Secret key').fill('sk_test_123456789');
  await page.getByLabel('Signing secret').fill('whsec_123456789');
  await button('Save').click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Secret key').fill('sk_live_123456789');
  await button('Save').click();
  await toast('Stripe connected.');
  await page.getByText('Stored encrypted').waitFor();
  assert.equal(await page.getByText('sk_live_123456789').count(), 0);
  assert.equal(await page.getByLabel('Secret key').inputValue(), '');
  await button('Disconnect…').click();
  await button('Disconnect Stripe').last().click();
  await page.getByText('No payment processor yet').waitFor();
});

test('somebody is invited, joins in a browser of their own, gets another role and is removed', async () => {
  await page.goto(user.at('settings/team'));
  await button('Invite').click();
  await page.getByRole('dialog').getByLabel('Email', { exact: true }).fill('mia@example.com');
  await page.getByRole('radio', { name: 'Read only' }).click();
  await assertWholePage(page, 'an invitation');
  await button('Send invitation').click();
  const invitations = page.getByRole('list', { name: 'Invitations' });
  await invitations.getByText('mia@example.com').waitFor();
  const [mail] = await florin.pool<TestMail[]>`select * from mails where kind = 'team_invitation'`;
  const address = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';

  const own = await openPage(browser);
  await own.goto(`${florin.url}${address.slice(new URL(address).origin.length)}`);
  await own.getByLabel(/name/i).first().fill('Mia');
  const password = own.getByLabel(/password/i).first();
  if (await password.count()) await password.fill('correct horse battery staple');
  await own.getByRole('button', { name: /join|accept/i }).click();
  await own.getByRole('navigation', { name: 'Dashboard' }).waitFor();
  const at = (where: string) => user.at(where);
  await own.goto(at('settings'));
  await own.getByText('Your role can view settings.').waitFor();
  assert.equal(await own.getByRole('button', { name: 'Save' }).count(), 0);
  assert.equal(await own.getByLabel('Name', { exact: true }).isDisabled(), true);
  await own.goto(at('settings/team'));
  await own.getByRole('list', { name: 'Members' }).getByText('mia@example.com').waitFor();
  assert.equal(await own.getByRole('button', { name: 'Invite' }).count(), 0);

  await page.reload();
  const members = page.getByRole('list', { name: 'Members' });
  await members.getByText('mia@example.com').waitFor();
  await page.getByLabel('Role of Mia').selectOption('admin');
  await toast('Mia is now admin.');
  await own.goto(at('settings'));
  await own.getByLabel('Website').waitFor();
  await own.getByRole('button', { name: 'Save' }).first().waitFor();
  await own.goto(at('settings/team'));
  await own.getByRole('button', { name: 'Invite' }).waitFor();
  assert.equal(await own.getByLabel('Role of Someone with the role owner').count(), 0);
  await button('Leave the organization').click();
  await button('Leave').last().click();
  await toast('An organization has at least one owner.');
  await button('Cancel').click();
  await button('Remove Mia').click();
  await button('Remove').last().click();
  await members.getByText('mia@example.com').waitFor({ state: 'hidden' });
  await own.goto(at('settings'));
  await own.getByText('Page not found').waitFor();
  await own.context().close();
});

test('everything is exported, and keys are revoked at once by who means it', async () => {
  await page.goto(user.at('settings/data'));
  const [download] = await Promise.all([page.waitForEvent('download'), button('Export everything').click()]);
  const archive = await readFile(await download.path());
  assert.ok(archive.includes('manifest.json'));
  await button('Revoke all keys…').click();
  const revoke = page.getByRole('alertdialog').getByRole('button', { name: 'Revoke all keys' });
  assert.equal(await revoke.isDisabled(), true);
  await page.getByLabel(`Type ${florin.organization.slug} to go on`).fill(florin.organization.slug);
  await revoke.click();
  await toast(/keys? (is|are) revoked\./);
  const { status } = await call('GET', `${florin.url}/v1/customers/`, { token: florin.testKey });
  assert.equal(status, 401);
  assert.equal((await call('GET', `${florin.url}/v1/customers/`, { token: florin.liveKey })).status, 200);
});

test('every screen is whole on a phone and on a desk, light and dark', async () => {
  const tabs = [
    'tax',
    'invoices',
    'subscriptions',
    'mails',
    'dunning',
    'processor',
    'checkout',
    'team',
    'data',
  ];
  for (const where of ['settings', ...tabs.map((tab) => `settings/${tab}`)]) {
    await page.goto(user.at(where));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-label^="Loading"]'));
    await assertWholeEverywhere(page, where);
  }
});
