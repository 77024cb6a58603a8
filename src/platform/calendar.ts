/** Calendar arithmetic in UTC. Days have 24 hours: daylight saving is nobody's business here. */

export const intervals = ['day', 'week', 'month', 'year'] as const;

export type Interval = (typeof intervals)[number];

export const minuteMilliseconds = 60_000;
export const hourMilliseconds = 60 * minuteMilliseconds;
export const dayMilliseconds = 24 * hourMilliseconds;

/**
 * The moment that lies `count` months after `date` (before, where negative), at the same time of day. The day is
 * `anchorDay`, or the month's last where it has no such day: from January 31st on, anchored on 31, come February 28th and
 * March 31st.
 *
 * @param anchorDay 1 to 31; the day of `date` where left out.
 */
export function addMonths(date: Date, count: number, anchorDay = date.getUTCDate()): Date {
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  const moved = new Date(date);
  moved.setUTCFullYear(year, month, Math.min(anchorDay, daysInMonth(year, month)));
  return moved;
}

/** The moment `count` intervals after `date`; months and years keep to `anchorDay` as `addMonths` does. */
export function addInterval(date: Date, interval: Interval, count: number, anchorDay?: number): Date {
  switch (interval) {
    case 'day':
      return new Date(date.getTime() + count * dayMilliseconds);
    case 'week':
      return new Date(date.getTime() + count * 7 * dayMilliseconds);
    case 'month':
      return addMonths(date, count, anchorDay);
    case 'year':
      return addMonths(date, count * 12, anchorDay);
  }
}

/** @param month from 0 */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}
