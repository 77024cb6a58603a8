import { createContext, Fragment, type ReactNode, use } from 'react';
import { formatMoney } from '../../src/platform/currency.ts';

/** What checkout and portal are written in. */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'] as const;
export type Language = (typeof languages)[number];

/** A text with `{names}` in it, or one for each plural form that a language has for `count`. */
export type Message = string | ({ other: string } & { [form in Intl.LDMLPluralRule]?: string });
export type Messages<Key extends string = string> = Record<Key, Message>;
type Values = Readonly<Record<string, string | number>>;

/** Texts in one language, and values as its readers write them. */
export type Words<Key extends string> = {
  language: Language;
  /** With the region, where the reader has one: `de-AT`. */
  locale: string;
  say(key: Key, values?: Values): string;
  /** As `say`, with parts of the page in the place of names. */
  sayWith(key: Key, parts: Readonly<Record<string, ReactNode>>): ReactNode;
  /** @param amount in minor units */
  money(amount: number, currency: string): string;
  /** A day, as the reader's clock has it. */
  date(moment: string | Date): string;
  /** From a day to another, as short as the reader's language has it. */
  period(from: string | Date, to: string | Date): string;
  /** A day and a time. */
  moment(moment: string | Date): string;
  number(value: number): string;
  percent(fraction: number): string;
  country(code: string): string;
};

/** The first of the wished locales whose language there is; English where none is. */
export function chooseLocale(wished: readonly (string | null | undefined)[]): {
  locale: string;
  language: Language;
} {
  for (const wish of wished) {
    try {
      const { language, baseName } = new Intl.Locale((wish ?? '').replaceAll('_', '-'));
      const known = languages.find((one) => one === language);
      if (known) return { locale: baseName, language: known };
    } catch {
      // Not a locale: somebody wrote it into an address.
    }
  }
  return { locale: 'en', language: 'en' };
}

const plainDates: Intl.DateTimeFormatOptions = { calendar: 'gregory', numberingSystem: 'latn' };
const dayOptions: Intl.DateTimeFormatOptions = { dateStyle: 'long' };
const periodOptions: Intl.DateTimeFormatOptions = { dateStyle: 'medium' };
const momentOptions: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

export function createWords<Key extends string>(
  { locale, language }: { locale: string; language: Language },
  messages: Messages<Key>,
): Words<Key> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 });
  const regions = new Intl.DisplayNames(locale, { type: 'region' });
  const format = (moment: string | Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...plainDates }).format(new Date(moment));
  function textOf(key: Key, count: unknown): string {
    const message = messages[key];
    if (typeof message === 'string') return message;
    return (typeof count === 'number' ? message[plurals.select(count)] : undefined) ?? message.other;
  }
  return {
    locale,
    language,
    say: (key, values = {}) =>
      textOf(key, values.count).replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value;
      }),
    sayWith: (key, parts) =>
      textOf(key, parts.count)
        .split(/(\{\w+\})/)
        .map((part) => (
          <Fragment key={part}>{/^\{\w+\}$/.test(part) ? parts[part.slice(1, -1)] : part}</Fragment>
        )),
    money: (amount, currency) => formatMoney(amount, currency, locale),
    date: (moment) => format(moment, dayOptions),
    period: (from, to) =>
      new Intl.DateTimeFormat(locale, { ...periodOptions, ...plainDates }).formatRange(
        new Date(from),
        new Date(to),
      ),
    moment: (moment) => format(moment, momentOptions),
    number: (value) => numbers.format(value),
    percent: (fraction) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(fraction),
    country: (code) => regions.of(code) ?? code,
  };
}

const WordsContext = createContext<Words<string> | undefined>(undefined);

export function WordsProvider<Key extends string>({
  words,
  children,
}: {
  words: Words<Key>;
  children: ReactNode;
}) {
  return <WordsContext value={words as Words<string>}>{children}</WordsContext>;
}

/** A page names its own keys: `const useWords = () => useWordsOf<CheckoutKey>()`. */
export function useWordsOf<Key extends string>(): Words<Key> {
  const words = use(WordsContext);
  if (!words) throw new Error('There are no words above this component.');
  return words as Words<Key>;
}
