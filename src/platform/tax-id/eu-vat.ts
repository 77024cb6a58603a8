import { isCalendarDate, modulo, weightedSum } from './checksums.ts';
import { ukVatNumber } from './great-britain.ts';
import { library, type NumberRule, shaped } from './number-rule.ts';

/** The member states of the European Union, as ISO 3166 has them (Greece is GR). */
export const euMemberStates = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU'],
  ...['IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
] as const;

const frenchNumber = library('FR', 'tva');
const greekNumber = library('GR', 'vat');

/**
 * The part behind the prefix, by prefix. Where stdnum is used alone it agrees with the reference; where the shape is
 * narrower than the library's (a leading zero, a reserved range), the library accepts numbers that are never issued;
 * where the check is our own, the library's is wrong in both directions.
 */
const numberByPrefix: ReadonlyMap<string, NumberRule> = new Map([
  ['AT', shaped(/^U\d{8}$/, library('AT', 'uid'))],
  ['BE', belgian],
  ['BG', shaped(/^\d{9,10}$/, bulgarianHolds)],
  ['CY', shaped(/^(?!12)\d{8}[A-Z]$/, library('CY', 'vat'))],
  ['CZ', shaped(/^\d{8,10}$/, czechHolds)],
  ['DE', shaped(/^[1-9]\d{8}$/, library('DE', 'vat'))],
  ['DK', shaped(/^[1-9]\d{7}$/, library('DK', 'cvr'))],
  ['EE', shaped(/^\d{9}$/, library('EE', 'kmkr'))],
  ['EL', greek],
  ['ES', shaped(/^[A-Z\d]\d{7}[A-Z\d]$/, library('ES', 'nif'))],
  ['FI', shaped(/^\d{8}$/, library('FI', 'alv'))],
  // The key in front may itself be the letters FR, which the library would take for the prefix if it saw none.
  ['FR', shaped(/^[A-Z\d]{2}\d{9}$/, (number) => frenchNumber(`FR${number}`))],
  ['GR', greek],
  ['HR', shaped(/^\d{11}$/, library('HR', 'oib'))],
  ['HU', shaped(/^\d{8}$/, library('HU', 'anum'))],
  ['IE', shaped(/^\d[A-Z\d+*]\d{5}[A-Z]{1,2}$/, library('IE', 'vat'))],
  ['IT', shaped(/^\d{11}$/, library('IT', 'iva'))],
  ['LT', shaped(/^(?:\d{9}|\d{12})$/, library('LT', 'pvm'))],
  ['LU', shaped(/^\d{8}$/, library('LU', 'tva'))],
  ['LV', shaped(/^\d{11}$/, latvianHolds)],
  ['MT', shaped(/^[1-9]\d{7}$/, library('MT', 'vat'))],
  ['NL', shaped(/^(?!0{9})\d{9}B(?!00)\d{2}$/, library('NL', 'btw'))],
  ['PL', shaped(/^\d{10}$/, library('PL', 'nip'))],
  ['PT', shaped(/^[1-9]\d{8}$/, library('PT', 'nif'))],
  ['RO', shaped(/^[1-9](?:\d{1,9}|\d{12})$/, romanianHolds)],
  ['SE', shaped(/^\d{10}01$/, library('SE', 'vat'))],
  ['SI', shaped(/^[1-9]\d{7}$/, slovenianHolds)],
  ['SK', shaped(/^\d{10}$/, slovakHolds)],
  ['XI', ukVatNumber],
]);

/**
 * A VAT number of any member state or of Northern Ireland (`XI`), always with its prefix, which is kept as typed
 * (Greece: `EL` or `GR`). Polar: the billing country need not be the one that issued the number.
 */
export function euVat(compact: string, typed: string): string | null {
  const prefix = compact.slice(0, 2);
  const number = numberByPrefix.get(prefix)?.(compact.slice(2), typed) ?? null;
  return number === null ? null : prefix + number;
}

function belgian(compact: string): string | null {
  if (!/^(?:[01]\d{9}|\d{9})$/.test(compact)) return null;
  // Numbers had nine digits until 2005; they became today's with a zero in front.
  const number = compact.padStart(10, '0');
  const holds = Number(number) > 0 && (Number(number.slice(0, 8)) + Number(number.slice(8))) % 97 === 0;
  return holds ? number : null;
}

function greek(compact: string): string | null {
  if (!/^\d{8,9}$/.test(compact)) return null;
  const number = compact.padStart(9, '0');
  return greekNumber(number) ? number : null;
}

