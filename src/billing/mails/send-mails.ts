import { setTimeout as sleep } from 'node:timers/promises';
import { type MailAttachment, MailError, type MailTransport } from '../../platform/mail/mail-transport.ts';
import { createPause } from '../../platform/pause.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { Mail } from './mail.ts';
import { finishMail, keepQueuedMails, leaseDueMails, putOffMail } from './mails.sql.ts';
import { htmlAt } from './queue-mail.ts';

export type MailLog = {
  info(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

export type MailSending = {
  pool: Pool;
  /** Where undefined, nothing is sent: mails are kept, to be read in the mailbox. */
  transport: MailTransport | undefined;
  /** Known once the server listens. */
  publicUrl(): string;
  /** Renders what goes with a mail. */
  attachmentsOf(mail: Mail): Promise<MailAttachment[]>;
  log: MailLog;
  signal: AbortSignal;
};

const mailsAtOnce = 8;
const keptAtOnce = 1_000;
const idleMilliseconds = 250;
const failureMilliseconds = 1_000;
/** Longer than the mail server's time-outs allow an attempt to take: what was taken and not finished by then has crashed. */
const leaseSeconds = 120;

/** Seconds from one attempt to the next; after the last a mail is given up on. */
export const mailRetrySeconds = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400];

/**
 * Sends what is queued, until the signal; any number of processes may do so side by side. Answers once the last mail under
 * way is over. A process that dies leaves at most what it was just sending to be sent a second time.
 */
export async function sendMails(sending: MailSending): Promise<void> {
  const { pool, transport, log, signal } = sending;
  const pause = createPause(signal);
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      if (!transport) {
        if ((await keepQueuedMails(pool, keptAtOnce)) < keptAtOnce) await pause.wait(idleMilliseconds);
        continue;
      }
      const mails = await leaseDueMails(pool, leaseSeconds, mailsAtOnce - underWay.size);
      for (const mail of mails) {
        const job = send(sending, transport, mail)
          .catch((err) => log.error({ err, mail: mail.id }, 'what became of a mail could not be noted'))
          .finally(() => underWay.delete(job));
        underWay.add(job);
      }
      if (underWay.size >= mailsAtOnce) await Promise.race(underWay);
      else if (mails.length === 0) await pause.wait(idleMilliseconds);
    } catch (err) {
      log.error({ err }, 'mails could not be looked up');
      await sleep(failureMilliseconds, undefined, { signal }).catch(() => {});
    }
  }
  await Promise.all(underWay);
}

async function send(sending: MailSending, transport: MailTransport, mail: Mail): Promise<void> {
  const { pool, log } = sending;
  const facts = { mail: mail.id, kind: mail.kind, organization: mail.organizationId, mode: mail.mode };
  if (mail.expiresAt && mail.expiresAt.getTime() <= Date.now()) {
    await finishMail(pool, mail, { status: 'failed', error: mail.error ?? 'It was too late to be of use.' });
    log.error(facts, 'mail given up');
    return;
  }
  try {
    await transport.send({
      id: mail.id,
      to: mail.recipient,
      senderName: mail.senderName,
      replyTo: mail.replyTo,
      subject: mail.subject,
      text: mail.text,
      html: htmlAt(sending.publicUrl(), mail),
      attachments: await sending.attachmentsOf(mail),
    });
  } catch (error) {
    const { message: reason } = error as Error;
    const seconds =
      error instanceof MailError && error.isFinal ? undefined : mailRetrySeconds[mail.attempts - 1];
    if (seconds === undefined) await finishMail(pool, mail, { status: 'failed', error: reason });
    else await putOffMail(pool, mail, { seconds, error: reason });
    log.error({ ...facts, reason }, seconds === undefined ? 'mail given up' : 'mail not sent yet');
    return;
  }
  await finishMail(pool, mail, { status: 'sent', error: null });
  log.info(facts, 'mail sent');
}
