import { stripeWith } from './load-stripe.ts';

/** Takes the buyer through what the bank asks. What came of it the server finds out by itself. */
export async function authenticate(publishableKey: string, clientSecret: string): Promise<void> {
  const stripe = await stripeWith(publishableKey);
  await stripe.handleNextAction({ clientSecret });
}
