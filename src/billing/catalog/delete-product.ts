import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { isKnown, type Product } from './product.ts';
import { isInUse, recordOnProduct, selectProductLocked, updateProductRow } from './products.sql.ts';

/**
 * Deletes a product that nobody ever bought, and that no discount is for: from now on it is as if it had never been.
 * Polar: what is in use can only be archived.
 *
 * @returns `not_found` (also for the free plan), `product_in_use`
 */
export async function deleteProduct(scope: Scope, id: string): Promise<Result<Product>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectProductLocked(inside, id);
    if (!isKnown(before)) return fail({ code: 'not_found', message: 'There is no such product.' });
    if (await isInUse(inside, id)) {
      return fail({ code: 'product_in_use', message: 'Product is in use and cannot be deleted.' });
    }
    const now = scope.clock.now();
    // Archived as well: whoever has it on offer still, like an open checkout, sells it no more.
    const after = { ...before, archivedAt: before.archivedAt ?? now, deletedAt: now, modifiedAt: now };
    await updateProductRow(inside, after);
    const changes = changesBetween<Product>(before, after, ['archivedAt', 'deletedAt']);
    await recordOnProduct(inside, after, { type: 'product.deleted', changes });
    return ok(after);
  });
}
