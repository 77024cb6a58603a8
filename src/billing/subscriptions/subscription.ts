import { dayMilliseconds, type Interval } from '../../platform/calendar.ts';
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

/** Polar: those that go on being billed. */
const billableStatuses: readonly SubscriptionStatus[] = ['trialing', 'active', 'past_due'];

/** What happens to a subscription. */
export type SubscriptionTrigger =
  | 'trial_ended'
  | 'trial_started'
  | 'payment_failed'
  | 'payment_recovered'
  | 'period_ended'
  | 'revoked'
  | 'paused'
  | 'resumed';

/** Polar: where a subscription goes from where it is. What is not here does not happen. */
export const subscriptionTransitions: Record<
  SubscriptionTrigger,
  { from: readonly SubscriptionStatus[]; to: SubscriptionStatus }
> = {
  trial_ended: { from: ['trialing'], to: 'active' },
  trial_started: { from: ['active'], to: 'trialing' },
  payment_failed: { from: ['active', 'past_due'], to: 'past_due' },
  payment_recovered: { from: ['past_due'], to: 'active' },
  // The end that was asked for has come.
  period_ended: { from: ['trialing', 'active', 'past_due'], to: 'canceled' },
  revoked: { from: ['incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused'], to: 'canceled' },
  paused: { from: ['active'], to: 'paused' },
  resumed: { from: ['paused'], to: 'active' },
};

/** Why a subscription ended, where it was not the customer's or the merchant's wish. */
export type CancellationReason =
  | 'customer_archived'
  | 'customer_deleted'
  | 'upgraded_to_paid'
  | 'payment_failed';

/** Polar: what customers say why they leave. */
export const customerCancellationReasons = [
  'customer_service',
  'low_quality',
  'missing_features',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
  'other',
] as const;

export type CustomerCancellationReason = (typeof customerCancellationReasons)[number];

/** A change that the next period begins with. Null members stay as they are. */
export type PendingUpdate = {
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  appliesAt: Date;
  productId: string | null;
  seats: number | null;
  units: number | null;
};

/** What a customer is on. Money is in minor units of `currency`. */
export type Subscription = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  /** Counts changes. */
  version: number;
  customerId: string;
  pricingModelId: string;
  productId: string;
  /** The first item's. */
  priceId: string;
  name: string;
  status: SubscriptionStatus;
  /** Whether it has billing periods, one after the other; without, it runs until it is canceled. */
  renews: boolean;
  isFreePlan: boolean;
  currency: string;
  /** What a period costs before discount and tax, metered use aside. */
  amount: number;
  /** Null where it has no periods. */
  recurringInterval: Interval | null;
  recurringIntervalCount: number | null;
  /** The day of the month that periods begin on where the month has it. */
  anchorDay: number | null;
  /** During a trial, the trial. */
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
  /** Metered use was billed up to here. */
  usageBilledUntil: Date | null;
  trialStart: Date | null;
  trialEnd: Date | null;
  startedAt: Date;
  cancelAtPeriodEnd: boolean;
  canceledAt: Date | null;
  /** When it is to end, or ended. */
  endsAt: Date | null;
  endedAt: Date | null;
  cancellationReason: CancellationReason | null;
  customerCancellationReason: CustomerCancellationReason | null;
  customerCancellationComment: string | null;
  pauseAtPeriodEnd: boolean;
  pausedAt: Date | null;
  resumesAt: Date | null;
  /** When the payment failed that is still owed. */
  pastDueAt: Date | null;
  checkoutId: string | null;
  discountId: string | null;
  /** The start of the first period that the discount reduced; null while it reduced none. */
  discountAppliedAt: Date | null;
  /** The discount that is in what the current period cost. */
  periodDiscountId: string | null;
  seats: number | null;
  units: number | null;
  /** What the buyer chose to pay a period, for a price of their choice. */
  customAmount: number | null;
  /** The customer's default one where null. */
  paymentMethodId: string | null;
  pendingUpdate: PendingUpdate | null;
  /** The payment that a change waits for; nothing else may change meanwhile. */
  changePaymentId: string | null;
  collectionMethod: 'charge_automatically' | 'send_invoice';
  daysUntilDue: number | null;
  metadata: Record<string, string | number | boolean>;
  customFieldData: Record<string, unknown>;
  /** The version that began with another product, other seats or units; null where it never was changed. */
  planVersion: number | null;
  /** The end of the period that its customer was told of ahead. */
  remindedOf: Date | null;
  /** When something falls due of it; see `nextActionAt`. */
  nextActionAt: Date | null;
};

/** One of the prices that a subscription is billed by. */
export type SubscriptionItem = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  subscriptionId: string;
  priceId: string;
  name: string | null;
  /** Null where the price has tiers. */
  unitPrice: number | null;
  quantity: number;
  /** What a period of it costs; 0 for metered use. */
  amount: number;
  /** When it stops to count; null while it does. */
  expiredAt: Date | null;
};

export type SubscriptionWithItems = Subscription & { items: SubscriptionItem[] };

/** Whether the customer has what was subscribed to. */
export function isCurrent(subscription: Pick<Subscription, 'status'>): boolean {
  return currentStatuses.includes(subscription.status);
}

export function isBillable(subscription: Pick<Subscription, 'status'>): boolean {
  return billableStatuses.includes(subscription.status);
}

