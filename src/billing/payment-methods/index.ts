export { deletePaymentMethod } from './delete-payment-method.ts';
export { runDuePaymentMethod } from './due-payment-method.ts';
export { type CardForm, findCardForm } from './find-card-form.ts';
export { keepPaymentMethod } from './keep-payment-method.ts';
export type { PaymentMethod } from './payment-method.ts';
export {
  customerReferenceOf,
  listPaymentMethods,
  paymentMethodToCharge,
  selectPaymentMethod,
  selectPaymentMethodById,
} from './payment-methods.sql.ts';
export { savePaymentMethod } from './save-payment-method.ts';
export {
  confirmSetUp,
  type SetUpAnswer,
  setUpPaymentMethod,
} from './set-up-payment-method.ts';
