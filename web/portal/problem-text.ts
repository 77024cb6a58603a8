import { Problem } from '../api/problem.ts';
import { type Key, useWords } from './words.ts';

/** The API speaks English: what a reader is told of its refusals, by their codes. */
const texts: Record<string, Key> = {
  PaymentFailed: 'problemDeclined',
  PaymentMethodSetupFailed: 'problemCardRefused',
  PaymentMethodRequired: 'problemCardMissing',
  PaymentMethodInUseByActiveSubscription: 'problemCardInUse',
  PaymentAlreadyInProgress: 'problemPaymentUnderWay',
  OrderNotEligibleForRetry: 'problemNotPayable',
  ManualRetryLimitExceeded: 'problemTooManyPayments',
  PaymentNotReady: 'problemNotReady',
  SubscriptionLocked: 'problemLocked',
  AlreadyCanceledSubscription: 'problemAlreadyCanceled',
  already_canceled: 'problemAlreadyCanceled',
  InactiveSubscription: 'problemInactive',
  inactive: 'problemInactive',
  UpdateSubscriptionPlanNotAllowed: 'problemForbidden',
  UpdateSubscriptionSeatsNotAllowed: 'problemForbidden',
  PauseResumeNotAllowed: 'problemForbidden',
  plan_not_allowed: 'problemForbidden',
  seats_not_allowed: 'problemForbidden',
  NotPermitted: 'problemForbidden',
  not_permitted: 'problemForbidden',
  SeatsAlreadyAssigned: 'problemSeatsTaken',
  seats_taken: 'problemSeatsTaken',
  BelowMinimumSeats: 'problemSeatsBelow',
  AboveMaximumSeats: 'problemSeatsAbove',
  quantity_below_minimum: 'problemSeatsBelow',
  quantity_above_maximum: 'problemSeatsAbove',
  SeatNotAvailable: 'problemNoSeat',
  SeatAlreadyAssigned: 'problemSeatHeld',
  InvalidInvitationToken: 'claimInvalid',
  MissingInvoiceBillingDetails: 'problemDetailsMissing',
  InvalidEmailUpdate: 'verifyInvalid',
};

const byStatus: Record<number, Key> = { 0: 'problemOffline', 404: 'problemGone', 429: 'problemTooOften' };

/** What a reader is told of something that failed, and how to mend it. */
export function useProblemText(): (error: unknown) => string {
  const { say } = useWords();
  return (error) => {
    if (!(error instanceof Problem)) return say('problemOther');
    return say(texts[error.code] ?? byStatus[error.status] ?? 'problemOther');
  };
}
