import type { Scope } from '../../platform/scope.ts';
import type { Customer } from '../customers/index.ts';
import { emailKey, noteRedemption } from '../discounts/index.ts';
import { type Invoice, issueInvoice, type LineInput } from '../invoices/index.ts';
import { savePaymentMethod } from '../payment-methods/index.ts';
import type { Outcome } from '../payments/index.ts';
import { seatBuyer } from '../seats/index.ts';
import { periodLines, type SubscriptionWithItems, trialLine } from '../subscriptions/index.ts';
import { taxBehaviorOf } from '../tax/index.ts';
import { type Checkout, type CheckoutDetails, mainPrice, moved, rhythmOf } from './checkout.ts';
import { checkoutAmounts, organizationUnder, purchaseLines } from './checkout-amounts.ts';
import { selectCheckoutHeld } from './checkouts.sql.ts';
import { type Buyer, defaultToMethod, saveBuyer } from './find-buyer.ts';
import { detailsOf } from './load-checkout.ts';
import { subscribeBuyer } from './subscribe-buyer.ts';
import { insertTrialRedemption } from './trial-redemptions.sql.ts';
import { writeCheckout } from './write-checkout.ts';

/** How a checkout was paid, or which card is kept for later; null where neither was needed. */
export type CardUsed = { processor: string; outcome: Outcome; isCharged: boolean } | null;

export type CompletedCheckout = {
  details: CheckoutDetails;
  customer: Customer;
  invoice: Invoice;
  subscriptionId: string | null;
  paymentMethodId: string | null;
};

/** A checkout that waits for its payment, held until the transaction ends. */
export async function heldConfirmedCheckout(scope: Scope, id: string): Promise<CheckoutDetails> {
  const checkout = await selectCheckoutHeld(scope, id);
  if (checkout?.status !== 'confirmed') throw new Error(`Checkout ${id} is not confirmed.`);
  return detailsOf(scope, checkout);
}

/**
 * Gives the buyer what a confirmed checkout is for, in the caller's transaction, which holds the checkout: finds or makes
 * the customer, keeps the card, begins or upgrades the subscription, issues the invoice. Nothing of it may fail for a
 * reason of the buyer's: they have paid.
 *
 * @param known where it is confirmed and completed at once: the checkout as it still is stored, and who buys
 */
export async function completeCheckout(
  scope: Scope,
  details: CheckoutDetails,
  card: CardUsed,
  known?: { before: Checkout; buyer: Buyer },
): Promise<CompletedCheckout> {
  const { checkout, discount } = details;
  const buyer = await saveBuyer(scope, details, known?.buyer);
  const kept = card && (await keepCard(scope, buyer.customer, card));
  const customer = kept?.customer ?? buyer.customer;
  const paymentMethodId = kept?.methodId ?? null;
  const subscription =
    rhythmOf(details) === null ? null : await subscribeBuyer(scope, details, customer, paymentMethodId);
  const invoice = await billBuyer(scope, details, customer, subscription, card?.isCharged ?? false);
  const cardFingerprint = card?.outcome.method?.fingerprint ?? null;
  if (discount) {
    await noteRedemption(scope, {
      checkoutId: checkout.id,
      customerId: customer.id,
      subscriptionId: subscription?.id ?? null,
      cardFingerprint,
    });
  }
  if (subscription?.trialEnd) {
    const key = customer.email === null ? null : emailKey(customer.email);
    await insertTrialRedemption(scope, checkout.id, {
      customerId: customer.id,
      emailKey: key,
      cardFingerprint,
    });
  }
  if (!subscription && details.prices.some(({ amountType }) => amountType === 'seat_based')) {
    await seatBuyer(scope, customer.id, { invoiceId: invoice.id });
  }
  const succeeded = await writeCheckout(scope, known?.before ?? checkout, {
    ...moved(checkout, 'succeeded'),
    customerId: customer.id,
    customerMatched: buyer.isMatched,
  });
  return {
    details: { ...details, checkout: succeeded, challengeSecret: null },
    customer,
    invoice,
    subscriptionId: subscription?.id ?? null,
    paymentMethodId,
  };
}

async function keepCard(
  scope: Scope,
  customer: Customer,
  { processor, outcome }: NonNullable<CardUsed>,
): Promise<{ customer: Customer; methodId: string } | undefined> {
  if (!outcome.method) return undefined;
  const method = await savePaymentMethod(scope, {
    customerId: customer.id,
    processor,
    processorReference: outcome.method.reference,
    processorCustomerReference: outcome.customerReference,
    fingerprint: outcome.method.fingerprint,
    type: outcome.method.type,
    methodMetadata: outcome.method.metadata,
  });
  return { customer: await defaultToMethod(scope, customer, method.id), methodId: method.id };
}

/** Issues the invoice of what was bought, by the terms that it was confirmed under. */
async function billBuyer(
  scope: Scope,
  details: CheckoutDetails,
  customer: Customer,
  subscription: SubscriptionWithItems | null,
  isCharged: boolean,
): Promise<Invoice> {
  const { checkout, product, discount } = details;
  const { terms } = checkout;
  if (!terms) throw new Error(`Checkout ${checkout.id} was never confirmed.`);
  const address = checkout.customerBillingAddress ?? customer.billingAddress;
  const setting = mainPrice(details).taxBehavior ?? terms.defaultTaxBehavior;
  const period = subscription && periodOf(subscription);
  const isNothing = terms.trial !== null || checkoutAmounts(details, scope.clock.now()).totalAmount === 0;
  return issueInvoice(scope, {
    organization: organizationUnder(details, terms),
    customer: { ...customer, taxExempt: terms.taxExempt },
    product,
    lines: linesOf(details, subscription),
    discount: subscription?.trialEnd ? null : discount,
    behavior: taxBehaviorOf(setting, address?.country ?? null),
    currency: checkout.currency,
    billingReason: subscription ? 'subscription_create' : 'purchase',
    billing: billingOf(checkout, customer),
    checkoutId: checkout.id,
    subscriptionId: subscription?.id ?? null,
    seats: subscription ? null : checkout.seats,
    periodStart: period?.start ?? null,
    periodEnd: period?.end ?? null,
    metadata: checkout.metadata,
    customFieldData: checkout.customFieldData,
    at: checkout.confirmedAt ?? undefined,
    // What is too little to be charged goes on the customer's account; what that had before was not part of the purchase.
    as: isCharged || isNothing ? 'paid' : 'due',
    appliedBalance: 0,
  });
}

/** As the buyer gave them; what they did not give, as the customer has it, but for the tax id, which decides the tax. */
function billingOf(checkout: Checkout, customer: Customer) {
  return {
    name: checkout.customerBillingName ?? customer.billingName ?? customer.name,
    address: checkout.customerBillingAddress ?? customer.billingAddress,
    taxId: checkout.customerTaxId,
  };
}

function periodOf({ currentPeriodStart, currentPeriodEnd }: SubscriptionWithItems) {
  return currentPeriodStart && currentPeriodEnd && { start: currentPeriodStart, end: currentPeriodEnd };
}

function linesOf(details: CheckoutDetails, subscription: SubscriptionWithItems | null): LineInput[] {
  const period = subscription && periodOf(subscription);
  if (!subscription || !period) return purchaseLines(details);
  if (subscription.trialEnd) return [trialLine(details.product, period)];
  const lines = periodLines(details.product, subscription.items, details.prices, period);
  return lines.length > 0 ? lines : purchaseLines(details);
}
