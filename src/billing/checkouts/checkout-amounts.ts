import { minimumAmount } from '../../platform/currency.ts';
import { amountOf, isFree, type PriceChoice, quantityOf, unitAmountOf } from '../catalog/index.ts';
import { discountShares } from '../discounts/index.ts';
import { computeInvoice, type LineInput, plainLine } from '../invoices/index.ts';
import type { Organization } from '../organizations/index.ts';
import { labelOf } from '../subscriptions/index.ts';
import { taxBehaviorOf } from '../tax/index.ts';
import {
  activeTrial,
  type CheckoutDetails,
  type ConfirmedTerms,
  choiceOf,
  mainPrice,
  rhythmOf,
} from './checkout.ts';

export type CheckoutAmounts = {
  amount: number;
  discountAmount: number;
  netAmount: number;
  /** Null while unknown. */
  taxAmount: number | null;
  /** Null while the place is unknown that it may go by. */
  taxBehavior: 'inclusive' | 'exclusive' | null;
  totalAmount: number;
  isFreePrice: boolean;
  /** What is charged now: nothing within a trial, and nothing that is too little to be charged. */
  chargeAmount: number;
  /** Whether a card is kept for what is charged later. */
  isSetUpRequired: boolean;
  /** Whether the buyer is asked for a card, for now or for later. */
  isPaymentFormRequired: boolean;
};

type Priced = Pick<
  CheckoutDetails,
  'checkout' | 'product' | 'prices' | 'discount' | 'organization' | 'taxExempt'
>;

/**
 * What a checkout comes to. Once it is confirmed it is worked out as of then, by what the tax went by then. Polar: a trial
 * leaves the amounts as they are, and nothing to be paid now.
 */
export function checkoutAmounts(details: Priced, now: Date): CheckoutAmounts {
  const { checkout, prices, discount } = details;
  const { currency } = checkout;
  const country = checkout.customerBillingAddress?.country ?? null;
  const terms = checkout.terms ?? termsOf(details);
  const setting = mainPrice(details).taxBehavior ?? terms.defaultTaxBehavior;
  const behavior = taxBehaviorOf(setting, country);
  const lines = purchaseLines(details);
  const computed = computeInvoice({
    organization: organizationUnder(details, terms),
    buyer: {
      address: checkout.customerBillingAddress,
      taxId: checkout.customerTaxId,
      taxExempt: terms.taxExempt,
    },
    lines,
    discount,
    behavior,
    currency,
    at: checkout.confirmedAt ?? now,
    balance: 0,
  });
  const isTaxKnown = computed.totalAmount === 0 || country !== null;
  const isChargedNow = activeTrial(details) === null && computed.totalAmount >= minimumAmount(currency);
  const isSetUpRequired = rhythmOf(details) !== null && isChargedLater(details, lines);
  return {
    amount: computed.subtotalAmount,
    discountAmount: computed.discountAmount,
    netAmount: computed.netAmount,
    taxAmount: isTaxKnown ? computed.taxAmount : null,
    taxBehavior: country === null ? null : behavior,
    totalAmount: computed.totalAmount,
    isFreePrice: prices.every(isFree),
    chargeAmount: isChargedNow ? computed.totalAmount : 0,
    isSetUpRequired,
    isPaymentFormRequired: isChargedNow || isSetUpRequired,
  };
}

/** The organization as it was when the checkout was confirmed, in what amounts go by. */
export function organizationUnder(
  { organization }: Pick<CheckoutDetails, 'organization'>,
  { address, taxRegistrations, taxCalculator, defaultTaxBehavior }: ConfirmedTerms,
): Organization {
  return { ...organization, address, taxRegistrations, taxCalculator, defaultTaxBehavior };
}

/** What the checkout would be confirmed under now. */
export function termsOf(details: Priced): ConfirmedTerms {
  const { address, taxRegistrations, taxCalculator, defaultTaxBehavior } = details.organization;
  const trial = activeTrial(details);
  return {
    address,
    taxRegistrations,
    taxCalculator,
    defaultTaxBehavior,
    taxExempt: details.taxExempt,
    trial,
  };
}

/** What is bought, a line a price; what is metered costs nothing now. */
export function purchaseLines({
  checkout,
  product,
  prices,
}: Pick<CheckoutDetails, 'checkout' | 'product' | 'prices'>): LineInput[] {
  const choice: PriceChoice = choiceOf(checkout);
  const lines = prices.flatMap((price) => {
    if (price.amountType === 'metered_unit') return [];
    const amount = amountOf(price, choice);
    const quantity = quantityOf(price, choice);
    return plainLine({
      label: labelOf(product, price, quantity),
      quantity,
      unitAmount: quantity === 1 ? amount : unitAmountOf(price, null),
      amount,
      priceId: price.id,
    });
  });
  return lines.length > 0 ? lines : [plainLine({ label: product.name, amount: 0 })];
}

/** Whether any later period costs anything: only a discount that lasts for ever could keep it from that. */
function isChargedLater({ prices, discount, checkout }: Priced, lines: readonly LineInput[]): boolean {
  if (prices.some(({ amountType }) => amountType === 'metered_unit')) return true;
  const amounts = lines.map(({ amount }) => amount);
  const shares = discount?.duration === 'forever' ? discountShares(discount, amounts, checkout.currency) : [];
  return amounts.some((amount, index) => amount > (shares[index] ?? 0));
}
