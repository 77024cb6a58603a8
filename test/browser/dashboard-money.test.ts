import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertWholeEverywhere, openPage, startBrowser, type WatchedPage } from '../support/browser.ts';
import { call } from '../support/call.ts';
import { type DashboardUser, signIn } from '../support/dashboard.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { cardDoes, changeSeller } from '../support/money.ts';
import { pdfText } from '../support/pdf-text.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
let story: Story;
let page: WatchedPage;
let user: DashboardUser;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  story = await beginStory(florin, '2027-04-01T09:00:00Z', florin.organization);
  await changeSeller(florin, story, { tax_registrations: [{ country: 'DE' }] });
  page = await openPage(browser);
  user = await signIn(page, florin);
});
after(async () => {
  await browser.close();
  await florin.stop();
});

type Members = Record<string, unknown>;

async function ask<T = Members>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, body: answer } = await call(method, `${florin.url}${path}`, {
    token: florin.testKey,
    body,
    headers: { 'polar-version': '2026-10' },
  });
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer as T;
}

const german = {
  customer_name: 'Ada Lovelace',
  customer_billing_name: 'Ada Lovelace',
  customer_billing_address: { country: 'DE', line1: 'Weg 1', postal_code: '10115', city: 'Berlin' },
};
const taxed = (amount: number) => [{ amount_type: 'fixed', price_amount: amount, tax_behavior: 'exclusive' }];

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const toldThat = (text: string | RegExp) => page.getByText(text).first().waitFor();
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const choose = async (item: string) => {
  await button('More actions').click();
  await page.getByRole('menuitem', { name: item }).click();
};

/** Chooses from a list that is searched as one types. */
async function pick(name: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).click();
  await page
    .getByPlaceholder(/^Search /)
    .last()
    .fill(text);
  await page.getByRole('option', { name: text }).first().click();
}

test('a part of an order is refunded: what the button says is what goes back, with a credit note', async () => {
  const product = await story.product({ name: 'Handbook', prices: taxed(4000) });
  const { orderId } = await story.buy(product, { confirm: german });
  await page.goto(user.at('orders'));
  await page.getByRole('link', { name: /-0001$/ }).click();
  await page.getByText('Tax (19%)').filter({ visible: true }).waitFor();
  await button('Refund').click();
  await dialog().getByText('Full amount: $47.60').waitFor();
  await dialog().getByText('Part of it').click();
  await dialog().getByLabel('Amount without tax').fill('99');
  await dialog()
    .getByRole('button', { name: /^Refund/ })
    .click();
  await dialog().getByText('Refund amount exceeds refundable amount').waitFor();
  await dialog().getByLabel('Amount without tax').fill('10');
  await dialog().getByLabel('Reason').selectOption('duplicate');
  await dialog().getByRole('button', { name: 'Refund $11.90' }).click();
  await toldThat('$11.90 refunded.');
  const order = await ask('GET', `/v1/orders/${orderId}`);
  assert.deepEqual(
    [order.status, order.refunded_amount, order.refunded_tax_amount],
    ['partially_refunded', 1000, 190],
  );
  await page.getByText('Partly refunded').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download CN-/ }).click(),
  ]);
  assert.match(await pdfText(await readFile(await download.path())), /11\.90/);
  await page.goto(user.at('refunds'));
  await page.getByRole('row', { name: /Duplicate/ }).waitFor();
  await page.getByText('$11.90').filter({ visible: true }).waitFor();
  await page.goto(user.at('orders/credit-notes'));
  await page.getByRole('link', { name: /^CN-/ }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('an order is found by its number, and the list by its address', async () => {
  const product = await story.product({ name: 'Findable', prices: taxed(1000) });
  const { orderId } = await story.buy(product, { confirm: { ...german, customer_name: 'Grace Hopper' } });
  const { invoice_number: number } = await ask<{ invoice_number: string }>('GET', `/v1/orders/${orderId}`);
  await page.goto(user.at('orders'));
  await page.getByLabel('Invoice number').fill(number);
  await page.getByRole('link', { name: number }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.goto(user.at('orders?status=void'));
  await page.getByText('No matching orders').waitFor();
  await page.goto(user.at('orders'));
  await pick('Product', 'Findable');
  await page.getByRole('link', { name: number }).waitFor();
  assert.match(page.url(), new RegExp(`product=${product.id}`));
  await page.reload();
  await page.getByRole('combobox', { name: 'Product' }).getByText('Findable').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.match(csv, new RegExp(`${number},buyer\\d+@example.com,Findable,paid,.*,1190,usd,190,0,${orderId}`));
  assert.deepEqual(page.problems, []);
});

test('a plan is changed: the amount that is shown is the amount that is charged', async () => {
  const basic = await story.plan('Basic', 3000, { prices: taxed(3000) });
  const plus = await story.plan('Plus', 6000, { prices: taxed(6000) });
  const { subscriptionId, customerId } = await story.buy(basic, { confirm: german });
  await story.advance('2027-04-21T09:00:00Z');
  await page.goto(user.at(`subscriptions/${subscriptionId}`));
  await page.getByRole('heading', { name: 'Next invoice' }).waitFor();
  await button('Change plan').click();
  await pick('New plan', 'Plus');
  const comes = dialog().getByRole('region', { name: 'Cost of the change' });
  await comes.getByText('On the invoice of May 1, 2027').waitFor();
  await dialog().getByText('With the next period').click();
  await comes.getByText('Changes on May 1, 2027').waitFor();
  await dialog().getByText('Now, charged immediately').click();
  await comes.getByText('Remaining time on Basic').waitFor();
  await comes.getByText('$11.90').filter({ visible: true }).waitFor();
  await dialog().getByRole('button', { name: 'Change and charge $11.90' }).click();
  await toldThat('Subscription changed.');
  await heading('Plus');
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map(({ total_amount, billing_reason }) => [total_amount, billing_reason]),
    [
      [3570, 'subscription_create'],
      [1190, 'subscription_update'],
    ],
  );
  await page.getByText('Change of a subscription').waitFor();
  assert.equal(plus.id, (await story.subscription(subscriptionId)).product_id);
  assert.deepEqual(page.problems, []);
});

test('seats wait for the next period, which is shown and taken back', async () => {
  const team = await story.product({
    name: 'Crew',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers: { tiers: [{ min_seats: 2, price_per_seat: 1000 }] } }],
  });
  const { subscriptionId } = await story.buy(team, { checkout: { seats: 5 } });
  await page.goto(user.at(`subscriptions/${subscriptionId}`));
  await choose('Change seats…');
  await dialog().getByRole('textbox', { name: 'Seats' }).fill('1');
  await dialog().getByRole('alert').getByText('Minimum 2 seats required.').waitFor();
  await dialog().getByRole('textbox', { name: 'Seats' }).fill('3');
  await dialog().getByText('With the next period').click();
  await dialog().getByRole('button', { name: 'Change the seats' }).click();
  await page.getByText(/^Changes on May 21, 2027 to 3 seats/).waitFor();
  await button('Undo').click();
  await toldThat('Change undone.');
  assert.equal((await story.subscription(subscriptionId)).seats, 5);
  assert.deepEqual(page.problems, []);
});

