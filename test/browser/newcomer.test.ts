import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Download, Page } from 'playwright-core';
import { openPage, startBrowser, type WatchedPage, watch } from '../support/browser.ts';
import { cards } from '../support/checkout-shop.ts';
import { pdfText } from '../support/pdf-text.ts';
import { eventually, type ServingFlorin, serveFlorin } from '../support/process.ts';

/** What somebody sees who has just started Florin: one story, told by clicks alone after the link that the terminal shows. */
let folder: string;
let florin: ServingFlorin;
let browser: Browser;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'florin-newcomer-'));
  [florin, browser] = await Promise.all([serveFlorin({ FLORIN_DATA_DIR: folder }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  florin?.child.kill('SIGTERM');
  await florin?.ended;
  await rm(folder, { recursive: true, force: true });
});

/** What opens in a tab of its own. */
async function tabBy(page: Page, button: string | RegExp): Promise<WatchedPage> {
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return watch(tab);
}

async function downloadBy(page: Page, button: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return download;
}

const textOf = async (download: Download) => pdfText(await readFile(await download.path()));

async function createProduct(dashboard: Page, name: string, price: string): Promise<void> {
  await dashboard.getByLabel('Name', { exact: true }).fill(name);
  await dashboard.getByLabel('Amount in USD').fill(price);
  await dashboard.getByRole('button', { name: 'Create product' }).click();
  await dashboard.getByRole('heading', { name: 'Prices' }).waitFor();
  await dashboard.getByRole('link', { name: 'Overview' }).click();
}

/** The figure of a chart, and what its table says of the last day. */
async function figureOf(dashboard: Page, metric: string): Promise<string | null> {
  const region = dashboard.getByRole('region', { name: metric, exact: true });
  return region.locator('p.font-semibold, p > span.font-semibold').first().textContent();
}

async function figureBecomes(dashboard: Page, metric: string, figure: string): Promise<void> {
  await eventually(
    `${metric} is ${figure}`,
    30_000,
    async () => (await figureOf(dashboard, metric)) === figure,
  );
}

test('from the printed link to a renewal and its invoice, by clicks alone', async () => {
  const [, link = ''] = /Dashboard\s+(\S+setup\?token=\S+)/.exec(florin.stdout()) ?? [];
  const dashboard = await openPage(browser, { acceptDownloads: true });

  // The account.
  await dashboard.goto(link);
  await dashboard.getByLabel('Name').fill('Ada Lovelace');
  await dashboard.getByLabel('Email').fill('ada@example.com');
  await dashboard.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await dashboard.getByRole('button', { name: 'Open the dashboard' }).click();
  await dashboard.getByText('0 of 4 steps').waitFor();

  // A product, and a purchase of it.
  await dashboard.getByRole('link', { name: 'Create a product' }).click();
  await createProduct(dashboard, 'Starter', '9');
  const buyer = await tabBy(dashboard, 'Open the checkout of Starter');
  await buyer.getByLabel('Email').fill('grace@example.com');
  await buyer.getByLabel('Country').selectOption('CH');
  await buyer.getByText('Use a test card').click();
  await buyer.getByRole('button', { name: 'Succeeds' }).click();
  assert.equal((await buyer.getByLabel('Card number').inputValue()).replaceAll(' ', ''), cards.good);
  await buyer.getByLabel('Name on card').fill('Grace Hopper');
  await buyer.getByRole('button', { name: 'Subscribe for $9.00' }).click();
  await buyer.getByRole('heading', { name: 'Thank you' }).waitFor();

  // From there the buyer finds what they have bought, and in the dashboard the step is ticked by itself.
  await buyer.getByRole('link', { name: 'Go to my account' }).click();
  await buyer.getByRole('heading', { name: 'Welcome, Grace Hopper' }).waitFor();
  await dashboard.getByText('2 of 4 steps').waitFor();
  await figureBecomes(dashboard, 'MRR', '$9.00');
  await figureBecomes(dashboard, 'Net revenue', '$9.00');

  // A dearer plan, to which the customer changes.
  await dashboard.getByRole('link', { name: 'Create another product' }).click();
  await createProduct(dashboard, 'Pro', '29');
  const customer = await tabBy(dashboard, 'Open the portal of Grace Hopper');
  await customer
    .getByRole('link', { name: /^Starter/ })
    .first()
    .click();
  await customer.getByRole('link', { name: 'Change plan' }).click();
  await customer.getByText('$29.00 per month').click();
  await customer.getByText('Added to your next invoice').waitFor();
  await customer.getByRole('button', { name: 'Change to Pro' }).click();
  await customer.getByText('Your plan has changed.').first().waitFor();
  await customer.getByRole('heading', { name: 'Pro', level: 1 }).waitFor();
  // To the cent it depends on how many seconds have gone by.
  const next = await customer.getByText(/^includes \$(19\.9\d|20\.00) for changes$/).textContent();
  const [, changes = ''] = /\$(\S+)/.exec(next ?? '') ?? [];
  const renewal = `$${(29 + Number(changes)).toFixed(2)}`;
  await dashboard.getByText('3 of 4 steps').waitFor();
  await figureBecomes(dashboard, 'MRR', '$29.00');

  // A month goes by.
  await dashboard.getByRole('button', { name: 'Open the test clock' }).click();
  const clock = dashboard.getByRole('dialog', { name: 'Test clock' });
  await clock.getByText('Renewal Pro, Grace Hopper').waitFor();
  await clock.getByRole('button', { name: 'A month' }).click();
  await clock.getByRole('link', { name: 'Subscription renewed' }).waitFor();
  await clock.getByRole('link', { name: 'Invoice paid' }).waitFor();
  await dashboard.keyboard.press('Escape');
  await dashboard.getByText('4 of 4 steps').waitFor();
  const revenue = dashboard.getByRole('region', { name: 'Net revenue', exact: true });
  await revenue.getByRole('button', { name: 'Show Net revenue as a table' }).click();
  await revenue.getByRole('row').filter({ hasText: renewal }).waitFor();
  await dashboard.getByLabel('Period').selectOption('90d');
  await figureBecomes(dashboard, 'Net revenue', `$${(38 + Number(changes)).toFixed(2)}`);

  // The renewal's invoice, from the dashboard.
  await dashboard.getByRole('link', { name: 'See the orders and their invoices' }).click();
  await dashboard.getByRole('link', { name: /-0002$/ }).click();
  await dashboard.getByRole('heading', { name: /-0002$/ }).waitFor();
  const number = await dashboard.getByRole('heading', { level: 1 }).textContent();
  const invoice = await downloadBy(dashboard, 'Invoice');
  assert.equal(invoice.suggestedFilename(), `Invoice-${number}.pdf`);
  const written = await textOf(invoice);
  for (const part of [
    `Invoice number ${number}`,
    'From Demo',
    'Grace Hopper Switzerland grace@example.com',
    'Remaining time on Starter',
    `Total (USD) ${renewal}`,
    'Amount due $0.00',
  ]) {
    assert.ok(written.includes(part), `${part} in: ${written}`);
  }

  // An hour has gone by for the customer, too: they come in again by a code, and find the same invoice.
  await customer.getByRole('link', { name: 'Orders' }).click();
  await customer.getByText('Your session has ended.').waitFor();
  assert.equal(await customer.getByLabel('Email').inputValue(), 'grace@example.com');
  await customer.getByRole('button', { name: 'Send code' }).click();
  const [mailbox] = await Promise.all([
    customer.context().waitForEvent('page'),
    customer.getByRole('link', { name: 'read it in the mailbox' }).click(),
  ]);
  const mail = mailbox.getByRole('link', { name: /Sign in to Demo/ }).first();
  await eventually('the code is in the mailbox', 30_000, async () => {
    if ((await mail.count()) === 0) await mailbox.reload();
    return (await mail.count()) > 0;
  });
  await mail.click();
  const code = await mailbox
    .getByText(/^\s*[A-Z0-9]{6}\s*$/m)
    .first()
    .textContent();
  await customer.getByLabel('Code').fill(/\b[A-Z0-9]{6}\b/.exec(code ?? '')?.[0] ?? '');
  await customer.getByRole('link', { name: /-0002/ }).click();
  assert.equal(await textOf(await downloadBy(customer, 'Download invoice')), written);

  for (const page of [dashboard, buyer, customer]) assert.deepEqual(page.problems, []);
});
