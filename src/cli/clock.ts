import {
  type Advance,
  advanceClock,
  deleteClock,
  dueSteps,
  type Engine,
  setClock,
  showClock,
} from '../billing/due-work/index.ts';
import { advanceView, parseMoment, testClockView } from '../dialects/florin/index.ts';
import { addDuration, parseDuration } from '../platform/duration.ts';
import type { Pool } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/scope.ts';
import { type Command, type Outcome, required, table, UsageError } from './command.ts';
import { findOrganization, operatorScope, resultOf, withDatabase } from './with-database.ts';

const organizationOption = { value: '<id or slug>', meaning: 'whose test mode' };

export const clockSet: Command = {
  name: 'clock set',
  summary: 'Freeze test mode at a moment',
  options: {
    organization: organizationOption,
    now: { value: '<date>', meaning: 'an ISO date, or a date and time with an offset' },
  },
  async run(values) {
    const now = readMoment('now', required(values, 'now'));
    return inTestMode(values, async (scope) => {
      resultOf(await setClock(scope, now));
      return describeClock(scope);
    });
  },
};

export const clockAdvance: Command = {
  name: 'clock advance',
  summary: 'Move the test clock on, and do all that falls due on the way',
  options: {
    organization: organizationOption,
    to: { value: '<date>', meaning: 'an ISO date, or a date and time with an offset' },
    by: { value: '<duration>', meaning: 'in place of --to, an ISO duration: P1M, P1Y, PT36H' },
  },
  async run(values) {
    const to = readTarget(values.to, values.by);
    return inTestMode(values, async (scope, pool) => {
      const advance = resultOf(await advanceClock(engineOf(pool), scope, to));
      return { json: advanceView(advance), lines: advanceLines(advance) };
    });
  },
};

export const clockShow: Command = {
  name: 'clock show',
  summary: 'Show the time of test mode, and when the next work falls due',
  options: { organization: organizationOption },
  run: (values) => inTestMode(values, describeClock),
};

export const clockDelete: Command = {
  name: 'clock delete',
  summary: 'Let test mode follow the wall clock again',
  options: { organization: organizationOption },
  run: (values) =>
    inTestMode(values, async (scope) => {
      resultOf(await deleteClock(scope));
      return describeClock(scope);
    }),
};

type Values = Record<string, string | undefined>;

function inTestMode(values: Values, work: (scope: Scope, pool: Pool) => Promise<Outcome>): Promise<Outcome> {
  const name = required(values, 'organization');
  return withDatabase(async (pool) =>
    work(operatorScope(pool, await findOrganization(pool, name), 'test'), pool),
  );
}

/** A server beside us is told by PostgreSQL where the clock stands. */
function engineOf(pool: Pool): Engine {
  const write = (fields: Record<string, unknown>, text: string) =>
    process.stderr.write(`florin: ${text}: ${JSON.stringify(fields, errorText)}\n`);
  return {
    pool,
    steps: dueSteps,
    log: { info: write, error: write },
    signal: new AbortController().signal,
    clockMoved: () => {},
  };
}

function errorText(_name: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

function readMoment(option: string, text: string): Date {
  const moment = parseMoment(text);
  if (moment) return moment;
  throw new UsageError(`--${option} must be an ISO date, or a date and time with an offset, not '${text}'.`);
}

function readTarget(to: string | undefined, by: string | undefined): (now: Date) => Date {
  if ((to === undefined) === (by === undefined)) throw new UsageError('Give either --to or --by.');
  if (to !== undefined) {
    const moment = readMoment('to', to);
    return () => moment;
  }
  const duration = parseDuration(by ?? '');
  if (!duration) throw new UsageError(`--by must be an ISO duration such as P1M, not '${by}'.`);
  return (now) => addDuration(now, duration);
}

async function describeClock(scope: Scope): Promise<Outcome> {
  const clock = await showClock(scope);
  const { now, isFrozen, advancingTo, nextDueAt } = clock;
  return {
    json: testClockView(clock),
    lines: [
      `${isFrozen ? 'Stands at' : 'Follows the wall clock:'} ${now.toISOString()}`,
      ...(advancingTo ? [`Being advanced to ${advancingTo.toISOString()}`] : []),
      `Next work due: ${nextDueAt?.toISOString() ?? 'none'}`,
    ],
  };
}

function advanceLines({ from, to, steps, eventCounts, failures }: Advance): string[] {
  const rows = Object.entries(eventCounts).map(([type, count]) => [`  ${type}`, String(count)]);
  return [
    `From ${from.toISOString()} to ${to.toISOString()}: ${steps} steps`,
    ...table(rows),
    ...failures.map(
      ({ at, objectType, objectId }) => `FAILED at ${at.toISOString()}: ${objectType} ${objectId}`,
    ),
  ];
}
