import { type Static, Type } from 'typebox';
import {
  type DeliveryFilter,
  listEndpoints,
  listMessages,
  type MessageFilter,
  redeliverMessages,
  selectDeliveries,
  selectDelivery,
  selectMessages,
  type WebhookDelivery,
  type WebhookDialect,
  type WebhookEndpoint,
  type WebhookFormat,
  type WebhookMessage,
} from '../../billing/webhooks/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { notFound, refusal } from './errors.ts';
import { eventReaders, timeQuery } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import {
  listOf,
  MomentInput,
  nullable,
  optional,
  page,
  pageQuery,
  Timestamp,
  Uuid,
  UuidInput,
} from './schemas.ts';

export const DialectInput = Type.Unsafe<WebhookDialect>({
  type: 'string',
  enum: ['polar', 'flowglad', 'atlas'],
});
export const FormatSchema = Type.Unsafe<WebhookFormat>({ type: 'string', enum: ['raw', 'slack', 'discord'] });
const StatusInput = Type.Unsafe<WebhookMessage['status']>({
  type: 'string',
  enum: ['pending', 'succeeded', 'failed', 'skipped'],
  description: '`failed` was given up on; `skipped` was waiting when its endpoint was turned off.',
});
const TypesInput = Type.Array(Type.String({ maxLength: 100 }), {
  maxItems: 100,
  description: "The vendor's names of events. Given again for each.",
});

const moment = (date: Date | null) => date?.toISOString() ?? null;

export const EndpointSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  dialect: DialectInput,
  contract: Type.String({ description: 'Of its vendor, with which it was made: payloads keep to it.' }),
  name: nullable(Type.String()),
  url: Type.String(),
  format: FormatSchema,
  signature_scheme: { ...nullable(Type.String()), description: 'Null where its vendor knows but one.' },
  event_types: Type.Array(Type.String()),
  enabled: Type.Boolean(),
  disabled_at: { ...nullable(Timestamp), description: 'When it was turned off because nothing arrived.' },
  failures_in_a_row: Type.Integer({ description: 'Messages given up on since the last that arrived.' }),
});

export function endpointView(endpoint: WebhookEndpoint): Static<typeof EndpointSchema> {
  return {
    id: endpoint.id,
    created_at: endpoint.createdAt.toISOString(),
    modified_at: moment(endpoint.modifiedAt),
    dialect: endpoint.dialect,
    contract: endpoint.contract,
    name: endpoint.name,
    url: endpoint.url,
    format: endpoint.format,
    signature_scheme: endpoint.signatureScheme,
    event_types: endpoint.eventTypes,
    enabled: endpoint.enabled,
    disabled_at: moment(endpoint.disabledAt),
    failures_in_a_row: endpoint.failuresInARow,
  };
}

const messageMembers = {
  id: { ...Uuid, description: 'Stays the same however often it is sent.' },
  created_at: Timestamp,
  endpoint_id: Uuid,
  event_id: Uuid,
  object_id: Uuid,
  type: Type.String({ description: "The vendor's name of the event." }),
  status: StatusInput,
  attempts: Type.Integer(),
  next_attempt_at: nullable(Timestamp),
  finished_at: nullable(Timestamp),
};
const MessageSchema = Type.Object(messageMembers);

function messageView(message: WebhookMessage): Static<typeof MessageSchema> {
  return {
    id: message.id,
    created_at: message.createdAt.toISOString(),
    endpoint_id: message.endpointId,
    event_id: message.eventId,
    object_id: message.objectId,
    type: message.type,
    status: message.status,
    attempts: message.attempts,
    next_attempt_at: moment(message.nextAttemptAt),
    finished_at: moment(message.finishedAt),
  };
}

const DeliverySchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  endpoint_id: Uuid,
  message_id: Uuid,
  type: Type.String(),
  attempt: Type.Integer({ description: 'From 1 on.' }),
  url: Type.String(),
  request_headers: Type.Record(Type.String(), Type.String(), { description: 'Without the signature.' }),
  succeeded: Type.Boolean(),
  http_code: { ...nullable(Type.Integer()), description: 'Null where nothing was answered.' },
  response: {
    ...nullable(Type.String()),
    description: 'The first 2 KB of the answer, or what went wrong.',
  },
  milliseconds: Type.Integer(),
});

function deliveryView(delivery: WebhookDelivery): Static<typeof DeliverySchema> {
  return {
    id: delivery.id,
    created_at: delivery.createdAt.toISOString(),
    endpoint_id: delivery.endpointId,
    message_id: delivery.messageId,
    type: delivery.type,
    attempt: delivery.attempt,
    url: delivery.url,
    request_headers: delivery.requestHeaders,
    succeeded: delivery.succeeded,
    http_code: delivery.httpCode,
    response: delivery.response,
    milliseconds: delivery.milliseconds,
  };
}

const MessageDetailSchema = Type.Object({
  ...messageMembers,
  body: {
    ...nullable(Type.String()),
    description: 'The very bytes that are signed; null where the event could not be put into words yet.',
  },
  deliveries: Type.Array(DeliverySchema, { description: 'Newest first, at most 100.' }),
});
const deliveriesShown = 100;

const MessagesQuery = Type.Object({
  ...whoseQuery,
  endpoint_id: Type.Optional(UuidInput),
  event_id: Type.Optional(UuidInput),
  type: Type.Optional(TypesInput),
  status: Type.Optional(Type.Array(StatusInput, { maxItems: 4 })),
  ...timeQuery,
  ...pageQuery,
});

