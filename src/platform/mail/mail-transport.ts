export type MailAttachment = { fileName: string; content: Buffer };

export type OutgoingMail = {
  /** The same for every attempt to send it: who gets it twice can tell. */
  id: string;
  to: string;
  /** Who writes, beside the server's own address: the organization's name. */
  senderName: string;
  /** Where answers go; to nobody where null. */
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  attachments: readonly MailAttachment[];
};

export type MailTransport = {
  /**
   * Hands a mail over to the mail server.
   *
   * @throws MailError
   */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
};

/** A mail was not taken. The message holds nothing of the mail itself. */
export class MailError extends Error {
  /** Whether trying again is of no use: the server knows no such address, or refuses this very mail. */
  isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.name = 'MailError';
    this.isFinal = isFinal;
  }
}

/** A server that does not answer must keep neither a mail nor the end of the process waiting for minutes. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const maximumReason = 500;

/**
 * Sends by SMTP.
 *
 * @param from the address that mails come from
 */
export async function createMailTransport(smtpUrl: string, from: string): Promise<MailTransport> {
  // Loaded where it is used: a start without a mail server is spared that.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url: smtpUrl, pool: true, ...timeouts });
  const domain = from.split('@').at(-1);
  return {
    async send(mail) {
      try {
        await transport.sendMail({
          messageId: `<${mail.id}@${domain}>`,
          from: { name: mail.senderName, address: from },
          to: { name: '', address: mail.to },
          ...(mail.replyTo === null ? {} : { replyTo: { name: mail.senderName, address: mail.replyTo } }),
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { 'auto-submitted': 'auto-generated' },
          attachments: mail.attachments.map(({ fileName, content }) => ({ filename: fileName, content })),
          // What is in a mail is text of callers: no path or address in it is to be opened.
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw refused(error as SmtpError, mail);
      }
    },
    close: () => transport.close(),
  };
}

type SmtpError = Error & { code?: string; responseCode?: number };

/** Codes of what is wrong with the mail; whatever else a server refuses is about the server or our account there. */
const mailCodes = new Set(['EENVELOPE', 'EMESSAGE']);

function refused({ code = '', responseCode = 0, message }: SmtpError, { to }: OutgoingMail): MailError {
  // What a mail server says back may quote the address.
  const reason = message.replaceAll(to, '…').slice(0, maximumReason);
  return new MailError(reason, mailCodes.has(code) && responseCode >= 500);
}
