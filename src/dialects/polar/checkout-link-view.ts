import { type Static, Type } from 'typebox';
import type { ProductWithPrices } from '../../billing/catalog/index.ts';
import type { CheckoutLinkDetails } from '../../billing/checkout-links/index.ts';
import { metadataView, timestamp, timestampOrNull } from './customer-view.ts';
import { discountMembers } from './discount-view.ts';
import { IntervalSchema, PublicProductSchema, publicProductView } from './product-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

const ProductSchema = Type.Object({ metadata: Metadata, ...PublicProductSchema.properties });

export const CheckoutLinkSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  trial_interval: nullable(IntervalSchema),
  trial_interval_count: nullable(Type.Integer()),
  metadata: Metadata,
  payment_processor: Type.Literal('stripe'),
  client_secret: Type.String(),
  success_url: nullable(Type.String()),
  return_url: nullable(Type.String()),
  label: nullable(Type.String()),
  allow_discount_codes: Type.Boolean(),
  require_billing_address: Type.Boolean(),
  discount_id: nullable(Uuid),
  seats: nullable(Type.Integer()),
  units: nullable(Type.Integer()),
  organization_id: Uuid,
  products: Type.Array(ProductSchema),
  discount: nullable(Type.Unsafe<ReturnType<typeof discountMembers>>({ type: 'object' })),
  url: Type.String(),
});

/** A link as its merchant sees it. */
export function checkoutLinkView(
  { link, products, discount }: CheckoutLinkDetails,
  publicUrl: string,
): Static<typeof CheckoutLinkSchema> {
  return {
    id: link.id,
    created_at: timestamp(link.createdAt),
    modified_at: timestampOrNull(link.modifiedAt),
    trial_interval: link.trialInterval,
    trial_interval_count: link.trialIntervalCount,
    metadata: metadataView(link.metadata),
    payment_processor: 'stripe',
    client_secret: link.clientSecret,
    success_url: link.successUrl,
    return_url: link.returnUrl,
    label: link.label,
    allow_discount_codes: link.allowDiscountCodes,
    require_billing_address: link.requireBillingAddress,
    discount_id: link.discountId,
    seats: link.seats,
    units: link.units,
    organization_id: link.organizationId,
    products: products.map(productView),
    discount: discount && discountMembers(discount),
    url: `${publicUrl}/v1/checkout-links/${link.clientSecret}/redirect`,
  };
}

function productView(product: ProductWithPrices): Static<typeof ProductSchema> {
  return { metadata: metadataView(product.metadata), ...publicProductView(product) };
}
