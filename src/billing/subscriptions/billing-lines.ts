import { addDecimals, type Decimal, decimal, decimalText } from '../../platform/decimal.ts';
import type { Scope } from '../../platform/scope.ts';
import { meteredAmount, meteredLabel, type Price, type Product, unitAmountOf } from '../catalog/index.ts';
import { type LineInput, plainLine } from '../invoices/index.ts';
import { recordedUsage } from '../usage/index.ts';
import type { Period } from './periods.ts';
import type { SubscriptionItem } from './subscription.ts';

const dateFormat = new Intl.DateTimeFormat('en-US', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
});

/** Polar: `From Jan 31, 2027 to Feb 28, 2027`. */
export function periodText({ start, end }: Period): string {
  return `From ${dateFormat.format(start)} to ${dateFormat.format(end)}`;
}

/** The lines of what is paid ahead for a period: a line an item, metered ones aside. */
export function periodLines(
  product: Pick<Product, 'name'>,
  items: readonly SubscriptionItem[],
  prices: readonly Price[],
  period: Period,
): LineInput[] {
  return items.flatMap((item) => {
    const price = prices.find(({ id }) => id === item.priceId);
    if (!price || price.amountType === 'metered_unit') return [];
    return plainLine({
      label: `${labelOf(product, price, item.quantity)} — ${periodText(period)}`,
      quantity: item.quantity,
      unitAmount: item.quantity === 1 ? item.amount : (item.unitPrice ?? unitAmountOf(price, null)),
      amount: item.amount,
      priceId: price.id,
      periodStart: period.start,
      periodEnd: period.end,
    });
  });
}

/** What a line calls what is bought: the product, with how much of it where it is counted. */
export function labelOf(product: Pick<Product, 'name'>, price: Price, quantity: number): string {
  if (price.amountType === 'seat_based') {
    return `${product.name} × ${quantity} ${quantity === 1 ? 'seat' : 'seats'}`;
  }
  return price.amountType === 'unit_based' ? `${product.name} × ${quantity}` : product.name;
}

/** The line that a trial begins with: it costs nothing. */
export function trialLine(product: Pick<Product, 'name'>, trial: Period): LineInput {
  return plainLine({
    label: `Trial period for ${product.name} — ${periodText(trial)}`,
    amount: 0,
    periodStart: trial.start,
    periodEnd: trial.end,
  });
}

/** The lines of metered use within a period: what was consumed less what was credited, never less than nothing. */
export async function meteredLines(
  scope: Scope,
  customerId: string,
  prices: readonly Price[],
  period: Period,
): Promise<LineInput[]> {
  const lines: LineInput[] = [];
  for (const price of prices) {
    if (price.amountType !== 'metered_unit' || price.meterId === null) continue;
    const { consumed, credited } = await recordedUsage.consumed(scope, {
      customerId,
      meterId: price.meterId,
      from: period.start,
      to: period.end,
    });
    const used = addDecimals(decimal(consumed), negated(decimal(credited)));
    const quantity = decimalText(used.coefficient > 0n ? used : decimal('0'));
    const amount = meteredAmount(price, quantity);
    lines.push(
      plainLine({
        label: meteredLabel(price, quantity),
        amount,
        priceId: price.id,
        periodStart: period.start,
        periodEnd: period.end,
      }),
    );
  }
  return lines;
}

function negated({ coefficient, scale }: Decimal): Decimal {
  return { coefficient: -coefficient, scale };
}
