import { guarded, transaction, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Customer } from './customer.ts';
import {
  type CustomerKey,
  recordUnchangedCustomer,
  selectCustomerForUpdate,
  updateCustomerRow,
} from './customers.sql.ts';
import { type CustomerCommand, type CustomerRules, decideCustomerUpdate } from './decide-customer.ts';

/** After so many lost races the row is locked before it is read. */
const optimisticAttempts = 4;

export type UpdateOptions = {
  /** Whether an update that changes nothing is told as an event all the same (Polar does). */
  announceUnchanged?: boolean;
};

type Attempt = Result<Customer> | 'outrun';

/**
 * Changes a customer: members that the command does not name keep their value, also against writers at the same time.
 *
 * @returns `not_found`, or every broken rule of `decideCustomerUpdate`.
 */
export async function updateCustomer(
  scope: Scope,
  key: CustomerKey,
  command: CustomerCommand,
  rules: CustomerRules,
  options: UpdateOptions = {},
): Promise<Result<Customer>> {
  for (let attempt = 0; attempt < optimisticAttempts; attempt++) {
    const outcome = await attemptUpdate(scope, key, command, rules, options, false);
    if (outcome !== 'outrun') return outcome;
  }
  for (;;) {
    const outcome = await transaction(scope.database, (database) =>
      attemptUpdate({ ...scope, database }, key, command, rules, options, true),
    );
    if (outcome !== 'outrun') return outcome;
  }
}

async function attemptUpdate(
  scope: Scope,
  key: CustomerKey,
  command: CustomerCommand,
  rules: CustomerRules,
  options: UpdateOptions,
  lock: boolean,
): Promise<Attempt> {
  const loaded = await selectCustomerForUpdate(scope, key, command, lock);
  if (!loaded) return fail({ code: 'not_found', message: 'There is no such customer.' });
  const { conflicts, ...before } = loaded;
  const decided = decideCustomerUpdate(before, command, rules, conflicts, scope.clock.now());
  if (!decided.ok) return decided;
  const { customer, changes } = decided.value;
  if (Object.keys(changes).length === 0) {
    if (options.announceUnchanged) await recordUnchangedCustomer(scope, before, 'customer.updated');
    return ok(before);
  }
  try {
    const updated = await guarded(scope.database, (database) =>
      updateCustomerRow(scope, database, customer, {
        type: 'customer.updated',
        objectType: 'customer',
        objectId: customer.id,
        changes,
      }),
    );
    return updated ? ok(updated) : 'outrun';
  } catch (error) {
    // Somebody took the address or the external id meanwhile: the next attempt finds it taken.
    if (violatedUniqueIndex(error)?.startsWith('customers_')) return 'outrun';
    throw error;
  }
}
