import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { endSubscription } from './end-subscription.ts';
import type { CancellationReason } from './subscription.ts';
import { selectCurrentSubscriptionsLocked } from './subscriptions.sql.ts';

/** Ends at once whatever a customer is subscribed to. Nothing is subscribed to in its place. */
export async function cancelCurrentSubscriptions(
  scope: Scope,
  customerId: string,
  reason: CancellationReason,
): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    for (const subscription of await selectCurrentSubscriptionsLocked(inside, customerId)) {
      await endSubscription(inside, subscription, { trigger: 'revoked', reason });
    }
  });
}
