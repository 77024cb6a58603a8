import { type Static, Type } from 'typebox';
import { type Product, selectProducts } from '../../billing/catalog/index.ts';
import type { Discount } from '../../billing/discounts/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { metadataView, timestamp, timestampOrNull } from './customer-view.ts';
import { PublicProductSchema, productMembers } from './product-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

const Duration = Type.Unsafe<Discount['duration']>({
  type: 'string',
  enum: ['once', 'forever', 'repeating'],
});
const DiscountType = Type.Unsafe<Discount['type']>({ type: 'string', enum: ['fixed', 'percentage'] });

const fixedMembers = {
  duration: Duration,
  type: DiscountType,
  amount: Type.Integer(),
  currency: Type.String(),
  amounts: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: Type.Integer() }),
};
const percentageMembers = { duration: Duration, type: DiscountType, basis_points: Type.Integer() };
const months = { duration_in_months: Type.Integer() };

const { prices, benefits, medias, ...productProperties } = PublicProductSchema.properties;

const ownMembers = {
  id: Uuid,
  name: Type.String(),
  code: nullable(Type.String()),
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  metadata: Metadata,
  starts_at: nullable(Timestamp),
  ends_at: nullable(Timestamp),
  max_redemptions: nullable(Type.Integer()),
  max_redemptions_per_customer: nullable(Type.Integer()),
  redemptions_count: Type.Integer(),
  organization_id: Uuid,
};

const members = {
  ...ownMembers,
  products: Type.Array(Type.Object({ metadata: Metadata, ...productProperties })),
};

/** Only a repeating discount shows how long. */
export const DiscountSchema = Type.Union([
  Type.Object({ ...fixedMembers, ...months, ...members }),
  Type.Object({ ...percentageMembers, ...months, ...members }),
  Type.Object({ ...fixedMembers, ...members }),
  Type.Object({ ...percentageMembers, ...members }),
]);

/** A discount without its products. */
export const EmbeddedDiscountSchema = Type.Union([
  Type.Object({ ...fixedMembers, ...months, ...ownMembers }),
  Type.Object({ ...percentageMembers, ...months, ...ownMembers }),
  Type.Object({ ...fixedMembers, ...ownMembers }),
  Type.Object({ ...percentageMembers, ...ownMembers }),
]);

/** The currency that clients of one currency are shown. */
export function shownCurrency(amounts: Record<string, number>): string {
  return 'usd' in amounts ? 'usd' : (Object.keys(amounts).sort()[0] ?? 'usd');
}

function reduction({ amounts, basisPoints }: Discount) {
  if (amounts === null) return { basis_points: basisPoints ?? 0 };
  const currency = shownCurrency(amounts);
  return { amount: amounts[currency] ?? 0, currency, amounts };
}

/** What a buyer sees of a discount. */
export function publicDiscountView(discount: Discount) {
  const { type, duration, durationInMonths, id, name, code } = discount;
  const repeats = duration === 'repeating' ? { duration_in_months: durationInMonths ?? 1 } : {};
  return { duration, ...repeats, type, ...reduction(discount), id, name, code };
}

/** A discount without its products: as an order or a subscription shows it. */
export function discountMembers(discount: Discount) {
  return {
    ...publicDiscountView(discount),
    created_at: timestamp(discount.createdAt),
    modified_at: timestampOrNull(discount.modifiedAt),
    metadata: metadataView(discount.metadata),
    starts_at: timestampOrNull(discount.startsAt),
    ends_at: timestampOrNull(discount.endsAt),
    max_redemptions: discount.maxRedemptions,
    max_redemptions_per_customer: discount.maxRedemptionsPerCustomer,
    redemptions_count: discount.redemptionsCount,
    organization_id: discount.organizationId,
  };
}

/** Discounts as Polar shows them, with the products that they are limited to. */
export async function discountViews(
  scope: Scope,
  discounts: readonly Discount[],
): Promise<Static<typeof DiscountSchema>[]> {
  const ids = new Set(discounts.flatMap(({ productIds }) => productIds));
  const found = ids.size === 0 ? [] : await selectProducts(scope, [...ids]);
  const products = new Map(found.map((product) => [product.id, product]));
  return discounts.map((discount) => {
    const limitedTo = discount.productIds.flatMap((id) => products.get(id) ?? []);
    return { ...discountMembers(discount), products: limitedTo.map(productView) } as Static<
      typeof DiscountSchema
    >;
  });
}

function productView(product: Product) {
  return { metadata: metadataView(product.metadata), ...productMembers(product) };
}
