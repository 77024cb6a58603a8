import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnown, selectProduct } from '../catalog/index.ts';
import { selectCustomer } from '../customers/index.ts';
import { appliesToProduct, isRedeemable, redeemDiscount, selectDiscount } from '../discounts/index.ts';
import { type Changed, changePlan } from './change-plan.ts';
import { behaviorOf, changeFailure, updateWithout } from './change-quantity.ts';
import type { CommandHandler, CommandOf } from './command.ts';
import { loadContext } from './load-context.ts';
import { insertPendingLines } from './pending-lines.sql.ts';
import { renew, usageLines } from './renew-subscription.ts';
import { isBillable, type Subscription, type SubscriptionWithItems, statusAfter } from './subscription.ts';
import { selectSubscription } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

/**
 * Changes product, discount, trial and metadata, any of them together.
 *
 * @returns `product_unknown` and the failures of `decidePlanChange`; `discount_not_applicable`, `discount_already_applied`;
 *   `trial_end_past`, `trial_end_too_early`, `not_trialing`; `already_canceled`, `inactive`; `payment_method_missing`.
 */
export const changeTerms: CommandHandler<'change_terms'> = async (scope, subscription, command) => {
  const members: Partial<Subscription> = {};
  if (command.metadata !== undefined) members.metadata = command.metadata;
  const { discountId, trialEnd, productId } = command;
  if (discountId !== undefined || trialEnd !== undefined || productId !== undefined) {
    const refused = changeFailure(subscription);
    if (refused) return refused;
  }
  if (discountId !== undefined) {
    const changed = await discountMembers(scope, subscription, discountId, productId);
    if (!changed.ok) return changed;
    Object.assign(members, changed.value);
  }
  if (trialEnd instanceof Date) {
    const moved = trialMembers(scope, subscription, trialEnd);
    if (!moved.ok) return moved;
    Object.assign(members, moved.value);
    if (subscription.status === 'active') Object.assign(members, await settleUsage(scope, subscription));
  }
  if (productId !== undefined && productId !== subscription.productId) {
    return changeProduct(scope, subscription, productId, command, members);
  }
  // As with seats: what it is of anyway takes back a change that was put off.
  const { pendingUpdate } = subscription;
  if (productId !== undefined && pendingUpdate && pendingUpdate.productId !== null) {
    members.pendingUpdate = updateWithout(pendingUpdate, 'productId', scope.clock.now());
  }
  const changed =
    Object.keys(members).length > 0 ? await writeSubscription(scope, subscription, members) : subscription;
  return trialEnd === 'now' ? endTrial(scope, changed) : ok({ subscription: changed, paymentId: null });
};

async function changeProduct(
  scope: Scope,
  subscription: SubscriptionWithItems,
  productId: string,
  { behavior: asked, trialEnd }: CommandOf<'change_terms'>,
  members: Partial<Subscription>,
): Promise<Result<Changed>> {
  const product = await selectProduct(scope, productId);
  if (!isKnown(product)) {
    return fail({ code: 'product_unknown', field: 'productId', message: 'Product does not exist.' });
  }
  const behavior = await behaviorOf(scope, asked);
  const changed = await changePlan(scope, subscription, { product }, behavior, members);
  return changed.ok && trialEnd === 'now' ? endTrial(scope, changed.value.subscription) : changed;
}

/** Polar: another discount counts from the next invoice on. */
async function discountMembers(
  scope: Scope,
  subscription: SubscriptionWithItems,
  discountId: string | null,
  productId: string | undefined,
): Promise<Result<Partial<Subscription>>> {
  if (discountId === null) return ok({ discountId: null, discountAppliedAt: null });
  if (discountId === subscription.discountId) {
    const message = 'This discount is already applied to the subscription.';
    return fail({ code: 'discount_already_applied', field: 'discountId', message });
  }
  const message = 'Discount does not exist, is not applicable to this product or is not redeemable.';
  const refused = fail({ code: 'discount_not_applicable', field: 'discountId', message });
  const discount = await selectDiscount(scope, discountId);
  if (!discount || !isRedeemable(discount, scope.clock.now())) return refused;
  if (!appliesToProduct(discount, productId ?? subscription.productId)) return refused;
  const customer = await selectCustomer(scope, { id: subscription.customerId });
  const redeemed = await redeemDiscount(scope, {
    discountId,
    customerId: subscription.customerId,
    email: customer?.email ?? null,
    checkoutId: null,
    subscriptionId: subscription.id,
    cardFingerprint: null,
  });
  return redeemed.ok ? ok({ discountId, discountAppliedAt: null }) : refused;
}

