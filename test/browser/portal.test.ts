import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import {
  assertWholeEverywhere,
  assertWholePage,
  openPage,
  phone,
  startBrowser,
  type WatchedPage,
} from '../support/browser.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { codeIn, waitForMailTo } from '../support/mailbox.ts';
import { cardDoes } from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await florin.stop();
});

/** A merchant whose clock stands at the present, since pages go by the wall's. */
async function openShop(settings: Record<string, unknown> = {}): Promise<Story> {
  const story = await beginStory(florin, new Date().toISOString());
  await configure(story, {
    customer_portal_settings: {
      usage: { show: true },
      subscription: { update_seats: true, update_plan: true, pause: true },
      customer: { allow_email_change: true },
    },
    subscription_settings: {
      allow_multiple_subscriptions: true,
      proration_behavior: 'invoice',
      benefit_revocation_grace_period: 0,
      prevent_trial_abuse: false,
      allow_customer_updates: true,
    },
    ...settings,
  });
  return story;
}

async function configure(story: Story, settings: Record<string, unknown>): Promise<void> {
  const { status, body } = await story.request(
    'PATCH',
    `/v1/organizations/${story.organization.id}`,
    settings,
  );
  assert.equal(status, 200, JSON.stringify(body));
}

const portalOf = ({ organization }: Story) => `${florin.url}/${organization.slug}/portal`;

async function sessionOf(story: Story, customerId: string, memberId?: string): Promise<string> {
  const { body } = await story.request('POST', '/v1/customer-sessions/', {
    customer_id: customerId,
    ...(memberId ? { member_id: memberId } : {}),
  });
  return (body as { token: string }).token;
}

/** The portal as a customer sees it, at a path of it. */
async function visit(
  story: Story,
  token: string,
  path = '',
  options: Parameters<typeof openPage>[1] = {},
): Promise<WatchedPage> {
  const page = await openPage(browser, options);
  await page.goto(`${portalOf(story)}${path}?customer_session_token=${token}`);
  await isShown(page);
  return page;
}

/** Waits until what is loading is there. */
async function isShown(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.waitForFunction(
    () => document.querySelector('[role=status] .animate-pulse, [role=status][aria-label]') === null,
  );
}

const toast = (page: Page, text: string) => page.getByRole('status').getByText(text).first().waitFor();

