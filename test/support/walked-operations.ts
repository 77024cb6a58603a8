import assert from 'node:assert/strict';
import type { Route } from '../../src/platform/http/route.ts';
import { call } from './call.ts';
import type { TestFlorin } from './florin.ts';
import { readMails } from './mailbox.ts';

/** Notes which routes of a dialect were answered with success while it looks on. */
export class WalkedOperations {
  readonly #walked = new Set<string>();
  readonly #routes: { name: string; method: string; path: RegExp }[];
  readonly #fetch = globalThis.fetch;

  constructor(routes: readonly Route<never>[]) {
    this.#routes = routes.map(({ method, path }) => ({
      name: `${method} ${path}`,
      method,
      path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    }));
    // Fixed segments before open ones: `/orders/export` is no order's id.
    this.#routes.sort((one, other) => one.name.split('{').length - other.name.split('{').length);
    globalThis.fetch = async (input, init) => {
      const answer = await this.#fetch(input, init);
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const route = this.#routes.find((one) => one.method === method && one.path.test(pathname));
      if (route && answer.ok) this.#walked.add(route.name);
      return answer;
    };
  }

  /** Ends looking on; the routes that were never answered with success. */
  missed(): string[] {
    globalThis.fetch = this.#fetch;
    return this.#routes.map(({ name }) => name).filter((name) => !this.#walked.has(name));
  }
}

/** Waits for a mail to an address and reads a token from it. */
export async function mailedToken(florin: TestFlorin, to: string, name: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const mails = (await readMails(florin)).map((mail) => mail.replace(/=\r?\n/g, '').replace(/=3D/g, '='));
    const mail = mails.findLast((text) => new RegExp(`^To: .*${to}`, 'm').test(text));
    const token = new RegExp(`${name}=(\\w+)`).exec(mail ?? '')?.[1];
    if (token) return token;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${to} got no ${name}.`);
}

/** Asks again until what is made on the side is there. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It never came.');
}

/** Takes the challenge of a card, as its buyer would. */
export async function authenticate(florin: TestFlorin, secret: string): Promise<void> {
  const { status } = await call('POST', `${florin.url}/florin/v1/sandbox/charges/${secret}/authenticate`, {
    body: { outcome: 'passes' },
  });
  assert.equal(status, 204);
}

/** What the clients have no method for, or no key may do. */
export const beyondClients = [
  'POST /v1/organizations/',
  'GET /v1/checkout-links/{client_secret}/redirect',
  'POST /v1/checkouts/client/{client_secret}/opened',
  'POST /v1/customer-portal/customer-session/authenticate',
  'POST /v1/customer-portal/customer-session/request',
];
