import { Type } from 'typebox';
import type { Dispute } from '../../billing/disputes/index.ts';
import type { Invoice } from '../../billing/invoices/index.ts';
import type { Payment } from '../../billing/payments/index.ts';
import type { Refund } from '../../billing/refunds/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { customerId } from './customer-view.ts';
import { invoiceId } from './invoice-view.ts';
import { nullable } from './schemas.ts';

const paymentStatuses = ['pending', 'authorized', 'captured', 'failed', 'canceled', 'refunded'] as const;

type PaymentStatus = (typeof paymentStatuses)[number];

/** Payments and what becomes of them are in the words of Atlas's payment sessions: ISO times, currencies in capitals. */
export const PaymentSchema = Type.Object({
  id: Type.String(),
  // No payment here was made by a payment session.
  session_id: nullable(Type.String()),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.Unsafe<PaymentStatus>({ type: 'string', enum: [...paymentStatuses] }),
  payment_method_type: Type.String({ enum: ['card', 'apple_pay', 'google_pay', 'bank_account', 'paypal'] }),
  psp: Type.String(),
  psp_transaction_id: nullable(Type.String()),
  captured_amount: Type.Integer(),
  refunded_amount: Type.Integer(),
  card: nullable(
    Type.Object({
      brand: Type.String(),
      last4: Type.String(),
      exp_month: Type.Integer(),
      exp_year: Type.Integer(),
    }),
  ),
  created_at: Type.String({ format: 'date-time' }),
  // Ours beyond Atlas's shape: whose it is, what it pays, and why it failed.
  customer: nullable(Type.String()),
  invoice: nullable(Type.String()),
  decline_code: nullable(Type.String()),
});

export const RefundSchema = Type.Object({
  id: Type.String(),
  payment_id: Type.String(),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.Union([Type.Literal('pending'), Type.Literal('succeeded'), Type.Literal('failed')]),
  reason: nullable(Type.String()),
  created_at: Type.String({ format: 'date-time' }),
});

/** Atlas shows no dispute anywhere: the shape is ours, after that of a refund. */
export const DisputeSchema = Type.Object({
  id: Type.String(),
  payment_id: Type.String(),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.String({ enum: ['warning', 'needs_response', 'under_review', 'won', 'lost', 'prevented'] }),
  reason: nullable(Type.String()),
  evidence_due_by: nullable(Type.String({ format: 'date-time' })),
  created_at: Type.String({ format: 'date-time' }),
});

const paymentId = (uuid: string) => prefixedId('pay', uuid);

/** Other kinds of method are cards behind a name of their own. */
const methodTypes: Record<string, string> = {
  us_bank_account: 'bank_account',
  sepa_debit: 'bank_account',
  paypal: 'paypal',
  apple_pay: 'apple_pay',
  google_pay: 'google_pay',
};

function cardOf({ methodMetadata }: Payment) {
  if (!('last4' in methodMetadata)) return null;
  const { brand, last4, exp_month, exp_year } = methodMetadata;
  return { brand, last4, exp_month, exp_year };
}

/** Never more than the payment: what was paid twice is the customer's credit, and not given back. */
function refundedAmount(payment: Payment, invoice: RefundedInvoice | undefined): number {
  if (payment.status !== 'succeeded' || !invoice) return 0;
  return Math.min(payment.amount, invoice.refundedAmount + invoice.refundedTaxAmount);
}

type RefundedInvoice = Pick<Invoice, 'refundedAmount' | 'refundedTaxAmount'>;

/** @param invoice the one that was paid with it, for what was given back of it */
export function paymentView(payment: Payment, invoice: RefundedInvoice | undefined) {
  const p = payment;
  const refunded = refundedAmount(p, invoice);
  const statuses: Record<Payment['status'], PaymentStatus> = {
    pending: 'pending',
    succeeded: refunded === p.amount ? 'refunded' : 'captured',
    failed: 'failed',
  };
  return {
    id: paymentId(p.id),
    session_id: null,
    amount: p.amount,
    currency: p.currency.toUpperCase(),
    status: statuses[p.status],
    payment_method_type: methodTypes[p.method] ?? 'card',
    psp: p.processor,
    psp_transaction_id: p.processorReference,
    captured_amount: p.status === 'succeeded' ? p.amount : 0,
    refunded_amount: refunded,
    card: cardOf(p),
    created_at: p.createdAt.toISOString(),
    customer: p.customerId && customerId(p.customerId),
    invoice: p.invoiceId && invoiceId(p.invoiceId),
    decline_code: p.declineReason,
  };
}

/** Its tax is part of what goes back. */
export function refundView(refund: Refund) {
  const { status } = refund;
  return {
    id: prefixedId('re', refund.id),
    payment_id: paymentId(refund.paymentId),
    amount: refund.amount + refund.taxAmount,
    currency: refund.currency.toUpperCase(),
    status: status === 'canceled' ? 'failed' : status,
    reason: refund.reason,
    created_at: refund.createdAt.toISOString(),
  };
}

export function disputeView(dispute: Dispute) {
  const { status } = dispute;
  return {
    id: prefixedId('dp', dispute.id),
    payment_id: paymentId(dispute.paymentId),
    amount: dispute.amount + dispute.taxAmount,
    currency: dispute.currency.toUpperCase(),
    status: status === 'early_warning' ? 'warning' : status,
    reason: dispute.reason,
    evidence_due_by: dispute.evidenceDueBy?.toISOString() ?? null,
    created_at: dispute.createdAt.toISOString(),
  };
}