async function leave(page: WatchedPage): Promise<void> {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const portalCall = (method: string, path: string, token: string, body?: unknown) =>
  call(method, `${florin.url}/v1/customer-portal${path}`, { token, body });

test('a customer signs in with the code that was mailed, stays in, and signs out', async () => {
  const story = await openShop();
  const plan = await story.plan('Basic', 1900);
  const email = 'anna@example.com';
  await story.buy(plan, { confirm: { customer_email: email } });
  const page = await openPage(browser);
  await page.goto(`${portalOf(story)}/subscriptions?email=${encodeURIComponent(email)}`);
  assert.equal(await page.getByLabel('Email').inputValue(), email);
  await page.getByRole('button', { name: 'Send code' }).click();
  const field = page.getByLabel('Code');
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
  await field.fill('000000');
  await page.getByText('This code is wrong or has expired.').waitFor();
  const code = codeIn(await waitForMailTo(florin, email));
  // As it is pasted out of a mail: in small letters, with spaces around.
  await field.fill(` ${code.toLowerCase()} `);
  await page.getByRole('heading', { name: 'Subscriptions', level: 1 }).waitFor();
  await page.getByRole('link', { name: /Basic/ }).waitFor();
  assert.ok(!page.url().includes('email='), page.url());
  await page.reload();
  await page.getByRole('link', { name: /Basic/ }).waitFor();

  const token = await page.evaluate(() => {
    const kept = Object.entries<string>({ ...sessionStorage });
    return kept.find(([key]) => key.startsWith('florin.portal.session.'))?.[1] ?? '';
  });
  assert.match(token, /^polar_cst_/);
  const other = await page.context().newPage();
  await other.goto(portalOf(story));
  await other.getByLabel('Email').waitFor();
  await other.close();

  await page.getByRole('button', { name: email }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  assert.equal((await portalCall('GET', '/customers/me', token)).status, 401);
  await leave(page);
});

test('a link signs in and leaves no token behind; a session that is over asks anew', async () => {
  const story = await openShop();
  const { customerId } = await story.buy(await story.plan('Basic', 1900));
  const token = await sessionOf(story, customerId);
  const page = await visit(story, token, '/orders');
  assert.equal(page.url(), `${portalOf(story)}/orders`);
  assert.equal(await page.evaluate(() => history.length), 2);
  await page.getByRole('link', { name: /Basic/ }).waitFor();
  await story.advance(new Date(Date.now() + 2 * 3_600_000).toISOString());
  await page.getByRole('link', { name: 'Payment methods' }).click();
  await page.getByText('Your session has ended.').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await leave(page);
});

test('test mode is called by its name, live mode is not', async () => {
  const shop = `${florin.url}/${florin.organization.slug}/portal`;
  const page = await openPage(browser);
  const badge = page.getByRole('banner').getByText('Test mode');
  for (const [token, isTest] of [
    [florin.liveKey, false],
    [florin.testKey, true],
  ] as const) {
    const made = await call('POST', `${florin.url}/v1/customers/`, {
      token,
      body: { email: 'mo@example.com' },
    });
    const session = await call('POST', `${florin.url}/v1/customer-sessions/`, {
      token,
      body: { customer_id: (made.body as { id: string }).id },
    });
    const known = page.waitForResponse((response) => response.url().endsWith('/customer-portal/session'));
    await page.goto(`${shop}?customer_session_token=${(session.body as { token: string }).token}`);
    await (await known).finished();
    await isShown(page);
    if (isTest) await badge.waitFor();
    else assert.equal(await badge.count(), 0);
  }
  await leave(page);
});

test('a customer who shares an address chooses who to be', async () => {
  const story = await openShop();
  const email = 'twins@example.com';
  for (const name of ['Castor', 'Pollux']) {
    const { status } = await call('POST', `${florin.url}/api/v1/customers`, {
      token: story.token,
      body: { customer: { email, name, externalId: name } },
    });
    assert.equal(status, 200);
  }
  const page = await openPage(browser);
  await page.goto(`${portalOf(story)}?email=${email}`);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByRole('button', { name: 'Pollux' }).click();
  await page.getByLabel('Code').waitFor();
  await page.getByLabel('Code').fill(codeIn(await waitForMailTo(florin, email)));
  await page.getByRole('heading', { name: 'Welcome, Pollux' }).waitFor();
  await leave(page);
});

test('a change of plan costs what was shown before it', async () => {
  const story = await openShop();
  const basic = await story.plan('Basic', 1900);
  await story.plan('Pro', 4900);
  const { customerId, subscriptionId } = await story.buy(basic);
  await story.advance(new Date(Date.now() + 10 * 86_400_000).toISOString());
  const page = await visit(story, await sessionOf(story, customerId), `/subscriptions/${subscriptionId}`);
  await page.getByRole('link', { name: 'Change plan' }).click();
  await page.getByText('Pro', { exact: true }).click();
  const due = await page.locator('dt', { hasText: 'Due today' }).locator('+ dd').innerText();
  assert.match(due, /^\$\d+\.\d\d$/);
  await page.getByRole('button', { name: `Change and pay ${due}` }).click();
  await page.getByRole('heading', { name: 'Pro', level: 1 }).waitFor();
  const orders = await story.orders(customerId);
  const last = orders.at(-1);
  assert.equal(last?.billing_reason, 'subscription_update');
  assert.equal(`$${((last?.total_amount ?? 0) / 100).toFixed(2)}`, due);
  await page.getByText('$49.00 per month').first().waitFor();
  // Focus is where the new page begins.
  await page.locator('h1:focus').waitFor();
  await leave(page);
});

test('a subscription is cancelled with a reason, kept after all, paused and resumed', async () => {
  const story = await openShop();
  const { customerId, subscriptionId } = await story.buy(await story.plan('Basic', 1900));
  const page = await visit(story, await sessionOf(story, customerId), `/subscriptions/${subscriptionId}`);
  await page.getByRole('button', { name: 'Cancel subscription' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('It is too expensive').click();
  await dialog.getByLabel('What could be better?').fill('A plan for families.');
  await dialog.getByRole('button', { name: 'Cancel subscription' }).click();
  await page.getByText('Ends soon').waitFor();
  const canceled = await story.subscription(subscriptionId);
  assert.equal(canceled.cancel_at_period_end, true);
  assert.equal(canceled.customer_cancellation_reason, 'too_expensive');
  assert.equal(canceled.customer_cancellation_comment, 'A plan for families.');

  await page.getByRole('button', { name: 'Keep subscription' }).click();
  await page.getByText('Active', { exact: true }).waitFor();
  assert.equal((await story.subscription(subscriptionId)).cancel_at_period_end, false);

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByText('Until I resume it').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Pauses soon').waitFor();
  const { current_period_end: end } = await story.subscription(subscriptionId);
  await story.advance(new Date(new Date(end as never).getTime() + 60_000).toISOString());
  await page.goto(
    `${portalOf(story)}/subscriptions/${subscriptionId}?customer_session_token=${await sessionOf(story, customerId)}`,
  );
  await page.getByRole('button', { name: 'Resume now' }).click();
  await page.getByText('Active', { exact: true }).waitFor();
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  await leave(page);
});

type Members = { items: { id: string; role: string }[] };

async function ownerSession(story: Story, { customerId }: Bought): Promise<string> {
  const { body } = await story.request('GET', `/v1/members/?customer_id=${customerId}`);
  const owner = (body as unknown as Members).items.find(({ role }) => role === 'owner');
  assert.ok(owner);
  return sessionOf(story, customerId, owner.id);
}

test('seats are added for what was shown, assigned, claimed and taken back', async () => {
  const story = await openShop();
  const team = await story.product({
    name: 'Studio',
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'seat_based',
        price_currency: 'usd',
        seat_tiers: {
          seat_tier_type: 'volume',
          tiers: [{ min_seats: 1, max_seats: null, price_per_seat: 1200 }],
        },
      },
    ],
  });
  const bought = await story.buy(team, { checkout: { seats: 2 } });
  const page = await visit(
    story,
    await ownerSession(story, bought),
    `/subscriptions/${bought.subscriptionId}`,
  );
  await page.getByRole('button', { name: 'Change seats' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'One seat more' }).click();
  const due = await dialog.locator('dt', { hasText: 'Due today' }).locator('+ dd').innerText();
  await dialog.getByRole('button', { name: `Change and pay ${due}` }).click();
  await page.getByText('of 3 seats assigned').waitFor();
  const order = (await story.orders(bought.customerId)).at(-1);
  assert.equal(`$${((order?.total_amount ?? 0) / 100).toFixed(2)}`, due);

  await page.getByRole('link', { name: 'Team' }).click();
  // The page before has such a field as well.
  await page.getByRole('heading', { name: 'Team', level: 1 }).waitFor();
  await page.getByLabel('Assign a seat').fill('colleague@example.com');
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'colleague@example.com' }).first();
  await row.getByText('Invited').waitFor();

  const invitation = await waitForMailTo(florin, 'colleague@example.com');
  const link = /https?:\/\/\S+claim\?invitation_token=\S+/.exec(invitation)?.[0] ?? '';
  const other = await openPage(browser, { viewport: phone });
  await other.goto(`${portalOf(story)}/claim${new URL(link).search}`);
  await other.getByText('invites you to use Studio').waitFor();
  await assertWholePage(other, 'claim');
  await other.getByRole('button', { name: 'Accept seat' }).click();
  await other.getByRole('heading', { name: 'Your seats' }).waitFor();
  await other.getByText('Studio').waitFor();
  // Whoever only uses what was bought sees nothing of who pays for it.
  assert.equal(await other.getByRole('link', { name: 'Orders' }).count(), 0);
  await other.goto(`${portalOf(story)}/claim${new URL(link).search}`);
  await other.getByRole('heading', { name: 'This invitation is not valid' }).waitFor();
  await leave(other);

  await page.reload();
  await row.getByText('Active').waitFor();
  await row.getByRole('button', { name: 'Remove the seat' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove seat' }).click();
  await toast(page, 'The seat of colleague@example.com is free again.');
  await page.getByText('1 of 3 seats assigned').waitFor();

  await page.getByLabel('Add a member').fill('books@example.com');
  await page.getByLabel('Role', { exact: true }).selectOption('billing_manager');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByLabel('Role of books@example.com').selectOption('member');
  await toast(page, 'Saved.');
  await page.getByRole('button', { name: 'Remove books@example.com' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove member' }).click();
  await toast(page, 'books@example.com is no longer a member.');
  await leave(page);
});

test('billing details of an order change until its invoice exists, and not after', async () => {
  const story = await openShop();
  const address = { country: 'US', state: 'CA', line1: '1 Main St', city: 'Fresno', postal_code: '93650' };
  const { customerId, orderId } = await story.buy(await story.plan('Basic', 1900), {
    confirm: { customer_name: 'Anna Lindqvist', customer_billing_address: address },
  });
  const token = await sessionOf(story, customerId);
  const page = await visit(story, token, `/orders/${orderId}`);
  assert.ok(await page.getByLabel('Country').isDisabled());
  assert.ok(await page.getByLabel('State').isDisabled());
  await page.getByText('Tax was calculated for this country').waitFor();
  await page.getByLabel('Name on invoices').fill('Lindqvist Design AB');
  await page.getByLabel('Street and number').fill('2 Side St');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await toast(page, 'Saved.');
  const saved = (await portalCall('GET', `/orders/${orderId}`, token)).body as {
    billing_name: string;
    billing_address: Record<string, unknown>;
  };
  assert.equal(saved.billing_name, 'Lindqvist Design AB');
  assert.deepEqual(
    [saved.billing_address.line1, saved.billing_address.country, saved.billing_address.state],
    ['2 Side St', 'US', 'US-CA'],
  );

  // In another tab, the form as it is before the invoice is made.
  const stale = await visit(story, token, `/orders/${orderId}`);
  const [made] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Create invoice' }).click(),
  ]);
  const pdf = await readFile(await made.path());
  assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
  assert.match(made.suggestedFilename(), /^Invoice-.*\.pdf$/);
  await page.getByText('can no longer be changed').waitFor();
  assert.equal(await page.getByLabel('Name on invoices').count(), 0);
  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download invoice' }).click(),
  ]);
  assert.deepEqual(await readFile(await again.path()), pdf);
  const [receipt] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Receipt' }).click(),
  ]);
  assert.equal((await readFile(await receipt.path())).subarray(0, 4).toString(), '%PDF');

  await stale.getByLabel('Name on invoices').fill('Somebody Else');
  await stale.getByRole('button', { name: 'Save', exact: true }).click();
  await stale.getByText('This is not valid.').waitFor();
  const unchanged = (await portalCall('GET', `/orders/${orderId}`, token)).body as { billing_name: string };
  assert.equal(unchanged.billing_name, 'Lindqvist Design AB');
  await leave(stale);

  await story.request('POST', '/v1/refunds/', { order_id: orderId, reason: 'customer_request', amount: 500 });
  await page.reload();
  await page.getByText('Partially refunded').waitFor();
  const [note] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Download credit note/ }).click(),
  ]);
  assert.equal((await readFile(await note.path())).subarray(0, 4).toString(), '%PDF');
  await leave(page);
});

