import { shortId } from '../../platform/ids.ts';
import { batched, together } from '../../platform/postgres/batch.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordColumns, recordedFrom, recordedIn, recordRow } from '../changes/index.ts';
import { type Customer, emailKey } from './customer.ts';

/** How a caller names a customer. */
export type CustomerKey = { id: string } | { externalId: string };

const selectById = batched<string, Customer>(
  async (scope, ids) => {
    const rows = await scope.database<Customer[]>`
      select * from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${ids as string[]}::uuid[])
        and deleted_at is null`;
    return new Map(rows.map((row) => [row.id, row]));
  },
  (id) => id,
);

const selectByExternalId = batched<string, Customer>(
  async (scope, externalIds) => {
    const rows = await scope.database<Customer[]>`
      select distinct on (external_id) * from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and external_id = any(${externalIds as string[]}::text[]) and deleted_at is null
      order by external_id, archived_at is not null, created_at desc`;
    return new Map(rows.map((row) => [row.externalId ?? '', row]));
  },
  (externalId) => externalId,
);

const selectByNameInModel = batched<{ pricingModelId: string; externalId: string }, Customer>(
  async (scope, keys) => {
    const rows = await scope.database<Customer[]>`
      select distinct on (pricing_model_id, external_id) * from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and external_id = any(${keys.map((key) => key.externalId)}::text[])
        and pricing_model_id = any(${[...new Set(keys.map((key) => key.pricingModelId))]}::uuid[]) and deleted_at is null
      order by pricing_model_id, external_id, archived_at is not null, created_at desc`;
    return new Map(rows.map((row) => [`${row.pricingModelId} ${row.externalId}`, row]));
  },
  ({ pricingModelId, externalId }) => `${pricingModelId} ${externalId}`,
);

/** As `selectCustomer`, but only within the scope's pricing model (Flowglad: a key sees the customers of its own). */
export async function selectCustomerInPricingModel(
  scope: Scope,
  externalId: string,
): Promise<Customer | undefined> {
  return selectByNameInModel(scope, { pricingModelId: scope.pricingModelId, externalId });
}

/** Live rows only. Of several with one external id, the one that is not archived, then the newest. */
export async function selectCustomer(scope: Scope, key: CustomerKey): Promise<Customer | undefined> {
  return 'id' in key ? selectById(scope, key.id) : selectByExternalId(scope, key.externalId);
}

/** Whoever has an address, whatever its case; of several with one, which some dialects allow, the first. */
export async function selectCustomerByEmail(scope: Scope, email: string): Promise<Customer | undefined> {
  // Found first and sorted then: else PostgreSQL goes through all customers in the order that is wanted.
  const [row] = await scope.database<Customer[]>`
    with found as materialized (
      select * from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and lower(email) = lower(${email})
        and deleted_at is null)
    select * from found order by created_at, id limit 1`;
  return row;
}

