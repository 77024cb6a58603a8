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

/** When an endpoint's next message may be sent; null where none waits. */
export async function selectNextDue(
  scope: Scope,
  endpointId: string,
  youngMilliseconds: number,
): Promise<Date | null> {
  const [row] = await scope.database<{ dueAt: Date | null }[]>`
    select min(case when next_attempt_at > now() then next_attempt_at
      else greatest(now(), created_at + ${youngMilliseconds}::double precision * interval '1 millisecond') end) as due_at
    from webhook_messages
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and endpoint_id = ${endpointId}
      and status = 'pending'`;
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
  const list = (values: readonly string[] | undefined) => (values ? [...values] : null);
  return database`organization_id = ${scope.organizationId} and mode = ${scope.mode}
    and (${list(filter.ids)}::uuid[] is null or id = any(${list(filter.ids)}::uuid[]))
    and (${filter.endpointId ?? null}::uuid is null or endpoint_id = ${filter.endpointId ?? null}::uuid)
    and (${filter.eventId ?? null}::uuid is null or event_id = ${filter.eventId ?? null}::uuid)
    and (${list(filter.types)}::text[] is null or type = any(${list(filter.types)}::text[]))
    and (${list(filter.statuses)}::text[] is null or status = any(${list(filter.statuses)}::text[]))
    and (${filter.createdFrom ?? null}::timestamptz is null or created_at >= ${filter.createdFrom ?? null}::timestamptz)
    and (${filter.createdBefore ?? null}::timestamptz is null or created_at < ${filter.createdBefore ?? null}::timestamptz)`;
}

/** Newest first, of those below a position. */
export async function listMessages(
  scope: Scope,
  filter: MessageFilter,
  { before, limit }: { before?: number; limit: number },
): Promise<WebhookMessage[]> {
  return scope.database<WebhookMessage[]>`
    select * from webhook_messages
    where ${filtered(scope, filter)} and (${before ?? null}::bigint is null or position < ${before ?? null}::bigint)
    order by created_at desc, position desc limit ${limit}`;
}

/** Has messages sent anew, behind what waits already, in the order in which they were. Answers the endpoints concerned. */
export async function requeueMessages(
  scope: Scope,
  filter: MessageFilter,
): Promise<{ organizationId: string; mode: Mode; id: string; messages: number }[]> {
  return scope.database<{ organizationId: string; mode: Mode; id: string; messages: number }[]>`
    with chosen as (
      select id, created_at, nextval('webhook_message_position') as position from (
        select id, created_at from webhook_messages
        where ${filtered(scope, filter)} and status <> 'pending'
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
