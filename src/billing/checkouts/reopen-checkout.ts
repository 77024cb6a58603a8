import type { Scope } from '../../platform/scope.ts';
import { releaseRedemption } from '../discounts/index.ts';
import { type Checkout, moved } from './checkout.ts';
import { writeCheckout } from './write-checkout.ts';

/**
 * Opens a confirmed checkout again, in the caller's transaction, which holds it: its payment failed. What it redeemed is
 * given back.
 */
export async function reopenCheckout(scope: Scope, checkout: Checkout): Promise<Checkout> {
  if (checkout.discountId !== null) await releaseRedemption(scope, { checkoutId: checkout.id });
  return writeCheckout(scope, checkout, {
    ...moved(checkout, 'open'),
    confirmedAt: null,
    terms: null,
    trialEnd: null,
  });
}
