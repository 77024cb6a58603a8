import type { Scope } from '../../platform/scope.ts';
import { priceColumns } from './catalog.sql.ts';
import type { Price, PricingModel, Product, ProductWithPrices } from './product.ts';

/** A pricing model with what can be bought in it: products with their prices, none of them archived. */
export type PricingModelTree = PricingModel & { products: ProductWithPrices[] };

/** The pricing model itself, with all that is for sale in it, oldest first. Drafts are not for sale. */
export async function selectPricingModelTree(scope: Scope, model: PricingModel): Promise<PricingModelTree> {
  const { database, organizationId, mode } = scope;
  const products = await database<Product[]>`
    select * from products
    where organization_id = ${organizationId} and mode = ${mode} and pricing_model_id = ${model.id}
      and archived_at is null and visibility <> 'draft'
    order by created_at, id`;
  const prices = await database<Price[]>`
    select ${priceColumns(scope)} from prices
    where organization_id = ${organizationId} and mode = ${mode} and archived_at is null and source = 'catalog'
      and product_id = any(${products.map(({ id }) => id)}::uuid[])
    order by product_id, position, created_at, id`;
  const byProduct = Map.groupBy(prices, (price) => price.productId);
  return {
    ...model,
    products: products.map((product) => ({ ...product, prices: byProduct.get(product.id) ?? [] })),
  };
}

/** Some prices by their ids, archived ones and those of a checkout's own too. */
export async function selectPricesById(scope: Scope, ids: readonly string[]): Promise<Price[]> {
  return scope.database<Price[]>`
    select ${priceColumns(scope)} from prices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}

/** What a customer is put on without buying anything: the pricing model's default plan and its default price. */
export async function selectDefaultPlan(
  scope: Scope,
  pricingModelId: string,
): Promise<{ product: Product; price: Price } | undefined> {
  const { database, organizationId, mode } = scope;
  const [product] = await database<Product[]>`
    select * from products
    where organization_id = ${organizationId} and mode = ${mode} and pricing_model_id = ${pricingModelId}
      and is_default_plan and archived_at is null`;
  if (!product) return undefined;
  const [price] = await database<Price[]>`
    select ${priceColumns(scope)} from prices
    where organization_id = ${organizationId} and mode = ${mode} and product_id = ${product.id} and is_default
      and archived_at is null`;
  return price ? { product, price } : undefined;
}
