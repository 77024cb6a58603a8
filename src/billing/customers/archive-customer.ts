import { transaction } from '../../platform/postgres/database.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { cancelCurrentSubscriptions } from '../subscriptions/index.ts';
import type { Customer } from './customer.ts';
import type { CustomerCommand, CustomerRules } from './decide-customer.ts';
import { updateCustomer } from './update-customer.ts';

/**
 * Puts a customer away: its subscriptions end at once, and its external id, which it keeps, is free for another. Doing it
 * again changes nothing.
 *
 * @param alongside what else changes in the customer at the same time
 * @returns as `updateCustomer`.
 */
export async function archiveCustomer(
  scope: Scope,
  customer: Pick<Customer, 'id' | 'archivedAt'>,
  alongside: CustomerCommand,
  rules: CustomerRules,
): Promise<Result<Customer>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const archivedAt = customer.archivedAt ?? scope.clock.now();
    const archived = await updateCustomer(inside, { id: customer.id }, { ...alongside, archivedAt }, rules);
    if (archived.ok) await cancelCurrentSubscriptions(inside, customer.id, 'customer_archived');
    return archived;
  });
}
