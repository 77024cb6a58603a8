/** Postal addresses: what we store, Polar's rules for it, and how documents print it. */
import { type Country, countryName } from './country.ts';
import type { JsonValue } from './json-value.ts';
import { trimToNull } from './text.ts';

/** An address as stored and shown. US and Canadian states carry their country: `US-CA`, `CA-QC`. */
export type Address = {
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  city: string | null;
  state: string | null;
  /** Null only in what Atlas or Flowglad wrote: Polar has no address without a country. */
  country: Country | null;
  /** Members of the caller's own, which Atlas keeps and shows again. */
  other?: Record<string, JsonValue>;
};

/** An address as sent; every part but the country may be missing. */
export type AddressInput = { country: Country } & {
  [Part in Exclude<keyof Address, 'country' | 'other'>]?: string | null | undefined;
};

export type NormalizedAddress =
  | { ok: true; address: Address & { country: Country } }
  | { ok: false; code: 'invalid_us_state' | 'invalid_ca_subdivision' };

const subdivisionsOf = (country: 'US' | 'CA', codes: string): ReadonlySet<string> =>
  new Set(codes.split(' ').map((code) => `${country}-${code}`));

/** The 50 states and the District of Columbia; no territories. */
const usStates = subdivisionsOf(
  'US',
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY',
);

/** The ten provinces and three territories. */
const caSubdivisions = subdivisionsOf('CA', 'AB BC MB NB NL NS NT NU ON PE QC SK YT');

/**
 * Puts an address into the form in which it is stored.
 *
 * Polar: parts are trimmed and blank ones are null. In the US and Canada a state without its country in front
 * gets it, letter case mattering, and must then be one we know; elsewhere a state is free text.
 */
export function normalizeAddress(input: AddressInput): NormalizedAddress {
  const { country } = input;
  let state = trimmed(input.state);
  if (state !== null && (country === 'US' || country === 'CA')) {
    if (!state.startsWith(`${country}-`)) state = `${country}-${state}`;
    if (country === 'US' && !usStates.has(state)) return { ok: false, code: 'invalid_us_state' };
    if (country === 'CA' && !caSubdivisions.has(state)) return { ok: false, code: 'invalid_ca_subdivision' };
  }
  const address = {
    line1: trimmed(input.line1),
    line2: trimmed(input.line2),
    postal_code: trimmed(input.postal_code),
    city: trimmed(input.city),
    state,
    country,
  };
  return { ok: true, address };
}

/** The state as it is stored: a known one of the US or Canada gets its country in front, any other text stays as it is. */
export function stateWithCountry(state: string | null, country: Country | null): string | null {
  const full = `${country}-${state}`;
  return usStates.has(full) || caSubdivisions.has(full) ? full : state;
}

/** The state as those write it who have the country beside it: `CA` for `US-CA`. */
export function stateWithoutCountry(state: string | null, country: Country | null): string | null {
  return country === 'US' || country === 'CA' ? withoutCountry(state, country) : state;
}

function trimmed(part: string | null | undefined): string | null {
  return part == null ? null : trimToNull(part);
}

/** Where the town's line reads `city, state postal-code`. */
const cityStatePostalCode: ReadonlySet<string> = new Set(
  'US CA AU IN CN JP KR TW BR MX AE NG PR GU VI AS MP'.split(' '),
);
/** Where the postal code follows the city on its line. */
const cityPostalCode: ReadonlySet<string> = new Set('NZ SG TH ID HK BD PK LK NP SA LV'.split(' '));
/** Where the postal code has the last line before the country. */
const postalCodeLast: ReadonlySet<string> = new Set('GB IE GG JE IM GI FK BM MT ZA KE'.split(' '));

/**
 * The address as lines for a printed document, the name (if any) first and the country in English last.
 * Parts that are missing leave no gap.
 */
export function formatAddressLines(address: Address, name?: string | null): string[] {
  const country = address.country === null ? null : countryName(address.country);
  const lines = [name, address.line1, address.line2, ...localityLines(address), country];
  return lines.filter((line) => line != null && line !== '') as string[];
}

function localityLines({ country, city, state: storedState, postal_code }: Address): (string | null)[] {
  const state = withoutCountry(storedState, country);
  if (country === null) return [joined(' ', postal_code, city), state];
  if (cityStatePostalCode.has(country)) {
    return [joined(' ', joined(', ', city, state), postal_code)];
  }
  if (postalCodeLast.has(country)) return [city, state, postal_code];
  if (cityPostalCode.has(country)) return [joined(' ', city, postal_code), state];
  return [joined(' ', postal_code, city), state];
}

function withoutCountry(state: string | null, country: Country | null): string | null {
  return country !== null && state?.startsWith(`${country}-`) ? state.slice(country.length + 1) : state;
}

function joined(separator: string, ...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(separator);
}
