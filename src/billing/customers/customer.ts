import type { Address } from '../../platform/address.ts';
import type { Mode } from '../../platform/scope.ts';
import type { StoredTaxId } from '../../platform/tax-id/index.ts';

/** Flat and small by the dialects' own limits; Atlas also keeps nested values. */
export type Metadata = Record<string, unknown>;

export type CustomerType = 'individual' | 'team';

/** What can be set: the union of the members that the three vendors know. */
export type CustomerFields = {
  email: string | null;
  emailVerified: boolean;
  type: CustomerType;
  name: string | null;
  billingName: string | null;
  /** The merchant's own id of the customer. */
  externalId: string | null;
  phone: string | null;
  description: string | null;
  billingAddress: Address | null;
  shippingAddress: Address | null;
  taxIds: StoredTaxId[];
  taxExempt: boolean;
  locale: string | null;
  metadata: Metadata;
  defaultPaymentMethodId: string | null;
  /** Atlas: a token of a card vault that stands in the place of a payment method of ours; kept as it was given. */
  paymentToken: string | null;
  logoUrl: string | null;
  iconUrl: string | null;
  domain: string | null;
  userId: string | null;
  archivedAt: Date | null;
};

export type Customer = CustomerFields & {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  deletedAt: Date | null;
  /** Counts changes: an update applies only to the version that it was decided on. */
  version: number;
  pricingModelId: string;
  /** Counts up with time; in base 26 it is the customer's part of invoice numbers. */
  shortId: number;
  invoiceNumberBase: string;
  /** What must be unique: the address as the dialect that wrote it compares addresses, or null where it may be shared. */
  emailKey: string | null;
  firstUserEventAt: Date | null;
};

/** Members absent are left alone; null clears. */
export type CustomerChange = Partial<CustomerFields & Pick<Customer, 'pricingModelId'>>;

export const customerFields: readonly (keyof CustomerFields)[] = [
  'email',
  'emailVerified',
  'type',
  'name',
  'billingName',
  'externalId',
  'phone',
  'description',
  'billingAddress',
  'shippingAddress',
  'taxIds',
  'taxExempt',
  'locale',
  'metadata',
  'defaultPaymentMethodId',
  'paymentToken',
  'logoUrl',
  'iconUrl',
  'domain',
  'userId',
  'archivedAt',
];

export const noCustomerFields: CustomerFields = {
  email: null,
  emailVerified: false,
  type: 'individual',
  name: null,
  billingName: null,
  externalId: null,
  phone: null,
  description: null,
  billingAddress: null,
  shippingAddress: null,
  taxIds: [],
  taxExempt: false,
  locale: null,
  metadata: {},
  defaultPaymentMethodId: null,
  paymentToken: null,
  logoUrl: null,
  iconUrl: null,
  domain: null,
  userId: null,
  archivedAt: null,
};

/** Who may share an address with whom: the one rule in which the three vendors differ most. */
export type EmailRule =
  /** Polar: one customer an address, whatever its case. */
  | 'unique_ignoring_case'
  /** Atlas: one customer an address, exact case. */
  | 'unique_exact'
  /** Flowglad: any number of customers. */
  | 'shared';

/** The value that the unique index holds for an address written under a rule. */
export function emailKey(email: string | null, rule: EmailRule): string | null {
  if (email === null || rule === 'shared') return null;
  return rule === 'unique_exact' ? email : email.toLowerCase();
}

/** Seven hexadecimal digits, fixed for life (Flowglad: `invoiceNumberBase`). */
export function invoiceNumberBase(customerId: string): string {
  return customerId.slice(-7).toUpperCase();
}
