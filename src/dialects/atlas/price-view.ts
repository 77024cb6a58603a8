import { Type } from 'typebox';
import { type Price, unitAmountOf } from '../../billing/catalog/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { IntervalSchema, nullable, seconds } from './schemas.ts';

export const PriceSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('price'),
  product: Type.String(),
  active: Type.Boolean(),
  currency: Type.String(),
  unit_amount: nullable(Type.Integer()),
  type: Type.Union([Type.Literal('one_time'), Type.Literal('recurring')]),
  billing_scheme: Type.Union([Type.Literal('per_unit'), Type.Literal('tiered')]),
  recurring: nullable(
    Type.Object({
      interval: IntervalSchema,
      interval_count: Type.Integer(),
      usage_type: Type.Union([Type.Literal('licensed'), Type.Literal('metered')]),
      aggregate_usage: nullable(Type.String()),
    }),
  ),
  tiers: nullable(
    Type.Array(
      Type.Object({
        up_to: nullable(Type.Integer()),
        unit_amount: Type.Number(),
        flat_amount: Type.Integer(),
      }),
    ),
  ),
  tiers_mode: nullable(Type.Union([Type.Literal('graduated'), Type.Literal('volume')])),
  nickname: nullable(Type.String()),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

export const priceId = (uuid: string) => prefixedId('price', uuid);
export const productId = (uuid: string) => prefixedId('prod', uuid);

/** What one costs; null where that hangs on how many there are. */
export function unitAmount(price: Price): number | null {
  return price.tiers === null ? unitAmountOf(price, null) : null;
}

/** How often a price is paid; null for once. */
function recurring({ recurringInterval, recurringIntervalCount, meterId }: Price) {
  if (recurringInterval === null) return null;
  const isMetered = meterId !== null;
  return {
    interval: recurringInterval,
    interval_count: recurringIntervalCount ?? 1,
    usage_type: isMetered ? 'metered' : 'licensed',
    aggregate_usage: isMetered ? 'sum' : null,
  };
}

export function priceView(price: Price) {
  const { tiers } = price;
  return {
    id: priceId(price.id),
    object: 'price',
    product: productId(price.productId),
    active: price.archivedAt === null,
    currency: price.currency,
    unit_amount: unitAmount(price),
    type: price.recurringInterval === null ? 'one_time' : 'recurring',
    billing_scheme: tiers === null ? 'per_unit' : 'tiered',
    recurring: recurring(price),
    tiers:
      tiers?.tiers.map((tier) => ({
        up_to: tier.to,
        unit_amount: Number(tier.unitAmount),
        flat_amount: tier.flatAmount,
      })) ?? null,
    tiers_mode: tiers?.mode ?? null,
    nickname: price.name,
    metadata: {},
    created: seconds(price.createdAt),
  };
}
