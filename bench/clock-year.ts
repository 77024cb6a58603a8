import type { Pool } from '../src/platform/postgres/database.ts';
import { loadDueSubscriptions } from './load-subscriptions.ts';

/** How many seconds it takes to advance a test clock by a year over so many monthly subscriptions. */
export async function clockYearSeconds(pool: Pool, url: string, subscriptions: number): Promise<number> {
  const { organizationId, token } = await loadDueSubscriptions(pool, 'a year', subscriptions);
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${url}/florin/v1/organizations/${organizationId}/test-clock${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { event_counts: Record<string, number> };
  };
  await pool`
    update subscriptions set current_period_start = '2027-01-01', current_period_end = '2027-02-01',
      next_action_at = '2027-02-01'
    where organization_id = ${organizationId} and mode = 'test'`;
  await post('', { now: '2027-01-15T00:00:00Z' });
  const started = performance.now();
  const { event_counts } = await post('/advance', { to: '2028-01-15T00:00:00Z' });
  const elapsed = (performance.now() - started) / 1000;
  const paid = event_counts['invoice.paid'];
  if (paid !== subscriptions * 12) throw new Error(`${paid} invoices were paid of ${subscriptions * 12}.`);
  return elapsed;
}
