import { Type } from 'typebox';
import type { Price, Product } from '../../billing/catalog/index.ts';
import { PriceSchema, priceId, priceView, productId } from './price-view.ts';
import { nullable, seconds } from './schemas.ts';

export const ProductSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('product'),
  name: Type.String(),
  description: nullable(Type.String()),
  statement_descriptor: nullable(Type.String()),
  unit_label: nullable(Type.String()),
  images: Type.Array(Type.String()),
  active: Type.Boolean(),
  default_price: nullable(Type.String()),
  // Atlas: there only where they are asked for.
  prices: Type.Optional(Type.Array(PriceSchema)),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
  updated: Type.Integer(),
});

function byAgeDescending(one: Price, other: Price): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || (other.id < one.id ? -1 : 1);
}

/** Atlas: the newest active price that recurs, else the newest active one. */
function defaultPrice(newestFirst: readonly Price[]): string | null {
  const active = newestFirst.filter(({ archivedAt }) => archivedAt === null);
  const price = active.find(({ recurringInterval }) => recurringInterval !== null) ?? active[0];
  return price ? priceId(price.id) : null;
}

/**
 * @param prices the product's own; archived ones are shown among the others
 * @param options.expanded whether the prices are shown
 */
export function productView(
  product: Product,
  prices: readonly Price[],
  options: { expanded?: boolean } = {},
) {
  const newestFirst = [...prices].sort(byAgeDescending);
  return {
    id: productId(product.id),
    object: 'product',
    name: product.name,
    description: product.description,
    statement_descriptor: null,
    unit_label: null,
    images: product.imageUrl === null ? [] : [product.imageUrl],
    active: product.archivedAt === null,
    default_price: defaultPrice(newestFirst),
    ...(options.expanded ? { prices: newestFirst.map(priceView) } : {}),
    metadata: product.metadata,
    created: seconds(product.createdAt),
    updated: seconds(product.modifiedAt ?? product.createdAt),
  };
}
