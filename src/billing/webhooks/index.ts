export {
  createWebhookEndpoint,
  type NewEndpoint,
  randomSecretText,
} from './create-endpoint.ts';
export {
  countDeliveries,
  type DeliveryFilter,
  type DeliveryPlace,
  selectDeliveries,
  selectDelivery,
} from './deliveries.sql.ts';
export type { SigningEndpoint, WebhookDialect, WebhookEndpoint, WebhookFormat } from './endpoint.ts';
export { selectEndpoint, selectEndpoints } from './endpoints.sql.ts';
export type { SignedMessage, Telling, WebhookLanguage, WebhookLanguages } from './language.ts';
export { deliveryTimeoutMilliseconds, type WebhookDelivery, type WebhookMessage } from './message.ts';
export { listMessages, type MessageFilter, selectMessages } from './messages.sql.ts';
export { redeliverMessages } from './redeliver.ts';
export { createWebhookSender, type WebhookSender } from './send-messages.ts';
export { createEndpointTeller } from './tell-endpoints.ts';
export {
  deleteWebhookEndpoint,
  type EndpointChanges,
  resetWebhookSecret,
  updateWebhookEndpoint,
} from './update-endpoint.ts';
export { mayUseLoopback, type WebhookUrlRules } from './webhook-url.ts';
