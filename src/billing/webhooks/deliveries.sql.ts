import { parseUuid } from '../../platform/ids.ts';
import { allOf, literalPattern } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { WebhookDelivery } from './message.ts';

/** How an attempt went, and what follows for its message. */
export type Attempt = Omit<WebhookDelivery, 'organizationId' | 'mode' | 'endpointId' | 'createdAt'> & {
  messageCreatedAt: Date;
  /** Milliseconds until the next attempt; null where there is none. */
  pause: number | null;
};

/**
 * Writes down attempts, moves their messages on, and counts the endpoint's failures: one statement for as many as there are.
 *
 * @param failuresInARow as they are after the last of these attempts
 */
export async function insertDeliveries(
  scope: Scope,
  endpointId: string,
  attempts: readonly Attempt[],
  failuresInARow: number,
): Promise<void> {
  const { database, organizationId, mode } = scope;
  const rows = attempts.map((attempt, ordinal) => ({
    ordinal,
    id: attempt.id,
    message_id: attempt.messageId,
    message_created_at: attempt.messageCreatedAt,
    type: attempt.type,
    attempt: attempt.attempt,
    url: attempt.url,
    request_headers: attempt.requestHeaders,
    succeeded: attempt.succeeded,
    http_code: attempt.httpCode,
    response: attempt.response,
    milliseconds: attempt.milliseconds,
    pause: attempt.pause,
  }));
  await database`
    with attempt as (
      select * from jsonb_to_recordset(${database.json(rows as never)}::jsonb) as attempt (ordinal integer, id uuid,
        message_id uuid, message_created_at timestamptz, type text, attempt integer, url text, request_headers jsonb,
        succeeded boolean, http_code smallint, response text, milliseconds integer, pause double precision)),
    delivered as (
      insert into webhook_deliveries (organization_id, mode, id, created_at, endpoint_id, message_id, type, attempt, url,
        request_headers, succeeded, http_code, response, milliseconds)
      select ${organizationId}, ${mode}::billing_mode, id, date_trunc('milliseconds', now()), ${endpointId}::uuid, message_id, type, attempt, url,
        request_headers, succeeded, http_code, response, milliseconds
      from attempt order by ordinal),
    moved as (
      update webhook_messages message set attempts = attempt.attempt,
        status = case when succeeded then 'succeeded' when pause is null then 'failed' else 'pending' end,
        next_attempt_at = now() + pause * interval '1 millisecond',
        finished_at = case when succeeded or pause is null then now() end
      from attempt
      where message.organization_id = ${organizationId} and message.mode = ${mode} and message.id = attempt.message_id
        and message.created_at = attempt.message_created_at and message.status = 'pending')
    update webhook_endpoints set failures_in_a_row = ${failuresInARow}
    where organization_id = ${organizationId} and mode = ${mode} and id = ${endpointId}
      and failures_in_a_row <> ${failuresInARow}`;
}

/** Which deliveries a list shows. */
export type DeliveryFilter = {
  endpointIds?: readonly string[];
  messageId?: string;
  types?: readonly string[];
  succeeded?: boolean;
  /** The first digit of the answers' status. */
  codeClass?: number;
  createdFrom?: Date;
  createdBefore?: Date;
  /**
   * An id of the message or of what it is about; else a part of what was sent or answered, ignoring case, which is looked
   * for in the newest of what passes the rest of the filter.
   */
  query?: string;
};

/** A place in the list: the delivery that ended the page before. */
export type DeliveryPlace = Pick<WebhookDelivery, 'createdAt' | 'id'>;

function filtered(scope: Scope, filter: DeliveryFilter) {
  const { database } = scope;
  const conditions = [
    database`delivery.organization_id = ${scope.organizationId} and delivery.mode = ${scope.mode}`,
  ];
  if (filter.endpointIds)
    conditions.push(database`delivery.endpoint_id = any(${[...filter.endpointIds]}::uuid[])`);
  if (filter.messageId) conditions.push(database`delivery.message_id = ${filter.messageId}`);
  if (filter.types) conditions.push(database`delivery.type = any(${[...filter.types]}::text[])`);
  // In words that the indexes have too: they are only of what failed.
  if (filter.succeeded === true || filter.codeClass === 2) conditions.push(database`delivery.succeeded`);
  if (filter.succeeded === false) conditions.push(database`not delivery.succeeded`);
  if (filter.codeClass !== undefined && filter.codeClass !== 2) {
    conditions.push(database`not delivery.succeeded and delivery.http_code / 100 = ${filter.codeClass}`);
  }
  if (filter.createdFrom) conditions.push(database`delivery.created_at >= ${filter.createdFrom}`);
  if (filter.createdBefore) conditions.push(database`delivery.created_at < ${filter.createdBefore}`);
  return allOf(database, conditions);
}

/** Texts are looked for in so many deliveries: nothing can find a part of a word in a million of them at once. */
const deliveriesSearched = 500;

/** The deliveries that pass a filter. */
function passing(scope: Scope, filter: DeliveryFilter) {
  const { database } = scope;
  const where = filtered(scope, filter);
  const all = database`select * from webhook_deliveries delivery where ${where}`;
  if (!filter.query) return all;
  const named = parseUuid(filter.query);
  if ('uuid' in named) {
    return database`${all} and delivery.message_id in (
      select id from webhook_messages message
      where message.organization_id = ${scope.organizationId} and message.mode = ${scope.mode}
        and (message.id = ${named.uuid} or message.object_id = ${named.uuid} or message.event_id = ${named.uuid}))`;
  }
  const pattern = `%${literalPattern(filter.query)}%`;
  return database`select * from (${all} order by delivery.created_at desc, delivery.id desc limit ${deliveriesSearched}) delivery
    where delivery.response ilike ${pattern} or exists (
      select from webhook_messages message
      where message.organization_id = delivery.organization_id and message.mode = delivery.mode
        and message.id = delivery.message_id and message.body ilike ${pattern})`;
}

/** Newest first. */
export async function selectDeliveries(
  scope: Scope,
  filter: DeliveryFilter,
  { limit, offset = 0, after }: { limit: number; offset?: number; after?: DeliveryPlace },
): Promise<WebhookDelivery[]> {
  const { database } = scope;
  const beyond = after
    ? database`where (delivery.created_at, delivery.id) < (${after.createdAt}, ${after.id})`
    : database``;
  return database<WebhookDelivery[]>`
    select * from (${passing(scope, filter)}) delivery ${beyond}
    order by delivery.created_at desc, delivery.id desc limit ${limit} offset ${offset}`;
}

/** How many there are, counted no further than so far: a log of millions is not read to number its pages. */
export async function countDeliveries(scope: Scope, filter: DeliveryFilter, atMost: number): Promise<number> {
  const { database } = scope;
  const [row] = await database<{ total: number }[]>`
    select count(*) as total from (${passing(scope, filter)} limit ${atMost}) as counted`;
  return row?.total ?? 0;
}

/** The latest attempt to send each of some messages, by message. */
export async function selectLastDeliveries(
  scope: Scope,
  messageIds: readonly string[],
): Promise<Map<string, WebhookDelivery>> {
  const rows = await scope.database<WebhookDelivery[]>`
    select distinct on (message_id) * from webhook_deliveries
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and message_id = any(${[...messageIds]}::uuid[])
    order by message_id, created_at desc, id desc`;
  return new Map(rows.map((row) => [row.messageId, row]));
}

export async function selectDelivery(scope: Scope, id: string): Promise<WebhookDelivery | undefined> {
  const [row] = await scope.database<WebhookDelivery[]>`
    select * from webhook_deliveries
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}