const DeliveriesQuery = Type.Object({
  ...whoseQuery,
  endpoint_id: Type.Optional(UuidInput),
  message_id: Type.Optional(UuidInput),
  type: Type.Optional(TypesInput),
  succeeded: Type.Optional(Type.Boolean()),
  http_code_class: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 5, description: 'The first digit of the status.' }),
  ),
  ...timeQuery,
  ...pageQuery,
});

const messagesAtOnce = 1_000;

const RedeliverMembers = Type.Object({
  ids: optional(Type.Array(UuidInput, { minItems: 1, maxItems: messagesAtOnce })),
  endpoint_id: optional({ ...UuidInput, description: 'In place of `ids`, with `from`.' }),
  statuses: optional(
    Type.Array(StatusInput, { minItems: 1, description: 'All but those that wait anyway, where left out.' }),
  ),
  from: optional(MomentInput),
  to: optional({ ...MomentInput, description: 'Now, where left out.' }),
});

/** Messages by their ids, or those of an endpoint that were made in a time. */
const RedeliverInput = parsed(
  RedeliverMembers,
  ({ ids, endpoint_id: endpointId, statuses, from, to }): ParseOutcome<MessageFilter> => {
    const invalid = (name: string, reason: string) => ({ type: 'invalid', reason, path: [name] });
    if (ids) {
      const isBoth = endpointId || statuses || from || to;
      return isBoth ? invalid('ids', 'Must be given alone.') : { value: { ids } };
    }
    if (!endpointId)
      return { type: 'missing', reason: 'Required, or `ids` in its place.', path: ['endpoint_id'] };
    if (!from) return { type: 'missing', reason: 'Required with an endpoint.', path: ['from'] };
    return {
      value: {
        endpointId,
        statuses: statuses ?? undefined,
        createdFrom: from,
        createdBefore: to ?? undefined,
      },
    };
  },
);

function messageFilter(query: Static<typeof MessagesQuery>): MessageFilter {
  return {
    endpointId: query.endpoint_id,
    eventId: query.event_id,
    types: query.type,
    statuses: query.status,
    createdFrom: query.from,
    createdBefore: query.to,
  };
}

function deliveryFilter(query: Static<typeof DeliveriesQuery>): DeliveryFilter {
  return {
    endpointIds: query.endpoint_id === undefined ? undefined : [query.endpoint_id],
    messageId: query.message_id,
    types: query.type,
    succeeded: query.succeeded,
    codeClass: query.http_code_class,
    createdFrom: query.from,
    createdBefore: query.to,
  };
}

const noSuchCursor = ({ requestId }: Scope) =>
  refusal({ id: requestId }, 422, 'invalid', 'There is no such place in the list.', 'cursor');

/** The webhooks of an organization, whichever vendor's they are. */
export const webhookRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/webhooks/endpoints',
    summary: 'List the webhook endpoints of every vendor, newest first; secrets are not shown',
    access: eventReaders,
    query: Type.Object({ ...whoseQuery, ...pageQuery }),
    responses: { 200: listOf(EndpointSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { limit, cursor } = query;
      const rows = await listEndpoints(scope, { limit: limit + 1, before: cursor });
      return { status: 200, body: page(rows, limit, endpointView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/webhooks/messages',
    summary: 'List what endpoints were or are to be sent, newest first',
    access: eventReaders,
    query: MessagesQuery,
    responses: { 200: listOf(MessageSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { limit, cursor } = query;
      const [after] = cursor === undefined ? [] : await selectMessages(scope, [cursor]);
      if (cursor !== undefined && !after) return noSuchCursor(scope);
      const rows = await listMessages(scope, messageFilter(query), { limit: limit + 1, after });
      return { status: 200, body: page(rows, limit, messageView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/webhooks/messages/{id}',
    summary: 'Get a message, with its body and how each attempt to send it went',
    access: eventReaders,
    params: Type.Object({ id: UuidInput }),
    query: Type.Object(whoseQuery),
    responses: { 200: MessageDetailSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const [message] = scope ? await selectMessages(scope, [params.id]) : [];
      if (!scope || !message) return notFound(caller.requestId, 'message');
      const deliveries = await selectDeliveries(scope, { messageId: params.id }, { limit: deliveriesShown });
      const { body } = message;
      return {
        status: 200,
        body: { ...messageView(message), body, deliveries: deliveries.map(deliveryView) },
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/webhooks/deliveries',
    summary: 'List the attempts to send messages, newest first',
    access: eventReaders,
    query: DeliveriesQuery,
    responses: { 200: listOf(DeliverySchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { limit, cursor } = query;
      const after = cursor === undefined ? undefined : await selectDelivery(scope, cursor);
      if (cursor !== undefined && !after) return noSuchCursor(scope);
      const rows = await selectDeliveries(scope, deliveryFilter(query), { limit: limit + 1, after });
      return { status: 200, body: page(rows, limit, deliveryView) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/webhooks/redeliver',
    summary: 'Send messages once more, under the same ids, behind what waits',
    access: keyWith('webhooks:write'),
    query: Type.Object(whoseQuery),
    body: RedeliverInput,
    responses: { 202: Type.Object({ messages: Type.Integer({ description: 'How many.' }) }) },
    async handle(caller, { query, body }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      return { status: 202, body: { messages: await redeliverMessages(scope, body) } };
    },
  }),
];
