import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { type Static, Type } from 'typebox';
import {
  type AuditEntry,
  type AuditFilter,
  type Break,
  readAudit,
  selectAuditEntries,
  type Verification,
  verifyAudit,
} from '../../billing/audit/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Actor, Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { notFound } from './errors.ts';
import { ObjectIdInput, timeQuery } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, Timestamp, Uuid, UuidInput } from './schemas.ts';

const actorKinds: readonly Actor['kind'][] = [
  'api_key',
  'user',
  'customer_session',
  'checkout',
  'operator',
  'system',
];
const ActorKind = Type.Unsafe<Actor['kind']>({ type: 'string', enum: [...actorKinds] });

const EntrySchema = Type.Object({
  id: Uuid,
  recorded_at: { ...Timestamp, description: 'By the wall clock.' },
  occurred_at: { ...Timestamp, description: "By the organization's clock." },
  actor: Type.Object({
    kind: ActorKind,
    id: nullable({ ...Uuid, description: 'Of the key, the person, the session or the checkout.' }),
    name: nullable(Type.String({ description: 'Of the person, as it is now.' })),
    email: nullable(Type.String({ description: 'Of the person, as it is now.' })),
    customer_id: nullable({ ...Uuid, description: 'Whose session it was.' }),
    member_id: nullable(Uuid),
  }),
  request_id: Type.String(),
  action: Type.String(),
  object_type: Type.String(),
  object_id: Uuid,
  changes: Type.Record(Type.String(), Type.Object({ before: Type.Unknown(), after: Type.Unknown() })),
  erased_by: nullable({
    ...Uuid,
    description: 'The erasure of a customer that took personal data out of `changes`.',
  }),
});

export function auditEntryView(entry: AuditEntry): Static<typeof EntrySchema> {
  return {
    id: entry.id,
    recorded_at: entry.recordedAt.toISOString(),
    occurred_at: entry.occurredAt.toISOString(),
    actor: {
      kind: entry.actorKind,
      id: entry.actorId,
      name: entry.actorName,
      email: entry.actorEmail,
      customer_id: entry.actorCustomerId,
      member_id: entry.actorMemberId,
    },
    request_id: entry.requestId,
    action: entry.action,
    object_type: entry.objectType,
    object_id: entry.objectId,
    changes: entry.changes,
    erased_by: entry.erasedBy,
  };
}

const csvHeader = [
  'id',
  'recorded_at',
  'occurred_at',
  'actor_kind',
  'actor_id',
  'actor_customer_id',
  'actor_member_id',
  'request_id',
  'action',
  'object_type',
  'object_id',
  'changes',
  'erased_by',
  'actor_name',
  'actor_email',
];

function csvRow(entry: AuditEntry): (string | null)[] {
  const { actor, changes, ...rest } = auditEntryView(entry);
  const flat: Record<string, string | null> = {
    ...rest,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    actor_email: actor.email,
    actor_customer_id: actor.customer_id,
    actor_member_id: actor.member_id,
    changes: JSON.stringify(changes),
  };
  return csvHeader.map((name) => flat[name] ?? null);
}

