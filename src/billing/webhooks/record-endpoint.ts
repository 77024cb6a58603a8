import { type Changes, changesBetween } from '../changes/index.ts';
import type { WebhookEndpoint } from './endpoint.ts';

/** What the audit record says of an endpoint that was made or changed: never its secret. */
export function shownMembers(before: WebhookEndpoint | null, after: WebhookEndpoint): Changes {
  return changesBetween(before, after, [
    'name',
    'url',
    'format',
    'eventTypes',
    'signatureScheme',
    'metadata',
    'enabled',
    'deletedAt',
  ]);
}
