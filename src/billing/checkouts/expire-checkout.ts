import type { Scope } from '../../platform/scope.ts';
import { moved, statusOf } from './checkout.ts';
import { selectCheckoutRow } from './checkouts.sql.ts';
import { writeCheckout } from './write-checkout.ts';

/** Ends an open checkout whose time is over. The caller holds its row. */
export async function expireCheckout(scope: Scope, id: string): Promise<undefined> {
  const checkout = await selectCheckoutRow(scope, id);
  if (checkout?.status !== 'open' || statusOf(checkout, scope.clock.now()) !== 'expired') {
    throw new Error(`The checkout ${id} does not expire now.`);
  }
  await writeCheckout(scope, checkout, moved(checkout, 'expired'), 'checkout.expired');
}
