import { guarded, transaction, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { codeFailures, codeTaken, productFailures } from './create-discount.ts';
import {
  changeFailures,
  type DiscountMembers,
  discountFailures,
  discountMembers,
} from './decide-discount.ts';
import type { Discount } from './discount.ts';
import { lockDiscount, selectDiscount, updateDiscountRow } from './discounts.sql.ts';

/**
 * Changes a discount. Members left out keep their value; `productIds` are replaced as a whole.
 *
 * @returns `not_found`, `discount_duration_fixed`, `discount_type_fixed`, `discount_months_without_repeating`,
 *   `discount_redeemed` (`detail.member`: amounts, basisPoints or durationInMonths of a discount that was redeemed), and
 *   what `createDiscount` returns.
 */
export async function updateDiscount(
  scope: Scope,
  id: string,
  command: Partial<DiscountMembers>,
): Promise<Result<Discount>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    // Alone: whoever redeems it meanwhile waits, or is waited for, so that what was promised is known.
    const isThere = await lockDiscount(inside, id, 'alone');
    const before = isThere ? await selectDiscount(inside, id) : undefined;
    if (!before) return fail({ code: 'not_found', message: 'There is no such discount.' });
    return change(inside, before, command);
  });
}

async function change(
  scope: Scope,
  before: Discount,
  command: Partial<DiscountMembers>,
): Promise<Result<Discount>> {
  const after = changed(before, command, scope.clock.now());
  const changes = changesBetween<Discount>(before, after, discountMembers);
  const refused = failAll([
    ...changeFailures(before, command, changes),
    ...discountFailures(after),
    ...(await productFailures(scope, command.productIds ?? [])),
    ...(await codeFailures(scope, after)),
  ]);
  if (refused) return refused;
  if (Object.keys(changes).length === 0) return ok(before);
  try {
    const record = { type: 'discount.updated', changes } as const;
    await guarded(scope.database, (database) => updateDiscountRow({ ...scope, database }, after, record));
  } catch (error) {
    if (violatedUniqueIndex(error) === 'discounts_code_key') return fail(codeTaken);
    throw error;
  }
  return ok(after);
}

/** The discount as it is to be. A fixed one has no basis points and a percentage no amounts, whatever is asked for. */
function changed(before: Discount, command: Partial<DiscountMembers>, now: Date): Discount {
  const given = Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined));
  const after: Discount = { ...before, ...given, modifiedAt: now };
  return {
    ...after,
    amounts: before.type === 'fixed' ? after.amounts : null,
    basisPoints: before.type === 'percentage' ? after.basisPoints : null,
    productIds: [...new Set(after.productIds)],
  };
}
