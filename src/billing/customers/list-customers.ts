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
  sort?: readonly { by: CustomerSort; descending: boolean }[];
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

/** The text with the wildcards of `like` taken literally. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
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
    const contained = `%${literal(filter.search)}%`;
    parts.push(database`(email ilike ${contained} or name ilike ${contained} or billing_name ilike ${contained}
      or external_id ilike ${`${literal(filter.search)}%`})`);
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
  return parts.reduce((all, part) => database`${all} and ${part}`);
}

function fromPlace(scope: Scope, page: CustomerPage) {
  const { database } = scope;
  const { after, before } = page;
  if (after) return database`and (created_at, id) > (${after.createdAt}, ${after.id}::uuid)`;
  return before ? database`and (created_at, id) < (${before.createdAt}, ${before.id}::uuid)` : database``;
}

const columns = { createdAt: 'created_at', email: 'email', name: 'name' } as const;

function order(scope: Scope, page: CustomerPage) {
  const { database } = scope;
  if (page.oldestFirst) return database`created_at, id`;
  const sort = page.sort?.length ? page.sort : [{ by: 'createdAt' as const, descending: true }];
  const parts = sort.map(({ by, descending }) =>
    descending ? database`${database(columns[by])} desc` : database`${database(columns[by])} asc`,
  );
  const first = sort[0];
  // The id settles ties, so that pages neither repeat nor skip a row; in the direction of the index where there is one.
  parts.push(first?.by === 'createdAt' && !first.descending ? database`id` : database`id desc`);
  return parts.reduce((all, part) => database`${all}, ${part}`);
}
