import { minorUnitDigits } from '../../../src/platform/currency.ts';
import { every, money, number } from './format.ts';
import type { Discount, Price, Product } from './objects.ts';

type Rhythm = Pick<Product, 'recurring_interval' | 'recurring_interval_count'>;

/** An amount that may be finer than minor units: half a cent is $0.005. */
export function fineMoney(minorUnits: number | string, currency: string): string {
  const digits = minorUnitDigits(currency);
  const format = new Intl.NumberFormat(navigator.language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits + 12,
  });
  return format.format(Number(minorUnits) / 10 ** digits);
}

/** What a price costs, in a few words: "$12.00 / month", "From $5.00 / seat / month". */
export function priceWords(price: Price, { recurring_interval, recurring_interval_count }: Rhythm): string {
  const rhythm = every(recurring_interval, recurring_interval_count);
  const currency = price.price_currency;
  switch (price.amount_type) {
    case 'fixed':
      return price.price_amount === 0 ? 'Free' : `${money(price.price_amount, currency)}${rhythm}`;
    case 'custom':
      return `Pay what you want${rhythm}`;
    case 'seat_based':
      return perUnit(
        price.seat_tiers.tiers.map(({ price_per_seat }) => price_per_seat),
        currency,
        `seat${rhythm}`,
      );
    case 'unit_based':
      return perUnit(
        price.tiers.tiers.map(({ unit_amount }) => Number(unit_amount)),
        currency,
        `${unitName(price)}${rhythm}`,
      );
    case 'metered_unit':
      return `${fineMoney(price.unit_amount, currency)} / unit of ${price.meter.name}`;
  }
}

function perUnit(amounts: readonly number[], currency: string, unit: string): string {
  const least = fineMoney(Math.min(...amounts), currency);
  return `${new Set(amounts).size > 1 ? 'From ' : ''}${least} / ${unit}`;
}

/** What a unit of a price is called, in English. */
export function unitName(price: Extract<Price, { amount_type: 'unit_based' }>): string {
  const forms = (price.unit_label as Record<string, Record<string, string>> | null)?.en;
  return forms?.one ?? forms?.other ?? 'unit';
}

/** The prices of a product by currency, in its order. */
export function pricesByCurrency(prices: readonly Price[]): [string, Price[]][] {
  const listed = prices.filter(({ is_archived, source }) => !is_archived && source === 'catalog');
  return [...Map.groupBy(listed, ({ price_currency }) => price_currency)];
}

/** All that one pays for a product, in its first currency: "$20.00 / month + $5.00 / seat / month". */
export function productPriceWords(product: Product): string {
  const [first] = pricesByCurrency(product.prices);
  return first ? first[1].map((price) => priceWords(price, product)).join(' + ') : 'No price';
}

/** "20% off", "€5.00 off". */
export function reductionWords(
  discount: Pick<Discount, 'type'> & { basis_points?: number; amounts?: Record<string, number> },
): string {
  if (discount.basis_points !== undefined) return `${number(discount.basis_points / 100)}% off`;
  const amounts = Object.entries(discount.amounts ?? {});
  return `${amounts.map(([currency, amount]) => money(amount, currency)).join(', ')} off`;
}

export function durationWords(discount: { duration: string; duration_in_months?: number }): string {
  if (discount.duration === 'once') return 'once';
  if (discount.duration === 'forever') return 'forever';
  const months = discount.duration_in_months ?? 1;
  return months === 1 ? 'for a month' : `for ${months} months`;
}