/** Deleted ones too: documents go on naming their customer. */
export async function selectCustomersById(scope: Scope, ids: readonly string[]): Promise<Customer[]> {
  return scope.database<Customer[]>`
    select * from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}

/** What a customer is about to take. Where a pricing model is named, an external id is unique within it, else in all. */
export type Wanted = { email?: string | null; externalId?: string | null; pricingModelId?: string };

type Holder = { id: string; email: string; emailKey: string | null };
type ExternalIdHolder = { id: string; pricingModelId: string };

/** Addresses may be shared by any number of customers; whether others than oneself have one shows in the first few. */
const enoughHolders = 20;

const selectHoldersOfEmail = batched<string, Holder[]>(
  async (scope, emails) => {
    // Also by the key itself: PostgreSQL's lower case is not JavaScript's for every letter.
    const keys = emails.map((email) => emailKey(email, 'unique_ignoring_case'));
    const rows = await scope.database<(Holder & { wanted: string })[]>`
      select held.id, held.email, held.email_key, wanted
      from unnest(${emails as string[]}::text[], ${keys as string[]}::text[]) as sought (wanted, key)
      cross join lateral (select id, email, email_key from customers
        where organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null
          and (lower(email) = lower(wanted) or email_key in (wanted, key))
        order by email_key in (wanted, key) desc nulls last, email = wanted desc
        limit ${enoughHolders}) as held`;
    return Map.groupBy(rows, (row) => row.wanted);
  },
  (email) => email,
);

const selectHoldersOfExternalId = batched<string, ExternalIdHolder[]>(
  async (scope, externalIds) => {
    const rows = await scope.database<(ExternalIdHolder & { externalId: string })[]>`
      select id, pricing_model_id, external_id from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null
        and archived_at is null and external_id = any(${externalIds as string[]}::text[])`;
    return Map.groupBy(rows, (row) => row.externalId);
  },
  (externalId) => externalId,
);

/** All who have an address (whatever its case) or external id. */
export type Holders = { ofEmail: readonly Holder[]; ofExternalId: readonly ExternalIdHolder[] };

export async function selectHolders(scope: Scope, wanted: Wanted): Promise<Holders> {
  const [ofEmail = [], ofExternalId = []] = await Promise.all([
    wanted.email ? selectHoldersOfEmail(scope, wanted.email) : undefined,
    wanted.externalId ? selectHoldersOfExternalId(scope, wanted.externalId) : undefined,
  ]);
  return { ofEmail, ofExternalId };
}

/** Whether a payment method is this customer's, and not deleted. */
export async function ownsPaymentMethod(scope: Scope, customerId: string, id: string): Promise<boolean> {
  const [row] = await scope.database<{ owns: boolean }[]>`
    select exists (select 1 from payment_methods
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
        and customer_id = ${customerId} and deleted_at is null) as owns`;
  return row?.owns ?? false;
}

/** The row itself, held until the transaction ends. */
export async function selectCustomerLocked(scope: Scope, id: string): Promise<Customer | undefined> {
  const [row] = await scope.database<Customer[]>`
    select * from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null
    for update`;
  return row;
}

type NewCustomer = Omit<Customer, 'shortId'>;

/** Inserts, records, and answers the row. */
export async function insertCustomer(
  scope: Scope,
  database: Database,
  customer: NewCustomer,
  record: ChangeRecord,
): Promise<Customer> {
  const c = customer;
  const [row] = await database<Customer[]>`
    with changed as (
      insert into customers (organization_id, mode, id, created_at, pricing_model_id, short_id, invoice_number_base, email,
        email_key, email_verified, type, name, billing_name, external_id, phone, description, billing_address,
        shipping_address, tax_ids, tax_exempt, locale, metadata, default_payment_method_id, payment_token,
        logo_url, icon_url, domain, user_id, archived_at)
      values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.pricingModelId},
        ${shortId(c.createdAt.getTime(), 0)}::bigint | (nextval('customer_short_ids') & 1023),
        ${c.invoiceNumberBase}, ${c.email}, ${c.emailKey}, ${c.emailVerified}, ${c.type}, ${c.name}, ${c.billingName},
        ${c.externalId}, ${c.phone}, ${c.description}, ${database.json(c.billingAddress)},
        ${database.json(c.shippingAddress)}, ${database.json(c.taxIds)}, ${c.taxExempt}, ${c.locale},
        ${database.json(c.metadata as never)}, ${c.defaultPaymentMethodId}, ${c.paymentToken}, ${c.logoUrl}, ${c.iconUrl},
        ${c.domain}, ${c.userId}, ${c.archivedAt})
      returning *),
    ${recordedIn(database, scope, record)}
    select * from changed`;
  if (!row) throw new Error('An insert answered no row.');
  return row;
}

type CustomerUpdate = { customer: Customer; record: ReturnType<typeof recordRow> };

/** A customer's members by their columns, beside the record of its change. */
function updateRow({ customer: c, record }: CustomerUpdate) {
  return {
    ...record,
    id: c.id,
    version: c.version,
    modified_at: c.modifiedAt,
    pricing_model_id: c.pricingModelId,
    email: c.email,
    email_key: c.emailKey,
    email_verified: c.emailVerified,
    customer_type: c.type,
    name: c.name,
    billing_name: c.billingName,
    external_id: c.externalId,
    phone: c.phone,
    description: c.description,
    billing_address: c.billingAddress,
    shipping_address: c.shippingAddress,
    tax_ids: c.taxIds,
    tax_exempt: c.taxExempt,
    locale: c.locale,
    metadata: c.metadata,
    default_payment_method_id: c.defaultPaymentMethodId,
    payment_token: c.paymentToken,
    logo_url: c.logoUrl,
    icon_url: c.iconUrl,
    domain: c.domain,
    user_id: c.userId,
    archived_at: c.archivedAt,
  };
}

const updateRows = together<CustomerUpdate, { version: number }>(
  async (scope, updates) => {
    const { database } = scope;
    // In one order everywhere, so that two statements do not wait for each other's rows.
    const input = updates.map(updateRow).sort((one, other) => (one.id < other.id ? -1 : 1));
    const rows = await database<{ id: string; version: number }[]>`
      with input as (
        select * from jsonb_to_recordset(${database.json(input as never)}) as input (
          ${recordColumns(database)}, id uuid, version integer, modified_at timestamptz, pricing_model_id uuid, email text,
          email_key text, email_verified boolean, customer_type text, name text, billing_name text, external_id text,
          phone text, description text, billing_address jsonb, shipping_address jsonb, tax_ids jsonb, tax_exempt boolean,
          locale text, metadata jsonb, default_payment_method_id uuid, payment_token text, logo_url text, icon_url text,
          domain text, user_id text, archived_at timestamptz)),
      changed as (
        update customers set version = customers.version + 1, modified_at = input.modified_at,
          pricing_model_id = input.pricing_model_id, email = input.email, email_key = input.email_key,
          email_verified = input.email_verified, type = input.customer_type, name = input.name,
          billing_name = input.billing_name, external_id = input.external_id, phone = input.phone,
          description = input.description, billing_address = input.billing_address,
          shipping_address = input.shipping_address, tax_ids = input.tax_ids, tax_exempt = input.tax_exempt,
          locale = input.locale, metadata = input.metadata,
          default_payment_method_id = input.default_payment_method_id, payment_token = input.payment_token,
          logo_url = input.logo_url, icon_url = input.icon_url, domain = input.domain, user_id = input.user_id,
          archived_at = input.archived_at
        from input
        where customers.organization_id = ${scope.organizationId} and customers.mode = ${scope.mode}
          and customers.id = input.id and customers.version = input.version and customers.deleted_at is null
        returning customers.*),
      ${recordedFrom(database)}
      select id, version from changed`;
    return new Map(rows.map((row) => [row.id, row]));
  },
  ({ customer }) => customer.id,
);

/**
 * Writes all members of a customer, if it still is of the version that `customer` was decided on, and records it.
 * Answers nothing where somebody else was faster.
 */
export async function updateCustomerRow(
  scope: Scope,
  customer: Customer,
  record: ChangeRecord,
): Promise<Customer | undefined> {
  const written = await updateRows(scope, { customer, record: recordRow(scope, record) });
  return written && { ...customer, version: written.version };
}

/**
 * Records that a customer was written without a change to it (Polar tells of every PATCH). Held against writers, so that
 * the event does not tell of an older state than the event before it.
 */
export async function recordUnchangedCustomer(scope: Scope, customer: Customer, type: string): Promise<void> {
  const { database } = scope;
  const record = { type, objectType: 'customer', objectId: customer.id, changes: {} };
  await database`
    with changed as (
      select * from customers
      where organization_id = ${customer.organizationId} and mode = ${customer.mode} and id = ${customer.id}
        and deleted_at is null
      for no key update),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Marks as deleted, with whatever else deletion changes in the row. */
export async function deleteCustomerRow(
  scope: Scope,
  customer: Customer,
  record: ChangeRecord,
): Promise<Customer | undefined> {
  const c = customer;
  const { database } = scope;
  const [row] = await database<Customer[]>`
    with changed as (
      update customers set version = version + 1, modified_at = ${c.modifiedAt}, deleted_at = ${c.deletedAt},
        email = ${c.email}, email_key = ${c.emailKey}, name = ${c.name}, billing_name = ${c.billingName},
        external_id = ${c.externalId},
        phone = ${c.phone}, description = ${c.description}, billing_address = ${database.json(c.billingAddress)},
        shipping_address = ${database.json(c.shippingAddress)}, metadata = ${database.json(c.metadata as never)}
      where organization_id = ${c.organizationId} and mode = ${c.mode} and id = ${c.id} and version = ${c.version}
        and deleted_at is null
      returning *),
    ${recordedIn(database, scope, record)},
    ended as (
      delete from customer_sessions
      where organization_id = ${c.organizationId} and mode = ${c.mode} and customer_id = ${c.id})
    select * from changed`;
  return row;
}
