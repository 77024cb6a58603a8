/** Where all code gets the time from, so that test mode can turn it. */
export type Clock = { now(): Date };

export const wallClock: Clock = { now: () => new Date() };
