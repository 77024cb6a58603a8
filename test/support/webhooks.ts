import type { TestFlorin } from './florin.ts';

/** Waits until every event was told, and every message sent or given up on. */
export async function allDelivered(florin: TestFlorin, milliseconds = 30_000): Promise<void> {
  const until = Date.now() + milliseconds;
  while (!(await isAllDelivered(florin))) {
    if (Date.now() > until) throw new Error('Not all webhooks were delivered.');
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function isAllDelivered({ pool }: TestFlorin): Promise<boolean> {
  const [row] = await pool<{ is: boolean }[]>`
    select reader.sequence >= (select coalesce(max(sequence), 0) from events) and not exists (
      select from webhook_messages where status = 'pending') as is
    from event_readers reader where name = 'webhooks'`;
  return row?.is ?? false;
}

/** Waits until an attempt for an organization has failed, and has what waits for the next one sent at once. */
export async function tryAgain(
  florin: TestFlorin,
  organizationId: string,
  milliseconds = 30_000,
): Promise<void> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const waiting = await florin.pool`
      update webhook_messages set next_attempt_at = now()
      where organization_id = ${organizationId} and status = 'pending' and attempts > 0 returning 1`;
    if (waiting.length > 0) break;
    if (Date.now() > until) throw new Error('No attempt has failed.');
    await new Promise((done) => setTimeout(done, 20));
  }
  await florin.pool`
    update webhook_endpoints set due_at = now() where organization_id = ${organizationId} and due_at is not null`;
}
