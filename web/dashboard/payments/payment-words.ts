import { humanize } from '../shared/format.ts';
import type { Payment, PaymentMethod } from '../shared/objects.ts';

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** "Visa •••• 4242", or the kind of method. */
export function cardWords({ method, method_metadata }: { method: string; method_metadata: object }): string {
  const { brand, last4 } = method_metadata as { brand?: string; last4?: string };
  if (!brand || !last4) return humanize(method);
  return `${brands[brand] ?? humanize(brand)} •••• ${last4}`;
}

export function methodWords(paymentMethod: PaymentMethod): string {
  return cardWords({
    method: paymentMethod.type,
    method_metadata: 'method_metadata' in paymentMethod ? paymentMethod.method_metadata : {},
  });
}

const triggers: Record<NonNullable<Payment['trigger']>, string> = {
  purchase: 'Purchase',
  subscription_cycle: 'Renewal',
  retry_dunning: 'Retry',
  retry_customer: 'Retry by the customer',
  retry_payment_method_update: 'Retry with a new card',
  retry_admin: 'Retry by your team',
};

/** Why a payment was tried. */
export const triggerWords = (trigger: Payment['trigger']) => (trigger ? triggers[trigger] : 'Payment');

const declines: Record<string, string> = {
  generic_decline: 'Declined by the bank',
  do_not_honor: 'Declined by the bank',
  insufficient_funds: 'Insufficient funds',
  expired_card: 'Card expired',
  incorrect_cvc: 'Wrong security code',
  incorrect_number: 'Wrong card number',
  authentication_required: 'Authentication needed',
  lost_card: 'Card reported lost',
  stolen_card: 'Card reported stolen',
  fraudulent: 'Suspected fraud',
  processing_error: 'Processing error',
};

/** Why a payment was declined, as its seller is told; nothing where it was not. */
export const declineWords = ({ decline_reason }: Pick<Payment, 'decline_reason'>) =>
  decline_reason ? (declines[decline_reason] ?? humanize(decline_reason)) : '';
