import { createHash, createHmac } from 'node:crypto';
import type { StoredEvent } from '../../billing/events/index.ts';
import {
  randomSecretText,
  type SignedMessage,
  type SigningEndpoint,
  type Telling,
  type WebhookLanguage,
} from '../../billing/webhooks/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import type { LoadObjects } from './webhook-objects.ts';
import { loaderOf, toldEventTypes, typesOf } from './webhook-types.ts';

/** All that is told of, by how it is loaded: each kind at once. */
async function loadObjects(scope: Scope, tellings: readonly Telling[]) {
  const groups = Map.groupBy(tellings, ({ event, type }) => loaderOf(event, type));
  const loaded = new Map<LoadObjects, Map<string, object>>();
  for (const [load, group] of groups) {
    if (!load) continue;
    const events = new Map(group.map(({ event }) => [event.id, event]));
    loaded.set(load, await load(scope, [...events.values()]));
  }
  return ({ event, type }: Telling) => {
    const load = loaderOf(event, type);
    return load && loaded.get(load)?.get(event.id);
  };
}

/** One change may be told under several names: the first has the event's own id, each other one made of that and its name. */
function eventIdOf(event: StoredEvent, type: string): string {
  if (typesOf(event)[0] === type) return prefixedId('evt', event.id);
  const digest = createHash('sha256').update(`${event.id} ${type}`).digest('hex');
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return prefixedId('evt', uuid);
}

/**
 * A plain object as `JSON.stringify` writes it: Atlas's own verifier signs what it gets when it writes the parsed body anew.
 */
export function eventBody(
  event: { id: string; type: string; at: Date; livemode: boolean; requestId: string },
  object: object,
): string {
  const at = event.at.toISOString();
  return JSON.stringify({
    id: event.id,
    object: 'event',
    type: event.type,
    api_version: '2024-01-01',
    created: at,
    created_at: at,
    livemode: event.livemode,
    data: { object },
    request: { id: event.requestId, idempotency_key: null },
  });
}

async function bodies(scope: Scope, tellings: readonly Telling[]): Promise<(string | undefined)[]> {
  const objectOf = await loadObjects(scope, tellings);
  return tellings.map((telling) => {
    const object = objectOf(telling);
    if (!object) return undefined;
    const { event, type } = telling;
    const { occurredAt: at, requestId } = event;
    return eventBody(
      { id: eventIdOf(event, type), type, at, livemode: event.mode === 'live', requestId },
      object,
    );
  });
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/**
 * How a body is signed: Atlas's documents know three ways, all in one header, so an endpoint says which its verifier knows.
 * `body` is of the body alone, `timestamped` of `time.body`; `stripe` is that with the time beside it, and the only one with
 * room for a second signature after a change of secret.
 */
export const signatureSchemes = ['body', 'stripe', 'timestamped'] as const;

const secretLength = 32;

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
  eventTypes: toldEventTypes,
  typesOf,
  bodies,
  headers: (message, endpoint) => ({
    'content-type': 'application/json',
    'x-atlas-timestamp': String(message.timestamp),
    'x-atlas-event-type': message.type,
    'x-atlas-event-id': JSON.parse(message.body).id,
    'x-atlas-signature': signature(message, endpoint),
  }),
  signatureHeaders: ['x-atlas-signature'],
  formats: ['raw'],
  signatureSchemes,
  newSecret: () => `whsec_${randomSecretText(secretLength)}`,
  // Five attempts as Atlas makes them, and then on until three days are over.
  retrySeconds: [300, 1_800, 7_200, 86_400, 43_200, 57_600, 64_800],
};
