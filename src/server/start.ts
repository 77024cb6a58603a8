import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { createAuthenticator } from '../billing/api-keys/index.ts';
import { findEmbedOrigin } from '../billing/checkouts/index.ts';
import { watchTestClocks } from '../billing/test-clocks/index.ts';
import { createDialects } from '../dialects/index.ts';
import { wallClock } from '../platform/clock.ts';
import type { Dialect, Services } from '../platform/http/dialect.ts';
import { createSharedRateLimits } from '../platform/http/rate-limit-shared.ts';
import { createSessionCookies } from '../platform/http/session-cookie.ts';
import { createMailTransport } from '../platform/mail/mail-transport.ts';
import { createOutgoing } from '../platform/outgoing/outgoing.ts';
import { type ConnectOptions, connect, type Pool } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { createComingParts } from '../platform/postgres/parts.ts';
import { createReplica } from '../platform/postgres/replica.ts';
import { serverSecretText } from '../platform/postgres/server-secret.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { addDocuments } from './documents.ts';
import { createDueWork } from './due-work.ts';
import { createEventsOut } from './events-out.ts';
import { createHousekeeping } from './housekeeping.ts';
import { addInvoiceDownloads } from './invoice-downloads.ts';
import { addLogos } from './logos.ts';
import { addMailbox } from './mailbox.ts';
import { addPages } from './pages.ts';
import { addProbes, measureReplica } from './probes.ts';
import { createRecordKeeping } from './record-keeping.ts';
import { addSignIn } from './sign-in/index.ts';

export type RunningServer = {
  url: string;
  /** Where it is reached from its own machine, whatever its public address. */
  localUrl: string;
  pool: Pool;
  services: Services;
  /** What it speaks, with every route. */
  dialects: readonly Dialect<never>[];
  log: FastifyBaseLogger;
  /** Finishes what is in flight, refuses what is new, and lets go of the database. Calling it again changes nothing. */
  stop(): Promise<void>;
};

type OpenDatabase = { pool: Pool; close(): Promise<void> };

/** The oldest PostgreSQL whose SQL we write. */
const oldestPostgres = 150_000;

/**
 * The database of the configuration: a team's own, or one that Florin starts in its data folder or joins there.
 *
 * @throws Error whose message says what is wrong and what to do.
 */
export async function openDatabase(
  config: Config,
  log: (line: string) => void,
  options: ConnectOptions = {},
): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    const pool = connect(config.databaseUrl, options);
    const close = () => pool.end({ timeout: poolSeconds });
    try {
      await refuseOldPostgres(pool);
    } catch (error) {
      await close();
      throw error;
    }
    return { pool, close };
  }
  await mkdir(config.dataDir, { recursive: true });
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  const pool = connect(embedded.url, options);
  return {
    pool,
    close: async () => {
      await pool.end({ timeout: poolSeconds });
      await embedded.stop();
    },
  };
}

/** No request needs longer; what does has a connection of its own. */
const statementSeconds = 10;
/** How long open statements may take to end once nothing new comes. */
const poolSeconds = 1;

async function refuseOldPostgres(pool: Pool): Promise<void> {
  let version: number;
  try {
    const [row] = await pool<{ version: number }[]>`
      select current_setting('server_version_num')::int as version`;
    version = row?.version ?? 0;
  } catch (cause) {
    const { message, code } = cause as Error & { code?: string };
    throw new Error(`The PostgreSQL of DATABASE_URL cannot be used: ${message || code}.`, { cause });
  }
  if (version < oldestPostgres) {
    throw new Error(
      `The PostgreSQL of DATABASE_URL is version ${Math.floor(version / 10_000)}; Florin needs 15 or newer.`,
    );
  }
}

/** How long requests in flight may take to end: with what comes after it stays within ten seconds. */
const drainMilliseconds = 6_000;

/**
 * Migrates, and does what its role is: serves, and does due work, sends, keeps house. Answers once requests are taken, be it only
 * for its probes.
 *
 * @throws NewerSchemaError, or an Error whose message says what is wrong and what to do.
 */
