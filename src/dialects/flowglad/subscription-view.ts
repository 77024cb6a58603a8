import { Type } from 'typebox';
import type { Price } from '../../billing/catalog/index.ts';
import {
  isCurrent,
  type Subscription,
  type SubscriptionItem,
  type SubscriptionWithItems,
  subscriptionStatuses,
} from '../../billing/subscriptions/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { customerId } from './customer-view.ts';
import { PriceSchema, priceView, recordView } from './pricing-model-view.ts';
import { Metadata, nullable } from './schemas.ts';
import { type ContractRules, inPricingModelMembers, Timestamp } from './versions.ts';

export const SubscriptionSchema = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  startDate: Timestamp,
  customerId: Type.String(),
  organizationId: Type.String(),
  status: Type.Unsafe<Subscription['status']>({ type: 'string', enum: [...subscriptionStatuses] }),
  defaultPaymentMethodId: nullable(Type.String()),
  backupPaymentMethodId: nullable(Type.String()),
  trialEnd: nullable(Timestamp),
  currentBillingPeriodStart: nullable(Timestamp),
  currentBillingPeriodEnd: nullable(Timestamp),
  metadata: nullable(Metadata),
  canceledAt: nullable(Timestamp),
  cancelScheduledAt: nullable(Timestamp),
  cancellationReason: nullable(Type.String()),
  replacedBySubscriptionId: nullable(Type.String()),
  isFreePlan: Type.Boolean(),
  doNotCharge: Type.Boolean(),
  priceId: Type.String(),
  runBillingAtPeriodStart: nullable(Type.Boolean()),
  interval: nullable(Type.String()),
  intervalCount: nullable(Type.Integer()),
  billingCycleAnchorDate: nullable(Timestamp),
  name: nullable(Type.String()),
  renews: Type.Boolean(),
  scheduledAdjustmentAt: nullable(Timestamp),
  current: Type.Boolean(),
  ...inPricingModelMembers,
});

export const SubscriptionItemSchema = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  subscriptionId: Type.String(),
  name: nullable(Type.String()),
  addedDate: Timestamp,
  priceId: nullable(Type.String()),
  unitPrice: Type.Integer(),
  quantity: Type.Integer(),
  metadata: nullable(Metadata),
  type: Type.Literal('static'),
  externalId: nullable(Type.String()),
  expiredAt: nullable(Timestamp),
  manuallyCreated: Type.Boolean(),
  ...inPricingModelMembers,
});

export const RichSubscriptionSchema = Type.Object({
  ...SubscriptionSchema.properties,
  subscriptionItems: Type.Array(Type.Object({ ...SubscriptionItemSchema.properties, price: PriceSchema })),
  experimental: Type.Object({
    featureItems: Type.Array(Type.Object({ id: Type.String() })),
    usageMeterBalances: Type.Array(Type.Object({ id: Type.String() })),
  }),
});

/** A subscription as it is: those that there are have neither trial nor billing periods. */
export function subscriptionView(subscription: Subscription, rules: ContractRules) {
  const s = subscription;
  const canceledAt = s.canceledAt && rules.time(s.canceledAt);
  return {
    ...recordView('sub', s, rules),
    startDate: rules.time(s.startedAt),
    customerId: customerId(s.customerId),
    organizationId: prefixedId('org', s.organizationId),
    status: s.status,
    defaultPaymentMethodId: null,
    backupPaymentMethodId: null,
    trialEnd: null,
    currentBillingPeriodStart: null,
    currentBillingPeriodEnd: null,
    metadata: s.metadata,
    canceledAt,
    // What was canceled at once was scheduled for that very moment.
    cancelScheduledAt: canceledAt,
    cancellationReason: s.cancellationReason,
    replacedBySubscriptionId: null,
    isFreePlan: s.isFreePlan,
    doNotCharge: false,
    priceId: prefixedId('price', s.priceId),
    runBillingAtPeriodStart: true,
    interval: null,
    intervalCount: null,
    billingCycleAnchorDate: null,
    name: s.name,
    renews: s.renews,
    scheduledAdjustmentAt: null,
    current: isCurrent(s),
    ...rules.inPricingModel(s.pricingModelId),
  };
}

export function subscriptionItemView(item: SubscriptionItem, pricingModelId: string, rules: ContractRules) {
  return {
    ...recordView('si', item, rules),
    subscriptionId: prefixedId('sub', item.subscriptionId),
    name: item.name,
    addedDate: rules.time(item.createdAt),
    priceId: prefixedId('price', item.priceId),
    unitPrice: item.unitPrice,
    quantity: item.quantity,
    metadata: null,
    type: 'static',
    externalId: null,
    expiredAt: item.expiredAt && rules.time(item.expiredAt),
    manuallyCreated: false,
    ...rules.inPricingModel(pricingModelId),
  };
}

/** A subscription with its items, their prices, and what the client's own checks of features and usage go by. */
export function richSubscriptionView(
  subscription: SubscriptionWithItems,
  prices: ReadonlyMap<string, Price>,
  rules: ContractRules,
) {
  const { pricingModelId } = subscription;
  return {
    ...subscriptionView(subscription, rules),
    subscriptionItems: subscription.items.map((item) => {
      const price = prices.get(item.priceId);
      return {
        ...subscriptionItemView(item, pricingModelId, rules),
        price: price ? priceView(price, pricingModelId, rules) : null,
      };
    }),
    experimental: { featureItems: [], usageMeterBalances: [] },
  };
}
