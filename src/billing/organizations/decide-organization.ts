import type { Address } from '../../platform/address.ts';
import type { Country } from '../../platform/country.ts';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import { type TaxId, validateTaxId } from '../../platform/tax-id/index.ts';
import type { Organization, OrganizationSettings } from './organization.ts';

type Settings = Omit<OrganizationSettings, 'order' | 'feature' | 'dunning'>;

/** Members absent are left alone. A set of switches is replaced whole, but for `feature`, which is merged. */
export type OrganizationChange = Partial<
  Pick<
    Organization,
    | 'name'
    | 'email'
    | 'website'
    | 'avatarUrl'
    | 'socials'
    | 'legalName'
    | 'address'
    | 'invoicePrefix'
    | 'defaultCurrency'
    | 'defaultTaxBehavior'
    | 'taxRegistrations'
    | 'taxCalculator'
  > &
    Settings & {
      feature: Partial<OrganizationSettings['feature']>;
      /** Of the address's country. */
      taxIds: { value: string; format?: string }[];
      /** Of the address, the rest of which stays. */
      country: Country | null;
      invoiceNumbering: OrganizationSettings['order']['invoice_numbering'];
      /** Null: as the engine's default says. */
      dunning: OrganizationSettings['dunning'] | null;
    }
>;

/**
 * What an organization becomes under a change, or every rule that the change breaks.
 *
 * @param priced whether all products on sale have a price in the currency that the change names
 * @returns `seat_pricing_kept` or `member_model_needed`, `currency_without_prices`, `tax_id_invalid`.
 */
export function decideOrganizationUpdate(
  before: Organization,
  change: OrganizationChange,
  priced: boolean,
): Result<Organization> {
  const {
    country,
    taxIds: wantedTaxIds,
    feature,
    invoiceNumbering,
    dunning,
    subscription,
    customerEmail,
    customerPortal,
    embedHosts,
    branding,
    publishableKeys,
    details,
    ...members
  } = change;
  const settings: OrganizationSettings = {
    ...before.settings,
    ...defined({ subscription, customerEmail, customerPortal, embedHosts, branding, details }),
    feature: { ...before.settings.feature, ...defined(feature ?? {}) },
  };
  if (invoiceNumbering !== undefined) settings.order = { invoice_numbering: invoiceNumbering };
  if (publishableKeys !== undefined) {
    settings.publishableKeys = { ...before.settings.publishableKeys, ...publishableKeys };
  }
  if (dunning === null) delete settings.dunning;
  else if (dunning !== undefined) settings.dunning = dunning;
  const failures = featureFailures(before.settings.feature, settings.feature);
  if (!priced) {
    failures.push({
      code: 'currency_without_prices',
      field: 'defaultCurrency',
      message: 'All active products must have prices in the new currency.',
    });
  }
  const after = { ...before, ...defined(members), settings };
  if (country !== undefined) after.address = withCountry(after.address, country);
  // What is kept must suit the address that it is kept with.
  if (wantedTaxIds !== undefined || members.address !== undefined) {
    const wanted = wantedTaxIds ?? before.taxIds.map(({ value }) => ({ value }));
    const read = readTaxIds(wanted, after.address?.country ?? null);
    if (read.ok) after.taxIds = read.value;
    else failures.push(...read.failures);
  }
  return failAll(failures) ?? ok(after);
}

function readTaxIds(
  wanted: readonly { value: string; format?: string }[],
  country: string | null,
): Result<TaxId[]> {
  const failures: Failure[] = [];
  const taxIds: TaxId[] = [];
  for (const [index, { value, format }] of wanted.entries()) {
    const taxId = country === null ? null : validateTaxId(value, country);
    if (taxId && (format === undefined || format === taxId.format)) taxIds.push(taxId);
    else {
      const message =
        country === null
          ? 'Tax ids need an address.'
          : `Must be a tax id of ${country}${format === undefined ? '' : ` of the format ${format}`}.`;
      failures.push({ code: 'tax_id_invalid', field: `taxIds.${index}.value`, message });
    }
  }
  return failAll(failures) ?? ok(taxIds);
}

function defined<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

type Features = OrganizationSettings['feature'];

/** Polar: seats need the model of members, and are not given up again. */
function featureFailures(before: Features, after: Features): Failure[] {
  const failures: Failure[] = [];
  if (before.seat_based_pricing_enabled && !after.seat_based_pricing_enabled) {
    failures.push({
      code: 'seat_pricing_kept',
      field: 'feature.seat_based_pricing_enabled',
      message: 'Seat-based pricing cannot be turned off.',
    });
  } else if (after.seat_based_pricing_enabled && !after.member_model_enabled) {
    failures.push({
      code: 'member_model_needed',
      field: 'feature.member_model_enabled',
      message: 'Seat-based pricing needs the member model.',
    });
  }
  return failures;
}

const emptyAddress: Address = {
  line1: null,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country: null,
};

/** The seller's address with another country; none at all where nothing else is known. */
function withCountry(address: Address | null, country: Country | null): Address | null {
  const changed = { ...emptyAddress, ...address, country };
  return Object.values(changed).some((part) => part !== null) ? changed : null;
}
