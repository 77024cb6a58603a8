export {
  billingAddressFields,
  type Checkout,
  type CheckoutAmounts,
  type CheckoutDetails,
  type CheckoutStatus,
  checkoutAmounts,
  checkoutStatuses,
  statusOf,
} from './checkout.ts';
export { type Confirmation, confirmCheckout } from './confirm-checkout.ts';
export { type CheckoutInput, createCheckout, type Offer } from './create-checkout.ts';
export type { CheckoutChange } from './decide-checkout.ts';
export { findCheckoutScope } from './find-checkout-scope.ts';
export {
  type CheckoutFilter,
  type CheckoutPage,
  type CheckoutSort,
  listCheckouts,
} from './list-checkouts.ts';
export { type CheckoutUser, loadCheckout } from './load-checkout.ts';
export { updateCheckout } from './update-checkout.ts';
