import type { PendingQuery, Row } from 'postgres';
import type { Scope } from '../../platform/scope.ts';
import type { Product, ProductWithPrices } from './product.ts';
import { withPrices } from './products.sql.ts';

export type ProductSort = 'createdAt' | 'name' | 'priceAmountType' | 'priceAmount';

export type ProductFilter = {
  ids?: readonly string[];
  /** Contained in the name, ignoring case. */
  search?: string;
  archived?: boolean;
  visibilities?: readonly Product['visibility'][];
  /** One of the values for every key, compared as text. */
  metadata?: Record<string, string[]>;
};

export type ProductPage = {
  limit: number;
  offset: number;
  /** Newest first where empty. */
  sort?: readonly { by: ProductSort; descending: boolean }[];
};

/** A page of the products that are sold, which the free plan is not, and how many there are in all. */
export async function listProducts(
  scope: Scope,
  filter: ProductFilter,
  page: ProductPage,
): Promise<{ items: ProductWithPrices[]; total: number }> {
  const { database } = scope;
  const where = conditions(scope, filter);
  const [items, [count]] = await Promise.all([
    database<Product[]>`
      select * from products where ${where}
      order by ${order(scope, page)} limit ${page.limit} offset ${page.offset}`,
    database<{ total: number }[]>`select count(*) as total from products where ${where}`,
  ]);
  return { items: await withPrices(scope, items), total: count?.total ?? 0 };
}

/** The text with the wildcards of `like` taken literally. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function conditions(scope: Scope, filter: ProductFilter) {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and not is_default_plan`,
  ];
  if (filter.ids) parts.push(database`id = any(${[...filter.ids]}::uuid[])`);
  if (filter.search !== undefined) parts.push(database`name ilike ${`%${literal(filter.search)}%`}`);
  if (filter.archived !== undefined) {
    parts.push(filter.archived ? database`archived_at is not null` : database`archived_at is null`);
  }
  if (filter.visibilities) parts.push(database`visibility = any(${[...filter.visibilities]}::text[])`);
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    parts.push(database`metadata ->> ${key} = any(${values}::text[])`);
  }
  return parts.reduce((all, part) => database`${all} and ${part}`);
}

function order(scope: Scope, page: ProductPage) {
  const { database } = scope;
  /** Of the price at the head of the list. */
  const ofPrice = (column: PendingQuery<Row[]>) => database`
    (select ${column} from prices
      where prices.organization_id = products.organization_id and prices.mode = products.mode
        and product_id = products.id and prices.archived_at is null
      order by position limit 1)`;
  const columns: Record<ProductSort, PendingQuery<Row[]>> = {
    createdAt: database`created_at`,
    name: database`name`,
    priceAmountType: ofPrice(database`amount_type`),
    priceAmount: ofPrice(database`coalesce(unit_amount, preset_amount, minimum_amount)`),
  };
  const sort = page.sort?.length ? page.sort : [{ by: 'createdAt' as const, descending: true }];
  const parts = sort.map(({ by, descending }) =>
    descending ? database`${columns[by]} desc` : database`${columns[by]} asc`,
  );
  const first = sort[0];
  // The id settles ties, in the direction of the index where there is one.
  parts.push(first?.by === 'createdAt' && !first.descending ? database`id` : database`id desc`);
  return parts.reduce((all, part) => database`${all}, ${part}`);
}
