/** What the sandbox's cards do: pure rules, no card is looked up and nothing is kept here. */

export type DeclineReason =
  | 'generic_decline'
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_cvc'
  | 'processing_error'
  | 'lost_card'
  | 'stolen_card'
  | 'highest_risk_level'
  /** The buyer would have had to be there. */
  | 'authentication_required'
  /** The buyer was there, and did not pass. */
  | 'authentication_failed'
  | 'canceled'
  | 'payment_method_unknown';

export const declineMessages: Record<DeclineReason, string> = {
  generic_decline: 'Your card was declined.',
  insufficient_funds: 'Your card has insufficient funds.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  lost_card: 'Your card was declined.',
  stolen_card: 'Your card was declined.',
  highest_risk_level: 'Your card was declined.',
  authentication_required: 'Your card was declined: it could not be authenticated.',
  authentication_failed: 'Your card could not be authenticated. Try again, or use another card.',
  canceled: 'The payment was given up.',
  payment_method_unknown: 'This payment method is no longer there. Use another one.',
};

type Decline = Exclude<DeclineReason, 'authentication_required' | 'canceled' | 'payment_method_unknown'>;

type CardBehavior = {
  /**
   * When the buyer has to authenticate: whenever they are there (and when they are not, unless they did as the card was
   * kept), or each time, so that nothing can be charged without them.
   */
  challenge?: 'when_present' | 'always';
  /** Whoever holds the card cannot pass the challenge. */
  failsChallenge?: true;
  decline?: Decline;
  /** How charges are declined once the card is kept: the first one went well. */
  laterDecline?: Decline;
  /** What a charge that is pending at first turns into. */
  delayed?: 'succeeded' | 'failed';
  dispute?: { status: 'needs_response' | 'early_warning'; reason: string };
  /** What a refund is at first, and what it turns into. */
  refund?: { atFirst: 'pending' | 'succeeded'; later: 'succeeded' | 'failed' };
};

const behaviors = {
  succeeds: {},
  generic_decline: { decline: 'generic_decline' },
  insufficient_funds: { decline: 'insufficient_funds' },
  expired_card: { decline: 'expired_card' },
  incorrect_cvc: { decline: 'incorrect_cvc' },
  processing_error: { decline: 'processing_error' },
  lost_card: { decline: 'lost_card' },
  stolen_card: { decline: 'stolen_card' },
  highest_risk_level: { decline: 'highest_risk_level' },
  challenged: { challenge: 'when_present' },
  always_challenged: { challenge: 'always' },
  fails_challenge: { challenge: 'always', failsChallenge: true },
  // The name that the same cards had before challenges could be answered.
  authentication_required: { challenge: 'always', failsChallenge: true },
  challenged_then_declined: { challenge: 'when_present', decline: 'insufficient_funds' },
  declined_later: { laterDecline: 'generic_decline' },
  delayed_success: { delayed: 'succeeded' },
  delayed_failure: { delayed: 'failed' },
  disputed: { dispute: { status: 'needs_response', reason: 'fraudulent' } },
  disputed_not_received: { dispute: { status: 'needs_response', reason: 'product_not_received' } },
  disputed_inquiry: { dispute: { status: 'early_warning', reason: 'fraudulent' } },
  delayed_refund: { refund: { atFirst: 'pending', later: 'succeeded' } },
  failing_refund: { refund: { atFirst: 'succeeded', later: 'failed' } },
} as const satisfies Record<string, CardBehavior>;

export type CardOutcome = keyof typeof behaviors;

export function behaviorOf(outcome: CardOutcome): CardBehavior {
  return behaviors[outcome];
}

/** How long what comes later takes to come. */
export const delayMilliseconds = 60_000;

/** What is asked of a card. */
export type CardUse = {
  kind: 'charge' | 'set_up';
  /** Whether the card was kept before, and whether its holder authenticated then. */
  isKept: boolean;
  isAuthenticated: boolean;
  offSession: boolean;
};

export type CardAnswer =
  | { status: 'succeeded' | 'requires_action' | 'pending' }
  | { status: 'failed'; declineReason: DeclineReason };

const declined = (declineReason: DeclineReason): CardAnswer => ({ status: 'failed', declineReason });

/** What a card answers at once. */
export function answerOf(outcome: CardOutcome, use: CardUse): CardAnswer {
  const { challenge } = behaviorOf(outcome);
  const needsNobody = challenge === 'when_present' && use.offSession && use.isAuthenticated;
  if (challenge === undefined || needsNobody) return answerAfterChallenge(outcome, use);
  return use.offSession ? declined('authentication_required') : { status: 'requires_action' };
}

/** What a card answers once its holder has taken the challenge. */
export function answerToChallenge(outcome: CardOutcome, kind: CardUse['kind'], passes: boolean): CardAnswer {
  return passes && !behaviorOf(outcome).failsChallenge
    ? answerAfterChallenge(outcome, { kind, isKept: false })
    : declined('authentication_failed');
}

/** A set-up takes no money, so that what would be declined for a reason other than the card itself goes well. */
function answerAfterChallenge(outcome: CardOutcome, use: Pick<CardUse, 'kind' | 'isKept'>): CardAnswer {
  const { challenge, decline, laterDecline, delayed } = behaviorOf(outcome);
  if (use.kind === 'set_up') {
    return decline && !challenge ? declined(decline) : { status: 'succeeded' };
  }
  const reason = decline ?? (use.isKept ? laterDecline : undefined);
  if (reason) return declined(reason);
  return { status: delayed ? 'pending' : 'succeeded' };
}
