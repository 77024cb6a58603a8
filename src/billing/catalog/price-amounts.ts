import { maximumAmount, minorUnitDigits } from '../../platform/currency.ts';
import {
  type Decimal,
  decimal,
  decimalText,
  multiplyDecimals,
  roundHalfAwayFromZero,
} from '../../platform/decimal.ts';
import type { Price, ProductWithPrices } from './product.ts';
import { tieredAmount } from './tiers.ts';

/** What a buyer chose where a price leaves the choice; null: nothing yet. The amount is in minor units. */
export type PriceChoice = { customAmount: number | null; seats: number | null; units: number | null };

/** A buyer who has chosen nothing. */
export const noChoice: PriceChoice = { customAmount: null, seats: null, units: null };

/**
 * What one period of a price, or the purchase, costs now, in minor units. Polar: a price of the buyer's choice costs what was
 * chosen, else what is proposed, else the least; seats and units cost what their tiers say of the number chosen, else of
 * the fewest; what is metered costs nothing now.
 */
export function amountOf(price: Price, choice: PriceChoice): number {
  switch (price.amountType) {
    case 'fixed':
      return price.unitAmount ?? 0;
    case 'custom':
      return choice.customAmount ?? price.presetAmount ?? price.minimumAmount ?? 0;
    case 'seat_based':
    case 'unit_based':
      return minorUnits(tieredAmount(tiersOf(price), quantityOf(price, choice)));
    case 'metered_unit':
      return 0;
  }
}

/**
 * Whether prices of one currency that are billed together come to more, for a number of seats and units, than a charge can
 * be (Polar: 999,999.99 in most currencies).
 */
export function costsTooMuch(prices: readonly Price[], choice: PriceChoice): boolean {
  const [first] = prices;
  const total = prices.reduce((sum, price) => sum + amountOf(price, choice), 0);
  return first !== undefined && total > maximumAmount(first.currency);
}

/** How many seats or units are bought: those chosen, else the fewest that can be; 1 of what is not counted. */
export function quantityOf(price: Price, choice: PriceChoice): number {
  switch (price.amountType) {
    case 'seat_based':
      return choice.seats ?? quantityBounds(price).minimum;
    case 'unit_based':
      return choice.units ?? quantityBounds(price).minimum;
    default:
      return 1;
  }
}

/** The fewest and the most seats or units that a price is for; `maximum` is null where there is no most. */
export function quantityBounds(price: Price): { minimum: number; maximum: number | null } {
  return {
    minimum: price.minimumQuantity ?? price.tiers?.tiers[0]?.from ?? 1,
    maximum: price.tiers?.tiers.at(-1)?.to ?? null,
  };
}

/** The prices that are billed together in a currency: none that is archived. */
export function pricesIn(product: Pick<ProductWithPrices, 'prices'>, currency: string): Price[] {
  return product.prices.filter((price) => price.currency === currency && price.archivedAt === null);
}

/**
 * What a metered price comes to for a quantity, in minor units. Polar: unit amount × quantity, rounded half away from zero,
 * no more than the cap; a quantity below zero, of more credits than use, costs nothing.
 *
 * @param quantity decimal text
 */
export function meteredAmount(
  price: Pick<Price, 'meteredUnitAmount' | 'capAmount'>,
  quantity: string,
): number {
  const exact = multiplyDecimals(decimal(price.meteredUnitAmount ?? '0'), decimal(quantity));
  const amount = Math.max(0, minorUnits(exact));
  return price.capAmount === null ? amount : Math.min(amount, price.capAmount);
}

/**
 * The line of a metered price on an invoice. Polar: `API calls — (1,234 consumed units) × $0.01`.
 *
 * @param quantity decimal text
 */
export function meteredLabel(
  price: Pick<Price, 'meter' | 'meteredUnitAmount' | 'currency'>,
  quantity: string,
): string {
  const units = quantityFormat.format(decimalText(decimal(quantity)) as `${number}`);
  const unitAmount = unitMoney(decimal(price.meteredUnitAmount ?? '0'), price.currency);
  return `${price.meter?.name ?? 'Usage'} — (${units} consumed units) × ${unitAmount}`;
}

const quantityFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 });

/** An amount finer than minor units as people write it: half a cent is `$0.005`. */
function unitMoney({ coefficient, scale }: Decimal, currency: string): string {
  const digits = minorUnitDigits(currency);
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits + 12,
  });
  return format.format(decimalText({ coefficient, scale: scale + digits }) as `${number}`);
}

/** Whether a price costs nothing, whatever the buyer does and uses. */
export function isFree(price: Price): boolean {
  switch (price.amountType) {
    case 'fixed':
      return (price.unitAmount ?? 0) === 0;
    case 'seat_based':
    case 'unit_based':
      return tiersOf(price).tiers.every(
        ({ unitAmount, flatAmount }) => decimal(unitAmount).coefficient === 0n && flatAmount === 0,
      );
    default:
      return false;
  }
}

/**
 * What one unit of a price costs as it is shown, in minor units: the fixed amount; where the buyer chooses, the choice, else
 * the proposal, else the least; the first tier's amount of a seat or unit; of what is metered the rounded amount.
 */
export function unitAmountOf(price: Price, chosen: number | null): number {
  switch (price.amountType) {
    case 'seat_based':
    case 'unit_based':
      return minorUnits(decimal(tiersOf(price).tiers[0]?.unitAmount ?? '0'));
    case 'metered_unit':
      return minorUnits(decimal(price.meteredUnitAmount ?? '0'));
    default:
      return amountOf(price, { ...noChoice, customAmount: chosen });
  }
}

function tiersOf(price: Price) {
  if (!price.tiers) throw new Error(`The price ${price.id} has no tiers.`);
  return price.tiers;
}

/** Far more than any charge may be, and so little that a document's lines with their tax add up to a safe integer. */
const most = 10n ** 14n;

/** Rounded, and bounded: tiers and metered use may come to any amount. */
function minorUnits(amount: Decimal): number {
  const rounded = roundHalfAwayFromZero(amount);
  return Number(rounded > most ? most : rounded < -most ? -most : rounded);
}
