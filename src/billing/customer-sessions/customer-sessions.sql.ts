import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { MemberRole } from '../members/index.ts';
import type { CustomerSession } from './customer-session.ts';

/** Inserts and records. */
export async function insertCustomerSession(
  scope: Scope,
  session: CustomerSession,
  tokenHash: Buffer,
  record: ChangeRecord,
): Promise<void> {
  const s = session;
  const { database } = scope;
  await database`
    with changed as (
      insert into customer_sessions (organization_id, mode, id, created_at, token_hash, customer_id, member_id,
        return_url, expires_at)
      values (${s.organizationId}, ${s.mode}, ${s.id}, ${s.createdAt}, ${tokenHash}, ${s.customerId}, ${s.memberId},
        ${s.returnUrl}, ${s.expiresAt})
      returning organization_id, mode, id, customer_id, member_id),
    ${recordedIn(database, scope, record)}
    select 1`;
}

export type FoundSession = CustomerSession & { pricingModelId: string; role: MemberRole | null };

/** Without an organization: it is what finds the organization. Only of customers, and members, that still exist. */
export async function selectSessionByHash(
  database: Database,
  tokenHash: Buffer,
): Promise<FoundSession | undefined> {
  const [row] = await database<FoundSession[]>`
    select s.organization_id, s.mode, s.id, s.created_at, s.modified_at, s.customer_id, s.member_id, s.return_url,
      s.expires_at, c.pricing_model_id, m.role
    from customer_sessions s
    join customers c on c.organization_id = s.organization_id and c.mode = s.mode and c.id = s.customer_id
    left join members m on m.organization_id = s.organization_id and m.mode = s.mode and m.id = s.member_id
    where s.token_hash = ${tokenHash} and c.deleted_at is null and m.deleted_at is null`;
  return row;
}

export async function selectCustomerSession(scope: Scope, id: string): Promise<CustomerSession | undefined> {
  const [row] = await scope.database<CustomerSession[]>`
    select organization_id, mode, id, created_at, modified_at, customer_id, member_id, return_url, expires_at
    from customer_sessions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

/** Deletes and records. */
export async function deleteCustomerSession(scope: Scope, id: string, record: ChangeRecord): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      delete from customer_sessions
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
      returning organization_id, mode, id, customer_id, member_id),
    ${recordedIn(database, scope, record)}
    select 1`;
}
