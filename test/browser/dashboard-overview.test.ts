import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createFirstLink, recordFailedSignIn } from '../../src/billing/users/index.ts';
import { assertWholeEverywhere, assertWholePage, openPage, startBrowser, watch } from '../support/browser.ts';
import { call } from '../support/call.ts';
import { signIn } from '../support/dashboard.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
let story: Story;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  // A merchant who has sold something, in a month that is over.
  story = await beginStory(florin, '2026-03-10T09:00:00Z', florin.organization);
  const plan = await story.plan('Lighthouse', 4900);
  await story.buy(plan, { confirm: { customer_name: 'Ada Lovelace' } });
  await story.advance('2026-04-02T09:00:00Z');
});
after(async () => {
  await browser.close();
  await florin.stop();
});

const password = 'correct horse battery';
/** Passkeys are for names, not for numbers. */
const named = () => florin.url.replace('127.0.0.1', 'localhost');

async function signInWith(page: Page, email: string, typed: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function linkMailedTo(email: string, kind: string): Promise<string> {
  let link: string | undefined;
  await eventually(`a mail of ${kind} to ${email}`, 15_000, async () => {
    const [mail] = await florin.pool<{ text: string }[]>`
      select text from mails where recipient = ${email} and kind = ${kind} order by created_at desc limit 1`;
    link = mail && /http\S+token=[\w-]+/.exec(mail.text)?.[0];
    return link !== undefined;
  });
  return link!.replace('127.0.0.1', 'localhost');
}

test('the first user comes in by the printed link, once, signs out, and in again by what was asked for', async () => {
  const { pool, server } = florin;
  const token = await createFirstLink(pool, server.services.clock);
  const page = await openPage(browser);
  await page.goto(`${named()}/dashboard/setup?token=${token}`);
  await page.getByRole('heading', { name: 'Welcome to Florin' }).waitFor();
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Open the dashboard' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/dashboard/${florin.organization.slug}/test`);

  const second = await openPage(browser);
  await second.goto(`${named()}/dashboard/setup?token=${token}`);
  await second.getByRole('heading', { name: 'This link has expired' }).waitFor();
  await assertWholePage(second, 'a used link');
  await second.context().close();

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();

  await page.goto(`${named()}/dashboard/${florin.organization.slug}/test/customers?query=ada`);
  await page.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  await signInWith(page, 'grace@example.com', 'not the password');
  await page.getByText('The address or the password is wrong').waitFor();
  await signInWith(page, 'GRACE@example.com', password);
  // Where she wanted to go, with what she searched for.
  await page.getByRole('heading', { name: 'Customers' }).waitFor();
  assert.equal(new URL(page.url()).search, '?query=ada');
  await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('an address elsewhere is not gone to after signing in', async () => {
  const page = await openPage(browser);
  await page.goto(`${named()}/dashboard/sign-in?next=//evil.example/x`);
  await signInWith(page, 'grace@example.com', password);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).host, new URL(named()).host);
  await page.context().close();
});

test('a passkey is added, signs in without a password, and is removed', async () => {
  const page = await openPage(browser);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${named()}/dashboard/sign-in?next=/account`);
  await signInWith(page, 'grace@example.com', password);
  await page.getByRole('heading', { name: 'Account' }).waitFor();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const passkeys = page.getByRole('list', { name: 'Passkeys' });
  await passkeys.getByText('Chrome on Linux').waitFor();
  await assertWholePage(page, 'account');

  await page.goto(`${named()}/dashboard/sign-out`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  await page.goto(`${named()}/dashboard/account`);
  await page.getByRole('button', { name: 'Remove passkey Chrome on Linux' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove passkey' }).click();
  await page.getByText('No passkeys yet.').waitFor();
  const nobody = { ...(await florin.scope(florin.organization, 'live')), actor: { kind: 'system' as const } };
  await recordFailedSignIn(nobody, 'grace@example.com');
  await page.goto(`${named()}/dashboard/${florin.organization.slug}/live/audit?object=user`);
  for (const told of [
    'Removed a passkey, “Chrome on Linux”',
    'Signed in with a passkey',
    'Signed out',
    'Added a passkey, “Chrome on Linux”',
    'Signed in with a password',
    'A wrong password was given for Grace Hopper',
    'Signed in with a link of the server’s operator',
  ]) {
    await page.getByText(told).first().waitFor();
  }
  await page.getByRole('link', { name: 'user.passkey_removed' }).click();
  await page.getByRole('heading', { name: 'user.passkey_removed' }).waitFor();
  await page.getByText('Removed a passkey, “Chrome on Linux”').waitFor();
  await page.goto(`${named()}/dashboard/sign-in`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('This passkey belongs to nobody here').waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a mailed link signs in; a forgotten password is set anew, which signs out everywhere', async () => {
  const page = await openPage(browser);
  await page.goto(`${named()}/dashboard/sign-in`);
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await page.getByText('Write your address here').waitFor();
  await page.getByLabel('Email').fill('grace@example.com');
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  const link = await linkMailedTo('grace@example.com', 'sign_in_link');
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  const other = await openPage(browser);
  await other.goto(link);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('This link has been used').waitFor();
  await other.goto(`${named()}/dashboard/reset-password`);
  await other.getByLabel('Email').fill('grace@example.com');
  await other.getByRole('button', { name: 'Email me the link' }).click();
  await other.getByRole('heading', { name: 'Check your email' }).waitFor();
  await other.goto(await linkMailedTo('grace@example.com', 'password_reset'));
  await other.getByLabel('New password').fill('another long password');
  await other.getByRole('button', { name: 'Set password' }).click();
  await other.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  await signInWith(other, 'grace@example.com', 'another long password');
  await other.getByRole('heading', { name: 'Overview' }).waitFor();

  await page.getByRole('link', { name: 'Customers' }).click();
  await page.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  assert.deepEqual([page.problems, other.problems], [[], []]);
  await Promise.all([page.context().close(), other.context().close()]);
});

test('an own password is changed only by who knows it, and a session elsewhere is ended from the list', async () => {
  const [page, elsewhere] = [await openPage(browser), await openPage(browser)];
  for (const one of [elsewhere, page]) {
    await one.goto(`${named()}/dashboard/sign-in?next=/account`);
    await signInWith(one, 'grace@example.com', 'another long password');
    await one.getByRole('heading', { name: 'Account' }).waitFor();
  }
  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This is not your password.').waitFor();
  await page.getByLabel('Current password').fill('another long password');
  await page.getByLabel('Sign me out everywhere else').click();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').first().waitFor();
  await page.reload();
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await sessions.first().waitFor();
  assert.ok((await sessions.count()) > 1);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('Signed out everywhere else.').first().waitFor();
  await eventually('one session is left', 10_000, async () => (await sessions.count()) === 1);
  await elsewhere.reload();
  await elsewhere.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  await Promise.all([page.context().close(), elsewhere.context().close()]);
});

test('who is invited joins: somebody new by a name, who is known after signing in', async () => {
  const [inviter, guest] = [await openPage(browser), await openPage(browser)];
  const { headers } = await signIn(inviter, florin);
  for (const [email, role] of [
    ['new@example.com', 'support'],
    ['stranger@example.com', 'read_only'],
  ]) {
    const url = `${florin.url}/florin/v1/team/invitations`;
    const { status } = await call('POST', url, { body: { email, role }, headers });
    assert.equal(status, 201);
  }
  await guest.goto(await linkMailedTo('new@example.com', 'team_invitation'));
  await guest.getByText('invites you to the team, as support').waitFor();
  await assertWholePage(guest, 'an invitation');
  await guest.getByLabel('Name').fill('Radia Perlman');
  await guest.getByRole('button', { name: 'Join the team' }).click();
  await guest.getByRole('heading', { name: 'Overview' }).waitFor();
  // The other invitation is taken up by who is signed in already: they are a member by the first.
  await guest.goto(await linkMailedTo('stranger@example.com', 'team_invitation'));
  await guest.getByText('You are signed in as').waitFor();
  await guest.getByRole('button', { name: 'Join the team' }).click();
  await guest.getByText('You are a member already.').waitFor();
  assert.deepEqual(guest.problems, []);
  await Promise.all([inviter.context().close(), guest.context().close()]);
});

test('who is signed in makes an organization, and is its owner', async () => {
  const page = await openPage(browser);
  await signIn(page, florin);
  await page.goto(`${florin.url}/dashboard/new-organization`);
  await page.getByLabel('Name').fill('Müller & Söhne');
  assert.equal(await page.getByLabel('Address').inputValue(), 'muller-sohne');
  await page.getByLabel('Address').fill(florin.organization.slug);
  await page.getByRole('button', { name: 'Create organization' }).click();
  await page.getByRole('alert').first().waitFor();
  assert.equal(await page.getByLabel('Address').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Address').fill('muller-sohne');
  await page.getByRole('button', { name: 'Create organization' }).click();
  await page.getByText('0 of 4 steps').waitFor();
  assert.match(page.url(), /\/dashboard\/muller-sohne\/test$/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

const figure = (page: Page, name: string) =>
  page.getByRole('region', { name, exact: true }).locator('p.font-semibold, p > span.font-semibold').first();

test('the clock is turned in the page: what will happen is told, then what happened, and the charts move', async () => {
  const page = await openPage(browser);
  const user = await signIn(page, florin);
  await page.goto(user.at());
  await page.getByRole('region', { name: 'Net revenue', exact: true }).getByText('$49.00').first().waitFor();
  assert.equal(await figure(page, 'MRR').textContent(), '$49.00');

  // The chart is there for those who cannot see it, and by keyboard.
  const revenue = page.getByRole('region', { name: 'Net revenue', exact: true });
  await revenue.getByRole('button', { name: 'Show Net revenue as a table' }).click();
  await revenue.getByRole('row', { name: 'Mar 10 $49.00 $0.00' }).waitFor();
  await page.reload();
  await revenue.getByRole('row', { name: 'Mar 10 $49.00 $0.00' }).waitFor();
  await revenue.getByRole('button', { name: 'Show Net revenue as a chart' }).click();
  await revenue.locator('[role=slider] svg').waitFor();

  await page.getByRole('button', { name: /^The test clock stands at Apr 2, 2026/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Test clock' });
  await dialog.getByText('Renewal Lighthouse, Ada Lovelace').waitFor();
  await dialog.getByText('in 8 days').first().waitFor();
  await assertWholePage(page, 'the test clock');
  await dialog.getByRole('button', { name: 'A month' }).click();
  await dialog.getByRole('heading', { name: 'What happened until May 2, 2026' }).waitFor();
  await dialog.getByRole('link', { name: 'Subscription renewed' }).waitFor();
  await dialog.getByText('May 10, 2026').first().waitFor();
  assert.match(page.url(), /clock=open/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  // The last thirty days are others now: the renewal of April instead of the purchase of March.
  await revenue.getByRole('button', { name: 'Show Net revenue as a table' }).click();
  await revenue.getByRole('row', { name: 'Apr 10 $49.00' }).waitFor();
  await page.getByLabel('Period').selectOption('90d');
  await revenue.getByText('$98.00').first().waitFor();
  assert.match(page.url(), /period=90d/);
  await page.getByRole('list').getByText('Lighthouse').first().waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the clock goes back nowhere, says so at the field, and runs again when it is let', async () => {
  const shop = await florin.createOrganization('Clockwork');
  const page = await openPage(browser);
  const user = await signIn(page, florin, 'admin', shop);
  await page.goto(user.at());
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Test clock' });
  await dialog.getByText('Runs with the real time').waitFor();
  await dialog.getByText('Stop it at a moment of your choice').click();
  await dialog.getByLabel('Stop it at').fill('2027-01-31T12:00');
  await dialog.getByRole('button', { name: 'Stop the clock' }).click();
  await dialog.getByText('Sunday, January 31, 2027').waitFor();
  await dialog.getByText('Nothing is planned.', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'A month' }).click();
  await dialog.getByText('Nothing was due.').waitFor();
  await dialog.getByText('Sunday, February 28, 2027').waitFor();
  await dialog.getByLabel('Or choose a time').evaluate((input) => input.removeAttribute('min'));
  await dialog.getByLabel('Or choose a time').fill('2027-01-01T12:00');
  await dialog.getByRole('button', { name: 'Move the clock' }).click();
  await dialog.getByText('goes forward only').waitFor();
  await dialog.getByRole('button', { name: 'Return to real time' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Return to real time' }).click();
  await dialog.getByText('Runs with the real time').waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('who begins is led from a product to a renewal, and ticks show how far', async () => {
  const shop = await florin.createOrganization('Newcomers');
  const own = await beginStory(florin, new Date().toISOString(), shop);
  const page = await openPage(browser);
  const user = await signIn(page, florin, 'owner', shop);
  await page.goto(user.at());
  await page.getByText('0 of 4 steps').waitFor();
  await assertWholePage(page, 'the first steps');
  assert.equal(
    await page.getByRole('link', { name: 'Create a product' }).getAttribute('href'),
    `/dashboard/${shop.slug}/test/products/new`,
  );
  const plan = await own.plan('First plan', 1000);
  const [checkout] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open the checkout of First plan' }).click(),
  ]);
  await checkout.waitForURL(/\/checkout\//);
  await checkout.close();
  const { subscriptionId } = await own.buy(plan);
  await page.getByText('2 of 4 steps').waitFor();
  await page.getByRole('link', { name: 'Create another product' }).waitFor();
  const dearer = await own.plan('Dearer plan', 3000);
  // What happens elsewhere shows by itself.
  await page.getByRole('button', { name: 'Open the portal of' }).waitFor();
  await assertWholePage(page, 'the later steps');
  await own.change(subscriptionId, { product_id: dearer.id });
  await page.getByText('3 of 4 steps').waitFor();
  await page.getByRole('button', { name: 'Open the test clock' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'A month' }).click();
  await page.getByRole('dialog').getByText('Subscription renewed').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('4 of 4 steps').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('4 of 4 steps').waitFor({ state: 'hidden' });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the palette finds, goes and does by keyboard alone; focus goes to the heading', async () => {
  const page = await openPage(browser);
  const user = await signIn(page, florin);
  await page.goto(user.at());
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await palette.getByRole('option', { name: 'Customers' }).waitFor();
  await assertWholePage(page, 'the palette');
  await page.keyboard.type('lovelace');
  await palette
    .getByRole('option', { name: /Ada Lovelace/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 1, name: 'Ada Lovelace' });
  await heading.waitFor();
  await eventually('the heading has the focus', 10_000, () =>
    heading.evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.keyboard.press('Control+k');
  // What was looked at is at hand.
  await palette.getByRole('option', { name: /Ada Lovelace/ }).waitFor();
  await page.keyboard.type('dark');
  await palette.getByRole('option', { name: 'Dark theme' }).waitFor();
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await assertWholePage(page, 'the shortcuts');
  // Who speaks to the machine turns single keys off.
  await page.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  assert.match(page.url(), /\/orders$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzzz');
  await palette.getByText('Nothing is called so').waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('what a role forbids is not offered, and refused by the API to who asks all the same', async () => {
  const [support, reader] = [await openPage(browser), await openPage(browser)];
  const supporter = await signIn(support, florin, 'support');
  const onlooker = await signIn(reader, florin, 'read_only');
  await support.goto(supporter.at('customers'));
  await support.getByRole('button', { name: 'New customer' }).waitFor();
  await reader.goto(onlooker.at('customers?create=yes'));
  await reader.getByRole('link', { name: 'Ada Lovelace' }).click();
  await reader.getByRole('heading', { level: 1, name: 'Ada Lovelace' }).waitFor();
  await reader.getByText('Visa •••• 4242').waitFor();
  for (const name of ['Edit', 'Open the portal', 'More actions']) {
    assert.equal(
      await reader.getByRole('button', { name }).or(reader.getByRole('link', { name })).count(),
      0,
    );
  }
  const { pathname } = new URL(reader.url());
  await reader.goto(`${florin.url}${pathname}/edit`);
  await reader.getByText('Your role does not allow this').waitFor();
  await support.goto(supporter.at('?clock=open'));
  await support.getByText('Your role can view the clock').waitFor();
  assert.equal(await support.getByRole('button', { name: 'A month' }).count(), 0);

  const id = pathname.split('/').at(-1);
  const refusals = [
    ['PATCH', `/florin/v1/customers/${id}`, { name: 'X' }, onlooker],
    ['POST', `/florin/v1/customers/${id}/erase`, undefined, onlooker],
    ['POST', '/v1/customer-sessions/', { customer_id: id }, onlooker],
    [
      'POST',
      `/florin/v1/organizations/${florin.organization.id}/test-clock/advance`,
      { by: 'P1D' },
      supporter,
    ],
    ['POST', '/v1/products/', { name: 'X', prices: [] }, supporter],
  ] as const;
  for (const [method, path, body, { headers }] of refusals) {
    const { status } = await call(method, `${florin.url}${path}`, { body, headers });
    assert.equal(status, 403, `${method} ${path}`);
  }
  assert.deepEqual([support.problems, reader.problems], [[], []]);
  await Promise.all([support.context().close(), reader.context().close()]);
});

test('two tabs: signing out in one leads the other to the sign-in and back to where it was', async () => {
  const page = await openPage(browser);
  await page.goto(`${named()}/dashboard/sign-in`);
  await signInWith(page, 'grace@example.com', password);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const second = watch(await page.context().newPage());
  await second.goto(`${named()}/dashboard/${florin.organization.slug}/test/customers`);
  await second.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  await page.goto(`${named()}/dashboard/sign-out`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  await second.getByLabel('Name, email, external or tax ID').fill('nobody at all');
  await second.getByRole('heading', { name: 'Sign in to Florin' }).waitFor();
  await signInWith(second, 'grace@example.com', password);
  await second.getByText('No matching customers').waitFor();
  assert.deepEqual([page.problems, second.problems], [[], []]);
  await page.context().close();
});

test('a server that cannot be reached is told of, and asked again on demand', async () => {
  const page = await openPage(browser);
  const user = await signIn(page, florin);
  await page.route('**/florin/v1/metrics*', (route) => route.abort());
  await page.goto(user.at());
  await page.getByText('The numbers could not be loaded.').waitFor();
  await page.unroute('**/florin/v1/metrics*');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByRole('region', { name: 'MRR', exact: true }).waitFor();
  await page.context().close();
});

test('every screen is whole at both widths, light and dark', async () => {
  const outside = [
    '/sign-in',
    '/sign-in?way=sent',
    '/reset-password',
    '/invitation?token=none',
    '/setup?token=none',
  ];
  const page = await openPage(browser);
  const look = async (address: string) => {
    await page.goto(`${florin.url}/dashboard${address}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await assertWholeEverywhere(page, address);
  };
  for (const address of outside) await look(address);
  const user = await signIn(page, florin);
  for (const address of ['/account', '/new-organization', '/sign-out']) await look(address);
  await signIn(page, florin);
  for (const search of ['', '?period=12m&table=mrr']) {
    await page.goto(user.at(search));
    await page.locator('[role=slider] svg').first().waitFor();
    await page.getByRole('heading', { name: 'Latest orders' }).waitFor();
    await assertWholeEverywhere(page, `overview ${search}`);
  }
  await page.context().close();
});
