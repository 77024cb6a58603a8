import type { CheckoutOwnKey } from './messages/en.ts';

/** What is said of a decline, by the processor's word for it. Nothing that a thief could learn from is told apart. */
const texts: Record<string, CheckoutOwnKey> = {
  insufficient_funds: 'declineFunds',
  withdrawal_count_limit_exceeded: 'declineFunds',
  expired_card: 'declineExpired',
  invalid_expiry_month: 'declineExpired',
  invalid_expiry_year: 'declineExpired',
  incorrect_cvc: 'declineCvc',
  invalid_cvc: 'declineCvc',
  incorrect_number: 'declineNumber',
  invalid_number: 'declineNumber',
  processing_error: 'declineProcessing',
  issuer_not_available: 'declineProcessing',
  try_again_later: 'declineProcessing',
  reenter_transaction: 'declineProcessing',
  authentication_failed: 'declineAuthentication',
  authentication_required: 'declineAuthentication',
  payment_intent_authentication_failure: 'declineAuthentication',
  setup_intent_authentication_failure: 'declineAuthentication',
  canceled: 'declineCanceled',
};

export function declineText(reason: string): CheckoutOwnKey {
  return texts[reason] ?? 'declineGeneric';
}
