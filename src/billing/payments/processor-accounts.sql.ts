import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';

/** Both secrets are sealed. */
export type ProcessorAccountRow = {
  organizationId: string;
  mode: Mode;
  createdAt: Date;
  modifiedAt: Date | null;
  processor: 'stripe';
  secretKey: Buffer;
  webhookSecret: Buffer;
  baseUrl: string | null;
};

export async function selectProcessorAccount(
  database: Database,
  { organizationId, mode }: Pick<Scope, 'organizationId' | 'mode'>,
): Promise<ProcessorAccountRow | undefined> {
  const [row] = await database<ProcessorAccountRow[]>`
    select * from processor_accounts where organization_id = ${organizationId} and mode = ${mode}`;
  return row;
}

export async function upsertProcessorAccount(
  scope: Scope,
  account: Pick<ProcessorAccountRow, 'processor' | 'secretKey' | 'webhookSecret' | 'baseUrl'>,
): Promise<ProcessorAccountRow> {
  const { processor, secretKey, webhookSecret, baseUrl } = account;
  const now = scope.clock.now();
  const [row] = await scope.database<ProcessorAccountRow[]>`
    insert into processor_accounts (organization_id, mode, created_at, processor, secret_key, webhook_secret, base_url)
    values (${scope.organizationId}, ${scope.mode}, ${now}, ${processor}, ${secretKey}, ${webhookSecret}, ${baseUrl})
    on conflict (organization_id, mode) do update
      set modified_at = ${now}, processor = excluded.processor, secret_key = excluded.secret_key,
        webhook_secret = excluded.webhook_secret, base_url = excluded.base_url
    returning *`;
  if (!row) throw new Error('A processor account was not kept.');
  return row;
}

/** Answers whether there was one. */
export async function deleteProcessorAccount(scope: Scope): Promise<boolean> {
  const rows = await scope.database`
    delete from processor_accounts where organization_id = ${scope.organizationId} and mode = ${scope.mode}`;
  return rows.count > 0;
}
