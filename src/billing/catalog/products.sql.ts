import type { Scope } from '../../platform/scope.ts';
import { type Changes, recordChange, recordedIn } from '../changes/index.ts';
import { priceColumns } from './catalog.sql.ts';
import type { Price, Product, ProductWithPrices } from './product.ts';

/** Prices of some products as they stand on their lists: none that is archived, none of a checkout's own. */
async function selectListedPrices(
  scope: Scope,
  productIds: readonly string[],
): Promise<Map<string, Price[]>> {
  const prices = await scope.database<Price[]>`
    select ${priceColumns(scope)} from prices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and product_id = any(${[...productIds]}::uuid[]) and archived_at is null and source = 'catalog'
    order by product_id, position, created_at, id`;
  return Map.groupBy(prices, ({ productId }) => productId);
}

/** The products with their price lists, in the same order. */
export async function withPrices(scope: Scope, products: readonly Product[]): Promise<ProductWithPrices[]> {
  if (products.length === 0) return [];
  const ids = products.map(({ id }) => id);
  return joined(products, await selectListedPrices(scope, ids));
}

function joined(products: readonly Product[], prices: Map<string, Price[]>): ProductWithPrices[] {
  return products.map((product) => ({ ...product, prices: prices.get(product.id) ?? [] }));
}

/** Products by id, archived and deleted ones and drafts too, in no particular order. */
export async function selectProducts(scope: Scope, ids: readonly string[]): Promise<ProductWithPrices[]> {
  if (ids.length === 0) return [];
  const [products, prices] = await Promise.all([
    scope.database<Product[]>`
      select * from products
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`,
    selectListedPrices(scope, ids),
  ]);
  return joined(products, prices);
}

export async function selectProduct(scope: Scope, id: string): Promise<ProductWithPrices | undefined> {
  const [product] = await selectProducts(scope, [id]);
  return product;
}

/** The product with its prices, held until the transaction ends. */
export async function selectProductLocked(scope: Scope, id: string): Promise<ProductWithPrices | undefined> {
  const rows = await scope.database<Product[]>`
    select * from products
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    for update`;
  const [product] = await withPrices(scope, rows);
  return product;
}

export async function updateProductRow(scope: Scope, product: Product): Promise<void> {
  const p = product;
  const { database } = scope;
  await database`
    update products set modified_at = ${p.modifiedAt}, name = ${p.name}, description = ${p.description},
      visibility = ${p.visibility}, archived_at = ${p.archivedAt}, deleted_at = ${p.deletedAt},
      metadata = ${database.json(p.metadata)},
      trial_interval = ${p.trialInterval}, trial_interval_count = ${p.trialIntervalCount},
      attached_custom_fields = ${database.json(p.attachedCustomFields)}
    where organization_id = ${p.organizationId} and mode = ${p.mode} and id = ${p.id}`;
}

/** Whether a product was ever on an order, a subscription or its next change, or is what a discount is for. */
export async function isInUse(scope: Scope, id: string): Promise<boolean> {
  const { database } = scope;
  const own = database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`;
  const [row] = await database<{ used: boolean }[]>`
    select exists (select 1 from invoices where ${own} and product_id = ${id})
      or exists (select 1 from subscriptions
        where ${own} and (product_id = ${id} or pending_update ->> 'productId' = ${id}))
      or exists (select 1 from checkouts where ${own} and product_id = ${id} and status = 'confirmed')
      or exists (select 1 from discounts where ${own} and ${id} = any(product_ids) and deleted_at is null) as used`;
  return row?.used ?? false;
}

/** A price never changes but in its place, in whether it is the default one, and in being archived. */
export async function updatePriceRow(scope: Scope, price: Price): Promise<void> {
  const p = price;
  await scope.database`
    update prices set position = ${p.position}, is_default = ${p.isDefault}, archived_at = ${p.archivedAt},
      modified_at = ${p.modifiedAt}
    where organization_id = ${p.organizationId} and mode = ${p.mode} and id = ${p.id}`;
}

/** Records a change of a product, whose rows are written already; the event tells of its prices as well. */
export async function recordOnProduct(
  scope: Scope,
  product: Product,
  record: { type: string; changes: Changes },
): Promise<void> {
  const [row] = await scope.database<{ data: Record<string, unknown> }[]>`
    select to_jsonb(products) || jsonb_build_object('prices', coalesce(
      (select jsonb_agg(to_jsonb(prices) order by position) from prices
        where prices.organization_id = products.organization_id and prices.mode = products.mode
          and product_id = products.id and prices.archived_at is null and source = 'catalog'), '[]')) as data
    from products
    where organization_id = ${product.organizationId} and mode = ${product.mode} and id = ${product.id}`;
  if (!row) throw new Error('A product was recorded that is not there.');
  await recordChange(scope, { ...record, objectType: 'product', objectId: product.id, data: row.data });
}

/** Records that a price was made, or archived, once its row is written. */
export async function recordOnPrice(
  scope: Scope,
  price: Price,
  record: { type: 'price.created' | 'price.updated'; changes: Changes },
): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      select * from prices
      where organization_id = ${price.organizationId} and mode = ${price.mode} and id = ${price.id}),
    ${recordedIn(database, scope, { ...record, objectType: 'price', objectId: price.id })}
    select 1`;
}
