import { type Static, Type } from 'typebox';
import { selectCustomer } from '../../billing/customers/index.ts';
import { readTimeline, type TimelineEntry, type TimelinePlace } from '../../billing/timelines/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Access } from './access.ts';
import { CustomerParams, readCustomers } from './customers.ts';
import { notFound } from './errors.ts';
import { objectIdOf } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, pageQuery, Timestamp, Uuid } from './schemas.ts';

const EntrySchema = Type.Object({
  id: Uuid,
  at: { ...Timestamp, description: "By the organization's clock." },
  recorded_at: { ...Timestamp, description: 'By the wall clock: the order of the entries.' },
  type: Type.String({
    description: "An event's name, or `mail.sent`, `mail.queued`, `mail.failed`, `mail.kept`.",
  }),
  object_type: Type.String(),
  object_id: Uuid,
  title: nullable(Type.String({ description: 'What the object is called.' })),
  actor: nullable(Type.Object({ kind: Type.String(), id: nullable(Uuid) })),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description:
      'Some members of the object as the event found it: `status`, `number`, `total_amount`, `currency` …',
  }),
  changes: Type.Record(Type.String(), Type.Object({ before: Type.Unknown(), after: Type.Unknown() })),
});

function entryView(entry: TimelineEntry): Static<typeof EntrySchema> {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    recorded_at: entry.recordedAt.toISOString(),
    type: entry.type,
    object_type: entry.objectType,
    object_id: entry.objectId,
    title: entry.title,
    actor: entry.actorKind === null ? null : { kind: entry.actorKind, id: entry.actorId },
    data: entry.data,
    changes: entry.changes,
  };
}

/** The ids of the last event and the last mail, either of which may be missing. */
const PlaceInput = parsed(Type.String({ maxLength: 100 }), (text): ParseOutcome<TimelinePlace> => {
  const [event = '', mail = '', ...rest] = text.split('.');
  const ids = { event: objectIdOf(event) ?? undefined, mail: objectIdOf(mail) ?? undefined };
  const isWhole = (event === '' || ids.event) && (mail === '' || ids.mail) && rest.length === 0;
  return isWhole && text !== '.'
    ? { value: ids }
    : { type: 'invalid', reason: 'Must be the cursor of a page.' };
});

export const customerTimelineRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customers/{id}/timeline',
    summary: 'See what happened to a customer and to all that is theirs, the latest first',
    access: readCustomers,
    params: CustomerParams,
    query: Type.Object({ ...whoseQuery, ...pageQuery, cursor: Type.Optional(PlaceInput) }),
    responses: { 200: listOf(EntrySchema) },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const customer = scope && (await selectCustomer(scope, { id: params.id }));
      if (!scope || !customer) return notFound(caller.requestId, 'customer');
      const { limit, cursor: after } = query;
      const { items, next } = await readTimeline(scope, customer.id, { limit, after });
      const next_cursor = next && `${next.event ?? ''}.${next.mail ?? ''}`;
      return { status: 200, body: { items: items.map(entryView), next_cursor } };
    },
  }),
];
