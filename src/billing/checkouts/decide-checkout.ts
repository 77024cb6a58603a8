import type { Address } from '../../platform/address.ts';
import { formatMoney, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import { validateTaxId } from '../../platform/tax-id/index.ts';
import type { Price, ProductWithPrices } from '../catalog/index.ts';
import type { Organization } from '../organizations/index.ts';
import type { Checkout, CheckoutDetails } from './checkout.ts';

/** What is asked of a checkout. Members left out keep their value; null clears. */
export type CheckoutChange = Partial<
  Pick<
    Checkout,
    | 'customerName'
    | 'customerEmail'
    | 'customerIpAddress'
    | 'customerBillingName'
    | 'customerMetadata'
    | 'isBusinessCustomer'
    | 'requireBillingAddress'
    | 'allowDiscountCodes'
    | 'allowTrial'
    | 'trialInterval'
    | 'trialIntervalCount'
    | 'locale'
    | 'successUrl'
    | 'returnUrl'
    | 'embedOrigin'
    | 'metadata'
    | 'paymentMethodType'
  >
> & {
  productId?: string;
  /** Chooses its product and currency as well. */
  priceId?: string;
  currency?: string;
  /** What the buyer wants to pay; without effect where the price is fixed. */
  amount?: number | null;
  seats?: number | null;
  discountId?: string | null;
  discountCode?: string | null;
  customerBillingAddress?: Address | null;
  /** A number still to be checked against the billing country. */
  taxId?: string | null;
};

/** What may be chosen, what is, and who sells it. */
export type CheckoutContext = Pick<CheckoutDetails, 'products' | 'price' | 'organization'>;

/**
 * What a checkout becomes under a change.
 *
 * @returns `product_unknown`, `product_archived`, `product_draft`, `price_unknown`, `currency_unavailable`,
 *   `amount_below_minimum`, `amount_above_maximum`, `amount_invalid`, `seats_not_allowed`, `discount_unknown`,
 *   `discount_code_unknown`, `trial_incomplete`, `tax_id_without_country`, `tax_id_invalid`, `embed_host_not_allowed`.
 */
export function decideCheckoutChange(
  before: Checkout,
  change: CheckoutChange,
  context: CheckoutContext,
): Result<Checkout> {
  const {
    productId,
    priceId,
    currency,
    amount,
    seats,
    discountId,
    discountCode,
    customerBillingAddress,
    taxId,
    ...members
  } = change;
  const chosen = choosePrice(before, { productId, priceId, currency }, context);
  if (!chosen.ok) return chosen;
  const { price } = chosen.value;
  const defined = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  const after: Checkout = {
    ...before,
    ...defined,
    productId: price.productId,
    priceId: price.id,
    currency: price.currency,
    customerBillingAddress:
      customerBillingAddress === undefined ? before.customerBillingAddress : customerBillingAddress,
    // Whom the merchant named stays the one who buys.
    customerEmail:
      before.customerId === null && members.customerEmail !== undefined
        ? members.customerEmail
        : before.customerEmail,
  };
  const failures = [
    ...amountFailures(after, price, amount),
    ...unsupportedFailures({ seats, discountId, discountCode }),
    ...trialFailures(after),
    ...taxIdFailures(before, after, taxId),
    ...embedFailures(after, context.organization),
  ];
  return failAll(failures) ?? ok(after);
}

/** Whether a product can be bought now; `index` is its place in a list that was asked for. */
export function productFailure(product: ProductWithPrices | undefined, index?: number): Failure | undefined {
  const detail = index === undefined ? undefined : { index };
  // The free plan is not sold: customers are on it without asking.
  if (!product || product.isDefaultPlan) {
    return { code: 'product_unknown', message: 'Product does not exist.', detail };
  }
  if (product.archivedAt) return { code: 'product_archived', message: 'Product is archived.', detail };
  if (product.visibility === 'draft') {
    return { code: 'product_draft', message: 'Product is a draft.', detail };
  }
  return undefined;
}

type Choice = Pick<CheckoutChange, 'productId' | 'priceId' | 'currency'>;

/** The price that is chosen anew, or else the one that the buyer has seen, though it may have left its list meanwhile. */
function choosePrice(
  before: Checkout,
  choice: Choice,
  { products, price: seen }: CheckoutContext,
): Result<{ price: Price }> {
  const failed = (code: string, message: string) => failAll([{ code, message }]) as Result<never>;
  if (Object.values(choice).every((value) => value === undefined)) return ok({ price: seen });
  if (choice.priceId !== undefined) {
    const product = products.find(({ prices }) => prices.some(({ id }) => id === choice.priceId));
    const price = product?.prices.find(({ id }) => id === choice.priceId);
    const failure = product && productFailure(product);
    if (failure) return failed(failure.code, failure.message);
    return price ? ok({ price }) : failed('price_unknown', 'Price does not exist.');
  }
  const product = products.find(({ id }) => id === (choice.productId ?? before.productId));
  const failure = productFailure(product);
  if (failure) return failed(failure.code, failure.message);
  const price = priceIn(product, choice.currency ?? before.currency);
  return price
    ? ok({ price })
    : failed('currency_unavailable', 'Product is not available in the specified currency.');
}

/** A product has one price a currency. */
export function priceIn(product: ProductWithPrices | undefined, currency: string): Price | undefined {
  return product?.prices.find((price) => price.currency === currency);
}

/** Sets what the buyer pays where that is the buyer's choice; another price makes the choice anew. */
function amountFailures(after: Checkout, price: Price, amount: number | null | undefined): Failure[] {
  if (price.amountType !== 'custom') {
    after.customAmount = null;
    return [];
  }
  const chosen = amount === undefined ? after.customAmount : amount;
  const failure = chosen === null ? undefined : amountFailure(price, chosen);
  after.customAmount = failure ? null : chosen;
  // An amount chosen under another price, which this one does not take, is forgotten.
  return failure && amount !== undefined ? [failure] : [];
}

function amountFailure(price: Price, amount: number): Failure | undefined {
  const { currency } = price;
  if (amount < (price.minimumAmount ?? 0)) {
    return { code: 'amount_below_minimum', field: 'amount', message: 'Amount is below minimum.' };
  }
  if (amount > (price.maximumAmount ?? maximumAmount(currency))) {
    return { code: 'amount_above_maximum', field: 'amount', message: 'Amount is above maximum.' };
  }
  if (amount > 0 && amount < minimumAmount(currency)) {
    const least = formatMoney(minimumAmount(currency), currency, 'en-US');
    return { code: 'amount_invalid', field: 'amount', message: `Amount must be 0 or at least ${least}.` };
  }
  return undefined;
}

/** No price counts seats, and no discount exists: whatever is named is not there. */
function unsupportedFailures({
  seats,
  discountId,
  discountCode,
}: Pick<CheckoutChange, 'seats' | 'discountId' | 'discountCode'>): Failure[] {
  const failures: Failure[] = [];
  if (seats != null) {
    const message = 'Seats can only be set for seat-based pricing.';
    failures.push({ code: 'seats_not_allowed', field: 'seats', message });
  }
  const message = 'Discount does not exist.';
  if (discountId != null) failures.push({ code: 'discount_unknown', field: 'discountId', message });
  if (discountCode != null) failures.push({ code: 'discount_code_unknown', field: 'discountCode', message });
  return failures;
}

function trialFailures({ trialInterval, trialIntervalCount }: Checkout): Failure[] {
  if ((trialInterval === null) === (trialIntervalCount === null)) return [];
  return [
    {
      code: trialInterval === null ? 'trial_interval_missing' : 'trial_interval_count_missing',
      message: 'Both trial_interval and trial_interval_count must be set together.',
    },
  ];
}

/** A tax id must be one of the billing country, also after that has changed. */
function taxIdFailures(before: Checkout, after: Checkout, taxId: string | null | undefined): Failure[] {
  if (taxId === null) {
    after.customerTaxId = null;
    return [];
  }
  const hasMoved = before.customerBillingAddress?.country !== after.customerBillingAddress?.country;
  const number = taxId ?? (hasMoved ? before.customerTaxId?.value : undefined);
  if (number === undefined) return [];
  const country = after.customerBillingAddress?.country;
  if (!country) {
    const message = 'Country is required to validate tax ID.';
    return [{ code: 'tax_id_without_country', field: 'customerBillingAddress', message }];
  }
  after.customerTaxId = validateTaxId(number, country);
  return after.customerTaxId ? [] : [{ code: 'tax_id_invalid', field: 'taxId', message: 'Invalid tax ID.' }];
}

/** An organization may name the hosts whose pages may show its checkouts. */
function embedFailures({ embedOrigin }: Checkout, organization: Organization): Failure[] {
  const hosts = organization.settings.embedHosts;
  if (embedOrigin === null || hosts.length === 0) return [];
  const host = URL.parse(embedOrigin)?.hostname;
  if (host !== undefined && hosts.includes(host)) return [];
  const message = 'This host is not allowed to embed checkouts of this organization.';
  return [{ code: 'embed_host_not_allowed', field: 'embedOrigin', message }];
}
