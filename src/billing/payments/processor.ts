import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';

/** What is known of a card: enough for its owner to tell it from others, nothing to pay with. */
export type CardMetadata = { brand: string; last4: string; exp_month: number; exp_year: number };

/** What was charged, and what to name when it is to be charged again. */
export type ChargedMethod = {
  type: 'card';
  reference: string;
  metadata: CardMetadata;
  /** The same for the same card whoever uses it; null where the processor does not tell. */
  fingerprint: string | null;
};

/** What is charged: a card that the buyer's form has just taken, or a method that was kept for later. */
export type ChargeSource =
  /** Stands for the card, and only for this checkout where one is named. */
  { confirmationToken: string; checkoutId: string | null } | { methodReference: string };

export type ChargeRequest = {
  /** The same key never moves money twice: what the first call came to is answered again. */
  idempotencyKey: string;
  /** Minor units, more than nothing. */
  amount: number;
  currency: string;
  source: ChargeSource;
  /** What the processor knows the customer by, where it has met them. */
  customerReference: string | null;
  /** The buyer is not there to authenticate. */
  offSession: boolean;
  /** Keep the method for later charges. */
  saveMethod: boolean;
  /** Where a buyer who has to leave for authentication comes back to. */
  returnUrl: string | null;
  description: string;
};

/** Asks for a method to be kept without charging it. */
export type SetUpRequest = {
  idempotencyKey: string;
  confirmationToken: string;
  checkoutId: string | null;
  customerReference: string | null;
  returnUrl: string | null;
};

/** What came of a request. A decline is an answer, not an error: it is kept as a failed payment. */
export type Outcome = {
  /** What the processor knows the charge, or the set-up, by. */
  reference: string;
  customerReference: string | null;
  method: ChargedMethod | null;
} & (
  | { status: 'succeeded' }
  /** A stable word, and a text for the buyer. `isFinal` where trying the same card again is of no use (a stolen card). */
  | { status: 'failed'; declineReason: string; declineMessage: string; isFinal: boolean }
  /** The buyer is to authenticate; `clientSecret` lets the buyer's form do so. */
  | { status: 'requires_action'; clientSecret: string }
  /** Known later, by a webhook or by asking again. */
  | { status: 'pending' }
);

export type RefundRequest = {
  idempotencyKey: string;
  chargeReference: string;
  /** Minor units, tax included. */
  amount: number;
  currency: string;
};

export type RefundOutcome = {
  reference: string;
  status: 'succeeded' | 'failed' | 'pending';
  failureReason: string | null;
};

export type ProcessorDispute = {
  reference: string;
  chargeReference: string;
  status: 'prevented' | 'early_warning' | 'needs_response' | 'under_review' | 'lost' | 'won';
  amount: number;
  currency: string;
  reason: string | null;
  evidenceDueBy: Date | null;
};

/** What a processor tells of its own accord. May come twice, late, and before the answer to the request it is about. */
export type ProcessorEvent =
  /** `paymentId` is the idempotency key of the charge. */
  | { kind: 'charge'; paymentId: string; outcome: Outcome }
  | { kind: 'set_up'; key: string; outcome: Outcome }
  | { kind: 'refund'; refundId: string; outcome: RefundOutcome }
  | { kind: 'dispute'; dispute: ProcessorDispute }
  /** Nothing that Florin acts on. */
  | { kind: 'ignored'; type: string };

/**
 * The processor could not be asked, or gave no clear answer: whether money moved is not known. Asking again with the same
 * key finds out, and never moves it twice. The message holds nothing of the account's secrets.
 */
export class ProcessorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProcessorError';
  }
}

/**
 * Whoever moves the money. Every call may be repeated with its key, after a crash as well. Any of them may throw
 * `ProcessorError`.
 */
export type PaymentProcessor = {
  name: 'sandbox' | 'stripe';
  /** @returns `confirmation_token_unknown` where the token stands for no card; nothing was tried then. */
  charge(scope: Scope, request: ChargeRequest): Promise<Result<Outcome>>;
  /** What became of a charge that was pending or asked for authentication. */
  retrieveCharge(scope: Scope, reference: string): Promise<Outcome>;
  /**
   * Gives up a charge that waits for the buyer to authenticate, so that they cannot pay it beside another one.
   *
   * @returns what it came to: it may have been paid meanwhile
   */
  cancelCharge(scope: Scope, reference: string): Promise<Outcome>;
  /** @returns `confirmation_token_unknown`. */
  setUp(scope: Scope, request: SetUpRequest): Promise<Result<Outcome>>;
  /** What became of a set-up that asked for authentication. @returns `set_up_unknown`. */
  retrieveSetUp(scope: Scope, reference: string): Promise<Result<Outcome>>;
  /** Takes the money of a charge that was only authorized. */
  capture(
    scope: Scope,
    request: { reference: string; idempotencyKey: string; amount: number },
  ): Promise<Outcome>;
  refund(scope: Scope, request: RefundRequest): Promise<RefundOutcome>;
  /** Gives a dispute up. */
  acceptDispute(scope: Scope, reference: string): Promise<void>;
  /** Forgets a method. */
  detachMethod(scope: Scope, methodReference: string): Promise<void>;
  /**
   * Reads a notice, once its signature is found good.
   *
   * @returns `signature_invalid`.
   */
  readWebhook(
    scope: Scope,
    request: { body: Buffer; headers: Record<string, string | undefined> },
  ): Promise<Result<ProcessorEvent>>;
};
