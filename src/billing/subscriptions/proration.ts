import { roundedShare } from '../../platform/rounding.ts';
import type { Period } from './periods.ts';

/** A part of a period, exact: `left` of `whole` milliseconds. */
export type Fraction = { left: bigint; whole: bigint };

/** What is left of a period at a moment, from all of it to nothing. */
export function remaining(period: Period, now: Date): Fraction {
  const whole = period.end.getTime() - period.start.getTime();
  const left = Math.min(Math.max(period.end.getTime() - now.getTime(), 0), whole);
  return { left: BigInt(left), whole: BigInt(whole) };
}

/** A part of an amount, rounded to the nearest minor unit, ties to even (Polar: what a plan change gives back or costs). */
export function partOf(amount: number, { left, whole }: Fraction): number {
  return roundedShare(amount, left, whole);
}

/** A part of an amount, cut off toward zero (Polar: what a change of seats or units costs or gives back). */
export function truncatedPartOf(amount: number, { left, whole }: Fraction): number {
  // BigInt division cuts off toward zero; there is no negative zero in money.
  return Number((BigInt(amount) * left) / whole);
}
