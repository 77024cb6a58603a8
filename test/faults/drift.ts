/** What was measured of a server under load, in one of the periods of a soak. */
export type Period = {
  requestsPerSecond: number;
  /** Of the requests, in milliseconds. */
  middle: number;
  slowest: number;
  /** Events not told yet and webhooks not sent yet, when the load of the period ends. */
  behind: number;
  /** What the process holds once all is done and its garbage is collected. */
  liveMegabytes: number;
  residentMegabytes: number;
  /** Timers, sockets and the like at that time, without those of PostgreSQL. */
  handles: number;
  /** To PostgreSQL, at that time. */
  connections: number;
};

type Bound = { figure: keyof Period; name: string; factor: number; allowance: number };

/** By how much a figure may be above what it was. What is shared with other programs gets more room than what is Florin's alone. */
const bounds: Bound[] = [
  { figure: 'liveMegabytes', name: 'memory in use', factor: 1.05, allowance: 3 },
  { figure: 'residentMegabytes', name: 'resident memory', factor: 1.15, allowance: 32 },
  { figure: 'handles', name: 'handles', factor: 1, allowance: 8 },
  { figure: 'behind', name: 'events behind', factor: 1.5, allowance: 50 },
  { figure: 'middle', name: 'the middle of the latencies', factor: 1.3, allowance: 5 },
  { figure: 'slowest', name: 'the slowest of a hundred', factor: 1.3, allowance: 200 },
];

/** The pool's 32, and those that listen and measure beside it. */
const mostConnections = 40;
/** Of the periods, one in so many is for caches and pools to fill. */
const warmUpShare = 3;
/** Fewer say nothing of how they go on. */
export const fewestPeriods = 6;

/** What grows, by the middle of the earlier and of the later periods after the first ones. Nothing where all stays as it is. */
export function driftOf(periods: readonly Period[]): string[] {
  const measured = periods.slice(Math.ceil(periods.length / warmUpShare));
  const half = Math.floor(measured.length / 2);
  const drifts: string[] = [];
  for (const { figure, name, factor, allowance } of bounds) {
    const before = middleOf(measured.slice(0, half).map((period) => period[figure]));
    const after = middleOf(measured.slice(-half).map((period) => period[figure]));
    if (after > before * factor + allowance) drifts.push(`${name}: ${round(before)}, later ${round(after)}`);
  }
  const connections = Math.max(...periods.map((period) => period.connections));
  if (connections > mostConnections)
    drifts.push(`connections: ${connections}, of at most ${mostConnections}`);
  return drifts;
}

export function middleOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** The value that a share of the values are below. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)] ?? 0;
}

const round = (value: number) => Math.round(value * 10) / 10;
