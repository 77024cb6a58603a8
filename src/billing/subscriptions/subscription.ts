import type { Mode } from '../../platform/scope.ts';

export const subscriptionStatuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'cancellation_scheduled',
  'canceled',
  'paused',
] as const;

export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Those in which a customer has what was subscribed to. */
export const currentStatuses: readonly SubscriptionStatus[] = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'cancellation_scheduled',
];

export type CancellationReason = 'customer_archived' | 'customer_deleted';

/** What a customer is on. Money is in minor units of the price's currency. */
export type Subscription = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string;
  pricingModelId: string;
  productId: string;
  priceId: string;
  name: string;
  status: SubscriptionStatus;
  /** Whether it has billing periods, one after the other; without, it runs until it is canceled. */
  renews: boolean;
  isFreePlan: boolean;
  startedAt: Date;
  canceledAt: Date | null;
  cancellationReason: CancellationReason | null;
  metadata: Record<string, string | number | boolean>;
};

export type SubscriptionItem = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  subscriptionId: string;
  priceId: string;
  name: string | null;
  unitPrice: number;
  quantity: number;
  /** When it stops to count; null while it does. */
  expiredAt: Date | null;
};

export type SubscriptionWithItems = Subscription & { items: SubscriptionItem[] };

/** Whether the customer has what was subscribed to. */
export function isCurrent(subscription: Pick<Subscription, 'status'>): boolean {
  return currentStatuses.includes(subscription.status);
}