test('a subscription is canceled with a reason, kept, paused, resumed and ended', async () => {
  const plan = await story.plan('Ending', 2000);
  const { subscriptionId } = await story.buy(plan);
  await page.goto(user.at(`subscriptions/${subscriptionId}`));
  await choose('Cancel…');
  await dialog().getByLabel('Reason for leaving').selectOption('too_expensive');
  await dialog().getByLabel('Comment').fill('Budget cut');
  await dialog().getByRole('button', { name: 'Cancel at the end of the period' }).click();
  await page.getByText('Ends May 21, 2027').waitFor();
  await page.getByText('Too expensive: “Budget cut”').waitFor();
  await button('Do not cancel').click();
  await page.getByText('Ends May 21, 2027').waitFor({ state: 'detached' });
  await choose('Pause…');
  await dialog().getByText('Until a date').click();
  await dialog().getByLabel('Resumes on').fill('2027-05-01');
  await dialog().getByRole('button', { name: 'Pause' }).click();
  await dialog().getByText('must be after the end of the current period').waitFor();
  await dialog().getByLabel('Resumes on').fill('2027-08-01');
  await dialog().getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Pauses May 21, 2027').waitFor();
  await story.advance('2027-05-22T09:00:00Z');
  await page.reload();
  await page.getByText('It goes on by itself on Aug 1, 2027.').waitFor();
  await button('Resume').click();
  await button('Resume and charge').click();
  await page.getByText('Active', { exact: true }).waitFor();
  await choose('Cancel…');
  await dialog().getByText('Now', { exact: true }).click();
  await dialog().getByRole('button', { name: 'End it now' }).click();
  await page.getByText(/^Ended on May 22, 2027/).waitFor();
  assert.equal(await button('Change plan').count(), 0);
  await page.getByText('Subscription ended').waitFor();
  assert.equal((await story.subscription(subscriptionId)).status, 'canceled');
  assert.deepEqual(page.problems, []);
});

