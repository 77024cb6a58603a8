import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './browser.ts';
import { call } from './call.ts';
import { operatorToken, type TestFlorin } from './florin.ts';

type Members = Record<string, unknown>;
export type OpenCheckout = { id: string; url: string; client_secret: string };

/** A shop whose checkouts are opened in a browser, and what became of them. */
export type CheckoutShop = {
  token: string;
  api(method: string, path: string, body?: Members): Promise<Members>;
  /** A product of one fixed price, or what `more` says of it. */
  product(name: string, amount: number, more?: Members): Promise<{ id: string }>;
  checkout(product: { id: string } | readonly { id: string }[], more?: Members): Promise<OpenCheckout>;
  /** Opens a checkout's page; it is shown once its button is. */
  visit(checkout: { url: string }, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** The amounts of the orders of a checkout, and how its payments went. */
  outcome(checkout: { id: string }): Promise<{ orders: number[]; payments: string[] }>;
  status(checkout: { id: string }): Promise<string>;
};

export function checkoutShop(florin: TestFlorin, browser: Browser, token = florin.testKey): CheckoutShop {
  async function api(method: string, path: string, body?: Members): Promise<Members> {
    const answer = await call(method, `${florin.url}${path}`, { token, body });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Members;
  }
  return {
    token,
    api,
    async product(name, amount, more = {}) {
      const prices = [{ amount_type: 'fixed', price_amount: amount }];
      return (await api('POST', '/v1/products/', { name, prices, ...more })) as { id: string };
    },
    async checkout(products, more = {}) {
      const ids = [products].flat().map((product) => (product as { id: string }).id);
      return (await api('POST', '/v1/checkouts/', { products: ids, ...more })) as OpenCheckout;
    },
    async visit({ url }, options) {
      const page = await openPage(browser, options);
      await page.goto(url);
      await payButton(page).waitFor();
      return page;
    },
    async outcome({ id }) {
      const orders = await florin.pool<{ totalAmount: number }[]>`
        select total_amount from invoices where checkout_id = ${id} order by created_at`;
      const payments = await florin.pool<{ status: string; declineReason: string | null }[]>`
        select status::text, decline_reason from payments where checkout_id = ${id} order by created_at`;
      return {
        orders: orders.map(({ totalAmount }) => totalAmount),
        payments: payments.map(({ status, declineReason }) => declineReason ?? status),
      };
    },
    async status({ id }) {
      return String((await api('GET', `/v1/checkouts/${id}`)).status);
    },
  };
}

/** What only whoever runs the server may change of an organization. */
export async function configure(florin: TestFlorin, organizationId: string, change: Members): Promise<void> {
  const url = `${florin.url}/florin/v1/organizations/${organizationId}`;
  const { status, body } = await call('PATCH', url, { token: operatorToken, body: change });
  assert.equal(status, 200, JSON.stringify(body));
}

/** Whatever its words are. */
export const payButton = (page: Page) => page.locator('main form button[type=submit]').last();

export const cards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  withoutFunds: '4000000000009995',
  challenged: '4000000000003220',
} as const;

export async function fillCard(page: Page, number: string): Promise<void> {
  await page.locator('input[autocomplete=cc-number]').fill(number);
  await page.locator('input[autocomplete=cc-exp]').fill('1234');
  await page.locator('input[autocomplete=cc-csc]').fill('123');
  await page.locator('input[autocomplete=cc-name]').fill('Ada Lovelace');
}

/** All that a buyer in a country without states is asked for. By what the fields are, for the words are of any language. */
export async function fillBuyer(page: Page, card: string | null, email = buyerEmail()): Promise<string> {
  await page.locator('input[autocomplete=email]').fill(email);
  if (card !== null) {
    await page.locator('select[autocomplete="billing country"]').selectOption('CH');
    await fillCard(page, card);
  }
  return email;
}

let buyers = 0;
/** Somebody who has bought nothing yet. */
export const buyerEmail = () => `buyer${++buyers}@example.com`;
