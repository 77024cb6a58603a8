import { formatMoney, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { compareDecimals, decimal } from '../../platform/decimal.ts';
import { newId } from '../../platform/ids.ts';
import type { Failure } from '../../platform/result.ts';
import type { Meter } from '../usage/index.ts';
import type { Price, Product } from './product.ts';
import { type TierSet, tieredAmount, tierProblem } from './tiers.ts';

/** A price as asked for. Amounts in minor units of its currency; those that are texts are decimal. */
export type NewPrice = {
  currency: string;
  taxBehavior: Price['taxBehavior'];
} & (
  | { amountType: 'fixed'; unitAmount: number }
  /** The buyer says what to pay. */
  | {
      amountType: 'custom';
      minimumAmount: number;
      maximumAmount: number | null;
      presetAmount: number | null;
    }
  /** The fewest seats are where the first tier begins. */
  | { amountType: 'seat_based'; tiers: TierSet }
  | {
      amountType: 'unit_based';
      tiers: TierSet;
      minimumQuantity: number | null;
      unitLabel: Price['unitLabel'];
    }
  | { amountType: 'metered_unit'; meterId: string; unitAmount: string; capAmount: number | null }
);

/** What a product and its organization say of the prices that it may have. */
export type PriceRules = {
  defaultCurrency: string;
  seatBasedPricing: boolean;
  /** Those that the prices name, by id. */
  meters: ReadonlyMap<string, Meter>;
};

/** What a price takes over from its product. */
export type PricedProduct = Pick<
  Product,
  'organizationId' | 'mode' | 'id' | 'recurringInterval' | 'recurringIntervalCount'
>;

/** A price of nothing, to be filled in. */
export function emptyPrice(product: PricedProduct, currency: string, position: number, now: Date): Price {
  return {
    organizationId: product.organizationId,
    mode: product.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    productId: product.id,
    position,
    name: null,
    slug: null,
    amountType: 'fixed',
    source: 'catalog',
    checkoutId: null,
    currency,
    unitAmount: null,
    minimumAmount: null,
    maximumAmount: null,
    presetAmount: null,
    tiers: null,
    minimumQuantity: null,
    unitLabel: null,
    meterId: null,
    meteredUnitAmount: null,
    capAmount: null,
    meter: null,
    recurringInterval: product.recurringInterval,
    recurringIntervalCount: product.recurringIntervalCount,
    taxBehavior: null,
    isDefault: false,
    archivedAt: null,
  };
}

export function newPrice(
  product: PricedProduct,
  entry: NewPrice,
  position: number,
  rules: PriceRules,
  now: Date,
): Price {
  const { currency, taxBehavior, amountType } = entry;
  const price = { ...emptyPrice(product, currency, position, now), amountType, taxBehavior };
  switch (entry.amountType) {
    case 'fixed':
      return { ...price, unitAmount: entry.unitAmount };
    case 'custom': {
      const { minimumAmount: least, maximumAmount: most, presetAmount } = entry;
      return { ...price, minimumAmount: least, maximumAmount: most, presetAmount };
    }
    case 'seat_based':
      return { ...price, tiers: entry.tiers, minimumQuantity: entry.tiers.tiers[0]?.from ?? 1 };
    case 'unit_based': {
      const { tiers, minimumQuantity, unitLabel } = entry;
      return { ...price, tiers, minimumQuantity, unitLabel };
    }
    case 'metered_unit': {
      const { meterId, unitAmount, capAmount } = entry;
      const meter = rules.meters.get(meterId) ?? null;
      return { ...price, meterId, meteredUnitAmount: unitAmount, capAmount, meter };
    }
  }
}

/** Which member of a price is at fault, as the core names it; a `detail` of failures. */
type Member = 'unitAmount' | 'minimumAmount' | 'maximumAmount' | 'presetAmount' | 'tiers' | 'minimumQuantity';

/**
 * What is wrong with a price by itself: `price_kind_refused`, `meter_unknown`, `amount_too_small`, `amount_too_large`,
 * `amounts_crossed`, `tiers_broken`. `detail.index` is its place, `detail.member` the member at fault.
 */
export function priceFailures(
  product: PricedProduct,
  entry: NewPrice,
  index: number,
  rules: PriceRules,
): Failure[] {
  const failures = kindFailures(product, entry, index, rules);
  switch (entry.amountType) {
    case 'fixed':
      return [...failures, ...amountFailures(entry.currency, { unitAmount: entry.unitAmount }, index)];
    case 'custom': {
      const { minimumAmount: least, maximumAmount: most, presetAmount } = entry;
      const amounts = { minimumAmount: least, maximumAmount: most, presetAmount };
      failures.push(...amountFailures(entry.currency, amounts, index));
      return failures.length > 0 ? failures : crossedFailures(entry, index);
    }
    case 'seat_based':
    case 'unit_based':
      return [...failures, ...tierFailures(entry, index)];
    case 'metered_unit':
      return failures;
  }
}

/** Whether the product may have a price of the kind at all. */
function kindFailures(product: PricedProduct, entry: NewPrice, index: number, rules: PriceRules): Failure[] {
  const { amountType } = entry;
  const detail = { index };
  if (product.recurringInterval === null && (amountType === 'metered_unit' || amountType === 'unit_based')) {
    const kind = amountType === 'metered_unit' ? 'Metered' : 'Unit-based';
    const message = `${kind} pricing is not supported on one-time products.`;
    return [{ code: 'price_kind_refused', message, detail }];
  }
  if (amountType === 'seat_based' && !rules.seatBasedPricing) {
    const message = 'Seat-based pricing is not enabled for this organization.';
    return [{ code: 'price_kind_refused', message, detail }];
  }
  if (amountType === 'metered_unit' && !rules.meters.has(entry.meterId)) {
    return [
      { code: 'meter_unknown', message: 'Meter does not exist.', detail: { index, member: 'meterId' } },
    ];
  }
  return [];
}

/** Polar: an amount is nothing, or something that can be charged. */
function amountFailures(
  currency: string,
  amounts: Partial<Record<Member, number | null>>,
  index: number,
): Failure[] {
  const failures: Failure[] = [];
  for (const [member, amount] of Object.entries(amounts)) {
    if (amount === null) continue;
    const detail = { index, member };
    if (amount !== 0 && amount < minimumAmount(currency)) {
      const least = formatMoney(minimumAmount(currency), currency, 'en-US');
      failures.push({
        code: 'amount_too_small',
        message: `Amount must be at least ${least} or 0 for free pricing`,
        detail,
      });
    } else if (amount > maximumAmount(currency)) {
      failures.push(tooLarge(currency, { index, member }));
    }
  }
  return failures;
}

function tooLarge(currency: string, detail: { index: number; member: string }): Failure {
  const most = formatMoney(maximumAmount(currency), currency, 'en-US');
  return { code: 'amount_too_large', message: `Amount must be at most ${most}`, detail };
}

function crossedFailures(entry: NewPrice & { amountType: 'custom' }, index: number): Failure[] {
  const { minimumAmount: least, maximumAmount: most, presetAmount: preset } = entry;
  const crossed = (member: Member, message: string): Failure[] => [
    { code: 'amounts_crossed', message, detail: { index, member } },
  ];
  if (most !== null && most < least) {
    return crossed('maximumAmount', 'Maximum amount must not be below the minimum amount.');
  }
  if (preset !== null && (preset < least || (most !== null && preset > most))) {
    return crossed('presetAmount', 'Preset amount must lie between the minimum and the maximum amount.');
  }
  return [];
}

function tierFailures(
  entry: NewPrice & { amountType: 'seat_based' | 'unit_based' },
  index: number,
): Failure[] {
  const { tiers } = entry.tiers;
  const problem = tierProblem(tiers);
  const detail = { index, member: 'tiers' };
  if (problem) return [{ code: 'tiers_broken', message: problem, detail }];
  const most = decimal(String(maximumAmount(entry.currency)));
  if (tiers.some(({ unitAmount }) => compareDecimals(decimal(unitAmount), most) > 0)) {
    return [tooLarge(entry.currency, detail)];
  }
  const least = entry.amountType === 'unit_based' ? (entry.minimumQuantity ?? 1) : 1;
  const last = tiers.at(-1)?.to ?? null;
  if (last !== null && least > last) {
    const message = 'The fewest units must not be more than the tiers go up to.';
    return [{ code: 'tiers_broken', message, detail: { index, member: 'minimumQuantity' } }];
  }
  const fewest = Math.max(least, tiers[0]?.from ?? 1);
  return compareDecimals(tieredAmount(entry.tiers, fewest), most) > 0
    ? [tooLarge(entry.currency, detail)]
    : [];
}
