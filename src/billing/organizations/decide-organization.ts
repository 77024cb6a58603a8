import type { Address } from '../../platform/address.ts';
import type { Country } from '../../platform/country.ts';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
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
    | 'defaultCurrency'
    | 'defaultTaxBehavior'
    | 'taxRegistrations'
    | 'taxCalculator'
  > &
    Settings & {
      feature: Partial<OrganizationSettings['feature']>;
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
 * @returns `seat_pricing_kept` or `member_model_needed`, `currency_without_prices`.
 */
export function decideOrganizationUpdate(
  before: Organization,
  change: OrganizationChange,
  priced: boolean,
): Result<Organization> {
  const {
    country,
    feature,
    invoiceNumbering,
    dunning,
    subscription,
    customerEmail,
    customerPortal,
    embedHosts,
    details,
    ...members
  } = change;
  const settings: OrganizationSettings = {
    ...before.settings,
    ...defined({ subscription, customerEmail, customerPortal, embedHosts, details }),
    feature: { ...before.settings.feature, ...defined(feature ?? {}) },
  };
  if (invoiceNumbering !== undefined) settings.order = { invoice_numbering: invoiceNumbering };
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
  const address = country === undefined ? before.address : withCountry(before.address, country);
  return failAll(failures) ?? ok({ ...before, ...defined(members), address, settings });
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
