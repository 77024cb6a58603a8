import type { Database } from '../../platform/postgres/database.ts';
import { serverSecret } from '../../platform/postgres/server-secret.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { openText, sealText } from '../../platform/sealed-text.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { SigningEndpoint, WebhookDialect, WebhookEndpoint } from './endpoint.ts';

type Row = WebhookEndpoint & {
  secret: Buffer;
  previousSecret: Buffer | null;
  /** Whether the former secret still signs. */
  overlaps: boolean;
};

const columns = [
  'organization_id',
  'mode',
  'id',
  'created_at',
  'modified_at',
  'deleted_at',
  'dialect',
  'contract',
  'name',
  'url',
  'format',
  'event_types',
  'pricing_model_id',
  'signature_scheme',
  'metadata',
  'enabled',
  'disabled_at',
  'failures_in_a_row',
  'secret',
  'previous_secret',
] as const;

function endpointColumns(database: Database) {
  return database`${database(columns)}, coalesce(previous_secret_until > now(), false) as overlaps`;
}

/** The key under which secrets are kept. */
export async function sealingKey(database: Database): Promise<Buffer> {
  return serverSecret(database, 'webhooks');
}

/** What a secret is sealed for: it opens nowhere else. */
export function placeOf({
  organizationId,
  mode,
  id,
}: Pick<WebhookEndpoint, 'organizationId' | 'mode' | 'id'>) {
  return `webhook endpoint ${organizationId} ${mode} ${id}`;
}

function opened(key: Buffer, { secret, previousSecret, overlaps, ...endpoint }: Row): SigningEndpoint {
  const open = (sealed: Buffer) => openText(key, placeOf(endpoint), sealed);
  const former = overlaps && previousSecret ? [open(previousSecret)] : [];
  return { ...endpoint, secrets: [open(secret), ...former] };
}

async function openedAll(database: Database, rows: readonly Row[]): Promise<SigningEndpoint[]> {
  if (rows.length === 0) return [];
  const key = await sealingKey(database);
  return rows.map((row) => opened(key, row));
}

