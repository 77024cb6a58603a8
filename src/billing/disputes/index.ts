export { acceptDispute } from './accept-dispute.ts';
export { type Dispute, type DisputeStatus, disputeStatuses, isClosed, isResolved } from './dispute.ts';
export { listDisputes, selectDispute } from './disputes.sql.ts';
export { recordDispute } from './record-dispute.ts';
