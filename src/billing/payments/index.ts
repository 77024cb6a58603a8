export {
  beginPayment,
  challengeMilliseconds,
  type PaymentInput,
} from './begin-payment.ts';
export { leftBehindAt, leftBehindMilliseconds, takeUp } from './left-behind.ts';
export { listPayments, type PaymentFilter, type PaymentPage, type PaymentSort } from './list-payments.ts';
export type { Payment, PaymentPurpose, PaymentTrigger } from './payment.ts';
export {
  postponePayment,
  selectPayment,
  selectPaymentByReference,
  selectPendingPaymentOf,
  selectSucceededPaymentOf,
} from './payments.sql.ts';
export {
  type ChargedMethod,
  type ChargeRequest,
  type ChargeSource,
  type Outcome,
  type PaymentProcessor,
  type ProcessorDispute,
  ProcessorError,
  type ProcessorEvent,
  type RefundOutcome,
  type RefundRequest,
  type SetUpRequest,
} from './processor.ts';
export {
  type ProcessorSetting,
  readProcessorSetting,
  setStripe,
  unsetProcessor,
} from './processor-setting.ts';
export { processorNamed, processorOf } from './processors.ts';
export { recordPayment } from './record-payment.ts';
export { type CardInput, type CardToken, createSandboxCard } from './sandbox/create-sandbox-card.ts';
export {
  answerSandboxChallenge,
  changeSandboxCard,
  disputeSandboxPayment,
  findSandboxChallenge,
  settleSandboxPayment,
} from './sandbox/operate-sandbox.ts';
export { nextSandboxEvent } from './sandbox/sandbox-events.ts';
export { writeOutcome } from './settle-payment-row.ts';
