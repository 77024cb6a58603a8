import type { Mode } from '../../platform/scope.ts';

/** Why money is given back, as a merchant may say. */
export const givenReasons = [
  'duplicate',
  'fraudulent',
  'customer_request',
  'service_disruption',
  'satisfaction_guarantee',
  'other',
] as const;

export type GivenReason = (typeof givenReasons)[number];

/** `dispute_prevention`: the buyer's bank took it back. */
export type RefundReason = GivenReason | 'dispute_prevention';

export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'canceled';

/** Money of an invoice's payment that goes back. Minor units of `currency`. */
export type Refund = {
  organizationId: string;
  mode: Mode;
  /** Also the key that keeps the processor from paying back twice. */
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  invoiceId: string;
  paymentId: string;
  customerId: string;
  subscriptionId: string | null;
  /** The dispute by which the money was taken back; null of what the merchant gives back. */
  disputeId: string | null;
  status: RefundStatus;
  reason: RefundReason;
  /** Without tax. */
  amount: number;
  taxAmount: number;
  currency: string;
  /** For the merchant's own eyes. */
  comment: string | null;
  /** Whether the customer loses what was bought. */
  revokeBenefits: boolean;
  metadata: Record<string, unknown>;
  processor: string;
  /** What the processor knows it by; null until it has answered. */
  processorReference: string | null;
  failureReason: string | null;
  settledAt: Date | null;
  /** When a pending one is looked at again. */
  nextActionAt: Date | null;
};

/** Whether a refund may go from one state to another: one that succeeded can still fail at the buyer's bank. */
export function canSettle(refund: Pick<Refund, 'status'>, to: RefundStatus): boolean {
  const nexts: Record<RefundStatus, readonly RefundStatus[]> = {
    pending: ['succeeded', 'failed', 'canceled'],
    succeeded: ['failed', 'canceled'],
    failed: [],
    canceled: [],
  };
  return nexts[refund.status].includes(to);
}
