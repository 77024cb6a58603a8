import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  isFree,
  isKnown,
  noChoice,
  type ProductWithPrices,
  pricesIn,
  selectProduct,
} from '../catalog/index.ts';
import { type CustomerKey, selectCustomer } from '../customers/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { createSubscription, type NewSubscription, type Trial } from './create-subscription.ts';
import type { Subscription, SubscriptionWithItems } from './subscription.ts';

/**
 * Subscribes a customer to a product that costs nothing, without a checkout (Polar): no invoice, no mail. One that costs
 * something needs the customer's consent to pay.
 *
 * @returns `product_unknown`, `product_archived`, `product_not_recurring` or `product_not_free`, and `customer_unknown`.
 */
export async function createFreeSubscription(
  scope: Scope,
  input: { productId: string; customer: CustomerKey; metadata?: Subscription['metadata'] },
): Promise<Result<SubscriptionWithItems>> {
  const [product, customer, organization] = await Promise.all([
    selectProduct(scope, input.productId),
    selectCustomer(scope, input.customer),
    selectOrganization(scope.database, scope.organizationId),
  ]);
  const offer = freeOffer(product, organization?.defaultCurrency ?? 'usd');
  if (!customer) {
    const failure = { code: 'customer_unknown', field: 'customer', message: 'Customer does not exist.' };
    return offer.ok ? fail(failure) : fail(...offer.failures, failure);
  }
  if (!offer.ok) return offer;
  const subscription = await transaction(scope.database, (database) =>
    createSubscription(
      { ...scope, database },
      { ...offer.value, customer, choice: noChoice, discount: null, metadata: input.metadata },
    ),
  );
  return ok(subscription);
}

type Offer = Pick<NewSubscription, 'product' | 'prices' | 'currency' | 'trial'>;

/** What is subscribed to: all of it free, in the organization's currency, else in the first in which it is. */
function freeOffer(product: ProductWithPrices | undefined, preferred: string): Result<Offer> {
  const refused = (code: string, message: string) => fail({ code, field: 'productId', message });
  if (!isKnown(product)) return refused('product_unknown', 'Product does not exist.');
  if (product.archivedAt) return refused('product_archived', 'Product is archived.');
  if (product.recurringInterval === null) {
    return refused('product_not_recurring', 'Product is not a recurring product.');
  }
  const currency = freeCurrency(product, preferred);
  if (currency === undefined) {
    const message =
      'Product is not free. The customer should go through a checkout to create a paid subscription.';
    return refused('product_not_free', message);
  }
  return ok({ product, prices: pricesIn(product, currency), currency, trial: trialOf(product) });
}

function freeCurrency(product: ProductWithPrices, preferred: string): string | undefined {
  const { prices } = product;
  const isFreeIn = (currency: string) => {
    const billed = pricesIn(product, currency);
    return billed.length > 0 && billed.every(isFree);
  };
  return [preferred, ...prices.map(({ currency }) => currency)].find(isFreeIn);
}

function trialOf({ trialInterval, trialIntervalCount }: ProductWithPrices): Trial | null {
  return trialInterval && trialIntervalCount ? { interval: trialInterval, count: trialIntervalCount } : null;
}
