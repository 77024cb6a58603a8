/** The cards of the sandbox: numbers and tokens that stand for what may happen to a real one. */

/** What a charge does: it `succeeds`, or it is declined for the reason named. */
export type CardOutcome = 'succeeds' | DeclineReason;

export type DeclineReason =
  | 'generic_decline'
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_cvc'
  | 'processing_error'
  | 'lost_card'
  | 'stolen_card'
  | 'authentication_required'
  | 'highest_risk_level';

export const declineMessages: Record<DeclineReason, string> = {
  generic_decline: 'Your card was declined.',
  insufficient_funds: 'Your card has insufficient funds.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  lost_card: 'Your card was declined.',
  stolen_card: 'Your card was declined.',
  authentication_required: 'Your card was declined: it could not be authenticated.',
  highest_risk_level: 'Your card was declined.',
};

export type TestCard = { brand: string; last4: string; outcome: CardOutcome };

/** Atlas and Stripe: the numbers that every integration is tested with. A charge that a card would dispute succeeds first. */
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
  // Authentication: asked for and passed, asked for and failed, offered only, without the buyer noticing.
  '4000000000003220': 'succeeds',
  '4000000000003063': 'authentication_required',
  '4000000000003055': 'succeeds',
  '4000002760003184': 'succeeds',
  '4000002500003155': 'authentication_required',
  '4000008260003178': 'succeeds',
  // Risk: blocked, elevated.
  '4100000000000019': 'highest_risk_level',
  '4000000000004954': 'succeeds',
  // Disputed later.
  '4000000000000259': 'succeeds',
  '4000000000001976': 'succeeds',
};

const wellKnownTokens: Record<string, TestCard> = {
  tok_visa: { brand: 'visa', last4: '4242', outcome: 'succeeds' },
  tok_visa_debit: { brand: 'visa', last4: '5556', outcome: 'succeeds' },
  tok_mastercard: { brand: 'mastercard', last4: '4444', outcome: 'succeeds' },
  tok_amex: { brand: 'amex', last4: '0005', outcome: 'succeeds' },
  tok_discover: { brand: 'discover', last4: '1117', outcome: 'succeeds' },
  tok_chargeDeclined: { brand: 'visa', last4: '0002', outcome: 'generic_decline' },
  tok_chargeInsufficientFunds: { brand: 'visa', last4: '9995', outcome: 'insufficient_funds' },
  tok_threeDSecure2Required: { brand: 'visa', last4: '3220', outcome: 'succeeds' },
};

/** The test card of a number (digits only), or undefined where it is none of them. */
export function testCard(number: string): TestCard | undefined {
  if (!Object.hasOwn(outcomesByNumber, number)) return undefined;
  const outcome = outcomesByNumber[number];
  return outcome && { brand: brandOf(number), last4: number.slice(-4), outcome };
}

/** The test card that a token means by its name. */
export function wellKnownCard(token: string): TestCard | undefined {
  return Object.hasOwn(wellKnownTokens, token) ? wellKnownTokens[token] : undefined;
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
