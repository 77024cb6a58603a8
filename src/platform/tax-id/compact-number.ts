const dash = /[\p{Pd}\u00ad\u2212]/gu;
const separators = /[\s\-.,:/_]/g;
const foreignDigit = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g;
const lowerCase = /[a-zñ]/g;

/** The number as typed, every kind of dash and the Arabic and full-width digits turned into ASCII. */
export function plainSpelling(input: string): string {
  return input.replace(dash, '-').replace(foreignDigit, (digit) => String(valueOfDigit(digit)));
}

/**
 * The number without separators (spaces, dashes, dots, commas, colons, slashes, underscores), letters upper-cased.
 * Only letters that occur in tax numbers are: a general upper-casing would turn `ß` or `ı` into letters nobody typed.
 */
export function compactNumber(spelling: string): string {
  return spelling.replace(separators, '').replace(lowerCase, (letter) => letter.toUpperCase());
}

function valueOfDigit(digit: string): number {
  const code = digit.charCodeAt(0);
  if (code >= 0xff10) return code - 0xff10;
  return code >= 0x06f0 ? code - 0x06f0 : code - 0x0660;
}
