import type { Database } from '../../platform/postgres/database.ts';
import { allOf, type Fragment } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { AuditEntry, Chain } from './audit-entry.ts';

/** Which entries a list shows. Times are those of the wall clock. */
export type AuditFilter = {
  id?: string;
  actorKind?: string;
  actorId?: string;
  action?: string;
  objectType?: string;
  objectId?: string;
  requestId?: string;
  from?: Date;
  before?: Date;
};

function filtered(scope: Scope, filter: AuditFilter): Fragment {
  const { database } = scope;
  const conditions = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  if (filter.id) conditions.push(database`id = ${filter.id}`);
  if (filter.actorKind) conditions.push(database`actor_kind = ${filter.actorKind}`);
  if (filter.actorId) {
    conditions.push(database`${filter.actorId}::uuid in (actor_id, actor_customer_id, actor_member_id)`);
  }
  if (filter.action) conditions.push(database`action = ${filter.action}`);
  if (filter.objectType) conditions.push(database`object_type = ${filter.objectType}`);
  if (filter.objectId) conditions.push(database`object_id = ${filter.objectId}`);
  if (filter.requestId) conditions.push(database`request_id = ${filter.requestId}`);
  if (filter.from) conditions.push(database`recorded_at >= ${filter.from}`);
  if (filter.before) conditions.push(database`recorded_at < ${filter.before}`);
  return allOf(database, conditions);
}

function entryColumns(database: Database): Fragment {
  return database`organization_id, mode, id, sequence, recorded_at, occurred_at, actor_kind, actor_id, actor_customer_id,
    actor_member_id, request_id, action, object_type, object_id, changes, erased_by,
    (select name from users where actor_kind = 'user' and users.id = actor_id) as actor_name,
    (select email from users where actor_kind = 'user' and users.id = actor_id) as actor_email`;
}

/** Newest first, of those below a sequence. */
export async function selectAuditEntries(
  scope: Scope,
  filter: AuditFilter,
  { limit, below }: { limit: number; below?: number },
): Promise<AuditEntry[]> {
  const { database } = scope;
  const beyond = below === undefined ? database`` : database`and sequence < ${below}`;
  return database<AuditEntry[]>`
    select ${entryColumns(database)} from audit_log where ${filtered(scope, filter)} ${beyond}
    order by sequence desc limit ${limit}`;
}

/** Oldest first, of those above a sequence. */
export async function selectAuditEntriesAfter(
  scope: Scope,
  filter: AuditFilter,
  { limit, above }: { limit: number; above: number },
): Promise<AuditEntry[]> {
  const { database } = scope;
  return database<AuditEntry[]>`
    select ${entryColumns(database)} from audit_log where ${filtered(scope, filter)} and sequence > ${above}
    order by sequence limit ${limit}`;
}

/**
 * What stands for a row: SHA-256 over a JSON text of all that never changes of it, and then the digest of its `changes`, which
 * is SHA-256 over the salt's 16 bytes and their text. Of an erased row the digest is the one that was kept. The sequence is
 * left out: it is the order that counts, and a restored organization's rows are numbered anew.
 */
function rowHash(database: Database): Fragment {
  const microseconds = (column: string) =>
    database`(extract(epoch from ${database(column)}) * 1000000)::bigint`;
  return database`sha256(convert_to(json_build_array('florin audit 1', organization_id, mode, id,
      ${microseconds('recorded_at')}, ${microseconds('occurred_at')}, actor_kind, actor_id, actor_customer_id,
      actor_member_id, request_id, action, object_type, object_id)::text, 'UTF8')
    || case when salt is null then content_digest else sha256(uuid_send(salt) || convert_to(changes::text, 'UTF8')) end)`;
}

/** A row as it is sealed. */
export type HashedRow = { id: string; sequence: number; hash: Buffer };

/** The rows of a chain above a sequence and up to another, in order. */
export async function selectHashedRows(
  database: Database,
  { organizationId, mode }: Chain,
  { above, through, limit }: { above: number; through: number; limit: number },
): Promise<HashedRow[]> {
  return database<HashedRow[]>`
    select id, sequence, ${rowHash(database)} as hash from audit_log
    where organization_id = ${organizationId} and mode = ${mode} and sequence > ${above} and sequence <= ${through}
    order by sequence limit ${limit}`;
}

/** A row as it is verified. */
export type CheckedRow = Omit<HashedRow, 'hash'> & {
  /** Null where there is no telling what the row was: somebody took its salt away. */
  hash: Buffer | null;
  action: string;
  erasedBy: string | null;
  /** Of an erased row, the digest of what is left of its changes. */
  leftDigest: Buffer | null;
  /** Of the record of an erasure, its changes. */
  proof: Record<string, { after: unknown } | undefined> | null;
};

/** As `selectHashedRows`, with what else there is to be checked. */
export async function selectCheckedRows(
  database: Database,
  { organizationId, mode }: Chain,
  { above, erasureAction, limit }: { above: number; erasureAction: string; limit: number },
): Promise<CheckedRow[]> {
  return database<CheckedRow[]>`
    select id, sequence, ${rowHash(database)} as hash, action, erased_by,
      case when erased_by is not null then sha256(convert_to(changes::text, 'UTF8')) end as left_digest,
      case when action = ${erasureAction} then changes end as proof
    from audit_log
    where organization_id = ${organizationId} and mode = ${mode} and sequence > ${above}
    order by sequence limit ${limit}`;
}

