import { type Static, Type } from 'typebox';
import type { Customer, FoundCustomer } from '../../billing/customers/index.ts';
import { Address, nullable, Timestamp, Uuid } from './schemas.ts';

const Amounts = Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer() }));
const TaxIds = Type.Array(Type.Object({ value: Type.String(), format: Type.String() }));
const CustomerType = Type.Unsafe<Customer['type']>({ type: 'string', enum: ['individual', 'team'] });

/** All that a customer is, in whichever vendor's words it was written. */
export const CustomerSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  archived_at: nullable(Timestamp),
  email: nullable(Type.String()),
  email_verified: Type.Boolean(),
  type: CustomerType,
  name: nullable(Type.String()),
  billing_name: nullable(Type.String()),
  external_id: nullable(Type.String({ description: "The merchant's own id of the customer." })),
  phone: nullable(Type.String()),
  description: nullable(Type.String()),
  billing_address: nullable(Address),
  shipping_address: nullable(Address),
  tax_ids: TaxIds,
  tax_exempt: Type.Boolean(),
  locale: nullable(Type.String()),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  default_payment_method_id: nullable(Uuid),
  logo_url: nullable(Type.String()),
  icon_url: nullable(Type.String()),
  domain: nullable(Type.String()),
  user_id: nullable(Type.String()),
  pricing_model_id: Uuid,
  invoice_number_base: Type.String(),
  balances: { ...Amounts, description: "The customer's accounts: positive is credit." },
  total_spent: { ...Amounts, description: 'Paid by invoices, with tax, less what was refunded.' },
});

type Amounts = { currency: string; amount: number }[];

export function customerView(
  customer: Customer,
  sums: { balances: Amounts; spent: Amounts },
): Static<typeof CustomerSchema> {
  const c = customer;
  return {
    id: c.id,
    created_at: c.createdAt.toISOString(),
    modified_at: c.modifiedAt?.toISOString() ?? null,
    archived_at: c.archivedAt?.toISOString() ?? null,
    email: c.email,
    email_verified: c.emailVerified,
    type: c.type,
    name: c.name,
    billing_name: c.billingName,
    external_id: c.externalId,
    phone: c.phone,
    description: c.description,
    billing_address: c.billingAddress,
    shipping_address: c.shippingAddress,
    tax_ids: c.taxIds.map(({ value, format }) => ({ value, format })),
    tax_exempt: c.taxExempt,
    locale: c.locale,
    metadata: c.metadata,
    default_payment_method_id: c.defaultPaymentMethodId,
    logo_url: c.logoUrl,
    icon_url: c.iconUrl,
    domain: c.domain,
    user_id: c.userId,
    pricing_model_id: c.pricingModelId,
    invoice_number_base: c.invoiceNumberBase,
    balances: sums.balances,
    total_spent: sums.spent,
  };
}

export const FoundCustomerSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  archived_at: nullable(Timestamp),
  name: nullable(Type.String()),
  billing_name: nullable(Type.String()),
  email: nullable(Type.String()),
  external_id: nullable(Type.String()),
  tax_id: nullable(Type.String()),
  country: nullable(Type.String()),
  active_subscriptions: Type.Integer({ description: 'Trialing, active or past due.' }),
});

export function foundCustomerView(customer: FoundCustomer): Static<typeof FoundCustomerSchema> {
  const c = customer;
  return {
    id: c.id,
    created_at: c.createdAt.toISOString(),
    archived_at: c.archivedAt?.toISOString() ?? null,
    name: c.name,
    billing_name: c.billingName,
    email: c.email,
    external_id: c.externalId,
    tax_id: c.taxIds[0]?.value ?? null,
    country: c.country,
    active_subscriptions: c.activeSubscriptions,
  };
}
