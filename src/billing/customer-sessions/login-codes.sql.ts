import type { Database } from '../../platform/postgres/database.ts';
import type { LoginCode } from './login-code.ts';

/** Inserts, unless a code that still works is the same: a login must lead to one customer only. */
export async function insertLoginCode(
  database: Database,
  loginCode: LoginCode,
  codeHash: Buffer,
): Promise<boolean> {
  const l = loginCode;
  const rows = await database`
    insert into login_codes (organization_id, mode, id, created_at, customer_id, member_id, email, code_hash, expires_at)
    select ${l.organizationId}::uuid, ${l.mode}::billing_mode, ${l.id}::uuid, ${l.createdAt}::timestamptz,
      ${l.customerId}::uuid, ${l.memberId}::uuid, ${l.email}::text, ${codeHash}::bytea, ${l.expiresAt}::timestamptz
    where not exists (
      select 1 from login_codes
      where code_hash = ${codeHash} and used_at is null and expires_at > ${l.createdAt})
    returning id`;
  return rows.length > 0;
}

/** Uses a code up: of several at once with the same code, one gets it. Without an organization, which the code finds. */
export async function takeLoginCode(
  database: Database,
  codeHash: Buffer,
  now: Date,
): Promise<LoginCode | undefined> {
  const [row] = await database<LoginCode[]>`
    update login_codes set used_at = ${now}
    where code_hash = ${codeHash} and used_at is null and expires_at > ${now}
    returning organization_id, mode, id, created_at, customer_id, member_id, email, expires_at`;
  return row;
}

/**
 * Deletes codes, links and sessions that are over. Where a test clock stands, that is not for the wall clock to say of links
 * and sessions.
 */
export async function forgetExpiredLogins(database: Database, now: Date): Promise<void> {
  const isOver = database`expires_at <= ${now} and not (mode = 'test'
    and organization_id in (select organization_id from test_clocks where test_clocks.now is not null))`;
  await database`
    with codes as (delete from login_codes where expires_at <= ${now}),
    links as (delete from email_changes where ${isOver})
    delete from customer_sessions where ${isOver}`;
}
