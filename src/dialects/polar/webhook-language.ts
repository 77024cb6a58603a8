import { createHmac } from 'node:crypto';
import type {
  SigningEndpoint,
  Telling,
  TellingFacts,
  WebhookLanguage,
} from '../../billing/webhooks/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { newToken } from '../../platform/tokens.ts';
import { timestamp } from './customer-view.ts';
import { contractRules } from './versions.ts';
import { chatMessage } from './webhook-chat.ts';
import { loadToldObjects } from './webhook-objects.ts';
import { toldEventTypes, typesOf } from './webhook-types.ts';

async function bodies(
  scope: Scope,
  tellings: readonly Telling[],
  facts: TellingFacts,
): Promise<(string | undefined)[]> {
  const objectOf = await loadToldObjects(scope, tellings, facts);
  return tellings.map((telling) => {
    const object = objectOf(telling);
    return object && bodyOf(telling, object);
  });
}

/** Undefined where a chat is not to show it. */
function bodyOf({ event, type, format }: Telling, data: object): string | undefined {
  const body =
    format === 'raw'
      ? { type, timestamp: timestamp(event.occurredAt), data }
      : chatMessage(format, type, event.occurredAt, data);
  return body && JSON.stringify(body);
}

/** Polar keys the signature with the bytes of the whole secret, prefix and all. */
function signatures(text: string, { secrets }: Pick<SigningEndpoint, 'secrets'>): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`)
    .join(' ');
}

export const polarWebhookLanguage: WebhookLanguage = {
  dialect: 'polar',
  eventTypes: toldEventTypes,
  typesOf,
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
  formats: ['raw', 'slack', 'discord'],
  signatureSchemes: [],
  newSecret: (contract) => newToken(contractRules(contract).webhookSecretPrefix),
  // Ten attempts as Polar makes them, from two seconds on, and then on until three days are over.
  retrySeconds: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1_200, 3_600, 14_400, 43_200, 86_400, 115_200],
};
