import { addMonths, daysInMonth } from '../../platform/calendar.ts';

/** A reduction of what is billed. Amounts are minor units of their currency. */
export type Discount = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  deletedAt: Date | null;
  name: string;
  type: 'fixed' | 'percentage';
  /** What a `fixed` discount takes off, by currency; it does not apply in a currency that is not listed. */
  amounts: Record<string, number> | null;
  /** Hundredths of a percent, of a `percentage` discount. */
  basisPoints: number | null;
  duration: 'once' | 'repeating' | 'forever';
  /** Calendar months, of a `repeating` discount. */
  durationInMonths: number | null;
  /** What buyers type; null where only the merchant applies the discount. */
  code: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
  maxRedemptions: number | null;
  maxRedemptionsPerCustomer: number | null;
  /** Those that count: a released one does not. */
  redemptionsCount: number;
  /** The products that it is limited to; all where empty. */
  productIds: string[];
  metadata: Record<string, string | number | boolean>;
};

/** Whether the product is among those that the discount is for. */
export function appliesToProduct(discount: Pick<Discount, 'productIds'>, productId: string): boolean {
  return discount.productIds.length === 0 || discount.productIds.includes(productId);
}

/** Whether anybody may redeem it at this moment: what one customer may is `redeemDiscount`'s to say. */
export function isRedeemable(
  discount: Pick<Discount, 'deletedAt' | 'startsAt' | 'endsAt' | 'maxRedemptions' | 'redemptionsCount'>,
  now: Date,
): boolean {
  const { deletedAt, startsAt, endsAt, maxRedemptions, redemptionsCount } = discount;
  if (deletedAt !== null) return false;
  if (startsAt !== null && now < startsAt) return false;
  if (endsAt !== null && now >= endsAt) return false;
  return maxRedemptions === null || redemptionsCount < maxRedemptions;
}

/**
 * Whether a discount that was first applied at `appliedAt`, the start of the first period that it reduced, also reduces a
 * period that starts at `periodStart`. Once: that first period only. Repeating (Polar): periods that start not later than
 * `durationInMonths − 1` months after it, so that three months are three invoices of a monthly plan and one of a yearly.
 *
 * @param anchorDay the day on which the plan's months begin. A period that starts on February 28th because of an anchor of
 *   31 is counted on to March 31st; without it, to March 28th.
 */
export function stillApplies(
  discount: Pick<Discount, 'duration' | 'durationInMonths'>,
  appliedAt: Date,
  periodStart: Date,
  anchorDay?: number,
): boolean {
  switch (discount.duration) {
    case 'forever':
      return true;
    case 'once':
      return periodStart <= appliedAt;
    case 'repeating': {
      const day = anchorDay === undefined ? undefined : unclampedDay(appliedAt, anchorDay);
      return periodStart <= addMonths(appliedAt, (discount.durationInMonths ?? 1) - 1, day);
    }
  }
}

/** The day that a date stands for: the anchor's, where the month was too short for it. */
function unclampedDay(date: Date, anchorDay: number): number {
  const day = date.getUTCDate();
  const isLast = day === daysInMonth(date.getUTCFullYear(), date.getUTCMonth());
  return isLast ? Math.max(day, anchorDay) : day;
}
