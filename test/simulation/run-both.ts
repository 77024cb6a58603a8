import { differences } from './ledger.ts';
import { type KillRates, noKills } from './server.ts';
import { type Plan, type Report, simulate } from './world.ts';

export type Outcome = { killed: Report; whole: Report; problems: string[] };

export const usualKills: KillRates = { beforeRequest: 0.7, duringRequest: 1.2, duringAdvance: 1.2 };

/**
 * Runs one world twice, side by side: with a server that is killed now and then, and with one that is not. Whatever the seed,
 * nothing may be broken in either, and both must end with the same books.
 */
export async function runBoth(
  createDatabase: () => Promise<string>,
  plan: Omit<Plan, 'kills'>,
  kills: KillRates = usualKills,
): Promise<Outcome> {
  const urls = [await createDatabase(), await createDatabase()] as const;
  const [killed, whole] = await Promise.all([
    simulate(urls[0], { ...plan, kills }),
    simulate(urls[1], { ...plan, kills: noKills, onProgress: undefined }),
  ]);
  const problems = [
    ...killed.broken.map((message) => `With kills: ${message}`),
    ...whole.broken.map((message) => `Without kills: ${message}`),
    ...differences(killed.ledger, whole.ledger).map((message) => `The ledgers differ for ${message}`),
  ];
  return { killed, whole, problems };
}