/** Whether a trigger leads anywhere from where the subscription is. */
export function canGo(subscription: Pick<Subscription, 'status'>, trigger: SubscriptionTrigger): boolean {
  return subscriptionTransitions[trigger].from.includes(subscription.status);
}

/** The status that a trigger leads to. Going where the table does not lead is a fault of ours. */
export function statusAfter(
  subscription: Pick<Subscription, 'id' | 'status'>,
  trigger: SubscriptionTrigger,
): SubscriptionStatus {
  if (!canGo(subscription, trigger)) {
    throw new Error(`Subscription ${subscription.id} is ${subscription.status}: it cannot be ${trigger}.`);
  }
  return subscriptionTransitions[trigger].to;
}

/** How long before a trial ends, and before a long period does, its customer is told. */
const reminderMilliseconds = { trial_will_end: 3 * dayMilliseconds, will_renew: 7 * dayMilliseconds };

export type Reminder = { event: keyof typeof reminderMilliseconds; at: Date };

/** Who pays every month need not be told each time; who paid half a year ago may have forgotten. */
function isLong({ recurringInterval, recurringIntervalCount }: ReminderFacts): boolean {
  if (recurringInterval === null || recurringIntervalCount === null) return false;
  const days = { day: 1, week: 7, month: 30, year: 365 }[recurringInterval];
  return days * recurringIntervalCount >= 180;
}

type ReminderFacts = Pick<
  Subscription,
  | 'status'
  | 'renews'
  | 'isFreePlan'
  | 'recurringInterval'
  | 'recurringIntervalCount'
  | 'currentPeriodStart'
  | 'currentPeriodEnd'
  | 'cancelAtPeriodEnd'
  | 'pauseAtPeriodEnd'
  | 'remindedOf'
>;

/**
 * What the customer of a subscription is to be told of ahead, once, and when: that a trial ends, that a long period does. Null
 * where that was told, where nothing will be charged then, or where the period is hardly longer than the notice.
 */
export function nextReminder(subscription: ReminderFacts): Reminder | null {
  const { status, currentPeriodStart: start, currentPeriodEnd: end, remindedOf } = subscription;
  if (!subscription.renews || subscription.isFreePlan || !start || !end) return null;
  if (subscription.cancelAtPeriodEnd || subscription.pauseAtPeriodEnd) return null;
  if (remindedOf?.getTime() === end.getTime()) return null;
  const isTrial = status === 'trialing';
  if (!isTrial && !(status === 'active' && isLong(subscription))) return null;
  const event = isTrial ? 'trial_will_end' : 'will_renew';
  const at = new Date(end.getTime() - reminderMilliseconds[event]);
  return at > start ? { event, at } : null;
}

/**
 * What a change leaves to be told ahead: a reminder whose moment was over before there was one to give is not given any more.
 */
export function remindedAfter(before: ReminderFacts, after: ReminderFacts, now: Date): Date | null {
  const reminder = nextReminder(after);
  const wasDue = nextReminder(before)?.at.getTime() === reminder?.at.getTime();
  return reminder && reminder.at <= now && !wasDue ? after.currentPeriodEnd : after.remindedOf;
}

/** What the end of the running period brings, or of a pause. */
export type NextTurn = { turn: 'renewal' | 'trial_end' | 'cancellation' | 'pause' | 'resumption'; at: Date };

/** What becomes of a subscription next as things stand, reminders aside; undefined where nothing does by itself. */
export function nextTurn(
  subscription: Pick<
    Subscription,
    | 'status'
    | 'renews'
    | 'currentPeriodEnd'
    | 'cancelAtPeriodEnd'
    | 'pauseAtPeriodEnd'
    | 'resumesAt'
    | 'endsAt'
  >,
): NextTurn | undefined {
  const { status, renews, currentPeriodEnd, cancelAtPeriodEnd, pauseAtPeriodEnd } = subscription;
  if (status === 'paused') {
    return subscription.resumesAt ? { turn: 'resumption', at: subscription.resumesAt } : undefined;
  }
  const at = renews ? currentPeriodEnd : subscription.endsAt;
  if (!isBillable(subscription) || !at) return undefined;
  if (cancelAtPeriodEnd || !renews) return { turn: 'cancellation', at };
  // Until it is paid for, no period follows.
  if (status === 'past_due') return undefined;
  if (status === 'trialing') return { turn: 'trial_end', at };
  return { turn: pauseAtPeriodEnd ? 'pause' : 'renewal', at };
}

/**
 * When something falls due of a subscription, or null where nothing will: the end of its period, or of its pause, or what its
 * customer is to be told ahead.
 *
 * One that is past due begins no period: what is owed is settled first, or the subscription ends for it. Periods that
 * passed meanwhile are caught up with then.
 */
export function nextActionAt(
  subscription: ReminderFacts & Pick<Subscription, 'resumesAt' | 'endsAt'>,
): Date | null {
  switch (subscription.status) {
    case 'trialing':
    case 'active':
      return subscription.renews
        ? (nextReminder(subscription)?.at ?? subscription.currentPeriodEnd)
        : subscription.endsAt;
    case 'past_due':
      return subscription.cancelAtPeriodEnd ? subscription.currentPeriodEnd : null;
    case 'paused':
      return subscription.resumesAt;
    default:
      return null;
  }
}
