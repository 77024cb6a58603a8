import type { Address } from '../../platform/address.ts';
import type { Mode } from '../../platform/scope.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { InvoiceAmounts } from './invoice-amounts.ts';

export const invoiceStatuses = [
  'draft',
  'pending',
  'paid',
  'refunded',
  'partially_refunded',
  'void',
] as const;

export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** Where an invoice can go from where it is. Void and refunded are for good. */
export const invoiceTransitions: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  draft: ['pending', 'void'],
  pending: ['paid', 'void'],
  paid: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  refunded: [],
  void: [],
};

/** Whether the money came in once, also where some of it was given back since. */
export function isPaid(status: InvoiceStatus): boolean {
  return status === 'paid' || status === 'partially_refunded' || status === 'refunded';
}

/** Why there is an invoice. */
export type BillingReason = 'purchase';

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
  /** Lower case. */
  currency: string;
  refundedAmount: number;
  /** The tax in what was given back; not part of `refundedAmount`. */
  refundedTaxAmount: number;
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
  taxAmount: number;
  /** A percentage as text, `19` or `8.1`; null where no tax was worked out. */
  taxRate: string | null;
  /** Whether it is a part of a price, for a part of a period. */
  proration: boolean;
  priceId: string | null;
};
