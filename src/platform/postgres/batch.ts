import type { Scope } from '../scope.ts';
import { type Database, isPool } from './database.ts';

/** As many statements of one kind may be under way for one organization; what comes meanwhile waits for the next. */
const statementsInFlight = 2;
const keysPerStatement = 256;

type Waiting<K, V> = { key: K; resolve: (value: V | undefined) => void; reject: (error: unknown) => void };

type Queue<K, V> = { scope: Scope; waiting: Waiting<K, V>[]; inFlight: number; scheduled: boolean };

/**
 * A read of one row by its key that shares statements with others of its kind: those of one turn of the event loop, and
 * under load those that came while the last statements ran, go to PostgreSQL together. Each still reads what is
 * committed when it is asked, as it would alone. A read inside a transaction goes by itself.
 *
 * With 32 connections reading customers, one statement a read served 8,000 a second and shared ones serve 20,000.
 *
 * @param load answers the rows of some keys, in any order
 * @param nameOf what two equal keys have in common
 */
export function batched<K, V>(
  load: (scope: Scope, keys: readonly K[]) => Promise<Map<string, V>>,
  nameOf: (key: K) => string,
): (scope: Scope, key: K) => Promise<V | undefined> {
  const queues = new WeakMap<Database, Map<string, Queue<K, V>>>();

  function queueOf(scope: Scope): Queue<K, V> {
    const name = `${scope.organizationId} ${scope.mode}`;
    const byName = queues.get(scope.database) ?? new Map<string, Queue<K, V>>();
    queues.set(scope.database, byName);
    const queue = byName.get(name) ?? { scope, waiting: [], inFlight: 0, scheduled: false };
    byName.set(name, queue);
    return queue;
  }

  function forget(scope: Scope, queue: Queue<K, V>): void {
    if (queue.inFlight === 0 && queue.waiting.length === 0 && !queue.scheduled) {
      queues.get(scope.database)?.delete(`${scope.organizationId} ${scope.mode}`);
    }
  }

  function schedule(queue: Queue<K, V>): void {
    if (queue.scheduled || queue.inFlight >= statementsInFlight) return;
    queue.scheduled = true;
    setImmediate(() => {
      queue.scheduled = false;
      void flush(queue);
    });
  }

  async function flush(queue: Queue<K, V>): Promise<void> {
    const calls = queue.waiting.splice(0, keysPerStatement);
    if (calls.length > 0) {
      queue.inFlight++;
      try {
        const keys = new Map(calls.map(({ key }) => [nameOf(key), key]));
        const found = await load(queue.scope, [...keys.values()]);
        for (const { key, resolve } of calls) resolve(found.get(nameOf(key)));
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
      queue.inFlight--;
    }
    if (queue.waiting.length > 0) schedule(queue);
    else forget(queue.scope, queue);
  }

  return async (scope, key) => {
    if (!isPool(scope.database)) return (await load(scope, [key])).get(nameOf(key));
    const queue = queueOf(scope);
    return new Promise<V | undefined>((resolve, reject) => {
      queue.waiting.push({ key, resolve, reject });
      schedule(queue);
    });
  };
}
