/** Exact shares of money, rounded to whole minor units. */

/**
 * `amount × part ÷ whole`, rounded to the nearest whole number, ties to even.
 *
 * @throws RangeError where `whole` is 0
 */
export function roundedShare(amount: number, part: number | bigint, whole: number | bigint): number {
  const divisor = BigInt(whole);
  const product = BigInt(amount) * BigInt(part);
  const sign = product < 0n !== divisor < 0n ? -1n : 1n;
  const magnitude = product < 0n ? -product : product;
  const unit = divisor < 0n ? -divisor : divisor;
  const quotient = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  const roundsUp = twice > unit || (twice === unit && quotient % 2n === 1n);
  return Number(sign * (quotient + (roundsUp ? 1n : 0n)));
}

/**
 * Splits an amount over weights of any sign, so that the parts add up to it and none is further from its exact share than one
 * minor unit. Where the weights add up to nothing, the first has it all.
 */
export function spread(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return weights.map((_, index) => (index === 0 ? amount : 0));
  let weightSoFar = 0;
  let givenSoFar = 0;
  return weights.map((weight) => {
    weightSoFar += weight;
    // Rounding what is given so far, not each share: so the shares add up.
    const upToHere = roundedShare(amount, weightSoFar, whole);
    const share = upToHere - givenSoFar;
    givenSoFar = upToHere;
    return share;
  });
}
