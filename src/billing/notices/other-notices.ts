import type { MailContent } from '../mails/index.ts';
import type { CardMetadata } from '../payments/index.ts';
import { cardButton, type Notice, type Reader } from './notice.ts';

/** @param product one of the things that are paid for with the card */
export function cardNotice(
  { brand, last4, exp_month, exp_year }: CardMetadata,
  product: string,
  reader: Reader,
): Notice {
  const { words } = reader;
  const card = `${brand.charAt(0).toUpperCase()}${brand.slice(1)} •••• ${last4}`;
  const expiry = `${String(exp_month).padStart(2, '0')}/${exp_year}`;
  return {
    kind: 'payment_method_expiration_reminder',
    content: {
      subject: words.say('cardSubject', { last4 }),
      title: words.say('cardTitle'),
      paragraphs: [words.say('cardText', { card, expiry, product })],
      button: cardButton(reader),
    },
  };
}

/** To the merchant, in English: what language an organization speaks is not known. */
export function disabledEndpointContent(url: string): MailContent {
  return {
    subject: 'A webhook endpoint was turned off',
    title: 'A webhook endpoint was turned off',
    paragraphs: [
      'For a long time no event has arrived at this address, so the endpoint was turned off. It is told of nothing any more.',
      'Once the address takes events again, turn the endpoint on. What it missed can be sent again from the log of its deliveries.',
    ],
    facts: [{ label: 'Endpoint', value: url }],
  };
}
