export { deletePaymentMethod } from './delete-payment-method.ts';
export { type KeptMethod, keepPaymentMethod } from './keep-payment-method.ts';
export type { CardMetadata, PaymentMethod } from './payment-method.ts';
export {
  customerReferenceOf,
  listPaymentMethods,
  paymentMethodToCharge,
  selectPaymentMethod,
  selectPaymentMethodById,
} from './payment-methods.sql.ts';
export { type PaymentMethodInput, savePaymentMethod } from './save-payment-method.ts';
export {
  confirmSetUp,
  type SetUpAnswer,
  type SetUpInput,
  setUpPaymentMethod,
} from './set-up-payment-method.ts';
