import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CardMetadata } from '../payment-methods/index.ts';

export type ChargeRequest = {
  /** Minor units, more than nothing. */
  amount: number;
  currency: string;
  /** What the buyer's form got for the card: it stands for the card, and only for this checkout. */
  confirmationToken: string;
  checkoutId: string;
};

/** What was charged, and what to name when it is to be charged again. */
export type ChargedMethod = { type: 'card'; reference: string; metadata: CardMetadata };

/** What became of a charge. A decline is an answer, not an error: it is kept as a failed payment. */
export type Charge = { reference: string; method: ChargedMethod } & (
  | { status: 'succeeded' }
  /** A stable word, and a text for the buyer. */
  | { status: 'failed'; declineReason: string; declineMessage: string }
);

/** Whoever moves the money. */
export type PaymentProcessor = {
  name: string;
  /** @returns `confirmation_token_unknown` where the token stands for no card; nothing was tried then. */
  charge(scope: Scope, request: ChargeRequest): Promise<Result<Charge>>;
};
