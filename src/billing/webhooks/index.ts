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
  selectLastDeliveries,
} from './deliveries.sql.ts';
export type { SigningEndpoint, WebhookDialect, WebhookEndpoint, WebhookFormat } from './endpoint.ts';
export {
  listEndpoints,
  placeOf as endpointSecretPlace,
  sealingKey as endpointSealingKey,
  selectEndpoint,
  selectEndpointIds,
  selectEndpointOfAny,
  selectEndpoints,
} from './endpoints.sql.ts';
export type { SignedMessage, Telling, TellingFacts, WebhookLanguage, WebhookLanguages } from './language.ts';
export { deliveryTimeoutMilliseconds, type WebhookDelivery, type WebhookMessage } from './message.ts';
export { listMessages, type MessageFilter, selectMessages } from './messages.sql.ts';
export { redeliverMessages } from './redeliver.ts';
export { createWebhookSender, type WebhookSender } from './send-messages.ts';
export { type MadeUpDelivery, sendOnce } from './send-once.ts';
export { tellAgain } from './tell-again.ts';
export { createEndpointTeller } from './tell-endpoints.ts';
export { type HeardMessage, type Listener, tellListener } from './tell-listener.ts';
export {
  deleteWebhookEndpoint,
  type EndpointChanges,
  resetWebhookSecret,
  updateWebhookEndpoint,
} from './update-endpoint.ts';
export { mayUseLoopback, type WebhookUrlRules } from './webhook-url.ts';