export const auditFormats = ['ndjson', 'csv'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** The entries as a file to keep, oldest first, piece by piece as it is taken. */
export async function* auditFile(
  scope: Scope,
  filter: AuditFilter,
  format: AuditFormat,
): AsyncGenerator<string, void> {
  const csv = (rows: (string | null)[][]) =>
    stringify(rows, { record_delimiter: '\r\n', escape_formulas: true });
  if (format === 'csv') yield csv([csvHeader]);
  for await (const entries of readAudit(scope, filter)) {
    yield format === 'csv'
      ? csv(entries.map(csvRow))
      : entries.map((entry) => `${JSON.stringify(auditEntryView(entry))}\n`).join('');
  }
}

const filterQuery = {
  actor: Type.Optional(ActorKind),
  actor_id: Type.Optional(ObjectIdInput),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  object_type: Type.Optional(Type.String({ maxLength: 100 })),
  object_id: Type.Optional(ObjectIdInput),
  request_id: Type.Optional(Type.String({ maxLength: 255 })),
  ...timeQuery,
};

const FilterQuery = Type.Object(filterQuery);

function filterOf(query: Static<typeof FilterQuery>): AuditFilter {
  return {
    actorKind: query.actor,
    actorId: query.actor_id,
    action: query.action,
    objectType: query.object_type,
    objectId: query.object_id,
    requestId: query.request_id,
    from: query.from,
    before: query.to,
  };
}

const VerificationSchema = Type.Object({
  intact: Type.Boolean(),
  rows: Type.Integer({ description: 'That are sealed.' }),
  seals: Type.Integer(),
  unsealed: Type.Integer({ description: 'Rows that wait for their seal.' }),
  erased: Type.Integer({ description: 'Rows without their personal data, verified by the digest of it.' }),
  head: nullable(Type.String({ description: 'To be noted elsewhere: 64 hexadecimal digits.' })),
  breaks: Type.Array(
    Type.Object({
      kind: Type.Unsafe<Break['kind']>({
        type: 'string',
        enum: ['edited', 'removed', 'inserted', 'moved', 'seal', 'erasure', 'head'],
      }),
      position: nullable(Type.Integer({ description: 'Which row it is, from 1 on.' })),
      id: nullable(Uuid),
      message: Type.String(),
    }),
  ),
});

export function verificationView(verification: Verification): Static<typeof VerificationSchema> {
  return { ...verification, head: verification.head?.toString('hex') ?? null };
}

/** An audit log shows every object before and after: it is for who may see the organization itself. */
const read = keyWith('organizations:read', 'organizations:write');

export const auditRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/audit',
    summary: 'List what was changed and by whom, newest first',
    access: read,
    query: Type.Object({
      ...whoseQuery,
      ...filterQuery,
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
      cursor: Type.Optional(Type.Integer({ description: '`next_cursor` of the page before.' })),
    }),
    responses: { 200: listOf(EntrySchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { limit, cursor } = query;
      const rows = await selectAuditEntries(scope, filterOf(query), { limit: limit + 1, below: cursor });
      const items = rows.slice(0, limit);
      const next_cursor = rows.length > limit ? String(items.at(-1)?.sequence) : null;
      return { status: 200, body: { items: items.map(auditEntryView), next_cursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/audit/{id}',
    summary: 'Get an entry of the audit log',
    access: read,
    params: Type.Object({ id: UuidInput }),
    query: Type.Object(whoseQuery),
    responses: { 200: EntrySchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const [entry] = scope ? await selectAuditEntries(scope, { id: params.id }, { limit: 1 }) : [];
      return entry ? { status: 200, body: auditEntryView(entry) } : notFound(caller.requestId, 'entry');
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/audit/export',
    summary: 'Export the audit log, oldest first, as one JSON text a line or as CSV',
    access: read,
    query: Type.Object({
      ...whoseQuery,
      ...filterQuery,
      format: Type.Unsafe<AuditFormat>({ type: 'string', enum: [...auditFormats], default: 'ndjson' }),
    }),
    responses: { 200: Type.String() },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { format } = query;
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      return {
        status: 200,
        headers: { 'content-type': type, 'content-disposition': `attachment; filename=audit.${format}` },
        body: Readable.from(auditFile(scope, filterOf(query), format)),
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/audit/verification',
    summary: 'Verify that the audit log is what was sealed',
    access: read,
    query: Type.Object({
      ...whoseQuery,
      head: Type.Optional(
        Type.String({ pattern: '^[0-9a-f]{64}$', description: 'A head that was noted earlier.' }),
      ),
    }),
    responses: { 200: VerificationSchema },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const head = query.head === undefined ? undefined : Buffer.from(query.head, 'hex');
      return { status: 200, body: verificationView(await verifyAudit(scope, head)) };
    },
  }),
];
