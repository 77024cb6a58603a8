import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Sort,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Discount } from './discount.ts';
import { discountColumns, redemptionsCount } from './discounts.sql.ts';

export type DiscountSort = 'createdAt' | 'name' | 'code' | 'redemptionsCount' | 'endsAt';

export type DiscountPage = {
  limit: number;
  offset: number;
  /** Newest first where empty. */
  sort?: Sort<DiscountSort>;
};

/**
 * A page of the discounts that are not deleted and how many there are in all.
 *
 * @param filter `search`: contained in the name or the code, ignoring case
 */
export async function listDiscounts(
  scope: Scope,
  filter: { search?: string },
  page: DiscountPage,
): Promise<{ items: Discount[]; total: number }> {
  const { database } = scope;
  const where = conditions(scope, filter);
  const columns: Record<DiscountSort, Fragment> = {
    createdAt: database`created_at`,
    name: database`name`,
    code: database`code`,
    redemptionsCount: redemptionsCount(database),
    endsAt: database`ends_at`,
  };
  const [items, [count]] = await Promise.all([
    database<Discount[]>`
      select ${discountColumns(database)} from discounts where ${where}
      order by ${orderBy(database, page.sort, columns)} limit ${page.limit} offset ${page.offset}`,
    database<{ total: number }[]>`select count(*) as total from discounts where ${where}`,
  ]);
  return { items, total: count?.total ?? 0 };
}

function conditions(scope: Scope, { search }: { search?: string }) {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null`,
  ];
  if (search !== undefined) {
    const contained = `%${literalPattern(search)}%`;
    parts.push(database`(name ilike ${contained} or code ilike ${contained})`);
  }
  return allOf(database, parts);
}
