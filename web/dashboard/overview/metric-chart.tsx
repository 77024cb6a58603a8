import { nice, ticks } from 'd3-array';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import {
  type Interval,
  type MetricName,
  metricWords,
  type Period,
  periodName,
  shortPeriodName,
} from './metrics.ts';

type Point = { name: string; shortName: string; value: number; before?: number; beforeName?: string };

/** Around the lines, in pixels: room for the names of periods below, and for amounts at the right. */
const margin = { top: 8, bottom: 24, side: 1, amounts: 52 };

/** A thin line over a soft area; the time before as a dashed line. The arrow keys go from one period to the next. */
export function MetricChart({
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
  const [width, frame] = useWidth();
  const [chosen, choose] = useState<number>();
  const points = periods.map((period, index): Point => {
    const earlier = before[index];
    return {
      name: periodName(period, interval),
      shortName: shortPeriodName(period, interval),
      value: period[metric],
      ...(earlier ? { before: earlier[metric], beforeName: periodName(earlier, interval) } : {}),
    };
  });
  const last = points.length - 1;
  const right = Math.max(width - (hasAmounts ? margin.amounts : margin.side), margin.side);
  const { lines, y } = heightsOf(points, height - margin.bottom);
  const x = (index: number) => margin.side + (last === 0 ? 0.5 : index / last) * (right - margin.side);
  const lineOf = (value: (point: Point) => number | undefined) =>
    points
      .flatMap((point, index) => {
        const found = value(point);
        return found === undefined ? [] : `${x(index)},${y(found)}`;
      })
      .join(' ');
  const line = lineOf(({ value }) => value);
  // As far from each other, every one: four or five where there is room, else the ends.
  const step = hasAmounts ? Math.ceil(last / 4) || 1 : last || 1;
  const point = chosen === undefined ? undefined : points[chosen];

  function chooseAt({ clientX, currentTarget }: PointerEvent): void {
    const share =
      (clientX - currentTarget.getBoundingClientRect().left - margin.side) / (right - margin.side);
    choose(Math.min(Math.max(Math.round(share * last), 0), last));
  }
  function chooseBy(event: KeyboardEvent): void {
    const at = chosen ?? last;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(Math.min(Math.max(next, 0), last));
  }

  const spoken = point ?? points[last];
  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={`Chart of ${label}`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={chosen ?? last}
      aria-valuetext={spoken && `${spoken.name}: ${format(spoken.value, currency)}`}
      className="relative touch-pan-y rounded"
      style={{ height }}
      onPointerMove={chooseAt}
      onPointerLeave={() => choose(undefined)}
      onKeyDown={chooseBy}
      onBlur={() => choose(undefined)}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true" className="block">
          {lines.map((value) => (
            <g key={value}>
              <line x1={margin.side} x2={right} y1={y(value)} y2={y(value)} className="stroke-line" />
              {hasAmounts && (
                <text x={right + 8} y={y(value) + 4} fontSize={11} className="fill-ink-faint">
                  {short(value, currency)}
                </text>
              )}
            </g>
          ))}
          {points.map(
            ({ name, shortName }, index) =>
              index % step === 0 && (
                <text
                  key={name}
                  x={x(index)}
                  y={height - margin.bottom + 18}
                  fontSize={11}
                  textAnchor={index === last && last > 0 ? 'end' : 'start'}
                  className="fill-ink-faint"
                >
                  {shortName}
                </text>
              ),
          )}
          <polyline
            points={lineOf((one) => one.before)}
            fill="none"
            strokeWidth={1.25}
            strokeDasharray="3 3"
            className="stroke-line-strong"
          />
          <polygon
            points={`${x(0)},${y(0)} ${line} ${x(last)},${y(0)}`}
            className="fill-accent"
            opacity={0.09}
          />
          <polyline
            points={line}
            fill="none"
            strokeWidth={1.75}
            strokeLinejoin="round"
            className="stroke-accent"
          />
          {last === 0 && <circle cx={x(0)} cy={y(points[0]!.value)} r={3} className="fill-accent" />}
          {point && (
            <>
              <line
                x1={x(chosen!)}
                x2={x(chosen!)}
                y1={margin.top}
                y2={height - margin.bottom}
                className="stroke-line-strong"
              />
              <circle
                cx={x(chosen!)}
                cy={y(point.value)}
                r={3.5}
                strokeWidth={2}
                className="fill-accent stroke-surface"
              />
            </>
          )}
        </svg>
      )}
      {point && (
        <PointCard point={point} at={x(chosen!)} width={width} amount={(of) => format(of, currency)} />
      )}
    </div>
  );
}

/** What a period came to, on the side of it that has room. */
function PointCard({
  point,
  at,
  width,
  amount,
}: {
  point: Point;
  at: number;
  width: number;
  amount(value: number): string;
}) {
  return (
    <div
      className="pointer-events-none absolute top-0 z-10 whitespace-nowrap rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-lg"
      style={at > width / 2 ? { right: width - at + 10 } : { left: at + 10 }}
    >
      <p className="flex items-center gap-2">
        <span aria-hidden="true" className="h-0.5 w-3 rounded bg-accent" />
        <span className="text-ink-soft">{point.name}</span>
        <span className="ml-auto pl-3 font-semibold tabular-nums">{amount(point.value)}</span>
      </p>
      {point.before !== undefined && (
        <p className="mt-1 flex items-center gap-2">
          <span aria-hidden="true" className="h-0 w-3 border-line-strong border-t-2 border-dashed" />
          <span className="text-ink-soft">{point.beforeName}</span>
          <span className="ml-auto pl-3 tabular-nums">{amount(point.before)}</span>
        </p>
      )}
    </div>
  );
}

/** The round values at which a line is drawn, and how far from the top a value is. Where nothing is counted it lies at the foot. */
function heightsOf(points: readonly Point[], foot: number) {
  const values = points.flatMap(({ value, before = 0 }) => [value, before]);
  const [least, most] = nice(Math.min(0, ...values), Math.max(...values) || 1, 3);
  const isEmpty = values.every((value) => value === 0);
  return {
    lines: isEmpty ? [0] : ticks(least, most, 3),
    y: (value: number) => foot - ((value - least) / (most - least)) * (foot - margin.top),
  };
}

/** How wide an element is, in pixels: 0 until it is there. */
function useWidth() {
  const [width, setWidth] = useState(0);
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, ref] as const;
}
