import type { Database } from '../../platform/postgres/database.ts';
import type { Mode } from '../../platform/scope.ts';

/** Tells the database's triggers, until the transaction ends, that rows come as they were: what follows from them comes too. */
export async function beginImport(database: Database): Promise<void> {
  await database`select set_config('florin.importing', 'on', true)`;
}

/** Whose id or slug an import would take again. */
export async function selectTaken(
  database: Database,
  { id, slug }: { id: string; slug: string },
): Promise<{ id: string; slug: string } | undefined> {
  const [row] = await database<{ id: string; slug: string }[]>`
    select id, slug from organizations where id = ${id} or slug = ${slug} order by id = ${id} desc limit 1`;
  return row;
}

/**
 * Events that nobody had been told of yet are told here: they get numbers above all others, in their order. Who reads events
 * waits for the end of the transaction from here on, so it is best done last.
 */
export async function numberWaitingEvents(
  database: Database,
  organizationId: string,
  below: number,
): Promise<void> {
  await database`
    update events set sequence = numbered.sequence
    from (
      select mode, recorded_at, was, nextval('event_sequence') as sequence
      from (
        select mode, recorded_at, sequence as was from events
        where organization_id = ${organizationId} and sequence <= ${below}
        order by mode, sequence) as waiting) as numbered
    where events.organization_id = ${organizationId} and events.mode = numbered.mode
      and events.recorded_at = numbered.recorded_at and events.sequence = numbered.was`;
}

/** Lets endpoints hear of what happens from now on, and of what waits that they had not heard of. */
export async function hearFromNow(database: Database, organizationId: string): Promise<void> {
  await database`
    update webhook_endpoints as endpoint set told_after = coalesce(
      (select sequence from (
        select sequence from events
        where events.organization_id = ${organizationId} and events.mode = endpoint.mode and sequence > 0
        order by sequence limit endpoint.told_after) as heard
        order by sequence desc limit 1),
      (select min(sequence) - 1 from events
        where events.organization_id = ${organizationId} and events.mode = endpoint.mode and sequence > 0),
      (select last_value from event_sequence))
    where endpoint.organization_id = ${organizationId}`;
}

/** Tells running servers where the test clock stands. */
export async function announceTestClock(database: Database, organizationId: string): Promise<void> {
  await database`
    select pg_notify('test_clocks_changed', json_build_object(
      'organizationId', organization_id, 'version', version, 'now', now)::text)
    from test_clocks where organization_id = ${organizationId}`;
}

/** An endpoint that came without the secret that its messages are signed with. */
export type SilentEndpoint = { mode: Mode; id: string; url: string; dialect: string; isDeleted: boolean };

export async function selectEndpointsWithoutSecret(
  database: Database,
  organizationId: string,
): Promise<SilentEndpoint[]> {
  return database<SilentEndpoint[]>`
    select mode, id, url, dialect, deleted_at is not null as is_deleted from webhook_endpoints
    where organization_id = ${organizationId} and secret = '' order by mode, id`;
}

/** Turns an endpoint off, with a secret that nobody knows. */
export async function silenceEndpoint(
  database: Database,
  { organizationId, mode, id }: { organizationId: string; mode: Mode; id: string },
  secret: Buffer,
): Promise<void> {
  await database`
    update webhook_endpoints set secret = ${secret}, previous_secret_until = null, enabled = false
    where organization_id = ${organizationId} and mode = ${mode} and id = ${id}`;
}

/** Takes away accounts that came without their keys: nobody can charge through them. Answers their modes. */
export async function deleteAccountsWithoutSecret(
  database: Database,
  organizationId: string,
): Promise<{ mode: Mode; processor: string }[]> {
  return database<{ mode: Mode; processor: string }[]>`
    delete from processor_accounts where organization_id = ${organizationId} and secret_key = ''
    returning mode, processor`;
}

/** How many PDFs are missing of those that rows speak of. */
export async function countMissingPdfs(database: Database, organizationId: string): Promise<number> {
  const [row] = await database<{ missing: number }[]>`
    select (select count(*) from documents where organization_id = ${organizationId} and content = '')
      + (select count(*) from credit_note_documents where organization_id = ${organizationId} and content = '') as missing`;
  return row?.missing ?? 0;
}
