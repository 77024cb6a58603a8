import { type Static, Type } from 'typebox';
import {
  countDeliveries,
  type DeliveryFilter,
  redeliverMessages,
  selectDeliveries,
  selectEndpoint,
  selectEndpointIds,
  selectLastDeliveries,
  selectMessages,
} from '../../billing/webhooks/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pageQuery } from './paging.ts';
import { IdParams, oneOrMany, TimestampInput, UuidInput } from './schemas.ts';
import { EventTypeSchema, WebhookDeliverySchema, webhookDeliveryView } from './webhook-view.ts';

const own = { dialect: 'polar' } as const;

/** Deliveries are counted no further: a log of millions is not read to number its pages. */
const mostCounted = 10_000;

const codeClasses = { '2xx': 2, '3xx': 3, '4xx': 4, '5xx': 5 } as const;

const DeliveryQuery = Type.Object({
  endpoint_id: oneOrMany(UuidInput),
  start_timestamp: Type.Optional(TimestampInput),
  end_timestamp: Type.Optional(TimestampInput),
  succeeded: Type.Optional(Type.Boolean()),
  query: Type.Optional(Type.String()),
  http_code_class: Type.Optional(
    Type.Unsafe<keyof typeof codeClasses>({ type: 'string', enum: Object.keys(codeClasses) }),
  ),
  event_type: oneOrMany(EventTypeSchema),
  ...pageQuery,
});

/** Whether a message is of one of Polar's endpoints that are there. */
async function isOwnMessage(scope: Scope, id: string): Promise<boolean> {
  const [message] = await selectMessages(scope, [id]);
  return message !== undefined && (await selectEndpoint(scope, message.endpointId, own)) !== undefined;
}

async function answerDeliveries(scope: Scope, query: Static<typeof DeliveryQuery>): Promise<Answer> {
  const ownIds = await selectEndpointIds(scope, own);
  const filter: DeliveryFilter = {
    endpointIds: query.endpoint_id ? ownIds.filter((id) => query.endpoint_id?.includes(id)) : ownIds,
    createdFrom: query.start_timestamp,
    createdBefore: query.end_timestamp,
    succeeded: query.succeeded,
    query: query.query,
    codeClass: query.http_code_class && codeClasses[query.http_code_class],
    types: query.event_type,
  };
  const [deliveries, total] = await Promise.all([
    selectDeliveries(scope, filter, limitAndOffset(query)),
    countDeliveries(scope, filter, mostCounted),
  ]);
  const messageIds = [...new Set(deliveries.map(({ messageId }) => messageId))];
  const [messages, last] = await Promise.all([
    selectMessages(scope, messageIds),
    selectLastDeliveries(scope, messageIds),
  ]);
  const messageById = new Map(messages.map((message) => [message.id, message]));
  const items = deliveries.map((delivery) => {
    const { messageId } = delivery;
    return webhookDeliveryView(delivery, messageById.get(messageId), last.get(messageId) ?? delivery);
  });
  return listAnswer(items, total, query);
}

export const webhookDeliveryRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/webhooks/deliveries',
    summary: 'List webhook deliveries',
    access: merchant('webhooks:read', 'webhooks:write'),
    mayBeStale: true,
    query: DeliveryQuery,
    responses: { 200: listSchema(WebhookDeliverySchema) },
    handle: (scope, { query }) => answerDeliveries(scope, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/webhooks/events/{id}/redeliver',
    summary: 'Send a webhook event once more',
    access: merchant('webhooks:write'),
    params: IdParams,
    responses: { 202: Type.Null() },
    async handle(scope, { params }) {
      if (!(await isOwnMessage(scope, params.id))) return notFound();
      await redeliverMessages(scope, { ids: [params.id] });
      return { status: 202, body: null };
    },
  }),
];
