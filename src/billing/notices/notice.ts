import type { Customer } from '../customers/index.ts';
import type { StoredEvent } from '../events/index.ts';
import type { MailAttachment, MailContent, MailKind, Words } from '../mails/index.ts';
import type { Organization } from '../organizations/index.ts';

/** Something that is to be told by mail on account of an event. */
export type Notice = {
  kind: MailKind;
  content: MailContent;
  attachments?: MailAttachment[];
  /** What it tells of, where several events say the same. */
  about?: string;
};

/** To whom it is told, and how. */
export type Reader = {
  organization: Organization;
  customer: Customer;
  words: Words;
  /** The portal's page, where the customer signs in. */
  portalUrl: string;
};

/** The kinds of events that a mail may be sent on account of. */
export const noticedTypes: readonly StoredEvent['type'][] = [
  'invoice.paid',
  'invoice.updated',
  'subscription.updated',
  'subscription.canceled',
  'subscription.uncanceled',
  'subscription.revoked',
  'subscription.paused',
  'subscription.resumed',
  'subscription.trial_will_end',
  'subscription.will_renew',
  'payment_method.expiring',
  'webhook_endpoint.disabled',
];

export function portalButton({ words, portalUrl }: Reader) {
  return { label: words.say('portalButton'), url: portalUrl };
}

export function cardButton({ words, portalUrl }: Reader) {
  return { label: words.say('cardButton'), url: portalUrl };
}
