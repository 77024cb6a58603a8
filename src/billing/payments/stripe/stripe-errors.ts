import Stripe from 'stripe';
import { ProcessorError } from '../processor.ts';

/** What Stripe refused for the card's sake. */
export function cardError(error: unknown): Stripe.errors.StripeCardError | undefined {
  return error instanceof Stripe.errors.StripeCardError ? error : undefined;
}

/** What Stripe refused without trying anything: the request itself was no good. */
export function requestError(error: unknown): Stripe.errors.StripeInvalidRequestError | undefined {
  return error instanceof Stripe.errors.StripeInvalidRequestError ? error : undefined;
}

/**
 * Any other fault: the connection, Stripe's own, or ours. Of Stripe's errors only what it was is kept, for their texts and
 * headers may hold parts of keys.
 */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const parts = [error.type, error.code, error.statusCode, error.requestId].filter((part) => part);
  return new ProcessorError(`Stripe could not be asked: ${parts.join(', ')}.`);
}

/** Asks, and tells a fault in words that are safe to log. */
export async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw faultOf(error);
  }
}
