import { wallClock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { joined } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { StoredEvent } from '../events/index.ts';
import type { WebhookEndpoint } from './endpoint.ts';
import { wakeEndpoints } from './endpoints.sql.ts';
import type { Telling } from './language.ts';
import { insertMessages, listMessages, requeueMessages } from './messages.sql.ts';
import { nameOf, putIntoWords, type WordingSettings } from './tell-endpoints.ts';

/** An endpoint is told of one event under this many names at most. */
const mostNames = 100;

/**
 * Tells an endpoint of an event of the past, as if it had just happened: what it was sent of it before goes out once more, under
 * the same ids; else messages are made. Of several events it is the first that the endpoint hears of.
 *
 * @param events the likeliest first
 * @returns the ids of the messages; `endpoint_disabled`, `not_heard` where it hears of none of the events
 */
export async function tellAgain(
  scope: Scope,
  settings: Omit<WordingSettings, 'log'>,
  endpoint: WebhookEndpoint,
  events: readonly StoredEvent[],
): Promise<Result<string[]>> {
  if (!endpoint.enabled) {
    return fail({ code: 'endpoint_disabled', message: 'The endpoint is turned off. Turn it on first.' });
  }
  for (const event of events) {
    const ids = await tellOne(scope, settings, endpoint, event);
    if (ids.length > 0) return ok(ids);
  }
  return fail({ code: 'not_heard', message: 'Nothing has happened that this endpoint hears of.' });
}

async function tellOne(
  scope: Scope,
  settings: Omit<WordingSettings, 'log'>,
  endpoint: WebhookEndpoint,
  event: StoredEvent,
): Promise<string[]> {
  const { dialect, format, contract, pricingModelId, eventTypes } = endpoint;
  const types = settings.languages[dialect].typesOf(event).filter((type) => eventTypes.includes(type));
  if (types.length === 0) return [];
  const sent = await listMessages(
    scope,
    { endpointId: endpoint.id, eventId: event.id },
    { limit: mostNames },
  );
  const ids = sent.map(({ id }) => id);
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    if (ids.length > 0) {
      await requeueMessages(inside, { ids });
      await wakeEndpoints(database, [endpoint]);
      return ids;
    }
    const tellings = types.map(
      (type): Telling => ({ event, type, dialect, format, contract, pricingModelId }),
    );
    const bodies = await putIntoWords(inside, { ...settings, log: { error: () => {} } }, tellings);
    const messages = tellings.flatMap((telling) => {
      const body = bodies.get(nameOf(telling));
      if (body === undefined) return [];
      const { organizationId, mode } = endpoint;
      const { type } = telling;
      const { id: eventId, objectId, occurredAt } = event;
      const id = newId(wallClock.now());
      return [
        { organizationId, mode, id, endpointId: endpoint.id, eventId, objectId, type, occurredAt, body },
      ];
    });
    if (messages.length === 0) return [];
    await insertMessages(database, messages);
    await wakeEndpoints(database, [endpoint]);
    return messages.map(({ id }) => id);
  });
}
