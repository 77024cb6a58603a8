import { hash } from 'node:crypto';
import { Type } from 'typebox';
import { type Customer, formerExternalIdKey } from '../../billing/customers/index.ts';
import type { Address } from '../../platform/address.ts';
import { isKnownTaxId, type StoredTaxId } from '../../platform/tax-id/index.ts';
import { Address as AddressSchema, Metadata, nullable, TaxIdOutput, Timestamp, Uuid } from './schemas.ts';

export const CustomerSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  metadata: Metadata,
  external_id: nullable(Type.String()),
  email: nullable(Type.String()),
  email_verified: Type.Boolean(),
  type: Type.Union([Type.Literal('individual'), Type.Literal('team')]),
  name: nullable(Type.String()),
  billing_name: nullable(Type.String()),
  billing_address: nullable(AddressSchema),
  tax_id: nullable(TaxIdOutput),
  locale: nullable(Type.String()),
  organization_id: Uuid,
  default_payment_method_id: nullable(Uuid),
  deleted_at: nullable(Timestamp),
  first_user_event_at: nullable(Timestamp),
  avatar_url: nullable(Type.String()),
});

/** ISO-8601 in UTC, microseconds where there are any. */
export function timestamp(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : `${text.slice(0, -1)}000Z`;
}

export function timestampOrNull(date: Date | null): string | null {
  return date === null ? null : timestamp(date);
}

/** An address as Polar shows it: one without a country, which only other dialects can write, is none. */
export function addressView(address: Address | null): Address | null {
  if (address?.country == null) return null;
  const { line1, line2, postal_code, city, state, country } = address;
  return { line1, line2, postal_code, city, state: withCountry(state, country), country };
}

/** Other dialects write `CA` where Polar has `US-CA`. */
function withCountry(state: string | null, country: string): string | null {
  const short = (country === 'US' || country === 'CA') && state !== null && /^[A-Z]{2}$/.test(state);
  return short ? `${country}-${state}` : state;
}

/** The first tax id of a kind that Polar knows. */
function taxIdView(taxIds: readonly StoredTaxId[]): [string, string] | null {
  const taxId = taxIds.find(isKnownTaxId);
  return taxId ? [taxId.value, taxId.format] : null;
}

/** Flat values only: Atlas keeps nested ones, which Polar's clients could not read. */
export function metadataView(metadata: Record<string, unknown>): Record<string, string | number | boolean> {
  const flat = Object.entries(metadata).map(([key, value]): [string, string | number | boolean] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [key, value]
      : [key, JSON.stringify(value)],
  );
  return Object.fromEntries(flat);
}

function avatarUrl(email: string | null): string | null {
  if (email === null) return null;
  return `https://www.gravatar.com/avatar/${hash('sha256', email.toLowerCase())}?d=404`;
}

export function customerView(customer: Customer) {
  const former = customer.metadata[formerExternalIdKey];
  return {
    id: customer.id,
    created_at: timestamp(customer.createdAt),
    modified_at: timestampOrNull(customer.modifiedAt),
    metadata: metadataView(customer.metadata),
    external_id: customer.externalId ?? (customer.deletedAt && typeof former === 'string' ? former : null),
    email: customer.email,
    email_verified: customer.emailVerified,
    type: customer.type,
    name: customer.name,
    billing_name: customer.billingName ?? customer.name,
    billing_address: addressView(customer.billingAddress),
    tax_id: taxIdView(customer.taxIds),
    locale: customer.locale,
    organization_id: customer.organizationId,
    default_payment_method_id: customer.defaultPaymentMethodId,
    deleted_at: timestampOrNull(customer.deletedAt),
    first_user_event_at: timestampOrNull(customer.firstUserEventAt),
    avatar_url: avatarUrl(customer.email),
  };
}

/** The customer once more, as orders and subscriptions had it before there were customers. */
export const UserSchema = Type.Object({
  id: Uuid,
  email: nullable(Type.String()),
  public_name: Type.String(),
  avatar_url: nullable(Type.String()),
  github_username: Type.Null(),
});

export function userView({ id, email, name, avatar_url }: ReturnType<typeof customerView>) {
  return { id, email, public_name: name ?? email ?? '', avatar_url, github_username: null };
}