/** Polar: a trial that runs ends at another time; an active subscription gets one after what is paid for. */
function trialMembers(
  scope: Scope,
  subscription: SubscriptionWithItems,
  trialEnd: Date,
): Result<Partial<Subscription>> {
  const now = scope.clock.now();
  const failed = (code: string, message: string) => fail({ code, field: 'trialEnd', message });
  if (trialEnd <= now) return failed('trial_end_past', 'Trial end must be in the future.');
  const moved = { trialEnd, currentPeriodEnd: trialEnd, anchorDay: trialEnd.getUTCDate() };
  if (subscription.status === 'trialing') return ok(withPendingAt(subscription, moved, trialEnd));
  if (subscription.status !== 'active') return failed('inactive', 'This subscription is not active.');
  if (subscription.currentPeriodEnd && trialEnd <= subscription.currentPeriodEnd) {
    return failed('trial_end_too_early', 'Trial end must be after the current period end.');
  }
  const status = statusAfter(subscription, 'trial_started');
  return ok(withPendingAt(subscription, { ...moved, status, trialStart: now }, trialEnd));
}

/** Use within a trial is free; what was used before it begins is billed with the invoice that follows it. */
async function settleUsage(
  scope: Scope,
  subscription: SubscriptionWithItems,
): Promise<Partial<Subscription>> {
  const now = scope.clock.now();
  const used = await usageLines(scope, await loadContext(scope, subscription), now);
  await insertPendingLines(
    scope,
    subscription,
    used.filter(({ amount }) => amount > 0),
  );
  return { usageBilledUntil: now };
}

/** What was put off to the end of the period is put off to its new end. */
function withPendingAt(
  subscription: Subscription,
  members: Partial<Subscription>,
  appliesAt: Date,
): Partial<Subscription> {
  const { pendingUpdate } = subscription;
  return pendingUpdate ? { ...members, pendingUpdate: { ...pendingUpdate, appliesAt } } : members;
}

/** Ends a trial now: the first period that is paid for begins. */
async function endTrial(scope: Scope, subscription: SubscriptionWithItems): Promise<Result<Changed>> {
  if (subscription.status !== 'trialing') {
    const message = 'The subscription is not currently trialing.';
    return fail({ code: 'not_trialing', field: 'trialEnd', message });
  }
  const now = scope.clock.now();
  const ending = { ...subscription, trialEnd: now, currentPeriodEnd: now, anchorDay: now.getUTCDate() };
  const { paymentId } = await renew(scope, ending, subscription);
  const renewed = await selectSubscription(scope, { id: subscription.id });
  return ok({ subscription: renewed ?? ending, paymentId });
}

/** Moves the next renewal, and with it the day that periods begin on. @returns `period_end_past`, `already_canceled`, `inactive`. */
export const movePeriodEnd: CommandHandler<'move_period_end'> = async (
  scope,
  subscription,
  { periodEnd },
) => {
  if (subscription.status === 'canceled') {
    return fail({ code: 'already_canceled', message: 'This subscription is already canceled.' });
  }
  if (!isBillable(subscription) || !subscription.renews) {
    return fail({ code: 'inactive', message: 'This subscription is not active.' });
  }
  if (periodEnd <= scope.clock.now()) {
    return fail({
      code: 'period_end_past',
      field: 'periodEnd',
      message: 'Current billing period end must be in the future.',
    });
  }
  const members: Partial<Subscription> = {
    currentPeriodEnd: periodEnd,
    anchorDay: periodEnd.getUTCDate(),
    ...(subscription.status === 'trialing' ? { trialEnd: periodEnd } : {}),
    ...(subscription.cancelAtPeriodEnd ? { endsAt: periodEnd } : {}),
  };
  return ok({
    subscription: await writeSubscription(
      scope,
      subscription,
      withPendingAt(subscription, members, periodEnd),
    ),
    paymentId: null,
  });
};
