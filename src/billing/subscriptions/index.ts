export { beginInvoicePayment, isAutomatic } from './begin-invoice-payment.ts';
export type { Bill, Billed } from './bill-subscription.ts';
export { labelOf, periodLines, trialLine } from './billing-lines.ts';
export { cancelCurrentSubscriptions } from './cancel-current-subscriptions.ts';
export {
  applyPaidChange,
  type Changed,
  type PlanPreview,
  releaseChange,
} from './change-plan.ts';
export type { SubscriptionCommand } from './command.ts';
export { commandSubscription } from './command-subscription.ts';
export { createFreeSubscription } from './create-free-subscription.ts';
export {
  createSubscription,
  type NewSubscription,
  newSubscription,
  type Trial,
} from './create-subscription.ts';
export {
  type PlanChange,
  type ProrationBehavior,
  prorationBehaviors,
} from './decide-plan-change.ts';
export { type DunningSchedule, defaultDunning } from './dunning.ts';
export {
  everySubscription,
  listSubscriptions,
  type SubscriptionFilter,
} from './list-subscriptions.sql.ts';
export type { SubscriptionContext } from './load-context.ts';
export { giveUpInvoice, recordFailedAttempt, recoverSubscription } from './past-due.ts';
export { previewChange } from './preview-change.ts';
export { previewRenewal, type RenewalPreview } from './preview-renewal.ts';
export { takeDueStep } from './renew-subscription.ts';
export { subscribeToDefaultPlan } from './subscribe-to-default-plan.ts';
export {
  type CustomerCancellationReason,
  customerCancellationReasons,
  isBillable,
  isCurrent,
  type NextTurn,
  nextReminder,
  nextTurn,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionStatus,
  type SubscriptionWithItems,
  subscriptionStatuses,
} from './subscription.ts';
export { discountedAmount } from './subscription-discount.ts';
export {
  hasRenewingSubscription,
  revivedSubscription,
  type SubscriptionKey,
  selectSubscription,
  selectSubscriptionsById,
  selectSubscriptionsOfCustomer,
  withItems,
} from './subscriptions.sql.ts';
export { usePaymentMethod } from './use-payment-method.ts';
export { writeSubscription } from './write-subscription.ts';
