import { guarded, transaction, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Changes } from '../changes/index.ts';
import { settleOwner } from '../members/index.ts';
import type { Customer } from './customer.ts';
import {
  type CustomerKey,
  recordUnchangedCustomer,
  selectCustomer,
  selectCustomerLocked,
  selectHolders,
  updateCustomerRow,
} from './customers.sql.ts';
import {
  type CustomerCommand,
  type CustomerRules,
  conflictsWith,
  decideCustomerUpdate,
} from './decide-customer.ts';

/** After so many lost races the row is locked before it is read. */
const optimisticAttempts = 4;

/** With the row locked, only an address or external id that others take and let go of can be lost again. */
const mostAttempts = 20;

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
  for (let attempt = optimisticAttempts; attempt < mostAttempts; attempt++) {
    const outcome = await transaction(scope.database, (database) =>
      attemptUpdate({ ...scope, database }, key, command, rules, options, true),
    );
    if (outcome !== 'outrun') return outcome;
  }
  throw new Error('A customer could not be updated against others who take what it is to have.');
}

/** Whether a customer comes to where its external id may be another's by now: back from the archive, or to another model. */
function takesOwnExternalId(command: CustomerCommand): boolean {
  const moves = command.archivedAt === null || command.pricingModelId !== undefined;
  return moves && command.externalId === undefined;
}

async function attemptUpdate(
  scope: Scope,
  key: CustomerKey,
  command: CustomerCommand,
  rules: CustomerRules,
  options: UpdateOptions,
  lock: boolean,
): Promise<Attempt> {
  const [found, holders] = await Promise.all([selectCustomer(scope, key), selectHolders(scope, command)]);
  const before = found && lock ? await selectCustomerLocked(scope, found.id) : found;
  if (!before) return fail({ code: 'not_found', message: 'There is no such customer.' });
  const wanted = { ...command, externalId: command.externalId ?? before.externalId };
  const conflicts = conflictsWith(
    takesOwnExternalId(command) ? await selectHolders(scope, wanted) : holders,
    wanted,
    before.id,
  );
  const decided = decideCustomerUpdate(before, command, rules, conflicts, scope.clock.now());
  if (!decided.ok) return decided;
  const { customer, changes } = decided.value;
  if (Object.keys(changes).length === 0) {
    if (options.announceUnchanged) await recordUnchangedCustomer(scope, before, 'customer.updated');
    return ok(before);
  }
  try {
    const updated = await write(scope, customer, changes);
    return updated ? ok(updated) : 'outrun';
  } catch (error) {
    // Somebody took the address or the external id meanwhile: the next attempt finds it taken.
    if (violatedUniqueIndex(error)?.startsWith('customers_')) return 'outrun';
    throw error;
  }
}

async function write(scope: Scope, customer: Customer, changes: Changes): Promise<Customer | undefined> {
  const record = { type: 'customer.updated', objectType: 'customer', objectId: customer.id, changes };
  if (!('type' in changes)) {
    return guarded(scope.database, (database) => updateCustomerRow({ ...scope, database }, customer, record));
  }
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    // Held before its owner is written, as by those who change it after lost races: in another order each could wait for the
    // other for ever.
    await selectCustomerLocked(inside, customer.id);
    // A team's owner keeps the address that it had, whatever becomes of the team's.
    await settleOwner(inside, customer.id);
    return updateCustomerRow(inside, customer, record);
  });
}
