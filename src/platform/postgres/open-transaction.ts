import postgres from 'postgres';
import type { Database } from './database.ts';

type Transaction = postgres.TransactionSql<{ bigint: number }>;

/** Whether a transaction is over: committed, undone, or lost with its connection. */
type State = { isOver: boolean };

const states = new WeakMap<object, State>();

/**
 * Runs `work` in a transaction, or in a savepoint of the one that is open.
 *
 * The driver (postgres 3.4.9) gives the connection of a lost transaction to the next who wants one, and still sends the
 * statements of the lost one there, its rollback among them: they would be carried out outside of any transaction, or in
 * somebody else's. So once a transaction is over none of its statements gets to the driver, nor how its work ended.
 */
export async function inTransaction<T>(
  database: Database,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  // One that the driver began itself is over when its caller's is.
  const outer = states.get(database) ?? ('begin' in database ? undefined : { isOver: false });
  if (outer) {
    if (outer.isOver) throw overError();
    const { savepoint } = database as Transaction;
    return settled((run) => savepoint(run), outer, work);
  }
  const state: State = { isOver: false };
  const pool = database as postgres.Sql<{ bigint: number }>;
  const begin = async (run: (sql: Transaction) => Promise<T>) => {
    try {
      return await pool.begin(run);
    } finally {
      state.isOver = true;
    }
  };
  return settled(begin, state, work);
}

function settled<T>(
  begin: (run: (sql: Transaction) => Promise<T>) => Promise<unknown>,
  state: State,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const run = (sql: Transaction) =>
      new Promise<T>((commit, undo) => {
        work(guarded(sql, state)).then(
          (value) => (state.isOver ? reject(overError()) : commit(value)),
          (error) => {
            const fail = () => (state.isOver ? reject(error) : undo(error));
            // Of a lost connection the statements are told first. By the next timers it is known whether it was this one.
            if (mayBeOfConnection(error)) setTimeout(fail, 0);
            else fail();
          },
        );
      });
    begin(run).then(resolve as (value: unknown) => void, reject);
  });
}

function mayBeOfConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && !(error instanceof postgres.PostgresError);
}

/** A transaction of the driver's whose statements fail once it is over. */
function guarded(sql: Transaction, state: State): Database {
  const guard = new Proxy(sql, {
    apply(target, self, parameters) {
      const isStatement = Array.isArray(parameters[0]?.raw);
      return state.isOver && isStatement ? failing() : Reflect.apply(target, self, parameters);
    },
    get(target, name) {
      return state.isOver && name === 'unsafe' ? failing : Reflect.get(target, name);
    },
  });
  states.set(guard, state);
  return guard;
}

function overError(): Error {
  return Object.assign(new Error('The transaction is over.'), { code: 'CONNECTION_CLOSED' });
}

/** A statement that fails once it is waited for: parts of statements never are. */
function failing() {
  const failed = () => Promise.reject(overError());
  return {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a statement, which begins when it is waited for.
    then: (...on: []) => failed().then(...on),
    catch: (...on: []) => failed().catch(...on),
    simple: failing,
  };
}
