export { listPayments, type PaymentFilter, type PaymentPage, type PaymentSort } from './list-payments.ts';
export type { Payment, PaymentTrigger } from './payment.ts';
export { selectPayment } from './payments.sql.ts';
export type { Charge, ChargedMethod, ChargeRequest, PaymentProcessor } from './processor.ts';
export { processorOf } from './processors.ts';
export { type PaymentInput, recordPayment } from './record-payment.ts';
export { type CardInput, type CardToken, createSandboxCard } from './sandbox/create-sandbox-card.ts';