test('billing details and the tax id are checked, and a new e-mail address is verified', async () => {
  const story = await openShop();
  const { customerId } = await story.buy(await story.plan('Basic', 1900));
  const token = await sessionOf(story, customerId);
  const page = await visit(story, token, '/billing');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Name on invoices').fill('Acme GmbH');
  await page.getByLabel('City').fill('Berlin');
  await page.getByLabel('Tax ID').fill('DE123');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('This is not a valid tax ID in this country.').waitFor();
  await page.getByLabel('Tax ID').fill('DE 232 309 969');
  await page.getByText('The tax ID is valid.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await toast(page, 'Saved.');
  const me = (await portalCall('GET', '/customers/me', token)).body as Record<string, unknown>;
  assert.deepEqual(me.tax_id, ['DE232309969', 'eu_vat']);
  assert.equal(me.billing_name, 'Acme GmbH');

  await page.getByRole('button', { name: 'Change email' }).click();
  await page.getByLabel('New email').fill('moved@example.com');
  await page.getByRole('button', { name: 'Send link' }).click();
  await page.getByText('We have sent a link to moved@example.com.').waitFor();
  const mail = await waitForMailTo(florin, 'moved@example.com');
  const link = /https?:\/\/\S+verify-email\?token=\S+/.exec(mail)?.[0] ?? '';
  await page.goto(`${portalOf(story)}/verify-email${new URL(link).search}`);
  await page.getByRole('button', { name: 'Confirm email' }).click();
  await page.getByText('moved@example.com').first().waitFor();
  assert.equal(
    ((await portalCall('GET', '/customers/me', await sessionOf(story, customerId))).body as { email: string })
      .email,
    'moved@example.com',
  );
  await page.goto(`${portalOf(story)}/verify-email${new URL(link).search}`);
  await page.getByText('This link has expired or was already used.').waitFor();
  await leave(page);
});

/** Chooses one of the cards that are offered. */
async function useTestCard(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Use a test card').click();
  await dialog.getByRole('button', { name }).click();
}

test('a card is added with 3-D Secure, made the default, and removed where another is left', async () => {
  const story = await openShop();
  const { customerId } = await story.buy(await story.plan('Basic', 1900));
  const page = await visit(story, await sessionOf(story, customerId), '/payment-methods');
  await page.getByRole('button', { name: 'Add card' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save card' }).click();
  await page.getByText('The card number is incomplete.').waitFor();
  await page.getByLabel('Card number').pressSequentially('4111111111111111');
  assert.equal(await page.getByLabel('Card number').inputValue(), '4111 1111 1111 1111');
  await page.getByLabel('Expiry date').pressSequentially('1234');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('dialog').getByRole('button', { name: 'Save card' }).click();
  await page.getByText('This is not a test card.').waitFor();
  await useTestCard(page, 'Requires 3-D Secure');
  await page.getByText('Use as default card').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await page.getByText('The card could not be saved').waitFor();
  await useTestCard(page, 'Requires 3-D Secure');
  await page.getByRole('dialog').getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await toast(page, 'The card has been added.');
  const added = page.getByRole('listitem').filter({ hasText: '3184' });
  await added.getByRole('button', { name: /Make .* the default/ }).click();
  await added.getByText('Default', { exact: true }).waitFor();
  const before = page.getByRole('listitem').filter({ hasText: '4242' });
  await before.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove card' }).click();
  await before.waitFor({ state: 'detached' });
  await added.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove card' }).click();
  await page.getByText('Add another card first, then remove this one.').waitFor();
  await leave(page);
});

test('what is past due is paid with another card, after one that is declined', async () => {
  const story = await openShop();
  const { customerId, subscriptionId } = await story.buy(await story.plan('Basic', 1900));
  await cardDoes(story, customerId, 'tok_chargeDeclined');
  await story.advance(new Date(Date.now() + 32 * 86_400_000).toISOString());
  assert.equal((await story.subscription(subscriptionId)).status, 'past_due');
  const page = await visit(story, await sessionOf(story, customerId));
  await page.getByText('The payment for Basic did not go through').waitFor();
  await assertWholePage(page, 'overview, past due');
  await page.getByRole('button', { name: 'Pay now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Pay $19.00' }).click();
  await dialog.getByText('The card was declined.').waitFor();
  await dialog.getByText('Another card').click();
  await useTestCard(page, 'Requires 3-D Secure');
  await dialog.getByRole('button', { name: 'Pay $19.00' }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await toast(page, 'Thank you, the payment went through.');
  await page.getByText('did not go through').waitFor({ state: 'detached' });
  assert.equal((await story.subscription(subscriptionId)).status, 'active');
  await leave(page);
});

test('what the merchant forbids is neither shown nor done', async () => {
  const story = await openShop({
    customer_portal_settings: {
      usage: { show: false },
      subscription: { update_seats: false, update_plan: false, pause: false },
      customer: { allow_email_change: false },
    },
  });
  const basic = await story.plan('Basic', 1900);
  const pro = await story.plan('Pro', 4900);
  const { customerId, subscriptionId } = await story.buy(basic);
  const token = await sessionOf(story, customerId);
  const page = await visit(story, token, `/subscriptions/${subscriptionId}`);
  await page.getByRole('button', { name: 'Cancel subscription' }).waitFor();
  for (const name of ['Change plan', 'Change seats', 'Pause']) {
    assert.equal(await page.getByRole('button', { name }).count(), 0, name);
    assert.equal(await page.getByRole('link', { name }).count(), 0, name);
  }
  await page.goto(`${portalOf(story)}/subscriptions/${subscriptionId}/change`);
  await page.getByText('There is no other plan', { exact: true }).waitFor();
  await page.goto(`${portalOf(story)}/billing`);
  await page.getByText('You sign in with this address').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Change email' }).count(), 0);
  await leave(page);

  const path = `/subscriptions/${subscriptionId}`;
  const refusals = await Promise.all([
    portalCall('PATCH', path, token, { product_id: pro.id }),
    portalCall('PATCH', path, token, { pause_at_period_end: true }),
    portalCall('POST', '/customers/me/email-update/request', token, { email: 'other@example.com' }),
    call('POST', `${florin.url}/florin/v1/customer-portal${path}/preview`, {
      token,
      body: { product_id: pro.id },
    }),
  ]);
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [403, 403, 403, 403],
  );
});

test('a session sees previews, upcoming invoices and credit notes of its own customer only', async () => {
  const story = await openShop();
  const basic = await story.plan('Basic', 1900);
  const pro = await story.plan('Pro', 4900);
  const mine = await story.buy(basic);
  const theirs = await story.buy(basic);
  await story.request('POST', '/v1/refunds/', {
    order_id: theirs.orderId,
    reason: 'customer_request',
    amount: 500,
  });
  const token = await sessionOf(story, mine.customerId);
  const base = `${florin.url}/florin/v1/customer-portal`;
  const own = await call('POST', `${base}/subscriptions/${mine.subscriptionId}/preview`, {
    token,
    body: { product_id: pro.id },
  });
  assert.equal(own.status, 200);
  const foreign = await Promise.all([
    call('POST', `${base}/subscriptions/${theirs.subscriptionId}/preview`, {
      token,
      body: { product_id: pro.id },
    }),
    call('GET', `${base}/subscriptions/${theirs.subscriptionId}/upcoming-invoice`, { token }),
  ]);
  assert.deepEqual(
    foreign.map(({ status }) => status),
    [404, 404],
  );
  const list = await call('GET', `${base}/credit-notes?invoice_id=${theirs.orderId}`, { token });
  assert.deepEqual((list.body as { items: unknown[] }).items, []);
  const [note] = (
    (await call('GET', `${base}/credit-notes`, { token: await sessionOf(story, theirs.customerId) }))
      .body as { items: { id: string }[] }
  ).items;
  assert.equal((await call('GET', `${base}/credit-notes/${note?.id}/document`, { token })).status, 404);
  const branding = await call(
    'GET',
    `${florin.url}/florin/v1/organizations/by-slug/${story.organization.slug}/branding`,
  );
  assert.deepEqual(branding.body, {
    name: story.organization.name,
    avatar_url: null,
    brand_color: null,
  });
  const unknown = await call('GET', `${florin.url}/florin/v1/organizations/by-slug/nobody/branding`);
  assert.equal(unknown.status, 404);
});

test('without a network the page says so, and goes on where it was', async () => {
  const story = await openShop();
  const { customerId, subscriptionId } = await story.buy(await story.plan('Basic', 1900));
  const page = await visit(story, await sessionOf(story, customerId), `/subscriptions/${subscriptionId}`);
  // The other pages' scripts come when there is nothing else to do.
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('orders-page')),
  );
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await page.getByRole('button', { name: 'Cancel subscription' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel subscription' }).click();
  await dialog.getByText('The server cannot be reached.').waitFor();
  await dialog.getByRole('button', { name: 'Keep subscription' }).click();
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByText('This could not be loaded').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: /Basic/ }).waitFor();
  assert.equal(await page.getByText('You are offline.').count(), 0);
  await page.context().close();
});

test('texts of others are texts, and nothing else', async () => {
  const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
  const story = await openShop({ name: hostile.slice(0, 60) });
  const { customerId, subscriptionId, orderId } = await story.buy(
    await story.plan(hostile.slice(0, 64), 1900, { description: hostile }),
    {
      confirm: {
        customer_name: hostile,
        customer_billing_address: { country: 'NL', line1: hostile, city: hostile },
      },
    },
  );
  const page = await visit(story, await sessionOf(story, customerId));
  const places = ['/', `/subscriptions/${subscriptionId}`, `/orders/${orderId}`, '/billing'];
  for (const place of places) {
    await page.goto(`${portalOf(story)}${place}`);
    await isShown(page);
    assert.notEqual(await page.title(), 'owned', place);
    assert.equal(await page.locator('img[src=x]').count(), 0, place);
  }
  await page.goto(`${portalOf(story)}/nowhere`);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await leave(page);
});

/** Pages that have something to show, by their paths. */
async function pagesOf(story: Story): Promise<{ token: string; paths: string[] }> {
  const basic = await story.plan('Basic', 1900);
  await story.plan('Pro', 4900);
  const { customerId, subscriptionId, orderId } = await story.buy(basic, {
    confirm: { customer_name: 'Anna' },
  });
  return {
    token: await sessionOf(story, customerId),
    paths: [
      '',
      '/subscriptions',
      `/subscriptions/${subscriptionId}`,
      `/subscriptions/${subscriptionId}/change`,
      '/orders',
      `/orders/${orderId}`,
      '/payment-methods',
      '/billing',
      '/team',
    ],
  };
}

test('every page is whole on a phone and on a desk, by day and by night', async () => {
  const story = await openShop();
  const { token, paths } = await pagesOf(story);
  const page = await visit(story, token);
  for (const path of paths) {
    await page.goto(`${portalOf(story)}${path}`);
    await isShown(page);
    if (path.endsWith('/change')) {
      await page.getByText('Pro', { exact: true }).click();
      await page.locator('dt', { hasText: 'Due today' }).waitFor();
    }
    await assertWholeEverywhere(page, path || '/');
  }
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(portalOf(story));
  await isShown(page);
  await assertWholeEverywhere(page, 'signing in');
  await leave(page);
});

const languages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'] as const;

/** What a page shows, text by text. */
const textsOf = (page: Page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (!parentElement?.closest('script, style, noscript, option')) texts.push(textContent?.trim() ?? '');
    }
    return texts.filter((text) => text !== '');
  });

