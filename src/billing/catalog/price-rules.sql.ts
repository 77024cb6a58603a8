import type { Scope } from '../../platform/scope.ts';
import { selectMeters } from '../usage/index.ts';
import type { PriceRules } from './new-price.ts';
import type { PriceEntry } from './price-list.ts';

/** What prices are checked against: the organization's settings, and the meters that the entries name. */
export async function loadPriceRules(scope: Scope, entries: readonly PriceEntry[]): Promise<PriceRules> {
  const meterIds = entries.flatMap((entry) => ('meterId' in entry ? [entry.meterId] : []));
  const [organization, meters] = await Promise.all([
    selectPriceSettings(scope),
    selectMeters(scope, [...new Set(meterIds)]),
  ]);
  return { ...organization, meters: new Map(meters.map((meter) => [meter.id, meter])) };
}

async function selectPriceSettings(scope: Scope): Promise<Omit<PriceRules, 'meters'>> {
  const [row] = await scope.database<Omit<PriceRules, 'meters'>[]>`
    select default_currency,
      coalesce((settings #>> '{feature,seat_based_pricing_enabled}')::boolean, false) as seat_based_pricing
    from organizations where id = ${scope.organizationId}`;
  if (!row) throw new Error('The scope names an organization that is not there.');
  return row;
}
