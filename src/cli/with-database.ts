import {
  type Organization,
  selectOrganization,
  selectOrganizationBySlug,
} from '../billing/organizations/index.ts';
import { wallClock } from '../platform/clock.ts';
import { parseUuid } from '../platform/ids.ts';
import type { Pool } from '../platform/postgres/database.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import type { Result } from '../platform/result.ts';
import type { Mode, Scope } from '../platform/scope.ts';
import { readConfig } from '../server/config.ts';
import { openDatabase } from '../server/start.ts';
import { CommandError } from './command.ts';

/** Does its work on the database of the configuration, beside a running server or without one. */
export async function withDatabase<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const { pool, close } = await openDatabase(readConfig(process.env), () => {});
  try {
    await migrate(pool);
    return await work(pool);
  } finally {
    await close();
  }
}

/** @throws CommandError where there is no such organization. */
export async function findOrganization(pool: Pool, idOrSlug: string): Promise<Organization> {
  const parsed = parseUuid(idOrSlug);
  const organization =
    'uuid' in parsed
      ? await selectOrganization(pool, parsed.uuid)
      : await selectOrganizationBySlug(pool, idOrSlug);
  if (organization) return organization;
  throw new CommandError('not_found', `There is no organization '${idOrSlug}'. See: organizations list`);
}

export function operatorScope(pool: Pool, organization: Organization, mode: Mode): Scope {
  return {
    organizationId: organization.id,
    mode,
    pricingModelId: '',
    actor: { kind: 'operator' },
    permissions: new Set(),
    clock: wallClock,
    requestId: `cli_${crypto.randomUUID()}`,
    database: pool,
  };
}

/** @throws CommandError of the first failure. */
export function resultOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { code, message } = result.failures[0];
  throw new CommandError(code, message);
}
