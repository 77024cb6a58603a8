import { randomInt } from 'node:crypto';
import type { Mode } from '../../platform/scope.ts';
import type { MailContent, Words } from '../mails/index.ts';

/** A code that was mailed to a customer, good for one login. Of the code itself only the hash is stored. */
export type LoginCode = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  customerId: string;
  /** The person of a team whom it logs in; null where it is the customer itself. */
  memberId: string | null;
  /** Where it was sent: the code shows that its bearer reads this address, and says nothing of another. */
  email: string;
  expiresAt: Date;
};

/** Polar: six capital letters or digits, for 30 minutes. */
const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const codeLength = 6;
export const codeMinutes = 30;

export function newLoginCode(): string {
  return Array.from({ length: codeLength }, () => characters.charAt(randomInt(characters.length))).join('');
}

export function loginMail(words: Words, code: string, organization: string): MailContent {
  return {
    subject: words.say('loginSubject', { organization }),
    title: words.say('loginTitle'),
    paragraphs: [words.say('loginText', { organization })],
    code,
    note: words.say('loginNote', { minutes: String(codeMinutes) }),
  };
}
