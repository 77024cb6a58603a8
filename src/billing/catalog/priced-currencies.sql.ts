import type { Database } from '../../platform/postgres/database.ts';

/** Whether all products of an organization that are on sale, in either mode, have a price in a currency. */
export async function everyProductHasPriceIn(
  database: Database,
  organizationId: string,
  currency: string,
): Promise<boolean> {
  const [lacking] = await database`
    select 1 from products
    where organization_id = ${organizationId} and archived_at is null and not is_default_plan
      and not exists (
        select 1 from prices
        where prices.organization_id = products.organization_id and prices.mode = products.mode
          and prices.product_id = products.id and prices.currency = ${currency} and prices.archived_at is null
          and prices.source = 'catalog')
    limit 1`;
  return lacking === undefined;
}
