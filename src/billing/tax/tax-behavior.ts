import type { Organization } from '../organizations/index.ts';

/** Where buyers expect prices without tax (Polar). */
const exclusiveCountries: ReadonlySet<string> = new Set(['US', 'CA', 'IN']);

/**
 * Whether prices have the tax inside.
 *
 * @param setting the price's own, or the organization's default where the price has none
 * @param country the buyer's, upper case; null while unknown
 */
export function taxBehaviorOf(
  setting: Organization['defaultTaxBehavior'],
  country: string | null,
): 'inclusive' | 'exclusive' {
  if (setting !== 'location') return setting;
  return country !== null && exclusiveCountries.has(country) ? 'exclusive' : 'inclusive';
}
