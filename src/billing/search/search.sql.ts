import { type Fragment, literalPattern } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';

export const foundKinds = [
  'customer',
  'product',
  'order',
  'subscription',
  'discount',
  'checkout_link',
] as const;

export type FoundKind = (typeof foundKinds)[number];

/** What a search found, in the words to show it by. */
export type Found = { kind: FoundKind; id: string; title: string; subtitle: string | null };

/** Rows of one kind, the likeliest first. */
type Rows = Promise<Omit<Found, 'kind'>[]>;

/** How a customer is called: by name, else by e-mail address. */
function called(scope: Scope, customerId: Fragment): Fragment {
  return scope.database`(
    select coalesce(customer.name, customer.email) from customers customer
    where customer.organization_id = ${scope.organizationId} and customer.mode = ${scope.mode}
      and customer.id = ${customerId})`;
}

/** Products, those for sale first, whose name has the text in it. */
export async function findProducts(
  { database, organizationId, mode }: Scope,
  text: string,
  limit: number,
): Rows {
  return database`
    select id, name as title, case when archived_at is null then null else 'archived' end as subtitle from products
    where organization_id = ${organizationId} and mode = ${mode} and deleted_at is null
      and name ilike ${`%${literalPattern(text)}%`}
    order by archived_at is not null, created_at desc, id desc limit ${limit}`;
}

/** Discounts whose name has the text in it, or whose code begins with it. */
export async function findDiscounts(
  { database, organizationId, mode }: Scope,
  text: string,
  limit: number,
): Rows {
  return database`
    select id, name as title, code as subtitle from discounts
    where organization_id = ${organizationId} and mode = ${mode} and deleted_at is null
      and (name ilike ${`%${literalPattern(text)}%`} or code ilike ${`${literalPattern(text)}%`})
    order by created_at desc, id desc limit ${limit}`;
}

/** Checkout links whose label, or first product's name, has the text in it. */
export async function findCheckoutLinks(
  { database, organizationId, mode }: Scope,
  text: string,
  limit: number,
): Rows {
  return database`
    select link.id, coalesce(link.label, product.name) as title,
      case when link.label is null then null else product.name end as subtitle
    from checkout_links link join products product
      on product.organization_id = link.organization_id and product.mode = link.mode and product.id = link.product_ids[1]
    where link.organization_id = ${organizationId} and link.mode = ${mode} and link.deleted_at is null
      and (link.label ilike ${`%${literalPattern(text)}%`} or product.name ilike ${`%${literalPattern(text)}%`})
    order by link.created_at desc, link.id desc limit ${limit}`;
}

/** Above all texts that begin with the one before it. */
const last = '\u{10ffff}';

/** Invoices whose number begins with the text, or with the text in capitals. */
export async function findOrders(scope: Scope, text: string, limit: number): Rows {
  const { database, organizationId, mode } = scope;
  const capitals = text.toUpperCase();
  return database`
    select id, number as title, coalesce(billing_name, ${called(scope, database`customer_id`)}) as subtitle
    from invoices
    where organization_id = ${organizationId} and mode = ${mode}
      and (number ~>=~ ${text}::text and number ~<~ ${text + last}::text
        or number ~>=~ ${capitals}::text and number ~<~ ${capitals + last}::text)
    order by number using ~>~ limit ${limit}`;
}

/** Subscriptions of some customers, those that go on first, then the newest. */
export async function findSubscriptionsOf(scope: Scope, customerIds: readonly string[], limit: number): Rows {
  const { database, organizationId, mode } = scope;
  return database`
    select id, name as title, ${called(scope, database`customer_id`)} as subtitle from subscriptions
    where organization_id = ${organizationId} and mode = ${mode} and customer_id = any(${[...customerIds]}::uuid[])
    order by ended_at is not null, created_at desc, id desc limit ${limit}`;
}

/** The one object that has an id, of whichever kind. */
export async function findById(scope: Scope, id: string): Promise<Found[]> {
  const { database, organizationId, mode } = scope;
  const own = database`organization_id = ${organizationId} and mode = ${mode} and id = ${id}`;
  return database<Found[]>`
    select 'customer' as kind, id, coalesce(name, email, external_id, id::text) as title, email as subtitle
      from customers where ${own} and deleted_at is null
    union all select 'product', id, name, null from products where ${own} and deleted_at is null
    union all select 'order', id, coalesce(number, description), ${called(scope, database`customer_id`)}
      from invoices where ${own}
    union all select 'subscription', id, name, ${called(scope, database`customer_id`)} from subscriptions where ${own}
    union all select 'discount', id, name, code from discounts where ${own} and deleted_at is null
    union all select 'checkout_link', id, coalesce(label, id::text), null
      from checkout_links where ${own} and deleted_at is null`;
}
