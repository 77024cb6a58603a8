import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnownTaxId, taxIdFitsCountry } from '../../platform/tax-id/index.ts';
import { newToken } from '../../platform/tokens.ts';
import {
  decideAdHocPrices,
  insertPrices,
  isKnown,
  type NewPrice,
  type Price,
  type ProductWithPrices,
  selectPricesById,
  selectProducts,
} from '../catalog/index.ts';
import { selectAttachedFields } from '../custom-fields/index.ts';
import { type Customer, selectCustomer } from '../customers/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { isBillable, selectSubscription } from '../subscriptions/index.ts';
import { type Checkout, type CheckoutDetails, checkoutLifetimeMilliseconds } from './checkout.ts';
import {
  type Chosen,
  chosenMembers,
  currencyUnavailable,
  pricesTogether,
  productFailure,
  productFailures,
} from './choose-prices.ts';
import type { CheckoutChange } from './decide-checkout.ts';
import { offeredPrices } from './load-checkout.ts';
import { changeCheckout } from './update-checkout.ts';
import { writeNewCheckout } from './write-checkout.ts';

/** What may be bought: products, of which the first is chosen unless another is named, or one price (and so its product). */
export type Offer =
  | { productIds: readonly string[]; prices?: Readonly<Record<string, readonly NewPrice[]>> }
  | { priceId: string };

export type CheckoutInput = Omit<CheckoutChange, 'priceId'> & {
  offer: Offer;
  /** Who is to buy, where the merchant knows. */
  customerId?: string | null;
  externalCustomerId?: string | null;
  /** The free subscription that what is bought is to take the place of. */
  subscriptionId?: string | null;
};

/**
 * Opens a checkout for a day.
 *
 * @returns the failures of `decideCheckoutChange`, those of products with `detail.index`; what `decidePriceList` finds wrong
 *   with prices of the checkout's own, with `detail.productId`, `own_price_refused` among them; `price_unknown`,
 *   `price_of_other_product`; `currency_unavailable`, or `products_currency_unavailable` where none was asked for;
 *   `customer_unknown`, `subscription_unknown`, `subscription_not_upgradable`.
 */
export async function createCheckout(scope: Scope, input: CheckoutInput): Promise<Result<CheckoutDetails>> {
  const { offer, customerId, externalCustomerId, subscriptionId, currency, ...change } = input;
  const id = newId(scope.clock.now());
  const [organization, offered, replaced] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    selectOffer(scope, id, offer),
    selectReplaced(scope, subscriptionId ?? null),
  ]);
  if (!organization) throw new Error('The scope names an organization that is not there.');
  if (!offered.ok) return offered;
  if (!replaced.ok) return replaced;
  const chosen = chooseFirst(offered.value, currency, organization);
  if (!chosen.ok) return chosen;
  const named = { customerId: replaced.value?.customerId ?? customerId, externalCustomerId };
  const [buyer, customFields] = await Promise.all([
    selectBuyer(scope, { ...named, email: change.customerEmail }),
    selectAttachedFields(scope, chosen.value.product.attachedCustomFields),
  ]);
  if (!buyer.ok) return buyer;
  const { own, products, prices } = offered.value;
  const details: CheckoutDetails = {
    ...chosen.value,
    products,
    offered: prices,
    discount: null,
    customFields,
    organization,
    taxExempt: buyer.value?.taxExempt ?? false,
    challengeSecret: null,
    checkout: {
      ...newCheckout(scope, id, offered.value, chosen.value),
      externalCustomerId: externalCustomerId ?? null,
      subscriptionId: replaced.value?.id ?? null,
    },
  };
  const changed = await changeCheckout(scope, details, prefilled(change, buyer.value));
  if (!changed.ok) return changed;
  // Attached only now: who is attached keeps the e-mail, which is still to be filled in above.
  const checkout = { ...changed.value.checkout, customerId: buyer.value?.id ?? null };
  await insert(scope, checkout, own);
  return ok({ ...changed.value, checkout });
}

async function insert(scope: Scope, checkout: Checkout, own: readonly Price[]): Promise<void> {
  if (own.length === 0) return writeNewCheckout(scope, checkout);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    await writeNewCheckout(inside, checkout);
    await insertPrices(inside, own);
  });
}

type Offered = {
  products: ProductWithPrices[];
  /** What each costs, and those of the prices that are the checkout's own. */
  prices: Record<string, Price[]>;
  own: Price[];
  /** The price that was named in the place of its product. */
  named?: Price;
};

async function selectOffer(scope: Scope, checkoutId: string, offer: Offer): Promise<Result<Offered>> {
  if ('priceId' in offer) return selectOfferOfPrice(scope, offer.priceId);
  const found = await selectProducts(scope, offer.productIds);
  const byId = new Map(found.map((product) => [product.id, product]));
  const failed = productFailures(offer.productIds.map((id) => byId.get(id)));
  if (failed) return failed;
  const products = offer.productIds.flatMap((id) => byId.get(id) ?? []);
  const own = await decideOwnPrices(scope, checkoutId, products, offer.prices ?? {});
  return own.ok ? ok({ products, prices: offeredPrices(products, own.value), own: own.value }) : own;
}

async function selectOfferOfPrice(scope: Scope, priceId: string): Promise<Result<Offered>> {
  const [named] = await selectPricesById(scope, [priceId]);
  const [product] = named ? await selectProducts(scope, [named.productId]) : [];
  if (!named || named.archivedAt || named.checkoutId !== null || !isKnown(product)) {
    return fail({ code: 'price_unknown', message: 'Price does not exist.' });
  }
  const failure = productFailure(product);
  if (failure) return fail(failure);
  return ok({ products: [product], prices: { [product.id]: product.prices }, own: [], named });
}

