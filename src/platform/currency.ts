/** Currencies: which we know, how many decimals they have, what may be charged in them, how they are written. */

/** What a price may be in: lower-case ISO 4217 codes. */
export const currencies = [
  'aed',
  'all',
  'amd',
  'aoa',
  'ars',
  'aud',
  'awg',
  'azn',
  'bam',
  'bbd',
  'bdt',
  'bif',
  'bmd',
  'bnd',
  'bob',
  'brl',
  'bsd',
  'bwp',
  'bzd',
  'cad',
  'cdf',
  'chf',
  'clp',
  'cny',
  'cop',
  'crc',
  'cve',
  'czk',
  'djf',
  'dkk',
  'dop',
  'dzd',
  'egp',
  'etb',
  'eur',
  'fjd',
  'fkp',
  'gbp',
  'gel',
  'gip',
  'gmd',
  'gnf',
  'gtq',
  'gyd',
  'hkd',
  'hnl',
  'htg',
  'huf',
  'idr',
  'ils',
  'inr',
  'isk',
  'jmd',
  'jpy',
  'kes',
  'kgs',
  'khr',
  'kmf',
  'krw',
  'kyd',
  'kzt',
  'lak',
  'lkr',
  'lrd',
  'lsl',
  'mad',
  'mdl',
  'mga',
  'mkd',
  'mnt',
  'mop',
  'mur',
  'mvr',
  'mwk',
  'mxn',
  'myr',
  'mzn',
  'nad',
  'ngn',
  'nio',
  'nok',
  'npr',
  'nzd',
  'pab',
  'pen',
  'pgk',
  'php',
  'pkr',
  'pln',
  'pyg',
  'qar',
  'ron',
  'rsd',
  'rwf',
  'sar',
  'sbd',
  'scr',
  'sek',
  'sgd',
  'shp',
  'sos',
  'srd',
  'szl',
  'thb',
  'tjs',
  'top',
  'try',
  'ttd',
  'twd',
  'tzs',
  'uah',
  'ugx',
  'usd',
  'uyu',
  'uzs',
  'vnd',
  'vuv',
  'wst',
  'xaf',
  'xcd',
  'xcg',
  'xof',
  'xpf',
  'yer',
  'zar',
  'zmw',
] as const;

export type Currency = (typeof currencies)[number];

const known: ReadonlySet<string> = new Set(currencies);

/** Whether `code`, in lower case, is a currency that a price may be in. */
export function isCurrency(code: string): code is Currency {
  return known.has(code);
}

/** Polar and Stripe: amounts in these have no decimals. (Stripe counts `isk` and `ugx` in hundredths: not here.) */
const zeroDecimal: ReadonlySet<string> = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
);

/** ISO 4217: thousandths. None of them is among {@link currencies}, but imported rows may hold them. */
const threeDecimal: ReadonlySet<string> = new Set('bhd iqd jod kwd lyd omr tnd'.split(' '));

/** How many decimals the currency's minor unit stands for: 2 for usd, 0 for jpy, 3 for kwd. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** Polar: the least that can be charged, in minor units, where it is not 50. */
const minimumAmounts: ReadonlyMap<string, number> = new Map(
  Object.entries({
    aud: 70,
    brl: 250,
    cad: 70,
    cny: 500,
    dkk: 320,
    gbp: 40,
    inr: 6000,
    jpy: 80,
    krw: 800,
    mxn: 900,
    nok: 500,
    nzd: 90,
    pln: 200,
    sek: 500,
    sgd: 70,
    zar: 900,
  }),
);

/** The least amount, in minor units, that can be charged in a currency. Nothing at all is a question of the price. */
export function minimumAmount(currency: string): number {
  return minimumAmounts.get(currency) ?? 50;
}

/** Polar: units so small that eight digits of them would not buy much; these currencies have a larger cap. */
const largeAmountCurrencies: ReadonlySet<string> = new Set(
  'ars cdf cop idr khr lak mnt mwk ngn tzs ugx uzs'.split(' '),
);

/** The greatest amount, in minor units, that a price or a charge may have: 999,999.99 in most currencies. */
export function maximumAmount(currency: string): number {
  return largeAmountCurrencies.has(currency) ? 999_999_999_999 : 99_999_999;
}

/** The amount as a decimal number in plain digits: 1234 usd is `12.34`, -5 usd is `-0.05`, 80 jpy is `80`. */
export function decimalAmount(amountMinor: number | bigint, currency: string): `${number}` {
  const amount = BigInt(amountMinor);
  const sign = amount < 0n ? '-' : '';
  const digits = minorUnitDigits(currency);
  const text = String(amount < 0n ? -amount : amount).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const decimals = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${sign}${whole}${decimals}` as `${number}`;
}

/**
 * The amount as people of `locale` write it: 123456 usd in `en-US` is `$1,234.56`.
 *
 * Exact for any whole number, because the formatter reads digits and not a double. A locale that is no BCP 47
 * tag counts as `en-US`; a currency that is no code is written after the number.
 *
 * @param amountMinor minor units, whole
 */
export function formatMoney(amountMinor: number | bigint, currency: string, locale: string): string {
  const decimal = decimalAmount(amountMinor, currency);
  const formatter = moneyFormatter(currency, locale);
  return formatter ? formatter.format(decimal) : `${decimal} ${currency.toUpperCase()}`;
}

/** Making a formatter costs a hundred times what using it does. Callers choose locales, so the cache is bounded. */
const formatters = new Map<string, Intl.NumberFormat>();
const maximumFormatters = 500;

function moneyFormatter(currency: string, locale: string): Intl.NumberFormat | null {
  if (!/^[a-z]{3}$/i.test(currency)) return null;
  const key = `${currency} ${locale}`;
  const cached = formatters.get(key);
  if (cached) return cached;
  const digits = minorUnitDigits(currency);
  const formatter = new Intl.NumberFormat(usableLocale(locale), {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  if (formatters.size >= maximumFormatters) formatters.clear();
  formatters.set(key, formatter);
  return formatter;
}

function usableLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}
