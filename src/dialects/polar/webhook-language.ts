import { createHmac } from 'node:crypto';
import type { Customer } from '../../billing/customers/index.ts';
import { type StoredEvent, selectSnapshots } from '../../billing/events/index.ts';
import type { SigningEndpoint, Telling, WebhookLanguage } from '../../billing/webhooks/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerView, timestamp } from './customer-view.ts';

/** The words in which Polar tells of what the core calls otherwise. */
const types: Record<string, readonly string[]> = {
  'customer.created': ['customer.created'],
  'customer.updated': ['customer.updated'],
  'customer.deleted': ['customer.deleted'],
};

async function bodies(scope: Scope, tellings: readonly Telling[]): Promise<(string | undefined)[]> {
  const events = tellings.map(({ event }) => event);
  const customers = await selectSnapshots<Customer>(scope, 'customers', events);
  return tellings.map(({ event, type }) => {
    const customer = customers.get(event.id);
    return customer && payload(event, type, customerView(customer));
  });
}

function payload(event: StoredEvent, type: string, data: unknown): string {
  return JSON.stringify({ type, timestamp: timestamp(event.occurredAt), data });
}

/** Polar keys the signature with the bytes of the whole secret, prefix and all. */
function signatures(text: string, { secrets }: SigningEndpoint): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`)
    .join(' ');
}

export const polarWebhookLanguage: WebhookLanguage = {
  dialect: 'polar',
  eventTypes: Object.values(types).flat(),
  typesOf: ({ type }) => types[type] ?? [],
  bodies,
  headers({ id, timestamp, body }, endpoint) {
    return {
      'content-type': 'application/json',
      'user-agent': 'polar.sh webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(`${id}.${timestamp}.${body}`, endpoint),
    };
  },
  signatureHeaders: ['webhook-signature'],
  // Ten attempts as Polar makes them, from two seconds on, and then on until three days are over.
  retrySeconds: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1_200, 3_600, 14_400, 43_200, 86_400, 115_200],
};
