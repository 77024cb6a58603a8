import { formatMoney } from '../../../platform/currency.ts';
import { drawableText } from './drawable-text.ts';
import type { CalendarDate } from './invoice-document.ts';

/** Writes the values of one document, in its locale as far as the font can; all that they answer is drawable. */
export type ValueFormats = {
  money: (minorUnits: number) => string;
  date: (date: CalendarDate) => string;
  quantity: (quantity: number) => string;
  /** A percent string; null is a dash. */
  rate: (percent: string | null) => string;
};

/**
 * The formats of a locale. Digits are always 0 to 9 and years always Gregorian, as the figures of an invoice are
 * compared by machines and by readers abroad. Where the locale's own form needs a character that the font lacks
 * (an Arabic currency sign, a Japanese month), amounts take the English form and dates that of ISO 8601.
 */
export function valueFormats(locale: string, currency: string): ValueFormats {
  const tag = plainLocale(locale);
  const code = currency.toLowerCase();
  const moneyLocale = isDrawable(formatMoney(-123456789, code, tag)) ? tag : plainLocale('en');
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 6 });
  const percents = new Intl.NumberFormat(tag, { style: 'unit', unit: 'percent', maximumFractionDigits: 4 });
  return {
    money: (minorUnits) => drawableText(formatMoney(minorUnits, code, moneyLocale)).text,
    date: (date) => {
      const written = dates.format(calendarDateToUtc(date));
      return isDrawable(written) ? drawableText(written).text : date;
    },
    quantity: (quantity) => drawableText(numbers.format(quantity)).text,
    rate: (percent) => {
      if (percent === null) return '–';
      const value = Number(percent);
      return drawableText(Number.isFinite(value) ? percents.format(value) : percent).text;
    },
  };
}

/** Midnight UTC of a calendar date. Throws RangeError when it is none. */
export function calendarDateToUtc(date: CalendarDate): Date {
  const instant = new Date(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(instant.getTime())) {
    throw new RangeError(`Not a calendar date of the form YYYY-MM-DD: ${date}`);
  }
  return instant;
}

function plainLocale(locale: string): string {
  try {
    const plain = { calendar: 'gregory', numberingSystem: 'latn' };
    return new Intl.Locale(locale.replaceAll('_', '-'), plain).toString();
  } catch {
    return plainLocale('en');
  }
}

function isDrawable(text: string): boolean {
  return drawableText(text).missing.length === 0;
}
