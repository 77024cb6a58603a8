import { weightedSum } from './checksums.ts';
import { shaped } from './number-rule.ts';

/**
 * The United Kingdom's VAT number without prefix: 9 digits, 12 with a branch, or a government department (GD) or
 * health authority (HA), in the short form or the long one. Northern Ireland's numbers are the same behind `XI`.
 */
export const ukVatNumber = shaped(/^(?:\d{9}|\d{12}|(?:GD|HA)(?:\d{3}|8888\d{5}))$/, (number) =>
  /^\d/.test(number) ? traderHolds(number) : bodyHolds(number),
);

function traderHolds(number: string): boolean {
  const remainder = weightedSum(number, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
  // Numbers from 100 up may be of the series that were restarted with an offset.
  return remainder === 0 || (Number(number.slice(0, 3)) >= 100 && (remainder === 42 || remainder === 55));
}

function bodyHolds(number: string): boolean {
  const long = number.length > 5;
  const serial = Number(long ? number.slice(6, 9) : number.slice(2));
  const kindHolds = number.startsWith('GD') ? serial < 500 : serial >= 500;
  return kindHolds && (!long || serial % 97 === Number(number.slice(9)));
}
