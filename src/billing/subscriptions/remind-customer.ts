import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { nextActionAt, type Reminder, type Subscription } from './subscription.ts';
import { updateReminded } from './subscriptions.sql.ts';

/** Tells, once, that the end of a subscription's period is ahead. In the caller's transaction, which holds the row. */
export async function remindCustomer(
  scope: Scope,
  subscription: Subscription,
  { event }: Reminder,
): Promise<void> {
  const reminded = { ...subscription, remindedOf: subscription.currentPeriodEnd };
  const after = { ...reminded, nextActionAt: nextActionAt(reminded) };
  await updateReminded(scope, after, {
    type: `subscription.${event}`,
    objectType: 'subscription',
    objectId: subscription.id,
    changes: changesBetween<Subscription>(subscription, after, ['remindedOf']),
  });
}
