import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { answerFailures, domainError, type FailureTable, known } from './errors.ts';

/** What is wrong with a member of the body. */
const invalidMembers: FailureTable = {
  product_unknown: { type: 'value_error', loc: ['body', 'product_id'] },
  product_archived: { type: 'value_error', loc: ['body', 'product_id'] },
  product_not_recurring: { type: 'value_error', loc: ['body', 'product_id'] },
  product_not_free: { type: 'value_error', loc: ['body', 'product_id'] },
  currency_unavailable: { type: 'value_error', loc: ['body', 'product_id'] },
  custom_price_unsupported: { type: 'value_error', loc: ['body', 'product_id'] },
  seats_only_to_seats: { type: 'value_error', loc: ['body', 'product_id'] },
  seats_only_at_once: { type: 'value_error', loc: ['body', 'product_id'] },
  units_only_to_units: { type: 'value_error', loc: ['body', 'product_id'] },
  discount_not_applicable: { type: 'value_error', loc: ['body', 'discount_id'] },
  discount_already_applied: { type: 'value_error', loc: ['body', 'discount_id'] },
  trial_end_past: { type: 'value_error', loc: ['body', 'trial_end'] },
  trial_end_too_early: { type: 'value_error', loc: ['body', 'trial_end'] },
  not_trialing: { type: 'value_error', loc: ['body', 'trial_end'] },
  period_end_past: { type: 'value_error', loc: ['body', 'current_billing_period_end'] },
  resumes_too_early: { type: 'value_error', loc: ['body', 'resumes_at'] },
  no_pending_update: { type: 'value_error', loc: ['body', 'pending_update'] },
};

const bySeatsOrUnits = (word: string) => (failure: Failure) =>
  domainError(400, `${word}${failure.detail?.kind === 'units' ? 'Units' : 'Seats'}`, failure.message);

const refusedAs = (status: number, error: string) => (failure: Failure) =>
  domainError(status, error, failure.message);

/** What keeps a subscription, as it is, from what is asked of it. */
const refusals: Record<string, (failure: Failure) => Answer> = {
  subscription_locked: refusedAs(409, 'SubscriptionLocked'),
  already_canceled: refusedAs(403, 'AlreadyCanceledSubscription'),
  inactive: refusedAs(403, 'InactiveSubscription'),
  ended: () => known('ResourceUnavailable', 'Unavailable'),
  not_canceled: () => known('BadRequest', 'Bad request'),
  cannot_pause: refusedAs(409, 'CannotPauseSubscription'),
  no_scheduled_pause: refusedAs(409, 'NoScheduledPause'),
  not_paused: refusedAs(409, 'NotPausedSubscription'),
  not_seat_based: refusedAs(400, 'NotASeatBasedSubscription'),
  not_unit_based: refusedAs(400, 'NotAUnitBasedSubscription'),
  quantity_below_minimum: bySeatsOrUnits('BelowMinimum'),
  quantity_above_maximum: bySeatsOrUnits('AboveMaximum'),
  seats_taken: refusedAs(400, 'SeatsAlreadyAssigned'),
  payment_method_missing: refusedAs(402, 'PaymentFailed'),
  payment_failed: refusedAs(402, 'PaymentFailed'),
  plan_not_allowed: refusedAs(403, 'UpdateSubscriptionPlanNotAllowed'),
  seats_not_allowed: refusedAs(403, 'UpdateSubscriptionSeatsNotAllowed'),
  pause_not_allowed: refusedAs(403, 'PauseResumeNotAllowed'),
  revoke_not_allowed: refusedAs(409, 'RevokeNotAllowed'),
  card_required: refusedAs(409, 'PaymentMethodRequired'),
};

/**
 * The answer to an operation on subscriptions that failed.
 *
 * @param customerMember the member of the body that names the customer, where one does
 */
export function refuseSubscription(
  failures: readonly [Failure, ...Failure[]],
  body: unknown,
  customerMember = 'customer_id',
): Answer {
  const [first] = failures;
  const refuse = refusals[first.code];
  if (refuse) return refuse(first);
  const customer = { type: 'value_error', loc: ['body', customerMember] };
  const member = first.field === 'productId' ? 'product_id' : (first.field ?? '');
  const tooLarge = { type: 'less_than_equal', loc: ['body', member] };
  const table = { ...invalidMembers, customer_unknown: customer, amount_too_large: tooLarge };
  return answerFailures(failures, table, body);
}
