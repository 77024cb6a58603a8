import { setTimeout } from 'node:timers/promises';
import { createSettledEvents, type EventReader, readEvents } from '../billing/events/index.ts';
import { type Mail, type MailLog, sendMails } from '../billing/mails/index.ts';
import { createNoticeWriter, renderAttachments } from '../billing/notices/index.ts';
import { createEndpointTeller, createWebhookSender } from '../billing/webhooks/index.ts';
import { webhookLanguages } from '../dialects/index.ts';
import type { ClockOf } from '../platform/clock.ts';
import type { MailTransport } from '../platform/mail/mail-transport.ts';
import type { Outgoing } from '../platform/outgoing/outgoing.ts';
import type { Pool } from '../platform/postgres/database.ts';

export type EventsOut = {
  start(): void;
  /** Begins nothing new, and waits at most so many milliseconds for what is under way. */
  stop(milliseconds: number): Promise<void>;
};

export type EventsOutSettings = {
  pool: Pool;
  clockOf: ClockOf;
  outgoing: Outgoing;
  webhookLoopback: boolean;
  /** Known once the server listens. */
  publicUrl(): string;
  /** Where undefined, no mail is sent. */
  mailTransport: MailTransport | undefined;
  log: MailLog;
};

/** Takes what was written to the outbox to those who are to know of it, beside this process's requests. */
export function createEventsOut(settings: EventsOutSettings): EventsOut {
  const { pool, clockOf, outgoing, publicUrl, mailTransport: transport, log } = settings;
  const ending = new AbortController();
  const { signal } = ending;
  const sender = createWebhookSender({
    pool,
    clockOf,
    languages: webhookLanguages,
    publicUrl,
    outgoing,
    rules: { allowLoopback: settings.webhookLoopback },
    log,
    signal,
  });
  const readers: EventReader[] = [
    createEndpointTeller({
      pool,
      clockOf,
      languages: webhookLanguages,
      publicUrl,
      log,
      written: sender.wake,
    }),
    createNoticeWriter({ pool, clockOf, publicUrl, log }),
  ];
  const attachmentsOf = (mail: Mail) => renderAttachments({ pool, clockOf }, mail);
  let ended: Promise<unknown> | undefined;
  return {
    start() {
      const settled = createSettledEvents(pool);
      ended = Promise.all([
        readEvents({ pool, settled, readers, log, signal }),
        sender.run(),
        sendMails({ pool, transport, publicUrl, attachmentsOf, log, signal }),
      ]);
    },
    async stop(milliseconds) {
      ending.abort();
      await Promise.race([ended, setTimeout(milliseconds, undefined, { ref: false })]);
      outgoing.close();
      transport?.close();
    },
  };
}
