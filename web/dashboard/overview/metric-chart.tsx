import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import {
  type Interval,
  type MetricName,
  metricWords,
  type Period,
  periodName,
  shortPeriodName,
} from './metrics.ts';

type Point = { name: string; shortName: string; value: number; before?: number; beforeName?: string };

/** A thin line over a soft area; the time before as a dashed line. */
export default function MetricChart({
  metric,
  periods,
  before,
  interval,
  currency,
  height,
  hasAmounts,
}: {
  metric: MetricName;
  periods: readonly Period[];
  before: readonly Period[];
  interval: Interval;
  currency: string;
  height: number;
  /** Beside the lines: where there is room. */
  hasAmounts: boolean;
}) {
  const { label, format, short } = metricWords[metric];
  const points = periods.map((period, index): Point => {
    const earlier = before[index];
    return {
      name: periodName(period, interval),
      shortName: shortPeriodName(period, interval),
      value: period[metric],
      ...(earlier ? { before: earlier[metric], beforeName: periodName(earlier, interval) } : {}),
    };
  });
  const most = Math.max(...points.map(({ value, before: old = 0 }) => Math.max(value, old)));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={points}
        margin={{ top: hasAmounts ? 16 : 6, right: 1, bottom: 0, left: 1 }}
        title={`${label}, period by period`}
        desc="The arrow keys go from one period to the next."
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="shortName"
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          interval="preserveStartEnd"
          minTickGap={56}
          tick={{ fill: 'var(--ink-faint)', fontSize: 11 }}
          height={24}
        />
        {/* Where nothing is counted the line lies at the foot, not in the middle. */}
        <YAxis
          hide={!hasAmounts}
          width={44}
          orientation="right"
          mirror
          domain={[(least: number) => Math.min(0, least), most === 0 ? 1 : 'auto']}
          tickCount={4}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--ink-faint)', fontSize: 11, dy: -7 }}
          tickFormatter={(value: number) => (value === 0 ? '' : short(value, currency))}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)', strokeWidth: 1 }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as Point | undefined;
            return active && point ? (
              <div className="rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-lg">
                <p className="flex items-center gap-2">
                  <span aria-hidden="true" className="h-0.5 w-3 rounded bg-accent" />
                  <span className="text-ink-soft">{point.name}</span>
                  <span className="ml-auto pl-3 font-semibold tabular-nums">
                    {format(point.value, currency)}
                  </span>
                </p>
                {point.before !== undefined && (
                  <p className="mt-1 flex items-center gap-2">
                    <span
                      aria-hidden="true"
                      className="h-0 w-3 border-line-strong border-t-2 border-dashed"
                    />
                    <span className="text-ink-soft">{point.beforeName}</span>
                    <span className="ml-auto pl-3 tabular-nums">{format(point.before, currency)}</span>
                  </p>
                )}
              </div>
            ) : null;
          }}
        />
        <Line
          dataKey="before"
          type="monotone"
          stroke="var(--line-strong)"
          strokeWidth={1.25}
          strokeDasharray="3 3"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        <Area
          dataKey="value"
          type="monotone"
          stroke="var(--accent)"
          strokeWidth={1.75}
          fill="var(--accent)"
          fillOpacity={0.09}
          dot={points.length === 1}
          activeDot={{ r: 3.5, fill: 'var(--accent)', stroke: 'var(--surface)', strokeWidth: 2 }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
