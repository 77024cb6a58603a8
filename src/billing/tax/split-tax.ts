/**
 * The tax on amounts, one a line.
 *
 * The tax of the sum is rounded once, half to even; the lines get its exact parts, rounded down or up so that they add up
 * to it, up where the cut-off part is largest (of equals, the first). So a line's tax is never a whole unit off. The same
 * lines the other way round, as a credit has them, have the same taxes the other way round.
 *
 * Exclusive: tax = amount × rate. Inclusive: tax = amount − amount ÷ (1 + rate), which is amount × rate ÷ (1 + rate).
 *
 * @param amounts minor units, whole; may be negative
 * @param percent as text, `19` or `8.1`
 */
export function splitTax(
  amounts: readonly number[],
  percent: string,
  behavior: 'inclusive' | 'exclusive',
): number[] {
  const rate = fractionOf(percent);
  const divisor = behavior === 'inclusive' ? rate.divisor + rate.dividend : rate.divisor;
  const dividends = amounts.map((amount) => BigInt(amount) * rate.dividend);
  const sum = dividends.reduce((total, dividend) => total + dividend, 0n);
  // The side that a sum of zero is on is the first line's: either will do, if only a credit is on the other.
  const leading = sum === 0n ? (dividends.find((dividend) => dividend !== 0n) ?? 0n) : sum;
  if (leading < 0n) {
    const turned = dividends.map((dividend) => -dividend);
    return roundTogether(turned, divisor).map((tax) => Number(-tax));
  }
  return roundTogether(dividends, divisor).map(Number);
}

/** `8.1` is 81 of 1000. */
function fractionOf(percent: string): { dividend: bigint; divisor: bigint } {
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(percent) ?? [];
  if (whole === undefined) throw new RangeError(`Not a percentage: ${percent}`);
  return { dividend: BigInt(whole + decimals), divisor: 100n * 10n ** BigInt(decimals.length) };
}

/** Each dividend over the divisor, rounded down or up so that they add up to the rounded sum. */
function roundTogether(dividends: readonly bigint[], divisor: bigint): bigint[] {
  const parts = dividends.map((dividend) => floorDivide(dividend, divisor));
  const target = halfEven(
    dividends.reduce((sum, dividend) => sum + dividend, 0n),
    divisor,
  );
  const missing = target - parts.reduce((sum, { quotient }) => sum + quotient, 0n);
  const largestFirst = parts
    .map(({ remainder }, index) => ({ remainder, index }))
    .sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
  const roundedUp = new Set(largestFirst.slice(0, Number(missing)).map(({ index }) => index));
  return parts.map(({ quotient }, index) => (roundedUp.has(index) ? quotient + 1n : quotient));
}

/** Rounded towards minus infinity; the remainder is never negative. */
function floorDivide(dividend: bigint, divisor: bigint): { quotient: bigint; remainder: bigint } {
  const remainder = ((dividend % divisor) + divisor) % divisor;
  return { quotient: (dividend - remainder) / divisor, remainder };
}

function halfEven(dividend: bigint, divisor: bigint): bigint {
  const { quotient, remainder } = floorDivide(dividend, divisor);
  const twice = remainder * 2n;
  if (twice === divisor) return quotient + (quotient % 2n);
  return twice > divisor ? quotient + 1n : quotient;
}
