export {
  beginPayment,
  challengeMilliseconds,
} from './begin-payment.ts';
export { leftBehindAt, leftBehindMilliseconds, takeUp } from './left-behind.ts';
export { listPayments, selectPaymentsBefore } from './list-payments.sql.ts';
export type { Payment, PaymentTrigger } from './payment.ts';
export {
  postponePayment,
  selectPayment,
  selectPaymentByReference,
  selectPendingPaymentOf,
  selectSucceededPaymentOf,
} from './payments.sql.ts';
export {
  type CardMetadata,
  type ChargedMethod,
  type ChargeRequest,
  type Outcome,
  type PaymentProcessor,
  type ProcessorDispute,
  ProcessorError,
  type ProcessorEvent,
  type RefundOutcome,
} from './processor.ts';
export {
  type ProcessorSetting,
  readProcessorSetting,
  setStripe,
  unsetProcessor,
} from './processor-setting.ts';
export { processorNamed, processorOf } from './processors.ts';
export { type CardInput, createSandboxCard } from './sandbox/create-sandbox-card.ts';
export {
  answerSandboxChallenge,
  changeSandboxCard,
  disputeSandboxPayment,
  findSandboxChallenge,
  settleSandboxPayment,
} from './sandbox/operate-sandbox.ts';
export { nextSandboxEvent } from './sandbox/sandbox-events.ts';
export { writeOutcome } from './settle-payment-row.ts';
export { placeOf as accountSecretPlace, sealingKey as accountSealingKey } from './stripe/stripe-account.ts';
