import { createHmac } from 'node:crypto';
import type { Customer } from '../../billing/customers/index.ts';
import { selectSnapshots } from '../../billing/events/index.ts';
import type { SigningEndpoint, Telling, WebhookLanguage } from '../../billing/webhooks/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';

/** The words in which Flowglad tells of what the core calls otherwise. */
const types: Record<string, readonly string[]> = {
  'customer.created': ['customer.created'],
  'customer.updated': ['customer.updated'],
};

async function bodies(scope: Scope, tellings: readonly Telling[]): Promise<(string | undefined)[]> {
  const events = tellings.map(({ event }) => event);
  const customers = await selectSnapshots<Customer>(scope, 'customers', events);
  return tellings.map(({ event, pricingModelId }) => {
    const customer = customers.get(event.id);
    if (!customer || customer.pricingModelId !== pricingModelId) return undefined;
    const id = prefixedId('cust', customer.id);
    return JSON.stringify({
      id,
      object: 'customer',
      customer: { id, externalId: customer.externalId },
      pricingModelId: prefixedId('pricing_model', customer.pricingModelId),
    });
  });
}

function signatures(text: string, { secrets }: SigningEndpoint): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
    })
    .join(' ');
}

export const flowgladWebhookLanguage: WebhookLanguage = {
  dialect: 'flowglad',
  eventTypes: Object.values(types).flat(),
  typesOf: ({ type }) => types[type] ?? [],
  bodies,
  headers({ id, timestamp, body }, endpoint) {
    const name = `msg_${id.replaceAll('-', '')}`;
    return {
      'content-type': 'application/json',
      'user-agent': 'Svix-Webhooks/1.0',
      'svix-id': name,
      'svix-timestamp': String(timestamp),
      'svix-signature': signatures(`${name}.${timestamp}.${body}`, endpoint),
    };
  },
  signatureHeaders: ['svix-signature'],
  // Eight attempts as Svix makes them, and then on until three days are over.
  retrySeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 72_000, 93_600],
};
