import type { Mode } from './scope.ts';

/** Where all code gets the time from, so that test mode can turn it. */
export type Clock = {
  now(): Date;
  /** True of a test clock: no time passes while something is under way. */
  standsStill?: true;
};

/** The clock that an organization's mode goes by. */
export type ClockOf = (organizationId: string, mode: Mode) => Clock;

export const wallClock: Clock = { now: () => new Date() };

/** One moment. */
export function frozenClock(moment: Date): Clock {
  const milliseconds = moment.getTime();
  return { now: () => new Date(milliseconds) };
}

/** A clock that stands until somebody moves it. */
export function standingClock(moment: Date): Clock {
  return { ...frozenClock(moment), standsStill: true };
}
