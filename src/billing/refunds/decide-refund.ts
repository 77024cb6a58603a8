import { fail, ok, type Result } from '../../platform/result.ts';
import { roundedShare } from '../../platform/rounding.ts';
import { type Invoice, isPaid, refundableAmounts } from '../invoices/index.ts';

export type RefundParts = { amount: number; taxAmount: number };

export type RefundQuestion = {
  invoice: Pick<
    Invoice,
    | 'status'
    | 'netAmount'
    | 'taxAmount'
    | 'appliedBalanceAmount'
    | 'creditedAmount'
    | 'creditedTaxAmount'
    | 'subscriptionId'
  >;
  /** Whether a payment of the invoice succeeded, and whether its buyer's bank disputes it. */
  payment: 'none' | 'succeeded' | 'disputed';
  /** What is on its way back already. */
  pending: RefundParts;
  /** Without tax. */
  amount: number;
  revokeBenefits: boolean;
};

/**
 * What of an invoice goes back, without and of the tax. Polar: the rest takes all the tax that is left with it, a part its
 * share of the tax, and never more than is left.
 *
 * @returns `refunded_already`, `subscription_benefits_kept`, `payment_unknown`, `payment_disputed`,
 *   `refund_amount_too_large`.
 */
export function decideRefund(question: RefundQuestion): Result<RefundParts> {
  const { invoice, payment, pending, amount, revokeBenefits } = question;
  if (invoice.status === 'refunded') {
    return fail({ code: 'refunded_already', message: 'The invoice is refunded already.' });
  }
  if (revokeBenefits && invoice.subscriptionId !== null) {
    return fail({
      code: 'subscription_benefits_kept',
      message: "A subscription's benefits end with the subscription, not with a refund.",
    });
  }
  if (payment === 'none' || !isPaid(invoice.status)) {
    return fail({ code: 'payment_unknown', message: 'The invoice was not paid with money.' });
  }
  if (payment === 'disputed') {
    return fail({ code: 'payment_disputed', message: "The buyer's bank disputes the payment." });
  }
  const refundable = refundableAmounts(invoice);
  const left = {
    amount: refundable.amount - pending.amount,
    taxAmount: refundable.taxAmount - pending.taxAmount,
  };
  if (amount > left.amount) {
    return fail({
      code: 'refund_amount_too_large',
      field: 'amount',
      message: 'Refund amount exceeds refundable amount',
    });
  }
  return ok({ amount, taxAmount: amount === left.amount ? left.taxAmount : taxOf(invoice, amount, left) });
}

function taxOf(invoice: RefundQuestion['invoice'], amount: number, left: RefundParts): number {
  if (invoice.netAmount === 0) return 0;
  return Math.min(left.taxAmount, roundedShare(amount, invoice.taxAmount, invoice.netAmount));
}
