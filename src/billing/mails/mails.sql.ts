import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Mail, type MailKind, type NewMail, secretMailKinds } from './mail.ts';

/** Inserts mails, of any organization. They can be sent once the transaction has committed. */
export async function insertMails(database: Database, mails: readonly NewMail[]): Promise<void> {
  const rows = mails.map((mail) => ({
    organization_id: mail.organizationId,
    mode: mail.mode,
    id: mail.id,
    kind: mail.kind,
    customer_id: mail.customerId,
    event_id: mail.eventId,
    about: mail.about,
    recipient: mail.recipient,
    sender_name: mail.senderName,
    reply_to: mail.replyTo,
    locale: mail.locale,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments,
    status: mail.status,
    expires_at: mail.expiresAt,
  }));
  await database`
    insert into mails (organization_id, mode, id, created_at, kind, customer_id, event_id, about, recipient, sender_name,
      reply_to, locale, subject, text, html, attachments, status, next_attempt_at, expires_at, finished_at)
    select organization_id, mode, id, date_trunc('milliseconds', now()), kind, customer_id, event_id, about, recipient,
      sender_name, reply_to, locale, subject, text, html, attachments, status,
      case when status = 'queued' then now() end, expires_at, case when status <> 'queued' then now() end
    from jsonb_to_recordset(${database.json(rows as never)}::jsonb) as mail (organization_id uuid, mode billing_mode,
      id uuid, kind text, customer_id uuid, event_id uuid, about text, recipient text, sender_name text, reply_to text,
      locale text, subject text, text text, html text, attachments jsonb, status text, expires_at timestamptz)`;
}

/** Which of several things were told by a mail already. */
export async function selectTold(scope: Scope, abouts: readonly string[]): Promise<Set<string>> {
  if (abouts.length === 0) return new Set();
  const rows = await scope.database<{ about: string }[]>`
    select about from mails
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and about = any(${[...abouts]}::text[])`;
  return new Set(rows.map(({ about }) => about));
}

/**
 * Takes mails that are due, for so long: whoever takes them sends them within that time, or another process does. The
 * attempt counts from here on.
 */
export async function leaseDueMails(database: Database, seconds: number, limit: number): Promise<Mail[]> {
  return database<Mail[]>`
    update mails set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${seconds})
    where (organization_id, mode, id, created_at) in (
      select organization_id, mode, id, created_at from mails
      where status = 'queued' and next_attempt_at <= now()
      order by next_attempt_at limit ${limit} for update skip locked)
    returning *`;
}

/** Where there is no mail server, nothing is sent to anybody. */
export async function keepQueuedMails(database: Database, limit: number): Promise<number> {
  const rows = await database`
    update mails set status = 'kept', next_attempt_at = null, finished_at = now()
    where (organization_id, mode, id, created_at) in (
      select organization_id, mode, id, created_at from mails
      where status = 'queued' and next_attempt_at <= now()
      order by next_attempt_at limit ${limit} for update skip locked)
    returning id`;
  return rows.length;
}

type Key = Pick<Mail, 'organizationId' | 'mode' | 'id' | 'createdAt'>;

function keyed(database: Database, { organizationId, mode, id, createdAt }: Key) {
  return database`
    organization_id = ${organizationId} and mode = ${mode} and id = ${id} and created_at = ${createdAt}
    and status = 'queued'`;
}

/** Ends a mail: it is sent, or given up on. What lets its reader in is not kept. */
export async function finishMail(
  database: Database,
  mail: Key,
  outcome: { status: 'sent' | 'failed'; error: string | null },
): Promise<void> {
  const isSecret = database`kind = any(${[...secretMailKinds]}::text[])`;
  await database`
    update mails set status = ${outcome.status}, error = ${outcome.error}, finished_at = now(), next_attempt_at = null,
      text = case when ${isSecret} then '' else text end, html = case when ${isSecret} then '' else html end
    where ${keyed(database, mail)}`;
}

/** Has a mail sent again after so many seconds. */
export async function putOffMail(
  database: Database,
  mail: Key,
  { seconds, error }: { seconds: number; error: string },
): Promise<void> {
  await database`
    update mails set next_attempt_at = now() + make_interval(secs => ${seconds}), error = ${error}
    where ${keyed(database, mail)}`;
}

export type MailFilter = {
  kinds?: readonly MailKind[];
  statuses?: readonly Mail['status'][];
  recipient?: string;
  customerId?: string;
};

/** Newest first; ids begin with the time, so they are the order. */
export async function listMails(
  scope: Scope,
  filter: MailFilter,
  { limit, before }: { limit: number; before?: string },
): Promise<Mail[]> {
  const list = (values: readonly string[] | undefined) => (values ? [...values] : null);
  return scope.database<Mail[]>`
    select * from mails
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
      and (${list(filter.kinds)}::text[] is null or kind = any(${list(filter.kinds)}::text[]))
      and (${list(filter.statuses)}::text[] is null or status = any(${list(filter.statuses)}::text[]))
      and (${filter.recipient ?? null}::text is null or lower(recipient) = lower(${filter.recipient ?? null}::text))
      and (${filter.customerId ?? null}::uuid is null or customer_id = ${filter.customerId ?? null}::uuid)
    order by id desc limit ${limit}`;
}

export async function selectMail(
  scope: Pick<Scope, 'database' | 'organizationId' | 'mode'>,
  id: string,
): Promise<Mail | undefined> {
  const [row] = await scope.database<Mail[]>`
    select * from mails
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

/** The newest mails of all organizations: for the mailbox of development, which has one reader. */
export async function selectNewestMails(database: Database, limit: number): Promise<Mail[]> {
  return database<Mail[]>`select * from mails order by created_at desc, id desc limit ${limit}`;
}
