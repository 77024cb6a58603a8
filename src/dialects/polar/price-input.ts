import { type Static, Type } from 'typebox';
import type { NewPrice, TierSet } from '../../billing/catalog/index.ts';
import { currencies } from '../../platform/currency.ts';
import { compareDecimals, decimal, decimalText, parseDecimal } from '../../platform/decimal.ts';
import { described, type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength } from '../../platform/text.ts';
import { nullable, UuidInput, valueError } from './schemas.ts';

export const CurrencyInput = Type.Unsafe<string>({ type: 'string', enum: [...currencies] });

const TaxBehavior = Type.Unsafe<'location' | 'inclusive' | 'exclusive'>({
  type: 'string',
  enum: ['location', 'inclusive', 'exclusive'],
});
const TierMode = { type: 'string', enum: ['volume', 'graduated'] } as const;

/** Of an amount finer than minor units: as many decimals as are kept. */
const mostDecimals = 12;

const refusedDecimal = {
  type: {
    type: 'decimal_type',
    reason: 'Decimal input should be an integer, float, string or Decimal object',
  },
  parsing: { type: 'decimal_parsing', reason: 'Input should be a valid decimal' },
} as const;

/** A bound that a decimal number breaks, in the vendor's words. */
function tooMany(what: 'digits' | 'places' | 'whole', limit: number) {
  const count = `${limit} ${what === 'places' ? 'decimal place' : 'digit'}${limit === 1 ? '' : 's'}`;
  const tail = { digits: ' in total', places: '', whole: ' before the decimal point' }[what];
  const key = { digits: 'max_digits', places: 'decimal_places', whole: 'whole_digits' }[what];
  const type = { digits: 'decimal_max_digits', places: 'decimal_max_places', whole: 'decimal_whole_digits' }[
    what
  ];
  return {
    type,
    reason: `Decimal input should have no more than ${count}${tail}`,
    context: { [key]: limit },
  };
}

/**
 * An amount in minor units that may be finer than one, as a number or as text; given back as plain text.
 *
 * @param limits `digits`: how many it may have in all; `positive`: more than nothing
 */
function decimalInput({ digits, positive }: { digits: number; positive: boolean }) {
  const shown = Type.Union([
    positive ? Type.Number({ exclusiveMinimum: 0 }) : Type.Number({ minimum: 0 }),
    Type.String(),
  ]);
  return described<string>(shown, (input): ParseOutcome<string> => {
    if (typeof input !== 'string' && typeof input !== 'number') return refusedDecimal.type;
    const value = parseDecimal(String(input));
    if (!value) return refusedDecimal.parsing;
    const text = decimalText(value);
    const [whole = '', fraction = ''] = text.replace('-', '').split('.');
    const wholeDigits = whole === '0' ? 0 : whole.length;
    if (wholeDigits + fraction.length > digits) return tooMany('digits', digits);
    if (fraction.length > mostDecimals) return tooMany('places', mostDecimals);
    if (wholeDigits > digits - mostDecimals) return tooMany('whole', digits - mostDecimals);
    const sign = compareDecimals(value, decimal('0'));
    if (positive && sign <= 0) {
      return { type: 'greater_than', reason: 'Input should be greater than 0', context: { gt: 0 } };
    }
    return sign < 0
      ? {
          type: 'greater_than_equal',
          reason: 'Input should be greater than or equal to 0',
          context: { ge: 0 },
        }
      : { value: text };
  });
}

const priceMembers = {
  price_currency: Type.Unsafe<string>({ ...CurrencyInput, default: 'usd' }),
  tax_behavior: Type.Optional(nullable(TaxBehavior)),
};
const Amount = Type.Integer({ minimum: 0 });
const Count = Type.Integer({ minimum: 1 });

const FixedPrice = Type.Object({
  amount_type: Type.Literal('fixed'),
  ...priceMembers,
  price_amount: Amount,
});
const CustomPrice = Type.Object({
  amount_type: Type.Literal('custom'),
  ...priceMembers,
  minimum_amount: Type.Integer({ minimum: 0, default: 50 }),
  maximum_amount: Type.Optional(nullable(Count)),
  preset_amount: Type.Optional(nullable(Amount)),
});
const FreePrice = Type.Object({ amount_type: Type.Literal('free'), ...priceMembers });

const mostTiers = 1000;
const SeatPrice = Type.Object({
  amount_type: Type.Literal('seat_based'),
  ...priceMembers,
  seat_tiers: Type.Object({
    seat_tier_type: Type.Unsafe<TierSet['mode']>({ ...TierMode, default: 'volume' }),
    tiers: Type.Array(
      Type.Object({ min_seats: Count, max_seats: Type.Optional(nullable(Count)), price_per_seat: Amount }),
      { minItems: 1, maxItems: mostTiers },
    ),
  }),
});

