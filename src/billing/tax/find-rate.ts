import { type Address, stateWithCountry } from '../../platform/address.ts';
import { specialAreas, type TaxRates, taxRates } from './rates.ts';

export type FoundRate = { name: string; percent: string };

const ratesByPlace: ReadonlyMap<string, TaxRates> = new Map(
  taxRates.map((rates) => [rates.state ?? rates.country, rates]),
);

/** The rate of a country, or of one of its states, on a day (`2026-01-31`); undefined where the table has none. */
export function findRate(country: string, state: string | null, day: string): FoundRate | undefined {
  const rates = ratesByPlace.get(country) ?? ratesByPlace.get(state ?? '');
  const period = rates?.periods.findLast(([validFrom]) => validFrom <= day);
  return rates && period && { name: rates.name, percent: period[1] };
}

/** The state as the rates and registrations have it: `CA-ON`, also where an address says `ON`. */
export function stateOf(address: Address): string | null {
  return stateWithCountry(address.state, address.country);
}

/** Whether an address is in a part of its country where the country's rate does not hold. */
export function isInSpecialArea({ country, postal_code }: Address): boolean {
  const postalCode = postal_code?.toUpperCase().replace(/[\s-]/g, '') ?? '';
  // Some write the country in front: FI-22100.
  const bare =
    country !== null && /^[A-Z]{2}\d/.test(postalCode) && postalCode.startsWith(country)
      ? postalCode.slice(2)
      : postalCode;
  return specialAreas.some((area) => area.country === country && area.postalCodes.test(bare));
}
