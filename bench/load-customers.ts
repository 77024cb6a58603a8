import { randomUUID } from 'node:crypto';
import { createApiKey } from '../src/billing/api-keys/index.ts';
import { selectDefaultPricingModel } from '../src/billing/catalog/index.ts';
import { createOrganization } from '../src/billing/organizations/index.ts';
import { wallClock } from '../src/platform/clock.ts';
import type { Pool } from '../src/platform/postgres/database.ts';
import type { Scope } from '../src/platform/scope.ts';

export type LoadedOrganization = { organizationId: string; token: string; customers: number };

/** The id of the nth customer of any organization made here: computable, so that nothing has to be read back. */
export function customerId(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** An organization with so many customers, made by SQL in one go. */
export async function loadCustomers(
  pool: Pool,
  name: string,
  customers: number,
): Promise<LoadedOrganization> {
  const created = await createOrganization(pool, wallClock, 'bench', { name, slug: name });
  if (!created.ok) throw new Error(created.failures[0].message);
  const organizationId = created.value.id;
  const scope: Scope = {
    organizationId,
    mode: 'test',
    pricingModelId: randomUUID(),
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: wallClock,
    requestId: 'bench',
    database: pool,
  };
  const model = await selectDefaultPricingModel(scope);
  if (!model) throw new Error('The organization has no pricing model.');
  const key = await createApiKey(scope, { name: 'bench' });
  if (!key.ok) throw new Error(key.failures[0].message);
  const connection = await pool.reserve();
  await connection`set statement_timeout = 0`;
  await connection`
    insert into customers (organization_id, mode, id, created_at, pricing_model_id, short_id, invoice_number_base, email,
      email_key, name, external_id, billing_address, metadata)
    select ${organizationId}, 'test', ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      now() - make_interval(secs => ${customers} - n), ${model.id}, n, upper(lpad(to_hex(n), 7, '0')),
      'customer' || n || '@example.com', 'customer' || n || '@example.com', 'Customer ' || n, 'usr_' || n,
      '{"line1":"1 Main St","line2":null,"postal_code":"94104","city":"San Francisco","state":"US-CA","country":"US"}',
      '{"plan":"pro"}'
    from generate_series(1, ${customers}::int) as n`;
  await connection`vacuum analyze customers`;
  await connection`reset statement_timeout`;
  connection.release();
  return { organizationId, token: key.value.token, customers };
}
