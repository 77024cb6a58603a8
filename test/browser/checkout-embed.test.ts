import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Frame, Page } from 'playwright-core';
import { sendNotice } from '../support/at-stripe.ts';
import { assertWholePage, openPage, startBrowser, type WatchedPage } from '../support/browser.ts';
import { call } from '../support/call.ts';
import { type CheckoutShop, cards, checkoutShop, fillBuyer, payButton } from '../support/checkout-shop.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { takeChallenge } from '../support/stripe-api.ts';
import { type StripeServer, startStripeServer } from '../support/stripe-server.ts';

let florin: TestFlorin;
let browser: Browser;
let shop: CheckoutShop;
let notebook: { id: string };
let stripe: StripeServer;
/** A merchant's own site, of another origin. */
let site: Server;
let siteUrl: string;
before(async () => {
  site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    response.end(
      pathname === '/thanks' ? '<h1>Thanks from the shop</h1>' : shopPage(searchParams.get('at') ?? ''),
    );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
  [florin, browser, stripe] = await Promise.all([startTestFlorin(), startBrowser(), startStripeServer()]);
  shop = checkoutShop(florin, browser);
  notebook = await shop.product('Notebook', 2900);
});
after(async () => {
  site.closeAllConnections();
  site.close();
  await Promise.all([browser.close(), stripe.stop()]);
  await florin.stop();
});

const shopPage = (url: string) => `<!doctype html><html lang="en"><title>Shop</title><body>
  <p>Behind</p><a id="link" href="${url}" data-florin-checkout data-florin-checkout-theme="dark">Buy</a>
  <button id="button" data-polar-checkout="${url}">Buy too</button>
  <script>
    globalThis.heard = [];
    addEventListener('message', ({ data, origin }) => data?.type && heard.push([data.type, data.event, origin]));
  </script>
  <script src="${florin.url}/embed.js" defer></script>`;

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe');
  const frame = await element.contentFrame();
  assert.ok(frame);
  return frame;
}

const shownIn = (frame: Frame) => frame.locator('main form button[type=submit]').last();

async function leave(page: WatchedPage): Promise<void> {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

test('a checkout opens above a page of the allowed origin, tells it what happens, and goes on with it', async () => {
  const checkout = await shop.checkout(notebook, {
    embed_origin: siteUrl,
    success_url: `${siteUrl}/thanks?id={CHECKOUT_ID}`,
  });
  const page = await openPage(browser);
  await page.goto(`${siteUrl}/?at=${encodeURIComponent(checkout.url)}`);
  await page.locator('#link').click();
  const frame = await frameOf(page);
  await shownIn(frame).waitFor();
  assert.equal(await frame.locator('html').getAttribute('data-theme'), 'dark');
  // What is behind cannot be reached meanwhile.
  assert.ok(await page.locator('#link').evaluate((link) => link.matches('[inert]')));
  await page.locator('iframe[style*="opacity: 1"]').waitFor();
  await frame.getByLabel('Email').press('Escape');
  await page.locator('iframe').waitFor({ state: 'detached' });
  assert.ok(
    await page
      .locator('#link')
      .evaluate((link) => link === document.activeElement && !link.matches('[inert]')),
  );

  await page.locator('#button').click();
  const again = await frameOf(page);
  await shownIn(again).waitFor();
  await fillBuyer(again as unknown as Page, cards.good);
  await shownIn(again).click();
  await page.getByRole('heading', { name: 'Thanks from the shop' }).waitFor();
  const { searchParams } = new URL(page.url());
  assert.equal(searchParams.get('id'), checkout.id);
  assert.match(searchParams.get('customer_session_token') ?? '', /^polar_cst_/);
  assert.deepEqual((await shop.outcome(checkout)).orders, [2900]);
  await leave(page);
});

test('the script tells listeners, who may keep it from what it would do', async () => {
  const checkout = await shop.checkout(notebook, { embed_origin: siteUrl });
  const page = await openPage(browser);
  await page.goto(`${siteUrl}/?at=x`);
  await page.evaluate(async (url) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    const { Florin } = globalThis as unknown as {
      Florin: { EmbedCheckout: { create(url: string, options: object): Promise<EventTarget> } };
    };
    const opened = await Florin.EmbedCheckout.create(url, { theme: 'light' });
    for (const name of ['loaded', 'confirmed', 'success', 'close']) {
      opened.addEventListener(name, () => told.push(name));
    }
    told.push('created');
  }, checkout.url);
  const frame = await frameOf(page);
  await fillBuyer(frame as unknown as Page, cards.good);
  await shownIn(frame).click();
  await frame.getByRole('heading', { name: 'Thank you' }).waitFor();
  // A stranger says that it is to be closed, and is not heard.
  await page.evaluate(() => postMessage({ type: 'FLORIN_CHECKOUT', event: 'close' }, '*'));
  await page.waitForFunction(() => (globalThis as unknown as { heard: string[][] }).heard.length >= 7);
  assert.equal(await page.locator('iframe').count(), 1);
  const portal = frame.getByRole('link', { name: 'Go to my account' });
  assert.equal(await portal.getAttribute('target'), '_blank');
  await frame.getByRole('button', { name: 'Close' }).click();
  await page.locator('iframe').waitFor({ state: 'detached' });
  const { told, heard } = await page.evaluate(() => {
    const { told, heard } = globalThis as unknown as { told: string[]; heard: string[][] };
    return { told, heard };
  });
  assert.deepEqual(told, ['created', 'confirmed', 'success', 'close']);
  const fromFrame = heard.filter(([, , origin]) => origin === florin.url);
  assert.deepEqual(
    fromFrame.map(([type, event]) => `${type} ${event}`),
    ['loaded', 'confirmed', 'success', 'close'].flatMap((event) => [
      `FLORIN_CHECKOUT ${event}`,
      `POLAR_CHECKOUT ${event}`,
    ]),
  );
  await leave(page);
});

