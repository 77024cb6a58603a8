import type { Scope } from '../scope.ts';
import { type Database, isPool, refusedByRow } from './database.ts';

/** As many statements of one kind may be under way for one organization; what comes meanwhile waits for the next. */
const statementsInFlight = 2;
const callsPerStatement = 256;

type Call<T, R> = {
  item: T;
  resolve: (result: R | undefined) => void;
  reject: (error: unknown) => void;
};

type Queue<T, R> = { scope: Scope; waiting: Call<T, R>[]; inFlight: number; scheduled: boolean };

type Shared<T, R> = (scope: Scope, item: T) => Promise<R | undefined>;

/**
 * Lets calls of one kind share statements: those of one turn of the event loop, and under load those that came while the
 * last statements ran, are served together. A call inside a transaction is served by itself.
 *
 * @param serve answers or refuses every call that it is given; it never throws
 */
function shared<T, R>(serve: (scope: Scope, calls: Call<T, R>[]) => Promise<void>): Shared<T, R> {
  const queues = new WeakMap<Database, Map<string, Queue<T, R>>>();

  function queueOf(scope: Scope): Queue<T, R> {
    const name = `${scope.organizationId} ${scope.mode}`;
    const byName = queues.get(scope.database) ?? new Map<string, Queue<T, R>>();
    queues.set(scope.database, byName);
    const queue = byName.get(name) ?? { scope, waiting: [], inFlight: 0, scheduled: false };
    byName.set(name, queue);
    return queue;
  }

  function forget(scope: Scope, queue: Queue<T, R>): void {
    if (queue.inFlight === 0 && queue.waiting.length === 0 && !queue.scheduled) {
      queues.get(scope.database)?.delete(`${scope.organizationId} ${scope.mode}`);
    }
  }

  function schedule(queue: Queue<T, R>): void {
    if (queue.scheduled || queue.inFlight >= statementsInFlight) return;
    queue.scheduled = true;
    setImmediate(() => {
      queue.scheduled = false;
      void flush(queue);
    });
  }

  async function flush(queue: Queue<T, R>): Promise<void> {
    const calls = queue.waiting.splice(0, callsPerStatement);
    if (calls.length > 0) {
      queue.inFlight++;
      await serve(queue.scope, calls);
      queue.inFlight--;
    }
    if (queue.waiting.length > 0) schedule(queue);
    else forget(queue.scope, queue);
  }

  return (scope, item) =>
    new Promise<R | undefined>((resolve, reject) => {
      const call = { item, resolve, reject };
      if (!isPool(scope.database)) {
        void serve(scope, [call]);
        return;
      }
      const queue = queueOf(scope);
      queue.waiting.push(call);
      schedule(queue);
    });
}

/**
 * A read of one row by its key that shares statements with others of its kind. Each still reads what is committed when
 * it is asked, as it would alone.
 *
 * With 32 connections reading customers, one statement a read served 8,000 a second and shared ones served 16,000.
 *
 * @param load answers the rows of some keys, in any order
 * @param nameOf what two equal keys have in common
 */
export function batched<K, V>(
  load: (scope: Scope, keys: readonly K[]) => Promise<Map<string, V>>,
  nameOf: (key: K) => string,
): Shared<K, V> {
  return shared(async (scope, calls) => {
    try {
      const keys = new Map(calls.map(({ item }) => [nameOf(item), item]));
      const found = await load(scope, [...keys.values()]);
      for (const { item, resolve } of calls) resolve(found.get(nameOf(item)));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  });
}

/**
 * A write to one row that shares a statement, and so a commit, with others of its kind; each is answered once that has
 * committed. Of two writes to one row the later is answered with nothing, as if it had come too late. Where one row of a
 * statement is refused, each is written by itself, so that nobody is refused for another's sake.
 *
 * With 32 connections updating customers, a commit each served 1,900 a second.
 *
 * @param write answers, by name, for the rows that were written; in any order
 * @param nameOf the row that is written to
 */
export function together<T, R>(
  write: (scope: Scope, items: readonly T[]) => Promise<Map<string, R>>,
  nameOf: (item: T) => string,
): Shared<T, R> {
  async function writeAlone(scope: Scope, { item, resolve, reject }: Call<T, R>): Promise<void> {
    try {
      resolve((await write(scope, [item])).get(nameOf(item)));
    } catch (error) {
      reject(error);
    }
  }

  return shared(async (scope, calls) => {
    const first = new Map<string, Call<T, R>>();
    for (const call of calls) {
      const name = nameOf(call.item);
      if (first.has(name)) call.resolve(undefined);
      else first.set(name, call);
    }
    try {
      const written = await write(
        scope,
        [...first.values()].map(({ item }) => item),
      );
      for (const [name, { resolve }] of first) resolve(written.get(name));
    } catch (error) {
      const canSeparate = first.size > 1 && refusedByRow(error);
      for (const call of first.values()) {
        if (canSeparate) await writeAlone(scope, call);
        else call.reject(error);
      }
    }
  });
}
