import type { Database } from '../../src/platform/postgres/database.ts';
import * as money from './money-invariants.ts';
import * as periods from './period-invariants.ts';
import * as records from './record-invariants.ts';

/** Looks at the whole database, and answers what is wrong: each message names its object. */
export type Invariant = (database: Database) => Promise<string[]>;

const all: Record<string, Invariant> = { ...money, ...periods, ...records };

export const invariantNames = Object.keys(all);

/** Checks invariants: all, unless some are named. Answers what is broken, each message with the invariant's name. */
export async function brokenInvariants(
  database: Database,
  names: readonly string[] = invariantNames,
): Promise<string[]> {
  const broken: string[] = [];
  for (const name of names) {
    for (const message of (await all[name]?.(database)) ?? []) broken.push(`${name}: ${message}`);
  }
  return broken;
}
