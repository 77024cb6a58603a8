import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import postgres from 'postgres';
import type { Scope } from '../scope.ts';
import { batched, together } from './batch.ts';
import type { Database } from './database.ts';

// A pool is what has `begin`; a transaction is what has not.
const pool = () => ({ begin() {} }) as unknown as Database;
const transaction = () => ({ savepoint() {} }) as unknown as Database;

function scopeOf(organizationId: string, database: Database, mode: Scope['mode'] = 'test'): Scope {
  return {
    organizationId,
    mode,
    pricingModelId: '',
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: { now: () => new Date(0) },
    requestId: '',
    database,
  };
}

type Statement = { scope: Scope; keys: readonly string[]; finish: () => void; fail: (error: Error) => void };

/** A read whose statements end when the test says so. Of every key but `none` there is a row that says whose it is. */
function controlled() {
  const statements: Statement[] = [];
  const read = batched<string, string>(
    (scope, keys) =>
      new Promise((resolve, reject) => {
        const rows = keys
          .filter((key) => key !== 'none')
          .map((key): [string, string] => [key, `${scope.organizationId} ${scope.mode} ${key}`]);
        statements.push({ scope, keys, finish: () => resolve(new Map(rows)), fail: reject });
      }),
    (key) => key,
  );
  return { statements, read };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('reads of one turn share a statement; equal keys are asked for once; what is not there is undefined', async () => {
  const { statements, read } = controlled();
  const scope = scopeOf('o', pool());
  const reads = ['a', 'b', 'a', 'none'].map((key) => read(scope, key));
  await turn();
  assert.deepEqual(
    statements.map(({ keys }) => keys),
    [['a', 'b', 'none']],
  );
  statements[0]?.finish();
  assert.deepEqual(await Promise.all(reads), ['o test a', 'o test b', 'o test a', undefined]);
});

test('organizations, modes and pools share nothing', async () => {
  const { statements, read } = controlled();
  const one = pool();
  const scopes = [scopeOf('o', one), scopeOf('o', one, 'live'), scopeOf('p', one), scopeOf('o', pool())];
  const reads = scopes.map((scope) => read(scope, 'a'));
  await turn();
  assert.equal(statements.length, 4);
  for (const { finish } of statements) finish();
  assert.deepEqual(await Promise.all(reads), ['o test a', 'o live a', 'p test a', 'o test a']);
});

test('a read inside a transaction goes at once and by itself', async () => {
  const { statements, read } = controlled();
  const database = transaction();
  const reads = ['a', 'a'].map((key) => read(scopeOf('o', database), key));
  assert.deepEqual(
    statements.map(({ keys }) => keys),
    [['a'], ['a']],
  );
  for (const { finish } of statements) finish();
  assert.deepEqual(await Promise.all(reads), ['o test a', 'o test a']);
});

test('what comes while two statements run waits for the next; nothing is read before it is asked for', async () => {
  const { statements, read } = controlled();
  const scope = scopeOf('o', pool());
  const reads: Promise<string | undefined>[] = [];
  for (const key of ['a', 'b', 'c', 'd']) {
    reads.push(read(scope, key));
    await turn();
  }
  assert.deepEqual(
    statements.map(({ keys }) => keys),
    [['a'], ['b']],
  );
  statements[1]?.finish();
  assert.equal(await reads[1], 'o test b');
  await turn();
  await turn();
  assert.deepEqual(statements[2]?.keys, ['c', 'd']);
  statements[0]?.finish();
  statements[2]?.finish();
  assert.deepEqual(await Promise.all(reads), ['o test a', 'o test b', 'o test c', 'o test d']);
});

test('an error reaches all who waited for the statement, and nobody else', async () => {
  const { statements, read } = controlled();
  const scope = scopeOf('o', pool());
  const failing = ['a', 'b'].map((key) => read(scope, key));
  await turn();
  const fine = read(scope, 'a');
  await turn();
  statements[0]?.fail(new Error('gone'));
  statements[1]?.finish();
  for (const outcome of await Promise.allSettled(failing)) {
    assert.equal(outcome.status === 'rejected' && outcome.reason.message, 'gone');
  }
  assert.equal(await fine, 'o test a');
  const again = read(scope, 'a');
  await turn();
  statements[2]?.finish();
  assert.equal(await again, 'o test a', 'an error is not remembered');
});

test('a load that throws before it returns a promise is an error like any other', async () => {
  const read = batched<string, string>(
    () => {
      throw new Error('at once');
    },
    (key) => key,
  );
  const scope = scopeOf('o', pool());
  await assert.rejects(read(scope, 'a'), /at once/);
  await assert.rejects(read(scopeOf('o', transaction()), 'a'), /at once/);
});

test('more keys than a statement takes are read by several, all of them', async () => {
  const sizes: number[] = [];
  const read = batched<number, number>(async (_scope, keys) => {
    sizes.push(keys.length);
    await turn();
    return new Map(keys.map((key) => [String(key), key]));
  }, String);
  const scope = scopeOf('o', pool());
  const keys = Array.from({ length: 1000 }, (_, index) => index);
  assert.deepEqual(await Promise.all(keys.map((key) => read(scope, key))), keys);
  assert.ok(Math.max(...sizes) <= 256);
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    1000,
  );
});

