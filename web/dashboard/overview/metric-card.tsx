import { ChartNoAxesColumn, Table2 } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/states.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useAddressState } from '../shared/filters.tsx';
import { ChangeBadge } from './change-badge.tsx';
import { MetricChart } from './metric-chart.tsx';
import { type MetricName, type Metrics, metricWords, periodName } from './metrics.ts';

/** One number of the business: how much, how that changed, and its course as a chart or a table. */
export function MetricCard({
  metric,
  metrics,
  isLarge = false,
}: {
  metric: MetricName;
  /** Undefined until it is there. */
  metrics: Metrics | undefined;
  isLarge?: boolean;
}) {
  const [{ table }, change] = useAddressState();
  const { label, hint, format, isBad } = metricWords[metric];
  const isTable = table === metric;
  const height = isLarge ? 190 : 110;
  return (
    <section aria-label={label} className="min-w-0 rounded-xl border border-line bg-surface px-5 pt-4 pb-3">
      <div className="flex items-start justify-between gap-3">
        <Tooltip text={hint}>
          <h2 className="font-medium text-[0.8125rem]/5 text-ink-soft">{label}</h2>
        </Tooltip>
        <Button
          look="quiet"
          size="icon-small"
          className="-mt-1.5 -mr-2"
          aria-label={isTable ? `Show ${label} as a chart` : `Show ${label} as a table`}
          onClick={() => change({ table: isTable ? undefined : metric })}
        >
          {isTable ? <ChartNoAxesColumn /> : <Table2 />}
        </Button>
      </div>
      <p className="sr-only">{hint}</p>
      {metrics ? (
        <>
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <span
              className={cn(
                'font-semibold tabular-nums tracking-tight',
                isLarge ? 'text-2xl/8' : 'text-xl/7',
              )}
            >
              {format(metrics.totals[metric], metrics.currency)}
            </span>
            {metrics.previous && (
              <ChangeBadge
                value={metrics.totals[metric]}
                before={metrics.previous.totals[metric]}
                isBad={isBad ?? false}
                isRate={metric === 'churn_rate'}
              />
            )}
          </p>
          <div className="mt-2" style={{ height }}>
            {isTable ? (
              <PeriodTable metric={metric} metrics={metrics} />
            ) : (
              <MetricChart
                metric={metric}
                periods={metrics.periods}
                before={metrics.previous?.periods ?? []}
                interval={metrics.interval}
                currency={metrics.currency}
                height={height}
                hasAmounts={isLarge}
              />
            )}
          </div>
        </>
      ) : (
        <>
          <Skeleton className="mt-2 h-6 w-28" />
          <div className="mt-3" style={{ height }}>
            <Skeleton className="h-full" />
          </div>
        </>
      )}
    </section>
  );
}

function PeriodTable({ metric, metrics }: { metric: MetricName; metrics: Metrics }) {
  const { label, format } = metricWords[metric];
  const { periods, previous, interval, currency } = metrics;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="h-full overflow-y-auto" tabIndex={0} aria-label={`${label} as a table`}>
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 bg-surface text-ink-soft">
          <tr>
            <th scope="col" className="py-1 font-medium">
              Period
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {label}
            </th>
            {previous && (
              <th scope="col" className="py-1 text-right font-medium">
                Before
              </th>
            )}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {periods
            .map((period, index) => ({ period, earlier: previous?.periods[index] }))
            .reverse()
            .map(({ period, earlier }) => (
              <tr key={period.start} className="border-line border-t">
                <th scope="row" className="py-1 font-normal">
                  {periodName(period, interval)}
                </th>
                <td className="py-1 text-right">{format(period[metric], currency)}</td>
                {earlier && (
                  <td className="py-1 text-right text-ink-soft" title={periodName(earlier, interval)}>
                    {format(earlier[metric], currency)}
                  </td>
                )}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
