import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Sort,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Customer } from './customer.ts';

export type CustomerSort = 'createdAt' | 'email' | 'name';

export type CustomerFilter = {
  /** Exact, ignoring case; or exact in case too. */
  email?: { value: string; exactCase: boolean };
  /** Contained in e-mail, name or billing name, or the beginning of the external id; ignoring case. */
  search?: string;
  /** Has, or has not, a subscription that is trialing, active or past due. */
  active?: boolean;
  /** One of the values for every key, compared as text. */
  metadata?: Record<string, string[]>;
  pricingModelId?: string;
};

type Place = { createdAt: Date; id: string };

export type CustomerPage = {
  limit: number;
  offset: number;
  /** Newest first where empty. */
  sort?: Sort<CustomerSort>;
  /** Only those after this place in order of creation, oldest first: for cursors. */
  after?: Place;
  /** Only those before this place, newest first. */
  before?: Place;
  oldestFirst?: boolean;
};

/** A page of live customers and how many there are in all. */
export async function listCustomers(
  scope: Scope,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<{ items: Customer[]; total: number }> {
  const { database } = scope;
  const where = conditions(scope, filter);
  const [items, total] = await Promise.all([
    database<Customer[]>`
      select * from customers where ${where} ${fromPlace(scope, page)}
      order by ${order(scope, page)} limit ${page.limit} offset ${page.offset}`,
    isUnfiltered(filter) ? countAll(scope, filter.pricingModelId) : countMatching(scope, filter),
  ]);
  return { items, total };
}

function isUnfiltered(filter: CustomerFilter): boolean {
  const { pricingModelId: _, ...rest } = filter;
  return Object.values(rest).every((value) => value === undefined);
}

/** From the counters, which follow every insert and delete: a count over the table would grow with it. */
async function countAll(scope: Scope, pricingModelId?: string): Promise<number> {
  const { database } = scope;
  const [row] = await database<{ total: number }[]>`
    select coalesce(sum(customers), 0)::bigint as total from customer_counts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      ${pricingModelId ? database`and pricing_model_id = ${pricingModelId}` : database``}`;
  return row?.total ?? 0;
}

async function countMatching(scope: Scope, filter: CustomerFilter): Promise<number> {
  const [row] = await scope.database<{ total: number }[]>`
    select count(*) as total from customers where ${conditions(scope, filter)}`;
  return row?.total ?? 0;
}

function conditions(scope: Scope, filter: CustomerFilter) {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null`,
  ];
  if (filter.pricingModelId) parts.push(database`pricing_model_id = ${filter.pricingModelId}`);
  if (filter.email) {
    parts.push(database`lower(email) = lower(${filter.email.value})`);
    if (filter.email.exactCase) parts.push(database`email = ${filter.email.value}`);
  }
  if (filter.search !== undefined) {
    const contained = `%${literalPattern(filter.search)}%`;
    parts.push(database`(email ilike ${contained} or name ilike ${contained} or billing_name ilike ${contained}
      or external_id ilike ${`${literalPattern(filter.search)}%`})`);
  }
  if (filter.active !== undefined) {
    const has = database`exists (select 1 from subscriptions
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = customers.id
        and status in ('trialing', 'active', 'past_due'))`;
    parts.push(filter.active ? has : database`not ${has}`);
  }
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    parts.push(database`metadata ->> ${key} = any(${values}::text[])`);
  }
  return allOf(database, parts);
}

function fromPlace(scope: Scope, page: CustomerPage) {
  const { database } = scope;
  const { after, before } = page;
  if (after) return database`and (created_at, id) > (${after.createdAt}, ${after.id}::uuid)`;
  return before ? database`and (created_at, id) < (${before.createdAt}, ${before.id}::uuid)` : database``;
}

function order(scope: Scope, page: CustomerPage) {
  const { database } = scope;
  if (page.oldestFirst) return database`created_at, id`;
  return orderBy<CustomerSort>(database, page.sort, {
    createdAt: database`created_at`,
    email: database`email`,
    name: database`name`,
  });
}

/** The ids of the customers whom the merchant knows by these ids of its own: for lists of what is theirs. */
export function customerIdsKnownAs(scope: Scope, externalIds: readonly string[]): Fragment {
  return scope.database`(
    select id from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and external_id = any(${[...externalIds]}::text[]))`;
}
