import type { Mode } from '../../platform/scope.ts';

/** Why something is taken off an invoice. */
export const creditReasons = [
  'duplicate',
  'fraudulent',
  'customer_request',
  'service_disruption',
  'satisfaction_guarantee',
  'dispute_prevention',
  'order_change',
  'billing_error',
  'other',
] as const;

export type CreditReason = (typeof creditReasons)[number];

/** Where what is credited goes: back to the means of payment, off what is due, or on the customer's account. */
export type CreditSettlement = 'refund' | 'due' | 'account';

/**
 * What is taken off an invoice after it was issued: an issued invoice never changes, its credit notes correct it. Money is in
 * minor units of `currency`.
 */
export type CreditNote = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  invoiceId: string;
  customerId: string;
  /** The refund that it is of; null of a correction. */
  refundId: string | null;
  /** Of a run of its own without gaps; never changes. */
  number: string;
  settledBy: CreditSettlement;
  /** Void where the refund that it is of failed afterwards. */
  status: 'issued' | 'void';
  reason: CreditReason;
  /** For whoever reads the document. */
  memo: string | null;
  currency: string;
  /** Without tax. */
  amount: number;
  taxAmount: number;
  voidedAt: Date | null;
  lines: CreditNoteLine[];
};

export type CreditNoteLine = CreditedLine & {
  organizationId: string;
  mode: Mode;
  id: string;
  creditNoteId: string;
  /** Its place on the note, from 0. */
  position: number;
};

/** What is taken off one line of an invoice. */
export type CreditedLine = {
  /** Null of an earlier debt that the invoice had collected. */
  invoiceLineId: string | null;
  label: string;
  /** Without tax. */
  amount: number;
  taxAmount: number;
  taxRate: string | null;
};
