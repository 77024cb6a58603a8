import type { JsonValue } from '../json-value.ts';
import { compactNumber, plainSpelling } from './compact-number.ts';
import { rulesByCountry } from './country-rules.ts';
import { isTaxIdFormat, type TaxIdFormat } from './tax-id-format.ts';

/** A tax identification number in its normalised spelling, and the format that accepted it. */
export type TaxId = { value: string; format: TaxIdFormat };

/**
 * A tax id as a customer has it. Atlas takes any value under any type and shows it again as it was sent, with members of
 * the caller's own (`other`).
 */
export type StoredTaxId = { value: string; format: string; other?: Record<string, JsonValue> };

/** Whether it is of a format that is known; says nothing about its number. */
export function isKnownTaxId(taxId: StoredTaxId): taxId is TaxId {
  return isTaxIdFormat(taxId.format);
}

/** Longer than any number with any separators; keeps hostile input from reaching the rules. */
const longestInput = 64;

/**
 * Reads a tax id for a billing country (ISO 3166 alpha-2, upper case): the first of the country's formats that accepts
 * the number decides the format and the spelling. Null where none does, or where the country has none.
 * Never throws. Polar: tax ids are validated against the country of the billing address.
 */
export function validateTaxId(input: string, country: string): TaxId | null {
  const trimmed = input.trim();
  if (trimmed.length > longestInput) return null;
  const typed = plainSpelling(trimmed);
  const compact = compactNumber(typed);
  for (const [format, rule] of rulesByCountry.get(country) ?? []) {
    const value = rule(compact, typed);
    if (value !== null) return { value, format };
  }
  return null;
}

/**
 * Whether a stored tax id is still acceptable under a country, as it must be when the billing address moves there.
 * The new country may read the same number as another format, so what is stored then is `validateTaxId`'s answer.
 */
export function taxIdFitsCountry(taxId: TaxId, country: string): boolean {
  return validateTaxId(taxId.value, country) !== null;
}
