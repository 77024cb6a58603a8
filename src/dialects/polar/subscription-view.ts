import { Type } from 'typebox';
import type { Price, ProductWithPrices } from '../../billing/catalog/index.ts';
import type { Customer } from '../../billing/customers/index.ts';
import type { Discount } from '../../billing/discounts/index.ts';
import type { Organization } from '../../billing/organizations/index.ts';
import {
  type CustomerCancellationReason,
  customerCancellationReasons,
  type Subscription,
} from '../../billing/subscriptions/index.ts';
import {
  CustomerSchema,
  customerView,
  metadataView,
  timestamp,
  timestampOrNull,
  UserSchema,
  userView,
} from './customer-view.ts';
import { discountMembers, EmbeddedDiscountSchema } from './discount-view.ts';
import { CustomerOrganizationSchema, customerOrganizationView } from './organization-view.ts';
import {
  IntervalSchema,
  PriceSchema,
  ProductSchema,
  PublicProductSchema,
  priceView,
  type productView,
  publicProductView,
} from './product-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

/** As Polar's clients know them. */
const shownStatuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const;

export type ShownStatus = (typeof shownStatuses)[number];

export const StatusSchema = Type.Unsafe<ShownStatus>({ type: 'string', enum: [...shownStatuses] });

export const ReasonSchema = Type.Unsafe<CustomerCancellationReason>({
  type: 'string',
  enum: [...customerCancellationReasons],
});

/** The members of a subscription itself, without what hangs on it. */
const ownMembers = {
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  amount: Type.Integer(),
  currency: Type.String(),
  recurring_interval: IntervalSchema,
  recurring_interval_count: Type.Integer(),
  status: StatusSchema,
  current_period_start: Timestamp,
  current_period_end: Timestamp,
  current_meter_period_start: Type.Null(),
  current_meter_period_end: Type.Null(),
  trial_start: nullable(Timestamp),
  trial_end: nullable(Timestamp),
  cancel_at_period_end: Type.Boolean(),
  canceled_at: nullable(Timestamp),
  started_at: nullable(Timestamp),
  ends_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  past_due_at: nullable(Timestamp),
  pause_at_period_end: Type.Boolean(),
  paused_at: nullable(Timestamp),
  resumes_at: nullable(Timestamp),
  customer_id: Uuid,
  product_id: Uuid,
  discount_id: nullable(Uuid),
  checkout_id: nullable(Uuid),
  seats: nullable(Type.Integer()),
  units: nullable(Type.Integer()),
  customer_cancellation_reason: nullable(ReasonSchema),
  customer_cancellation_comment: nullable(Type.String()),
  // What clients of the early days read.
  user_id: Uuid,
  price_id: Uuid,
};

/** As an order shows the subscription that it is of, to its customer and to its merchant. */
export const CustomerOrderSubscriptionSchema = Type.Object(ownMembers);
export const OrderSubscriptionSchema = Type.Object({ ...ownMembers, metadata: Metadata });

const PendingUpdateSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  applies_at: Timestamp,
  product_id: nullable(Uuid),
  seats: nullable(Type.Integer()),
  units: nullable(Type.Integer()),
});

const shownMembers = {
  ...ownMembers,
  prices: Type.Array(PriceSchema),
  price: nullable(PriceSchema),
  meters: Type.Array(Type.Unknown()),
  pending_update: nullable(PendingUpdateSchema),
};

export const SubscriptionSchema = Type.Object({
  ...shownMembers,
  metadata: Metadata,
  custom_field_data: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  customer: CustomerSchema,
  user: UserSchema,
  product: ProductSchema,
  discount: nullable(EmbeddedDiscountSchema),
});

export const CustomerSubscriptionSchema = Type.Object({
  ...shownMembers,
  product: Type.Object({ ...PublicProductSchema.properties, organization: CustomerOrganizationSchema }),
});

/** What of a subscription is in the state of its customer. */
export const StateSubscriptionSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  custom_field_data: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  metadata: Metadata,
  status: StatusSchema,
  amount: Type.Integer(),
  currency: Type.String(),
  recurring_interval: IntervalSchema,
  current_period_start: Timestamp,
  current_period_end: Timestamp,
  trial_start: nullable(Timestamp),
  trial_end: nullable(Timestamp),
  cancel_at_period_end: Type.Boolean(),
  canceled_at: nullable(Timestamp),
  started_at: nullable(Timestamp),
  ends_at: nullable(Timestamp),
  product_id: Uuid,
  discount_id: nullable(Uuid),
  price_id: Uuid,
  meters: Type.Array(Type.Unknown()),
});

/** The billing period. Polar knows no subscription without: those are not shown. */
function periodMembers(subscription: Subscription) {
  const { recurringInterval, recurringIntervalCount, currentPeriodStart, currentPeriodEnd } = subscription;
  if (!recurringInterval || !recurringIntervalCount || !currentPeriodStart || !currentPeriodEnd) {
    throw new Error(`Subscription ${subscription.id} has no periods.`);
  }
  return {
    recurring_interval: recurringInterval,
    recurring_interval_count: recurringIntervalCount,
    current_period_start: timestamp(currentPeriodStart),
    current_period_end: timestamp(currentPeriodEnd),
  };
}

