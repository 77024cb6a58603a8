import type { Scope } from '../../platform/scope.ts';
import type { Customer } from '../customers/index.ts';
import { seatBuyer } from '../seats/index.ts';
import {
  createSubscription,
  isBillable,
  type NewSubscription,
  newSubscription,
  type SubscriptionWithItems,
  selectSubscription,
  writeSubscription,
} from '../subscriptions/index.ts';
import { activeTrial, type CheckoutDetails, choiceOf } from './checkout.ts';

/**
 * Begins the subscription that was bought, or puts it in the place of the free one that the checkout is to upgrade. Where
 * that has ended meanwhile, there is a new one.
 */
export async function subscribeBuyer(
  scope: Scope,
  details: CheckoutDetails,
  customer: Customer,
  paymentMethodId: string | null,
): Promise<SubscriptionWithItems> {
  const { checkout, product, prices, discount } = details;
  const input: NewSubscription = {
    customer,
    product,
    prices,
    choice: choiceOf(checkout),
    currency: checkout.currency,
    trial: activeTrial(details),
    discount,
    checkoutId: checkout.id,
    paymentMethodId,
    metadata: checkout.metadata,
    customFieldData: checkout.customFieldData,
  };
  const free =
    checkout.subscriptionId === null
      ? undefined
      : await selectSubscription(
          scope,
          { id: checkout.subscriptionId, customerId: customer.id },
          { lock: true },
        );
  return free && isBillable(free) && free.isFreePlan
    ? upgrade(scope, free, input)
    : createSubscription(scope, input);
}

async function upgrade(
  scope: Scope,
  free: SubscriptionWithItems,
  input: NewSubscription,
): Promise<SubscriptionWithItems> {
  const { items, ...wanted } = newSubscription(scope, input);
  const upgraded = await writeSubscription(
    scope,
    free,
    {
      ...wanted,
      id: free.id,
      createdAt: free.createdAt,
      startedAt: free.startedAt,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      endsAt: null,
    },
    free.canceledAt === null ? [] : ['uncanceled'],
    items.map((item) => ({ ...item, subscriptionId: free.id })),
  );
  if (upgraded.seats !== null) await seatBuyer(scope, upgraded.customerId, { subscriptionId: upgraded.id });
  return upgraded;
}
