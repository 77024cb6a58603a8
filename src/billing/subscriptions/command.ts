import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Changed } from './change-plan.ts';
import type { ProrationBehavior } from './decide-plan-change.ts';
import type { CustomerCancellationReason, Subscription, SubscriptionWithItems } from './subscription.ts';

type Said = { reason?: CustomerCancellationReason | null; comment?: string | null };

/** What can be asked of a subscription. */
export type SubscriptionCommand =
  | {
      kind: 'change_terms';
      productId?: string;
      /** As the organization has it where left out. */
      behavior?: ProrationBehavior;
      /** Null takes the discount off. */
      discountId?: string | null;
      trialEnd?: Date | 'now';
      metadata?: Subscription['metadata'];
    }
  | { kind: 'change_seats'; seats: number; behavior?: ProrationBehavior }
  | { kind: 'change_units'; units: number; behavior?: ProrationBehavior }
  | { kind: 'move_period_end'; periodEnd: Date }
  | ({ kind: 'cancel_at_period_end' } & Said)
  | ({ kind: 'uncancel' } & Said)
  | ({ kind: 'revoke' } & Said)
  | { kind: 'pause_at_period_end'; resumesAt?: Date | null }
  | { kind: 'unpause' }
  | { kind: 'resume' }
  | { kind: 'clear_pending_update' };

export type CommandOf<Kind extends SubscriptionCommand['kind']> = Extract<
  SubscriptionCommand,
  { kind: Kind }
>;

/** Carries a command out, in the transaction that holds the subscription. What it refuses changes nothing. */
export type CommandHandler<Kind extends SubscriptionCommand['kind']> = (
  scope: Scope,
  subscription: SubscriptionWithItems,
  command: CommandOf<Kind>,
) => Promise<Result<Changed>>;
