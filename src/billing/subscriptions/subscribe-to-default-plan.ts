import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectDefaultPlan } from '../catalog/index.ts';
import { changesBetween } from '../changes/index.ts';
import type { Subscription, SubscriptionItem, SubscriptionWithItems } from './subscription.ts';
import { insertSubscription } from './subscriptions.sql.ts';

/**
 * Puts a new customer on the plan that its pricing model has for those who bought nothing. The plan's price is paid once,
 * if at all: the subscription has no periods and runs until it is canceled.
 *
 * Flowglad: named after the product, with one item named after the price.
 *
 * @returns undefined where the pricing model has no such plan.
 */
export async function subscribeToDefaultPlan(
  scope: Scope,
  customer: { id: string; pricingModelId: string },
): Promise<SubscriptionWithItems | undefined> {
  const plan = await selectDefaultPlan(scope, customer.pricingModelId);
  if (!plan) return undefined;
  const { organizationId, mode } = scope;
  const now = scope.clock.now();
  const unitPrice = plan.price.unitAmount ?? 0;
  const subscription: Subscription = {
    organizationId,
    mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    customerId: customer.id,
    pricingModelId: customer.pricingModelId,
    productId: plan.product.id,
    priceId: plan.price.id,
    name: `${plan.product.name} Subscription`,
    status: 'active',
    renews: false,
    isFreePlan: unitPrice === 0,
    startedAt: now,
    canceledAt: null,
    cancellationReason: null,
    metadata: {},
  };
  const item: SubscriptionItem = {
    organizationId,
    mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    subscriptionId: subscription.id,
    priceId: plan.price.id,
    name: plan.price.name,
    unitPrice,
    quantity: 1,
    expiredAt: null,
  };
  await insertSubscription(scope, subscription, item, {
    type: 'subscription.created',
    objectType: 'subscription',
    objectId: subscription.id,
    changes: changesBetween(null, subscription, ['customerId', 'productId', 'priceId', 'status']),
  });
  return { ...subscription, items: [item] };
}
