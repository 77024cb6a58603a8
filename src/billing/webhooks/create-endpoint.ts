import { randomInt } from 'node:crypto';
import { newId } from '../../platform/ids.ts';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { SigningEndpoint, WebhookEndpoint } from './endpoint.ts';
import { insertEndpoint } from './endpoints.sql.ts';
import { shownMembers } from './record-endpoint.ts';
import { type WebhookUrlRules, webhookUrlProblem } from './webhook-url.ts';

export type NewEndpoint = Pick<
  WebhookEndpoint,
  'dialect' | 'contract' | 'name' | 'url' | 'format' | 'eventTypes' | 'pricingModelId' | 'signatureScheme'
> & {
  metadata?: Record<string, unknown>;
  enabled?: boolean;
  /** As the vendor makes secrets. */
  secret: string;
};

/**
 * Makes an endpoint, which is told of what happens from now on.
 *
 * @returns `url_invalid`, `url_insecure`, `url_not_public`
 */
export async function createWebhookEndpoint(
  scope: Scope,
  { secret, metadata = {}, enabled = true, ...input }: NewEndpoint,
  rules: WebhookUrlRules,
): Promise<Result<SigningEndpoint>> {
  const failed = failAll(urlFailures(scope, input.url, rules));
  if (failed) return failed;
  const now = scope.clock.now();
  const endpoint: SigningEndpoint = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    ...input,
    eventTypes: [...new Set(input.eventTypes)],
    metadata,
    enabled,
    disabledAt: null,
    failuresInARow: 0,
    secrets: [secret],
  };
  await insertEndpoint(scope, endpoint, {
    type: 'webhook_endpoint.created',
    objectType: 'webhook_endpoint',
    objectId: endpoint.id,
    changes: shownMembers(null, endpoint),
  });
  return ok(endpoint);
}

const problems = {
  url_invalid: 'The address must be a URL.',
  url_insecure: 'The address must begin with https.',
  url_not_public: 'The address must be one of the public internet.',
};

export function urlFailures({ mode }: Pick<Scope, 'mode'>, url: string, rules: WebhookUrlRules): Failure[] {
  const code = webhookUrlProblem(url, mode, rules);
  return code ? [{ code, field: 'url', message: problems[code] }] : [];
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Chance in so many letters and digits, for secrets that are no encoded bytes. */
export function randomSecretText(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