test('a discount is applied, a trial given, and the next charge moved', async () => {
  const plan = await story.plan('Terms', 2000);
  const discount = await story.discount({ name: 'Loyal' });
  const { subscriptionId } = await story.buy(plan);
  await page.goto(user.at(`subscriptions/${subscriptionId}`));
  await choose('Apply a discount…');
  await pick('Discount', 'Loyal');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Loyal' }).waitFor();
  await page.getByText('50% off forever').waitFor();
  await choose('Change the next charge date…');
  await dialog().getByLabel('Next charge on').fill('2027-07-01');
  await dialog().getByRole('button', { name: 'Move' }).click();
  await toldThat('Next charge date changed.');
  await choose('Add a trial…');
  await dialog().getByLabel('The trial ends on').fill('2027-06-01');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Trial end must be after the current period end.').waitFor();
  await dialog().getByLabel('The trial ends on').fill('2027-08-01');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByText('Trial', { exact: true }).first().waitFor();
  const saved = await story.subscription(subscriptionId);
  assert.deepEqual([saved.status, saved.discount_id], ['trialing', discount.id]);
  assert.equal(new Date(saved.current_period_end).toISOString(), '2027-08-01T00:00:00.000Z');
  assert.deepEqual(page.problems, []);
});

test('many are canceled at the end of their periods, with progress', async () => {
  const plan = await story.plan('Sunset', 500);
  for (let n = 0; n < 3; n++) await story.buy(plan);
  await page.goto(user.at(`subscriptions?product=${plan.id}`));
  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await button('Cancel at the end of the period').click();
  await dialog().getByRole('button', { name: 'Cancel at the end of the period' }).click();
  await dialog().getByText('3 of 3 done').waitFor();
  await dialog().getByRole('button', { name: 'Close' }).first().click();
  await page.goto(user.at(`subscriptions?product=${plan.id}&ending=yes`));
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
  assert.deepEqual(page.problems, []);
});

