import { newId } from '../../platform/ids.ts';
import { guarded, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { type Failure, fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnown, selectProducts } from '../catalog/index.ts';
import { changesBetween } from '../changes/index.ts';
import { type DiscountMembers, discountFailures, discountMembers } from './decide-discount.ts';
import type { Discount } from './discount.ts';
import { insertDiscount, selectDiscountByCode } from './discounts.sql.ts';

/**
 * Makes a discount.
 *
 * @returns `discount_window_empty`, `discount_months_missing`, `discount_product_unknown` (`detail.index`) or
 *   `discount_code_taken`.
 */
export async function createDiscount(scope: Scope, input: DiscountMembers): Promise<Result<Discount>> {
  const now = scope.clock.now();
  const discount: Discount = {
    ...input,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    redemptionsCount: 0,
    productIds: [...new Set(input.productIds)],
  };
  const failures = [
    ...discountFailures(discount),
    ...(await productFailures(scope, input.productIds)),
    ...(await codeFailures(scope, discount)),
  ];
  const refused = failAll(failures);
  if (refused) return refused;
  try {
    const changes = changesBetween<Discount>(null, discount, discountMembers);
    await guarded(scope.database, (database) => insertDiscount({ ...scope, database }, discount, changes));
  } catch (error) {
    if (violatedUniqueIndex(error) === 'discounts_code_key') return fail(codeTaken);
    throw error;
  }
  return ok(discount);
}

/** Products that are not there; the plan that nobody buys is none. */
export async function productFailures(scope: Scope, ids: readonly string[]): Promise<Failure[]> {
  if (ids.length === 0) return [];
  const products = await selectProducts(scope, ids);
  const known = new Set(products.filter(isKnown).map(({ id }) => id));
  return ids.flatMap((id, index): Failure[] => {
    if (known.has(id)) return [];
    const failure = { code: 'discount_product_unknown', message: 'Product not found.' };
    return [{ ...failure, field: 'productIds', detail: { index } }];
  });
}

/** Whether another discount has the code. */
export async function codeFailures(
  scope: Scope,
  discount: Pick<Discount, 'id' | 'code'>,
): Promise<Failure[]> {
  if (discount.code === null) return [];
  const other = await selectDiscountByCode(scope, discount.code);
  return other && other.id !== discount.id ? [codeTaken] : [];
}

export const codeTaken: Failure = {
  code: 'discount_code_taken',
  field: 'code',
  message: 'Discount with this code already exists.',
};
