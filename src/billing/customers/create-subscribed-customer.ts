import { transaction } from '../../platform/postgres/database.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type SubscriptionWithItems, subscribeToDefaultPlan } from '../subscriptions/index.ts';
import { createCustomer } from './create-customer.ts';
import type { Customer } from './customer.ts';
import type { CustomerCommand, CustomerRules } from './decide-customer.ts';

/**
 * Makes a customer that is on its pricing model's default plan from the start (Flowglad): both or neither.
 *
 * @returns as `createCustomer`; `subscription` is undefined where the pricing model has no default plan.
 */
export async function createSubscribedCustomer(
  scope: Scope,
  command: CustomerCommand,
  rules: CustomerRules,
): Promise<Result<{ customer: Customer; subscription: SubscriptionWithItems | undefined }>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const created = await createCustomer(inside, command, rules);
    if (!created.ok) return created;
    const customer = created.value;
    return ok({ customer, subscription: await subscribeToDefaultPlan(inside, customer) });
  });
}
