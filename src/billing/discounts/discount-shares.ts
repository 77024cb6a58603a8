import type { Discount } from './discount.ts';

/**
 * What the discount takes off each of some lines, in minor units. Never negative and never more than the line; a line of
 * nothing or less gets no share.
 *
 * A percentage is taken of every line by itself, rounded half away from zero. A fixed amount, at most all of the lines, is
 * split in proportion to them: each gets the whole units of its part, and the units left over go to the largest fractions,
 * to the earlier line where two are alike. So the shares always add up to the amount.
 *
 * Polar: a fixed discount does not apply in a currency that it does not list.
 *
 * @param amounts whole minor units of `currency`, discountable lines only
 */
export function discountShares(
  discount: Pick<Discount, 'type' | 'amounts' | 'basisPoints'>,
  amounts: readonly number[],
  currency: string,
): number[] {
  // Products of two amounts pass what a double holds exactly.
  const lines = amounts.map((amount) => (amount > 0 ? BigInt(amount) : 0n));
  const shares =
    discount.type === 'percentage'
      ? lines.map((line) => percentageOf(line, discount.basisPoints ?? 0))
      : split(BigInt(discount.amounts?.[currency] ?? 0), lines);
  return shares.map(Number);
}

const wholeInBasisPoints = 10_000n;

/** Rounded half up, which of what is not negative is half away from zero. */
function percentageOf(line: bigint, basisPoints: number): bigint {
  const share = (line * BigInt(basisPoints) + wholeInBasisPoints / 2n) / wholeInBasisPoints;
  return share < line ? share : line;
}

function split(amount: bigint, lines: readonly bigint[]): bigint[] {
  const total = lines.reduce((sum, line) => sum + line, 0n);
  if (total === 0n) return lines.map(() => 0n);
  const discounted = amount < total ? amount : total;
  const shares = lines.map((line) => (discounted * line) / total);
  const fractions = lines.map((line) => (discounted * line) % total);
  const left = shares.reduce((rest, share) => rest - share, discounted);
  const byFraction = [...lines.keys()].sort((a, b) => compare(fractions[b] ?? 0n, fractions[a] ?? 0n));
  // Fewer units are left over than there are lines with a fraction, so that no line gets more than itself.
  for (const index of byFraction.slice(0, Number(left))) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
