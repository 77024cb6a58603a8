import type { Address } from '../../platform/address.ts';
import type { Interval } from '../../platform/calendar.ts';
import { dayMilliseconds } from '../../platform/calendar.ts';
import type { Mode } from '../../platform/scope.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { Price, PriceChoice, ProductWithPrices } from '../catalog/index.ts';
import type { AttachedField, CustomFieldData } from '../custom-fields/index.ts';
import type { Discount } from '../discounts/index.ts';
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
  /** The prices that are billed together, and the first of them. */
  priceIds: string[];
  priceId: string;
  /** Whether any product has prices of this checkout's own, in the place of its list. */
  hasAdHocPrices: boolean;
  currency: string;
  /** What the buyer chose to pay, for a price of their choice. */
  customAmount: number | null;
  /** Null where nothing is sold by seats; bounds narrower than the price's own are the merchant's. */
  seats: number | null;
  minSeats: number | null;
  maxSeats: number | null;
  /** Null where nothing is sold by units. */
  units: number | null;
  discountId: string | null;
  /** The free subscription that what is bought here takes the place of. */
  subscriptionId: string | null;
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
  /** In the place of the product's own trial. */
  trialInterval: Interval | null;
  trialIntervalCount: number | null;
  /** When the trial ends that was confirmed. */
  trialEnd: Date | null;
  locale: string | null;
  successUrl: string | null;
  returnUrl: string | null;
  embedOrigin: string | null;
  customFieldData: CustomFieldData;
  metadata: Record<string, string | number | boolean>;
  paymentMethodType: string | null;
  confirmedAt: Date | null;
  /** What it was confirmed under: amounts and trial stay what the buyer agreed to. */
  terms: ConfirmedTerms | null;
};

export type TrialLength = { interval: Interval; count: number };

/** What amounts and trial go by beside the checkout's own data. */
export type ConfirmedTerms = Pick<
  Organization,
  'address' | 'taxRegistrations' | 'taxCalculator' | 'defaultTaxBehavior'
> & { taxExempt: boolean; trial: TrialLength | null };

/** A checkout with what it is about. */
export type CheckoutDetails = {
  checkout: Checkout;
  /** Those it may be for, in order, and the one that is chosen. */
  products: ProductWithPrices[];
  product: ProductWithPrices;
  /** What each of the products costs here, by its id. */
  offered: Record<string, Price[]>;
  /** What is billed together, at least one: one of each kind but any number of metered ones. */
  prices: Price[];
  discount: Discount | null;
  /** What the product asks buyers for. */
  customFields: AttachedField[];
  organization: Organization;
  /** Whether the attached customer pays no tax. */
  taxExempt: boolean;
  /** With it the buyer's form takes the buyer through authentication, where the payment waits for that. */
  challengeSecret: string | null;
};

/** The first of the prices that are billed together. */
export function mainPrice({ prices }: Pick<CheckoutDetails, 'prices'>): Price {
  const [price] = prices;
  if (!price) throw new Error('A checkout is for no price.');
  return price;
}

export function choiceOf({ customAmount, seats, units }: Checkout): PriceChoice {
  return { customAmount, seats, units };
}

/** How often what is bought is billed; null where it is bought once. */
export function rhythmOf(details: Pick<CheckoutDetails, 'prices' | 'product'>): Interval | null {
  return mainPrice(details).recurringInterval ?? details.product.recurringInterval;
}

/** How long what is bought is free at first: as the checkout says, else as its product does. Null where it is not. */
export function activeTrial(
  details: Pick<CheckoutDetails, 'checkout' | 'prices' | 'product'>,
): TrialLength | null {
  const { checkout, product } = details;
  if (checkout.terms) return checkout.terms.trial;
  if (!checkout.allowTrial || rhythmOf(details) === null) return null;
  const own = checkout.trialInterval !== null;
  const interval = own ? checkout.trialInterval : product.trialInterval;
  const count = own ? checkout.trialIntervalCount : product.trialIntervalCount;
  return interval && count ? { interval, count } : null;
}

/** Polar: a checkout is open for a day. */
export const checkoutLifetimeMilliseconds = dayMilliseconds;

/** The status at a time: an open checkout is expired once its time is over, whether or not that was written. */
export function statusOf(checkout: Pick<Checkout, 'status' | 'expiresAt'>, now: Date): CheckoutStatus {
  return checkout.status === 'open' && checkout.expiresAt <= now ? 'expired' : checkout.status;
}

/** When something falls due of a checkout by itself: an open one expires. */
export function nextActionAt({ status, expiresAt }: Pick<Checkout, 'status' | 'expiresAt'>): Date | null {
  return status === 'open' ? expiresAt : null;
}

/** The checkout in its next status. Going where the table does not lead is a fault of ours. */
export function moved(checkout: Checkout, to: CheckoutStatus): Checkout {
  if (!checkoutTransitions[checkout.status].includes(to)) {
    throw new Error(`A checkout does not go from ${checkout.status} to ${to}.`);
  }
  return { ...checkout, status: to };
}
