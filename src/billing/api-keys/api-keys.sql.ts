import type { Database } from '../../platform/postgres/database.ts';
import type { Mode } from '../../platform/scope.ts';
import type { ApiKey } from './api-key.ts';

const columns = (database: Database) => database`
  organization_id, mode, id, created_at, name, token_hint, scopes, pricing_model_id, expires_at, revoked_at, last_used_at`;

export async function insertApiKey(database: Database, key: ApiKey, tokenHash: Buffer): Promise<void> {
  await database`
    insert into api_keys (organization_id, mode, id, created_at, name, token_hash, token_hint, scopes, pricing_model_id,
      expires_at)
    values (${key.organizationId}, ${key.mode}, ${key.id}, ${key.createdAt}, ${key.name}, ${tokenHash}, ${key.tokenHint},
      ${key.scopes}, ${key.pricingModelId}, ${key.expiresAt})`;
}

/** The one statement without an organization: it is what finds the organization. Revoked keys are not found. */
export async function selectApiKeyByHash(database: Database, tokenHash: Buffer): Promise<ApiKey | undefined> {
  const [row] = await database<ApiKey[]>`
    select ${columns(database)} from api_keys where token_hash = ${tokenHash} and revoked_at is null`;
  return row;
}

/** Newest first; all, or a page of those older than one. Ids begin with the time, so they are the order. */
export async function selectApiKeys(
  database: Database,
  organizationId: string,
  filter: { mode?: Mode } = {},
  page: { limit?: number; before?: string } = {},
): Promise<ApiKey[]> {
  const { mode } = filter;
  const { before, limit } = page;
  return database<ApiKey[]>`
    select ${columns(database)} from api_keys
    where organization_id = ${organizationId}
      ${mode ? database`and mode = ${mode}` : database``} ${before ? database`and id < ${before}` : database``}
    order by id desc limit ${limit ?? null}::int`;
}

export async function updateApiKeyRevoked(
  database: Database,
  organizationId: string,
  id: string,
  at: Date,
): Promise<ApiKey | undefined> {
  const [row] = await database<ApiKey[]>`
    update api_keys set revoked_at = coalesce(revoked_at, ${at})
    where organization_id = ${organizationId} and id = ${id}
    returning ${columns(database)}`;
  return row;
}

export async function updateApiKeyLastUsed(database: Database, key: ApiKey, at: Date): Promise<void> {
  await database`
    update api_keys set last_used_at = ${at}
    where organization_id = ${key.organizationId} and mode = ${key.mode} and id = ${key.id}`;
}

/** Tells every process, once the transaction commits, to forget what it remembers of keys. */
export async function notifyApiKeysChanged(database: Database): Promise<void> {
  await database`select pg_notify('api_keys_changed', '')`;
}
