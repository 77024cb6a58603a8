import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { cancelAtPeriodEnd, revoke, uncancel } from './cancel-subscription.ts';
import type { Changed } from './change-plan.ts';
import { changeSeats, changeUnits, clearPendingUpdate } from './change-quantity.ts';
import { changeTerms, movePeriodEnd } from './change-terms.ts';
import type { CommandHandler, SubscriptionCommand } from './command.ts';
import { customerRefusal } from './customer-permission.ts';
import { pauseAtPeriodEnd, resumeNow, unpause } from './pause-subscription.ts';
import { type SubscriptionKey, selectSubscription } from './subscriptions.sql.ts';

const handlers: { [Kind in SubscriptionCommand['kind']]: CommandHandler<Kind> } = {
  change_terms: changeTerms,
  change_seats: changeSeats,
  change_units: changeUnits,
  move_period_end: movePeriodEnd,
  cancel_at_period_end: cancelAtPeriodEnd,
  uncancel,
  revoke,
  pause_at_period_end: pauseAtPeriodEnd,
  unpause,
  resume: resumeNow,
  clear_pending_update: clearPendingUpdate,
};

/**
 * Does what is asked of a subscription, all of it or nothing.
 *
 * @returns `not_found`, `subscription_locked` while a change of it is being paid for, what `customerRefusal` keeps a customer's
 *   session from, and what the command's handler refuses.
 */
export async function commandSubscription(
  scope: Scope,
  key: SubscriptionKey,
  command: SubscriptionCommand,
): Promise<Result<Changed>> {
  try {
    return await transaction(scope.database, async (database) => {
      const inside = { ...scope, database };
      const subscription = await selectSubscription(inside, key, { lock: true });
      if (!subscription) return fail({ code: 'not_found', message: 'There is no such subscription.' });
      if (subscription.changePaymentId !== null) {
        return fail({
          code: 'subscription_locked',
          message: 'This subscription is pending an update.',
        });
      }
      const refused =
        scope.actor.kind === 'customer_session'
          ? await customerRefusal(inside, subscription, command)
          : undefined;
      if (refused) return fail(refused);
      // The table gives each kind its own handler.
      const handle = handlers[command.kind] as CommandHandler<SubscriptionCommand['kind']>;
      const done = await handle(inside, subscription, command);
      if (!done.ok) throw new Refused(done.failures);
      return done;
    });
  } catch (error) {
    if (error instanceof Refused) return fail(...error.failures);
    throw error;
  }
}

/** Undoes what was written before the refusal. */
class Refused extends Error {
  failures: [Failure, ...Failure[]];

  constructor(failures: [Failure, ...Failure[]]) {
    super(failures[0].code);
    this.failures = failures;
  }
}
