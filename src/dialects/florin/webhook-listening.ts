import { type Static, Type } from 'typebox';
import { type EventFeed, type StoredEvent, selectEvents } from '../../billing/events/index.ts';
import {
  type HeardMessage,
  tellListener,
  type WebhookDialect,
  type WebhookLanguages,
} from '../../billing/webhooks/index.ts';
import { defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Access } from './access.ts';
import { notFound, refusal } from './errors.ts';
import { type EventStreams, wantsStream } from './event-streams.ts';
import { EventTypesInput, eventReaders, noSuchEvent, readEventPage } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, page, pageQuery, Timestamp, Uuid, UuidInput } from './schemas.ts';
import { DialectInput } from './webhooks.ts';

/** How each vendor tells of events, and in which contracts: the first is that of who names none. */
export type WebhookWords = {
  languages: WebhookLanguages;
  contracts: Record<WebhookDialect, readonly [string, ...string[]]>;
};

const ListenQuery = Type.Object({
  ...whoseQuery,
  dialect: DialectInput,
  contract: Type.Optional(
    Type.String({ maxLength: 100, description: "A version of the vendor's API, for its payloads." }),
  ),
  type: Type.Optional(EventTypesInput),
  event_id: Type.Optional({ ...UuidInput, description: 'Of the list: this event only.' }),
  after: Type.Optional({ ...UuidInput, description: 'Of a stream: the event after which it begins.' }),
  ...pageQuery,
});

const HeardSchema = Type.Object({
  id: { ...Uuid, description: 'The same whenever the event is told.' },
  type: Type.String({ description: "The vendor's name of the event." }),
  event_id: Uuid,
  object_type: Type.String(),
  object_id: Uuid,
  occurred_at: Timestamp,
  body: {
    ...nullable(Type.String()),
    description: 'The very bytes to be signed; null where the event cannot be put into words.',
  },
});

export type Heard = Static<typeof HeardSchema>;

export function heardView({ id, type, event, body }: HeardMessage): Heard {
  return {
    id,
    type,
    event_id: event.id,
    object_type: event.objectType,
    object_id: event.objectId,
    occurred_at: event.occurredAt.toISOString(),
    body,
  };
}

type Query = Static<typeof ListenQuery>;

/** What `florin listen` goes by: messages as an endpoint would be sent them, for whoever has none and signs them himself. */
export const webhookListeningRoutes = (
  words: WebhookWords,
  feed: EventFeed,
  streams: EventStreams,
): Route<Access>[] => [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/webhooks/listen',
    summary: "Events in a vendor's words, newest first; with `Accept: text/event-stream`, as they come",
    access: eventReaders,
    query: ListenQuery,
    responses: { 200: listOf(HeardSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { dialect, type: types } = query;
      const contracts = words.contracts[dialect];
      const contract = query.contract ?? contracts[0];
      if (!contracts.includes(contract)) {
        const reason = `Must be one of: ${[...new Set(contracts)].join(', ')}.`;
        return refusal({ id: scope.requestId }, 422, 'invalid', reason, 'contract');
      }
      const tell = async (events: readonly StoredEvent[]) => {
        const settings = { languages: words.languages, publicUrl: () => request.publicUrl };
        return tellListener(scope, settings, events, { dialect, contract, types });
      };
      return wantsStream(request)
        ? stream(scope, request, query, streams, tell)
        : list(scope, query, feed, tell);
    },
  }),
];

type Tell = (events: readonly StoredEvent[]) => Promise<HeardMessage[]>;

function stream(scope: Scope, request: RequestFacts, query: Query, streams: EventStreams, tell: Tell) {
  return streams.open(scope, request, {
    after: query.after,
    filter: {},
    async show(events) {
      const heard = await tell(events);
      return heard.map((message, index) => ({
        // A reader that lost the line in the middle of an event is told of all of it again.
        ...(heard[index + 1]?.event.id === message.event.id ? {} : { id: message.event.id }),
        event: message.type,
        data: heardView(message),
      }));
    },
  });
}

/** A page of events, of which some may not be told at all and others under several names. */
async function list(scope: Scope, { limit, cursor, event_id: eventId }: Query, feed: EventFeed, tell: Tell) {
  if (eventId !== undefined) {
    const events = await selectEvents(scope, [eventId]);
    if (events.length === 0) return notFound(scope.requestId, 'event');
    return { status: 200, body: { items: (await tell(events)).map(heardView), next_cursor: null } };
  }
  const rows = await readEventPage(scope, feed, { cursor, limit }, {});
  if (!rows) return noSuchEvent(scope);
  const { items, next_cursor } = page(rows, limit, (event) => event);
  return { status: 200, body: { items: (await tell(items)).map(heardView), next_cursor } };
}
