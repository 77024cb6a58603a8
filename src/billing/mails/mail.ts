import type { Mode } from '../../platform/scope.ts';
import { customerEmailKinds } from '../organizations/index.ts';

/** Mails to the people of the dashboard, with a link that lets their reader in as them: nobody else may read these. */
export const userMailKinds = ['sign_in_link', 'password_reset', 'team_invitation'] as const;

/** Mails with a code or a link that lets their reader in. */
export const secretMailKinds = ['login_code', 'email_change', 'seat_invitation', ...userMailKinds] as const;

export const mailKinds = [...customerEmailKinds, ...secretMailKinds, 'webhook_disabled'] as const;

export type MailKind = (typeof mailKinds)[number];

export const mailStatuses = ['queued', 'sent', 'failed', 'kept'] as const;

/** A PDF that goes with a mail. It is rendered when the mail is sent. */
export type MailAttachment = { kind: 'invoice' | 'receipt'; invoiceId: string };

/** One mail, from the transaction that wants it sent until it is forgotten. Times are by the wall clock. */
export type Mail = {
  organizationId: string;
  mode: Mode;
  /** Stays the same however often it is sent. */
  id: string;
  createdAt: Date;
  kind: MailKind;
  /** Whom it is about; null of mails to the merchant. */
  customerId: string | null;
  /** The event that it is on account of. */
  eventId: string | null;
  /** What it tells of, where that must not be told twice. */
  about: string | null;
  recipient: string;
  senderName: string;
  replyTo: string | null;
  locale: string;
  subject: string;
  /** As `html`, blank of mails with a code or a link that lets their reader in, once they were sent. */
  text: string;
  html: string;
  attachments: MailAttachment[];
  /** `kept` is not sent to anybody: there is no mail server, or it is of a test clock's time. */
  status: (typeof mailStatuses)[number];
  attempts: number;
  nextAttemptAt: Date | null;
  /** After this moment it is of no use to its reader. */
  expiresAt: Date | null;
  finishedAt: Date | null;
  /** Why the last attempt failed. */
  error: string | null;
};

export type NewMail = Omit<Mail, 'createdAt' | 'attempts' | 'nextAttemptAt' | 'finishedAt' | 'error'> & {
  status: 'queued' | 'kept';
};
