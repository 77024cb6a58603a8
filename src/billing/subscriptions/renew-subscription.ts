import { minuteMilliseconds } from '../../platform/calendar.ts';
import type { Scope } from '../../platform/scope.ts';
import { pricesIn, selectProduct } from '../catalog/index.ts';
import type { LineInput } from '../invoices/index.ts';
import { seatsTaken } from '../seats/index.ts';
import { type Bill, type Billed, billSubscription } from './bill-subscription.ts';
import { meteredLines, periodLines } from './billing-lines.ts';
import { decidePlanChange } from './decide-plan-change.ts';
import { endSubscription } from './end-subscription.ts';
import { loadContext, type SubscriptionContext } from './load-context.ts';
import { selectPendingLines, updatePendingLinesBilled } from './pending-lines.sql.ts';
import { currentPeriod, type Period, periodAfter, periodFrom, rhythmOf } from './periods.ts';
import { remindCustomer } from './remind-customer.ts';
import {
  nextActionAt,
  nextReminder,
  type Subscription,
  type SubscriptionWithItems,
  statusAfter,
} from './subscription.ts';
import { discountForPeriod } from './subscription-discount.ts';
import { selectSubscription, updateNextAction } from './subscriptions.sql.ts';
import { type SubscriptionEvent, writeSubscription } from './write-subscription.ts';

/**
 * Does what is due of a subscription now: tells its customer of what is ahead, ends it, pauses it, resumes it, or begins its
 * next period. In the caller's transaction, which holds the row. Where several periods have passed, the next one only: what it leaves is due again.
 *
 * @returns the payment that is to be carried out once the transaction has committed.
 */
export async function takeDueStep(scope: Scope, id: string): Promise<string | null> {
  const subscription = await selectSubscription(scope, { id });
  const now = scope.clock.now();
  const due = subscription && nextActionAt(subscription);
  if (!subscription || !due || due > now) return null;
  if (subscription.changePaymentId !== null) {
    // Whoever changes it holds it until that is paid for.
    await updateNextAction(scope, id, new Date(now.getTime() + minuteMilliseconds));
    return null;
  }
  const reminder = nextReminder(subscription);
  if (reminder && currentPeriod(subscription).end > now) {
    await remindCustomer(scope, subscription, reminder);
    return null;
  }
  if (subscription.status === 'paused') return (await resume(scope, subscription)).paymentId;
  if (subscription.cancelAtPeriodEnd) return finish(scope, subscription);
  if (subscription.pauseAtPeriodEnd && subscription.status === 'active') {
    await pause(scope, subscription);
    return null;
  }
  return (await renew(scope, subscription)).paymentId;
}

async function pause(scope: Scope, subscription: SubscriptionWithItems): Promise<void> {
  const members = {
    status: statusAfter(subscription, 'paused'),
    pausedAt: scope.clock.now(),
    pauseAtPeriodEnd: false,
  };
  await writeSubscription(scope, subscription, members, ['paused']);
}

/** Ends at the end of the period. Metered use and what waited for the next invoice come on a last one. */
async function finish(scope: Scope, subscription: SubscriptionWithItems): Promise<string | null> {
  const context = await loadContext(scope, subscription);
  const billed = await billWhatIsLeft(scope, context, currentPeriod(subscription).end);
  const current = await reloaded(scope, subscription);
  await endSubscription(scope, current, { trigger: 'period_ended' });
  return billed?.paymentId ?? null;
}

/** Bills metered use until a moment and what waits for the next invoice, where there is any. */
export async function billWhatIsLeft(
  scope: Scope,
  context: SubscriptionContext,
  until: Date,
): Promise<Billed | undefined> {
  const waiting = await selectPendingLines(scope, context.subscription.id);
  const used = await usageLines(scope, context, until);
  const lines = [...waiting, ...used.filter(({ amount }) => amount > 0)];
  if (lines.length === 0) return undefined;
  const billed = await billSubscription(scope, context, {
    reason: 'subscription_cycle',
    lines,
    discount: null,
    period: null,
  });
  await updatePendingLinesBilled(scope, waiting, billed.invoice.id);
  return billed;
}

/** The lines of metered use that was not billed yet. */
export async function usageLines(
  scope: Scope,
  context: SubscriptionContext,
  until: Date,
): Promise<LineInput[]> {
  const { subscription, prices } = context;
  const start = subscription.usageBilledUntil ?? subscription.startedAt;
  // Use within a trial is free.
  const from = new Date(Math.max(start.getTime(), subscription.trialEnd?.getTime() ?? 0));
  return from < until
    ? meteredLines(scope, subscription.customerId, prices, { start: from, end: until })
    : [];
}

/** As it is after what another step of this transaction wrote of it. */
async function reloaded(scope: Scope, { id }: { id: string }): Promise<SubscriptionWithItems> {
  const subscription = await selectSubscription(scope, { id });
  if (!subscription) throw new Error(`Subscription ${id} is gone.`);
  return subscription;
}

/** A period that is to begin: what it is of, what becomes of the subscription, and what was used until then. */
export type NextPeriod = {
  /** As it is stored. */
  stored: SubscriptionWithItems;
  context: SubscriptionContext;
  period: Period;
  members: Partial<Subscription>;
  events: readonly SubscriptionEvent[];
  usage: readonly LineInput[];
};

/** Polar: resumed, it is active, in a new period from now, which is charged now. */
export async function resume(scope: Scope, subscription: SubscriptionWithItems): Promise<Billed> {
  return beginPeriod(scope, await resumedPeriod(scope, subscription, scope.clock.now()));
}

