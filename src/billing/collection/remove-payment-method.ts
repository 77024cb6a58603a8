import { fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  deletePaymentMethod,
  listPaymentMethods,
  type PaymentMethod,
  selectPaymentMethod,
} from '../payment-methods/index.ts';
import { isBillable, selectSubscriptionsOfCustomer } from '../subscriptions/index.ts';

/**
 * Takes a means of payment from a customer. Polar: not the last one while a subscription is to be charged with it.
 *
 * @returns `not_found`, `payment_method_in_use`.
 */
export async function removePaymentMethod(
  scope: Scope,
  customerId: string,
  id: string,
): Promise<Result<PaymentMethod>> {
  if (!(await selectPaymentMethod(scope, customerId, id))) {
    return fail({ code: 'not_found', message: 'There is no such payment method.' });
  }
  const { total } = await listPaymentMethods(scope, customerId, { limit: 1, offset: 0 });
  if (total === 1 && (await isCharged(scope, customerId))) {
    return fail({
      code: 'payment_method_in_use',
      message: 'This payment method is used by an active subscription. Add another one first.',
    });
  }
  return deletePaymentMethod(scope, customerId, id);
}

async function isCharged(scope: Scope, customerId: string): Promise<boolean> {
  const subscriptions = await selectSubscriptionsOfCustomer(scope, customerId);
  return subscriptions.some(
    (one) =>
      isBillable(one) &&
      !one.isFreePlan &&
      !one.cancelAtPeriodEnd &&
      one.collectionMethod === 'charge_automatically',
  );
}
