import type { Product, Subscription } from '../queries.ts';
import { type Key, useWords } from '../words.ts';

type Interval = Subscription['recurring_interval'];

const rhythms: Record<Interval, Key> = {
  day: 'perDay',
  week: 'perWeek',
  month: 'perMonth',
  year: 'perYear',
};

/** How prices are told: with their rhythm, by the seat, by what is used. */
export function usePrices() {
  const { say, money } = useWords();

  /** `$30.00 per month`. */
  function perPeriod(amount: string, interval: Interval, count: number): string {
    return say(rhythms[interval], { amount, count });
  }

  return {
    perPeriod,
    ofSubscription({ amount, currency, recurring_interval, recurring_interval_count }: Subscription): string {
      return perPeriod(money(amount, currency), recurring_interval, recurring_interval_count);
    },
    /** What a plan costs in a currency, before discount and tax; undefined where it is not sold in that. */
    ofPlan(product: Product, currency: string): string | undefined {
      const prices = product.prices.filter(
        (price) => price.price_currency === currency && !price.is_archived && price.source === 'catalog',
      );
      if (prices.length === 0 || product.recurring_interval === null) return undefined;
      const fixed = prices.reduce(
        (sum, price) => sum + (price.amount_type === 'fixed' ? price.price_amount : 0),
        0,
      );
      const seats = prices.find((price) => price.amount_type === 'seat_based');
      const isByUse = prices.some(
        ({ amount_type }) => amount_type === 'metered_unit' || amount_type === 'unit_based',
      );
      const bySeat = seats && Math.min(...seats.seat_tiers.tiers.map((tier) => tier.price_per_seat));
      const hasTiers = seats !== undefined && seats.seat_tiers.tiers.length > 1;
      const amount =
        bySeat === undefined
          ? money(fixed, currency)
          : say(hasTiers ? 'fromPerSeat' : 'perSeat', { amount: money(bySeat, currency) });
      const price = perPeriod(amount, product.recurring_interval, product.recurring_interval_count ?? 1);
      return isByUse ? say('plusUse', { price }) : price;
    },
  };
}
