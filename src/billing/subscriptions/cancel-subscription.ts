import { fail, ok } from '../../platform/result.ts';
import type { CommandHandler } from './command.ts';
import { endSubscription } from './end-subscription.ts';
import { loadContext } from './load-context.ts';
import { billWhatIsLeft } from './renew-subscription.ts';
import { canGo, isBillable, type Subscription } from './subscription.ts';
import { selectSubscription } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

const alreadyCanceled = fail({
  code: 'already_canceled',
  message: 'This subscription is already canceled or will be at the end of the period.',
});

function said(command: { reason?: Subscription['customerCancellationReason']; comment?: string | null }) {
  return {
    ...(command.reason !== undefined ? { customerCancellationReason: command.reason } : {}),
    ...(command.comment !== undefined ? { customerCancellationComment: command.comment } : {}),
  };
}

/** Lets the running period be the last. @returns `already_canceled`. */
export const cancelAtPeriodEnd: CommandHandler<'cancel_at_period_end'> = async (
  scope,
  subscription,
  command,
) => {
  if (subscription.status === 'canceled' || subscription.cancelAtPeriodEnd) return alreadyCanceled;
  // Without a running period there is nothing to wait for.
  if (!isBillable(subscription) || !subscription.renews) {
    return revoke(scope, subscription, { kind: 'revoke', reason: command.reason, comment: command.comment });
  }
  const members = {
    ...said(command),
    cancelAtPeriodEnd: true,
    canceledAt: scope.clock.now(),
    endsAt: subscription.currentPeriodEnd,
    pauseAtPeriodEnd: false,
    resumesAt: null,
  };
  return ok({
    subscription: await writeSubscription(scope, subscription, members, ['canceled']),
    paymentId: null,
  });
};

/** Takes a cancellation back. @returns `ended`, `not_canceled`. */
export const uncancel: CommandHandler<'uncancel'> = async (scope, subscription) => {
  if (subscription.endedAt !== null) {
    return fail({ code: 'ended', message: 'This subscription has already ended.' });
  }
  if (!subscription.cancelAtPeriodEnd) {
    return fail({ code: 'not_canceled', message: 'This subscription is not set to be canceled.' });
  }
  const members = {
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endsAt: null,
    customerCancellationReason: null,
    customerCancellationComment: null,
  };
  return ok({
    subscription: await writeSubscription(scope, subscription, members, ['uncanceled']),
    paymentId: null,
  });
};

/** Ends it now. Metered use until now is billed still. @returns `already_canceled`. */
export const revoke: CommandHandler<'revoke'> = async (scope, subscription, command) => {
  if (!canGo(subscription, 'revoked')) return alreadyCanceled;
  const bills = subscription.renews && subscription.status !== 'incomplete';
  const billed = bills
    ? await billWhatIsLeft(scope, await loadContext(scope, subscription), scope.clock.now())
    : undefined;
  const current = (billed && (await selectSubscription(scope, { id: subscription.id }))) ?? subscription;
  const ended = await endSubscription(scope, current, { trigger: 'revoked', ...said(command) });
  return ok({ subscription: ended, paymentId: billed?.paymentId ?? null });
};
