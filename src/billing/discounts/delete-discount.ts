import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Discount } from './discount.ts';
import { lockDiscount, selectDiscount, updateDiscountRow } from './discounts.sql.ts';

/**
 * Takes a discount out of use: nobody can redeem it any more and its code is free again. What was sold with it keeps it.
 *
 * @returns `not_found`
 */
export async function deleteDiscount(scope: Scope, id: string): Promise<Result<Discount>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const isThere = await lockDiscount(inside, id, 'alone');
    const before = isThere ? await selectDiscount(inside, id) : undefined;
    if (!before) return fail({ code: 'not_found', message: 'There is no such discount.' });
    const now = scope.clock.now();
    const after: Discount = { ...before, deletedAt: now, modifiedAt: now };
    const changes = changesBetween(before, after, ['deletedAt']);
    await updateDiscountRow(inside, after, { type: 'discount.deleted', changes });
    return ok(after);
  });
}
