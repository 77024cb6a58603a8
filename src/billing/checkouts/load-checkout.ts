import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectPricesById, selectProducts } from '../catalog/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { type Checkout, type CheckoutDetails, statusOf } from './checkout.ts';
import { selectCheckoutLocked, selectCheckoutRow } from './checkouts.sql.ts';

/** Checkouts with what they are about, in the same order. */
export async function withDetails(scope: Scope, checkouts: readonly Checkout[]): Promise<CheckoutDetails[]> {
  if (checkouts.length === 0) return [];
  const [products, prices, organization] = await Promise.all([
    selectProducts(scope, [...new Set(checkouts.flatMap(({ productIds }) => productIds))]),
    selectPricesById(scope, [...new Set(checkouts.map(({ priceId }) => priceId))]),
    selectOrganization(scope.database, scope.organizationId),
  ]);
  const productsById = new Map(products.map((product) => [product.id, product]));
  const pricesById = new Map(prices.map((price) => [price.id, price]));
  return checkouts.map((checkout) => {
    const product = productsById.get(checkout.productId);
    const price = pricesById.get(checkout.priceId);
    if (!organization || !product || !price) throw new Error('A checkout names what is not there.');
    const offered = checkout.productIds.map((id) => productsById.get(id));
    return {
      checkout,
      products: offered.filter((one) => one !== undefined),
      product,
      price,
      organization,
    };
  });
}

async function detailsOf(scope: Scope, checkout: Checkout): Promise<CheckoutDetails> {
  const [details] = await withDetails(scope, [checkout]);
  if (!details) throw new Error('A checkout lost its details.');
  return details;
}

/** Whoever works on a checkout is told of its end in their own way: Polar's contract has 410 for the buyer only. */
export type CheckoutUser = 'merchant' | 'buyer';

const expired = { code: 'checkout_expired', message: 'This checkout session has expired.' };

/** @returns `not_found`, and for the buyer `checkout_expired`. */
export async function loadCheckout(
  scope: Scope,
  id: string,
  user: CheckoutUser,
): Promise<Result<CheckoutDetails>> {
  const checkout = await selectCheckoutRow(scope, id);
  if (!checkout) return fail({ code: 'not_found', message: 'There is no such checkout.' });
  if (user === 'buyer' && statusOf(checkout, scope.clock.now()) === 'expired') return fail(expired);
  return ok(await detailsOf(scope, checkout));
}

/**
 * An open checkout, held until the transaction ends.
 *
 * @returns `not_found`, `checkout_locked` while another call works on it, `checkout_expired` (for the merchant
 *   `checkout_not_open`), `checkout_not_open`.
 */
export async function openForWriting(
  scope: Scope,
  id: string,
  user: CheckoutUser,
): Promise<Result<CheckoutDetails>> {
  const checkout = await selectCheckoutLocked(scope, id);
  if (!checkout) return fail({ code: 'not_found', message: 'There is no such checkout.' });
  if (checkout === 'locked') {
    return fail({ code: 'checkout_locked', message: 'This checkout is being processed by another request.' });
  }
  const status = statusOf(checkout, scope.clock.now());
  if (status === 'expired' && user === 'buyer') return fail(expired);
  if (status !== 'open') {
    return fail({ code: 'checkout_not_open', message: `Checkout ${id} is not open: ${status}` });
  }
  return ok(await detailsOf(scope, checkout));
}
