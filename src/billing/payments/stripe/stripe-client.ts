import Stripe from 'stripe';
import type { StripeAccount } from './stripe-account.ts';

/** Three tries of this long, and the pauses between them, are over before a payment counts as left behind. */
const timeoutMilliseconds = 15_000;
const retries = 2;

/** So many accounts are remembered; one more and the oldest is made anew when it is next used. */
const mostClients = 200;
const clients = new Map<string, Stripe>();

/** The SDK for an account, which keeps its connections open between calls. */
export function stripeClient({ secretKey, baseUrl }: StripeAccount): Stripe {
  const name = `${secretKey} ${baseUrl}`;
  const known = clients.get(name);
  if (known) return known;
  const client = new Stripe(secretKey, {
    ...addressOf(baseUrl),
    timeout: timeoutMilliseconds,
    maxNetworkRetries: retries,
    telemetry: false,
    appInfo: { name: 'florin' },
  });
  const [oldest] = clients.keys();
  if (clients.size >= mostClients && oldest !== undefined) clients.delete(oldest);
  clients.set(name, client);
  return client;
}

function addressOf(baseUrl: string | null): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (baseUrl === null) return {};
  const { protocol, hostname, port } = new URL(baseUrl);
  return protocol === 'http:'
    ? { protocol: 'http', host: hostname, port: port || '80' }
    : { protocol: 'https', host: hostname, port: port || '443' };
}
