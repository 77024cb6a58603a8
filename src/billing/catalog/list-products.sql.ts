import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Page,
  selectPage,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Product, ProductWithPrices } from './product.ts';
import { withPrices } from './products.sql.ts';

export type ProductSort = 'createdAt' | 'name' | 'priceAmountType' | 'priceAmount';

export type ProductFilter = {
  ids?: readonly string[];
  /** Contained in the name, ignoring case. */
  search?: string;
  archived?: boolean;
  /** Billed again and again, or else sold once. */
  recurring?: boolean;
  visibilities?: readonly Product['visibility'][];
  /** One of the values for every key, compared as text. */
  metadata?: Record<string, string[]>;
};

/** A page of the products that are sold, which the free plan is not, and how many there are in all. */
export async function listProducts(
  scope: Scope,
  filter: ProductFilter,
  page: Page<ProductSort>,
): Promise<{ items: ProductWithPrices[]; total: number }> {
  const list = { from: 'products', where: conditions(scope, filter), order: order(scope, page) };
  const { items, total } = await selectPage<Product>(scope.database, page, list);
  return { items: await withPrices(scope, items), total };
}

function conditions(scope: Scope, filter: ProductFilter) {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and not is_default_plan
      and deleted_at is null`,
  ];
  if (filter.ids) parts.push(database`id = any(${[...filter.ids]}::uuid[])`);
  if (filter.search !== undefined) parts.push(database`name ilike ${`%${literalPattern(filter.search)}%`}`);
  if (filter.archived !== undefined) {
    parts.push(filter.archived ? database`archived_at is not null` : database`archived_at is null`);
  }
  if (filter.recurring !== undefined) {
    const word = filter.recurring ? database`is not null` : database`is null`;
    parts.push(database`recurring_interval ${word}`);
  }
  if (filter.visibilities) parts.push(database`visibility = any(${[...filter.visibilities]}::text[])`);
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    parts.push(database`metadata ->> ${key} = any(${values}::text[])`);
  }
  return allOf(database, parts);
}

function order(scope: Scope, page: Page<ProductSort>) {
  const { database } = scope;
  /** Of the price at the head of the list. */
  const ofPrice = (column: Fragment) => database`
    (select ${column} from prices
      where prices.organization_id = products.organization_id and prices.mode = products.mode
        and product_id = products.id and prices.archived_at is null and source = 'catalog'
      order by position limit 1)`;
  const columns: Record<ProductSort, Fragment> = {
    createdAt: database`created_at`,
    name: database`name`,
    priceAmountType: ofPrice(database`amount_type`),
    priceAmount: ofPrice(database`coalesce(unit_amount, preset_amount, minimum_amount,
      (tiers #>> '{tiers,0,unitAmount}')::numeric, metered_unit_amount)`),
  };
  return orderBy(database, page.sort, columns);
}
