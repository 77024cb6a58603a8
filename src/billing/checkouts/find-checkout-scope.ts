import type { ClockOf } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectCheckoutBySecret } from './checkouts.sql.ts';

const secretForm = /^polar_c_[0-9A-Za-z]{43}$/;

/**
 * The scope of whoever has a checkout's client secret: the checkout acts, in its organization and mode. Undefined where
 * no checkout has the secret.
 */
export async function findCheckoutScope(
  { database, clockOf, requestId }: { database: Database; clockOf: ClockOf; requestId: string },
  clientSecret: string,
): Promise<Scope | undefined> {
  if (!secretForm.test(clientSecret)) return undefined;
  const found = await selectCheckoutBySecret(database, clientSecret);
  if (!found) return undefined;
  const { organizationId, mode, id, pricingModelId } = found;
  return {
    organizationId,
    mode,
    pricingModelId,
    actor: { kind: 'checkout', id },
    permissions: new Set(),
    clock: clockOf(organizationId, mode),
    requestId,
    database,
  };
}
