import { Type } from 'typebox';
import type {
  SigningEndpoint,
  WebhookDelivery,
  WebhookFormat,
  WebhookMessage,
} from '../../billing/webhooks/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';
import { type WebhookEventType, webhookEventTypes } from './webhook-types.ts';

export const EventTypeSchema = Type.Unsafe<WebhookEventType>({
  type: 'string',
  enum: [...webhookEventTypes],
});

export const FormatSchema = Type.Unsafe<WebhookFormat>({ type: 'string', enum: ['raw', 'discord', 'slack'] });

export const WebhookEndpointSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  url: Type.String(),
  name: nullable(Type.String()),
  format: FormatSchema,
  secret: Type.String(),
  organization_id: Uuid,
  events: Type.Array(EventTypeSchema),
  enabled: Type.Boolean(),
});

const WebhookEventSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  last_http_code: nullable(Type.Integer()),
  succeeded: nullable(Type.Boolean()),
  skipped: Type.Boolean(),
  payload: nullable(Type.String()),
  type: EventTypeSchema,
  is_archived: Type.Boolean(),
});

export const WebhookDeliverySchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  succeeded: Type.Boolean(),
  http_code: nullable(Type.Integer()),
  response: nullable(Type.String()),
  webhook_event: WebhookEventSchema,
});

/** The secret is shown whenever the endpoint is: Polar's dashboard lets it be copied at any time. */
export function webhookEndpointView(endpoint: SigningEndpoint) {
  return {
    created_at: timestamp(endpoint.createdAt),
    modified_at: timestampOrNull(endpoint.modifiedAt),
    id: endpoint.id,
    url: endpoint.url,
    name: endpoint.name,
    format: endpoint.format,
    secret: endpoint.secrets[0],
    organization_id: endpoint.organizationId,
    events: endpoint.eventTypes,
    enabled: endpoint.enabled,
  };
}

/**
 * One attempt, with what it was to tell.
 *
 * @param message undefined once it is too old to be kept
 * @param last the latest attempt to send the same
 */
export function webhookDeliveryView(
  delivery: WebhookDelivery,
  message: WebhookMessage | undefined,
  last: WebhookDelivery,
) {
  return {
    created_at: timestamp(delivery.createdAt),
    modified_at: null,
    id: delivery.id,
    succeeded: delivery.succeeded,
    http_code: delivery.httpCode,
    response: delivery.response,
    webhook_event: {
      created_at: timestamp(message?.createdAt ?? delivery.createdAt),
      modified_at: timestamp(last.createdAt),
      id: delivery.messageId,
      last_http_code: last.httpCode,
      succeeded: message ? outcomeOf(message) : last.succeeded,
      skipped: message?.status === 'skipped',
      payload: message?.body ?? null,
      type: delivery.type,
      is_archived: message === undefined,
    },
  };
}

/** Null while it is not known. */
function outcomeOf({ status }: WebhookMessage): boolean | null {
  if (status === 'succeeded') return true;
  return status === 'failed' ? false : null;
}
