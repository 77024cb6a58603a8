import { type Static, Type } from 'typebox';
import {
  type EventFeed,
  type EventFilter,
  type StoredEvent,
  selectEvents,
  selectEventsBefore,
} from '../../billing/events/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import { base62ToUuid, parseUuid } from '../../platform/ids.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { notFound, refusal } from './errors.ts';
import { type EventStreams, wantsStream } from './event-streams.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, MomentInput, page, pageQuery, Timestamp, Uuid, UuidInput } from './schemas.ts';

/** Events show every object, so they are read by who may be sent them. */
export const eventReaders = keyWith('webhooks:read', 'webhooks:write');

export const EventTypesInput = Type.Array(
  Type.String({ maxLength: 100, pattern: '^[a-z_]+(\\.[a-z_]+)*(\\.\\*)?$' }),
  { maxItems: 100, description: 'Names, or `invoice.*` for all that begin so. Given again for each.' },
);

/** The id of an object in any of the forms that the APIs show, or null where a text is none. */
export function objectIdOf(text: string): string | null {
  const result = parseUuid(text);
  return 'uuid' in result ? result.uuid : base62ToUuid(/^[a-z_]+_(\w+)$/.exec(text)?.[1] ?? '');
}

export const ObjectIdInput = parsed(
  Type.String({ maxLength: 100, description: 'A UUID, `cus_…`, `cust_…`, or another id with a prefix.' }),
  (text): ParseOutcome<string> => {
    const uuid = objectIdOf(text);
    return uuid === null ? { type: 'invalid', reason: 'Must be the id of an object.' } : { value: uuid };
  },
);

/** Part of a time: from the one moment on, before the other. */
export const timeQuery = {
  from: Type.Optional(MomentInput),
  to: Type.Optional(MomentInput),
};

const filterQuery = {
  type: Type.Optional(EventTypesInput),
  object_type: Type.Optional(Type.String({ maxLength: 100 })),
  object_id: Type.Optional(ObjectIdInput),
  request_id: Type.Optional(Type.String({ maxLength: 255 })),
  ...timeQuery,
};

const ListQuery = Type.Object({
  ...whoseQuery,
  ...filterQuery,
  ...pageQuery,
  after: Type.Optional({ ...UuidInput, description: 'Of a stream: the event after which it begins.' }),
});

const EventSchema = Type.Object({
  id: Uuid,
  type: Type.String(),
  mode: Type.Unsafe<'test' | 'live'>({ type: 'string', enum: ['test', 'live'] }),
  object_type: Type.String(),
  object_id: Uuid,
  occurred_at: { ...Timestamp, description: "By the organization's clock." },
  recorded_at: { ...Timestamp, description: 'By the wall clock.' },
  request_id: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description: 'The object as the change left it, its columns by name; secrets are left out.',
  }),
});

export function eventView(event: StoredEvent): Static<typeof EventSchema> {
  return {
    id: event.id,
    type: event.type,
    mode: event.mode,
    object_type: event.objectType,
    object_id: event.objectId,
    occurred_at: event.occurredAt.toISOString(),
    recorded_at: event.recordedAt.toISOString(),
    request_id: event.requestId,
    data: event.data,
  };
}

function filterOf(query: Static<typeof ListQuery>): EventFilter {
  return {
    types: query.type,
    objectType: query.object_type,
    objectId: query.object_id,
    requestId: query.request_id,
    occurredFrom: query.from,
    occurredBefore: query.to,
  };
}

/** Newest first, one more than the page has; undefined where there is no event of the cursor's id. */
export async function readEventPage(
  scope: Scope,
  feed: EventFeed,
  { cursor, limit }: { cursor?: string; limit: number },
  filter: EventFilter,
): Promise<StoredEvent[] | undefined> {
  const [last] = cursor === undefined ? [] : await selectEvents(scope, [cursor]);
  if (cursor !== undefined && !last) return undefined;
  const before = last?.sequence ?? (await feed.settled()) + 1;
  return selectEventsBefore(scope, before, filter, limit + 1);
}

export function noSuchEvent({ requestId }: Scope): Answer {
  return refusal({ id: requestId }, 422, 'invalid', 'There is no such event.', 'cursor');
}

export const eventRoutes = (feed: EventFeed, streams: EventStreams): Route<Access>[] => [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/events',
    summary: 'List events, newest first; with `Accept: text/event-stream`, follow them as they come',
    access: eventReaders,
    query: ListQuery,
    responses: { 200: listOf(EventSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const filter = filterOf(query);
      if (wantsStream(request)) {
        const show = async (events: readonly StoredEvent[]) =>
          events.map((event) => ({ id: event.id, event: event.type, data: eventView(event) }));
        return streams.open(scope, request, { after: query.after, filter, show });
      }
      const { limit } = query;
      const rows = await readEventPage(scope, feed, query, filter);
      if (!rows) return noSuchEvent(scope);
      return { status: 200, body: page(rows, limit, eventView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/events/{id}',
    summary: 'Get an event',
    access: eventReaders,
    params: Type.Object({ id: UuidInput }),
    query: Type.Object(whoseQuery),
    responses: { 200: EventSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const [event] = scope ? await selectEvents(scope, [params.id]) : [];
      return event ? { status: 200, body: eventView(event) } : notFound(caller.requestId, 'event');
    },
  }),
];
