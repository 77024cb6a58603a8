import type { Scope } from '../../platform/scope.ts';
import { noChoice, selectDefaultPlan } from '../catalog/index.ts';
import { plainSubscription } from './create-subscription.ts';
import { amountOfItems, itemsFor } from './items.ts';
import type { SubscriptionWithItems } from './subscription.ts';
import { writeNewSubscription } from './write-subscription.ts';

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
  const { product, price } = plan;
  const plain = plainSubscription(scope, { customer, product, priceId: price.id, currency: price.currency });
  const items = itemsFor(plain, [price], noChoice, { product: product.name }, plain.createdAt);
  const amount = amountOfItems(items);
  const subscription = {
    ...plain,
    name: `${product.name} Subscription`,
    isFreePlan: amount === 0,
    amount,
    items,
  };
  await writeNewSubscription(scope, subscription, ['created']);
  return subscription;
}
