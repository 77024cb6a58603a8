import type { Mail } from '../../platform/mail/mailer.ts';
import type { Mode } from '../../platform/scope.ts';

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

export function emailChangeMail(link: string, email: string, organizationName: string): Mail {
  return {
    to: email,
    senderName: organizationName,
    subject: `Confirm your new email address for ${organizationName}`,
    text: `To use this address for your account with ${organizationName} from now on, follow this link:

    ${link}

It works once, within ${linkMinutes} minutes. If you did not ask for it, you need not do anything: nothing changes without it.
`,
  };
}