/** Nine digits for a legal entity; ten for a citizen, a foreigner or another person, each with its own check digit. */
function bulgarianHolds(number: string): boolean {
  const check = Number(number.at(-1));
  if (number.length === 9) {
    const first = weightedSum(number, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    const second = weightedSum(number, [3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    return check === (first === 10 ? second % 10 : first);
  }
  return (
    (bulgarianBirthDateHolds(number) &&
      check === (weightedSum(number, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10) ||
    check === weightedSum(number, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 ||
    check === modulo(-weightedSum(number, [4, 3, 2, 7, 6, 5, 4, 3, 2]), 11)
  );
}

/** The month tells the century: 20 more for the 19th, 40 more for the 21st. */
function bulgarianBirthDateHolds(number: string): boolean {
  const [year, month, day] = [
    Number(number.slice(0, 2)),
    Number(number.slice(2, 4)),
    Number(number.slice(4, 6)),
  ];
  if (month > 40) return isCalendarDate(2000 + year, month - 40, day);
  if (month > 20) return isCalendarDate(1800 + year, month - 20, day);
  return isCalendarDate(1900 + year, month, day);
}

/** Eight digits for a company; nine from 6 on for a person without, nine or ten for one with a birth number. */
function czechHolds(number: string): boolean {
  const check = Number(number.at(-1));
  if (number.length === 8) {
    const expected = modulo(-weightedSum(number, [8, 7, 6, 5, 4, 3, 2]), 11);
    return !number.startsWith('9') && check === (expected || 1) % 10;
  }
  if (number.length === 9 && number.startsWith('6')) {
    const remainder = weightedSum(number.slice(1), [8, 7, 6, 5, 4, 3, 2]) % 11;
    return check === modulo(8 - (10 - remainder), 10);
  }
  return birthNumberHolds(number);
}

/** The Czech and Slovak birth number (rodné číslo): nine digits up to 1953, then ten with a check digit. */
function birthNumberHolds(number: string): boolean {
  const yearOfCentury = Number(number.slice(0, 2));
  // 50 is added for women, 20 where the day's serials ran out.
  const month = (Number(number.slice(2, 4)) % 50) % 20;
  const day = Number(number.slice(4, 6));
  if (number.length === 9) {
    if (yearOfCentury > 53 && yearOfCentury < 80) return false;
    return isCalendarDate(yearOfCentury >= 80 ? 1800 + yearOfCentury : 1900 + yearOfCentury, month, day);
  }
  const year = yearOfCentury < 54 ? 2000 + yearOfCentury : 1900 + yearOfCentury;
  return isCalendarDate(year, month, day) && Number(number.at(-1)) === (Number(number.slice(0, 9)) % 11) % 10;
}

/** Companies begin with 4 or more; people's codes with their birth date or, since 2017, with 32. */
function latvianHolds(number: string): boolean {
  if (number[0]! > '3') return weightedSum(number, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
  const [day, month, year] = [
    Number(number.slice(0, 2)),
    Number(number.slice(2, 4)),
    Number(number.slice(4, 6)),
  ];
  const century = 1800 + 100 * Number(number[6]);
  const expected = ((1 + weightedSum(number, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10;
  return Number(number[10]) === expected && (day === 32 || isCalendarDate(century + year, month, day));
}

/** Two to ten digits for a company, thirteen for a person. */
function romanianHolds(number: string): boolean {
  if (number.length === 13) return romanianPersonHolds(number);
  const sum = 10 * weightedSum(number.padStart(10, '0'), [7, 5, 3, 2, 1, 7, 5, 3, 2]);
  return Number(number.at(-1)) === (sum % 11) % 10;
}

function romanianPersonHolds(number: string): boolean {
  const century = { '3': 1800, '4': 1800, '5': 2000, '6': 2000 }[number[0]!] ?? 1900;
  const year = century + Number(number.slice(1, 3));
  const birthDateHolds = isCalendarDate(year, Number(number.slice(3, 5)), Number(number.slice(5, 7)));
  const countyHolds = /^(?:0[1-9]|[123]\d|4[0-8]|5[12]|70|8[0-3])$/.test(number.slice(7, 9));
  const remainder = weightedSum(number, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return birthDateHolds && countyHolds && Number(number[12]) === (remainder === 10 ? 1 : remainder);
}

/** A remainder of zero would need the check digit 11: such numbers are not issued. */
function slovenianHolds(number: string): boolean {
  const expected = 11 - (weightedSum(number, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return Number(number[7]) === (expected === 10 ? 0 : expected);
}

function slovakHolds(number: string): boolean {
  return birthNumberHolds(number) || (/^[1-9]\d[234789]/.test(number) && Number(number) % 11 === 0);
}
