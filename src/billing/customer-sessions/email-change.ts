import type { Mode } from '../../platform/scope.ts';
import type { MailContent, Words } from '../mails/index.ts';

/** An address that a customer wants, until the link that was mailed there is followed. Of its token only the hash is stored. */
export type EmailChange = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  customerId: string;
  email: string;
  expiresAt: Date;
};

export const linkMinutes = 30;
export const linkPrefix = 'polar_cev_';

export function emailChangeMail(words: Words, link: string, organization: string): MailContent {
  return {
    subject: words.say('emailChangeSubject', { organization }),
    title: words.say('emailChangeTitle'),
    paragraphs: [words.say('emailChangeText', { organization })],
    button: { label: words.say('emailChangeButton'), url: link },
    note: words.say('emailChangeNote', { minutes: String(linkMinutes) }),
  };
}
