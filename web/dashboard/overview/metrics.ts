import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useNow } from '../shared/clock.ts';
import { useAddressState } from '../shared/filters.tsx';
import { money, number, percent, shortMoney } from '../shared/format.ts';
import { useScopedQuery } from '../shared/queries.ts';

export type MetricName =
  | 'mrr'
  | 'net_revenue'
  | 'active_subscriptions'
  | 'churn_rate'
  | 'new_customers'
  | 'failed_payments';

export type Values = Record<MetricName, number>;
export type Period = { start: string; end: string } & Values;
export type Interval = 'day' | 'week' | 'month';
export type Series = { periods: Period[]; totals: Values };
export type Metrics = Series & {
  currency: string;
  currencies: string[];
  interval: Interval;
  previous: Series | null;
};

export const metricNames: readonly MetricName[] = [
  'mrr',
  'net_revenue',
  'active_subscriptions',
  'churn_rate',
  'new_customers',
  'failed_payments',
];

type MetricWords = {
  label: string;
  /** What exactly is counted. */
  hint: string;
  format(value: number, currency: string): string;
  /** In as few signs as will do. */
  short(value: number, currency: string): string;
  /** Where less of it is better. */
  isBad?: boolean;
};

export const metricWords: Record<MetricName, MetricWords> = {
  mrr: {
    label: 'MRR',
    hint: 'Monthly recurring revenue at the end of the period, before tax.',
    format: money,
    short: shortMoney,
  },
  net_revenue: {
    label: 'Net revenue',
    hint: 'Payments less refunds and credits, before tax.',
    format: money,
    short: shortMoney,
  },
  active_subscriptions: {
    label: 'Active subscriptions',
    hint: 'Paying subscriptions at the end of the period, without trials and free plans.',
    format: number,
    short: number,
  },
  churn_rate: {
    label: 'Churn',
    hint: 'Share of the subscriptions active at the start that have ended.',
    format: percent,
    short: percent,
    isBad: true,
  },
  new_customers: {
    label: 'New customers',
    hint: 'Customers created in the period, in all currencies.',
    format: number,
    short: number,
  },
  failed_payments: {
    label: 'Failed payments',
    hint: 'Payment attempts that were declined.',
    format: number,
    short: number,
    isBad: true,
  },
};

export const spans: Record<string, { label: string; days: number; interval: Interval }> = {
  '7d': { label: '7 days', days: 7, interval: 'day' },
  '30d': { label: '30 days', days: 30, interval: 'day' },
  '90d': { label: '90 days', days: 90, interval: 'week' },
  '12m': { label: '12 months', days: 365, interval: 'month' },
};
export const usualSpan = '30d';

const dayMilliseconds = 86_400_000;

/** As many points as a chart bears. */
function intervalFor(days: number): Interval {
  if (days <= 45) return 'day';
  return days <= 200 ? 'week' : 'month';
}

export type Wanted = { start?: string; end?: string; interval: Interval };

/** What the address asks for; undefined until it is known what time it is. */
function useWanted(): Wanted | undefined {
  const [{ period = usualSpan, from, to }] = useAddressState();
  const now = useNow();
  if (period === 'custom' && from && to && from <= to) {
    const end = new Date(new Date(`${to}T00:00Z`).getTime() + dayMilliseconds);
    const start = new Date(`${from}T00:00Z`);
    const days = (end.getTime() - start.getTime()) / dayMilliseconds;
    return { start: start.toISOString(), end: end.toISOString(), interval: intervalFor(days) };
  }
  const { days, interval } = spans[period] ?? spans[usualSpan]!;
  // The usual time needs no clock: the server knows it.
  if (days === spans[usualSpan]!.days) return { interval };
  if (!now) return undefined;
  const start = new Date(now);
  if (interval === 'month') start.setUTCMonth(start.getUTCMonth() - 11, 1);
  else start.setUTCDate(start.getUTCDate() - days + 1);
  return { start: `${start.toISOString().slice(0, 10)}T00:00:00Z`, interval };
}

/** The numbers of the chosen time, and of as much time before it. */
export function useMetrics() {
  const [{ currency }] = useAddressState();
  const wanted = useWanted();
  return useScopedQuery(
    ['metrics', wanted, currency],
    () =>
      answerOf(
        florin.GET('/florin/v1/metrics', {
          params: { query: { ...wanted, compare: true, ...(currency ? { currency } : {}) } },
        }),
      ) as Promise<Metrics>,
    { isEnabled: wanted !== undefined, keepsPrevious: true },
  );
}

const formats: Record<Interval, Intl.DateTimeFormat> = {
  day: new Intl.DateTimeFormat(navigator.language, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
  week: new Intl.DateTimeFormat(navigator.language, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat(navigator.language, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
};

/** "Aug 8", "Week of Aug 3", "Aug 2026": periods are of UTC. */
export function periodName({ start }: Pick<Period, 'start'>, interval: Interval): string {
  const text = formats[interval].format(new Date(start));
  return interval === 'week' ? `Week of ${text}` : text;
}

export const shortPeriodName = ({ start }: Pick<Period, 'start'>, interval: Interval) =>
  formats[interval].format(new Date(start));
