/** Exact decimal numbers, read out of texts and written back: for amounts and quantities finer than a minor unit. */

/** `coefficient` ÷ 10^`scale`; the scale is never negative. */
export type Decimal = { coefficient: bigint; scale: number };

/** Exponents past this stand for no amount or quantity that there could be. */
const largestExponent = 100;

/** The number that a text in plain or exponent notation writes (`12.50`, `-.5`, `1e-7`), undefined where it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?$/i.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > largestExponent) return undefined;
  const scale = fraction.length - shift;
  const digits = BigInt(`${whole}${fraction}`) * 10n ** BigInt(Math.max(0, -scale));
  return { coefficient: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

/** The number that a text is known to write. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new RangeError(`Not a decimal number: ${text}`);
  return value;
}

export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { coefficient: scaled(one, scale) + scaled(other, scale), scale };
}

export function multiplyDecimals(one: Decimal, other: Decimal): Decimal {
  return { coefficient: one.coefficient * other.coefficient, scale: one.scale + other.scale };
}

/** Less than 0 where `one` is less than `other`, more than 0 where it is more, 0 where they are the same number. */
export function compareDecimals(one: Decimal, other: Decimal): -1 | 0 | 1 {
  const scale = Math.max(one.scale, other.scale);
  const difference = scaled(one, scale) - scaled(other, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

function scaled({ coefficient, scale }: Decimal, to: number): bigint {
  return coefficient * 10n ** BigInt(to - scale);
}

/** The nearest whole number; of two equally near ones the one farther from zero. */
export function roundHalfAwayFromZero({ coefficient, scale }: Decimal): bigint {
  const unit = 10n ** BigInt(scale);
  const half = unit / 2n;
  // Division of big integers truncates toward zero.
  if (scale === 0) return coefficient;
  return coefficient < 0n ? (coefficient - half) / unit : (coefficient + half) / unit;
}

/** The number in plain digits, without zeros that say nothing: `0.5`, `-12`, `1000`. */
export function decimalText({ coefficient, scale }: Decimal): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = String(coefficient < 0n ? -coefficient : coefficient).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '');
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
