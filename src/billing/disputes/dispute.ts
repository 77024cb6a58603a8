import type { Mode } from '../../platform/scope.ts';
import type { ProcessorDispute } from '../payments/index.ts';

export const disputeStatuses = [
  'prevented',
  'early_warning',
  'needs_response',
  'under_review',
  'lost',
  'won',
] as const satisfies readonly ProcessorDispute['status'][];

export type DisputeStatus = ProcessorDispute['status'];

/** What a buyer's bank wants back of a payment. Minor units of `currency`. */
export type Dispute = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  invoiceId: string;
  paymentId: string;
  customerId: string;
  status: DisputeStatus;
  /** Without tax. */
  amount: number;
  taxAmount: number;
  currency: string;
  /** In the words of the card networks; null where it is not told. */
  reason: string | null;
  /** Until when the merchant can answer; null where nothing is to be answered. */
  evidenceDueBy: Date | null;
  processor: string;
  processorReference: string;
};

/** Whether it has been decided for one side. */
export function isResolved({ status }: Pick<Dispute, 'status'>): boolean {
  return status === 'won' || status === 'lost';
}

/** Whether nothing more comes of it. */
export function isClosed(dispute: Pick<Dispute, 'status'>): boolean {
  return dispute.status === 'prevented' || isResolved(dispute);
}