/** Inserts and records. It is told of what happens from now on. */
export async function insertEndpoint(
  scope: Scope,
  endpoint: SigningEndpoint,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  const e = endpoint;
  const sealed = sealText(await sealingKey(database), placeOf(e), e.secrets[0]);
  await database`
    with changed as (
      insert into webhook_endpoints (organization_id, mode, id, created_at, dialect, contract, name, url, format,
        event_types, pricing_model_id, signature_scheme, metadata, enabled, secret, told_after)
      values (${e.organizationId}, ${e.mode}, ${e.id}, ${e.createdAt}, ${e.dialect}, ${e.contract}, ${e.name}, ${e.url},
        ${e.format}, ${e.eventTypes}::text[], ${e.pricingModelId}, ${e.signatureScheme},
        ${database.json(e.metadata as never)}, ${e.enabled}, ${sealed}, (select last_value from event_sequence))
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what can change of an endpoint but its secret, and records it. */
export async function updateEndpointRow(
  scope: Scope,
  endpoint: WebhookEndpoint,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  const e = endpoint;
  await database`
    with changed as (
      update webhook_endpoints set modified_at = ${e.modifiedAt}, deleted_at = ${e.deletedAt}, name = ${e.name},
        url = ${e.url}, format = ${e.format}, event_types = ${e.eventTypes}::text[],
        signature_scheme = ${e.signatureScheme}, metadata = ${database.json(e.metadata as never)},
        disabled_at = ${e.disabledAt}, failures_in_a_row = ${e.failuresInARow}, enabled = ${e.enabled},
        told_after = case when ${e.enabled} and not enabled then (select last_value from event_sequence) else told_after end,
        due_at = case when ${e.enabled} then now() end
      where organization_id = ${e.organizationId} and mode = ${e.mode} and id = ${e.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Gives an endpoint a new secret, and records that. The former signs as well for the time given. */
export async function updateEndpointSecret(
  scope: Scope,
  endpoint: WebhookEndpoint,
  secret: string,
  overlapMilliseconds: number,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  const e = endpoint;
  const sealed = sealText(await sealingKey(database), placeOf(e), secret);
  await database`
    with changed as (
      update webhook_endpoints set modified_at = ${e.modifiedAt}, previous_secret = secret, secret = ${sealed},
        previous_secret_until = now() + ${overlapMilliseconds}::double precision * interval '1 millisecond'
      where organization_id = ${e.organizationId} and mode = ${e.mode} and id = ${e.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

export type EndpointFilter = { dialect: WebhookDialect };

/** @param lock holds it until the transaction ends */
export async function selectEndpoint(
  scope: Scope,
  id: string,
  { dialect, lock = false }: EndpointFilter & { lock?: boolean },
): Promise<SigningEndpoint | undefined> {
  const { database } = scope;
  const rows = await database<Row[]>`
    select ${endpointColumns(database)} from webhook_endpoints
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and dialect = ${dialect}
      and deleted_at is null
    ${lock ? database`for update` : database``}`;
  return (await openedAll(database, rows))[0];
}

/** Newest first. Without a filter, those of every dialect. */
export async function selectEndpoints(
  scope: Scope,
  { dialect }: Partial<EndpointFilter>,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: SigningEndpoint[]; total: number }> {
  const { database } = scope;
  const where = database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null
    and (${dialect ?? null}::text is null or dialect = ${dialect ?? null}::text)`;
  const [rows, [count]] = await Promise.all([
    database<Row[]>`
      select ${endpointColumns(database)} from webhook_endpoints where ${where}
      order by created_at desc, id desc limit ${limit} offset ${offset}`,
    database<{ total: number }[]>`select count(*) as total from webhook_endpoints where ${where}`,
  ]);
  return { items: await openedAll(database, rows), total: count?.total ?? 0 };
}

/** Of every vendor, without their secrets: newest first, those before one of them. */
export async function listEndpoints(
  scope: Scope,
  { before, limit }: { before?: string; limit: number },
): Promise<WebhookEndpoint[]> {
  const { database } = scope;
  const beyond = before
    ? database`and (created_at, id) < (select created_at, id from webhook_endpoints
        where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${before})`
    : database``;
  return database<WebhookEndpoint[]>`
    select ${database(columns.filter((name) => !name.endsWith('secret')))} from webhook_endpoints
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null ${beyond}
    order by created_at desc, id desc limit ${limit}`;
}

/** An endpoint of whichever vendor, without its secrets. */
export async function selectEndpointOfAny(scope: Scope, id: string): Promise<WebhookEndpoint | undefined> {
  const { database } = scope;
  const [row] = await database<WebhookEndpoint[]>`
    select ${database(columns.filter((name) => !name.endsWith('secret')))} from webhook_endpoints
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null`;
  return row;
}

/** The ids of a vendor's endpoints, also of those that are deleted: what was sent to them is in the log. */
export async function selectEndpointIds(scope: Scope, { dialect }: EndpointFilter): Promise<string[]> {
  const rows = await scope.database<{ id: string }[]>`
    select id from webhook_endpoints
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and dialect = ${dialect}`;
  return rows.map(({ id }) => id);
}

/** An endpoint that hears of events above a number. */
export type HearingEndpoint = Pick<
  WebhookEndpoint,
  | 'organizationId'
  | 'mode'
  | 'id'
  | 'dialect'
  | 'contract'
  | 'format'
  | 'eventTypes'
  | 'pricingModelId'
  | 'signatureScheme'
> & { toldAfter: number };

/** The endpoints that are told of events, of several organizations' modes. */
export async function selectHearingEndpoints(
  database: Database,
  owners: readonly { organizationId: string; mode: Mode }[],
): Promise<HearingEndpoint[]> {
  return database<HearingEndpoint[]>`
    select e.organization_id, e.mode, e.id, e.dialect, e.contract, e.format, e.event_types, e.pricing_model_id,
      e.signature_scheme, e.told_after
    from webhook_endpoints e
    join unnest(${owners.map(({ organizationId }) => organizationId)}::uuid[],
      ${owners.map(({ mode }) => mode)}::billing_mode[]) as owner (organization_id, mode)
      on e.organization_id = owner.organization_id and e.mode = owner.mode
    where e.enabled and e.deleted_at is null
    order by e.id`;
}

/**
 * Takes endpoints that have something to send, for so long that nobody else does. A lease that ran out is another's to take:
 * its holder died.
 */
export async function leaseEndpoints(
  database: Database,
  lease: { id: string; milliseconds: number },
  limit: number,
): Promise<Pick<WebhookEndpoint, 'organizationId' | 'mode' | 'id'>[]> {
  return database<Pick<WebhookEndpoint, 'organizationId' | 'mode' | 'id'>[]>`
    update webhook_endpoints
    set leased_until = now() + ${lease.milliseconds}::double precision * interval '1 millisecond', lease_id = ${lease.id}
    where (organization_id, mode, id) in (
      select organization_id, mode, id from webhook_endpoints
      where due_at <= now() and enabled and (leased_until is null or leased_until <= now())
      order by due_at limit ${limit}
      for update skip locked)
    returning organization_id, mode, id`;
}

/** Goes on with a lease, and reads the endpoint as it is now. Undefined where it is no longer ours, or is turned off. */
export async function renewLease(
  scope: Scope,
  endpointId: string,
  lease: { id: string; milliseconds: number },
): Promise<SigningEndpoint | undefined> {
  const { database } = scope;
  const rows = await database<Row[]>`
    update webhook_endpoints
    set leased_until = now() + ${lease.milliseconds}::double precision * interval '1 millisecond'
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${endpointId}
      and lease_id = ${lease.id} and leased_until > now() and enabled
    returning ${endpointColumns(database)}`;
  return (await openedAll(database, rows))[0];
}

/** Holds an endpoint's row, so that nothing is added for it meanwhile; false where the lease is no longer ours. */
export async function holdLeased(scope: Scope, endpointId: string, leaseId: string): Promise<boolean> {
  const rows = await scope.database`
    select 1 from webhook_endpoints
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${endpointId}
      and lease_id = ${leaseId}
    for update`;
  return rows.length > 0;
}

/** Lets go of an endpoint until something is to be sent again. */
export async function releaseEndpoint(scope: Scope, endpointId: string, dueAt: Date | null): Promise<void> {
  await scope.database`
    update webhook_endpoints set leased_until = null, lease_id = null, due_at = ${dueAt}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${endpointId}`;
}

/** Notes that endpoints have something to send. */
export async function wakeEndpoints(
  database: Database,
  endpoints: readonly Pick<WebhookEndpoint, 'organizationId' | 'mode' | 'id'>[],
): Promise<void> {
  await database`
    update webhook_endpoints e set due_at = least(e.due_at, now())
    from unnest(${endpoints.map(({ organizationId }) => organizationId)}::uuid[],
      ${endpoints.map(({ mode }) => mode)}::billing_mode[], ${endpoints.map(({ id }) => id)}::uuid[])
      as woken (organization_id, mode, id)
    where e.organization_id = woken.organization_id and e.mode = woken.mode and e.id = woken.id`;
}
