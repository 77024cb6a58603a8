import { newId } from '../../platform/ids.ts';
import { joined } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Customer, deleteCustomer, selectCustomersById } from '../customers/index.ts';
import { deleteLogins, keepInvoicedName } from './clear-rows.sql.ts';
import type { Erasure } from './erasure.ts';
import { insertErasure, insertErasureObjects, selectOpenErasure } from './erasures.sql.ts';

/**
 * Has a customer forgotten: deletes it where it was not deleted before, ends what lets it in, and notes what else there is of it,
 * for `finishErasure` to clear within moments. Issued documents stay as they are. Of a customer who is being forgotten already it
 * is that erasure.
 *
 * @param options `keepsMetadata`: what the merchant noted with the customer itself stays (Polar)
 * @returns `not_found`
 */
export async function eraseCustomer(
  scope: Scope,
  customerId: string,
  options: { keepsMetadata?: boolean } = {},
): Promise<Result<Erasure>> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const [customer] = await selectCustomersById(inside, [customerId]);
    if (!customer) return fail({ code: 'not_found', message: 'There is no such customer.' });
    const open = await selectOpenErasure(inside, customerId);
    return ok(open ?? (await begin(inside, customer, options.keepsMetadata ?? false)));
  });
}

async function begin(scope: Scope, customer: Customer, keepsMetadata: boolean): Promise<Erasure> {
  const id = newId(scope.clock.now());
  const erasure = await insertErasure(scope, { id, customerId: customer.id, keepsMetadata });
  await insertErasureObjects(scope, erasure);
  await keepInvoicedName(scope, customer.id);
  await deleteLogins(scope, erasure);
  if (customer.deletedAt === null) await deleteCustomer(scope, { id: customer.id }, { anonymize: true });
  return erasure;
}
