import type { Fragment } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { anonymizedAtKey, formerExternalIdKey } from '../customers/index.ts';
import type { Erasure } from './erasure.ts';
import { personalTables } from './personal-data.ts';

/** Takes what is personal out of the rows with these ids, whichever tables they are in. Nothing happens to cleared ones. */
export async function clearRows(scope: Scope, ids: readonly string[], address: string): Promise<void> {
  const { database } = scope;
  for (const { table, columns, isVersioned } of personalTables) {
    const replaced = Object.entries(columns).map(([name, by]) => {
      const column = database(name);
      if (by === 'null')
        return { value: database`${column} = null`, isThere: database`${column} is not null` };
      if (by === 'object') return { value: database`${column} = '{}'`, isThere: database`${column} <> '{}'` };
      return {
        value: database`${column} = case when ${column} is not null then ${address} end`,
        isThere: database`${column} not like ${'%@anonymized.invalid'}`,
      };
    });
    if (replaced.length === 0) continue;
    const values: Fragment[] = replaced.map(({ value }) => value);
    if (isVersioned) values.push(database`version = version + 1`);
    const isAnyThere = replaced.map(({ isThere }) => isThere);
    await database`
      update ${database(table)} set ${values.reduce((all, one) => database`${all}, ${one}`)}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])
        and (${isAnyThere.reduce((all, one) => database`${all} or ${one}`)})`;
  }
}

/** What goes of the customer's own row where it was deleted before: a business keeps its name. And its metadata. */
export async function clearCustomer(scope: Scope, { customerId, keepsMetadata }: Erasure): Promise<void> {
  const { database } = scope;
  const kept = [formerExternalIdKey, anonymizedAtKey];
  const isAnonymized = database`metadata ? ${anonymizedAtKey}`;
  await database`
    update customers set
      name = case when ${isAnonymized} or tax_ids <> '[]' then name end,
      billing_name = case when ${isAnonymized} then billing_name end,
      metadata = case when ${keepsMetadata} then metadata else (
          select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(metadata) where key = any(${kept}::text[])) end
        || jsonb_build_object(${anonymizedAtKey}::text, coalesce(metadata -> ${anonymizedAtKey}, to_jsonb(now()))),
      version = version + 1
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${customerId}`;
}

/** Gives issued invoices that show the customer's own name that name for good. */
export async function keepInvoicedName(scope: Scope, customerId: string): Promise<void> {
  await scope.database`
    update invoices set billing_name = customer.name, version = invoices.version + 1
    from customers customer
    where invoices.organization_id = ${scope.organizationId} and invoices.mode = ${scope.mode}
      and invoices.customer_id = ${customerId} and coalesce(invoices.billing_name, '') = ''
      and customer.organization_id = invoices.organization_id and customer.mode = invoices.mode
      and customer.id = invoices.customer_id and customer.name is not null`;
}

/** Ends what lets the customer in, and forgets what it was answered. */
export async function deleteLogins(scope: Scope, { id, customerId }: Erasure): Promise<void> {
  const { database, organizationId, mode } = scope;
  const own = database`organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId}`;
  await database`
    with codes as (delete from login_codes where ${own}),
    links as (delete from email_changes where ${own}),
    sessions as (delete from customer_sessions where ${own})
    delete from idempotency_keys
    where organization_id = ${organizationId} and mode = ${mode} and status >= 200
      and split_part(caller, ' ', 2) in ('session', 'checkout')
      and split_part(caller, ' ', 3) in (select object_id::text from erasure_objects
        where organization_id = ${organizationId} and mode = ${mode} and erasure_id = ${id})`;
}

/** The address of the customer, which leads nowhere by now; undefined where it has none, or still its own. */
export async function selectAnonymousAddress(scope: Scope, customerId: string): Promise<string | undefined> {
  const [row] = await scope.database<{ email: string }[]>`
    select email from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${customerId}
      and email like ${'%@anonymized.invalid'}`;
  return row?.email;
}

/** The means of payment that the customer still has. */
export async function selectLivePaymentMethods(scope: Scope, customerId: string): Promise<string[]> {
  const rows = await scope.database<{ id: string }[]>`
    select id from payment_methods
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and deleted_at is null`;
  return rows.map(({ id }) => id);
}
