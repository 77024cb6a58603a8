import { createHmac } from 'node:crypto';
import type { Customer } from '../../billing/customers/index.ts';
import { selectSnapshots } from '../../billing/events/index.ts';
import type {
  SignedMessage,
  SigningEndpoint,
  Telling,
  WebhookLanguage,
} from '../../billing/webhooks/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerView } from './customer-view.ts';

/** The words in which Atlas tells of what the core calls otherwise. */
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
    if (!customer) return undefined;
    return JSON.stringify({
      id: prefixedId('evt', event.id),
      object: 'event',
      type,
      api_version: '2024-01-01',
      created: event.occurredAt.toISOString(),
      created_at: event.occurredAt.toISOString(),
      livemode: event.mode === 'live',
      data: { object: customerView(customer) },
      request: { id: event.requestId, idempotency_key: null },
    });
  });
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** One header, three ways to fill it: an endpoint says which its verifier knows. */
function signature({ body, timestamp }: SignedMessage, { secrets, signatureScheme }: SigningEndpoint) {
  const [secret] = secrets;
  switch (signatureScheme) {
    case 'stripe':
      return [`t=${timestamp}`, ...secrets.map((each) => `v1=${hmac(each, `${timestamp}.${body}`)}`)].join(
        ',',
      );
    case 'timestamped':
      return hmac(secret, `${timestamp}.${body}`);
    default:
      return hmac(secret, body);
  }
}

export const atlasWebhookLanguage: WebhookLanguage = {
  dialect: 'atlas',
  eventTypes: Object.values(types).flat(),
  typesOf: ({ type }) => types[type] ?? [],
  bodies,
  headers: (message, endpoint) => ({
    'content-type': 'application/json',
    'x-atlas-timestamp': String(message.timestamp),
    'x-atlas-event-type': message.type,
    'x-atlas-event-id': prefixedId('evt', message.id),
    'x-atlas-signature': signature(message, endpoint),
  }),
  signatureHeaders: ['x-atlas-signature'],
  // Five attempts as Atlas makes them, and then on until three days are over.
  retrySeconds: [300, 1_800, 7_200, 86_400, 43_200, 57_600, 64_800],
};
