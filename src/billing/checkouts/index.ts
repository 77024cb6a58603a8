export {
  type BegunConfirmation,
  beginConfirmation,
  type ConfirmationInput,
} from './begin-confirmation.ts';
export { billingAddressFields } from './billing-address-fields.ts';
export { carryOutSetUp, settleSetUp } from './carry-out-set-up.ts';
export {
  activeTrial,
  type Checkout,
  type CheckoutDetails,
  type CheckoutStatus,
  checkoutStatuses,
  statusOf,
} from './checkout.ts';
export { checkoutAmounts } from './checkout-amounts.ts';
export { type CheckoutPage, findEmbedOrigin, loadCheckoutPage } from './checkout-page.ts';
export { selectClientSecrets } from './checkouts.sql.ts';
export { productFailure } from './choose-prices.ts';
export { completeCheckout, heldConfirmedCheckout } from './complete-checkout.ts';
export { type CheckoutInput, createCheckout, type Offer } from './create-checkout.ts';
export type { CheckoutChange } from './decide-checkout.ts';
export { runDueCheckout } from './due-checkout.ts';
export { findCheckoutScope } from './find-checkout-scope.ts';
export { listCheckouts } from './list-checkouts.sql.ts';
export { loadCheckout, withDetails } from './load-checkout.ts';
export { openCheckout } from './open-checkout.ts';
export { reopenCheckout } from './reopen-checkout.ts';
export type { SetUp } from './set-up.ts';
export { selectSetUp } from './set-ups.sql.ts';
export { updateCheckout } from './update-checkout.ts';
