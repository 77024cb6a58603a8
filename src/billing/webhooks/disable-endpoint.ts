import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { WebhookEndpoint } from './endpoint.ts';
import { selectEndpoint, updateEndpointRow } from './endpoints.sql.ts';
import { skipPendingMessages } from './messages.sql.ts';
import { shownMembers } from './record-endpoint.ts';

/** Turns an endpoint off because nothing arrives there. The merchant is told by mail, on account of the event. */
export async function disableEndpoint(scope: Scope, { id, dialect }: WebhookEndpoint): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectEndpoint(inside, id, { dialect, lock: true });
    if (!before?.enabled) return;
    const now = scope.clock.now();
    const after = { ...before, enabled: false, disabledAt: now, modifiedAt: now };
    await updateEndpointRow(inside, after, {
      type: 'webhook_endpoint.disabled',
      objectType: 'webhook_endpoint',
      objectId: id,
      changes: shownMembers(before, after),
    });
    await skipPendingMessages(inside, id);
  });
}
