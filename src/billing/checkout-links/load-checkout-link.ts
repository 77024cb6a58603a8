import type { Scope } from '../../platform/scope.ts';
import { type ProductWithPrices, selectProducts } from '../catalog/index.ts';
import { selectDiscounts } from '../discounts/index.ts';
import type { CheckoutLink, CheckoutLinkDetails } from './checkout-link.ts';
import { selectCheckoutLink } from './checkout-links.sql.ts';

/** Links with what they name, in the same order. */
export async function withNamed(
  scope: Scope,
  links: readonly CheckoutLink[],
): Promise<CheckoutLinkDetails[]> {
  if (links.length === 0) return [];
  const discountIds = new Set(links.map(({ discountId }) => discountId).filter((id) => id !== null));
  const [products, discounts] = await Promise.all([
    productsById(scope, [...new Set(links.flatMap(({ productIds }) => productIds))]),
    selectDiscounts(scope, [...discountIds]),
  ]);
  const discountsById = new Map(discounts.map((discount) => [discount.id, discount]));
  return links.map((link) => ({
    link,
    products: link.productIds.flatMap((id) => products.get(id) ?? []),
    discount: discountsById.get(link.discountId ?? '') ?? null,
  }));
}

export async function productsById(
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, ProductWithPrices>> {
  return new Map((await selectProducts(scope, ids)).map((product) => [product.id, product]));
}

/** A link with what it names; undefined where it is not there. */
export async function loadCheckoutLink(scope: Scope, id: string): Promise<CheckoutLinkDetails | undefined> {
  const link = await selectCheckoutLink(scope, id);
  return link && (await withNamed(scope, [link]))[0];
}