test('no other page may show a checkout: there it is opened as a page of its own', async () => {
  const stranger = await shop.checkout(notebook, { embed_origin: 'https://elsewhere.example' });
  const page = await openPage(browser);
  await page.clock.install();
  await page.goto(`${siteUrl}/?at=${encodeURIComponent(stranger.url)}`);
  await page.locator('#link').click();
  await page.waitForSelector('iframe');
  await page.waitForLoadState('networkidle');
  await page.clock.fastForward(10_000);
  await page.waitForURL(stranger.url);
  await payButton(page).waitFor();
  await page.context().close();

  const ancestors = async (secret: string) => {
    const { headers } = await call('GET', `${florin.url}/checkout/${secret}`);
    return /frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1];
  };
  assert.equal(await ancestors(stranger.client_secret), "'self' https://elsewhere.example");
  assert.equal(await ancestors((await shop.checkout(notebook)).client_secret), "'self'");
  assert.equal(await ancestors('polar_c_unknown'), "'self'");
  for (const origin of ['https://a.example;script-src *', 'https://*', 'javascript:alert(1)', 'null', '*']) {
    const odd = await shop.checkout(notebook, { embed_origin: origin });
    assert.equal(await ancestors(odd.client_secret), "'self'", origin);
  }
  // Those that were allowed once are no longer, once the merchant names others.
  const settings = `/v1/organizations/${florin.organization.id}`;
  await shop.api('PATCH', settings, { embed_hosts: ['good.example'] });
  assert.equal(await ancestors(stranger.client_secret), "'self'");
  await shop.api('PATCH', settings, { embed_hosts: [] });
});

/** Stands in for Stripe's script: it has no form, but makes tokens, and answers what it is asked. */
const stripeScript = `
globalThis.Stripe = Object.assign((key) => ({
  elements: (options) => {
    globalThis.asked = { key, options };
    return {
      update: (change) => Object.assign(options, change),
      submit: async () => ({}),
      create: () => ({
        on(event, tell) { if (event === 'ready') setTimeout(tell, 0); },
        mount(place) { place.textContent = 'A form of Stripe'; },
        destroy() {},
      }),
    };
  },
  createConfirmationToken: async ({ params }) => {
    globalThis.billed = params.payment_method_data.billing_details;
    return { confirmationToken: { id: globalThis.token ?? 'ctoken_visa' } };
  },
  handleNextAction: async ({ clientSecret }) => fetch('/next-action?' + clientSecret),
  _registerWrapper() {}, registerAppInfo() {},
}), { version: 'dahlia' });`;

