import postgres from 'postgres';
import { arrayTypes, otherTypes } from './arrays.ts';
import { inTransaction } from './open-transaction.ts';
import { encryptionOf, type Reach, Wire } from './wire.ts';

/** A pool, or a transaction on one connection of it: the same statements run on either. */
export type Database = postgres.ISql<{ bigint: number }>;
export type Pool = postgres.Sql<{ bigint: number }>;

const int8 = 20;

export type ConnectOptions = {
  connections?: number;
  applicationName?: string;
  /** How long one statement may take; 0 for as long as it takes. */
  statementSeconds?: number;
};

/** How much later than a statement's time is up PostgreSQL is given up on, where it does not say so itself. */
const silenceSeconds = 2;
/** More than a connection ever has under way: where that many were, a `begin` would be sent without its connection. */
const pipelined = 1_000_000;
const reconnectSeconds = 0.05;
/** Where nothing is under way, a connection that leads nowhere is noticed by the operating system. */
const keepAliveSeconds = 15;

/**
 * Opens a pool on PostgreSQL 15 or later.
 *
 * `bigint` columns hold minor units and counters that schemas bound to safe integers, so they are read as numbers.
 * Statements are prepared once a connection and pipelined. Every wait ends: where PostgreSQL is away or silent, statements
 * fail with what `isConnectionTrouble` knows, and once it is back the pool is as before.
 */
export function connect(url: string, options: ConnectOptions = {}): Pool {
  const encryption = encryptionOf(new URL(url));
  const reach: Reach = { isSilent: false, trying: undefined };
  const pool = postgres(url, {
    max: options.connections ?? 32,
    idle_timeout: 60,
    connect_timeout: 5,
    keep_alive: keepAliveSeconds,
    backoff: () => reconnectSeconds,
    max_pipeline: pipelined,
    // The connection encrypts itself.
    ssl: false,
    // Nobody catches it where a connection is lost while the driver reads the types of arrays.
    fetch_types: false,
    socket: (driver: DriverOptions) =>
      new Wire({
        place: driver.path ? { path: driver.path } : { host: driver.host[0], port: driver.port[0] ?? 5432 },
        encryption,
        silenceSeconds: silenceBoundOf(driver),
        reach,
      }),
    onnotice: () => {},
    // Rows come as the types name their members; JSON inside a column stays as it was written.
    transform: { column: { from: postgres.toCamel } },
    connection: {
      application_name: options.applicationName ?? 'florin',
      TimeZone: 'UTC',
      // Bounds what a stuck statement or a forgotten transaction may hold.
      statement_timeout: (options.statementSeconds ?? 30) * 1000,
      idle_in_transaction_session_timeout: 30_000,
    },
    types: {
      ...arrayTypes,
      bigint: {
        to: int8,
        from: [int8],
        serialize: (value: number) => String(value),
        parse: (text: string) => {
          const value = Number(text);
          if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of safe range: ${text}`);
          return value;
        },
      },
    },
  } as postgres.Options<{ bigint: postgres.PostgresType<number> }>) as Pool;
  Object.setPrototypeOf(pool.options.serializers, otherTypes);
  return pool;
}

/** What of its options the driver hands to a socket. */
type DriverOptions = {
  host: string[];
  port: number[];
  path: string | false;
  connection: { statement_timeout: number };
};

function silenceBoundOf({ connection }: DriverOptions): number | undefined {
  const seconds = connection.statement_timeout / 1000;
  return seconds === 0 ? undefined : seconds + silenceSeconds;
}

/** One more connection beside a pool, whose statements may take as long as they take. It is its owner's to end. */
export function connectBeside(pool: Pool): Pool {
  const { options } = pool as unknown as { options: { connection: object } };
  const connection = { ...options.connection, statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
  return postgres({ ...options, max: 1, connection } as never) as unknown as Pool;
}

/** Whether it is a pool rather than an open transaction. */
export function isPool(database: Database): database is Pool {
  return 'begin' in database;
}

/**
 * Runs `work` in a transaction: a new one on a pool, a savepoint where one is open already. Where the connection is lost
 * meanwhile it fails, and so does whatever `work` goes on to ask.
 */
export async function transaction<T>(
  database: Database,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return inTransaction(database, work);
}

/** How often a transaction that only waits says that it is still wanted: well before PostgreSQL would end it. */
const keepOpenMilliseconds = 10_000;

/** Keeps an open transaction from being ended as forgotten while `work` goes on outside of it. */
export async function keepOpen<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (isPool(database)) return work();
  const timer = setInterval(() => void database`select 1`.catch(() => {}), keepOpenMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs `work` in the transaction that is open, or in one of its own. What throws undoes the whole of it: for work that is
 * no use without the rest.
 */
export async function joined<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  return isPool(database) ? transaction(database, work) : work(database);
}

/**
 * Runs one statement that may run into a unique index. Inside a transaction it needs a savepoint, or the failure would
 * take the transaction with it; on a pool the statement stands alone and costs no more than itself.
 */
export async function guarded<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  return isPool(database) ? work(database) : transaction(database, work);
}

/** Whether a statement was refused for a row's sake (a constraint, a value, a deadlock), so that nothing of it is done. */
export function refusedByRow(error: unknown): boolean {
  return error instanceof postgres.PostgresError && /^(22|23|40|54)/.test(error.code);
}

const connectionTroubles =
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EHOST|ENET|ENOENT|EPIPE|ETIMEDOUT|08|25006|25P0[34]|40001|40P01|53|55P03|57014|57P0|58030)/;

/**
 * Whether an error is of the connection, of a PostgreSQL that cannot just now (too slow, no space left), or its own wish that
 * the transaction be tried again.
 */
export function isConnectionTrouble(error: unknown): boolean {
  return connectionTroubles.test((error as { code?: string } | undefined)?.code ?? '');
}

/** The unique index that a statement ran into, or undefined when the error is another. */
export function violatedUniqueIndex(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError && error.code === '23505'
    ? error.constraint_name
    : undefined;
}
