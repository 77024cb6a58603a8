import type { Database } from '../../platform/postgres/database.ts';
import type { EmailChange } from './email-change.ts';

export async function insertEmailChange(
  database: Database,
  change: EmailChange,
  tokenHash: Buffer,
): Promise<void> {
  const c = change;
  await database`
    insert into email_changes (organization_id, mode, id, created_at, customer_id, email, token_hash, expires_at)
    values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.customerId}, ${c.email}, ${tokenHash},
      ${c.expiresAt})`;
}

/** Without an organization: the token is what finds it. Only of customers that still exist. */
export async function selectEmailChange(
  database: Database,
  tokenHash: Buffer,
): Promise<EmailChange | undefined> {
  const [row] = await database<EmailChange[]>`
    select change.organization_id, change.mode, change.id, change.created_at, change.customer_id, change.email,
      change.expires_at
    from email_changes change
    join customers customer on customer.organization_id = change.organization_id and customer.mode = change.mode
      and customer.id = change.customer_id and customer.deleted_at is null
    where change.token_hash = ${tokenHash}`;
  return row;
}

/** Uses a link up: of several at once, one gets it. */
export async function deleteEmailChange(
  database: Database,
  { organizationId, mode, id }: EmailChange,
): Promise<boolean> {
  const rows = await database`
    delete from email_changes where organization_id = ${organizationId} and mode = ${mode} and id = ${id} returning id`;
  return rows.length > 0;
}
