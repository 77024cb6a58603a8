import { Problem } from '../api/problem.ts';
import { applyBrand } from '../ui/brand.ts';
import {
  type Branding,
  loadBranding,
  loadCheckout,
  loadPayment,
  type PaymentSetting,
  tellOpened,
} from './checkout-api.ts';
import { tellOnly, tellPageAround } from './embedding.ts';
import { type CheckoutWords, loadWords } from './language.ts';
import { wishedLocale } from './place.ts';
import { type Closed, createSession, type Session } from './session.ts';

export type Opened = {
  kind: 'opened';
  session: Session;
  branding: Branding;
  payment: PaymentSetting;
  words: CheckoutWords;
};

export type NotOpened = {
  kind: Closed | 'unreachable';
  branding: Branding | undefined;
  words: CheckoutWords;
};

/** Loads all that the page begins with. */
export async function openCheckout(): Promise<Opened | NotOpened> {
  // Known before the checkout is, mostly: a language that it names otherwise is loaded then.
  const early = wishedLocale === null ? undefined : loadWords([wishedLocale]);
  const [checkout, branding, payment] = await Promise.allSettled([
    loadCheckout(),
    loadBranding(),
    loadPayment(),
  ]);
  const brand = branding.status === 'fulfilled' ? branding.value : undefined;
  if (brand) {
    applyBrand(brand.brand_color);
    tellOnly(brand.embed_origin);
  }
  if (checkout.status === 'rejected' || !brand || payment.status === 'rejected') {
    const words = await (early ?? loadWords([]));
    document.title = words.say('unavailableTitle');
    tellPageAround({ event: 'loaded' });
    return { kind: kindOf(checkout), branding: brand, words };
  }
  const words = await (early ?? loadWords([checkout.value.locale]));
  const isTold = checkout.value.status === 'open' ? tellOpened() : undefined;
  const session = createSession(checkout.value, payment.value.decline_reason, isTold);
  return { kind: 'opened', session, branding: brand, payment: payment.value, words };
}

function kindOf(checkout: PromiseSettledResult<unknown>): NotOpened['kind'] {
  if (checkout.status !== 'rejected' || !(checkout.reason instanceof Problem)) return 'unreachable';
  if (checkout.reason.status === 410) return 'expired';
  return checkout.reason.status === 404 ? 'unavailable' : 'unreachable';
}
