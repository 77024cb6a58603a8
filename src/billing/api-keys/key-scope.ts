import type { ClockOf } from '../../platform/clock.ts';
import type { Scope } from '../../platform/scope.ts';
import type { ApiKey } from './api-key.ts';

const permissions = new WeakMap<ApiKey, ReadonlySet<string>>();

/** A key is remembered over many requests; so is the set of what it may do. */
function permissionsOf(key: ApiKey): ReadonlySet<string> {
  const known = permissions.get(key) ?? new Set(key.scopes);
  permissions.set(key, known);
  return known;
}

/** The scope in which a key's request runs. */
export function keyScope(
  key: ApiKey,
  request: Pick<Scope, 'requestId' | 'database'> & { clockOf: ClockOf },
): Scope {
  const { clockOf, requestId, database } = request;
  return {
    organizationId: key.organizationId,
    mode: key.mode,
    pricingModelId: key.pricingModelId,
    actor: { kind: 'api_key', id: key.id },
    permissions: permissionsOf(key),
    clock: clockOf(key.organizationId, key.mode),
    requestId,
    database,
  };
}