/** By a path that is made, because these files are of the pages' own project. */
async function messagesIn(language: string): Promise<Record<string, unknown>> {
  const file = `../../web/portal/messages/${language}.ts`;
  return ((await import(file)) as { messages: Record<string, unknown> }).messages;
}

/** Texts of English that take no values, so that they can be told from others. */
const plain = (messages: object) =>
  Object.entries(messages).flatMap(([key, text]) =>
    typeof text === 'string' && !text.includes('{') ? [[key, text] as const] : [],
  );

test('every language is spoken throughout', async () => {
  const story = await openShop();
  const { token, paths } = await pagesOf(story);
  const foreign = new Map<string, Set<string>>();
  const english = await messagesIn('en');
  for (const language of languages) {
    const messages = await messagesIn(language);
    const texts = plain(english).flatMap(([key, text]) => (messages[key] === text ? [] : [text]));
    foreign.set(language, new Set(texts));
  }
  const page = await visit(story, token);
  const assertSpoken = async (path: string) => {
    for (const language of languages) {
      await page.locator('footer select').selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
      const left = (await textsOf(page)).filter((text) => foreign.get(language)?.has(text));
      assert.deepEqual(left, [], `${language} ${path}`);
    }
  };
  for (const path of paths) {
    await page.goto(`${portalOf(story)}${path}`);
    await isShown(page);
    await assertSpoken(path);
  }
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(portalOf(story));
  await isShown(page);
  await assertSpoken('signing in');
  await leave(page);
});

test('the language is that of the address, of a choice, of the customer, or of the browser', async () => {
  const story = await openShop();
  const { customerId } = await story.buy(await story.plan('Basic', 1900));
  await story.request('PATCH', `/v1/customers/${customerId}`, { locale: 'sv' });
  const page = await openPage(browser, { locale: 'fr-CA' });
  const speaks = (locale: string) => page.locator(`html[lang=${locale}]`).waitFor({ state: 'attached' });
  await page.goto(portalOf(story));
  await speaks('fr-CA');
  await page.goto(`${portalOf(story)}?customer_session_token=${await sessionOf(story, customerId)}`);
  await speaks('sv');
  await page.goto(`${portalOf(story)}?locale=de`);
  await speaks('de');
  assert.ok(!page.url().includes('locale='));
  await page.locator('footer select').selectOption('ja');
  await speaks('ja');
  await page.reload();
  await speaks('ja');
  await leave(page);
});
