import { Type } from 'typebox';
import { type Address, stateWithCountry, stateWithoutCountry } from '../../platform/address.ts';
import { isCountry } from '../../platform/country.ts';
import type { JsonValue } from '../../platform/json-value.ts';
import { open, type ParseOutcome, parsed } from '../../platform/schema.ts';
import { nullable, TextInput } from './schemas.ts';

const Part = Type.Optional(nullable(TextInput));

/**
 * An address as it is stored. Atlas looks into none of it and keeps members that it does not know; only the country must
 * be one here, in either case, because the address is shown to clients who know countries by their codes.
 */
export const AddressInput = parsed(
  open(Type.Object({ line1: Part, line2: Part, city: Part, state: Part, postal_code: Part, country: Part })),
  ({ line1, line2, city, state, postal_code, country, ...other }): ParseOutcome<Address> => {
    const code = country?.toUpperCase() ?? null;
    if (code !== null && !isCountry(code)) {
      return { type: 'country', reason: 'must be a two-letter country code (ISO 3166-1)', path: ['country'] };
    }
    return {
      value: {
        line1: line1 ?? null,
        line2: line2 ?? null,
        postal_code: postal_code ?? null,
        city: city ?? null,
        state: stateWithCountry(state ?? null, code),
        country: code,
        ...(Object.keys(other).length > 0 ? { other: other as Record<string, JsonValue> } : {}),
      },
    };
  },
);

const Text = Type.Optional(Type.String());

export const AddressSchema = Type.Object(
  { line1: Text, line2: Text, city: Text, state: Text, postal_code: Text, country: Text },
  { additionalProperties: true },
);

/** Atlas: an address comes back as it was sent, so what it does not have is left out. */
export function addressView(address: Address | null): Record<string, unknown> | null {
  if (address === null) return null;
  const { line1, line2, city, state, postal_code, country, other } = address;
  const parts = {
    line1,
    line2,
    city,
    state: stateWithoutCountry(state, country),
    postal_code,
    country,
  };
  const present = Object.entries(parts).filter(([, part]) => part !== null);
  return { ...Object.fromEntries(present), ...other };
}
