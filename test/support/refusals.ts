import assert from 'node:assert/strict';
import { call } from './call.ts';
import { snapshot } from './customer-history.ts';
import type { TestFlorin } from './florin.ts';
import { fixed } from './subscriptions.ts';

export type Shown = Record<string, unknown> & { id: string; items: Shown[] };

/** A body as it is written, with the id of a name in the place of `<name>`; and one of the entries of its refusal. */
export type Case = [method: string, path: string, body: string, expected: string];

export type Shop = {
  /** Ids by a name of their own. */
  ids: Record<string, string>;
  /** What is answered where all is well. */
  ask(method: string, path: string, body?: unknown): Promise<Shown>;
  /** Makes something; its id. */
  made(path: string, body: object): Promise<string>;
  /** Has somebody buy a product, by its name. */
  buy(product: string, buyer: string, members?: object): Promise<{ order: string; subscription: string }>;
  /** Each is refused with what is expected among the entries; when all were, the database is as it was. */
  refuses(cases: readonly Case[]): Promise<void>;
};

export function graduated(...tiers: object[]) {
  return { amount_type: 'seat_based', seat_tiers: { seat_tier_type: 'graduated', tiers } };
}

const products: Record<string, object> = {
  book: { prices: [fixed(3000), fixed(3000, 'jpy')] },
  tip: { prices: [{ amount_type: 'custom', minimum_amount: 100 }] },
  plan: { recurring_interval: 'month', prices: [fixed(3000)] },
  team: { recurring_interval: 'month', prices: [graduated({ min_seats: 1, price_per_seat: 99_999 })] },
  // Five seats for nothing on top of as much as there can be.
  full: {
    recurring_interval: 'month',
    prices: [
      fixed(99_999_999),
      graduated(
        { min_seats: 1, max_seats: 5, price_per_seat: 0 },
        { min_seats: 6, price_per_seat: 99_999_999 },
      ),
    ],
  },
  units: {
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'unit_based',
        tiers: { type: 'volume', tiers: [{ bound: null, unit_amount: 99_999 }] },
      },
    ],
  },
};

/** A merchant's things, some of them sold: to be asked of what nobody should ask. */
export async function openShop(florin: TestFlorin): Promise<Shop> {
  const ids: Record<string, string> = {};
  const ask: Shop['ask'] = async (method, path, body) => {
    const answer = await call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as Shown;
  };
  const made: Shop['made'] = async (path, body) => (await ask('POST', path, body)).id;
  const buy: Shop['buy'] = async (product, buyer, members = {}) => {
    const { id, client_secret } = await ask('POST', 'checkouts/', { products: [ids[product]], ...members });
    await ask('POST', `checkouts/client/${client_secret}/confirm`, {
      customer_email: `${buyer}@example.com`,
      customer_billing_address: { country: 'NL' },
      confirmation_token_id: 'tok_visa',
    });
    const [order] = (await ask('GET', `orders/?checkout_id=${id}`)).items;
    return { order: String(order?.id), subscription: String(order?.subscription_id) };
  };
  const refuses: Shop['refuses'] = async (cases) => {
    const before = await snapshot(florin);
    for (const [method, path, body, expected] of cases) {
      const found = await refusal(florin, ids, method, path, body);
      assert.ok(found.includes(expected), `${path} ${body.slice(0, 200)}: ${found.join('\n')}`);
    }
    assert.deepEqual(await snapshot(florin), before);
  };
  for (const [name, body] of Object.entries(products)) {
    ids[name] = await made('products/', { name: `The ${name}`, ...body });
  }
  ids.customer = await made('customers/', { email: 'someone@example.com' });
  ids.order = (await buy('book', 'reader')).order;
  ids.subscription = (await buy('team', 'boss', { seats: 3 })).subscription;
  return { ids, ask, made, buy, refuses };
}

/** The refusal of a request in short: its entries, or its status and error. */
async function refusal(
  florin: TestFlorin,
  ids: Record<string, string>,
  method: string,
  path: string,
  text: string,
): Promise<string[]> {
  const named = (part: string) => part.replace(/<(\w+)>/g, (_, name: string) => ids[name] ?? name);
  const response = await fetch(`${florin.url}/v1/${named(path)}`, {
    method,
    headers: {
      authorization: `Bearer ${florin.testKey}`,
      'content-type': 'application/json',
      'polar-version': '2026-04',
    },
    ...(text === '' ? {} : { body: named(text) }),
  });
  const { error, detail } = (await response.json()) as { error: string; detail: unknown };
  if (!Array.isArray(detail)) return [`${response.status} ${error}`];
  assert.equal(response.status, 422);
  return detail.map(({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`);
}
