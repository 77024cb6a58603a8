/**
 * Stripe: the declines after which charging the same card again is of no use. `authentication_required` is one of them
 * because only a buyer who is there can mend it.
 */
const finalReasons: ReadonlySet<string> = new Set([
  'authentication_required',
  'do_not_try_again',
  'fraudulent',
  'highest_risk_level',
  'incorrect_number',
  'invalid_account',
  'lost_card',
  'merchant_blacklist',
  'payment_method_unknown',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'security_violation',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
]);

/** Whether a decline is for good: the card is stolen, its account is closed, and the like. */
export function isFinalDecline(reason: string): boolean {
  return finalReasons.has(reason);
}