type Step = { wait: number; organization: string; key: string; inTransaction: boolean };

test('property: however reads and answers interleave, everybody gets an answer of their own time', async () => {
  const step = fc.record<Step>({
    wait: fc.nat({ max: 3 }),
    organization: fc.constantFrom('o', 'p'),
    key: fc.constantFrom('a', 'b', 'c', 'none', 'bad'),
    inTransaction: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.infiniteStream(fc.nat({ max: 4 })),
      async (steps, delays) => {
        const database = pool();
        const running = new Map<string, number>();
        // Stands for what is committed: every read must see at least what was there when it was asked for.
        let version = 0;
        const read = batched<string, { key: string; organization: string; version: number }>(
          async ({ organizationId, database: used }, keys) => {
            const isShared = used === database;
            const count = (running.get(organizationId) ?? 0) + (isShared ? 1 : 0);
            running.set(organizationId, count);
            assert.ok(count <= 2, 'no more than two statements at a time');
            const seen = version;
            for (let left = delays.next().value ?? 0; left > 0; left--) await turn();
            if (isShared)
              running.set(organizationId, count - 1 < 0 ? 0 : (running.get(organizationId) ?? 1) - 1);
            if (keys.includes('bad')) throw new Error('bad');
            const found = keys.filter((key) => key !== 'none');
            return new Map(found.map((key) => [key, { key, organization: organizationId, version: seen }]));
          },
          (key) => key,
        );
        const outcomes: Promise<void>[] = [];
        for (const { wait, organization, key, inTransaction } of steps) {
          for (let left = wait; left > 0; left--) await turn();
          const asked = ++version;
          const scope = scopeOf(organization, inTransaction ? transaction() : database);
          const outcome = read(scope, key).then(
            (row) => {
              if (key === 'none') return assert.equal(row, undefined);
              assert.deepEqual([row?.key, row?.organization], [key, organization]);
              assert.ok(row && row.version >= asked, 'what was committed before is seen');
            },
            (error: Error) => {
              assert.equal(error.message, 'bad');
              if (inTransaction) assert.equal(key, 'bad');
            },
          );
          outcomes.push(outcome);
        }
        await Promise.all(outcomes);
      },
    ),
    { numRuns: 300, seed: 31, timeout: 5000 },
  );
});

/** A write that refuses every statement in which `bad` is. */
function refusing() {
  const statements: (readonly string[])[] = [];
  const write = together<string, string>(
    async (_scope, items) => {
      statements.push(items);
      if (items.includes('bad')) {
        throw Object.assign(new postgres.PostgresError('refused'), { code: '23505' });
      }
      return new Map(items.filter((item) => item !== 'outrun').map((item) => [item, `wrote ${item}`]));
    },
    (item) => item,
  );
  return { statements, write };
}

test('writes of one turn share a statement; the later of two to one row comes too late', async () => {
  const { statements, write } = refusing();
  const scope = scopeOf('o', pool());
  const written = await Promise.all(['a', 'b', 'a', 'outrun'].map((item) => write(scope, item)));
  assert.deepEqual(written, ['wrote a', 'wrote b', undefined, undefined]);
  assert.deepEqual(statements, [['a', 'b', 'outrun']]);
});

test('nobody is refused for the sake of another in the same statement', async () => {
  const { statements, write } = refusing();
  const scope = scopeOf('o', pool());
  const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((item) => write(scope, item)));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(statements, [['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
});

test('a write whose fate is unknown is not tried again', async () => {
  let statements = 0;
  const write = together<string, string>(
    async () => {
      statements++;
      throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
    },
    (item) => item,
  );
  const scope = scopeOf('o', pool());
  const outcomes = await Promise.allSettled(['a', 'b'].map((item) => write(scope, item)));
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  assert.equal(statements, 1);
});
