import type { Scope } from '../../platform/scope.ts';
import type { Customer } from './customer.ts';

/** A customer as lists of the dashboard show it. */
export type FoundCustomer = Pick<
  Customer,
  'id' | 'createdAt' | 'archivedAt' | 'email' | 'name' | 'billingName' | 'externalId' | 'taxIds'
> & {
  country: string | null;
  /** How many subscriptions it has that are trialing, active or past due. */
  activeSubscriptions: number;
};

export type CustomerSearch = {
  /** As typed; blank for all customers. */
  text: string;
  /** Only those put away, or only the others; both where it is not said. */
  archived?: boolean;
  limit: number;
  /** The last customer of the page before. */
  after?: string;
};

/** So many of the newest customers are looked through before the index is asked. */
const newest = 300;

/**
 * Live customers who have a word that begins so for every word of the text, in their e-mail address, name, billing name,
 * external id or tax id; newest first. Case and accents do not matter, and a tax id is found however its parts are spaced.
 *
 * Words that many customers have show among the newest already. For those that few have the index answers, and these few
 * are sorted. So neither case goes through all customers.
 */
export async function searchCustomers(scope: Scope, search: CustomerSearch): Promise<FoundCustomer[]> {
  const { database, organizationId, mode } = scope;
  const after = search.after ?? null;
  const own = database`organization_id = ${organizationId} and mode = ${mode} and deleted_at is null
    ${search.archived === undefined ? database`` : database`and (archived_at is not null) = ${search.archived}`}`;
  const beforePlace = database`(${after}::uuid is null or (created_at, id) < (
    select created_at, id from customers
    where organization_id = ${organizationId} and mode = ${mode} and id = ${after}::uuid))`;
  const words = database`customer_words(organization_id, mode, email, name, billing_name, external_id, tax_ids)`;
  const shown = database`
    select id, created_at, archived_at, email, name, billing_name, external_id, tax_ids,
      billing_address ->> 'country' as country,
      (select count(*) from subscriptions
        where organization_id = ${organizationId} and mode = ${mode} and customer_id = found.id
          and status in ('trialing', 'active', 'past_due')) as active_subscriptions
    from found order by created_at desc, id desc`;
  if (search.text.trim() === '') {
    return database<FoundCustomer[]>`
      with found as materialized (
        select * from customers where ${own} and ${beforePlace} order by created_at desc, id desc limit ${search.limit})
      ${shown}`;
  }
  // What the index finds is sorted apart: else PostgreSQL may go through all customers in the order that is wanted.
  return database<FoundCustomer[]>`
    with wanted as materialized (
      select (string_agg('''' || place || word || ''':*', ' & ')
        || ' | ''' || min(place) || left(string_agg(word, ''), 64) || ''':*')::tsquery as query
      from search_place(${organizationId}::uuid, ${mode}::billing_mode) as place, unnest(search_words(${search.text})) as word),
    newest as materialized (
      select * from customers where ${own} and ${beforePlace} order by created_at desc, id desc limit ${newest}),
    near as materialized (select * from newest where ${words} @@ (select query from wanted)),
    far as materialized (
      select id, created_at from customers
      where ${own} and ${words} @@ (select query from wanted)
        and (select count(*) from newest) = ${newest} and (select count(*) from near) < ${search.limit}
        and (created_at, id) < (select created_at, id from newest order by created_at, id limit 1)),
    found as materialized (
      select * from customers
      where organization_id = ${organizationId} and mode = ${mode} and id = any(array(
        select id from (select id, created_at from near union all select id, created_at from far) as found
        order by created_at desc, id desc limit ${search.limit})))
    ${shown}`;
}