test('a renewal that was declined is shown with its attempts, and tried again at once', async () => {
  const plan = await story.plan('Dunned', 2000);
  const { subscriptionId, customerId } = await story.buy(plan);
  await cardDoes(story, customerId, 'tok_chargeInsufficientFunds');
  await story.advance('2027-06-23T09:00:00Z');
  await page.goto(user.at(`subscriptions/${subscriptionId}`));
  await page.getByText('$20.00 is owed').waitFor();
  await page.getByText('One attempt failed, the last with “Insufficient funds”.').waitFor();
  await button('Retry payment').click();
  await toldThat('Declined again: Insufficient funds.');
  await page.getByText('2 attempts failed').waitFor();
  await cardDoes(story, customerId, 'tok_visa');
  await button('Retry payment').click();
  await toldThat('$20.00 paid.');
  await page.getByText('Active', { exact: true }).waitFor();
  const { items } = await ask<{ items: Members[] }>('GET', `/florin/v1/payments?customer_id=${customerId}`);
  assert.deepEqual(
    items.map(({ status, trigger }) => [status, trigger]),
    [
      ['succeeded', 'retry_admin'],
      ['failed', 'retry_admin'],
      ['failed', 'subscription_cycle'],
      ['succeeded', 'purchase'],
    ],
  );
  await page.goto(user.at(`payments?customer=${customerId}&status=failed`));
  await page.getByText('Retry by your team').filter({ visible: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a draft is made, looked at and charged to a card that is on file', async () => {
  const product = await story.product({
    name: 'Workshop',
    prices: [{ amount_type: 'fixed', price_amount: 9000 }],
  });
  const plan = await story.plan('Kept card', 100);
  const { customerId } = await story.buy(plan, { confirm: { ...german, customer_name: 'Radia Perlman' } });
  await page.goto(user.at('orders/new'));
  await button('Create draft').click();
  await page.getByText('Choose a customer.').waitFor();
  await pick('Customer', 'Radia Perlman');
  await pick('Product', 'Workshop');
  await page.getByLabel('Amount').fill('75.50');
  await page.getByLabel('Description').fill('A day in Berlin');
  await button('Create draft').click();
  await heading('Draft order');
  await button('Charge').click();
  await dialog().getByText('Visa •••• 4242').waitFor();
  await dialog()
    .getByRole('button', { name: /^Charge \$/ })
    .click();
  await toldThat(/\$75\.50 charged\./);
  await page.getByText('Paid', { exact: true }).first().waitFor();
  const orders = await story.orders(customerId);
  assert.equal(orders.at(-1)?.description, 'A day in Berlin');
  assert.equal(orders.at(-1)?.product_id, product.id);
  assert.deepEqual(page.problems, []);
});

test('what is owed is credited and voided; what is paid is credited to the account', async () => {
  const plan = await story.plan('Owed', 3000);
  const owing = await story.buy(plan);
  const paying = await story.buy(plan);
  await cardDoes(story, owing.customerId, 'tok_chargeDeclined');
  await story.advance('2027-07-24T09:00:00Z');
  const owed = (await story.orders(owing.customerId)).at(-1);
  await page.goto(user.at(`orders/${owed?.id}`));
  await choose('Issue a credit note…');
  await dialog().getByText('taken off what is due').waitFor();
  await dialog().getByText('An amount').click();
  await dialog().getByLabel('Amount with tax').fill('500');
  await dialog().getByRole('button', { name: 'Issue credit note' }).click();
  await dialog().getByRole('alert').waitFor();
  await dialog().getByLabel('Amount with tax').fill('5');
  await dialog().getByRole('button', { name: 'Issue credit note' }).click();
  await page.getByText('$25.00 is owed').waitFor();
  await choose('Void…');
  await page.getByRole('alertdialog').getByText('$25.00 is no longer owed').waitFor();
  await button('Void invoice').click();
  await page.getByText('Void', { exact: true }).waitFor();
  assert.equal(await button('More actions').count(), 0);
  await page.goto(user.at(`orders/${paying.orderId}`));
  await choose('Issue a credit note…');
  await dialog().getByText('Specific items').click();
  await dialog().getByLabel(/^Owed/).fill('4');
  await dialog().getByLabel('Memo').fill('With our apologies');
  await dialog().getByRole('button', { name: 'Issue credit note' }).click();
  await page.getByText('With our apologies').waitFor();
  assert.equal(await story.balance(paying.customerId), 400);
  assert.deepEqual(page.problems, []);
});

test('the billing details are asked for by the PDF, and the country stays', async () => {
  const product = await story.product({
    name: 'Paper',
    prices: [{ amount_type: 'fixed', price_amount: 1000 }],
  });
  const { orderId } = await story.buy(product);
  await page.goto(user.at(`orders/${orderId}`));
  await button('Invoice').click();
  await dialog().getByText('The invoice as a PDF needs the name').waitFor();
  assert.equal(await dialog().getByLabel('Country').isDisabled(), true);
  await dialog().getByText('the tax of this order was worked out for them').waitFor();
  await dialog().getByLabel('Name', { exact: true }).fill('Acme Books');
  await dialog().getByLabel('Street').fill('Gracht 5');
  await dialog().getByLabel('City').fill('Amsterdam');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByText('Gracht 5').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), button('Invoice').click()]);
  const text = await pdfText(await readFile(await download.path()));
  assert.match(text, /Acme Books/);
  assert.match(text, /Gracht 5/);
  assert.deepEqual(page.problems, []);
});

test('in test mode a payment is settled and disputed in the place of the bank; the dispute is given up', async () => {
  const product = await story.product({
    name: 'Disputed',
    prices: [{ amount_type: 'fixed', price_amount: 3900 }],
  });
  const { orderId } = await story.buy(product, { confirm: german });
  await page.goto(user.at(`orders/${orderId}`));
  await page.getByRole('link', { name: /Visa •••• 4242/ }).click();
  await button('Dispute it').click();
  await toldThat('The buyer’s bank has been heard.');
  await page.getByRole('link', { name: '$39.00 disputed' }).click();
  await heading('Dispute of $39.00');
  await page.getByText('Needs a response').waitFor();
  await button('Accept dispute').click();
  await button('Accept dispute').click();
  await page.getByText('the money has gone back').waitFor();
  await page.goto(user.at('payments/disputes?status=lost'));
  await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  const opened = await ask<{ id: string; client_secret: string }>('POST', '/v1/checkouts/', {
    products: [product.id],
  });
  await ask('POST', `/v1/checkouts/client/${opened.client_secret}/confirm`, {
    customer_email: 'slow@example.com',
    customer_billing_address: { country: 'NL' },
    confirmation_token_id: 'tok_pendingThenFails',
  });
  await page.goto(user.at('payments?status=pending'));
  await page.getByRole('row').nth(1).click();
  await page.getByText('Waiting for the bank').waitFor();
  await button('Let it be declined').click();
  await page.getByText('Failed', { exact: true }).waitFor();
  await page.getByText('slow@example.com').waitFor();
  assert.deepEqual(page.problems, []);
});

