export { acceptDispute } from './accept-dispute.ts';
export { type Dispute, type DisputeStatus, disputeStatuses, isClosed, isResolved } from './dispute.ts';
export { type DisputeFilter, type DisputeSort, listDisputes, selectDispute } from './disputes.sql.ts';
export { recordDispute } from './record-dispute.ts';
