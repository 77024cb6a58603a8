import { type Static, Type } from 'typebox';
import type { Price, Product, ProductWithPrices } from '../../billing/catalog/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

const priceMembers = {
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  source: Type.Union([Type.Literal('catalog'), Type.Literal('ad_hoc')]),
  price_currency: Type.String(),
  tax_behavior: nullable(
    Type.Union([Type.Literal('location'), Type.Literal('inclusive'), Type.Literal('exclusive')]),
  ),
  is_archived: Type.Boolean(),
  product_id: Uuid,
  // What clients of the early days read.
  type: Type.Literal('one_time'),
  recurring_interval: Type.Null(),
};

const FixedPriceSchema = Type.Object({
  ...priceMembers,
  amount_type: Type.Literal('fixed'),
  price_amount: Type.Integer(),
});

const CustomPriceSchema = Type.Object({
  ...priceMembers,
  amount_type: Type.Literal('custom'),
  minimum_amount: Type.Integer(),
  maximum_amount: nullable(Type.Integer()),
  preset_amount: nullable(Type.Integer()),
});

export const PriceSchema = Type.Union([FixedPriceSchema, CustomPriceSchema]);

/** What a buyer sees of a product. */
export const PublicProductSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  trial_interval: Type.Null(),
  trial_interval_count: Type.Null(),
  name: Type.String(),
  description: nullable(Type.String()),
  visibility: Type.Union([Type.Literal('draft'), Type.Literal('private'), Type.Literal('public')]),
  recurring_interval: Type.Null(),
  recurring_interval_count: Type.Null(),
  meter_interval: Type.Null(),
  meter_interval_count: Type.Null(),
  is_recurring: Type.Boolean(),
  is_archived: Type.Boolean(),
  organization_id: Uuid,
  prices: Type.Array(PriceSchema),
  benefits: Type.Array(Type.Unknown()),
  medias: Type.Array(Type.Unknown()),
});

export const ProductSchema = Type.Object({
  ...PublicProductSchema.properties,
  metadata: Metadata,
  attached_custom_fields: Type.Array(Type.Unknown()),
});

/** A price as Polar shows it: one that is free is a fixed price of nothing. */
export function priceView(price: Price): Static<typeof PriceSchema> {
  const common = {
    created_at: timestamp(price.createdAt),
    modified_at: timestampOrNull(price.modifiedAt),
    id: price.id,
    source: 'catalog' as const,
    price_currency: price.currency,
    tax_behavior: price.taxBehavior,
    is_archived: price.archivedAt !== null,
    product_id: price.productId,
    type: 'one_time' as const,
    recurring_interval: null,
  };
  if (price.amountType !== 'custom') {
    return { ...common, amount_type: 'fixed', price_amount: price.unitAmount ?? 0 };
  }
  return {
    ...common,
    amount_type: 'custom',
    minimum_amount: price.minimumAmount ?? 0,
    maximum_amount: price.maximumAmount,
    preset_amount: price.presetAmount,
  };
}

/** The members that a product has of itself, without its prices and what else hangs on it. */
export function productMembers(product: Product) {
  return {
    id: product.id,
    created_at: timestamp(product.createdAt),
    modified_at: timestampOrNull(product.modifiedAt),
    trial_interval: null,
    trial_interval_count: null,
    name: product.name,
    description: product.description,
    visibility: product.visibility,
    recurring_interval: null,
    recurring_interval_count: null,
    meter_interval: null,
    meter_interval_count: null,
    is_recurring: false,
    is_archived: product.archivedAt !== null,
    organization_id: product.organizationId,
  };
}

export function publicProductView(product: ProductWithPrices): Static<typeof PublicProductSchema> {
  return { ...productMembers(product), prices: product.prices.map(priceView), benefits: [], medias: [] };
}

export function productView(product: ProductWithPrices): Static<typeof ProductSchema> {
  return { ...publicProductView(product), metadata: product.metadata, attached_custom_fields: [] };
}
