export { cancelCurrentSubscriptions } from './cancel-current-subscriptions.ts';
export { subscribeToDefaultPlan } from './subscribe-to-default-plan.ts';
export {
  isCurrent,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionStatus,
  type SubscriptionWithItems,
  subscriptionStatuses,
} from './subscription.ts';
export { hasRenewingSubscription, selectSubscriptionsOfCustomer } from './subscriptions.sql.ts';
