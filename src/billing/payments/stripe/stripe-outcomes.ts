/** Stripe's objects in the words of the core. Nothing is asked for here. */
import type Stripe from 'stripe';
import { isFinalDecline } from '../decline-reasons.ts';
import type { ChargedMethod, Outcome, ProcessorDispute, RefundOutcome } from '../processor.ts';

/** What tells our own objects from others of the account. */
export const metadataKeys = {
  organization: 'florin_organization_id',
  payment: 'florin_payment_id',
  setUp: 'florin_set_up_key',
  refund: 'florin_refund_id',
} as const;

/** A charge, whose `payment_method` is to be expanded for its card to be known. */
export function chargeOutcome(intent: Stripe.PaymentIntent): Outcome {
  const error = intent.last_payment_error;
  return {
    reference: intent.id,
    customerReference: idOf(intent.customer),
    method: methodOf(intent.payment_method ?? error?.payment_method),
    ...progressOf(intent.status, intent.client_secret, error),
  };
}

/** A set-up, whose `payment_method` is to be expanded for its card to be known. */
export function setUpOutcome(intent: Stripe.SetupIntent): Outcome {
  const error = intent.last_setup_error;
  return {
    reference: intent.id,
    customerReference: idOf(intent.customer),
    method: methodOf(intent.payment_method ?? error?.payment_method),
    ...progressOf(intent.status, intent.client_secret, error),
  };
}

type Progress =
  | { status: 'succeeded' }
  | { status: 'failed'; declineReason: string; declineMessage: string; isFinal: boolean }
  | { status: 'requires_action'; clientSecret: string }
  | { status: 'pending' };

type DeclineError = { code?: string; decline_code?: string; message?: string };

function progressOf(status: string, clientSecret: string | null, error: DeclineError | null): Progress {
  switch (status) {
    case 'succeeded':
      return { status };
    case 'requires_action':
      return { status, clientSecret: clientSecret ?? '' };
    case 'requires_payment_method':
      return declineOf(error ?? {});
    case 'canceled':
      return declineOf({ code: 'canceled', message: 'The payment was given up.' });
    default:
      // Under way: processing, authorized and not captured, or in a state that is newer than this.
      return { status: 'pending' };
  }
}

/** Both of Stripe's words for a challenge that was not passed, in ours. */
const reasonsByCode: Record<string, string> = {
  payment_intent_authentication_failure: 'authentication_failed',
  setup_intent_authentication_failure: 'authentication_failed',
};

/** A decline. Stripe's messages of these errors are meant for the buyer. */
export function declineOf(error: DeclineError): Progress & { status: 'failed' } {
  const code = error.decline_code ?? error.code ?? 'generic_decline';
  const declineReason = reasonsByCode[code] ?? code;
  return {
    status: 'failed',
    declineReason,
    declineMessage: error.message ?? 'Your card was declined.',
    isFinal: isFinalDecline(declineReason),
  };
}

/** Null where the method is not there, is not expanded, or is no card. */
export function methodOf(method: string | Stripe.PaymentMethod | null | undefined): ChargedMethod | null {
  if (!method || typeof method === 'string' || !method.card) return null;
  const { brand, last4, exp_month, exp_year, fingerprint } = method.card;
  return {
    type: 'card',
    reference: method.id,
    metadata: { brand, last4, exp_month, exp_year },
    fingerprint: fingerprint ?? null,
  };
}

export function refundOutcome(refund: Stripe.Refund): RefundOutcome {
  const isOver = refund.status === 'failed' || refund.status === 'canceled';
  return {
    reference: refund.id,
    status: refund.status === 'succeeded' ? 'succeeded' : isOver ? 'failed' : 'pending',
    failureReason: isOver ? (refund.failure_reason ?? refund.status) : null,
  };
}

/** An inquiry is a warning of a dispute; one that was closed came to none. */
const disputeStatuses: Record<string, ProcessorDispute['status']> = {
  warning_needs_response: 'early_warning',
  warning_under_review: 'early_warning',
  warning_closed: 'prevented',
  prevented: 'prevented',
  needs_response: 'needs_response',
  appeal_needs_response: 'needs_response',
  under_review: 'under_review',
  appeal_under_review: 'under_review',
  won: 'won',
  lost: 'lost',
};

/** Undefined where it is not of a charge that we could have made, or in a state that is newer than this. */
export function disputeOutcome(dispute: Stripe.Dispute): ProcessorDispute | undefined {
  const status = disputeStatuses[dispute.status];
  const chargeReference = idOf(dispute.payment_intent);
  if (!status || chargeReference === null) return undefined;
  const dueBy = dispute.evidence_details.due_by;
  return {
    reference: dispute.id,
    chargeReference,
    status,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    evidenceDueBy: dueBy ? new Date(dueBy * 1000) : null,
  };
}

function idOf(object: string | { id: string } | null): string | null {
  return typeof object === 'string' ? object : (object?.id ?? null);
}
