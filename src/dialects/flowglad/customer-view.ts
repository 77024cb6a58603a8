import { Type } from 'typebox';
import type { Customer } from '../../billing/customers/index.ts';
import type { Address } from '../../platform/address.ts';
import { prefixedId } from '../../platform/ids.ts';
import { nullable } from './schemas.ts';
import { type ContractRules, inPricingModelMembers, Timestamp } from './versions.ts';

const text = Type.Optional(nullable(Type.String()));

const BillingAddress = Type.Object({
  name: text,
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  address: Type.Object({
    name: text,
    line1: text,
    line2: text,
    city: text,
    state: text,
    postal_code: text,
    country: Type.String(),
  }),
});

export const CustomerSchema = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  organizationId: Type.String(),
  email: Type.String(),
  name: Type.String(),
  invoiceNumberBase: nullable(Type.String()),
  archived: Type.Boolean(),
  logoURL: nullable(Type.String()),
  iconURL: nullable(Type.String()),
  domain: nullable(Type.String()),
  billingAddress: nullable(BillingAddress),
  externalId: Type.String(),
  userId: nullable(Type.String()),
  ...inPricingModelMembers,
});

/** What the shape of a billing address takes as an e-mail address, which a customer's own need not be. */
const plainEmail =
  /^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** Other dialects write `US-CA` where Flowglad has `CA`. */
function withoutCountry(state: string | null, country: string): string | null {
  return state?.startsWith(`${country}-`) ? state.slice(country.length + 1) : state;
}

/** An address without a country is none: the shape requires one. */
export function billingAddressView(
  address: Address | null,
  owner: { name: string | null; email: string | null; phone: string | null },
) {
  if (address?.country == null) return null;
  const { line1, line2, city, state, postal_code, country } = address;
  const { name, email, phone } = owner;
  return {
    name,
    firstName: null,
    lastName: null,
    email: email !== null && plainEmail.test(email) ? email : null,
    phone,
    address: { name, line1, line2, city, state: withoutCountry(state, country), postal_code, country },
  };
}

export const customerId = (id: string) => prefixedId('cust', id);

/**
 * What the customer is addressed by. One that another dialect made without an external id goes by its own id until it is
 * given one.
 */
export function shownExternalId(customer: Pick<Customer, 'id' | 'externalId'>): string {
  return customer.externalId ?? customerId(customer.id);
}

export function customerView(customer: Customer, rules: ContractRules) {
  const { email, phone } = customer;
  return {
    id: customerId(customer.id),
    createdAt: rules.time(customer.createdAt),
    updatedAt: rules.time(customer.modifiedAt ?? customer.createdAt),
    livemode: customer.mode === 'live',
    organizationId: prefixedId('org', customer.organizationId),
    email: email ?? '',
    name: customer.name ?? '',
    invoiceNumberBase: customer.invoiceNumberBase,
    archived: customer.archivedAt !== null,
    logoURL: customer.logoUrl,
    iconURL: customer.iconUrl,
    domain: customer.domain,
    billingAddress: billingAddressView(customer.billingAddress, {
      name: customer.billingName ?? customer.name,
      email,
      phone,
    }),
    externalId: shownExternalId(customer),
    userId: customer.userId,
    ...rules.inPricingModel(customer.pricingModelId),
  };
}
