import { Type } from 'typebox';
import type { Price } from '../../billing/catalog/index.ts';
import type {
  Subscription,
  SubscriptionItem,
  SubscriptionStatus,
  SubscriptionWithItems,
} from '../../billing/subscriptions/index.ts';
import { addInterval } from '../../platform/calendar.ts';
import { prefixedId } from '../../platform/ids.ts';
import { customerId } from './customer-view.ts';
import { invoiceId } from './invoice-view.ts';
import { priceId, productId, unitAmount } from './price-view.ts';
import { IntervalSchema, nullable, seconds, secondsOrNull } from './schemas.ts';

const shownStatuses = ['trialing', 'active', 'past_due', 'paused', 'canceled', 'unpaid'] as const;

type ShownStatus = (typeof shownStatuses)[number];

/** Atlas knows neither what has not begun nor what is going to end by a status of its own. */
const statuses: Record<SubscriptionStatus, ShownStatus> = {
  incomplete: 'unpaid',
  incomplete_expired: 'canceled',
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  unpaid: 'unpaid',
  cancellation_scheduled: 'active',
  canceled: 'canceled',
  paused: 'paused',
};

const ItemSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('subscription_item'),
  price: Type.Object({
    id: Type.String(),
    product: Type.String(),
    unit_amount: nullable(Type.Integer()),
    currency: Type.String(),
    recurring: nullable(Type.Object({ interval: IntervalSchema, interval_count: Type.Integer() })),
  }),
  quantity: Type.Integer(),
  created: Type.Integer(),
});

export const SubscriptionSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('subscription'),
  customer: Type.String(),
  status: Type.Unsafe<ShownStatus>({ type: 'string', enum: [...shownStatuses] }),
  // Null for what has no periods: subscriptions of the other dialects that run until they are canceled.
  current_period_start: nullable(Type.Integer()),
  current_period_end: nullable(Type.Integer()),
  trial_start: nullable(Type.Integer()),
  trial_end: nullable(Type.Integer()),
  cancel_at_period_end: Type.Boolean(),
  canceled_at: nullable(Type.Integer()),
  ended_at: nullable(Type.Integer()),
  collection_method: Type.Union([Type.Literal('charge_automatically'), Type.Literal('send_invoice')]),
  days_until_due: nullable(Type.Integer()),
  default_payment_method: nullable(Type.String()),
  items: Type.Object({ object: Type.Literal('list'), data: Type.Array(ItemSchema) }),
  latest_invoice: nullable(Type.String()),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

const subscriptionId = (uuid: string) => prefixedId('sub', uuid);

/** Atlas: while a trial runs, the period shown is the one that it is followed by. */
function shownPeriod(s: Subscription): { start: Date | null; end: Date | null } {
  const { trialEnd, recurringInterval, recurringIntervalCount } = s;
  if (s.status !== 'trialing' || !trialEnd || !recurringInterval) {
    return { start: s.currentPeriodStart, end: s.currentPeriodEnd };
  }
  const end = addInterval(trialEnd, recurringInterval, recurringIntervalCount ?? 1, s.anchorDay ?? undefined);
  return { start: trialEnd, end };
}

/** @param prices the items' prices, by their ids; archived ones too */
function itemView(item: SubscriptionItem, prices: ReadonlyMap<string, Price>) {
  const price = prices.get(item.priceId);
  if (!price) throw new Error(`The price of subscription item ${item.id} is gone.`);
  const { recurringInterval, recurringIntervalCount } = price;
  return {
    id: prefixedId('si', item.id),
    object: 'subscription_item',
    price: {
      id: priceId(price.id),
      product: productId(price.productId),
      unit_amount: unitAmount(price),
      currency: price.currency,
      recurring: recurringInterval && {
        interval: recurringInterval,
        interval_count: recurringIntervalCount ?? 1,
      },
    },
    quantity: item.quantity,
    created: seconds(item.createdAt),
  };
}

/**
 * @param surroundings the items' prices by their ids, archived ones too; the newest invoice of it, where there is one
 */
export function subscriptionView(
  subscription: SubscriptionWithItems,
  surroundings: { prices: ReadonlyMap<string, Price>; latestInvoiceId: string | undefined },
) {
  const s = subscription;
  const { prices, latestInvoiceId } = surroundings;
  const period = shownPeriod(s);
  return {
    id: subscriptionId(s.id),
    object: 'subscription',
    customer: customerId(s.customerId),
    status: statuses[s.status],
    current_period_start: secondsOrNull(period.start),
    current_period_end: secondsOrNull(period.end),
    trial_start: secondsOrNull(s.trialStart),
    trial_end: secondsOrNull(s.trialEnd),
    cancel_at_period_end: s.cancelAtPeriodEnd,
    canceled_at: secondsOrNull(s.canceledAt),
    ended_at: secondsOrNull(s.endedAt),
    collection_method: s.collectionMethod,
    days_until_due: s.daysUntilDue,
    default_payment_method: s.paymentMethodId && prefixedId('pm', s.paymentMethodId),
    items: { object: 'list', data: s.items.map((item) => itemView(item, prices)) },
    latest_invoice: latestInvoiceId === undefined ? null : invoiceId(latestInvoiceId),
    metadata: s.metadata,
    created: seconds(s.createdAt),
  };
}
