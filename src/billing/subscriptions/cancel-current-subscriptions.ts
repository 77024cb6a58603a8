import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CancellationReason } from './subscription.ts';
import { selectCurrentSubscriptionsLocked, updateSubscriptionCanceled } from './subscriptions.sql.ts';

/** Ends at once whatever a customer is subscribed to. Nothing is subscribed to in its place. */
export async function cancelCurrentSubscriptions(
  scope: Scope,
  customerId: string,
  reason: CancellationReason,
): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const now = scope.clock.now();
    for (const { id, status } of await selectCurrentSubscriptionsLocked(inside, customerId)) {
      await updateSubscriptionCanceled(
        inside,
        id,
        { at: now, reason },
        {
          type: 'subscription.canceled',
          objectType: 'subscription',
          objectId: id,
          changes: {
            status: { before: status, after: 'canceled' },
            cancellationReason: { before: null, after: reason },
          },
        },
      );
    }
  });
}
