import { dueSteps, runDueWork } from '../src/billing/due-work/index.ts';
import type { Pool } from '../src/platform/postgres/database.ts';

/** Does due work for so many seconds, or until there is none. Answers how many renewals were paid a second. */
export async function renewalsPerSecond(
  pool: Pool,
  { organizationId }: { organizationId: string },
  seconds: number,
): Promise<number> {
  const ending = new AbortController();
  const failed: unknown[] = [];
  const log = { info: () => {}, error: (fields: object) => failed.push(fields) };
  const paid = async () => {
    const [row] = await pool<{ count: number }[]>`
      select count(*) as count from invoices where organization_id = ${organizationId} and mode = 'test' and status = 'paid'`;
    return row?.count ?? 0;
  };
  const due = async () => {
    const [row] = await pool<{ isDue: boolean }[]>`
      select exists (select from subscriptions
        where organization_id = ${organizationId} and mode = 'test' and next_action_at <= now()) as is_due`;
    return row?.isDue ?? false;
  };
  const started = performance.now();
  const engine = { pool, steps: dueSteps, log, signal: ending.signal, clockMoved: () => {} };
  const work = runDueWork(engine);
  while (performance.now() - started < seconds * 1000 && (await due())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  ending.abort();
  await work;
  const elapsed = (performance.now() - started) / 1000;
  if (failed.length > 0) throw new Error(`${failed.length} renewals failed: ${JSON.stringify(failed[0])}`);
  return (await paid()) / elapsed;
}
