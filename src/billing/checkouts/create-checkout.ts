import { newId } from '../../platform/ids.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnownTaxId, taxIdFitsCountry } from '../../platform/tax-id/index.ts';
import { newToken } from '../../platform/tokens.ts';
import { type Price, type ProductWithPrices, selectPricesById, selectProducts } from '../catalog/index.ts';
import { type Customer, selectCustomer } from '../customers/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { type Checkout, type CheckoutDetails, checkoutLifetimeMilliseconds } from './checkout.ts';
import { type CheckoutChange, priceIn, productFailure } from './decide-checkout.ts';
import { changeCheckout } from './update-checkout.ts';
import { writeNewCheckout } from './write-checkout.ts';

/** What may be bought: products of which the first is chosen, or one price (and so its product). */
export type Offer = { productIds: readonly string[] } | { priceId: string };

export type CheckoutInput = Omit<CheckoutChange, 'productId' | 'priceId'> & {
  offer: Offer;
  /** Who is to buy, where the merchant knows. */
  customerId?: string | null;
  externalCustomerId?: string | null;
  /** A subscription that this is to replace. */
  subscriptionId?: string | null;
};

/**
 * Opens a checkout for a day.
 *
 * @returns the failures of `decideCheckoutChange`, those of products with `detail.index`; `customer_unknown`,
 *   `subscription_not_upgradable`.
 */
export async function createCheckout(scope: Scope, input: CheckoutInput): Promise<Result<CheckoutDetails>> {
  const { offer, customerId, externalCustomerId, subscriptionId, currency, ...change } = input;
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (!organization) throw new Error('The scope names an organization that is not there.');
  const offered = await selectOffer(scope, offer, currency, organization);
  if (!offered.ok) return offered;
  if (subscriptionId != null) {
    return fail({
      code: 'subscription_not_upgradable',
      field: 'subscriptionId',
      message: 'Only free subscriptions can be upgraded.',
    });
  }
  const buyer = await selectBuyer(scope, { customerId, externalCustomerId, email: change.customerEmail });
  if (!buyer.ok) return buyer;
  const details: CheckoutDetails = {
    ...offered.value,
    organization,
    checkout: newCheckout(scope, offered.value, externalCustomerId ?? null),
  };
  const changed = await changeCheckout(scope, details, prefilled(change, buyer.value));
  if (!changed.ok) return changed;
  // Attached only now: who is attached keeps the e-mail, which is still to be filled in above.
  const checkout = { ...changed.value.checkout, customerId: buyer.value?.id ?? null };
  await writeNewCheckout(scope, checkout);
  return ok({ ...changed.value, checkout });
}

type Offered = Pick<CheckoutDetails, 'products' | 'product' | 'price'>;

async function selectOffer(
  scope: Scope,
  offer: Offer,
  currency: string | undefined,
  organization: Organization,
): Promise<Result<Offered>> {
  if ('priceId' in offer) {
    const [price] = await selectPricesById(scope, [offer.priceId]);
    const [product] = price ? await selectProducts(scope, [price.productId]) : [];
    if (!price || price.archivedAt || !product || product.isDefaultPlan) {
      return fail({ code: 'price_unknown', message: 'Price does not exist.' });
    }
    return (
      failAll([productFailure(product)].filter((failure) => failure !== undefined)) ??
      ok({ products: [product], product, price })
    );
  }
  const found = new Map(
    (await selectProducts(scope, offer.productIds)).map((product) => [product.id, product]),
  );
  const failures = offer.productIds.map((id, index) => productFailure(found.get(id), index));
  const failed = failAll(failures.filter((failure) => failure !== undefined));
  if (failed) return failed;
  const products = offer.productIds.flatMap((id) => found.get(id) ?? []);
  return choosePrice(products, currency, organization);
}

/** Polar: the currency asked for, else the organization's own. */
function choosePrice(
  products: ProductWithPrices[],
  currency: string | undefined,
  organization: Organization,
): Result<Offered> {
  const [product] = products;
  const wanted = currency ?? organization.defaultCurrency;
  // Another dialect may have priced a product in another currency only.
  const price: Price | undefined = priceIn(product, wanted) ?? (currency ? undefined : product?.prices[0]);
  if (!product || !price || products.some((other) => !priceIn(other, price.currency))) {
    return fail({
      code: currency ? 'currency_unavailable' : 'products_currency_unavailable',
      message: 'Product is not available in the specified currency.',
    });
  }
  return ok({ products, product, price });
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

function newCheckout(scope: Scope, offered: Offered, externalCustomerId: string | null): Checkout {
  const now = scope.clock.now();
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    version: 1,
    clientSecret: newToken('polar_c_'),
    status: 'open',
    expiresAt: new Date(now.getTime() + checkoutLifetimeMilliseconds),
    productIds: offered.products.map(({ id }) => id),
    productId: offered.product.id,
    priceId: offered.price.id,
    currency: offered.price.currency,
    customAmount: null,
    customerId: null,
    customerMatched: false,
    externalCustomerId,
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
    locale: null,
    successUrl: null,
    returnUrl: null,
    embedOrigin: null,
    metadata: {},
    paymentMethodType: null,
  };
}
