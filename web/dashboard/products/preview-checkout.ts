import { addInterval } from '../../../src/platform/calendar.ts';
import type { Checkout, Price } from '../../checkout/checkout-api.ts';
import type { PriceCreate } from '../shared/objects.ts';
import { type ProductDraft, readPrices } from './product-draft.ts';

/** What the buyer chooses in the preview. */
export type PreviewChoice = { amount?: number; seats?: number; units?: number };

/**
 * A checkout as the server would answer it for a product that is still in its form: the members that the summary of the
 * checkout draws. Undefined while the form has no whole price.
 */
export function previewCheckout(
  draft: ProductDraft,
  currency: string,
  choice: PreviewChoice,
  now: Date,
): Checkout | undefined {
  const prices = wholePrices(draft, currency);
  const [first] = prices ?? [];
  if (!prices || !first) return undefined;
  const { seats, units, amount } = amountsOf(prices, choice);
  const isFree = amount === 0 && !prices.some(({ amount_type }) => amount_type === 'metered_unit');
  const count = Number(draft.trialCount);
  const hasTrial = draft.isRecurring && draft.trialInterval !== '' && count > 0;
  const product = {
    // Another kind of price is another thing to the fields of the summary.
    id: `${currency} ${draft.kind}`,
    name: draft.name.trim() || 'Name of the product',
    description: draft.description.trim() || null,
    medias: [],
    is_recurring: draft.isRecurring,
    is_archived: false,
    recurring_interval: draft.isRecurring ? draft.interval : null,
    recurring_interval_count: draft.isRecurring ? Number(draft.intervalCount) || 1 : null,
    prices,
  };
  return {
    product,
    products: [product],
    product_id: product.id,
    product_price: first,
    prices: {},
    currency,
    amount,
    discount: null,
    discount_amount: 0,
    net_amount: amount,
    tax_amount: null,
    total_amount: amount,
    seats,
    units,
    min_seats: null,
    max_seats: null,
    active_trial_interval: hasTrial ? draft.trialInterval : null,
    active_trial_interval_count: hasTrial ? count : null,
    trial_end:
      hasTrial && draft.trialInterval !== ''
        ? addInterval(now, draft.trialInterval, count).toISOString()
        : null,
    is_payment_form_required: hasTrial || !isFree,
  } as unknown as Checkout;
}

/** The prices of a currency; undefined where one of them cannot be read yet. */
function wholePrices(draft: ProductDraft, currency: string): Price[] | undefined {
  const one = draft.currencies.filter((typed) => typed.currency === currency);
  try {
    const read = readPrices({ ...draft, currencies: one }).map((price) => asShown(price, draft));
    const metered = draft.metered.filter((price) => price.price_currency === currency);
    return [...read, ...metered] as Price[];
  } catch {
    return undefined;
  }
}

/** A price that was typed, with what the API adds when it shows one. */
function asShown(price: PriceCreate, draft: ProductDraft) {
  const common = {
    ...price,
    is_archived: false,
    recurring_interval: draft.isRecurring ? draft.interval : null,
  };
  if (price.amount_type === 'seat_based') {
    const { tiers } = price.seat_tiers;
    const bounds = {
      minimum_seats: tiers[0]?.min_seats ?? 1,
      maximum_seats: tiers.at(-1)?.max_seats ?? null,
    };
    return { ...common, seat_tiers: { ...price.seat_tiers, ...bounds } };
  }
  if (price.amount_type === 'unit_based') {
    return { ...common, maximum_units: price.tiers.tiers.at(-1)?.bound ?? null };
  }
  return common;
}

function amountsOf(prices: readonly Price[], choice: PreviewChoice) {
  let amount = 0;
  let seats: number | null = null;
  let units: number | null = null;
  for (const price of prices) {
    switch (price.amount_type) {
      case 'fixed':
        amount += price.price_amount;
        break;
      case 'custom':
        amount += choice.amount ?? price.preset_amount ?? price.minimum_amount;
        break;
      case 'seat_based': {
        const { seat_tier_type: mode, tiers, minimum_seats: least } = price.seat_tiers;
        seats = Math.max(choice.seats ?? least, least);
        amount += tieredAmount(
          mode,
          tiers.map(({ max_seats, price_per_seat }) => ({ to: max_seats, each: price_per_seat })),
          seats,
        );
        break;
      }
      case 'unit_based': {
        const least = price.minimum_units ?? 1;
        units = Math.max(choice.units ?? least, least);
        amount += tieredAmount(
          price.tiers.type,
          price.tiers.tiers.map(({ bound, unit_amount }) => ({ to: bound, each: Number(unit_amount) })),
          units,
        );
        break;
      }
    }
  }
  return { amount, seats, units };
}

/** All at the price of the tier reached, or each at its own tier's. */
function tieredAmount(
  mode: 'volume' | 'graduated',
  tiers: readonly { to: number | null; each: number }[],
  quantity: number,
): number {
  let before = 0;
  let sum = 0;
  for (const [index, { to, each }] of tiers.entries()) {
    const isReached = to === null || quantity <= to || index === tiers.length - 1;
    if (mode === 'volume' && isReached) return Math.round(each * quantity);
    sum += each * ((isReached ? quantity : to) - before);
    if (isReached) break;
    before = to;
  }
  return Math.round(sum);
}