/** What an erasure left of the rows that it took personal data out of, in order. */
export async function* selectErasedRows(
  scope: Scope,
  erasureId: string,
): AsyncGenerator<{ hash: Buffer; leftDigest: Buffer }[]> {
  const { database } = scope;
  yield* database<{ hash: Buffer; leftDigest: Buffer }[]>`
    select ${rowHash(database)} as hash, sha256(convert_to(changes::text, 'UTF8')) as left_digest
    from audit_log
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and erased_by = ${erasureId}
      and object_id in (select object_id from erasure_objects
        where organization_id = ${scope.organizationId} and mode = ${scope.mode} and erasure_id = ${erasureId})
    order by sequence`.cursor(1_000);
}

/** A sequence below all: restored rows are numbered below zero. */
export const beforeAll = Number.MIN_SAFE_INTEGER;

/** A chain as far as it is sealed. */
export type ChainState = { seals: number; rows: number; sealedThrough: number; head: Buffer };

export async function selectChain(
  database: Database,
  { organizationId, mode }: Chain,
): Promise<ChainState | undefined> {
  const [chain] = await database<ChainState[]>`
    select seals, rows, sealed_through, head from audit_chains
    where organization_id = ${organizationId} and mode = ${mode}`;
  return chain;
}

/** Held until the transaction ends; undefined where it is not there, or somebody else seals it. */
export async function holdChain(
  database: Database,
  { organizationId, mode }: Chain,
): Promise<ChainState | undefined> {
  const [chain] = await database<ChainState[]>`
    select seals, rows, sealed_through, head from audit_chains
    where organization_id = ${organizationId} and mode = ${mode} for update skip locked`;
  return chain;
}

/** Makes the chain's row where there is none: at its beginning, or behind the last of its seals, which were restored then. */
export async function insertChain(
  database: Database,
  { organizationId, mode }: Chain,
  emptyHash: Buffer,
): Promise<void> {
  await database`
    with last as (
      select * from audit_seals
      where organization_id = ${organizationId} and mode = ${mode} order by number desc limit 1)
    insert into audit_chains (organization_id, mode, seals, rows, sealed_through, head)
    select ${organizationId}, ${mode}, coalesce((select number from last), 0),
      (select coalesce(sum(rows), 0) from audit_seals where organization_id = ${organizationId} and mode = ${mode}),
      coalesce((select sequence from audit_log entry, last
        where entry.organization_id = ${organizationId} and entry.mode = ${mode}
          and entry.id = encode(substr(last.row_ids, last.rows * 16 - 15), 'hex')::uuid
        order by sequence desc limit 1), ${beforeAll}),
      coalesce((select hash from last), ${emptyHash})
    on conflict (organization_id, mode) do nothing`;
}

export type NewSeal = Chain & {
  number: number;
  rows: number;
  rowIds: Buffer;
  rowHashes: Buffer;
  previousHash: Buffer;
  hash: Buffer;
  sealedThrough: number;
};

/** Writes a seal and moves its chain on. */
export async function insertSeal(database: Database, seal: NewSeal): Promise<void> {
  const s = seal;
  await database`
    with sealed as (
      insert into audit_seals (organization_id, mode, number, rows, row_ids, row_hashes, previous_hash, hash)
      values (${s.organizationId}, ${s.mode}, ${s.number}, ${s.rows}, ${s.rowIds}, ${s.rowHashes}, ${s.previousHash},
        ${s.hash}))
    update audit_chains set seals = ${s.number}, rows = audit_chains.rows + ${s.rows}, sealed_through = ${s.sealedThrough},
      head = ${s.hash}
    where organization_id = ${s.organizationId} and mode = ${s.mode}`;
}

export type Seal = Omit<NewSeal, keyof Chain | 'sealedThrough'> & { sealedAt: Date };

/** The next seals of a chain, in order. */
export async function selectSeals(
  database: Database,
  { organizationId, mode }: Chain,
  after: number,
  limit: number,
): Promise<Seal[]> {
  return database<Seal[]>`
    select number, sealed_at, rows, row_ids, row_hashes, previous_hash, hash from audit_seals
    where organization_id = ${organizationId} and mode = ${mode} and number > ${after} order by number limit ${limit}`;
}

/** Whose log has new rows, by the events of the same changes: above the one number, up to the other. */
export async function selectChangedChains(
  database: Database,
  { after, through }: { after: number; through: number },
): Promise<Chain[]> {
  return database<Chain[]>`
    select distinct organization_id, mode from events where sequence > ${after} and sequence <= ${through}`;
}

/** Everybody whose log has rows that are not sealed. */
export async function selectUnsealedChains(database: Database): Promise<Chain[]> {
  return database<Chain[]>`
    select organization.id as organization_id, own.mode
    from organizations organization
    cross join unnest(enum_range(null::billing_mode)) as own (mode)
    left join audit_chains chain on chain.organization_id = organization.id and chain.mode = own.mode
    where exists (select from audit_log entry
      where entry.organization_id = organization.id and entry.mode = own.mode
        and entry.sequence > coalesce(chain.sealed_through, ${beforeAll}))`;
}

/** The erasures that are under way, so that their records are still to come. */
export async function selectOpenErasures(database: Database, chain: Chain): Promise<string[]> {
  const rows = await database<{ id: string }[]>`
    select id from erasures
    where organization_id = ${chain.organizationId} and mode = ${chain.mode} and finished_at is null`;
  return rows.map(({ id }) => id);
}
