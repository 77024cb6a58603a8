import { florin, polar } from '../api/client.ts';
import type { paths } from '../api/generated/polar.ts';
import { answerOf } from '../api/problem.ts';
import type { Card } from '../payment/card.ts';
import { clientSecret } from './place.ts';

const params = { path: { client_secret: clientSecret } };

export const loadCheckout = () => answerOf(polar.GET('/v1/checkouts/client/{client_secret}', { params }));

export const loadBranding = () =>
  answerOf(florin.GET('/florin/v1/checkouts/{client_secret}/branding', { params }));

export const loadPayment = () =>
  answerOf(florin.GET('/florin/v1/checkouts/{client_secret}/payment', { params }));

export type Checkout = Awaited<ReturnType<typeof loadCheckout>>;
export type CheckoutProduct = Checkout['product'];
export type Price = Checkout['product_price'];
export type AttachedField = Checkout['attached_custom_fields'][number];
export type Branding = Awaited<ReturnType<typeof loadBranding>>;
export type PaymentSetting = Awaited<ReturnType<typeof loadPayment>>;
export type CheckoutChange =
  paths['/v1/checkouts/client/{client_secret}']['patch']['requestBody']['content']['application/json'];

export const changeCheckout = (body: CheckoutChange, keepalive = false) =>
  answerOf(polar.PATCH('/v1/checkouts/client/{client_secret}', { params, body, keepalive }));

/** Tells the merchant that the page was seen. Nothing hangs on it, but that one call at a time may change a checkout. */
export async function tellOpened(): Promise<void> {
  await polar.POST('/v1/checkouts/client/{client_secret}/opened', { params, body: {} }).catch(() => {});
}

/** @param key the same for a try that is repeated because its answer was lost: it pays once */
export const confirmCheckout = (body: { confirmation_token_id?: string }, key: string) =>
  answerOf(
    polar.POST('/v1/checkouts/client/{client_secret}/confirm', {
      params,
      body,
      headers: { 'Idempotency-Key': key },
    }),
  );

/** What stands for a test card in a confirmation. */
export async function takeCard(card: Card): Promise<string> {
  const { token } = await answerOf(
    florin.POST('/florin/v1/checkouts/{client_secret}/card-tokens', { params, body: { card } }),
  );
  return token;
}
