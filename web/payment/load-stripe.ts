import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';

let loaded: Promise<Stripe> | undefined;

/** Stripe's own script, from Stripe: asked for only where it is needed, and again after it could not be loaded. */
export function stripeWith(publishableKey: string): Promise<Stripe> {
  loaded ??= loadStripe(publishableKey)
    .then((stripe) => {
      if (!stripe) throw new Error('Stripe.js was not loaded.');
      return stripe;
    })
    .catch((error) => {
      loaded = undefined;
      throw error;
    });
  return loaded;
}
