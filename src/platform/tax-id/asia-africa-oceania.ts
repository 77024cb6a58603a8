import { digitAt, isCalendarDate, passesLuhn, weightedSum } from './checksums.ts';
import { library, type NumberRule, shaped } from './number-rule.ts';

/** The Emirates: fifteen digits; no check digit is known. */
export const emiratiTrn = shaped(/^\d{15}$/);

export const australianAbn = shaped(/^\d{11}$/, library('AU', 'abn'));

/** Hong Kong: the business registration number, its last digit often written in brackets. */
export const hongKongRegistration: NumberRule = (compact) =>
  /^\d{7}(?:\d|\(\d\))$/.test(compact) ? compact.replace(/[()]/g, '') : null;

/** Indonesia: fifteen digits, or since 2024 sixteen: the same behind a zero, or a citizen's identity number. */
export const indonesianNpwp = shaped(/^\d{15,16}$/, (number) => {
  if (number.length === 15) return passesLuhn(number.slice(0, 9));
  return number.startsWith('0') ? passesLuhn(number.slice(0, 10)) : indonesianCitizenHolds(number);
});

const indonesianProvince = /^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])/;

/** Province and district, birth date as DDMMYY (40 more on the day for women), serial. */
function indonesianCitizenHolds(number: string): boolean {
  if (!indonesianProvince.test(number)) return false;
  const [dayOrMore, month, year] = [number.slice(6, 8), number.slice(8, 10), number.slice(10, 12)].map(
    Number,
  );
  const day = dayOrMore! > 40 ? dayOrMore! - 40 : dayOrMore!;
  return isCalendarDate(2000 + year!, month!, day) || isCalendarDate(1900 + year!, month!, day);
}

export const israeliVat = shaped(/^\d{9}$/, passesLuhn);

export const indianGst = shaped(/^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[A-Z\d]$/, library('IN', 'gstin'));

/** Japan: the corporate number; the `T` that makes it an invoice issuer's number is another format. */
export const japaneseCorporateNumber = shaped(/^\d{13}$/, library('JP', 'cn'));

export const kenyanPin = shaped(/^[AP]\d{9}[A-Z]$/);

/** South Korea: tax office from 101, kind of business, serial. Polar: the check digit is not enforced. */
export const koreanBrn = shaped(/^(?:10[1-9]|1[1-9]\d|[2-9]\d\d)(?!00)\d\d(?!0000)\d{5}$/);

export const mauritianTan = shaped(/^[23]\d{7}$/);

export const singaporeanUen = shaped(/^(?:\d{8,9}|[RST]\d{2}[A-Z]{2}\d{4})[A-Z\d]$/, library('SG', 'uen'));

export const thaiVat = shaped(/^\d{13}$/, library('TH', 'tin'));

/** Taiwan: the sum of the products' digits is a multiple of five (of ten until 2023, when numbers ran out). */
export const taiwaneseVat = shaped(/^\d{8}$/, (number) => {
  const sum = [1, 2, 1, 2, 1, 2, 4, 1].reduce((total, weight, place) => {
    const product = weight * digitAt(number, place);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  // A seventh digit of 7 makes 28, whose digits make 10: it may count as 1 or as 0.
  return sum % 5 === 0 || (number[6] === '7' && (sum + 1) % 5 === 0);
});

/** Vietnam: ten digits, and three more for a branch. */
export const vietnameseTin = shaped(/^\d\d(?!0{7})\d{8}(?:(?!000)\d{3})?$/, (number) => {
  return digitAt(number, 9) === 10 - (weightedSum(number, [31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11);
});
