import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** Who writes, beside the server's own address: the organization's name. */
  senderName?: string;
};

export type Mailer = {
  /** Hands a mail over and returns at once: a mail that cannot be sent is logged, and fails nothing else. */
  send(mail: Mail): void;
  /** Waits, for two seconds at most, until what was handed over is on its way. */
  close(): Promise<void>;
};

export type MailLog = {
  info(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

export type MailerOptions = {
  /** Where unset, mails are written to `mailboxDir` instead. */
  smtpUrl: string | undefined;
  mailboxDir: string;
  /** The address that mails come from. */
  from: string;
  log: MailLog;
};

/** A server that does not answer must keep neither a mail nor the end of the process waiting for minutes. */
const smtpTimeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const closeMilliseconds = 2_000;

type Delivery = { deliver(mail: Mail): Promise<string>; close(): void };

/** Sends by SMTP, or, where no server is configured, writes every mail as an `.eml` file: a mailbox for development. */
export function createMailer(options: MailerOptions): Mailer {
  const { log } = options;
  const delivery = options.smtpUrl ? smtpDelivery(options.smtpUrl, options) : folderDelivery(options);
  const underway = new Set<Promise<void>>();

  async function deliver(mail: Mail): Promise<void> {
    try {
      log.info({ mail: await delivery.deliver(mail) }, 'mail sent');
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      // What a mail server says back may quote the address.
      log.error({ code, reason: message?.replaceAll(mail.to, '…') }, 'mail not sent');
    }
  }

  return {
    send(mail) {
      const job = deliver(mail).finally(() => underway.delete(job));
      underway.add(job);
    },
    async close() {
      const patience = new Promise<void>((resolve) => setTimeout(resolve, closeMilliseconds).unref());
      await Promise.race([Promise.all(underway), patience]);
      delivery.close();
    },
  };
}

function message(mail: Mail, from: string) {
  const { to, subject, text, html, senderName } = mail;
  return { from: senderName ? { name: senderName, address: from } : from, to, subject, text, html };
}

function smtpDelivery(url: string, { from }: MailerOptions): Delivery {
  const transport = createTransport({ url, ...smtpTimeouts });
  return {
    async deliver(mail) {
      const { messageId } = await transport.sendMail(message(mail, from));
      return messageId;
    },
    close: () => transport.close(),
  };
}

function folderDelivery({ mailboxDir, from }: MailerOptions): Delivery {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    async deliver(mail) {
      const { message: content } = await transport.sendMail(message(mail, from));
      const time = new Date().toISOString().replace(/[-:.]/g, '');
      const file = path.join(mailboxDir, `${time}-${randomBytes(4).toString('hex')}.eml`);
      // Mails hold login codes: for the server's own user only. Renamed, so that a reader never sees half a mail.
      await mkdir(mailboxDir, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.part`, content as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
      return file;
    },
    close: () => transport.close(),
  };
}
