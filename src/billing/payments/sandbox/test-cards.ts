/** The cards of the sandbox: numbers and tokens that stand for what may happen to a real one. */
import { hash } from 'node:crypto';
import type { CardOutcome } from './card-behavior.ts';

export type TestCard = {
  brand: string;
  last4: string;
  outcome: CardOutcome;
  /** Of the number: the same whoever uses the card. */
  fingerprint: string;
};

/** Atlas and Stripe: the numbers that every integration is tested with. The delayed ones are our own. */
const outcomesByNumber: Record<string, CardOutcome> = {
  '4242424242424242': 'succeeds',
  '5555555555554444': 'succeeds',
  '378282246310005': 'succeeds',
  '6011111111111117': 'succeeds',
  '4000056655665556': 'succeeds',
  '5200828282828210': 'succeeds',
  '4000000760000002': 'succeeds',
  '4000001240000000': 'succeeds',
  '4000004840000008': 'succeeds',
  '4000000000000002': 'generic_decline',
  '4000000000009995': 'insufficient_funds',
  '4000000000000069': 'expired_card',
  '4000000000000127': 'incorrect_cvc',
  '4000000000000119': 'processing_error',
  '4000000000009987': 'lost_card',
  '4000000000009979': 'stolen_card',
  // Kept without a word, declined when charged later.
  '4000000000000341': 'declined_later',
  // Authentication: asked for, asked for each time, failed, passed and then declined, offered only.
  '4000000000003220': 'challenged',
  '4000002500003155': 'challenged',
  '4000002760003184': 'always_challenged',
  '4000000000003063': 'fails_challenge',
  '4000008260003178': 'challenged_then_declined',
  '4000000000003055': 'succeeds',
  // Risk: blocked, elevated.
  '4100000000000019': 'highest_risk_level',
  '4000000000004954': 'succeeds',
  // Known a minute later.
  '4000000000006009': 'delayed_success',
  '4000000000006017': 'delayed_failure',
  // Disputed a minute later.
  '4000000000000259': 'disputed',
  '4000000000002685': 'disputed_not_received',
  '4000000000001976': 'disputed_inquiry',
  // Refunds that are not settled at once.
  '4000000000007726': 'delayed_refund',
  '4000000000005126': 'failing_refund',
};

const numbersByToken: Record<string, string> = {
  tok_visa: '4242424242424242',
  tok_visa_debit: '4000056655665556',
  tok_mastercard: '5555555555554444',
  tok_amex: '378282246310005',
  tok_discover: '6011111111111117',
  tok_chargeDeclined: '4000000000000002',
  tok_chargeInsufficientFunds: '4000000000009995',
  tok_chargeDeclinedExpiredCard: '4000000000000069',
  tok_chargeDeclinedIncorrectCvc: '4000000000000127',
  tok_chargeDeclinedProcessingError: '4000000000000119',
  tok_chargeDeclinedLostCard: '4000000000009987',
  tok_chargeDeclinedStolenCard: '4000000000009979',
  tok_chargeCustomerFail: '4000000000000341',
  tok_threeDSecure2Required: '4000000000003220',
  tok_threeDSecureAlwaysRequired: '4000002760003184',
  tok_threeDSecureFails: '4000000000003063',
  tok_threeDSecureThenDeclined: '4000008260003178',
  tok_riskLevelHighest: '4100000000000019',
  tok_pendingThenSucceeds: '4000000000006009',
  tok_pendingThenFails: '4000000000006017',
  tok_createDispute: '4000000000000259',
  tok_createDisputeProductNotReceived: '4000000000002685',
  tok_createDisputeInquiry: '4000000000001976',
  tok_pendingRefund: '4000000000007726',
  tok_refundFail: '4000000000005126',
};

/** The test card of a number (digits only), or undefined where it is none of them. */
export function testCard(number: string): TestCard | undefined {
  if (!Object.hasOwn(outcomesByNumber, number)) return undefined;
  const outcome = outcomesByNumber[number];
  return (
    outcome && {
      brand: brandOf(number),
      last4: number.slice(-4),
      outcome,
      fingerprint: hash('sha256', `sandbox card ${number}`, 'base64url').slice(0, 16),
    }
  );
}

/** The test card that a token means by its name. */
export function wellKnownCard(token: string): TestCard | undefined {
  return Object.hasOwn(numbersByToken, token) ? testCard(numbersByToken[token] ?? '') : undefined;
}

function brandOf(number: string): string {
  if (number.startsWith('4')) return 'visa';
  if (number.startsWith('5')) return 'mastercard';
  return number.startsWith('3') ? 'amex' : 'discover';
}

/** How many digits a brand's security code has. */
export function securityCodeLength(brand: string): number {
  return brand === 'amex' ? 4 : 3;
}
