import { en } from '../../../src/billing/mails/messages/en.ts';
import type { Switches } from './use-settings.ts';

export type CustomerMail = keyof Switches['customer_email_settings'];

/** What a mail says, in English, with words put in. */
export type Sample = { subject: string; title: string; paragraphs: string[]; button?: string };

const words: Record<string, string> = {
  product: 'Pro',
  amount: '$29.00',
  price: '$29.00 / month',
  date: 'May 31, 2026',
  last4: '4242',
  card: 'Visa ending in 4242',
  expiry: '06/2026',
};

function fill(text: string, organization: string): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'organization' ? organization : (words[name] ?? name),
  );
}

type Key = keyof typeof en;
type Recipe = { begin: string; paragraphs: Key[]; button?: Key };

const portal = 'portalButton' satisfies Key;

/** Which of the mails' own words make up each. */
const recipes: Record<CustomerMail, Recipe> = {
  order_confirmation: { begin: 'order', paragraphs: ['orderText', 'paymentReceived'], button: portal },
  subscription_confirmation: {
    begin: 'subscribed',
    paragraphs: ['subscribedText', 'paymentReceived', 'renewsOn'],
    button: portal,
  },
  subscription_cycled: { begin: 'renewed', paragraphs: ['paymentReceived', 'renewsOn'], button: portal },
  subscription_cycled_after_trial: {
    begin: 'converted',
    paragraphs: ['paymentReceived', 'renewsOn'],
    button: portal,
  },
  subscription_updated: { begin: 'updated', paragraphs: ['updatedText'], button: portal },
  subscription_past_due: {
    begin: 'failed',
    paragraphs: ['failedText', 'failedRetry'],
    button: 'cardButton',
  },
  payment_method_expiration_reminder: { begin: 'card', paragraphs: ['cardText'], button: 'cardButton' },
  subscription_trial_conversion_reminder: {
    begin: 'trialEnding',
    paragraphs: ['trialEndingText'],
    button: portal,
  },
  subscription_renewal_reminder: { begin: 'renewing', paragraphs: ['renewingText'], button: portal },
  subscription_cancellation: { begin: 'canceled', paragraphs: ['canceledText'], button: portal },
  subscription_uncanceled: { begin: 'continued', paragraphs: ['continuedText'], button: portal },
  subscription_revoked: { begin: 'ended', paragraphs: ['endedText'], button: portal },
  subscription_paused: { begin: 'paused', paragraphs: ['pausedText', 'resumesOn'], button: portal },
  subscription_resumed: { begin: 'resumed', paragraphs: ['resumedText', 'renewsOn'], button: portal },
};

export function sampleOf(kind: CustomerMail, organization: string): Sample {
  const { begin, paragraphs, button } = recipes[kind];
  const say = (key: Key) => fill(en[key], organization);
  return {
    subject: say(`${begin}Subject` as Key),
    title: say(`${begin}Title` as Key),
    paragraphs: paragraphs.map(say),
    ...(button ? { button: say(button) } : {}),
  };
}

/** When each is sent, by what they are about. */
export const mailGroups: readonly { label: string; mails: readonly [CustomerMail, string][] }[] = [
  {
    label: 'Purchases and renewals',
    mails: [
      ['order_confirmation', 'Something was bought once. With the receipt and the invoice.'],
      ['subscription_confirmation', 'A subscription or a trial begins.'],
      ['subscription_cycled', 'A subscription was renewed and paid.'],
      ['subscription_cycled_after_trial', 'A trial is over and the first payment was made.'],
      ['subscription_updated', 'The plan or the seats changed.'],
    ],
  },
  {
    label: 'Upcoming charges',
    mails: [
      ['subscription_trial_conversion_reminder', 'A trial ends in some days.'],
      ['subscription_renewal_reminder', 'A long period, such as a year, ends in some days.'],
      ['payment_method_expiration_reminder', 'The card that will be charged expires.'],
    ],
  },
  {
    label: 'Problems and endings',
    mails: [
      ['subscription_past_due', 'A payment failed. Says when it is tried again.'],
      ['subscription_cancellation', 'A subscription was canceled and ends with its period.'],
      ['subscription_uncanceled', 'A cancellation was withdrawn.'],
      ['subscription_revoked', 'A subscription has ended.'],
      ['subscription_paused', 'A subscription is paused.'],
      ['subscription_resumed', 'A subscription goes on after a pause.'],
    ],
  },
];
