import { type Static, Type } from 'typebox';
import type { Price, Product, ProductWithPrices, TierSet } from '../../billing/catalog/index.ts';
import { quantityBounds } from '../../billing/catalog/index.ts';
import { type AttachedField, selectCustomFields } from '../../billing/custom-fields/index.ts';
import type { Interval } from '../../platform/calendar.ts';
import type { Scope } from '../../platform/scope.ts';
import { attachedFieldViews, CustomFieldSchema } from './custom-field-view.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

export const IntervalSchema = Type.Unsafe<Interval>({
  type: 'string',
  enum: ['day', 'week', 'month', 'year'],
});

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
  type: Type.Union([Type.Literal('one_time'), Type.Literal('recurring')]),
  recurring_interval: nullable(IntervalSchema),
};

const TierMode = Type.Union([Type.Literal('volume'), Type.Literal('graduated')]);

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

const SeatPriceSchema = Type.Object({
  ...priceMembers,
  amount_type: Type.Literal('seat_based'),
  seat_tiers: Type.Object({
    seat_tier_type: TierMode,
    tiers: Type.Array(
      Type.Object({
        min_seats: Type.Integer(),
        max_seats: nullable(Type.Integer()),
        price_per_seat: Type.Integer(),
      }),
    ),
    minimum_seats: Type.Integer(),
    maximum_seats: nullable(Type.Integer()),
  }),
});

const UnitPriceSchema = Type.Object({
  ...priceMembers,
  amount_type: Type.Literal('unit_based'),
  tiers: Type.Object({
    type: TierMode,
    tiers: Type.Array(Type.Object({ bound: nullable(Type.Integer()), unit_amount: Type.String() })),
  }),
  minimum_units: nullable(Type.Integer()),
  maximum_units: nullable(Type.Integer()),
  unit_label: nullable(Type.Unsafe<Record<string, Record<string, string>>>({ type: 'object' })),
});

const MeteredPriceSchema = Type.Object({
  ...priceMembers,
  amount_type: Type.Literal('metered_unit'),
  unit_amount: Type.String(),
  cap_amount: nullable(Type.Integer()),
  meter_id: Uuid,
  meter: Type.Object({
    id: Uuid,
    name: Type.String(),
    unit: Type.Union([Type.Literal('scalar'), Type.Literal('token'), Type.Literal('custom')]),
    custom_label: nullable(Type.String()),
    custom_multiplier: nullable(Type.Integer()),
  }),
});

export const PriceSchema = Type.Union([
  FixedPriceSchema,
  CustomPriceSchema,
  SeatPriceSchema,
  UnitPriceSchema,
  MeteredPriceSchema,
]);

/** What a buyer sees of a product. */
export const PublicProductSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  trial_interval: nullable(IntervalSchema),
  trial_interval_count: nullable(Type.Integer()),
  name: Type.String(),
  description: nullable(Type.String()),
  visibility: Type.Union([Type.Literal('draft'), Type.Literal('private'), Type.Literal('public')]),
  recurring_interval: nullable(IntervalSchema),
  recurring_interval_count: nullable(Type.Integer()),
  meter_interval: Type.Null(),
  meter_interval_count: Type.Null(),
  is_recurring: Type.Boolean(),
  is_archived: Type.Boolean(),
  organization_id: Uuid,
  prices: Type.Array(PriceSchema),
  benefits: Type.Array(Type.Unknown()),
  medias: Type.Array(Type.Unknown()),
});

/** A custom field as a product or a checkout asks for it. */
export const AttachedFieldSchema = Type.Object({
  custom_field_id: Uuid,
  custom_field: CustomFieldSchema,
  order: Type.Integer(),
  required: Type.Boolean(),
});

export const ProductSchema = Type.Object({
  ...PublicProductSchema.properties,
  metadata: Metadata,
  attached_custom_fields: Type.Array(AttachedFieldSchema),
});

