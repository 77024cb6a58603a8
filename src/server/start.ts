import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createAuthenticator } from '../billing/api-keys/index.ts';
import { createDialects } from '../dialects/index.ts';
import { wallClock } from '../platform/clock.ts';
import type { Services } from '../platform/http/dialect.ts';
import { forgetExpiredKeys } from '../platform/http/idempotency.ts';
import { RateLimiter } from '../platform/http/rate-limit.ts';
import { connect, type Pool } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { addProbes } from './probes.ts';

export type RunningServer = {
  url: string;
  pool: Pool;
  services: Services;
  /** Finishes what is in flight, refuses what is new, and lets go of the database. */
  stop(): Promise<void>;
};

type OpenDatabase = { pool: Pool; close(): Promise<void> };

/** The database of the configuration: a team's own, or one that Florin starts in its data folder. */
export async function openDatabase(config: Config, log: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    const pool = connect(config.databaseUrl);
    return { pool, close: () => pool.end({ timeout: 5 }) };
  }
  await mkdir(config.dataDir, { recursive: true });
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  const pool = connect(embedded.url);
  return {
    pool,
    close: async () => {
      await pool.end({ timeout: 5 });
      await embedded.stop();
    },
  };
}

const hourMilliseconds = 3_600_000;

/** Migrates, serves, and keeps house. Answers once requests are taken. */
export async function startServer(config: Config, log: (line: string) => void): Promise<RunningServer> {
  const database = await openDatabase(config, log);
  const { pool } = database;
  try {
    await migrate(pool);
    const services: Services = {
      pool,
      clock: wallClock,
      limiter: new RateLimiter(),
      limited: config.rateLimited,
      publicUrl: config.publicUrl ?? '',
    };
    const authenticator = await createAuthenticator(pool, wallClock);
    const dialects = createDialects(services, authenticator, config);
    const app: FastifyInstance = createApp(config, dialects, services);
    addProbes(app, pool);
    await app.listen({ port: config.port, host: config.host });
    services.publicUrl ||= localUrl(app);
    const housekeeping = setInterval(() => {
      forgetExpiredKeys({ database: pool }).catch((error) => app.log.warn({ err: error }, 'housekeeping failed'));
    }, hourMilliseconds);
    housekeeping.unref();
    return {
      url: services.publicUrl,
      pool,
      services,
      async stop() {
        clearInterval(housekeeping);
        await app.close();
        await authenticator.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** How the server is reached from its own machine: an address that means "all" is reached by loopback. */
function localUrl(app: FastifyInstance): string {
  const { address, port } = app.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
