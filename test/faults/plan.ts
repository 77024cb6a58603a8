/** How long the tests of faults are to go on, and by which chance: see `npm run faults`. */

/** How many rounds: few in an ordinary run of the tests. */
export function roundsOf(few: number): number {
  return Number(process.env.FLORIN_FAULT_ROUNDS ?? few);
}

export const seed = Number(process.env.FLORIN_FAULT_SEED ?? 20_261);

/** Seconds of a database that is away, and the like. */
export function secondsOf(few: number, many: number): number {
  return process.env.FLORIN_FAULT_ROUNDS === undefined ? few : many;
}
