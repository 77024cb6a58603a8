import assert from 'node:assert/strict';
import { call } from './call.ts';
import { operatorToken, type TestFlorin } from './florin.ts';
import { beginStory, type Story } from './story.ts';
import type { StripeServer } from './stripe-server.ts';

/** A merchant who is paid through an account at Stripe, of which all that was there before is forgotten. */
export async function beginAtStripe(florin: TestFlorin, stripe: StripeServer, now: string): Promise<Story> {
  const story = await beginStory(florin, now);
  for (const kept of [stripe.account.intents, stripe.account.refunds, stripe.account.disputes]) kept.clear();
  await useStripe(florin, stripe, story, stripe.webhookSecret);
  return story;
}

/** @param webhookSecret of the merchant's own endpoint at Stripe */
export async function useStripe(
  florin: TestFlorin,
  stripe: StripeServer,
  story: Story,
  webhookSecret: string,
): Promise<void> {
  const url = `${florin.url}/florin/v1/organizations/${story.organization.id}/processor?mode=test`;
  const set = await call('PUT', url, {
    token: operatorToken,
    body: {
      processor: 'stripe',
      secret_key: stripe.secretKey,
      webhook_secret: webhookSecret,
      base_url: stripe.url,
    },
  });
  assert.equal(set.status, 200, JSON.stringify(set.body));
}

export type Notice = { body: string; headers: Record<string, string> };

/** Where Stripe sends a merchant's notices. */
export const noticesPath = (organizationId: string, mode = 'test') =>
  `/florin/v1/processors/stripe/${organizationId}/${mode}/webhook`;

/** Sends a notice as Stripe does, on a connection of its own where many are sent at once. Answers the status of the call. */
export async function sendNotice(url: string, { body, headers }: Notice): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Confirms without the client's own five seconds. */
export function confirmPatiently(url: string, story: Story, secret: string, card: string) {
  return call('POST', `${url}/v1/checkouts/client/${secret}/confirm`, {
    token: story.token,
    body: {
      customer_email: 'patient@example.com',
      customer_billing_address: { country: 'NL' },
      confirmation_token_id: card,
    },
  });
}

/** What is told when a checkout is confirmed, and when its money is there. */
export const confirmed = ['checkout.updated'];
export const subscribed = [
  'subscription.created',
  'subscription.active',
  'subscription.updated',
  'customer.state_changed',
  'invoice.created',
  'invoice.updated',
  'invoice.paid',
  'checkout.updated',
];
export const bought = subscribed.slice(4);
