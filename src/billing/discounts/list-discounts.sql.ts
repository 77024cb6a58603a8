import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Page,
  selectPage,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Discount } from './discount.ts';
import { discountColumns, redemptionsCount } from './discounts.sql.ts';

export type DiscountSort = 'createdAt' | 'name' | 'code' | 'redemptionsCount' | 'endsAt';

/**
 * A page of the discounts that are not deleted and how many there are in all.
 *
 * @param filter `search`: contained in the name or the code, ignoring case
 */
export async function listDiscounts(
  scope: Scope,
  filter: { search?: string },
  page: Page<DiscountSort>,
): Promise<{ items: Discount[]; total: number }> {
  const { database } = scope;
  const sorts: Record<DiscountSort, Fragment> = {
    createdAt: database`created_at`,
    name: database`name`,
    code: database`code`,
    redemptionsCount: redemptionsCount(database),
    endsAt: database`ends_at`,
  };
  const list = {
    from: 'discounts',
    columns: discountColumns(database),
    where: conditions(scope, filter),
    order: orderBy(database, page.sort, sorts),
  };
  return selectPage<Discount>(scope.database, page, list);
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
