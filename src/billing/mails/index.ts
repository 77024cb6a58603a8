export { escapeHtml } from './layout.ts';
export {
  type Mail,
  type MailAttachment,
  type MailKind,
  mailKinds,
  mailStatuses,
  type NewMail,
  userMailKinds,
} from './mail.ts';
export type { Fact, MailContent } from './mail-content.ts';
export {
  insertMails,
  listMails,
  type MailFilter,
  selectMail,
  selectNewestMails,
  selectTold,
} from './mails.sql.ts';
export { composeMail, htmlAt, type MailSender, queueSecretMail } from './queue-mail.ts';
export { type MailLog, type MailSending, mailRetrySeconds, sendMails } from './send-mails.ts';
export { type Words, wordsFor } from './words.ts';
