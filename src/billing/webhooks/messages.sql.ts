import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import type { WebhookMessage } from './message.ts';

export type NewMessage = Pick<
  WebhookMessage,
  'organizationId' | 'mode' | 'id' | 'endpointId' | 'eventId' | 'objectId' | 'type' | 'occurredAt' | 'body'
>;

/** Inserts in order: the order in which they are sent. Times are whole milliseconds, as they are once they were read here. */
export async function insertMessages(database: Database, messages: readonly NewMessage[]): Promise<void> {
  const rows = messages.map((message, ordinal) => ({
    ordinal,
    organization_id: message.organizationId,
    mode: message.mode,
    id: message.id,
    endpoint_id: message.endpointId,
    event_id: message.eventId,
    object_id: message.objectId,
    type: message.type,
    occurred_at: message.occurredAt,
    body: message.body,
  }));
  await database`
    insert into webhook_messages (organization_id, mode, id, created_at, endpoint_id, event_id, object_id, type,
      occurred_at, body, status, next_attempt_at)
    select organization_id, mode, id, date_trunc('milliseconds', now()), endpoint_id, event_id, object_id, type, occurred_at, body, 'pending', now()
    from jsonb_to_recordset(${database.json(rows as never)}::jsonb) as message (ordinal integer, organization_id uuid,
      mode billing_mode, id uuid, endpoint_id uuid, event_id uuid, object_id uuid, type text, occurred_at timestamptz,
      body text)
    order by ordinal`;
}

/** A message that may be sent now. */
export type SendableMessage = Pick<
  WebhookMessage,
  'id' | 'createdAt' | 'eventId' | 'objectId' | 'type' | 'attempts' | 'body'
> & {
  /** Whether it no longer waits for others of its endpoint. */
  isOld: boolean;
};

/**
 * The next messages of an endpoint, in order. One waits as long as an earlier one about the same object does; and while it is
 * young, as long as any earlier one does.
 */
export async function selectSendableMessages(
  scope: Scope,
  endpointId: string,
  { youngMilliseconds, limit }: { youngMilliseconds: number; limit: number },
): Promise<SendableMessage[]> {
  const { database } = scope;
  const old = database`created_at <= now() - ${youngMilliseconds}::double precision * interval '1 millisecond'`;
  return database<SendableMessage[]>`
    with waiting as materialized (
      select object_id, min(position) as position from webhook_messages
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and endpoint_id = ${endpointId}
        and status = 'pending' and next_attempt_at > now()
      group by object_id)
    select id, created_at, event_id, object_id, type, attempts, body, ${old} as is_old from webhook_messages message
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and endpoint_id = ${endpointId}
      and status = 'pending' and next_attempt_at <= now()
      and not exists (select from waiting
        where waiting.position < message.position and (waiting.object_id = message.object_id or not ${old}))
    order by position limit ${limit}`;
}

/**
 * When it is worth looking again, of an endpoint none of whose messages may be sent now: one is to be tried again, or has
 * waited long enough for the others. Null where none waits.
 */
export async function selectNextDue(
  scope: Scope,
  endpointId: string,
  youngMilliseconds: number,
): Promise<Date | null> {
  const { database } = scope;
  const own = database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and endpoint_id = ${endpointId}
    and status = 'pending'`;
  const young = database`${youngMilliseconds}::double precision * interval '1 millisecond'`;
  const [row] = await database<{ dueAt: Date | null }[]>`
    select least(
      (select min(next_attempt_at) from webhook_messages where ${own} and next_attempt_at > now()),
      (select min(created_at) + ${young} from webhook_messages
        where ${own} and next_attempt_at <= now() and created_at > now() - ${young})) as due_at`;
  return row?.dueAt ?? null;
}

/** What of an endpoint's messages waits is not sent any more. */
export async function skipPendingMessages(scope: Scope, endpointId: string): Promise<void> {
  await scope.database`
    update webhook_messages set status = 'skipped', finished_at = now(), next_attempt_at = null
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and endpoint_id = ${endpointId}
      and status = 'pending'`;
}

export async function selectMessages(scope: Scope, ids: readonly string[]): Promise<WebhookMessage[]> {
  return scope.database<WebhookMessage[]>`
    select * from webhook_messages
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}

/** Which messages a list shows, or are sent anew. */
export type MessageFilter = {
  ids?: readonly string[];
  endpointId?: string;
  eventId?: string;
  types?: readonly string[];
  statuses?: readonly WebhookMessage['status'][];
  createdFrom?: Date;
  createdBefore?: Date;
};

function filtered(scope: Scope, filter: MessageFilter) {
  const { database } = scope;
  const conditions = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  if (filter.ids) conditions.push(database`id = any(${[...filter.ids]}::uuid[])`);
  if (filter.endpointId) conditions.push(database`endpoint_id = ${filter.endpointId}`);
  if (filter.eventId) conditions.push(database`event_id = ${filter.eventId}`);
  if (filter.types) conditions.push(database`type = any(${[...filter.types]}::text[])`);
  if (filter.statuses) conditions.push(database`status = any(${[...filter.statuses]}::text[])`);
  if (filter.createdFrom) conditions.push(database`created_at >= ${filter.createdFrom}`);
  if (filter.createdBefore) conditions.push(database`created_at < ${filter.createdBefore}`);
  return conditions.reduce((all, condition) => database`${all} and ${condition}`);
}

/** A place in the list: the message that ended the page before. */
export type MessagePlace = Pick<WebhookMessage, 'createdAt' | 'id'>;

/** Newest first. */
export async function listMessages(
  scope: Scope,
  filter: MessageFilter,
  { after, limit }: { after?: MessagePlace; limit: number },
): Promise<WebhookMessage[]> {
  const { database } = scope;
  const beyond = after ? database`and (created_at, id) < (${after.createdAt}, ${after.id})` : database``;
  return database<WebhookMessage[]>`
    select * from webhook_messages where ${filtered(scope, filter)} ${beyond}
    order by created_at desc, id desc limit ${limit}`;
}

/**
 * Has messages sent anew, behind what waits already, in the order in which they were; not those of endpoints that are deleted.
 * Answers the endpoints concerned.
 */
export async function requeueMessages(
  scope: Scope,
  filter: MessageFilter,
): Promise<{ organizationId: string; mode: Mode; id: string; messages: number }[]> {
  return scope.database<{ organizationId: string; mode: Mode; id: string; messages: number }[]>`
    with chosen as (
      select id, created_at, nextval('webhook_message_position') as position from (
        select id, created_at from webhook_messages message
        where ${filtered(scope, filter)} and status <> 'pending'
          and exists (select from webhook_endpoints endpoint
            where endpoint.organization_id = message.organization_id and endpoint.mode = message.mode
              and endpoint.id = message.endpoint_id and endpoint.deleted_at is null)
        order by position) as sorted),
    requeued as (
      update webhook_messages message set status = 'pending', attempts = 0, next_attempt_at = now(), finished_at = null,
        position = chosen.position
      from chosen
      where message.organization_id = ${scope.organizationId} and message.mode = ${scope.mode}
        and message.id = chosen.id and message.created_at = chosen.created_at
      returning message.endpoint_id)
    select ${scope.organizationId}::uuid as organization_id, ${scope.mode}::billing_mode as mode, endpoint_id as id,
      count(*) as messages
    from requeued group by endpoint_id`;
}

/** Gives a message that could not be put into words at first its body. */
export async function updateBody(scope: Scope, id: string, body: string): Promise<void> {
  await scope.database`
    update webhook_messages set body = ${body}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}
