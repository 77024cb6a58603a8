export type { CardMetadata, PaymentMethod } from './payment-method.ts';
export { listPaymentMethods, selectPaymentMethod } from './payment-methods.sql.ts';
export { type PaymentMethodInput, savePaymentMethod } from './save-payment-method.ts';
