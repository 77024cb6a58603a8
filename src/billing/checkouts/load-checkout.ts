import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  type Price,
  type ProductWithPrices,
  selectAdHocPrices,
  selectPricesById,
  selectProducts,
} from '../catalog/index.ts';
import { type AttachedField, selectCustomFields } from '../custom-fields/index.ts';
import { selectCustomersById } from '../customers/index.ts';
import { selectDiscounts } from '../discounts/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { type Checkout, type CheckoutDetails, statusOf } from './checkout.ts';
import { selectChallengeSecrets, selectCheckoutLocked, selectCheckoutRow } from './checkouts.sql.ts';

/** Checkouts with what they are about, in the same order. */
export async function withDetails(scope: Scope, checkouts: readonly Checkout[]): Promise<CheckoutDetails[]> {
  if (checkouts.length === 0) return [];
  const open = checkouts.filter(({ status }) => status === 'open');
  const ids = (some: readonly Checkout[]) => some.map(({ id }) => id);
  const [products, ownPrices, organization, discounts, customers, challenges] = await Promise.all([
    selectProducts(scope, [...new Set(checkouts.flatMap(({ productIds }) => productIds))]),
    selectAdHocPrices(scope, ids(checkouts.filter(({ hasAdHocPrices }) => hasAdHocPrices))),
    selectOrganization(scope.database, scope.organizationId),
    selectDiscounts(scope, present(checkouts.map(({ discountId }) => discountId))),
    selectCustomers(scope, present(open.map(({ customerId }) => customerId))),
    selectChallengeSecrets(scope, ids(checkouts.filter(({ status }) => status === 'confirmed'))),
  ]);
  if (!organization) throw new Error('The scope names an organization that is not there.');
  const [prices, fields] = await Promise.all([
    selectChosenPrices(scope, checkouts, [...products.flatMap(({ prices }) => prices), ...ownPrices]),
    selectFields(scope, products),
  ]);
  const byId = new Map(products.map((product) => [product.id, product]));
  const discountsById = new Map(discounts.map((discount) => [discount.id, discount]));
  const exempt = new Set(customers.flatMap(({ id, taxExempt }) => (taxExempt ? [id] : [])));
  return checkouts.map((checkout): CheckoutDetails => {
    const product = byId.get(checkout.productId);
    const chosen = checkout.priceIds.flatMap((id) => prices.get(id) ?? []);
    if (!product || chosen.length !== checkout.priceIds.length) {
      throw new Error(`Checkout ${checkout.id} names what is not there.`);
    }
    const own = ownPrices.filter(({ checkoutId }) => checkoutId === checkout.id);
    const offeredProducts = checkout.productIds.flatMap((id) => byId.get(id) ?? []);
    return {
      checkout,
      products: offeredProducts,
      product,
      offered: offeredPrices(offeredProducts, own),
      prices: chosen,
      discount: discountsById.get(checkout.discountId ?? '') ?? null,
      customFields: fieldsOf(product, fields),
      organization,
      taxExempt: exempt.has(checkout.customerId ?? ''),
      challengeSecret: challenges.get(checkout.id) ?? null,
    };
  });
}

function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

function selectCustomers(scope: Scope, ids: readonly string[]) {
  return ids.length === 0 ? [] : selectCustomersById(scope, ids);
}

/** What each product costs in one checkout: its own prices, else those on the product's list. */
export function offeredPrices(
  products: readonly ProductWithPrices[],
  own: readonly Price[],
): Record<string, Price[]> {
  const byProduct = Map.groupBy(own, ({ productId }) => productId);
  return Object.fromEntries(products.map(({ id, prices }) => [id, byProduct.get(id) ?? prices]));
}

/** The prices that are chosen; those which left their list meanwhile are read for themselves. */
async function selectChosenPrices(
  scope: Scope,
  checkouts: readonly Checkout[],
  known: readonly Price[],
): Promise<Map<string, Price>> {
  const byId = new Map(known.map((price) => [price.id, price]));
  const missing = checkouts.flatMap(({ priceIds }) => priceIds.filter((id) => !byId.has(id)));
  if (missing.length > 0) {
    for (const price of await selectPricesById(scope, [...new Set(missing)])) byId.set(price.id, price);
  }
  return byId;
}

type Fields = ReadonlyMap<string, AttachedField['field']>;

async function selectFields(scope: Scope, products: readonly ProductWithPrices[]): Promise<Fields> {
  const attached = products.flatMap(({ attachedCustomFields }) => attachedCustomFields);
  const ids = new Set(attached.map(({ customFieldId }) => customFieldId));
  const fields = await selectCustomFields(scope, [...ids]);
  return new Map(fields.map((field) => [field.id, field]));
}

/** What a product asks buyers for, in its order. */
function fieldsOf({ attachedCustomFields }: ProductWithPrices, fields: Fields): AttachedField[] {
  return attachedCustomFields.flatMap(({ customFieldId, required }) => {
    const field = fields.get(customFieldId);
    return field ? [{ field, required }] : [];
  });
}

export async function detailsOf(scope: Scope, checkout: Checkout): Promise<CheckoutDetails> {
  const [details] = await withDetails(scope, [checkout]);
  if (!details) throw new Error('A checkout lost its details.');
  return details;
}

/** Whoever works on a checkout is told of its end in their own way: Polar's contract has 410 for the buyer only. */
export type CheckoutUser = 'merchant' | 'buyer';

export const checkoutLocked = {
  code: 'checkout_locked',
  message: 'This checkout is being processed by another request.',
};

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
    return fail(checkoutLocked);
  }
  const status = statusOf(checkout, scope.clock.now());
  if (status === 'expired' && user === 'buyer') return fail(expired);
  if (status !== 'open') {
    return fail({ code: 'checkout_not_open', message: `Checkout ${id} is not open: ${status}` });
  }
  return ok(await detailsOf(scope, checkout));
}
