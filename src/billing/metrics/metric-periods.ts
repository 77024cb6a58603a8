import { dayMilliseconds } from '../../platform/calendar.ts';

export const metricIntervals = ['day', 'week', 'month'] as const;
export type MetricInterval = (typeof metricIntervals)[number];

/** From `start` on, before `end`. */
export type MetricPeriod = { start: Date; end: Date };

/** The first moment of the day, week (from Monday on) or month (UTC) that a moment is in, or of one so many later. */
export function periodStart(moment: Date, interval: MetricInterval, later = 0): Date {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  if (interval === 'month') return new Date(Date.UTC(year, month + later, 1));
  if (interval === 'day') return new Date(Date.UTC(year, month, day + later));
  const sinceMonday = (moment.getUTCDay() + 6) % 7;
  return new Date(Date.UTC(year, month, day - sinceMonday + 7 * later));
}

/**
 * The periods, one after the other, that the time from `start` to before `end` is in: whole ones.
 *
 * @param most no more are made than one beyond this many
 */
export function metricPeriods(
  start: Date,
  end: Date,
  interval: MetricInterval,
  most: number,
): MetricPeriod[] {
  const periods: MetricPeriod[] = [];
  for (let from = periodStart(start, interval); from < end && periods.length <= most; ) {
    const to = periodStart(from, interval, 1);
    periods.push({ start: from, end: to });
    from = to;
  }
  return periods;
}

/** As many periods as there are, directly before them. */
export function periodsBefore(periods: readonly MetricPeriod[], interval: MetricInterval): MetricPeriod[] {
  const [first] = periods;
  if (!first) return [];
  return periods.map((_, index) => ({
    start: periodStart(first.start, interval, index - periods.length),
    end: periodStart(first.start, interval, index - periods.length + 1),
  }));
}

/** The last 30 days, today among them. */
export function usualTime(now: Date): MetricPeriod {
  const end = periodStart(now, 'day', 1);
  return { start: new Date(end.getTime() - 30 * dayMilliseconds), end };
}