test('support is offered no refund and no void, and the API refuses them; plans it may change', async () => {
  const plan = await story.plan('Supported', 3000);
  const { orderId, subscriptionId } = await story.buy(plan);
  const own = await openPage(browser);
  const support = await signIn(own, florin, 'support');
  await own.goto(support.at(`orders/${orderId}`));
  await own.getByRole('button', { name: 'Receipt' }).waitFor();
  for (const name of ['Refund', 'More actions', 'Edit']) {
    assert.equal(await own.getByRole('button', { name, exact: true }).count(), 0, name);
  }
  const { headers } = support;
  const refused = await Promise.all([
    call('POST', `${florin.url}/v1/refunds/`, {
      headers,
      body: { order_id: orderId, reason: 'other', amount: 100 },
    }),
    call('POST', `${florin.url}/florin/v1/invoices/${orderId}/void`, { headers }),
    call('POST', `${florin.url}/florin/v1/invoices/${orderId}/retry`, { headers }),
  ]);
  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403],
  );
  assert.equal((await ask('GET', `/v1/orders/${orderId}`)).status, 'paid');
  await own.goto(support.at(`subscriptions/${subscriptionId}`));
  await own.getByRole('button', { name: 'Change plan' }).waitFor();
  const reader = await signIn(own, florin, 'read_only');
  await own.goto(reader.at(`subscriptions/${subscriptionId}`));
  await own.getByRole('heading', { name: 'Timeline' }).waitFor();
  assert.equal(await own.getByRole('button', { name: 'Change plan' }).count(), 0);
  assert.deepEqual(own.problems, []);
  await own.context().close();
});

test('texts that would be script are shown as they are', async () => {
  const hostile = '"><img src=x onerror="window.isBroken=1">';
  const product = await story.plan(hostile, 1000);
  const bought = await story.buy(product, {
    checkout: { metadata: { note: hostile } },
    confirm: {
      customer_name: hostile,
      customer_billing_name: hostile,
      customer_billing_address: { country: 'DE', line1: hostile, city: hostile },
    },
  });
  await story.change(bought.subscriptionId, {
    cancel_at_period_end: true,
    customer_cancellation_comment: hostile,
  });
  await ask('POST', `/florin/v1/invoices/${bought.orderId}/credit-notes`, {
    reason: 'other',
    memo: hostile,
    amount: 100,
  });
  for (const path of [
    'subscriptions',
    `subscriptions/${bought.subscriptionId}`,
    'orders',
    `orders/${bought.orderId}`,
    'payments',
  ]) {
    await page.goto(user.at(path));
    await page.getByText(hostile).filter({ visible: true }).first().waitFor();
  }
  assert.equal(await page.evaluate(() => 'isBroken' in window), false);
  assert.deepEqual(page.problems, []);
});

test('every screen is whole at both widths, light and dark', async () => {
  const plan = await story.plan('Whole', 4900, { prices: taxed(4900) });
  const discount = await story.discount({ name: 'Whole half' });
  const bought = await story.buy(plan, { confirm: german, checkout: { discount_id: discount.id } });
  await ask('POST', '/v1/refunds/', { order_id: bought.orderId, reason: 'other', amount: 500 });
  const { items: payments } = await ask<{ items: { id: string }[] }>(
    'GET',
    `/v1/payments/?order_id=${bought.orderId}`,
  );
  const { items: disputes } = await ask<{ items: { id: string }[] }>('GET', '/v1/disputes/');
  const one = `subscriptions/${bought.subscriptionId}`;
  const screens: [path: string, text: string, ...clicks: string[]][] = [
    ['subscriptions', 'Whole'],
    [one, 'Next invoice'],
    [one, 'Next invoice', 'Change plan'],
    ['orders', 'Whole'],
    ['orders/new', 'Create draft'],
    ['orders/credit-notes', 'Refunded'],
    [`orders/${bought.orderId}`, 'Credit notes'],
    [`orders/${bought.orderId}`, 'Credit notes', 'Refund'],
    ['payments', 'Visa •••• 4242'],
    [`payments/${payments[0]?.id}`, 'Play the bank'],
    ['payments/disputes', 'Lost'],
    [`payments/disputes/${disputes[0]?.id}`, 'Details'],
    ['refunds', 'Other'],
  ];
  const own = await openPage(browser);
  const viewer = await signIn(own, florin);
  for (const [path, text, ...clicks] of screens) {
    await own.goto(viewer.at(path));
    await own.getByText(text).filter({ visible: true }).first().waitFor();
    for (const name of clicks) await own.getByRole('button', { name, exact: true }).click();
    await assertWholeEverywhere(own, [path, ...clicks].join(' '));
  }
  await own.context().close();
});
