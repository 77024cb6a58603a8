import type Stripe from 'stripe';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { ProcessorEvent } from '../processor.ts';
import { asked } from './stripe-errors.ts';
import {
  chargeOutcome,
  disputeOutcome,
  metadataKeys,
  refundOutcome,
  setUpOutcome,
} from './stripe-outcomes.ts';

const withMethod = { expand: ['payment_method'] };

/**
 * Reads a notice of Stripe. Notices come late and in any order, so that what they are about is asked for anew: the answer
 * is how it is now.
 *
 * @param body the bytes as they came: the signature covers them, not what they say
 * @returns `signature_invalid` also where the signature is older than five minutes
 */
export async function readStripeWebhook(
  stripe: Stripe,
  scope: Scope,
  webhookSecret: string,
  { body, headers }: { body: Buffer; headers: Record<string, string | undefined> },
): Promise<Result<ProcessorEvent>> {
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', webhookSecret);
  } catch {
    return fail({ code: 'signature_invalid', message: 'The signature of this notice is not good.' });
  }
  return ok(await asked(() => tell(stripe, scope, event)));
}

async function tell(stripe: Stripe, scope: Scope, event: Stripe.Event): Promise<ProcessorEvent> {
  const ignored = { kind: 'ignored' as const, type: event.type };
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.requires_action':
    case 'payment_intent.processing':
    case 'payment_intent.canceled': {
      const { id, metadata } = event.data.object;
      const paymentId = ownKey(scope, metadata, 'payment');
      if (paymentId === undefined) return ignored;
      const intent = await stripe.paymentIntents.retrieve(id, withMethod);
      return { kind: 'charge', paymentId, outcome: chargeOutcome(intent) };
    }
    case 'setup_intent.succeeded':
    case 'setup_intent.setup_failed':
    case 'setup_intent.requires_action':
    case 'setup_intent.canceled': {
      const { id, metadata } = event.data.object;
      const key = ownKey(scope, metadata, 'setUp');
      if (key === undefined) return ignored;
      const intent = await stripe.setupIntents.retrieve(id, withMethod);
      return { kind: 'set_up', key, outcome: setUpOutcome(intent) };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const { id, metadata } = event.data.object;
      const refundId = ownKey(scope, metadata, 'refund');
      if (refundId === undefined) return ignored;
      return { kind: 'refund', refundId, outcome: refundOutcome(await stripe.refunds.retrieve(id)) };
    }
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed': {
      const dispute = disputeOutcome(await stripe.disputes.retrieve(event.data.object.id));
      return dispute ? { kind: 'dispute', dispute } : ignored;
    }
    default:
      return ignored;
  }
}

/** The key of an object that we made for this organization; undefined of others in the same account. */
function ownKey(
  scope: Scope,
  metadata: Stripe.Metadata | null,
  kind: 'payment' | 'setUp' | 'refund',
): string | undefined {
  const isOwn = metadata?.[metadataKeys.organization] === scope.organizationId;
  return isOwn ? metadata[metadataKeys[kind]] : undefined;
}
