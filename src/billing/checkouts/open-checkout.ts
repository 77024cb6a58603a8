import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CheckoutDetails } from './checkout.ts';
import { updateCheckoutOpened } from './checkouts.sql.ts';
import { loadCheckout } from './load-checkout.ts';

/**
 * Notes when a buyer first sees a checkout, whatever has become of it since.
 *
 * @returns `not_found`, `checkout_expired`.
 */
export async function openCheckout(scope: Scope, id: string): Promise<Result<CheckoutDetails>> {
  const loaded = await loadCheckout(scope, id, 'buyer');
  if (loaded.ok) await updateCheckoutOpened(scope, id);
  return loaded;
}