export async function startServer(config: Config, log: (line: string) => void): Promise<RunningServer> {
  const database = await openDatabase(config, log, { statementSeconds });
  const { pool } = database;
  try {
    await migrate(pool);
    await createComingParts(pool);
    const serverLog = {
      info: (fields: Record<string, unknown>, text: string) => app.log.info(fields, text),
      error: (fields: Record<string, unknown>, text: string) => app.log.error(fields, text),
    };
    const mailFrom =
      config.mailFrom ?? `no-reply@${new URL(config.publicUrl ?? 'http://localhost').hostname}`;
    const limiter = createSharedRateLimits(pool, wallClock, serverLog);
    const replica = config.databaseReplicaUrl
      ? createReplica(config.databaseReplicaUrl, pool, serverLog)
      : undefined;
    const testClocks = await watchTestClocks(pool, wallClock);
    const ending = new AbortController();
    const services: Services = {
      pool,
      replica,
      clock: wallClock,
      clockOf: testClocks.clockOf,
      limiter,
      limited: config.rateLimited,
      publicUrl: config.publicUrl ?? '',
      cookies: createSessionCookies({
        secret:
          config.authSecret === undefined
            ? serverSecretText(pool, 'sign_in')
            : async () => config.authSecret ?? '',
        publicUrl: () => services.publicUrl,
      }),
      outgoing: createOutgoing(),
      webhookLoopback: config.webhookLoopback,
      ending: ending.signal,
    };
    const authenticator = await createAuthenticator(pool, wallClock);
    const dueWork = createDueWork(pool, testClocks, serverLog);
    const eventsOut = createEventsOut({
      pool,
      clockOf: testClocks.clockOf,
      outgoing: services.outgoing,
      webhookLoopback: config.webhookLoopback,
      publicUrl: () => services.publicUrl,
      mailTransport:
        config.smtpUrl === undefined ? undefined : await createMailTransport(config.smtpUrl, mailFrom),
      log: serverLog,
    });
    const recordKeeping = createRecordKeeping({ pool, clockOf: testClocks.clockOf, log: serverLog });
    const housekeeping = createHousekeeping({ ...config, pool, clock: wallClock, log: serverLog });
    const answers = config.role !== 'worker';
    const works = config.role !== 'api';
    const dialects = answers ? createDialects(services, authenticator, dueWork.engine, config) : [];
    const { app, drain } = createApp(config, dialects, services);
    const metrics = addProbes(app, pool);
    if (answers) {
      addDocuments(app, dialects);
      addPages(app, (request) => embeddingOrigins(services, request), config.mailbox);
      addInvoiceDownloads(app, services);
      addLogos(app, services);
      addSignIn(app, services);
      if (config.mailbox) addMailbox(app, services);
      if (services.limited) limiter.start();
    }
    await listen(app, config);
    services.publicUrl ||= localUrl(app);
    if (replica) {
      measureReplica(metrics, replica);
      replica.start();
    }
    if (works) {
      dueWork.start(metrics);
      eventsOut.start();
      recordKeeping.start();
      housekeeping.start();
    }
    const stop = async () => {
      housekeeping.stop();
      ending.abort();
      await Promise.all([
        drain.begin(drainMilliseconds),
        dueWork.stop(drainMilliseconds),
        eventsOut.stop(drainMilliseconds),
        recordKeeping.stop(drainMilliseconds),
      ]);
      await app.close();
      await Promise.all([limiter.stop(), replica?.close()]);
      // A database that is gone must not keep us from ending.
      await Promise.all([authenticator.close(), testClocks.close()]).catch((error) =>
        app.log.warn({ err: error }, 'the database is gone'),
      );
      await database.close();
    };
    let stopping: Promise<void> | undefined;
    return {
      url: services.publicUrl,
      localUrl: localUrl(app),
      pool,
      services,
      dialects,
      log: app.log,
      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Whose pages may show the checkout of an address in a frame. */
async function embeddingOrigins(
  { pool, clockOf }: Services,
  { id: requestId, params }: FastifyRequest,
): Promise<string[]> {
  const { client_secret: clientSecret } = params as { client_secret: string };
  const origin = await findEmbedOrigin({ database: pool, clockOf, requestId }, clientSecret);
  return origin === undefined ? [] : [origin];
}

async function listen(app: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    await app.close();
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} on ${host} is taken by another program. Stop that, or set PORT to another (0 takes any that is free).`,
        { cause },
      );
    }
    if (code === 'EACCES') {
      throw new Error(`This account may not listen on port ${port}. Set PORT to one above 1023.`, { cause });
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Error(`HOST is ${host}, which is no address of this machine.`, { cause });
    }
    throw cause;
  }
}

/** How the server is reached from its own machine: an address that means "all" is reached by loopback. */
function localUrl(app: FastifyInstance): string {
  const { address, port } = app.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
