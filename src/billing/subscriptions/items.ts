import { newId } from '../../platform/ids.ts';
import { amountOf, type Price, type PriceChoice, quantityOf } from '../catalog/index.ts';
import type { Subscription, SubscriptionItem } from './subscription.ts';

/** The items of a subscription that is billed by these prices: one a price. */
export function itemsFor(
  subscription: Pick<Subscription, 'organizationId' | 'mode' | 'id'>,
  prices: readonly Price[],
  choice: PriceChoice,
  names: { product: string },
  now: Date,
): SubscriptionItem[] {
  return prices.map((price) => {
    const amount = amountOf(price, choice);
    const quantity = quantityOf(price, choice);
    return {
      organizationId: subscription.organizationId,
      mode: subscription.mode,
      id: newId(now),
      createdAt: now,
      modifiedAt: null,
      subscriptionId: subscription.id,
      priceId: price.id,
      name: price.name ?? names.product,
      unitPrice: price.tiers ? null : amount,
      quantity,
      amount,
      expiredAt: null,
    };
  });
}

/** What a period of the items costs, metered use aside. */
export function amountOfItems(items: readonly Pick<SubscriptionItem, 'amount'>[]): number {
  return items.reduce((sum, item) => sum + item.amount, 0);
}
