import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectOrganization } from '../organizations/index.ts';
import { type Changed, changePlan } from './change-plan.ts';
import type { CommandHandler } from './command.ts';
import type { PlanChange, ProrationBehavior } from './decide-plan-change.ts';
import { isBillable, type PendingUpdate, type SubscriptionWithItems } from './subscription.ts';
import { writeSubscription } from './write-subscription.ts';

/** What cannot be changed any more, or not now. */
export function changeFailure(subscription: SubscriptionWithItems) {
  if (subscription.cancelAtPeriodEnd || subscription.status === 'canceled') {
    return fail({
      code: 'already_canceled',
      message: 'This subscription is already canceled or will be at the end of the period.',
    });
  }
  return isBillable(subscription)
    ? undefined
    : fail({ code: 'inactive', message: 'This subscription is not active.' });
}

/** The behavior asked for, else the organization's. */
export async function behaviorOf(
  scope: Scope,
  asked: ProrationBehavior | undefined,
): Promise<ProrationBehavior> {
  if (asked) return asked;
  const organization = await selectOrganization(scope.database, scope.organizationId);
  return organization?.settings.subscription.proration_behavior ?? 'prorate';
}

/** @returns `not_seat_based`, `quantity_below_minimum`, `quantity_above_maximum`, `seats_taken`; `already_canceled`, `inactive`. */
export const changeSeats: CommandHandler<'change_seats'> = (scope, subscription, { seats, behavior }) =>
  changeQuantity(scope, subscription, 'seats', seats, behavior);

/** @returns as `changeSeats` of units. */
export const changeUnits: CommandHandler<'change_units'> = (scope, subscription, { units, behavior }) =>
  changeQuantity(scope, subscription, 'units', units, behavior);

/** Polar: the number that it has anyway takes back a change that was scheduled, and is otherwise no change at all. */
async function changeQuantity(
  scope: Scope,
  subscription: SubscriptionWithItems,
  kind: 'seats' | 'units',
  quantity: number,
  asked: ProrationBehavior | undefined,
): Promise<Result<Changed>> {
  const refused = changeFailure(subscription);
  if (refused) return refused;
  const { pendingUpdate } = subscription;
  if (subscription[kind] === quantity) {
    if (pendingUpdate?.[kind] == null) return ok({ subscription, paymentId: null });
    const members = { pendingUpdate: updateWithout(pendingUpdate, kind, scope.clock.now()) };
    return ok({ subscription: await writeSubscription(scope, subscription, members), paymentId: null });
  }
  const change: PlanChange = { [kind]: quantity };
  return changePlan(scope, subscription, change, await behaviorOf(scope, asked));
}

/** What is still put off once one member of it is taken back; null where nothing is. */
export function updateWithout(
  update: PendingUpdate,
  member: 'productId' | 'seats' | 'units',
  now: Date,
): PendingUpdate | null {
  const left = { ...update, [member]: null, modifiedAt: now };
  return left.productId === null && left.seats === null && left.units === null ? null : left;
}

/** Drops what was put off to the next period. @returns `no_pending_update`. */
export const clearPendingUpdate: CommandHandler<'clear_pending_update'> = async (scope, subscription) => {
  if (!subscription.pendingUpdate) {
    return fail({
      code: 'no_pending_update',
      field: 'pendingUpdate',
      message: 'This subscription has no pending update to clear.',
    });
  }
  return ok({
    subscription: await writeSubscription(scope, subscription, { pendingUpdate: null }),
    paymentId: null,
  });
};
