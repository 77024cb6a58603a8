import type { Address } from '../../platform/address.ts';
import type { Mode } from '../../platform/scope.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import { isFree, type Price, type ProductWithPrices, unitAmountOf } from '../catalog/index.ts';
import type { Organization } from '../organizations/index.ts';

export const checkoutStatuses = ['open', 'expired', 'confirmed', 'succeeded', 'failed'] as const;

export type CheckoutStatus = (typeof checkoutStatuses)[number];

/** Polar: where a checkout may go from where it is. A payment that fails opens it again. */
export const checkoutTransitions: Record<CheckoutStatus, readonly CheckoutStatus[]> = {
  open: ['confirmed', 'expired'],
  confirmed: ['succeeded', 'open', 'failed'],
  expired: [],
  succeeded: [],
  failed: [],
};

/** One buyer's way from choosing to having paid. Money in minor units of `currency`. */
export type Checkout = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  version: number;
  /** Who has it may see the checkout, change it and pay. */
  clientSecret: string;
  /** As stored: see `statusOf`. */
  status: CheckoutStatus;
  expiresAt: Date;
  /** What the buyer may choose from, and what is chosen. */
  productIds: string[];
  productId: string;
  priceId: string;
  currency: string;
  /** What the buyer chose to pay, for a price of their choice. */
  customAmount: number | null;
  customerId: string | null;
  /** True once the buyer was found by e-mail rather than named by the merchant: such a buyer gets no session token. */
  customerMatched: boolean;
  externalCustomerId: string | null;
  customerName: string | null;
  customerEmail: string | null;
  customerIpAddress: string | null;
  customerBillingName: string | null;
  customerBillingAddress: Address | null;
  customerTaxId: TaxId | null;
  /** For the customer that is made of the buyer. */
  customerMetadata: Record<string, string | number | boolean>;
  isBusinessCustomer: boolean;
  requireBillingAddress: boolean;
  allowDiscountCodes: boolean;
  allowTrial: boolean;
  trialInterval: string | null;
  trialIntervalCount: number | null;
  locale: string | null;
  successUrl: string | null;
  returnUrl: string | null;
  embedOrigin: string | null;
  metadata: Record<string, string | number | boolean>;
  paymentMethodType: string | null;
};

/** A checkout with what it is about. */
export type CheckoutDetails = {
  checkout: Checkout;
  /** Those it may be for, in order, and the one that is chosen. */
  products: ProductWithPrices[];
  product: ProductWithPrices;
  price: Price;
  organization: Organization;
};

const hourMilliseconds = 3_600_000;

/** Polar: a checkout is open for a day. */
export const checkoutLifetimeMilliseconds = 24 * hourMilliseconds;

/** The status at a time: an open checkout is expired once its time is over, whether or not that was written. */
export function statusOf(checkout: Pick<Checkout, 'status' | 'expiresAt'>, now: Date): CheckoutStatus {
  return checkout.status === 'open' && checkout.expiresAt <= now ? 'expired' : checkout.status;
}

/** The checkout in its next status. Going where the table does not lead is a fault of ours. */
export function moved(checkout: Checkout, to: CheckoutStatus): Checkout {
  if (!checkoutTransitions[checkout.status].includes(to)) {
    throw new Error(`A checkout does not go from ${checkout.status} to ${to}.`);
  }
  return { ...checkout, status: to };
}

export type CheckoutAmounts = {
  amount: number;
  discountAmount: number;
  netAmount: number;
  /** Null while unknown. */
  taxAmount: number | null;
  taxBehavior: 'inclusive' | 'exclusive' | null;
  totalAmount: number;
  isFreePrice: boolean;
  /** Whether money is due now, and so whether the buyer is asked for a card. */
  isPaymentRequired: boolean;
};

/** Where buyers expect prices without tax (Polar). */
const exclusiveCountries: ReadonlySet<string> = new Set(['US', 'CA', 'IN']);

/**
 * What a checkout comes to. No tax is worked out yet: it is nothing as soon as the buyer's country is known, or where there
 * is nothing to tax.
 */
export function checkoutAmounts({
  checkout,
  price,
  organization,
}: Pick<CheckoutDetails, 'checkout' | 'price' | 'organization'>): CheckoutAmounts {
  const amount = unitAmountOf(price, checkout.customAmount);
  const country = checkout.customerBillingAddress?.country ?? null;
  const isTaxKnown = amount === 0 || country !== null;
  const behavior = price.taxBehavior ?? organization.defaultTaxBehavior;
  const byLocation = country !== null && exclusiveCountries.has(country) ? 'exclusive' : 'inclusive';
  return {
    amount,
    discountAmount: 0,
    netAmount: amount,
    taxAmount: isTaxKnown ? 0 : null,
    taxBehavior: country === null ? null : behavior === 'location' ? byLocation : behavior,
    totalAmount: amount,
    isFreePrice: isFree(price),
    isPaymentRequired: amount > 0,
  };
}

export type AddressPart = 'country' | 'state' | 'city' | 'postal_code' | 'line1' | 'line2';

export const addressParts: readonly AddressPart[] = [
  'country',
  'state',
  'city',
  'postal_code',
  'line1',
  'line2',
];

const countriesWithStates: ReadonlySet<string> = new Set(['US', 'CA']);

/**
 * Which parts of the billing address the buyer is asked for. Polar: the country wherever money is due, the state in the US
 * and Canada, the whole address in the US, of a business, or where the merchant wants it.
 */
export function billingAddressFields(
  checkout: Pick<Checkout, 'customerBillingAddress' | 'isBusinessCustomer' | 'requireBillingAddress'>,
  isPaymentRequired: boolean,
): Record<AddressPart, 'required' | 'optional' | 'disabled'> {
  const { isBusinessCustomer, requireBillingAddress, customerBillingAddress } = checkout;
  const country = customerBillingAddress?.country ?? '';
  const asked = isPaymentRequired || isBusinessCustomer;
  const whole = asked && (country === 'US' || isBusinessCustomer || requireBillingAddress);
  const required = (when: boolean) => (when ? 'required' : 'disabled');
  return {
    country: required(asked),
    state: asked && countriesWithStates.has(country) ? 'required' : whole ? 'optional' : 'disabled',
    city: required(whole),
    postal_code: required(whole),
    line1: required(whole),
    line2: whole ? 'optional' : 'disabled',
  };
}
