import { createHash } from 'node:crypto';
import type { Scope } from '../../platform/scope.ts';
import type { StoredEvent } from '../events/index.ts';
import type { WebhookDialect } from './endpoint.ts';
import type { Telling } from './language.ts';
import { nameOf, putIntoWords, type WordingSettings } from './tell-endpoints.ts';

/** Who wants to hear of events as an endpoint would, without being one. */
export type Listener = {
  dialect: WebhookDialect;
  /** As the dialect names it. */
  contract: string;
  /** The vendor's names, or beginnings of names before a `*`; all where left out. */
  types?: readonly string[];
};

/** A message that an endpoint would be sent, not yet signed. */
export type HeardMessage = {
  /** The same whenever the event is told. */
  id: string;
  type: string;
  event: StoredEvent;
  /** Null where the event cannot be put into the vendor's words. */
  body: string | null;
};

/** The messages in which a vendor tells of events, in order. */
export async function tellListener(
  scope: Scope,
  settings: Omit<WordingSettings, 'log'>,
  events: readonly StoredEvent[],
  { dialect, contract, types }: Listener,
): Promise<HeardMessage[]> {
  const language = settings.languages[dialect];
  const { pricingModelId } = scope;
  const tellings = events.flatMap((event) =>
    language
      .typesOf(event)
      .filter((type) => !types || types.some((wanted) => isOfType(type, wanted)))
      .map((type): Telling => ({ event, type, dialect, format: 'raw', contract, pricingModelId })),
  );
  if (tellings.length === 0) return [];
  // Who listens sees a message without words, and need not look for it in a log.
  const log = { error: () => {} };
  const bodies = await putIntoWords(scope, { ...settings, log }, tellings);
  return tellings.flatMap((telling): HeardMessage[] => {
    const body = bodies.get(nameOf(telling));
    const { event, type } = telling;
    return body === undefined
      ? []
      : [{ id: messageId(event, type, language.typesOf(event)), type, event, body }];
  });
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** The event's own id; where it is told under several names, one more for each further name. */
function messageId({ id }: StoredEvent, type: string, types: readonly string[]): string {
  if (type === types[0]) return id;
  const digits = createHash('sha256').update(`${id} ${type}`).digest('hex');
  return `${id.slice(0, 14)}4${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`;
}
