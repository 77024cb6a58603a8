import { transaction } from '../../platform/postgres/database.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectPricesById } from '../catalog/index.ts';
import type { CheckoutDetails } from './checkout.ts';
import { type CheckoutChange, decideCheckoutChange } from './decide-checkout.ts';
import { type CheckoutUser, openForWriting } from './load-checkout.ts';
import { writeCheckout } from './write-checkout.ts';

/**
 * Changes an open checkout.
 *
 * @returns the failures of `openForWriting` and `decideCheckoutChange`.
 */
export async function updateCheckout(
  scope: Scope,
  id: string,
  change: CheckoutChange,
  user: CheckoutUser,
): Promise<Result<CheckoutDetails>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const opened = await openForWriting(inside, id, user);
    if (!opened.ok) return opened;
    const changed = await changeCheckout(inside, opened.value, change);
    if (!changed.ok) return changed;
    const checkout = await writeCheckout(inside, opened.value.checkout, changed.value.checkout);
    return ok({ ...changed.value, checkout });
  });
}

/** What a checkout becomes under a change, with what it is then about. Writes nothing. */
export async function changeCheckout(
  scope: Scope,
  before: CheckoutDetails,
  change: CheckoutChange,
): Promise<Result<CheckoutDetails>> {
  const decided = decideCheckoutChange(before.checkout, change, before);
  if (!decided.ok) return decided;
  const checkout = decided.value;
  const product = before.products.find(({ id }) => id === checkout.productId) ?? before.product;
  const [price = before.price] =
    checkout.priceId === before.price.id ? [] : await selectPricesById(scope, [checkout.priceId]);
  return ok({ ...before, checkout, product, price });
}
