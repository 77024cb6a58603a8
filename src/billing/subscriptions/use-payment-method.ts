import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectCurrentSubscriptionsLocked } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

/**
 * Has a customer's subscriptions charged with a method from now on: those that have one of their own had it from a checkout,
 * and who makes another card their default one wishes that it be charged.
 */
export async function usePaymentMethod(
  scope: Scope,
  customerId: string,
  paymentMethodId: string,
): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    for (const subscription of await selectCurrentSubscriptionsLocked(inside, customerId)) {
      const { paymentMethodId: own } = subscription;
      if (own === null || own === paymentMethodId) continue;
      await writeSubscription(inside, subscription, { paymentMethodId });
    }
  });
}
