import type { Address } from '../../platform/address.ts';
import type { Mode } from '../../platform/scope.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { TaxStatus } from '../tax/index.ts';
import type { InvoiceAmounts } from './invoice-amounts.ts';

export const invoiceStatuses = [
  'draft',
  'pending',
  'paid',
  'refunded',
  'partially_refunded',
  'void',
  'uncollectible',
] as const;

export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** Where an invoice can go from where it is. Void is for good; a refund that fails afterwards is taken back. */
export const invoiceTransitions: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  draft: ['pending', 'void'],
  pending: ['paid', 'void', 'uncollectible'],
  paid: ['partially_refunded', 'refunded'],
  partially_refunded: ['paid', 'refunded'],
  refunded: ['paid', 'partially_refunded'],
  void: [],
  uncollectible: ['paid', 'void'],
};

/** Whether the money came in once, also where some of it was given back since. */
export function isPaid(status: InvoiceStatus): boolean {
  return status === 'paid' || status === 'partially_refunded' || status === 'refunded';
}

/** Why there is an invoice. */
export type BillingReason =
  | 'purchase'
  | 'subscription_create'
  | 'subscription_cycle'
  | 'subscription_update'
  | 'subscription_meter_cycle';

/**
 * What a customer owes or paid for (Polar: an order). Money is in minor units of `currency`. The PDF of it, which the
 * vendors call the invoice, is a document of this.
 */
export type Invoice = InvoiceAmounts & {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  /** Counts changes. */
  version: number;
  status: InvoiceStatus;
  billingReason: BillingReason;
  customerId: string;
  productId: string | null;
  checkoutId: string | null;
  subscriptionId: string | null;
  discountId: string | null;
  /** Lower case. */
  currency: string;
  /** Whether the lines have their tax inside; null on invoices of before tax was worked out. */
  taxBehavior: 'inclusive' | 'exclusive' | null;
  taxStatus: TaxStatus | null;
  /** `VAT`, `GST`; null where there is none. */
  taxName: string | null;
  /** Seats bought once and for all. */
  seats: number | null;
  /** The time that the lines are for, where it is one. */
  periodStart: Date | null;
  periodEnd: Date | null;
  refundedAmount: number;
  /** The tax in what was given back; not part of `refundedAmount`. */
  refundedTaxAmount: number;
  /** What was given back, or taken off what is due, by credit notes; with tax. */
  creditedAmount: number;
  /** The tax in what was credited. */
  creditedTaxAmount: number;
  /** What was too little to be charged: the customer's account owes it, and the next invoice collects it. */
  deferredAmount: number;
  collectionMethod: 'charge_automatically' | 'send_invoice';
  billingName: string | null;
  billingAddress: Address | null;
  taxId: TaxId | null;
  /** Null for drafts only; never changes. */
  number: string | null;
  /** Only where a payment succeeded. */
  receiptNumber: string | null;
  issuedAt: Date | null;
  dueAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  /** How often the payment was tried by itself, and by the customer's wish. */
  paymentAttempts: number;
  manualAttempts: number;
  /** When the first attempt failed by itself. */
  firstFailedAt: Date | null;
  /** When it is tried again. */
  nextPaymentAttemptAt: Date | null;
  /** When something falls due of it: the next attempt, or giving up. */
  nextActionAt: Date | null;
  description: string;
  metadata: Record<string, unknown>;
  customFieldData: Record<string, unknown>;
  /** Whether its PDF was made. */
  hasDocument: boolean;
  lines: InvoiceLine[];
};

export type InvoiceLine = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  invoiceId: string;
  /** Its place on the invoice, from 0. */
  position: number;
  label: string;
  quantity: number;
  unitAmount: number;
  /** Before discount; with the tax inside where prices have it inside. */
  amount: number;
  /** Its share of the invoice's discount. */
  discountAmount: number;
  taxAmount: number;
  /** A percentage as text, `19` or `8.1`; null where no tax was worked out. */
  taxRate: string | null;
  /** Whether it is a part of a price, for a part of a period. Its discount is in the amount already. */
  proration: boolean;
  discountable: boolean;
  priceId: string | null;
  periodStart: Date | null;
  periodEnd: Date | null;
};
