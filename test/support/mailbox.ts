import type { TestFlorin } from './florin.ts';
import { eventually } from './process.ts';

export type TestMail = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  kind: string;
  recipient: string;
  senderName: string;
  locale: string;
  subject: string;
  text: string;
  html: string;
  attachments: { kind: string; invoiceId: string }[];
  status: string;
  attempts: number;
  error: string | null;
};

/** The mails of a server that let their readers in, oldest first, as `To: …` and `Subject: …` above the text. */
export async function readMails(florin: TestFlorin): Promise<string[]> {
  const mails = await florin.pool<TestMail[]>`
    select * from mails where kind in ('login_code', 'email_change', 'seat_invitation') order by created_at, id`;
  return mails.map(
    ({ recipient, senderName, subject, text }) =>
      `From: ${senderName}\nTo: ${recipient}\nSubject: ${subject}\n\n${text}`,
  );
}

/** The mails that an organization's events led to, in the order of these, once all that has happened so far is told. */
export async function noticesOf(florin: TestFlorin, { id }: { id: string }): Promise<TestMail[]> {
  await eventually('all events are read', 20_000, async () => {
    const [row] = await florin.pool<{ isRead: boolean }[]>`
      select sequence >= (select coalesce(max(sequence), 0) from events) as is_read
      from event_readers where name = 'mails'`;
    return row?.isRead ?? false;
  });
  return florin.pool<TestMail[]>`
    select mails.* from mails join events on events.organization_id = mails.organization_id
      and events.mode = mails.mode and events.id = mails.event_id
    where mails.organization_id = ${id} order by events.sequence`;
}

/** Waits until there are so many of them. */
export async function waitForMails(florin: TestFlorin, count: number): Promise<string[]> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const mails = await readMails(florin);
    if (mails.length >= count) return mails;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`There are fewer than ${count} mails.`);
}

/** Waits for a mail to an address, and answers the last of them. */
export async function waitForMailTo(florin: TestFlorin, address: string): Promise<string> {
  let found: string | undefined;
  await eventually(`there is a mail to ${address}`, 20_000, async () => {
    found = (await readMails(florin)).findLast((mail) => mail.includes(`To: ${address}\n`));
    return found !== undefined;
  });
  return found ?? '';
}

/** The login code in a mail. */
export function codeIn(mail: string | undefined): string {
  const code = /^\s+([A-Z0-9]{6})\s*$/m.exec(mail ?? '')?.[1];
  if (!code) throw new Error('There is no code in the mail.');
  return code;
}
