import { joined } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { urlFailures } from './create-endpoint.ts';
import {
  type SigningEndpoint,
  secretOverlapMilliseconds,
  type WebhookDialect,
  type WebhookEndpoint,
} from './endpoint.ts';
import { selectEndpoint, updateEndpointRow, updateEndpointSecret } from './endpoints.sql.ts';
import { skipPendingMessages } from './messages.sql.ts';
import { shownMembers } from './record-endpoint.ts';
import type { WebhookUrlRules } from './webhook-url.ts';

/** What may be changed of an endpoint; what is not named stays. */
export type EndpointChanges = Partial<
  Pick<WebhookEndpoint, 'name' | 'url' | 'format' | 'eventTypes' | 'signatureScheme' | 'metadata' | 'enabled'>
>;

type Named = { id: string; dialect: WebhookDialect };

const notFound = { code: 'not_found', message: 'There is no such webhook endpoint.' };

/**
 * Changes an endpoint. Turning it on again forgets its failures; turning it off skips what waits.
 *
 * @returns `not_found`, `url_invalid`, `url_insecure`, `url_not_public`; the last three also where the address was stored
 *   before and the endpoint is turned on again
 */
export async function updateWebhookEndpoint(
  scope: Scope,
  { id, dialect }: Named,
  changes: EndpointChanges,
  rules: WebhookUrlRules,
): Promise<Result<SigningEndpoint>> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectEndpoint(inside, id, { dialect, lock: true });
    if (!before) return fail(notFound);
    const isTurnedOn = changes.enabled === true && !before.enabled;
    const url = changes.url ?? (isTurnedOn ? before.url : undefined);
    const failed = url === undefined ? undefined : failAll(urlFailures(scope, url, rules));
    if (failed) return failed;
    const after: SigningEndpoint = {
      ...before,
      ...changes,
      eventTypes: [...new Set(changes.eventTypes ?? before.eventTypes)],
      modifiedAt: scope.clock.now(),
      ...(isTurnedOn ? { disabledAt: null, failuresInARow: 0 } : {}),
    };
    await updateEndpointRow(inside, after, {
      type: 'webhook_endpoint.updated',
      objectType: 'webhook_endpoint',
      objectId: id,
      changes: shownMembers(before, after),
    });
    if (!after.enabled) await skipPendingMessages(inside, id);
    return ok(after);
  });
}

/** @returns `not_found` */
export async function deleteWebhookEndpoint(
  scope: Scope,
  { id, dialect }: Named,
): Promise<Result<SigningEndpoint>> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectEndpoint(inside, id, { dialect, lock: true });
    if (!before) return fail(notFound);
    const now = scope.clock.now();
    const after = { ...before, enabled: false, deletedAt: now, modifiedAt: now };
    await updateEndpointRow(inside, after, {
      type: 'webhook_endpoint.deleted',
      objectType: 'webhook_endpoint',
      objectId: id,
      changes: shownMembers(before, after),
    });
    await skipPendingMessages(inside, id);
    return ok(after);
  });
}

/**
 * Gives an endpoint a new secret. For a day the former signs as well.
 *
 * @returns `not_found`
 */
export async function resetWebhookSecret(
  scope: Scope,
  { id, dialect }: Named,
  secret: string,
): Promise<Result<SigningEndpoint>> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectEndpoint(inside, id, { dialect, lock: true });
    if (!before) return fail(notFound);
    const after: SigningEndpoint = {
      ...before,
      modifiedAt: scope.clock.now(),
      secrets: [secret, before.secrets[0]],
    };
    await updateEndpointSecret(inside, after, secret, secretOverlapMilliseconds, {
      type: 'webhook_endpoint.secret_reset',
      objectType: 'webhook_endpoint',
      objectId: id,
      changes: {},
    });
    return ok(after);
  });
}
