export { beginInvoicePayment, isAutomatic } from './begin-invoice-payment.ts';
export { type Bill, type Billed, billSubscription } from './bill-subscription.ts';
export { labelOf, periodLines, periodText, trialLine } from './billing-lines.ts';
export { cancelCurrentSubscriptions } from './cancel-current-subscriptions.ts';
export {
  applyPaidChange,
  type Changed,
  changePlan,
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
  type PlanDecision,
  type ProrationBehavior,
  prorationBehaviors,
} from './decide-plan-change.ts';
export { type DunningSchedule, decideDunning, defaultDunning } from './dunning.ts';
export { endSubscription } from './end-subscription.ts';
export {
  everySubscription,
  listSubscriptions,
  type SubscriptionFilter,
  type SubscriptionPage,
  type SubscriptionSort,
} from './list-subscriptions.ts';
export { loadContext, type SubscriptionContext } from './load-context.ts';
export { giveUpInvoice, recordFailedAttempt, recoverSubscription } from './past-due.ts';
export { type ChangeQuestion, previewChange } from './preview-change.ts';
export { previewRenewal, type RenewalPreview } from './preview-renewal.ts';
export { runDueSubscription } from './renew-subscription.ts';
export { subscribeToDefaultPlan } from './subscribe-to-default-plan.ts';
export {
  type CustomerCancellationReason,
  customerCancellationReasons,
  isBillable,
  isCurrent,
  type PendingUpdate,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionStatus,
  type SubscriptionWithItems,
  subscriptionStatuses,
} from './subscription.ts';
export { discountedAmount, discountForPeriod } from './subscription-discount.ts';
export {
  hasRenewingSubscription,
  recordCustomerState,
  type SubscriptionKey,
  selectSubscription,
  selectSubscriptionsById,
  selectSubscriptionsOfCustomer,
} from './subscriptions.sql.ts';
export { usePaymentMethod } from './use-payment-method.ts';
export { writeSubscription } from './write-subscription.ts';
