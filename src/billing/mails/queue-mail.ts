import { wallClock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { logosPath, type Organization } from '../organizations/index.ts';
import { escapeHtml, renderHtml, renderText } from './layout.ts';
import type { NewMail, secretMailKinds } from './mail.ts';
import type { MailContent, MailFrame } from './mail-content.ts';
import { insertMails } from './mails.sql.ts';
import type { Words } from './words.ts';

export type MailSender = Pick<Organization, 'name' | 'email' | 'avatarUrl'>;

/** A mail in the organization's name, whole. In test mode its subject and its first line say so. */
export function composeMail(
  { organizationId, mode }: { organizationId: string; mode: Mode },
  sender: MailSender,
  words: Words,
  content: MailContent,
  facts: Pick<NewMail, 'kind' | 'recipient'> & Partial<NewMail>,
): NewMail {
  const frame = frameOf(mode, sender, words);
  const marked = { ...content, subject: mode === 'test' ? `[Test] ${content.subject}` : content.subject };
  return {
    organizationId,
    mode,
    id: newId(wallClock.now()),
    customerId: null,
    eventId: null,
    about: null,
    senderName: sender.name,
    replyTo: sender.email,
    locale: words.locale,
    subject: marked.subject,
    text: renderText(marked, frame),
    html: renderHtml(marked, frame),
    attachments: [],
    status: 'queued',
    expiresAt: null,
    ...facts,
  };
}

function frameOf(mode: Mode, { name, email, avatarUrl }: MailSender, words: Words): MailFrame {
  return {
    language: words.locale,
    organizationName: name,
    logoUrl: avatarUrl?.startsWith('https://') || avatarUrl?.startsWith(`${logosPath}/`) ? avatarUrl : null,
    footer: [
      words.say('sentBy', { organization: name }),
      ...(email === null ? [] : [words.say('questions', { email })]),
    ],
    testMode: mode === 'test' ? words.say('testMode') : null,
  };
}

/** A mail's HTML with the addresses that are this server's: a logo of ours is in it by its path. */
export function htmlAt(publicUrl: string, { html }: { html: string }): string {
  return html.replaceAll(`src="${logosPath}/`, `src="${escapeHtml(publicUrl)}${logosPath}/`);
}

export type SecretMail = {
  kind: (typeof secretMailKinds)[number];
  recipient: string;
  /** Null of mails to the people of the dashboard. */
  customerId: string | null;
  words: Words;
  content: MailContent;
  /** How long what is in it works. */
  minutes: number;
};

/** Queues a mail with a code or a link that lets its reader in, in the caller's transaction. */
export async function queueSecretMail(scope: Scope, sender: MailSender, mail: SecretMail): Promise<void> {
  const { kind, recipient, customerId, words, content, minutes } = mail;
  const expiresAt = new Date(wallClock.now().getTime() + minutes * 60_000);
  await insertMails(scope.database, [
    composeMail(scope, sender, words, content, { kind, recipient, customerId, expiresAt }),
  ]);
}
