import { ukVatNumber } from './great-britain.ts';
import { library, shaped, withoutPrefix } from './number-rule.ts';

/** Andorra: a letter for the kind of person, six digits in that kind's range, a control letter nobody publishes. */
export const andorranNrt = shaped(/^(?:[CDEGOPU]\d{6}|F[0-6]\d{5}|[AL]7\d{5})[A-Z]$/);

export const swissUid = shaped(/^CHE\d{9}$/, library('CH', 'uid'));

/** Switzerland: the company's number with its VAT suffix in German, French or Italian. */
export const swissVat = shaped(/^CHE\d{9}(?:MWST|TVA|IVA)$/, library('CH', 'vat'));

export const britishVat = withoutPrefix('GB', ukVatNumber);

export const georgianVat = withoutPrefix('GE', shaped(/^(?:\d{9}|\d{11})$/));

export const icelandicVat = withoutPrefix('IS', shaped(/^\d{5,6}$/));

export const macedonianVat = withoutPrefix('MK', shaped(/^\d{13}$/, library('MK', 'edb')));

/** Norway: an organisation number is a VAT number only with the suffix. */
export const norwegianVat = withoutPrefix('NO', shaped(/^\d{9}MVA$/, library('NO', 'mva')));

export const serbianPib = shaped(/^\d{9}$/, library('RS', 'pib'));

export const russianInn = shaped(/^(?:\d{10}|\d{12})$/, library('RU', 'inn'));

export const turkishTin = shaped(/^\d{10}$/, library('TR', 'vkn'));