async function decideOwnPrices(
  scope: Scope,
  checkoutId: string,
  products: readonly ProductWithPrices[],
  asked: Readonly<Record<string, readonly NewPrice[]>>,
): Promise<Result<Price[]>> {
  const own: Price[] = [];
  const failures: Failure[] = [];
  for (const [productId, prices] of Object.entries(asked)) {
    const product = products.find(({ id }) => id === productId);
    if (!product) {
      const message = 'Product is not set on that checkout.';
      failures.push({ code: 'price_of_other_product', message, detail: { productId } });
      continue;
    }
    const decided = await decideAdHocPrices(scope, product, checkoutId, prices);
    if (decided.ok) own.push(...decided.value);
    else {
      failures.push(
        ...decided.failures.map((one) => ({
          ...one,
          code: 'own_price_refused',
          detail: { ...one.detail, productId, problem: one.code },
        })),
      );
    }
  }
  return failAll(failures) ?? ok(own);
}

/** Polar: the currency asked for, else the organization's own; all products must have it. */
function chooseFirst(
  { products, prices, named }: Offered,
  currency: string | undefined,
  { defaultCurrency }: Organization,
): Result<Chosen> {
  const [product] = products;
  const priced = product ? (prices[product.id] ?? []) : [];
  const hasDefault = pricesTogether(priced, defaultCurrency).length > 0;
  // Another dialect may have priced a product in another currency only.
  const standard = hasDefault ? defaultCurrency : (priced[0]?.currency ?? defaultCurrency);
  const wanted = named?.currency ?? currency ?? standard;
  const isEverywhere = products.every(({ id }) => pricesTogether(prices[id] ?? [], wanted).length > 0);
  if (!product || !isEverywhere) {
    return fail(
      currency ? currencyUnavailable : { ...currencyUnavailable, code: 'products_currency_unavailable' },
    );
  }
  return ok({ product, prices: pricesTogether(priced, wanted, named) });
}

/** The subscription that is to be upgraded. */
async function selectReplaced(
  scope: Scope,
  id: string | null,
): Promise<Result<{ id: string; customerId: string } | undefined>> {
  if (id === null) return ok(undefined);
  const subscription = await selectSubscription(scope, { id });
  const refused = (code: string, message: string) => fail({ code, field: 'subscriptionId', message });
  if (!subscription) return refused('subscription_unknown', 'Subscription does not exist.');
  if (!subscription.isFreePlan || !isBillable(subscription)) {
    return refused('subscription_not_upgradable', 'Only free subscriptions can be upgraded.');
  }
  return ok(subscription);
}

/**
 * The customer that the merchant names. One of that external id who has another address than the one given is not taken:
 * confirming tells of it.
 */
async function selectBuyer(
  scope: Scope,
  named: Pick<CheckoutInput, 'customerId' | 'externalCustomerId'> & { email?: string | null },
): Promise<Result<Customer | undefined>> {
  if (named.customerId != null) {
    const customer = await selectCustomer(scope, { id: named.customerId });
    return customer
      ? ok(customer)
      : fail({ code: 'customer_unknown', field: 'customerId', message: 'Customer does not exist.' });
  }
  if (named.externalCustomerId == null) return ok(undefined);
  const customer = await selectCustomer(scope, { externalId: named.externalCustomerId });
  const isSame = named.email == null || named.email.toLowerCase() === customer?.email?.toLowerCase();
  return ok(isSame ? customer : undefined);
}

/** What is not given is taken from the customer. */
function prefilled(change: CheckoutChange, customer: Customer | undefined): CheckoutChange {
  if (!customer) return change;
  const address = customer.billingAddress?.country ? customer.billingAddress : null;
  const billingAddress = change.customerBillingAddress ?? address;
  const country = billingAddress?.country;
  const taxId = customer.taxIds.filter(isKnownTaxId).find((one) => country && taxIdFitsCountry(one, country));
  return {
    ...change,
    customerName: change.customerName ?? customer.name,
    customerEmail: customer.email ?? change.customerEmail,
    customerBillingName: change.customerBillingName ?? customer.billingName,
    customerBillingAddress: billingAddress,
    taxId: change.taxId ?? taxId?.value,
  };
}

function newCheckout(scope: Scope, id: string, offered: Offered, chosen: Chosen): Checkout {
  const now = scope.clock.now();
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    modifiedAt: null,
    version: 1,
    clientSecret: newToken('polar_c_'),
    status: 'open',
    expiresAt: new Date(now.getTime() + checkoutLifetimeMilliseconds),
    productIds: offered.products.map((product) => product.id),
    ...chosenMembers(chosen),
    hasAdHocPrices: offered.own.length > 0,
    customAmount: null,
    seats: null,
    minSeats: null,
    maxSeats: null,
    units: null,
    discountId: null,
    subscriptionId: null,
    customerId: null,
    customerMatched: false,
    externalCustomerId: null,
    customerName: null,
    customerEmail: null,
    customerIpAddress: null,
    customerBillingName: null,
    customerBillingAddress: null,
    customerTaxId: null,
    customerMetadata: {},
    isBusinessCustomer: false,
    requireBillingAddress: false,
    allowDiscountCodes: true,
    allowTrial: true,
    trialInterval: null,
    trialIntervalCount: null,
    trialEnd: null,
    locale: null,
    successUrl: null,
    returnUrl: null,
    embedOrigin: null,
    customFieldData: {},
    metadata: {},
    paymentMethodType: null,
    confirmedAt: null,
    terms: null,
  };
}
