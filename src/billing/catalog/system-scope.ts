import type { ClockOf } from '../../platform/clock.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectDefaultPricingModel } from './catalog.sql.ts';

/**
 * The scope of what the server does of its own accord for an organization's mode. On the pool: what fails in it undoes nothing
 * of a transaction that is open meanwhile.
 *
 * @param work what it does, for the request ids
 */
export async function systemScope(
  { pool, clockOf }: { pool: Pool; clockOf: ClockOf },
  { organizationId, mode }: Pick<Scope, 'organizationId' | 'mode'>,
  work: string,
): Promise<Scope> {
  const scope: Scope = {
    organizationId,
    mode,
    pricingModelId: '',
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: clockOf(organizationId, mode),
    requestId: `${work}_${crypto.randomUUID()}`,
    database: pool,
  };
  const model = await selectDefaultPricingModel(scope);
  return { ...scope, pricingModelId: model?.id ?? '' };
}
