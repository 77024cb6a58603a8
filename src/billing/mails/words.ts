import type { Interval } from '../../platform/calendar.ts';
import { formatMoney } from '../../platform/currency.ts';
import { type MessageKey, messagesByLanguage } from './messages/index.ts';

/** What a mail is put into words with: the messages of one language, and values as its readers write them. */
export type Words = {
  /** The locale that all of it is really in. */
  locale: string;
  say(key: MessageKey, values?: Readonly<Record<string, string>>): string;
  /** @param amount in minor units */
  money(amount: number, currency: string): string;
  /** A day, in UTC: where its reader is, is not known. */
  date(time: Date): string;
  /** What something costs again and again: `$30.00 / month`. */
  price(amount: number, currency: string, interval: Interval | null, count: number | null): string;
};

const byLocale = new Map<string, Words>();
/** Customers choose locales. */
const maximumWords = 500;

/** The words for a customer's locale; English where there is none, or none of its language. */
export function wordsFor(locale: string | null): Words {
  const known = usable(locale);
  const kept = byLocale.get(known);
  if (kept) return kept;
  const words = makeWords(known);
  if (byLocale.size >= maximumWords) byLocale.clear();
  byLocale.set(known, words);
  return words;
}

function usable(locale: string | null): string {
  try {
    const tag = new Intl.Locale((locale ?? 'en').replaceAll('_', '-'));
    const { language } = tag;
    if (!Object.hasOwn(messagesByLanguage, language)) return 'en';
    // Digits and years as documents have them.
    return new Intl.Locale(tag.baseName, { calendar: 'gregory', numberingSystem: 'latn' }).toString();
  } catch {
    return 'en';
  }
}

function makeWords(locale: string): Words {
  const language = new Intl.Locale(locale).language;
  const messages = messagesByLanguage[language]!;
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const say: Words['say'] = (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The message ${key} wants a ${name}.`);
      return value;
    });
  const money: Words['money'] = (amount, currency) => formatMoney(amount, currency, locale);
  return {
    locale: new Intl.Locale(locale).baseName,
    say,
    money,
    date: (time) => dates.format(time),
    price(amount, currency, interval, count) {
      const once = money(amount, currency);
      if (interval === null) return once;
      return `${once} / ${count === null || count === 1 ? say(interval) : several(locale, interval, count)}`;
    },
  };
}

function several(locale: string, unit: Interval, count: number): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
