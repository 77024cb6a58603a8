import { normalizeAddress } from '../../platform/address.ts';
import type { Country } from '../../platform/country.ts';
import { euMemberStates, validateTaxId } from '../../platform/tax-id/index.ts';
import { trimToNull } from '../../platform/text.ts';

export const taxSchemes = ['standard', 'oss'] as const;

/** A place where the organization is registered for value added, goods and services or sales tax, and so collects it. */
export type TaxRegistration = {
  country: Country;
  /** Of the United States or Canada, with the country in front; without it the whole country. */
  state?: string | null;
  /** `oss`: the one-stop shop of an EU member state, which covers consumers in all of them. Left out, `standard`. */
  scheme?: (typeof taxSchemes)[number];
  /** The organization's number there. */
  taxId?: string | null;
  /** First and last day, `2026-01-31`, both counted in. Left out: since ever, until further notice. */
  validFrom?: string | null;
  validTo?: string | null;
};

/** What is wrong with a registration, and with which of its members. */
export type TaxRegistrationIssue = { member: keyof TaxRegistration; message: string };

export type ReadTaxRegistration =
  | { ok: true; registration: Required<TaxRegistration> }
  | { ok: false; issue: TaxRegistrationIssue };

const memberStates: ReadonlySet<string> = new Set(euMemberStates);

/**
 * A registration as it is stored: the state with its country, the number without what surrounds it, every member there.
 * A member state's own number is checked; the one-stop shop's and other countries' numbers for sellers from abroad are of
 * forms that no rule is known for, so they are kept as they are given.
 */
export function readTaxRegistration(input: TaxRegistration): ReadTaxRegistration {
  const { country, scheme = 'standard', validFrom = null, validTo = null } = input;
  const state = stateOf(input);
  if (state === undefined) return refused('state', `Must be a state of ${country}.`);
  if (state !== null && country !== 'US' && country !== 'CA') {
    return refused('state', 'Only registrations in US and CA may be for one state.');
  }
  if (scheme === 'oss' && !memberStates.has(country)) {
    return refused('scheme', 'Only a member state of the European Union has a one-stop shop.');
  }
  const taxId = numberOf(input);
  if (taxId === undefined) return refused('taxId', `Must be a VAT number of ${country}, with its prefix.`);
  for (const [member, day] of [['validFrom', validFrom] as const, ['validTo', validTo] as const]) {
    if (day !== null && !isDay(day)) return refused(member, 'Must be a day: 2026-01-31.');
  }
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    return refused('validTo', 'Must not be before the first day.');
  }
  return { ok: true, registration: { country, state, scheme, taxId, validFrom, validTo } };
}

function refused(member: keyof TaxRegistration, message: string): ReadTaxRegistration {
  return { ok: false, issue: { member, message } };
}

/** Undefined where the country has no such state. */
function stateOf({ country, state }: TaxRegistration): string | null | undefined {
  const result = normalizeAddress({ country, state });
  return result.ok ? result.address.state : undefined;
}

/** Undefined where it is no number of the member state. */
function numberOf({ country, scheme = 'standard', taxId }: TaxRegistration): string | null | undefined {
  const number = taxId == null ? null : trimToNull(taxId);
  if (number === null || scheme === 'oss' || !memberStates.has(country)) return number;
  const value = validateTaxId(number, country)?.value;
  return value !== undefined && issuerOf(value) === country ? value : undefined;
}

/** The country whose prefix a VAT number has: Greece writes `EL`, Northern Ireland is `XI`. */
export function issuerOf(vatNumber: string): string {
  const prefix = vatNumber.slice(0, 2);
  return prefix === 'EL' ? 'GR' : prefix;
}

function isDay(text: string): boolean {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  // A day that the month does not have would become one of the next month.
  return moment !== undefined && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** The first registration that, for some day, says of a place and scheme what an earlier one says already; or none. */
export function repeatedRegistration(registrations: readonly TaxRegistration[]): number | undefined {
  const found = registrations.findIndex((later, index) =>
    registrations
      .slice(0, index)
      .some((earlier) => placeOf(earlier) === placeOf(later) && overlap(earlier, later)),
  );
  return found === -1 ? undefined : found;
}

function placeOf({ country, state, scheme = 'standard' }: TaxRegistration): string {
  return [country, state ?? '', scheme].join(' ');
}

function overlap(one: TaxRegistration, other: TaxRegistration): boolean {
  const isBefore = (a: TaxRegistration, b: TaxRegistration) =>
    a.validTo != null && b.validFrom != null && a.validTo < b.validFrom;
  return !isBefore(one, other) && !isBefore(other, one);
}

/** Whether it holds on a day, `2026-01-31`. */
export function isRegisteredOn({ validFrom, validTo }: TaxRegistration, day: string): boolean {
  return (validFrom ?? day) <= day && day <= (validTo ?? day);
}
