import { formatMoney, minorUnitDigits } from '../../../src/platform/currency.ts';

/** The dashboard is in English; numbers and dates follow the browser. */
const locale = navigator.language;

/** @param amount in minor units */
export function money(amount: number, currency: string): string {
  return formatMoney(amount, currency, locale);
}

/** "$1.2K": for where there is little room. @param amount in minor units */
export function shortMoney(amount: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  return format.format(amount / 10 ** minorUnitDigits(currency));
}

const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const exactMoments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
const times = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const numbers = new Intl.NumberFormat(locale);
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const regions = new Intl.DisplayNames(['en'], { type: 'region' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const day = (moment: string | Date) => days.format(new Date(moment));
export const dayAndTime = (moment: string | Date) => moments.format(new Date(moment));
/** To the second: what happens as one looks. */
export const exactTime = (moment: string | Date) => times.format(new Date(moment));
export const exactMoment = (moment: string | Date) => exactMoments.format(new Date(moment));
export const number = (value: number) => numbers.format(value);
export const percent = (fraction: number) => percents.format(fraction);
export const country = (code: string) => regions.of(code) ?? code;

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 days ago", "in 2 hours": seen from `now`, which in test mode is the test clock's. */
export function ago(moment: string | Date, now: Date): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1_000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step ? relative.format(Math.round(seconds / step[1]), step[0]) : 'just now';
}

const shortIntervals: Record<string, string> = { day: 'day', week: 'week', month: 'month', year: 'year' };

/** "/ month", "/ 3 months"; nothing for what is paid once. */
export function every(interval: string | null | undefined, count: number | null | undefined = 1): string {
  if (!interval) return '';
  const unit = shortIntervals[interval] ?? interval;
  return count && count > 1 ? ` / ${count} ${unit}s` : ` / ${unit}`;
}

/** "past_due" as people read it: "Past due". */
export function humanize(code: string): string {
  const text = code.replaceAll(/[_.]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
