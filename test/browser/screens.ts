import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { call } from '../support/call.ts';
import type { DemoWorld } from '../support/demo-world.ts';
import type { TestFlorin } from '../support/florin.ts';

export type ScreenOfPages = {
  /** Its file's name, without the ending. */
  name: string;
  url: string;
  /** Who has to be signed in to see it. */
  visitor: 'merchant' | 'customer' | 'nobody';
};

const web = path.join(import.meta.dirname, '..', '..', 'web');
const dashboardAreas = ['overview', 'customers', 'products', 'orders', 'developers', 'settings'];

/** The paths that a file of routes names: a screen that is added there is one that is tested. */
async function pathsIn(file: string, pattern: RegExp): Promise<string[]> {
  const text = await readFile(path.join(web, file), 'utf8');
  return [...text.matchAll(pattern)].map(([, found]) => found!);
}

/** Every screen of the dashboard and the portal, and a checkout in each of its states, of a world that has something to show. */
export async function allScreens(florin: TestFlorin, world: DemoWorld): Promise<ScreenOfPages[]> {
  const { slug } = florin.organization;
  const ids = await idsOf(florin, world);
  const screens: ScreenOfPages[] = [];
  const add = (place: string, base: string, found: string, visitor: ScreenOfPages['visitor']) => {
    const filled = found.replaceAll(/\$(\w+)/g, (_whole, parameter) => {
      const id = ids[`${place}${found.slice(0, found.indexOf('$'))}${parameter}`];
      if (!id) throw new Error(`Nothing to show at ${place}${found}: ${parameter} is missing.`);
      return id;
    });
    const name = `${place}${found === '/' ? '' : found}`.replaceAll(/[^\w]+/g, '-');
    screens.push({ name, url: `${florin.url}${base}${filled === '/' ? '' : filled}`, visitor });
  };
  for (const area of dashboardAreas) {
    for (const found of await pathsIn(`dashboard/${area}/screens.ts`, /path: '([^']+)'/g)) {
      add('dashboard', `/dashboard/${slug}/test`, found, 'merchant');
    }
  }
  for (const found of ['/account', '/new-organization']) add('dashboard', '/dashboard', found, 'merchant');
  for (const found of ['/sign-in', '/setup', '/invitation', '/reset-password']) {
    add('dashboard', '/dashboard', found, 'nobody');
  }
  for (const found of await pathsIn('portal/router.tsx', /^ {4}'(\/[^']*)': /gm)) {
    add('portal', `/${slug}/portal`, found, 'customer');
  }
  add('portal', `/${slug}/portal`, '/sign-in', 'nobody');
  return [...screens, ...(await checkouts(florin, world))];
}

type Listed = { items: { id: string; object_id?: string; type?: string }[] };

/** What stands for the parameters of addresses, by the place and the path before them. */
async function idsOf(florin: TestFlorin, world: DemoWorld): Promise<Record<string, string>> {
  const { token } = world.story;
  const first = async (address: string) => {
    const { body } = await call('GET', `${florin.url}${address}`, { token });
    return (body as Listed).items[0]?.id ?? '';
  };
  const { products, regular, business } = world;
  return {
    'dashboard/customers/id': business.customerId,
    'dashboard/products/id': products.team,
    'dashboard/products/custom-fields/id': await first('/v1/custom-fields/'),
    'dashboard/discounts/id': world.discount,
    'dashboard/checkout-links/id': world.checkoutLink,
    'dashboard/subscriptions/id': world.pastDue.subscriptionId,
    'dashboard/orders/id': business.orderId,
    'dashboard/payments/id': await first('/v1/payments/'),
    'dashboard/payments/disputes/id': await first('/v1/disputes/'),
    'dashboard/webhooks/id': world.webhookEndpoint,
    'dashboard/webhooks/message': await first(
      `/florin/v1/webhooks/messages?endpoint_id=${world.webhookEndpoint}`,
    ),
    'dashboard/events/id': await first('/florin/v1/events'),
    'dashboard/audit/id': await first('/florin/v1/audit'),
    'dashboard/mails/id': await first('/florin/v1/mails'),
    'portal/subscriptions/id': regular.subscriptionId,
    'portal/orders/id': regular.orderId,
  };
}

async function checkouts(florin: TestFlorin, world: DemoWorld): Promise<ScreenOfPages[]> {
  const open = async (name: string, body: Record<string, unknown>): Promise<ScreenOfPages> => {
    const { body: made } = await call('POST', `${florin.url}/v1/checkouts/`, {
      token: world.story.token,
      body,
    });
    const { client_secret: secret } = made as { client_secret: string };
    return { name: `checkout-${name}`, url: `${florin.url}/checkout/${secret}`, visitor: 'nobody' };
  };
  const paid = await call('GET', `${florin.url}/v1/checkouts/${world.regular.checkoutId}`, {
    token: world.story.token,
  });
  const { client_secret: paidSecret } = paid.body as { client_secret: string };
  const { pro, team, book } = world.products;
  return [
    await open('subscription', { products: [pro], discount_id: world.discount }),
    await open('choice', { products: [book, pro] }),
    await open('seats', { products: [team], seats: 4, require_billing_address: true }),
    {
      name: 'checkout-confirmation',
      url: `${florin.url}/checkout/${paidSecret}/confirmation`,
      visitor: 'nobody',
    },
    { name: 'checkout-unknown', url: `${florin.url}/checkout/polar_cs_unknown`, visitor: 'nobody' },
  ];
}
