import { createApiKey } from '../billing/api-keys/index.ts';
import {
  createOrganization,
  type Organization,
  selectOrganizations,
} from '../billing/organizations/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Pool, transaction } from '../platform/postgres/database.ts';
import type { Result } from '../platform/result.ts';
import type { Mode } from '../platform/scope.ts';

export type Demo = { organization: Organization; testKey: string; liveKey: string };

/**
 * Makes, on a server that has no organization, one to begin with and a key of each mode: all of it or nothing.
 * Undefined where there is an organization, also one that another process makes at the same time.
 */
export async function createDemo(pool: Pool, clock: Clock): Promise<Demo | undefined> {
  const [existing] = await selectOrganizations(pool, { limit: 1 });
  if (existing) return undefined;
  const requestId = `start_${crypto.randomUUID()}`;
  return transaction(pool, async (database) => {
    const created = await createOrganization(database, clock, requestId, { name: 'Demo', slug: 'demo' });
    if (!created.ok && created.failures[0].code === 'slug_taken') return undefined;
    const organization = expectOk(created);
    const createKey = async (mode: Mode) => {
      const scope = {
        organizationId: organization.id,
        mode,
        pricingModelId: '',
        actor: { kind: 'operator' } as const,
        permissions: new Set<string>(),
        clock,
        requestId,
        database,
      };
      return expectOk(await createApiKey(scope, { name: `Demo, ${mode}` })).token;
    };
    return { organization, testKey: await createKey('test'), liveKey: await createKey('live') };
  });
}

function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failures[0].message);
}
