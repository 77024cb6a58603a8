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
  retry_dunning: 'Another attempt',
  retry_customer: 'Attempt by the customer',
  retry_payment_method_update: 'Attempt with a new card',
  retry_admin: 'Attempt by the team',
};

/** Why a payment was tried. */
export const triggerWords = (trigger: Payment['trigger']) => (trigger ? triggers[trigger] : 'Payment');

/** Why a payment was declined; nothing where it was not. */
export const declineWords = ({ decline_reason }: Pick<Payment, 'decline_reason'>) =>
  decline_reason ? humanize(decline_reason) : '';
