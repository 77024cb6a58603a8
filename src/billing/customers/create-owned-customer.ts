import { transaction } from '../../platform/postgres/database.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { createOwner, settleOwner } from '../members/index.ts';
import { createCustomer } from './create-customer.ts';
import type { Customer } from './customer.ts';
import type { CustomerCommand, CustomerRules } from './decide-customer.ts';

/**
 * Makes a customer together with its owner: both or neither. Without `owner` the customer's own address, name and external
 * id are the owner's.
 *
 * @returns as `createCustomer`.
 */
export async function createOwnedCustomer(
  scope: Scope,
  command: CustomerCommand,
  rules: CustomerRules,
  owner: { email: string; name: string | null; externalId: string | null } | null,
): Promise<Result<Customer>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const created = await createCustomer(inside, command, rules);
    if (!created.ok) return created;
    const { id, name, externalId } = created.value;
    if (owner) {
      const { email } = owner;
      await createOwner(inside, id, {
        email,
        name: owner.name ?? name,
        externalId: owner.externalId ?? externalId,
      });
    } else await settleOwner(inside, id);
    return created;
  });
}