/** The period that a pause is followed by, with what was put off to it done. */
export async function resumedPeriod(
  scope: Scope,
  subscription: SubscriptionWithItems,
  at: Date,
): Promise<NextPeriod> {
  const before = await loadContext(scope, subscription);
  const context = await withPendingUpdate(scope, before);
  const { interval, count } = rhythmOf(context.subscription);
  const { anchorDay, ...period } = periodFrom(at, interval, count);
  const members = {
    status: statusAfter(subscription, 'resumed'),
    pausedAt: null,
    resumesAt: null,
    anchorDay,
  };
  const usage = await usageLines(scope, before, at);
  return { stored: subscription, context, period, members, events: ['resumed'], usage };
}

/**
 * Begins the period that follows; after a trial the first one that is paid for.
 *
 * @param stored as it is stored, where the current period is to end otherwise.
 */
export async function renew(
  scope: Scope,
  subscription: SubscriptionWithItems,
  stored = subscription,
): Promise<Billed> {
  return beginPeriod(scope, { ...(await followingPeriod(scope, subscription)), stored });
}

/** The period that follows the current one, with what was put off to it done. */
export async function followingPeriod(
  scope: Scope,
  subscription: SubscriptionWithItems,
): Promise<NextPeriod> {
  const wasTrial = subscription.status === 'trialing';
  const before = await loadContext(scope, subscription);
  const context = await withPendingUpdate(scope, before);
  const rhythm = rhythmOf(context.subscription);
  const { end } = currentPeriod(subscription);
  // A change to another rhythm anchors anew.
  const keepsAnchor =
    rhythm.interval === subscription.recurringInterval &&
    rhythm.count === subscription.recurringIntervalCount;
  const anchorDay = keepsAnchor ? rhythm.anchorDay : end.getUTCDate();
  const members = {
    anchorDay,
    ...(wasTrial
      ? { status: statusAfter(subscription, 'trial_ended'), trialEnd: subscription.trialEnd }
      : {}),
  };
  return {
    stored: subscription,
    context,
    period: periodAfter(end, { ...rhythm, anchorDay }),
    members,
    events: wasTrial ? ['active', 'cycled'] : ['cycled'],
    usage: await usageLines(scope, before, end),
  };
}

/** The context with what was put off to the next period done. What cannot be done any more is dropped. */
async function withPendingUpdate(scope: Scope, context: SubscriptionContext): Promise<SubscriptionContext> {
  const { subscription } = context;
  const update = subscription.pendingUpdate;
  if (!update) return context;
  const product = update.productId === null ? undefined : await selectProduct(scope, update.productId);
  const taken =
    subscription.seats === null ? 0 : await seatsTaken(scope, { subscriptionId: subscription.id });
  // Seats that somebody was given since then stay, and are paid for.
  const seats = update.seats === null ? undefined : Math.max(update.seats, taken);
  const decided = decidePlanChange(
    context,
    { product, seats, units: update.units ?? undefined },
    'prorate',
    [],
    currentPeriod(subscription).end,
  );
  if (!decided.ok || !decided.value.items || (decided.value.members.seats ?? taken) < taken) {
    return { ...context, subscription: { ...subscription, pendingUpdate: null } };
  }
  const { items, members } = decided.value;
  const { currentPeriodStart: _start, currentPeriodEnd: _end, anchorDay: _anchor, ...changed } = members;
  const target = product ?? context.product;
  return {
    ...context,
    product: target,
    prices: product ? pricesIn(target, subscription.currency) : context.prices,
    subscription: { ...subscription, ...changed, items },
  };
}

/** What a period costs, with what waited for it. */
export async function billOfPeriod(scope: Scope, { context, period, usage }: NextPeriod) {
  const { subscription, product, prices, discount } = context;
  const reduced = discountForPeriod(subscription, discount, product.id, period.start);
  const waiting = await selectPendingLines(scope, subscription.id);
  const bill: Bill = {
    reason: 'subscription_cycle',
    lines: [...periodLines(product, subscription.items, prices, period), ...waiting, ...usage],
    discount: reduced.discount,
    period,
  };
  return { bill, waiting, members: reduced.members };
}

/** Writes the new period and bills it. */
async function beginPeriod(scope: Scope, next: NextPeriod): Promise<Billed> {
  const { stored: before, context, period, members, events } = next;
  const { bill, waiting, members: discountMembers } = await billOfPeriod(scope, next);
  const { items } = context.subscription;
  const hasOtherItems = items[0]?.id !== before.items[0]?.id;
  const subscription = await writeSubscription(
    scope,
    before,
    {
      ...planMembers(context.subscription),
      ...members,
      ...discountMembers,
      currentPeriodStart: period.start,
      currentPeriodEnd: period.end,
      usageBilledUntil: period.start,
      pendingUpdate: null,
    },
    events,
    hasOtherItems ? items : undefined,
  );
  const billed = await billSubscription(scope, { ...context, subscription }, bill);
  await updatePendingLinesBilled(scope, waiting, billed.invoice.id);
  return billed;
}

/** What a plan change decides of a subscription. */
function planMembers(subscription: Subscription): Partial<Subscription> {
  const { productId, priceId, name, isFreePlan, amount, seats, units, customAmount } = subscription;
  const { recurringInterval, recurringIntervalCount } = subscription;
  return {
    productId,
    priceId,
    name,
    isFreePlan,
    amount,
    seats,
    units,
    customAmount,
    recurringInterval,
    recurringIntervalCount,
  };
}
