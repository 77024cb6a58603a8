import { type Database, transaction } from '../../platform/postgres/database.ts';
import type { Fragment } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Erasure } from './erasure.ts';
import { toldLists, toldMembers, toldReplacements } from './personal-data.ts';

/** Where somebody looks for what was taken out of an audit entry. */
const erasedText = '[erased]';

/** The value of a member as it is left: that it was empty is no secret. */
function left(database: Database, name: 'before' | 'after') {
  const value = database`(value -> ${name}::text)`;
  return database`case when ${value} in ('null', '{}', '[]') then ${value}
    else to_jsonb(${erasedText}::text) end`;
}

/** An audit entry, and the millisecond at which it happened. */
export type EntryPlace = { sequence: number; moment: number };

/** The next audit entries of an object, in order. */
export async function selectEntryPlaces(
  scope: Scope,
  objectId: string,
  above: number,
  limit: number,
): Promise<EntryPlace[]> {
  return scope.database<EntryPlace[]>`
    select sequence, floor(extract(epoch from occurred_at) * 1000)::bigint as moment from audit_log
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and object_id = ${objectId}
      and sequence > ${above}
    order by sequence limit ${limit}`;
}

/**
 * Takes what is personal out of audit entries. An entry keeps the digest of what it said; with the salt goes what one could try
 * texts with. Does nothing for an erasure that is on record: nobody adds to that.
 */
export async function clearEntries(
  scope: Scope,
  erasure: Erasure,
  sequences: readonly number[],
): Promise<void> {
  const { organizationId, mode } = scope;
  await transaction(scope.database, async (database) => {
    const open = await database`
      select set_config('florin.erasing', 'on', true) from erasures
      where organization_id = ${organizationId} and mode = ${mode} and id = ${erasure.id} and finished_at is null
      for share`;
    if (open.length === 0) return;
    const members = database`array(select jsonb_array_elements_text(
      ${database.json(toldMembers)}::jsonb -> entry.object_type))`;
    await database`
      update audit_log entry set salt = null, erased_by = ${erasure.id},
        content_digest = sha256(uuid_send(entry.salt) || convert_to(entry.changes::text, 'UTF8')),
        changes = (select jsonb_object_agg(key, case when key = any(${members})
            then jsonb_build_object('before', ${left(database, 'before')}, 'after', ${left(database, 'after')})
            else value end) from jsonb_each(entry.changes))
      where entry.organization_id = ${organizationId} and entry.mode = ${mode}
        and entry.sequence = any(${[...sequences]}::bigint[]) and entry.salt is not null
        and entry.changes ?| ${members}`;
  });
}

/**
 * The events of an object at certain moments. Ids of events begin with their moment, and by these they are found: they are in no
 * order of objects.
 */
export async function selectEventsAt(
  scope: Scope,
  objectId: string,
  moments: readonly number[],
): Promise<number[]> {
  const { database } = scope;
  const idAt = (digit: string) => database`(lpad(to_hex(moment), 12, '0') || repeat(${digit}, 20))::uuid`;
  // `offset 0` has each moment looked up by itself: PostgreSQL would rather go through all events.
  const rows = await database<{ sequence: number }[]>`
    select found.sequence from unnest(${[...moments]}::bigint[]) as moment
    cross join lateral (select sequence from events
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and id between ${idAt('0')} and ${idAt('f')} and object_id = ${objectId}
      offset 0) as found`;
  return rows.map(({ sequence }) => sequence);
}

/** Puts in events what is left in the place of what is personal, so that they can still be told. */
export async function clearEvents(
  scope: Scope,
  sequences: readonly number[],
  address: string,
): Promise<void> {
  const { database } = scope;
  const replacements = database`${database.json(toldReplacements(address) as never)}::jsonb`;
  const replaced = (row: Fragment, objectType: Fragment) => database`${row} || (
    select coalesce(jsonb_object_agg(name, by), '{}')
    from jsonb_each(${replacements} -> ${objectType}) as replacement (name, by)
    where ${row} ? name and ${row} -> name <> 'null')`;
  await database`
    update events event set data = ${replaced(database`event.data`, database`event.object_type`)}
      || (select coalesce(jsonb_object_agg(list.name, (
          select jsonb_agg(${replaced(database`element`, database`list.object_type`)} order by place)
          from jsonb_array_elements(event.data -> list.name) with ordinality as listed (element, place))), '{}')
        from jsonb_each_text(${database.json(toldLists)}::jsonb) as list (name, object_type)
        where jsonb_typeof(event.data -> list.name) = 'array' and event.data -> list.name <> '[]')
      || case when event.data ? 'changes'
        then jsonb_build_object('changes', (event.data -> 'changes') - array(select jsonb_array_elements_text(
          ${database.json(toldMembers)}::jsonb -> event.object_type))) else '{}' end
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and sequence = any(${[...sequences]}::bigint[]) and ${replacements} ? event.object_type`;
}

/** Waits until nobody is telling of events as they were before. */
export async function awaitReaders(scope: Scope): Promise<void> {
  await transaction(scope.database, (database) => database`select from event_readers for update`);
}

/**
 * Takes the bodies of the next messages about some objects, and what receivers answered to them. A message that is still to be
 * sent, or is sent again, is put into words anew. Answers where to go on; undefined at the end.
 */
export async function clearMessages(
  scope: Scope,
  { objectIds, above, limit }: { objectIds: readonly string[]; above: number; limit: number },
): Promise<number | undefined> {
  const { database, organizationId, mode } = scope;
  const [batch] = await database<{ rows: number; last: number }[]>`
    with batch as materialized (
      select id, created_at, position from webhook_messages
      where organization_id = ${organizationId} and mode = ${mode} and object_id = any(${[...objectIds]}::uuid[])
        and position > ${above}
      order by position limit ${limit}),
    cleared as (
      update webhook_messages message set body = null from batch
      where message.organization_id = ${organizationId} and message.mode = ${mode} and message.id = batch.id
        and message.created_at = batch.created_at and message.body is not null),
    answered as (
      update webhook_deliveries delivery set response = null from batch
      where delivery.organization_id = ${organizationId} and delivery.mode = ${mode}
        and delivery.message_id = batch.id and delivery.response is not null)
    select count(*) as rows, max(position) as last from batch`;
  return batch && batch.rows === limit ? batch.last : undefined;
}

/** Takes what mails to the customer said. What still waits is not sent: there is nobody to send it to. */
export async function clearMails(scope: Scope, customerId: string, address: string): Promise<void> {
  await scope.database`
    update mails set recipient = ${address}, subject = '', text = '', html = '', error = null, next_attempt_at = null,
      status = case when status = 'queued' then 'failed' else status end,
      finished_at = coalesce(finished_at, now())
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and recipient <> ${address}`;
}
