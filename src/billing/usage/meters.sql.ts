import type { Scope } from '../../platform/scope.ts';
import type { Meter } from './meter.ts';

export async function selectMeters(scope: Scope, ids: readonly string[]): Promise<Meter[]> {
  if (ids.length === 0) return [];
  return scope.database<Meter[]>`
    select id, name, unit, custom_label, custom_multiplier from meters
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}
