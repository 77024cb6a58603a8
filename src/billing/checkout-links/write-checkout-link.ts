import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { newToken } from '../../platform/tokens.ts';
import { selectPricesById } from '../catalog/index.ts';
import { changesBetween } from '../changes/index.ts';
import { selectDiscount } from '../discounts/index.ts';
import type { CheckoutLink, CheckoutLinkDetails } from './checkout-link.ts';
import { insertCheckoutLink, selectCheckoutLink, updateCheckoutLinkRow } from './checkout-links.sql.ts';
import { checkoutLinkFailures } from './decide-checkout-link.ts';
import { productsById } from './load-checkout-link.ts';

/** Members left out keep their value; null clears. */
export type CheckoutLinkChange = Partial<
  Pick<
    CheckoutLink,
    | 'label'
    | 'productIds'
    | 'discountId'
    | 'seats'
    | 'units'
    | 'trialInterval'
    | 'trialIntervalCount'
    | 'allowDiscountCodes'
    | 'requireBillingAddress'
    | 'successUrl'
    | 'returnUrl'
    | 'metadata'
  >
>;

const told = [
  'label',
  'productIds',
  'discountId',
  'seats',
  'units',
  'trialInterval',
  'trialIntervalCount',
  'allowDiscountCodes',
  'requireBillingAddress',
  'successUrl',
  'returnUrl',
  'metadata',
  'deletedAt',
] as const satisfies readonly (keyof CheckoutLink)[];

/**
 * Makes a link.
 *
 * @param offer the products that it is for, or one price and so its product
 * @returns `price_unknown`; the failures of `checkoutLinkFailures`.
 */
export async function createCheckoutLink(
  scope: Scope,
  { offer, ...change }: CheckoutLinkChange & { offer: { productIds: string[] } | { priceId: string } },
): Promise<Result<CheckoutLinkDetails>> {
  const productIds = 'productIds' in offer ? offer.productIds : await productOf(scope, offer.priceId);
  if (!productIds) return fail({ code: 'price_unknown', message: 'Price does not exist.' });
  const link = changed(newCheckoutLink(scope), { ...change, productIds });
  const checked = await checkLink(scope, link);
  if (!checked.ok) return checked;
  await insertCheckoutLink(scope, link, {
    type: 'checkout_link.created',
    objectType: 'checkout_link',
    objectId: link.id,
    changes: changesBetween<CheckoutLink>(null, link, told),
  });
  return checked;
}

/** @returns `not_found`, or the failures of `checkoutLinkFailures`. */
export async function updateCheckoutLink(
  scope: Scope,
  id: string,
  change: CheckoutLinkChange,
): Promise<Result<CheckoutLinkDetails>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectCheckoutLink(inside, id, { lock: true });
    if (!before) return fail({ code: 'not_found', message: 'There is no such checkout link.' });
    const after = changed(before, change);
    const checked = await checkLink(inside, after);
    if (!checked.ok) return checked;
    const changes = changesBetween<CheckoutLink>(before, after, told);
    if (Object.keys(changes).length === 0) return ok({ ...checked.value, link: before });
    const link = { ...after, modifiedAt: scope.clock.now() };
    const about = { objectType: 'checkout_link', objectId: id };
    await updateCheckoutLinkRow(inside, link, { ...about, type: 'checkout_link.updated', changes });
    return ok({ ...checked.value, link });
  });
}

/** Takes a link out of use. Checkouts that it opened go on. @returns `not_found`. */
export async function deleteCheckoutLink(scope: Scope, id: string): Promise<Result<CheckoutLink>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectCheckoutLink(inside, id, { lock: true });
    if (!before) return fail({ code: 'not_found', message: 'There is no such checkout link.' });
    const now = scope.clock.now();
    const link = { ...before, modifiedAt: now, deletedAt: now };
    const changes = changesBetween<CheckoutLink>(before, link, told);
    const about = { objectType: 'checkout_link', objectId: id };
    await updateCheckoutLinkRow(inside, link, { ...about, type: 'checkout_link.deleted', changes });
    return ok(link);
  });
}

async function productOf(scope: Scope, priceId: string): Promise<string[] | undefined> {
  const [price] = await selectPricesById(scope, [priceId]);
  return price && price.archivedAt === null && price.source === 'catalog' ? [price.productId] : undefined;
}

function changed(link: CheckoutLink, change: CheckoutLinkChange): CheckoutLink {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...link, ...Object.fromEntries(given) };
}

async function checkLink(scope: Scope, link: CheckoutLink): Promise<Result<CheckoutLinkDetails>> {
  const [products, discount] = await Promise.all([
    productsById(scope, link.productIds),
    link.discountId === null ? undefined : selectDiscount(scope, link.discountId),
  ]);
  return (
    failAll(checkoutLinkFailures(link, products, discount)) ??
    ok({
      link,
      products: link.productIds.flatMap((id) => products.get(id) ?? []),
      discount: discount ?? null,
    })
  );
}

function newCheckoutLink(scope: Scope): CheckoutLink {
  const now = scope.clock.now();
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    clientSecret: newToken('polar_cl_'),
    label: null,
    productIds: [],
    discountId: null,
    seats: null,
    units: null,
    trialInterval: null,
    trialIntervalCount: null,
    allowDiscountCodes: true,
    requireBillingAddress: false,
    successUrl: null,
    returnUrl: null,
    metadata: {},
  };
}
