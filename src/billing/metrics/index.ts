export { type MetricInterval, metricIntervals } from './metric-periods.ts';
export {
  type MetricSeries,
  type Metrics,
  type MetricValues,
  mostPeriods,
  type PeriodMetrics,
  readMetrics,
} from './read-metrics.ts';
