import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { insertPrice, insertProduct } from './catalog.sql.ts';
import { decidePriceList, type NewPrice } from './price-list.ts';
import type { Product, ProductWithPrices } from './product.ts';
import { recordOnProduct, selectDefaultCurrency } from './products.sql.ts';

export type ProductInput = Pick<Product, 'name' | 'description' | 'visibility' | 'metadata'> & {
  prices: readonly NewPrice[];
};

/**
 * Makes a product that is sold once, with its prices.
 *
 * @returns what `decidePriceList` finds wrong with the prices.
 */
export async function createProduct(scope: Scope, input: ProductInput): Promise<Result<ProductWithPrices>> {
  const { prices, ...members } = input;
  const now = scope.clock.now();
  const id = newId(now);
  const product: Product = {
    ...members,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    modifiedAt: null,
    pricingModelId: scope.pricingModelId,
    slug: productSlug(members.name, id),
    archivedAt: null,
    isDefaultPlan: false,
    imageUrl: null,
  };
  const decided = decidePriceList(product, [], prices, await selectDefaultCurrency(scope), now);
  if (!decided.ok) return decided;
  const { listed } = decided.value;
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    await insertProduct(inside, product);
    for (const price of listed) await insertPrice(inside, price);
    await recordOnProduct(inside, product, {
      type: 'product.created',
      changes: {
        ...changesBetween<Product>(null, product, ['name', 'description', 'visibility', 'metadata']),
        prices: { before: [], after: listed.map((price) => price.id) },
      },
    });
  });
  return ok({ ...product, prices: listed });
}

/** Flowglad's name for a product, which must be its own: the words, and so much of the id that no two are alike. */
function productSlug(name: string, id: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return [words, id.slice(-12)].filter((part) => part !== '').join('-');
}
