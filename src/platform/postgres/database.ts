import postgres from 'postgres';

/** A pool, or a transaction on one connection of it: the same statements run on either. */
export type Database = postgres.ISql<{ bigint: number }>;
export type Pool = postgres.Sql<{ bigint: number }>;

const int8 = 20;

/**
 * Opens a pool on PostgreSQL 15 or later.
 *
 * `bigint` columns hold minor units and counters that schemas bound to safe integers, so they are read as numbers.
 * Statements are prepared once a connection and pipelined.
 */
export function connect(url: string, options: { connections?: number; applicationName?: string } = {}): Pool {
  return postgres(url, {
    max: options.connections ?? 32,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    // Rows come as the types name their members; JSON inside a column stays as it was written.
    transform: { column: { from: postgres.toCamel } },
    connection: {
      application_name: options.applicationName ?? 'florin',
      TimeZone: 'UTC',
      // Bounds what a stuck statement or a forgotten transaction may hold.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
    },
    types: {
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
  });
}

/** Whether it is a pool rather than an open transaction. */
export function isPool(database: Database): database is Pool {
  return 'begin' in database;
}

/** Runs `work` in a transaction: a new one on a pool, a savepoint where one is open already. */
export async function transaction<T>(
  database: Database,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (isPool(database)) return (await database.begin((sql) => work(sql))) as T;
  return (await (database as postgres.TransactionSql<{ bigint: number }>).savepoint((sql) => work(sql))) as T;
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
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|ENOENT|EPIPE|ETIMEDOUT|57P0|08|53300|25006|40P01|40001|55P03)/;

/** Whether an error is of the connection, or PostgreSQL's own wish that the transaction be tried again. */
export function isConnectionTrouble(error: unknown): boolean {
  return connectionTroubles.test((error as { code?: string } | undefined)?.code ?? '');
}

/** The unique index that a statement ran into, or undefined when the error is another. */
export function violatedUniqueIndex(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError && error.code === '23505'
    ? error.constraint_name
    : undefined;
}
