export { carryOutRefund, runDueRefund } from './carry-out-refund.ts';
export { createRefund, writeRefund } from './create-refund.ts';
export { listRefunds } from './list-refunds.sql.ts';
export { givenReasons, type Refund, type RefundReason, type RefundStatus } from './refund.ts';
export { selectPendingRefunds, selectRefund } from './refunds.sql.ts';
export { settleRefund } from './settle-refund.ts';
