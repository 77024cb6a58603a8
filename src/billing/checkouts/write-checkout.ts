import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Checkout } from './checkout.ts';
import { insertCheckout, updateCheckoutRow } from './checkouts.sql.ts';

/** What the audit record tells of a checkout. */
const told = [
  'status',
  'productId',
  'priceIds',
  'currency',
  'customAmount',
  'seats',
  'minSeats',
  'maxSeats',
  'units',
  'discountId',
  'subscriptionId',
  'customerId',
  'externalCustomerId',
  'customerName',
  'customerEmail',
  'customerIpAddress',
  'customerBillingName',
  'customerBillingAddress',
  'customerTaxId',
  'customerMetadata',
  'isBusinessCustomer',
  'requireBillingAddress',
  'allowDiscountCodes',
  'allowTrial',
  'trialInterval',
  'trialIntervalCount',
  'trialEnd',
  'locale',
  'successUrl',
  'returnUrl',
  'embedOrigin',
  'customFieldData',
  'metadata',
  'paymentMethodType',
] as const satisfies readonly (keyof Checkout)[];

/** Writes a new checkout. */
export async function writeNewCheckout(scope: Scope, checkout: Checkout): Promise<void> {
  await insertCheckout(scope, checkout, {
    type: 'checkout.created',
    objectType: 'checkout',
    objectId: checkout.id,
    changes: changesBetween<Checkout>(null, checkout, told),
  });
}

/** Writes what a checkout has become and answers it as it now is; what has not changed is not written. */
export async function writeCheckout(
  scope: Scope,
  before: Checkout,
  after: Checkout,
  type: 'checkout.updated' | 'checkout.expired' = 'checkout.updated',
): Promise<Checkout> {
  const changes = changesBetween<Checkout>(before, after, told);
  if (Object.keys(changes).length === 0) return before;
  const checkout = { ...after, version: before.version + 1, modifiedAt: scope.clock.now() };
  await updateCheckoutRow(scope, checkout, {
    type,
    objectType: 'checkout',
    objectId: checkout.id,
    changes,
  });
  return checkout;
}
