import { fail, ok } from '../../platform/result.ts';
import type { CommandHandler } from './command.ts';
import { resume } from './renew-subscription.ts';
import { selectSubscription } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

/** Lets the subscription rest after the running period. @returns `cannot_pause`, `resumes_too_early`. */
export const pauseAtPeriodEnd: CommandHandler<'pause_at_period_end'> = async (
  scope,
  subscription,
  command,
) => {
  const { resumesAt = null } = command;
  const { currentPeriodEnd } = subscription;
  if (subscription.status !== 'active' || subscription.cancelAtPeriodEnd || !currentPeriodEnd) {
    return fail({ code: 'cannot_pause', message: 'This subscription cannot be paused.' });
  }
  if (resumesAt !== null && resumesAt <= currentPeriodEnd) {
    return fail({
      code: 'resumes_too_early',
      field: 'resumesAt',
      message: 'The resume date must be after the end of the current period.',
    });
  }
  return ok({
    subscription: await writeSubscription(scope, subscription, { pauseAtPeriodEnd: true, resumesAt }),
    paymentId: null,
  });
};

/** Takes a pause back that has not begun. @returns `no_scheduled_pause`. */
export const unpause: CommandHandler<'unpause'> = async (scope, subscription) => {
  if (!subscription.pauseAtPeriodEnd) {
    return fail({ code: 'no_scheduled_pause', message: 'This subscription has no scheduled pause.' });
  }
  return ok({
    subscription: await writeSubscription(scope, subscription, { pauseAtPeriodEnd: false, resumesAt: null }),
    paymentId: null,
  });
};

/** Ends a pause: a new period begins now, and is charged now. @returns `not_paused`. */
export const resumeNow: CommandHandler<'resume'> = async (scope, subscription) => {
  if (subscription.status !== 'paused') {
    return fail({ code: 'not_paused', message: 'This subscription is not paused.' });
  }
  const { paymentId } = await resume(scope, subscription);
  const resumed = await selectSubscription(scope, { id: subscription.id });
  return ok({ subscription: resumed ?? subscription, paymentId });
};
