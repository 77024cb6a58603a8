export { carryOutRefund, runDueRefund } from './carry-out-refund.ts';
export { createRefund, type RefundInput, writeRefund } from './create-refund.ts';
export { listRefunds, type RefundFilter, type RefundPage, type RefundSort } from './list-refunds.ts';
export { givenReasons, type Refund, type RefundReason, type RefundStatus } from './refund.ts';
export { selectPendingRefunds, selectRefund } from './refunds.sql.ts';
export { settleRefund } from './settle-refund.ts';
