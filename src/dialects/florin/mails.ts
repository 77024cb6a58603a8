import { type Static, Type } from 'typebox';
import {
  htmlAt,
  listMails,
  type Mail,
  type MailKind,
  mailKinds,
  mailStatuses,
  selectMail,
  userMailKinds,
} from '../../billing/mails/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, page, pageQuery, Timestamp, Uuid, UuidInput } from './schemas.ts';

const Kind = Type.Unsafe<MailKind>({ type: 'string', enum: [...mailKinds] });
const Status = Type.Unsafe<Mail['status']>({
  type: 'string',
  enum: [...mailStatuses],
  description: '`kept` is sent to nobody: no mail server is set, or the mail is of the time of a test clock.',
});

const members = {
  id: Uuid,
  created_at: Timestamp,
  kind: Kind,
  customer_id: nullable(Uuid),
  event_id: nullable(Uuid),
  to: Type.String(),
  locale: Type.String(),
  subject: Type.String(),
  text: Type.String({
    description:
      'Blank of a mail with a code or a link to sign in with, once it was sent; of those to the people of the dashboard always.',
  }),
  attachments: Type.Array(Type.Object({ kind: Type.String(), invoice_id: Uuid })),
  status: Status,
  attempts: Type.Integer(),
  next_attempt_at: nullable(Timestamp),
  finished_at: nullable(Timestamp),
  error: nullable(Type.String({ description: 'Why the last attempt failed.' })),
};

const MailSchema = Type.Object(members);
const WholeMailSchema = Type.Object({ ...members, html: Type.String() });

const moment = (date: Date | null) => date?.toISOString() ?? null;

/** Whether the caller may not read it: it lets its reader into the dashboard as somebody else. */
function isClosedTo({ actor }: Scope, { kind }: Mail): boolean {
  return actor.kind !== 'operator' && userMailKinds.some((own) => own === kind);
}

function mailView(mail: Mail, scope: Scope): Static<typeof MailSchema> {
  return {
    id: mail.id,
    created_at: mail.createdAt.toISOString(),
    kind: mail.kind,
    customer_id: mail.customerId,
    event_id: mail.eventId,
    to: mail.recipient,
    locale: mail.locale,
    subject: mail.subject,
    text: isClosedTo(scope, mail) ? '' : mail.text,
    attachments: mail.attachments.map(({ kind, invoiceId }) => ({ kind, invoice_id: invoiceId })),
    status: mail.status,
    attempts: mail.attempts,
    next_attempt_at: moment(mail.nextAttemptAt),
    finished_at: moment(mail.finishedAt),
    error: mail.error,
  };
}

const Whose = Type.Object(whoseQuery);

/** Whoever reads a mail with a code can sign in as its customer: so may whoever makes sessions for them. */
const access = keyWith('customer_sessions:write');

export const mailRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/mails',
    summary: 'List the mails of the last 90 days, newest first',
    access,
    query: Type.Object({
      ...whoseQuery,
      ...pageQuery,
      kind: Type.Optional(Kind),
      status: Type.Optional(Status),
      to: Type.Optional(Type.String()),
      customer_id: Type.Optional(UuidInput),
    }),
    responses: { 200: listOf(MailSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const filter = {
        kinds: query.kind && [query.kind],
        statuses: query.status && [query.status],
        recipient: query.to,
        customerId: query.customer_id,
      };
      const rows = await listMails(scope, filter, { limit: query.limit + 1, before: query.cursor });
      return { status: 200, body: page(rows, query.limit, (mail) => mailView(mail, scope)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/mails/{id}',
    summary: 'Get a mail, with its HTML',
    access,
    params: Type.Object({ id: UuidInput }),
    query: Whose,
    responses: { 200: WholeMailSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const mail = scope && (await selectMail(scope, params.id));
      if (!mail) return notFound(caller.requestId, 'mail');
      const html = isClosedTo(scope, mail) ? '' : htmlAt(request.publicUrl, mail);
      return { status: 200, body: { ...mailView(mail, scope), html } };
    },
  }),
];