/** A price as Polar shows it: one that is free is a fixed price of nothing. */
export function priceView(price: Price): Static<typeof PriceSchema> {
  const common = priceCommon(price);
  switch (price.amountType) {
    case 'fixed':
      return { ...common, amount_type: 'fixed', price_amount: price.unitAmount ?? 0 };
    case 'custom':
      return {
        ...common,
        amount_type: 'custom',
        minimum_amount: price.minimumAmount ?? 0,
        maximum_amount: price.maximumAmount,
        preset_amount: price.presetAmount,
      };
    case 'seat_based':
      return { ...common, amount_type: 'seat_based', seat_tiers: seatTiersView(price) };
    case 'unit_based':
      return {
        ...common,
        amount_type: 'unit_based',
        tiers: unitTiersView(tiersOf(price)),
        minimum_units: price.minimumQuantity,
        maximum_units: quantityBounds(price).maximum,
        unit_label: price.unitLabel,
      };
    case 'metered_unit':
      return { ...common, amount_type: 'metered_unit', ...meteredMembers(price) };
  }
}

function priceCommon(price: Price) {
  return {
    created_at: timestamp(price.createdAt),
    modified_at: timestampOrNull(price.modifiedAt),
    id: price.id,
    source: price.source,
    price_currency: price.currency,
    tax_behavior: price.taxBehavior,
    is_archived: price.archivedAt !== null,
    product_id: price.productId,
    type: price.recurringInterval === null ? ('one_time' as const) : ('recurring' as const),
    recurring_interval: price.recurringInterval,
  };
}

function tiersOf(price: Price): TierSet {
  if (!price.tiers) throw new Error(`The price ${price.id} has no tiers.`);
  return price.tiers;
}

function seatTiersView(price: Price) {
  const { mode, tiers } = tiersOf(price);
  const { minimum, maximum } = quantityBounds(price);
  return {
    seat_tier_type: mode,
    tiers: tiers.map(({ from, to, unitAmount }) => ({
      min_seats: from,
      max_seats: to,
      price_per_seat: Number(unitAmount),
    })),
    minimum_seats: minimum,
    maximum_seats: maximum,
  };
}

function unitTiersView({ mode, tiers }: TierSet) {
  return { type: mode, tiers: tiers.map(({ to, unitAmount }) => ({ bound: to, unit_amount: unitAmount })) };
}

function meteredMembers({ id, meter, meteredUnitAmount, capAmount }: Price) {
  if (!meter || meteredUnitAmount === null) throw new Error(`The price ${id} has no meter.`);
  return {
    unit_amount: meteredUnitAmount,
    cap_amount: capAmount,
    meter_id: meter.id,
    meter: {
      id: meter.id,
      name: meter.name,
      unit: meter.unit,
      custom_label: meter.customLabel,
      custom_multiplier: meter.customMultiplier,
    },
  };
}

/** The members that a product has of itself, without its prices and what else hangs on it. */
export function productMembers(product: Product) {
  return {
    id: product.id,
    created_at: timestamp(product.createdAt),
    modified_at: timestampOrNull(product.modifiedAt),
    trial_interval: product.trialInterval,
    trial_interval_count: product.trialIntervalCount,
    name: product.name,
    description: product.description,
    visibility: product.visibility,
    recurring_interval: product.recurringInterval,
    recurring_interval_count: product.recurringIntervalCount,
    meter_interval: null,
    meter_interval_count: null,
    is_recurring: product.recurringInterval !== null,
    is_archived: product.archivedAt !== null,
    organization_id: product.organizationId,
  };
}

export function publicProductView(product: ProductWithPrices): Static<typeof PublicProductSchema> {
  return { ...productMembers(product), prices: product.prices.map(priceView), benefits: [], medias: [] };
}

export function productView(
  product: ProductWithPrices,
  attached: readonly AttachedField[],
): Static<typeof ProductSchema> {
  return {
    ...publicProductView(product),
    metadata: product.metadata,
    attached_custom_fields: attachedFieldViews(attached),
  };
}

/** Products as their merchant sees them, in the same order. */
export async function productViews(
  scope: Scope,
  products: readonly ProductWithPrices[],
): Promise<Static<typeof ProductSchema>[]> {
  const attached = products.flatMap(({ attachedCustomFields }) => attachedCustomFields);
  const ids = new Set(attached.map(({ customFieldId }) => customFieldId));
  const fields = new Map((await selectCustomFields(scope, [...ids])).map((field) => [field.id, field]));
  return products.map((product) =>
    productView(
      product,
      product.attachedCustomFields.flatMap(({ customFieldId, required }) => {
        const field = fields.get(customFieldId);
        return field ? [{ field, required }] : [];
      }),
    ),
  );
}
