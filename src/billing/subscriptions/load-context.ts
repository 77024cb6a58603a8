import type { Scope } from '../../platform/scope.ts';
import { type Price, type ProductWithPrices, selectPricesById, selectProduct } from '../catalog/index.ts';
import { type Customer, selectCustomer } from '../customers/index.ts';
import { type Discount, selectDiscounts } from '../discounts/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import type { SubscriptionWithItems } from './subscription.ts';

/** A subscription with all that its billing goes by. */
export type SubscriptionContext = {
  subscription: SubscriptionWithItems;
  product: ProductWithPrices;
  /** Those of the items, in their order; some may have left the product's list. */
  prices: Price[];
  customer: Customer;
  organization: Organization;
  /** The subscription's discount, and the one that is in the current period's price. */
  discount: Discount | null;
  periodDiscount: Discount | null;
};

export async function loadContext(
  scope: Scope,
  subscription: SubscriptionWithItems,
): Promise<SubscriptionContext> {
  const { discountId, periodDiscountId } = subscription;
  const discountIds = [...new Set([discountId, periodDiscountId].filter((id) => id !== null))];
  const [product, customer, organization, discounts] = await Promise.all([
    selectProduct(scope, subscription.productId),
    selectCustomer(scope, { id: subscription.customerId }),
    selectOrganization(scope.database, scope.organizationId),
    discountIds.length > 0 ? selectDiscounts(scope, discountIds) : [],
  ]);
  if (!product || !customer || !organization) {
    throw new Error(`Subscription ${subscription.id} has lost its product or customer.`);
  }
  const priceIds = subscription.items.map(({ priceId }) => priceId);
  const listed = new Map(product.prices.map((price) => [price.id, price]));
  const left = priceIds.filter((id) => !listed.has(id));
  const prices = left.length > 0 ? await selectPricesById(scope, left) : [];
  const byId = new Map([...listed, ...prices.map((price) => [price.id, price] as const)]);
  const discountOf = (id: string | null) => discounts.find((discount) => discount.id === id) ?? null;
  return {
    subscription,
    product,
    prices: priceIds.flatMap((id) => byId.get(id) ?? []),
    customer,
    organization,
    discount: discountOf(discountId),
    periodDiscount: discountOf(periodDiscountId),
  };
}
