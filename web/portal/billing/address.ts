import { countriesExceptSanctioned } from '../../../src/platform/country.ts';
import type { Customer } from '../queries.ts';

/** An address as the fields have it: nothing is an empty text. */
export type AddressDraft = Record<'country' | 'line1' | 'line2' | 'postal_code' | 'city' | 'state', string>;
export type Address = NonNullable<Customer['billing_address']>;

export const emptyAddress: AddressDraft = {
  country: '',
  line1: '',
  line2: '',
  postal_code: '',
  city: '',
  state: '',
};

export function draftOf(address: Address | null): AddressDraft {
  if (!address) return emptyAddress;
  const { country, line1, line2, postal_code, city, state } = address;
  return {
    country,
    line1: line1 ?? '',
    line2: line2 ?? '',
    postal_code: postal_code ?? '',
    city: city ?? '',
    state: state ?? '',
  };
}

/** The address as the API takes it; null where nothing is filled in. */
export function addressOf(draft: AddressDraft) {
  if (Object.values(draft).every((part) => part.trim() === '')) return null;
  const part = (name: keyof AddressDraft) => draft[name].trim() || null;
  return {
    country: draft.country,
    line1: part('line1'),
    line2: part('line2'),
    postal_code: part('postal_code'),
    city: part('city'),
    state: part('state'),
  };
}

/** The countries that an address may be in, by their names in the reader's language. */
export function countryOptions(locale: string, nameOf: (code: string) => string) {
  const order = new Intl.Collator(locale).compare;
  return countriesExceptSanctioned
    .map((code) => ({ code, name: nameOf(code) }))
    .sort((one, other) => order(one.name, other.name));
}
