import { dayMilliseconds, minuteMilliseconds } from '../../platform/calendar.ts';
/** How a payment that failed is tried again. */
export type DunningSchedule = {
  /** Days from one attempt to the next. */
  retryDays: readonly number[];
  /** How long after the first failure it is given up at the latest. */
  deadlineMinutes: number;
};

/** Polar: after 2 days, then 5, 7 and 7; given up after 21 days and a minute. */
export const defaultDunning: DunningSchedule = { retryDays: [2, 5, 7, 7], deadlineMinutes: 21 * 24 * 60 + 1 };

export type FailedAttempt = {
  now: Date;
  /** When the first attempt failed: now, for the first. */
  firstFailedAt: Date;
  /** How often it was tried by itself, this one included. */
  attempts: number;
  /** Whether trying the same card again is of no use. */
  isFinal: boolean;
  schedule: DunningSchedule;
};

/** What comes after a failed attempt: another one, or waiting for the deadline, or the end. */
export type DunningStep =
  | { kind: 'retry'; nextAttemptAt: Date; actAt: Date }
  | { kind: 'wait'; actAt: Date }
  | { kind: 'give_up' };

/**
 * What comes after a failed attempt. Polar: the schedule's next retry, unless the deadline comes first; a decline that
 * cannot recover waits for the deadline, within which the customer may bring another card; after the last retry, and at the
 * deadline, it is given up.
 */
export function decideDunning(failed: FailedAttempt): DunningStep {
  const { now, firstFailedAt, isFinal, schedule } = failed;
  const deadline = new Date(firstFailedAt.getTime() + schedule.deadlineMinutes * minuteMilliseconds);
  if (now >= deadline) return { kind: 'give_up' };
  if (isFinal) return { kind: 'wait', actAt: deadline };
  const nextAttemptAt = nextAttempt(failed);
  if (!nextAttemptAt) return { kind: 'give_up' };
  return nextAttemptAt < deadline
    ? { kind: 'retry', nextAttemptAt, actAt: nextAttemptAt }
    : { kind: 'wait', actAt: deadline };
}

/**
 * The moment of the next attempt, or undefined after the last one. It is counted from the first failure, so that outcomes that
 * take their time do not add up and push the last attempt past the deadline; where that moment is over, from now.
 */
function nextAttempt({ now, firstFailedAt, attempts, schedule }: FailedAttempt): Date | undefined {
  const days = schedule.retryDays[attempts - 1];
  if (days === undefined) return undefined;
  const sinceFirst = schedule.retryDays.slice(0, attempts).reduce((sum, gap) => sum + gap, 0);
  const planned = new Date(firstFailedAt.getTime() + sinceFirst * dayMilliseconds);
  return planned > now ? planned : new Date(now.getTime() + days * dayMilliseconds);
}
