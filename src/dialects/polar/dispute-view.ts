import { Type } from 'typebox';
import type { Customer } from '../../billing/customers/index.ts';
import {
  type Dispute,
  type DisputeStatus,
  disputeStatuses,
  isClosed,
  isResolved,
} from '../../billing/disputes/index.ts';
import { CustomerSchema, customerView, timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

const members = {
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  status: Type.Unsafe<DisputeStatus>({ type: 'string', enum: [...disputeStatuses] }),
  resolved: Type.Boolean(),
  closed: Type.Boolean(),
  amount: Type.Integer(),
  tax_amount: Type.Integer(),
  currency: Type.String(),
  reason: nullable(Type.String()),
  evidence_due_by: nullable(Timestamp),
  past_due: Type.Boolean(),
  order_id: Uuid,
  payment_id: Uuid,
};

/** As a refund shows the dispute that it is of. */
export const RefundDisputeSchema = Type.Object(members);

export const DisputeSchema = Type.Object({
  ...members,
  customer: CustomerSchema,
  case_id: Type.Null(),
});

export function refundDisputeView(dispute: Dispute, now: Date) {
  const { evidenceDueBy } = dispute;
  return {
    created_at: timestamp(dispute.createdAt),
    modified_at: timestampOrNull(dispute.modifiedAt),
    id: dispute.id,
    status: dispute.status,
    resolved: isResolved(dispute),
    closed: isClosed(dispute),
    amount: dispute.amount,
    tax_amount: dispute.taxAmount,
    currency: dispute.currency,
    reason: dispute.reason,
    evidence_due_by: timestampOrNull(evidenceDueBy),
    past_due: evidenceDueBy !== null && evidenceDueBy <= now,
    order_id: dispute.invoiceId,
    payment_id: dispute.paymentId,
  };
}

export function disputeView(dispute: Dispute, customer: Customer, now: Date) {
  return { ...refundDisputeView(dispute, now), customer: customerView(customer), case_id: null };
}
