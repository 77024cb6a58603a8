import { type Static, Type } from 'typebox';
import {
  type MetricInterval,
  type MetricSeries,
  type MetricValues,
  metricIntervals,
  mostPeriods,
  readMetrics,
} from '../../billing/metrics/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { CurrencyInput, MomentInput, nullable, Timestamp } from './schemas.ts';

const Interval = Type.Unsafe<MetricInterval>({ type: 'string', enum: [...metricIntervals], default: 'day' });

const values = {
  mrr: Type.Integer({ description: 'Monthly recurring revenue at the end, without tax.' }),
  net_revenue: Type.Integer({ description: 'Paid, less what was refunded and credited; without tax.' }),
  active_subscriptions: Type.Integer({
    description: 'At the end: active or past due, none on trial or free.',
  }),
  new_subscriptions: Type.Integer(),
  canceled_subscriptions: Type.Integer(),
  churn_rate: Type.Number({ description: 'Canceled ones as a fraction of those active at the start.' }),
  new_customers: Type.Integer({ description: 'Whatever they pay in.' }),
  failed_payments: Type.Integer(),
};

const Series = {
  periods: Type.Array(Type.Object({ start: Timestamp, end: Timestamp, ...values })),
  totals: Type.Object(values),
};

const MetricsSchema = Type.Object({
  currency: Type.String(),
  currencies: Type.Array(Type.String(), { description: 'All in which there is something to count.' }),
  interval: Interval,
  ...Series,
  previous: nullable(Type.Object(Series, { description: 'As many periods directly before.' })),
});

function valuesView(metrics: MetricValues) {
  return {
    mrr: metrics.mrr,
    net_revenue: metrics.netRevenue,
    active_subscriptions: metrics.activeSubscriptions,
    new_subscriptions: metrics.newSubscriptions,
    canceled_subscriptions: metrics.canceledSubscriptions,
    churn_rate: metrics.churnRate,
    new_customers: metrics.newCustomers,
    failed_payments: metrics.failedPayments,
  };
}

function seriesView({ periods, totals }: MetricSeries) {
  return {
    periods: periods.map((period) => ({
      start: period.start.toISOString(),
      end: period.end.toISOString(),
      ...valuesView(period),
    })),
    totals: valuesView(totals),
  };
}

export const metricRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/metrics',
    summary: 'Get the numbers of the business by day, week or month, by the clock of the mode',
    access: keyWith('metrics:read', 'metrics:write'),
    mayBeStale: true,
    query: Type.Object({
      ...whoseQuery,
      start: Type.Optional(MomentInput),
      end: Type.Optional({
        ...MomentInput,
        description: `Exclusive. At most ${mostPeriods} periods after the start.`,
      }),
      interval: Interval,
      compare: Type.Boolean({ default: false, description: 'Whether to add as many periods before.' }),
      currency: Type.Optional(CurrencyInput),
    }),
    responses: { 200: MetricsSchema },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const result = await readMetrics(scope, query);
      if (!result.ok) {
        const [{ field, message }] = result.failures;
        return answerFailures(scope.requestId, [{ code: 'invalid', field, message }]);
      }
      const { currency, currencies, interval, previous } = result.value;
      const body: Static<typeof MetricsSchema> = {
        currency,
        currencies,
        interval,
        ...seriesView(result.value),
        previous: previous && seriesView(previous),
      };
      return { status: 200, body };
    },
  }),
];
