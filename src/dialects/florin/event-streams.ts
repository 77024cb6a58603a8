import type { Authenticator } from '../../billing/api-keys/index.ts';
import {
  type EventFeed,
  type EventFilter,
  type StoredEvent,
  selectEvents,
  selectEventsBefore,
} from '../../billing/events/index.ts';
import { findUserScope } from '../../billing/users/index.ts';
import { ConcurrencyLimiter } from '../../platform/http/concurrency-limit.ts';
import type { Services } from '../../platform/http/dialect.ts';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';
import { type ServerSentEvent, serverSentEvents } from '../../platform/http/server-sent-events.ts';
import { parseUuid } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { bearerToken } from './access.ts';
import { refusal } from './errors.ts';

/** So many streams may an organization have open in one process. */
const streamsAtOnce = 100;

export type EventStreams = {
  /** Answers with what happens from now on, or from the event on that the reader says it has. */
  open(scope: Scope, request: RequestFacts, streaming: Streaming): Promise<Answer>;
};

type Streaming = {
  /** The event that the reader has already; the header `Last-Event-ID`, of one that comes back, is newer. */
  after: string | undefined;
  filter: EventFilter;
  show(events: readonly StoredEvent[]): Promise<ServerSentEvent[]>;
};

/** The number of an event, and its id as far as there is one. */
type Beginning = { after: number; lastId: string | undefined };

/** Whether the caller would rather have a stream than a list. */
export function wantsStream({ headers }: RequestFacts): boolean {
  return /\btext\/event-stream\b/i.test(String(headers.accept ?? ''));
}

export function createEventStreams(
  feed: EventFeed,
  keys: Pick<Authenticator, 'authenticate'>,
  { cookies, pool, clock, clockOf }: Pick<Services, 'cookies' | 'pool' | 'clock' | 'clockOf'>,
): EventStreams {
  const places = new ConcurrencyLimiter();

  /** After which event a stream begins; undefined where there is none of the id. */
  async function beginning(scope: Scope, id: string | undefined): Promise<Beginning | undefined> {
    if (id === undefined) {
      const after = await feed.settled();
      const [newest] = await selectEventsBefore(scope, after + 1, {}, 1);
      return { after, lastId: newest?.id };
    }
    const parsed = parseUuid(id);
    const [event] = 'uuid' in parsed ? await selectEvents(scope, [parsed.uuid]) : [];
    return event && { after: event.sequence, lastId: event.id };
  }

  /** Whether whoever reads still may what they might: of a person, what their role was does. */
  async function isStillThere({ requestId, permissions }: Scope, request: RequestFacts): Promise<boolean> {
    const call = await cookies.readCall(request.headers);
    const found = call && (await findUserScope({ ...call, requestId, database: pool, clock, clockOf }));
    return found?.ok === true && [...permissions].every((name) => found.value.scope.permissions.has(name));
  }

  /** Nothing is shown any more to a key that was revoked or has run out, or to a person who has signed out. */
  async function mayGoOn(scope: Scope, request: RequestFacts): Promise<boolean> {
    const { actor } = scope;
    if (actor.kind === 'user') return isStillThere(scope, request);
    const token = bearerToken(request);
    if (actor.kind !== 'api_key' || token === undefined) return true;
    return (await keys.authenticate(token))?.id === actor.id;
  }

  async function* batches(
    scope: Scope,
    request: RequestFacts,
    { filter, show }: Streaming,
    { after, signal }: { after: number; signal: AbortSignal },
  ): AsyncGenerator<ServerSentEvent[]> {
    for await (const events of feed.follow({ scope, after, filter, signal })) {
      if (!(await mayGoOn(scope, request))) return;
      yield await show(events);
    }
  }

  return {
    async open(scope, request, streaming) {
      const header = request.headers['last-event-id'];
      const id = header === undefined || header === '' ? streaming.after : String(header);
      const begin = await beginning(scope, id);
      if (!begin) return eventGone(scope);
      if (!places.enter(scope.organizationId, streamsAtOnce)) return tooMany(scope);
      return serverSentEvents({
        lastId: begin.lastId,
        batches: (signal) => batches(scope, request, streaming, { after: begin.after, signal }),
        ending: request.ending,
        over: () => places.leave(scope.organizationId),
      });
    },
  };
}

function eventGone({ requestId }: Scope): Answer {
  const message =
    'No event of this id is kept, or ever was. Read the list of events, and follow on from its first.';
  return refusal({ id: requestId }, 410, 'event_gone', message, 'Last-Event-ID');
}

function tooMany({ requestId }: Scope): Answer {
  const message = `There are ${streamsAtOnce} streams of this organization open already.`;
  const refused = refusal({ id: requestId }, 429, 'too_many_streams', message);
  return { ...refused, headers: { 'retry-after': '10' } };
}