/** The end being due shows in members of its own. */
function shownStatus({ status }: Subscription): ShownStatus {
  return status === 'cancellation_scheduled' ? 'active' : status;
}

/** As an order shows it to its customer. */
export function customerOrderSubscriptionView(subscription: Subscription) {
  return {
    created_at: timestamp(subscription.createdAt),
    modified_at: timestampOrNull(subscription.modifiedAt),
    id: subscription.id,
    amount: subscription.amount,
    currency: subscription.currency,
    ...periodMembers(subscription),
    status: shownStatus(subscription),
    current_meter_period_start: null,
    current_meter_period_end: null,
    trial_start: timestampOrNull(subscription.trialStart),
    trial_end: timestampOrNull(subscription.trialEnd),
    cancel_at_period_end: subscription.cancelAtPeriodEnd,
    canceled_at: timestampOrNull(subscription.canceledAt),
    started_at: timestamp(subscription.startedAt),
    ends_at: timestampOrNull(subscription.endsAt),
    ended_at: timestampOrNull(subscription.endedAt),
    past_due_at: timestampOrNull(subscription.pastDueAt),
    pause_at_period_end: subscription.pauseAtPeriodEnd,
    paused_at: timestampOrNull(subscription.pausedAt),
    resumes_at: timestampOrNull(subscription.resumesAt),
    customer_id: subscription.customerId,
    product_id: subscription.productId,
    discount_id: subscription.discountId,
    checkout_id: subscription.checkoutId,
    seats: subscription.seats,
    units: subscription.units,
    customer_cancellation_reason: subscription.customerCancellationReason,
    customer_cancellation_comment: subscription.customerCancellationComment,
    user_id: subscription.customerId,
    price_id: subscription.priceId,
  };
}

/** As an order shows it to its merchant. */
export function orderSubscriptionView(subscription: Subscription) {
  return { ...customerOrderSubscriptionView(subscription), metadata: metadataView(subscription.metadata) };
}

function pendingUpdateView({ pendingUpdate: update }: Subscription) {
  return (
    update && {
      id: update.id,
      created_at: timestamp(update.createdAt),
      modified_at: timestampOrNull(update.modifiedAt),
      applies_at: timestamp(update.appliesAt),
      product_id: update.productId,
      seats: update.seats,
      units: update.units,
    }
  );
}

function shownView(subscription: Subscription, prices: readonly Price[]) {
  const views = prices.map(priceView);
  return {
    ...customerOrderSubscriptionView(subscription),
    prices: views,
    price: views[0] ?? null,
    meters: [],
    pending_update: pendingUpdateView(subscription),
  };
}

/** A subscription as its merchant sees it. */
export function subscriptionView(
  subscription: Subscription,
  surroundings: {
    prices: readonly Price[];
    customer: Customer;
    product: ReturnType<typeof productView>;
    discount: Discount | undefined;
  },
) {
  const { prices, customer, product, discount } = surroundings;
  const buyer = customerView(customer);
  return {
    ...shownView(subscription, prices),
    metadata: metadataView(subscription.metadata),
    custom_field_data: subscription.customFieldData,
    customer: buyer,
    user: userView(buyer),
    product,
    discount: discount ? discountMembers(discount) : null,
  };
}

/** A subscription as its customer sees it: nothing that the merchant noted for itself. */
export function customerSubscriptionView(
  subscription: Subscription,
  surroundings: { prices: readonly Price[]; product: ProductWithPrices; organization: Organization },
  publicUrl: string,
) {
  const { prices, product, organization } = surroundings;
  return {
    ...shownView(subscription, prices),
    product: {
      ...publicProductView(product),
      organization: customerOrganizationView(organization, publicUrl),
    },
  };
}

/** A subscription as it is in the state of its customer. */
export function stateSubscriptionView(subscription: Subscription) {
  const view = customerOrderSubscriptionView(subscription);
  return {
    id: view.id,
    created_at: view.created_at,
    modified_at: view.modified_at,
    custom_field_data: subscription.customFieldData,
    metadata: metadataView(subscription.metadata),
    status: view.status,
    amount: view.amount,
    currency: view.currency,
    recurring_interval: view.recurring_interval,
    current_period_start: view.current_period_start,
    current_period_end: view.current_period_end,
    trial_start: view.trial_start,
    trial_end: view.trial_end,
    cancel_at_period_end: view.cancel_at_period_end,
    canceled_at: view.canceled_at,
    started_at: view.started_at,
    ends_at: view.ends_at,
    product_id: view.product_id,
    discount_id: view.discount_id,
    price_id: view.price_id,
    meters: [],
  };
}
