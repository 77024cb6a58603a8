import type { ClockOf } from '../../platform/clock.ts';
import { wallClock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { type Database, isConnectionTrouble, type Pool } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { systemScope } from '../catalog/index.ts';
import type { EventReader, ReadingLog, StoredEvent } from '../events/index.ts';
import { type HearingEndpoint, selectHearingEndpoints, wakeEndpoints } from './endpoints.sql.ts';
import { selectHeardEvents } from './heard-events.sql.ts';
import type { Telling, WebhookLanguages } from './language.ts';
import { insertMessages, type NewMessage } from './messages.sql.ts';

const eventsAtOnce = 500;

export type TellingSettings = {
  pool: Pool;
  clockOf: ClockOf;
  languages: WebhookLanguages;
  /** Known once the server listens. */
  publicUrl(): string;
  log: ReadingLog;
  /** Called once there is something new to send. */
  written(): void;
};

export type WordingSettings = Pick<TellingSettings, 'languages' | 'publicUrl' | 'log'>;

/** Turns every event into one message for each endpoint that wants to hear of it. */
export function createEndpointTeller(settings: TellingSettings): EventReader {
  return {
    name: 'webhooks',
    async take(database, range) {
      const events = await selectHeardEvents(database, range, eventsAtOnce);
      const last = events.at(-1);
      if (!last) return range.through;
      const owned = [
        ...Map.groupBy(events, ({ organizationId, mode }) => `${organizationId} ${mode}`).values(),
      ];
      const endpoints = await selectHearingEndpoints(
        database,
        owned.flatMap((own) => own.slice(0, 1)),
      );
      for (const own of owned) await tellOwn(settings, database, own, endpoints);
      return events.length < eventsAtOnce ? range.through : last.sequence;
    },
    taken: settings.written,
  };
}

type Told = Telling & { endpointId: string };

/** Tells the events of one organization's mode. */
async function tellOwn(
  settings: TellingSettings,
  database: Database,
  events: readonly StoredEvent[],
  endpoints: readonly HearingEndpoint[],
): Promise<void> {
  const [first] = events;
  if (!first) return;
  const { organizationId, mode } = first;
  const own = endpoints.filter((e) => e.organizationId === organizationId && e.mode === mode);
  const told: Told[] = [];
  for (const endpoint of own) {
    const { dialect, format, contract, pricingModelId } = endpoint;
    for (const event of events) {
      if (event.sequence <= endpoint.toldAfter) continue;
      const types = settings.languages[dialect].typesOf(event);
      for (const type of types.filter((name) => endpoint.eventTypes.includes(name))) {
        told.push({ event, type, dialect, format, contract, pricingModelId, endpointId: endpoint.id });
      }
    }
  }
  if (told.length === 0) return;
  const scope = await systemScope(settings, first, 'webhooks');
  const bodies = await putIntoWords(scope, settings, told);
  const messages = told.flatMap((telling): NewMessage[] => {
    const body = bodies.get(nameOf(telling));
    if (body === undefined) return [];
    const { event, type, endpointId } = telling;
    return [
      {
        organizationId,
        mode,
        id: newId(wallClock.now()),
        endpointId,
        eventId: event.id,
        objectId: event.objectId,
        type,
        occurredAt: event.occurredAt,
        body,
      },
    ];
  });
  if (messages.length === 0) return;
  await insertMessages(database, messages);
  const woken = new Set(messages.map(({ endpointId }) => endpointId));
  await wakeEndpoints(
    database,
    own.filter(({ id }) => woken.has(id)),
  );
}

/** What two endpoints are told alike is put into words once. */
export function nameOf({ event, type, dialect, format, contract, pricingModelId }: Telling): string {
  return [event.id, type, dialect, format, contract, pricingModelId].join(' ');
}

/**
 * The bodies, by `nameOf`. One that cannot be made is null: it is told in the log, and tried again when it is to be sent.
 * Undefined ones are left out.
 */
export async function putIntoWords(
  scope: Scope,
  settings: WordingSettings,
  tellings: readonly Telling[],
): Promise<Map<string, string | null>> {
  const { languages, publicUrl } = settings;
  const facts = { publicUrl: publicUrl() };
  const bodies = new Map<string, string | null>();
  const distinct = [...new Map(tellings.map((telling) => [nameOf(telling), telling])).values()];
  for (const [dialect, own] of Map.groupBy(distinct, (telling) => telling.dialect)) {
    const language = languages[dialect];
    const keep = (telling: Telling, body: string | undefined | null) => {
      if (body !== undefined) bodies.set(nameOf(telling), body);
    };
    try {
      const all = await language.bodies(scope, own, facts);
      for (const [index, telling] of own.entries()) keep(telling, all[index]);
    } catch (error) {
      // Where the database is away, all is tried again later. Else one of them is to blame: each by itself.
      if (isConnectionTrouble(error)) throw error;
      for (const telling of own) keep(telling, await bodyOf(scope, settings, telling));
    }
  }
  return bodies;
}

async function bodyOf(
  scope: Scope,
  { languages, publicUrl, log }: WordingSettings,
  telling: Telling,
): Promise<string | undefined | null> {
  try {
    const [body] = await languages[telling.dialect].bodies(scope, [telling], { publicUrl: publicUrl() });
    return body;
  } catch (err) {
    if (isConnectionTrouble(err)) throw err;
    const { event, type, dialect } = telling;
    log.error({ err, event_id: event.id, type, dialect }, 'an event could not be put into words');
    return null;
  }
}