const longestLabel = 32;

/** What units are called, by locale and form; `other` is the form that every locale has. */
const UnitLabel = parsed(
  Type.Unsafe<Record<string, Record<string, string>>>({
    type: 'object',
    propertyNames: Type.String(),
    additionalProperties: {
      type: 'object',
      propertyNames: Type.String(),
      additionalProperties: Type.String(),
    },
  }),
  (labels) => {
    for (const forms of Object.values(labels)) {
      if (!Object.hasOwn(forms, 'other')) return valueError("Each locale needs the form 'other'.");
      if (Object.values(forms).some((form) => codePointLength(form) > longestLabel)) {
        return valueError(`A form has at most ${longestLabel} characters.`);
      }
    }
    return { value: labels };
  },
);

const UnitPrice = Type.Object({
  amount_type: Type.Literal('unit_based'),
  ...priceMembers,
  tiers: Type.Object({
    type: Type.Unsafe<TierSet['mode']>(TierMode),
    tiers: Type.Array(
      Type.Object({
        bound: Type.Optional(nullable(Count)),
        unit_amount: decimalInput({ digits: 24, positive: false }),
      }),
      { minItems: 1, maxItems: mostTiers },
    ),
  }),
  minimum_units: Type.Optional(nullable(Count)),
  unit_label: Type.Optional(nullable(UnitLabel)),
});

const MeteredPrice = Type.Object({
  amount_type: Type.Literal('metered_unit'),
  ...priceMembers,
  meter_id: UuidInput,
  unit_amount: decimalInput({ digits: 17, positive: true }),
  cap_amount: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))),
});

export type PriceInput =
  | Static<typeof FixedPrice>
  | Static<typeof CustomPrice>
  | Static<typeof FreePrice>
  | Static<typeof SeatPrice>
  | Static<typeof UnitPrice>
  | Static<typeof MeteredPrice>;

export const PriceCreate = Type.Unsafe<PriceInput>({
  oneOf: [FixedPrice, CustomPrice, FreePrice, SeatPrice, UnitPrice, MeteredPrice],
  discriminator: { propertyName: 'amount_type', inPath: true },
  title: 'ProductPriceCreate',
});

/** A price in the core's words; a free one is a fixed price of nothing. */
export function newPrice(price: PriceInput): NewPrice {
  const common = { currency: price.price_currency, taxBehavior: price.tax_behavior ?? null };
  switch (price.amount_type) {
    case 'free':
      return { ...common, amountType: 'fixed', unitAmount: 0 };
    case 'fixed':
      return { ...common, amountType: 'fixed', unitAmount: price.price_amount };
    case 'custom':
      return {
        ...common,
        amountType: 'custom',
        minimumAmount: price.minimum_amount,
        maximumAmount: price.maximum_amount ?? null,
        presetAmount: price.preset_amount ?? null,
      };
    case 'seat_based':
      return { ...common, amountType: 'seat_based', tiers: seatTiers(price.seat_tiers) };
    case 'unit_based':
      return {
        ...common,
        amountType: 'unit_based',
        tiers: unitTiers(price.tiers),
        minimumQuantity: price.minimum_units ?? null,
        unitLabel: price.unit_label ?? null,
      };
    case 'metered_unit':
      return {
        ...common,
        amountType: 'metered_unit',
        meterId: price.meter_id,
        unitAmount: price.unit_amount,
        capAmount: price.cap_amount ?? null,
      };
  }
}

function seatTiers({ seat_tier_type, tiers }: Static<typeof SeatPrice>['seat_tiers']): TierSet {
  return {
    mode: seat_tier_type,
    tiers: tiers.map(({ min_seats, max_seats, price_per_seat }) => ({
      from: min_seats,
      to: max_seats ?? null,
      unitAmount: String(price_per_seat),
      flatAmount: 0,
    })),
  };
}

/** Each tier begins after the bound of the one before. */
function unitTiers({ type, tiers }: Static<typeof UnitPrice>['tiers']): TierSet {
  return {
    mode: type,
    tiers: tiers.map(({ bound, unit_amount }, index) => ({
      from: (tiers[index - 1]?.bound ?? 0) + 1,
      to: bound ?? null,
      unitAmount: unit_amount,
      flatAmount: 0,
    })),
  };
}

/** The member of a price that a member of the core's is. */
export function priceMember(amountType: unknown, member: unknown): string | undefined {
  const names: Record<string, string> = {
    unitAmount: 'price_amount',
    minimumAmount: 'minimum_amount',
    maximumAmount: 'maximum_amount',
    presetAmount: 'preset_amount',
    tiers: amountType === 'seat_based' ? 'seat_tiers' : 'tiers',
    minimumQuantity: 'minimum_units',
    meterId: 'meter_id',
  };
  return typeof member === 'string' ? names[member] : undefined;
}
