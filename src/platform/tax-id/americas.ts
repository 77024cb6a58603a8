import { isCalendarDate, modulo, passesLuhn, weightedSum } from './checksums.ts';
import { library, type NumberRule, shaped, withoutPrefix } from './number-rule.ts';

export const argentineCuit = shaped(/^\d{11}$/, library('AR', 'cuit'));

/** Brazil, companies: twelve characters, letters among them since July 2026, and two check digits. */
export const brazilianCnpj = shaped(/^(?!0{12})[A-Z\d]{12}\d{2}$/, library('BR', 'cnpj'));

export const brazilianCpf = shaped(/^\d{11}$/, library('BR', 'cpf'));

export const canadianGst = shaped(/^\d{9}RT\d{4}$/, library('CA', 'bn'));

export const canadianBusinessNumber = shaped(/^\d{9}$/, library('CA', 'bn'));

export const chileanRut = withoutPrefix('CL', shaped(/^\d{7,8}[\dK]$/, library('CL', 'rut')));

export const colombianNit = shaped(/^\d{8,16}$/, library('CO', 'nit'));

/** Costa Rica: the company's number only, not a person's. */
export const costaRicanCompany = shaped(/^\d{10}$/, library('CR', 'cpj'));

/** Ecuador: province, kind of holder (third digit), number and branch. */
export const ecuadorianRuc = shaped(
  /^(?:0[1-9]|1\d|2[0-4]|30|50)[0-69]\d{10}$/,
  (number) =>
    companyIsExempt(number) ||
    (number[2] === '9' && ecuadorianCompanyHolds(number)) ||
    (number[2]! >= '6' && ecuadorianPublicBodyHolds(number)) ||
    (number[2]! <= '6' && ecuadorianPersonHolds(number)),
);

/** Polar: a company's head office passes whatever its check digit, as the registry has issued such numbers. */
function companyIsExempt(number: string): boolean {
  return /^(?!50)\d\d9.*001$/.test(number);
}

function ecuadorianCompanyHolds(number: string): boolean {
  return !number.endsWith('000') && weightedSum(number, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

function ecuadorianPublicBodyHolds(number: string): boolean {
  return !number.endsWith('0000') && weightedSum(number, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

function ecuadorianPersonHolds(number: string): boolean {
  return !number.endsWith('000') && passesLuhn(number.slice(0, 10));
}

/**
 * Mexico: three letters (a company) or four (a person), a date of foundation or birth, three characters.
 * Polar: the check character is not enforced; numbers in use fail it.
 */
export const mexicanRfc = shaped(/^[A-Z&Ñ]{3,4}\d{6}[A-Z\d]{3}$/, (number) => {
  const [year, month, day] = [number.slice(-9, -7), number.slice(-7, -5), number.slice(-5, -3)].map(Number);
  // The century is unknown; of the two possible ones only 2000 has a leap day wherever the other has one.
  return isCalendarDate(2000 + year!, month!, day!);
});

export const peruvianRuc = shaped(/^\d{11}$/, library('PE', 'ruc'));

/** El Salvador: the check digit's rule changed with serial 101. */
export const salvadoranNit = withoutPrefix(
  'SV',
  shaped(/^[019]\d{13}$/, (number) => {
    const expected =
      Number(number.slice(10, 13)) <= 100
        ? weightedSum(number, [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
        : modulo(-weightedSum(number, [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return Number(number[13]) === expected % 10;
  }),
);

/**
 * The United States: an employer's number, plain or as NN-NNNNNNN, with a prefix the IRS issues. The spelling counts,
 * since nine digits written NNN-NN-NNNN are a person's social security number, which must not be stored here.
 */
export const unitedStatesEin: NumberRule = (compact, typed) =>
  /^\d{2}-?\d{7}$/.test(typed) && issuedEin(compact) ? compact : null;

const issuedEin = library('US', 'ein');

/** Uruguay: registry 01 to 22, a number that is not zero, the constant 001. */
export const uruguayanRuc = withoutPrefix(
  'UY',
  shaped(/^(?:0[1-9]|1\d|2[0-2])(?!000000)\d{6}001\d$/, (number) => {
    return Number(number[11]) === modulo(-weightedSum(number, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), 11);
  }),
);

export const venezuelanRif = shaped(/^[VEJPG]\d{9}$/, library('VE', 'rif'));