test("with Stripe the card form is Stripe's own, loaded only then", async () => {
  const organization = await florin.createOrganization('Stripe Shop');
  const { token } = await florin.createKey(organization, 'test');
  const stand = checkoutShop(florin, browser, token);
  const processor = `${florin.url}/florin/v1/organizations/${organization.id}/processor?mode=test`;
  const account = { processor: 'stripe', secret_key: stripe.secretKey, webhook_secret: stripe.webhookSecret };
  const set = (body: object) => call('PUT', processor, { token: operatorToken, body });
  const wrong = await set({ ...account, base_url: stripe.url, publishable_key: 'pk_live_0123456789' });
  assert.equal(wrong.status, 422);
  const done = await set({ ...account, base_url: stripe.url, publishable_key: 'pk_test_0123456789' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const product = await stand.product('Print', 4500);
  const checkout = await stand.checkout(product);

  const page = await openPage(browser, { colorScheme: 'dark' });
  let isCut = true;
  await page.route('https://js.stripe.com/**', (route) =>
    isCut ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: stripeScript }),
  );
  await page.route('**/next-action?*', async (route) => {
    const intent = [...stripe.account.intents.values()].at(-1)!;
    takeChallenge(intent, true);
    const notice = stripe.event('payment_intent.succeeded', intent);
    await sendNotice(`${florin.url}/florin/v1/processors/stripe/${organization.id}/test/webhook`, notice);
    await route.fulfill({ body: '' });
  });
  await page.goto(checkout.url);
  await page.getByText('The card form could not be loaded.').waitFor();
  isCut = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('A form of Stripe').waitFor();
  const asked = await page.evaluate(
    () => (globalThis as unknown as { asked: { key: string; options: Record<string, unknown> } }).asked,
  );
  assert.equal(asked.key, 'pk_test_0123456789');
  const { mode, amount, currency } = asked.options;
  assert.deepEqual({ mode, amount, currency }, { mode: 'payment', amount: 4500, currency: 'usd' });
  await page.locator('select[autocomplete="billing country"]').selectOption('CH');
  await page.locator('input[autocomplete=email]').fill('stripe@example.com');
  await page.locator('input[autocomplete=cc-name]').fill('Ada Lovelace');
  await page.evaluate(() => Object.assign(globalThis, { token: 'ctoken_declined' }));
  await payButton(page).click();
  await page.getByText('Your card was declined.').waitFor();
  await page.evaluate(() => Object.assign(globalThis, { token: 'ctoken_challenge' }));
  await payButton(page).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  const billed = await page.evaluate(() => (globalThis as unknown as { billed: object }).billed);
  assert.partialDeepStrictEqual(billed, { name: 'Ada Lovelace', address: { country: 'CH' } });
  assert.deepEqual((await stand.outcome(checkout)).payments, ['generic_decline', 'succeeded']);
  page.problems = page.problems.filter((problem) => !problem.includes('js.stripe.com'));
  await leave(page);
});

const mostBytes = 90_000;

test('the page is small, is of this server alone, and has the colour of its merchant', async () => {
  const { id } = florin.organization;
  const url = `${florin.url}/florin/v1/organizations/${id}`;
  const dressed = await call('PATCH', url, { token: operatorToken, body: { brand_color: '#FFDD00' } });
  assert.equal((dressed.body as { brand_color: string }).brand_color, '#ffdd00');
  const wrong = await call('PATCH', url, { token: operatorToken, body: { brand_color: 'red;}' } });
  assert.equal(wrong.status, 422);
  const page = await openPage(browser);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto((await shop.checkout(notebook)).url);
  await payButton(page).waitFor();
  const scripts = asked.filter((address) => address.endsWith('.js'));
  const dist = path.join(import.meta.dirname, '..', '..', 'dist', 'web');
  const sizes = await Promise.all(
    scripts.map(async (address) => {
      const file = path.join(dist, new URL(address).pathname);
      const packed = await stat(`${file}.br`).catch(() => stat(file));
      return packed.size;
    }),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 0 && bytes <= mostBytes, `${bytes} bytes of script: ${scripts.join(' ')}`);
  assert.deepEqual(
    asked.filter((address) => !address.startsWith(florin.url)),
    [],
  );
  const embed = await stat(path.join(dist, 'embed.js.br'));
  assert.ok(embed.size <= 3 * 1024);
  // Yellow with dark text, and a darker shade where it is text itself: axe looks at both.
  assert.equal(
    await payButton(page).evaluate((button) => getComputedStyle(button).backgroundColor),
    'rgb(255, 221, 0)',
  );
  await assertWholePage(page, 'a bright colour');
  await page.emulateMedia({ colorScheme: 'dark' });
  await assertWholePage(page, 'a bright colour in the dark');
  await leave(page);
});
