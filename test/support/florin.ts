import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createApiKey } from '../../src/billing/api-keys/index.ts';
import { selectDefaultPricingModel } from '../../src/billing/catalog/index.ts';
import { createOrganization, type Organization } from '../../src/billing/organizations/index.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import type { Mode, Scope } from '../../src/platform/scope.ts';
import { readConfig } from '../../src/server/config.ts';
import { type RunningServer, startServer } from '../../src/server/start.ts';

/** A server of a test file's own: its own database, its own port, a first organization with a key of each mode. */
export type TestFlorin = {
  url: string;
  databaseUrl: string;
  /** The folder of the server's own; its mails are in `mailbox`. */
  dataDir: string;
  pool: Pool;
  server: RunningServer;
  organization: Organization;
  testKey: string;
  liveKey: string;
  createOrganization(name: string): Promise<Organization>;
  createKey(
    organization: Organization,
    mode: Mode,
    options?: { scopes?: string[]; expiresAt?: Date },
  ): Promise<{ token: string; id: string }>;
  /** A scope as a request of the organization would have it. */
  scope(organization: Organization, mode: Mode): Promise<Scope>;
  stop(): Promise<void>;
};

export const operatorToken = 'operator-token-for-tests-0123456789abcdef';

/** Makes an empty database from the migrated template. */
export async function createTestDatabase(): Promise<string> {
  const templateUrl = process.env.FLORIN_TEST_DATABASE_URL;
  if (!templateUrl)
    throw new Error('Run the tests with `npm test`, which starts the PostgreSQL that they need.');
  const url = new URL(templateUrl);
  const template = decodeURIComponent(url.pathname.slice(1));
  const name = `test_${randomBytes(8).toString('hex')}`;
  url.pathname = '/postgres';
  const admin = connect(url.href, { connections: 1 });
  await admin.unsafe(`create database ${name} template "${template}" strategy file_copy`);
  await admin.end();
  url.pathname = `/${name}`;
  return url.href;
}

export async function startTestFlorin(environment: Record<string, string> = {}): Promise<TestFlorin> {
  const databaseUrl = environment.DATABASE_URL ?? (await createTestDatabase());
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-test-data-'));
  const config = readConfig({
    PORT: '0',
    FLORIN_RATE_LIMIT: 'off',
    FLORIN_OPERATOR_TOKEN: operatorToken,
    LOG_LEVEL: 'error',
    FLORIN_DATA_DIR: dataDir,
    ...environment,
    DATABASE_URL: databaseUrl,
  });
  const server = await startServer(config, () => {});
  const { pool, services } = server;
  const { clock } = services;

  async function scope(organization: Organization, mode: Mode): Promise<Scope> {
    const partial: Scope = {
      organizationId: organization.id,
      mode,
      pricingModelId: '',
      actor: { kind: 'system' },
      permissions: new Set(),
      clock: services.clockOf(organization.id, mode),
      requestId: 'test',
      database: pool,
    };
    const model = await selectDefaultPricingModel(partial);
    if (!model) throw new Error('An organization has no default pricing model.');
    return { ...partial, pricingModelId: model.id };
  }

  async function createOrganizationNamed(name: string): Promise<Organization> {
    const result = await createOrganization(pool, clock, 'test', { name, slug: name });
    if (!result.ok) throw new Error(result.failures[0].message);
    return result.value;
  }

  const createKey: TestFlorin['createKey'] = async (organization, mode, options = {}) => {
    const result = await createApiKey(await scope(organization, mode), { name: 'test', ...options });
    if (!result.ok) throw new Error(result.failures[0].message);
    return { token: result.value.token, id: result.value.key.id };
  };

  // A second server on one database has an organization of its own.
  const suffix = environment.DATABASE_URL ? ` ${randomBytes(4).toString('hex')}` : '';
  const organization = await createOrganizationNamed(`Acme Incorporated${suffix}`);
  return {
    url: server.url,
    databaseUrl,
    dataDir,
    pool,
    server,
    organization,
    testKey: (await createKey(organization, 'test')).token,
    liveKey: (await createKey(organization, 'live')).token,
    createOrganization: createOrganizationNamed,
    createKey,
    scope,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
