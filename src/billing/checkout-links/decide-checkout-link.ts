import { formatMoney, maximumAmount } from '../../platform/currency.ts';
import type { Failure } from '../../platform/result.ts';
import { costsTooMuch, noChoice, type ProductWithPrices, quantityBounds } from '../catalog/index.ts';
import { productFailure } from '../checkouts/index.ts';
import { appliesToProduct, type Discount } from '../discounts/index.ts';
import type { CheckoutLink } from './checkout-link.ts';

/**
 * What keeps a link from being as it is wanted.
 *
 * @param products those that are there, by id
 * @param discount the one that the link names, if it is there
 * @returns `product_unknown`, `product_archived`, `product_draft` with `detail.index`; `discount_not_applicable`;
 *   `seats_not_allowed`, `seats_below_minimum`, `seats_above_maximum` and the same of units; `trial_interval_missing`,
 *   `trial_interval_count_missing`.
 */
export function checkoutLinkFailures(
  link: CheckoutLink,
  products: ReadonlyMap<string, ProductWithPrices>,
  discount: Discount | undefined,
): Failure[] {
  const unsold = link.productIds.map((id, index) => productFailure(products.get(id), index));
  const failures = unsold.filter((failure) => failure !== undefined);
  const sold = link.productIds.flatMap((id) => products.get(id) ?? []);
  if (link.discountId !== null && !isApplicable(discount, sold)) {
    const message = 'Discount does not exist or is not applicable to this product.';
    failures.push({ code: 'discount_not_applicable', field: 'discountId', message });
  }
  return [
    ...failures,
    ...quantityFailures('seats', link.seats, sold),
    ...quantityFailures('units', link.units, sold),
    ...trialFailures(link),
  ];
}

function isApplicable(discount: Discount | undefined, products: readonly ProductWithPrices[]): boolean {
  if (!discount || discount.deletedAt !== null) return false;
  return products.some(({ id }) => appliesToProduct(discount, id));
}

/** Polar: a number of seats or units is for links of which every product is sold so, and in that number. */
function quantityFailures(
  kind: 'seats' | 'units',
  quantity: number | null,
  products: readonly ProductWithPrices[],
): Failure[] {
  if (quantity === null) return [];
  const amountType = kind === 'seats' ? 'seat_based' : 'unit_based';
  const counted = products.map(({ prices }) => prices.filter((price) => price.amountType === amountType));
  if (counted.some((prices) => prices.length === 0)) {
    const [what, pricing] = kind === 'seats' ? ['Seats', 'seat'] : ['Units', 'unit'];
    const message = `${what} can only be set for ${pricing}-based pricing.`;
    return [{ code: `${kind}_not_allowed`, field: kind, message }];
  }
  const bounds = counted.flat().map(quantityBounds);
  const least = Math.max(...bounds.map(({ minimum }) => minimum));
  const most = Math.min(...bounds.map(({ maximum }) => maximum ?? Number.POSITIVE_INFINITY));
  if (quantity < least) {
    return [{ code: `${kind}_below_minimum`, field: kind, message: `Minimum ${least} ${kind} required.` }];
  }
  if (quantity > most) {
    return [{ code: `${kind}_above_maximum`, field: kind, message: `Maximum ${most} ${kind} allowed.` }];
  }
  const dear = counted.flat().find((price) => costsTooMuch([price], { ...noChoice, [kind]: quantity }));
  if (dear) {
    const message = `Amount must be at most ${formatMoney(maximumAmount(dear.currency), dear.currency, 'en-US')}`;
    return [{ code: `${kind}_above_maximum`, field: kind, message }];
  }
  return [];
}

function trialFailures({ trialInterval, trialIntervalCount }: CheckoutLink): Failure[] {
  if ((trialInterval === null) === (trialIntervalCount === null)) return [];
  return [
    {
      code: trialInterval === null ? 'trial_interval_missing' : 'trial_interval_count_missing',
      message: 'Both trial_interval and trial_interval_count must be set together.',
    },
  ];
}
