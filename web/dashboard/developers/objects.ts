import type { operations as FlorinOperations } from '../../api/generated/florin.ts';
import type { Answered, Sent } from '../shared/objects.ts';

/** What the screens for developers show and send, by the names of the API. */
export type Endpoint = Answered<FlorinOperations['get_webhooks_endpoints_id']>;
export type NewEndpoint = Answered<FlorinOperations['post_webhooks_endpoints']>;
export type EndpointCreate = Sent<FlorinOperations['post_webhooks_endpoints']>;
export type EndpointUpdate = Sent<FlorinOperations['patch_webhooks_endpoints_id']>;
export type WebhookLanguage = Answered<FlorinOperations['get_webhooks_dialects']>['items'][number];
export type Dialect = Endpoint['dialect'];
export type Message = Answered<FlorinOperations['get_webhooks_messages']>['items'][number];
export type WholeMessage = Answered<FlorinOperations['get_webhooks_messages_id']>;
export type Delivery = WholeMessage['deliveries'][number];
/** What it tells of has whatever members its object has. */
export type FlorinEvent = Omit<Answered<FlorinOperations['get_events_id']>, 'data'> & {
  data: Record<string, unknown>;
};
export type AuditEntry = Answered<FlorinOperations['get_audit']>['items'][number];
export type Verification = Answered<FlorinOperations['get_audit_verification']>;
export type Mail = Answered<FlorinOperations['get_mails']>['items'][number];
export type WholeMail = Answered<FlorinOperations['get_mails_id']>;
export type Key = Answered<FlorinOperations['get_organizations_id_keys']>['items'][number];
export type KeyCreate = Sent<FlorinOperations['post_organizations_id_keys']>;
export type NewKey = Answered<FlorinOperations['post_organizations_id_keys']>;

/** How people call the vendors whose APIs there are. */
export const vendors: Record<Dialect, string> = { polar: 'Polar', flowglad: 'Flowglad', atlas: 'Atlas' };
