import { Card } from '../../ui/card.tsx';
import { cn } from '../../ui/class-names.ts';
import { ErrorState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import { Page } from '../shared/page.tsx';
import { reasonOf } from '../shared/queries.ts';
import { FirstSteps } from './first-steps.tsx';
import { LatestOrders } from './latest-orders.tsx';
import { MetricCard } from './metric-card.tsx';
import { metricNames, useMetrics } from './metrics.ts';
import { NeedsAttention } from './needs-attention.tsx';
import { PeriodChoice } from './period-choice.tsx';
import { useFirstSteps } from './use-first-steps.ts';

/** How the business goes. */
export default function OverviewScreen() {
  const mayCount = useMay('metrics:read');
  const mayReadOrders = useMay('orders:read');
  const metrics = useMetrics();
  const { data } = metrics;
  const firstSteps = useFirstSteps(data);
  // Six empty charts would teach less than the steps above them.
  const isEmpty = firstSteps.areShown && data?.currencies.length === 0;
  const [large, small] = [metricNames.slice(0, 2), metricNames.slice(2)];
  return (
    <Page
      title="Overview"
      actions={
        mayCount && !isEmpty && <PeriodChoice currency={data?.currency} currencies={data?.currencies ?? []} />
      }
    >
      <div className="flex flex-col gap-5">
        {firstSteps.areShown && <FirstSteps steps={firstSteps.steps} dismiss={firstSteps.dismiss} />}
        {mayCount &&
          !isEmpty &&
          (metrics.isError && !data ? (
            <Card>
              <ErrorState title="The numbers could not be loaded." retry={() => metrics.refetch()}>
                {reasonOf(metrics.error)}
              </ErrorState>
            </Card>
          ) : (
            <div
              className={cn('flex flex-col gap-5', metrics.isPlaceholderData && 'opacity-60')}
              aria-busy={metrics.isFetching}
            >
              <div className="grid gap-5 lg:grid-cols-2">
                {large.map((metric) => (
                  <MetricCard key={metric} metric={metric} metrics={data} isLarge />
                ))}
              </div>
              <div className="grid gap-5 sm:grid-cols-2 xl:grid-cols-4">
                {small.map((metric) => (
                  <MetricCard key={metric} metric={metric} metrics={data} />
                ))}
              </div>
            </div>
          ))}
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <NeedsAttention />
          {mayReadOrders && <LatestOrders />}
        </div>
      </div>
    </Page>
  );
}
