import { shortId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Customer } from './customer.ts';

/** How a caller names a customer. */
export type CustomerKey = { id: string } | { externalId: string };

function keyed(database: Database, key: CustomerKey) {
  return 'id' in key ? database`id = ${key.id}` : database`external_id = ${key.externalId}`;
}

/** Live rows only. Of several with one external id, the one that is not archived, then the newest. */
export async function selectCustomer(scope: Scope, key: CustomerKey): Promise<Customer | undefined> {
  const { database } = scope;
  const [row] = await database<Customer[]>`
    select * from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${keyed(database, key)}
      and deleted_at is null
    order by archived_at is not null, created_at desc limit 1`;
  return row;
}

/** Deleted ones too: documents go on naming their customer. */
export async function selectCustomersById(scope: Scope, ids: readonly string[]): Promise<Customer[]> {
  return scope.database<Customer[]>`
    select * from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}

/** Who else has what a customer is about to take. */
export type Conflicts = {
  /** The other customer with the address: ignoring case, and in exactly this case. */
  emailIgnoringCase: string | null;
  emailExact: string | null;
  externalId: string | null;
};

export type CustomerWithConflicts = Customer & { conflicts: Conflicts };

function conflictsOf(database: Database, scope: Scope, wanted: Wanted, self: ReturnType<Database>) {
  const others = database`
    organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null and id is distinct from ${self}`;
  return database`
    jsonb_build_object(
      'emailIgnoringCase', (select id from customers
        where ${others} and lower(email) = lower(${wanted.email ?? null}::text) limit 1),
      'emailExact', (select id from customers
        where ${others} and lower(email) = lower(${wanted.email ?? null}::text) and email = ${wanted.email ?? null}::text limit 1),
      'externalId', (select id from customers
        where ${others} and external_id = ${wanted.externalId ?? null}::text and archived_at is null limit 1))`;
}

export type Wanted = { email?: string | null; externalId?: string | null };

export async function selectConflicts(scope: Scope, wanted: Wanted): Promise<Conflicts> {
  const { database } = scope;
  const [row] = await database<{ conflicts: Conflicts }[]>`
    select ${conflictsOf(database, scope, wanted, database`null::uuid`)} as conflicts`;
  return row?.conflicts ?? { emailIgnoringCase: null, emailExact: null, externalId: null };
}

/** A customer and who else has the address or external id that it is to get. `lock` holds the row until the transaction ends. */
export async function selectCustomerForUpdate(
  scope: Scope,
  key: CustomerKey,
  wanted: Wanted,
  lock: boolean,
): Promise<CustomerWithConflicts | undefined> {
  const { database } = scope;
  const wantsAny = Boolean(wanted.email ?? wanted.externalId);
  const conflicts = wantsAny ? conflictsOf(database, scope, wanted, database`self.id`) : database`'{}'::jsonb`;
  const [row] = await database<CustomerWithConflicts[]>`
    select self.*, ${conflicts} as conflicts
    from (select * from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${keyed(database, key)}
        and deleted_at is null
      order by archived_at is not null, created_at desc limit 1
      ${lock ? database`for update` : database``}) as self`;
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
        shipping_address, tax_ids, tax_exempt, locale, metadata, default_payment_method_id, logo_url, icon_url, domain,
        user_id, archived_at)
      values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.pricingModelId},
        ${shortId(c.createdAt.getTime(), 0)}::bigint | (nextval('customer_short_ids') & 1023),
        ${c.invoiceNumberBase}, ${c.email}, ${c.emailKey}, ${c.emailVerified}, ${c.type}, ${c.name}, ${c.billingName},
        ${c.externalId}, ${c.phone}, ${c.description}, ${database.json(c.billingAddress)},
        ${database.json(c.shippingAddress)}, ${database.json(c.taxIds)}, ${c.taxExempt}, ${c.locale},
        ${database.json(c.metadata as never)}, ${c.defaultPaymentMethodId}, ${c.logoUrl}, ${c.iconUrl}, ${c.domain},
        ${c.userId}, ${c.archivedAt})
      returning *),
    ${recordedIn(database, scope, record)}
    select * from changed`;
  if (!row) throw new Error('An insert answered no row.');
  return row;
}

/**
 * Writes all members of a customer, if it still is of the version that `customer` was decided on, and records it.
 * Answers nothing where somebody else was faster.
 */
export async function updateCustomerRow(
  scope: Scope,
  database: Database,
  customer: Customer,
  record: ChangeRecord,
): Promise<Customer | undefined> {
  const c = customer;
  const [row] = await database<Customer[]>`
    with changed as (
      update customers set version = version + 1, modified_at = ${c.modifiedAt}, email = ${c.email},
        email_key = ${c.emailKey}, email_verified = ${c.emailVerified}, type = ${c.type}, name = ${c.name},
        billing_name = ${c.billingName}, external_id = ${c.externalId}, phone = ${c.phone},
        description = ${c.description}, billing_address = ${database.json(c.billingAddress)},
        shipping_address = ${database.json(c.shippingAddress)}, tax_ids = ${database.json(c.taxIds)},
        tax_exempt = ${c.taxExempt}, locale = ${c.locale}, metadata = ${database.json(c.metadata as never)},
        default_payment_method_id = ${c.defaultPaymentMethodId}, logo_url = ${c.logoUrl}, icon_url = ${c.iconUrl},
        domain = ${c.domain}, user_id = ${c.userId}, archived_at = ${c.archivedAt}
      where organization_id = ${c.organizationId} and mode = ${c.mode} and id = ${c.id} and version = ${c.version}
        and deleted_at is null
      returning *),
    ${recordedIn(database, scope, record)}
    select * from changed`;
  return row;
}

/** Records that a customer was written without a change to it (Polar tells of every PATCH). */
export async function recordUnchangedCustomer(scope: Scope, customer: Customer, type: string): Promise<void> {
  const { database } = scope;
  const record = { type, objectType: 'customer', objectId: customer.id, changes: {} };
  await database`
    with changed as (
      select * from customers
      where organization_id = ${customer.organizationId} and mode = ${customer.mode} and id = ${customer.id}),
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
        email = ${c.email}, email_key = null, name = ${c.name}, billing_name = ${c.billingName}, external_id = null,
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
