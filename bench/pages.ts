import { createLink } from '../src/billing/users/index.ts';
import { wallClock } from '../src/platform/clock.ts';
import type { Pool } from '../src/platform/postgres/database.ts';
import { desktop, phone, startBrowser } from '../test/support/browser.ts';
import type { LoadedOrganization } from './load-customers.ts';

export type PageFigures = {
  /** Of the scripts that the page needs before it can be used, as they travel. */
  scriptKilobytes: number;
  requests: number;
  /** From the click on its address until it can be used. */
  seconds: number;
};

/** How much slower than this machine's core the visitor's is: that of a phone in the middle of the market. */
const slowedBy = 4;

type Visit = {
  url: string;
  /** What is there once the page can be used. */
  usable: string;
  viewport: { width: number; height: number };
  slowedBy: number;
  cookie?: string;
};

/** Opens a page in a browser that knows nothing of it. */
async function visit({ url, usable, viewport, slowedBy: rate, cookie }: Visit): Promise<PageFigures> {
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport, locale: 'en-US' });
    if (cookie) {
      const [name = '', ...value] = cookie.split('=');
      await context.addCookies([{ name, value: value.join('='), url: new URL(url).origin }]);
    }
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Emulation.setCPUThrottlingRate', { rate });
    const scripts = new Set<string>();
    let requests = 0;
    let scriptBytes = 0;
    devtools.on('Network.requestWillBeSent', ({ requestId, type }) => {
      requests += 1;
      if (type === 'Script') scripts.add(requestId);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    const began = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator(usable).first().waitFor({ timeout: 60_000 });
    return { scriptKilobytes: scriptBytes / 1024, requests, seconds: (performance.now() - began) / 1000 };
  } finally {
    await browser.close();
  }
}

async function post<Body>(
  url: string,
  token: string | undefined,
  body: unknown,
): Promise<{ body: Body; cookie: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: new URL(url).origin,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return {
    body: (await answer.json()) as Body,
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}

/** A checkout on a slow phone, until its buyer can pay; and, once that is paid, the dashboard on a desk, until its figures are there. */
export async function pageFigures(
  url: string,
  pool: Pool,
  { token }: LoadedOrganization,
  slug: string,
): Promise<{ checkout: PageFigures; dashboard: PageFigures }> {
  const product = await post<{ id: string }>(`${url}/v1/products/`, token, {
    name: 'Pro',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 2900, price_currency: 'usd' }],
  });
  const made = await post<{ client_secret: string }>(`${url}/v1/checkouts/`, token, {
    products: [product.body.id],
  });
  const secret = made.body.client_secret;
  const checkout = await visit({
    url: `${url}/checkout/${secret}`,
    usable: 'button[type=submit]:enabled',
    viewport: phone,
    slowedBy,
  });
  await post(`${url}/v1/checkouts/client/${secret}/confirm`, undefined, {
    confirmation_token_id: 'tok_visa',
    customer_email: 'buyer@example.com',
    customer_billing_address: { country: 'NL' },
  });
  const setUp = await post(`${url}/florin/v1/setup`, undefined, {
    token: await createLink(pool, wallClock, { purpose: 'new_owner', userId: null }),
    name: 'Bench',
    email: 'bench@example.com',
    password: 'a long enough password',
  });
  const first = {
    url: `${url}/dashboard/${slug}/test`,
    usable: '[role=slider] svg',
    viewport: desktop,
    slowedBy: 1,
    cookie: setUp.cookie,
  };
  // The server has been asked for it before, the browser never.
  await visit(first);
  return { checkout, dashboard: await visit(first) };
}
