/** Whole numbers written with the digits 0-9, A-Z, a-z, in that order. Fixed width keeps text order equal to number order. */

export const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Digits that still fit a double exactly: 62^8 is below 2^53. */
const chunkWidth = 8;
const chunkBase = 62n ** BigInt(chunkWidth);

const digitValues = new Int8Array(128).fill(-1);
for (let value = 0; value < 62; value += 1) digitValues[base62Digits.charCodeAt(value)] = value;

/** Writes `value` (zero or more) in base 62, padded with `0` on the left to at least `width` digits. */
export function encodeBase62(value: bigint, width: number): string {
  let text = '';
  let rest = value;
  while (rest >= chunkBase) {
    text = encodeSmall(Number(rest % chunkBase), chunkWidth) + text;
    rest /= chunkBase;
  }
  return (encodeSmall(Number(rest), 1) + text).padStart(width, '0');
}

/** Reads base-62 text; null when it is empty or holds another character. */
export function decodeBase62(text: string): bigint | null {
  if (text === '') return null;
  let value = 0n;
  for (let start = 0; start < text.length; start += chunkWidth) {
    const end = Math.min(start + chunkWidth, text.length);
    let chunk = 0;
    for (let index = start; index < end; index += 1) {
      const digit = digitValues[text.charCodeAt(index)] ?? -1;
      if (digit < 0) return null;
      chunk = chunk * 62 + digit;
    }
    value = value * 62n ** BigInt(end - start) + BigInt(chunk);
  }
  return value;
}

function encodeSmall(value: number, width: number): string {
  let text = '';
  let rest = value;
  while (rest > 0) {
    text = base62Digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(width, '0');
}
