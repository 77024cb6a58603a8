import type { Scope } from '../../platform/scope.ts';
import { priceColumns } from './catalog.sql.ts';
import type { Price } from './product.ts';

/** The prices that checkouts have of their own, in the order in which they were given. */
export async function selectAdHocPrices(scope: Scope, checkoutIds: readonly string[]): Promise<Price[]> {
  if (checkoutIds.length === 0) return [];
  return scope.database<Price[]>`
    select ${priceColumns(scope)} from prices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and checkout_id = any(${[...checkoutIds]}::uuid[])
    order by product_id, position, id`;
}
