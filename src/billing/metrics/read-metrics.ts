import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectOrganization } from '../organizations/index.ts';
import {
  type MetricInterval,
  type MetricPeriod,
  metricPeriods,
  periodStart,
  periodsBefore,
  usualTime,
} from './metric-periods.ts';
import {
  selectFailedPayments,
  selectMetricCurrencies,
  selectNewCustomers,
  selectRevenue,
  selectSubscriptionChanges,
} from './metrics.sql.ts';

/**
 * What a merchant goes by, of one period or of several together. Money is in minor units of one currency; only subscriptions,
 * invoices and payments in that currency count, and customers whatever they pay in.
 */
export type MetricValues = {
  /**
   * What the subscriptions that are active at the period's end are worth a month: what a period of each costs, its seats and
   * units counted, less the discount that is in the current period, without tax, rounded to a minor unit; a year's twelfth, 52
   * twelfths of a week, 365 twelfths of a day, divided by how many of these a period has. Active is what renews, costs
   * something and is active or past due: trials, pauses and free plans are not. Metered use is worth nothing here.
   */
  mrr: number;
  /**
   * The net amounts of the invoices paid within the period, less the net amounts of what was refunded within it and of credit
   * notes: those on the customer's account when they were issued, those off what was due when the rest was paid.
   */
  netRevenue: number;
  /** How many subscriptions are active, in the sense above, at the period's end. */
  activeSubscriptions: number;
  /** How many became active for the first time: a trial counts once it is paid for, one that comes back from a pause does not. */
  newSubscriptions: number;
  /** How many ended for good that had been active: when they ended, not when that was asked for. */
  canceledSubscriptions: number;
  /** Those canceled, as a fraction of those active when the period began; 0 where there were none. */
  churnRate: number;
  /** How many customers were made, also those who were deleted since. */
  newCustomers: number;
  /** How many attempts to collect a payment failed. */
  failedPayments: number;
};

export type PeriodMetrics = MetricPeriod & MetricValues;
export type MetricSeries = { periods: PeriodMetrics[]; totals: MetricValues };

export type Metrics = MetricSeries & {
  currency: string;
  /** All in which there is something to count. */
  currencies: string[];
  interval: MetricInterval;
  /** As many periods directly before. */
  previous: MetricSeries | null;
};

export type MetricQuery = {
  /** Thirty days up to today where neither is given. */
  start?: Date;
  end?: Date;
  interval: MetricInterval;
  compare: boolean;
  /** The organization's own where it is not given. */
  currency?: string;
};

export const mostPeriods = 400;

/**
 * The numbers of an organization's mode, by its own clock, in whole days, weeks or months of UTC. Of a period that is not over
 * yet, as it stands.
 *
 * What subscriptions were worth and when they were active is from `subscription_values`, which has a row for every change since
 * it is kept, by the moment of the change, so that later changes leave past periods as they were. Of subscriptions older than that
 * it has when they began to be paid for, what they were worth then on, and when they ended. Revenue, customers and failed
 * payments are from the rows of invoices, refunds, credit notes, customers and payments. A clock that is set back leaves what
 * happened in its future there.
 *
 * @returns `metrics_start` or `metrics_end`, where the time is no time or has too many periods.
 */
export async function readMetrics(scope: Scope, query: MetricQuery): Promise<Result<Metrics>> {
  const { interval, compare } = query;
  const now = scope.clock.now();
  const usual = usualTime(now);
  const end = new Date(Math.min(Number(query.end ?? usual.end), Number(periodStart(now, interval, 1))));
  const start = query.start ?? new Date(Math.min(Number(usual.start), Number(end) - 1));
  if (start >= end) {
    const [field, message] =
      query.end && query.end <= start
        ? ['end', 'Must be after the start.']
        : ['start', 'Must not be after today.'];
    return fail({ code: `metrics_${field}`, field, message });
  }
  const periods = metricPeriods(start, end, interval, mostPeriods);
  if (periods.length > mostPeriods) {
    const message = `Must be at most ${mostPeriods} periods before the end.`;
    return fail({ code: 'metrics_start', field: 'start', message });
  }
  const [currencies, organization] = await Promise.all([
    selectMetricCurrencies(scope),
    selectOrganization(scope.database, scope.organizationId),
  ]);
  const own = organization?.defaultCurrency ?? 'usd';
  const currency = query.currency ?? (currencies.includes(own) ? own : (currencies[0] ?? own));
  const before = compare ? periodsBefore(periods, interval) : [];
  const values = await valuesOf(scope, currency, [...before, ...periods]);
  const current = seriesOf(values.slice(before.length));
  return ok({
    ...current,
    currency,
    currencies,
    interval,
    previous: compare ? seriesOf(values.slice(0, before.length)) : null,
  });
}

type CountedPeriod = PeriodMetrics & { activeBefore: number };

/** @param periods one after the other, without gaps */
async function valuesOf(
  scope: Scope,
  currency: string,
  periods: readonly MetricPeriod[],
): Promise<CountedPeriod[]> {
  const starts = periods.map(({ start }) => start);
  const end = periods.at(-1)?.end ?? scope.clock.now();
  const [changes, revenue, customers, failures] = await Promise.all([
    selectSubscriptionChanges(scope, currency, starts, end),
    selectRevenue(scope, currency, starts, end),
    selectNewCustomers(scope, starts, end),
    selectFailedPayments(scope, currency, starts, end),
  ]);
  const [changesIn, revenueIn, customersIn, failuresIn] = [
    byBucket(changes),
    byBucket(revenue),
    byBucket(customers),
    byBucket(failures),
  ];
  let mrr = changesIn.get(0)?.monthly ?? 0;
  let active = changesIn.get(0)?.active ?? 0;
  return periods.map((period, index) => {
    const bucket = index + 1;
    const change = changesIn.get(bucket);
    const activeBefore = active;
    mrr += change?.monthly ?? 0;
    active += change?.active ?? 0;
    const canceled = change?.canceled ?? 0;
    return {
      ...period,
      activeBefore,
      mrr,
      netRevenue: revenueIn.get(bucket)?.amount ?? 0,
      activeSubscriptions: active,
      newSubscriptions: change?.began ?? 0,
      canceledSubscriptions: canceled,
      churnRate: rate(canceled, activeBefore),
      newCustomers: customersIn.get(bucket)?.customers ?? 0,
      failedPayments: failuresIn.get(bucket)?.payments ?? 0,
    };
  });
}

function byBucket<T extends { bucket: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.bucket, row]));
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** What stands is as the last period leaves it; what happened is added up. */
function seriesOf(counted: readonly CountedPeriod[]): MetricSeries {
  const sum = (name: keyof MetricValues) => counted.reduce((total, period) => total + period[name], 0);
  const last = counted.at(-1);
  const canceledSubscriptions = sum('canceledSubscriptions');
  return {
    periods: counted.map(({ activeBefore: _, ...period }) => period),
    totals: {
      mrr: last?.mrr ?? 0,
      netRevenue: sum('netRevenue'),
      activeSubscriptions: last?.activeSubscriptions ?? 0,
      newSubscriptions: sum('newSubscriptions'),
      canceledSubscriptions,
      churnRate: rate(canceledSubscriptions, counted[0]?.activeBefore ?? 0),
      newCustomers: sum('newCustomers'),
      failedPayments: sum('failedPayments'),
    },
  };
}
