import { type Failure, fail, failAll, ok, type Result } from '../../platform/result.ts';
import { isKnown, type Price, type ProductWithPrices, pricesIn } from '../catalog/index.ts';
import { type Checkout, type CheckoutDetails, mainPrice } from './checkout.ts';

/** What is bought: a product, and the prices that are billed together for it. */
export type Chosen = Pick<CheckoutDetails, 'product' | 'prices'>;

export type Choice = { productId?: string; priceId?: string; currency?: string };

/** Whether a product can be bought now; `index` is its place in a list that was asked for. */
export function productFailure(product: ProductWithPrices | undefined, index?: number): Failure | undefined {
  const detail = index === undefined ? undefined : { index };
  if (!isKnown(product)) {
    return { code: 'product_unknown', message: 'Product does not exist.', detail };
  }
  if (product.archivedAt) return { code: 'product_archived', message: 'Product is archived.', detail };
  if (product.visibility === 'draft') {
    return { code: 'product_draft', message: 'Product is a draft.', detail };
  }
  return undefined;
}

/**
 * Those of a product's prices that are billed together in a currency: of each kind one, the one named or else the first on
 * the list, and all that are metered.
 */
export function pricesTogether(prices: readonly Price[], currency: string, named?: Price): Price[] {
  const sold = pricesIn({ prices: [...prices] }, currency);
  const kept = sold.filter((price, index) => {
    if (price.amountType === 'metered_unit') return true;
    if (price.amountType === named?.amountType) return price.id === named.id;
    return sold.findIndex(({ amountType }) => amountType === price.amountType) === index;
  });
  // What is paid for now stands first.
  return [
    ...kept.filter(({ amountType }) => amountType !== 'metered_unit'),
    ...kept.filter(({ amountType }) => amountType === 'metered_unit'),
  ];
}

/**
 * What is chosen anew, or else what the buyer has seen, though prices may have left their list meanwhile.
 *
 * @returns `product_unknown`, `product_archived`, `product_draft`, `price_unknown`, `currency_unavailable`.
 */
export function choosePrices(
  before: Checkout,
  choice: Choice,
  details: Pick<CheckoutDetails, 'products' | 'product' | 'prices' | 'offered'>,
): Result<Chosen> {
  const { products, offered } = details;
  const { productId, priceId, currency } = choice;
  if (productId === undefined && priceId === undefined && currency === undefined) return ok(details);
  const named = priceId === undefined ? undefined : findPrice(offered, priceId);
  if (priceId !== undefined && !named)
    return fail({ code: 'price_unknown', message: 'Price does not exist.' });
  const id = named?.productId ?? productId ?? before.productId;
  const product = products.find((one) => one.id === id);
  const failure = productFailure(product);
  if (failure || !product)
    return fail(failure ?? { code: 'product_unknown', message: 'Product does not exist.' });
  const wanted = named?.currency ?? currency ?? before.currency;
  const isSame = named === undefined && id === before.productId && wanted === before.currency;
  const prices = isSame ? details.prices : pricesTogether(offered[id] ?? [], wanted, named);
  return prices.length > 0 ? ok({ product, prices }) : fail(currencyUnavailable);
}

export const currencyUnavailable: Failure = {
  code: 'currency_unavailable',
  message: 'Product is not available in the specified currency.',
};

function findPrice(offered: Record<string, Price[]>, id: string): Price | undefined {
  return Object.values(offered)
    .flat()
    .find((price) => price.id === id);
}

/** The members of a checkout that say what is chosen. */
export function chosenMembers(
  chosen: Chosen,
): Pick<Checkout, 'productId' | 'priceIds' | 'priceId' | 'currency'> {
  const price = mainPrice(chosen);
  return {
    productId: chosen.product.id,
    priceIds: chosen.prices.map(({ id }) => id),
    priceId: price.id,
    currency: price.currency,
  };
}

/** The failures of products that were asked for by a list. */
export function productFailures(products: readonly (ProductWithPrices | undefined)[]) {
  const failures = products.map((product, index) => productFailure(product, index));
  return failAll(failures.filter((failure) => failure !== undefined));
}
