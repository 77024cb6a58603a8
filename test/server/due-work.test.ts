import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  advanceClock,
  type DueStep,
  type Engine,
  runDueWork,
  setClock,
} from '../../src/billing/due-work/index.ts';
import { createOrganization, type Organization } from '../../src/billing/organizations/index.ts';
import { frozenClock, wallClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import type { Mode, Scope } from '../../src/platform/scope.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually } from '../support/process.ts';

/** The engine by itself, on rows of checkouts that nothing else works on. */
let pool: Pool;
let organization: Organization;
before(async () => {
  pool = connect(await createTestDatabase());
});
after(() => pool.end());
beforeEach(async () => {
  await pool`delete from checkouts`;
  organization = await makeOrganization();
});

let serial = 0;
async function makeOrganization(): Promise<Organization> {
  serial++;
  const named = { name: `Due ${serial}`, slug: `due-${serial}` };
  const made = await createOrganization(pool, wallClock, 'test', named);
  assert.ok(made.ok);
  return made.value;
}

async function makeDue(at: Date, mode: Mode = 'test', of = organization): Promise<string> {
  const id = newId(wallClock.now());
  await pool`
    insert into checkouts (organization_id, mode, id, created_at, client_secret, status, expires_at, product_ids,
      product_id, price_id, currency, next_action_at)
    values (${of.id}, ${mode}, ${id}, now(), ${id}, 'open', ${at}, array[${id}]::uuid[], ${id}, ${id}, 'usd', ${at})`;
  return id;
}

const minutes = (count: number, from = new Date()) => new Date(from.getTime() + count * 60_000);

type Logged = { text: string; [name: string]: unknown };
type TestEngine = Engine & { logged: Logged[]; end(): void };

function engineWith(...steps: DueStep[]): TestEngine {
  const ending = new AbortController();
  const logged: Logged[] = [];
  const log = (fields: Record<string, unknown>, text: string) => {
    logged.push({ ...fields, text });
  };
  return {
    pool,
    steps,
    logged,
    log: { info: log, error: log },
    signal: ending.signal,
    clockMoved: () => {},
    end: () => ending.abort(),
  };
}

async function finish({ database, organizationId, mode }: Scope, id: string): Promise<undefined> {
  await database`
    update checkouts set next_action_at = null, version = version + 1
    where organization_id = ${organizationId} and mode = ${mode} and id = ${id}`;
}

/** Lets an engine work until something is so, then ends it and waits for its end. */
async function workUntil(engines: TestEngine[], what: string, isSo: () => Promise<boolean>): Promise<void> {
  const ended = engines.map((engine) => runDueWork(engine, { idleMilliseconds: 20 }));
  try {
    await eventually(what, 20_000, isSo);
  } finally {
    for (const engine of engines) engine.end();
    await Promise.all(ended);
  }
}

async function dueAtOf(id: string): Promise<Date | null | undefined> {
  const [row] = await pool<{ nextActionAt: Date | null }[]>`
    select next_action_at from checkouts where id = ${id}`;
  return row?.nextActionAt;
}

async function countDue(): Promise<number> {
  const [row] = await pool<{ count: number }[]>`
    select count(*) as count from checkouts where next_action_at <= now()`;
  return row?.count ?? 0;
}

const scopeOf = ({ id }: Organization): Scope => ({
  organizationId: id,
  mode: 'test',
  pricingModelId: '',
  actor: { kind: 'operator' },
  permissions: new Set(),
  clock: wallClock,
  requestId: 'test',
  database: pool,
});

test('three engines side by side do everything once', async () => {
  const ids = await Promise.all(
    Array.from({ length: 300 }, (_, index) => makeDue(minutes(-index), index % 2 ? 'test' : 'live')),
  );
  const later = await makeDue(minutes(5));
  const done: string[] = [];
  const step: DueStep = {
    table: 'checkouts',
    async run(scope, id) {
      assert.equal(scope.organizationId, organization.id);
      assert.match(scope.requestId, /^due_/);
      assert.ok(scope.pricingModelId);
      done.push(id);
      await finish(scope, id);
      return undefined;
    },
  };
  const engines = [engineWith(step), engineWith(step), engineWith(step)];
  await workUntil(engines, 'all is done', async () => (await countDue()) === 0);
  assert.deepEqual(done.toSorted(), ids.toSorted());
  const [row] = await pool<{ versions: number[] }[]>`
    select array_agg(distinct version) as versions from checkouts where id <> ${later}`;
  assert.deepEqual(row?.versions, [2]);
  assert.deepEqual(
    engines.flatMap(({ logged }) => logged),
    [],
  );
});

test('a step that throws is undone, told once and put off, and keeps nobody waiting', async () => {
  const broken = await makeDue(minutes(-60));
  const whole = await makeDue(minutes(-1));
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      await finish(scope, id);
      if (id === broken) throw new Error('broken');
      return undefined;
    },
  });
  await workUntil([engine], 'nothing is due', async () => (await countDue()) === 0);
  assert.equal(await dueAtOf(whole), null);
  const putOffBy = Number(await dueAtOf(broken)) - Date.now();
  assert.ok(putOffBy > 4 * 60_000 && putOffBy <= 5 * 60_000, `${putOffBy}`);
  assert.deepEqual(
    engine.logged.map(({ text, object_id, organization: of }) => [text, object_id, of]),
    [['a due step failed', broken, organization.id]],
  );
});

test('a step that leaves its row due is not taken for ever', async () => {
  const stuck = await makeDue(minutes(-60));
  let times = 0;
  const engine = engineWith({
    table: 'checkouts',
    async run() {
      times++;
      return undefined;
    },
  });
  await workUntil([engine], 'it is put off', async () => (await countDue()) === 0);
  assert.equal(times, 50);
  assert.match(String(engine.logged[0]?.err), /still due/);
  assert.ok(Number(await dueAtOf(stuck)) > Date.now());
});

test('what follows a step runs after its commit, and does not undo it', async () => {
  const id = await makeDue(minutes(-1));
  const seen: unknown[] = [];
  const engine = engineWith({
    table: 'checkouts',
    async run(scope) {
      await finish(scope, id);
      return async ({ database, organizationId }) => {
        assert.equal(database, pool);
        seen.push(organizationId, await dueAtOf(id));
        throw new Error('broken');
      };
    },
  });
  await workUntil([engine], 'it is told', async () => engine.logged.length > 0);
  assert.deepEqual(seen, [organization.id, null]);
  assert.deepEqual(
    engine.logged.map(({ text }) => text),
    ['what follows a due step failed'],
  );
});

test('a deadlock is tried again rather than told', async () => {
  await makeDue(minutes(-1));
  let times = 0;
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      times++;
      if (times < 3) await scope.database`do $$ begin raise 'again' using errcode = '40P01'; end $$`;
      return finish(scope, id);
    },
  });
  await workUntil([engine], 'it is done', async () => (await countDue()) === 0);
  assert.deepEqual([times, engine.logged], [3, []]);
});

test('the wall clock leaves test mode alone where a test clock stands, and nothing else', async () => {
  const other = await makeOrganization();
  assert.ok((await setClock(scopeOf(organization), minutes(-120))).ok);
  const left = await makeDue(minutes(-60), 'test');
  const live = await makeDue(minutes(-60), 'live');
  const elsewhere = await makeDue(minutes(-60), 'test', other);
  const engine = engineWith({ table: 'checkouts', run: finish });
  await workUntil([engine], 'the others are done', async () => (await countDue()) === 1);
  assert.deepEqual([await dueAtOf(live), await dueAtOf(elsewhere)], [null, null]);
  assert.ok(await dueAtOf(left));
});

test('an end lets steps that are under way come to theirs', async () => {
  await makeDue(minutes(-2));
  await makeDue(minutes(-1));
  let begun = 0;
  let ended = 0;
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      begun++;
      engine.end();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await finish(scope, id);
      ended++;
      return undefined;
    },
  });
  await runDueWork(engine, { concurrency: 1 });
  assert.deepEqual([begun, ended, await countDue()], [1, 1, 1]);
});

const start = new Date('2030-01-31T00:00:00Z');
const at = (text: string) => new Date(`${text}T00:00:00Z`);

test('an advance goes in order, each step at its moment, and takes what comes up on the way', async () => {
  assert.ok((await setClock(scopeOf(organization), start)).ok);
  const names = new Map([
    [await makeDue(at('2030-03-01')), 'c'],
    [await makeDue(at('2030-02-01')), 'b'],
    [await makeDue(at('2030-01-15')), 'overdue'],
    [await makeDue(at('2030-04-01')), 'too late'],
    [await makeDue(at('2030-02-15'), 'live'), 'live'],
  ]);
  const story: string[] = [];
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      const name = names.get(id) ?? 'new';
      story.push(`${name} ${scope.clock.now().toISOString().slice(0, 10)}`);
      await finish(scope, id);
      if (name === 'b') names.set(await makeDue(at('2030-02-10')), 'made by b');
      return async (later) => {
        story.push(`after ${name} ${later.clock.now().toISOString().slice(0, 10)}`);
      };
    },
  });
  const advanced = await advanceClock(engine, scopeOf(organization), () => at('2030-03-31'));
  assert.ok(advanced.ok);
  assert.deepEqual(story, [
    'overdue 2030-01-31',
    'after overdue 2030-01-31',
    'b 2030-02-01',
    'after b 2030-02-01',
    'made by b 2030-02-10',
    'after made by b 2030-02-10',
    'c 2030-03-01',
    'after c 2030-03-01',
  ]);
  const { from, to, steps, failures } = advanced.value;
  assert.deepEqual([from, to, steps, failures], [start, at('2030-03-31'), 4, []]);
});

test('what falls due between two milliseconds is done as well', async () => {
  assert.ok((await setClock(scopeOf(organization), start)).ok);
  const id = await makeDue(at('2030-02-01'));
  await pool`update checkouts set next_action_at = next_action_at + interval '1 microsecond' where id = ${id}`;
  const engine = engineWith({ table: 'checkouts', run: finish });
  const before = await advanceClock(engine, scopeOf(organization), () => at('2030-02-01'));
  assert.equal(before.ok && before.value.steps, 0);
  const past = new Date(at('2030-02-01').getTime() + 1);
  const after = await advanceClock(engine, scopeOf(organization), () => past);
  assert.equal(after.ok && after.value.steps, 1);
});

test('a step that fails in an advance is answered, and tried again in the next', async () => {
  assert.ok((await setClock(scopeOf(organization), start)).ok);
  const broken = await makeDue(at('2030-02-01'));
  await makeDue(at('2030-02-02'));
  let isBroken = true;
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      await finish(scope, id);
      if (id === broken && isBroken) throw new Error('broken');
      return undefined;
    },
  });
  const first = await advanceClock(engine, scopeOf(organization), () => at('2030-03-01'));
  assert.ok(first.ok);
  assert.equal(first.value.steps, 2);
  assert.deepEqual(first.value.failures, [
    { at: at('2030-02-01'), objectType: 'checkout', objectId: broken },
  ]);
  isBroken = false;
  const second = await advanceClock(engine, scopeOf(organization), () => at('2030-04-01'));
  assert.ok(second.ok);
  assert.deepEqual([second.value.steps, second.value.failures], [1, []]);
});

test('an advance that is interrupted stands where it came to, and is gone on with', async () => {
  assert.ok((await setClock(scopeOf(organization), start)).ok);
  await makeDue(at('2030-02-01'));
  await makeDue(at('2030-03-01'));
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      engine.end();
      return finish(scope, id);
    },
  });
  const broken = await advanceClock(engine, scopeOf(organization), () => at('2030-04-01'));
  assert.equal(!broken.ok && broken.failures[0].code, 'advance_interrupted');
  const stands = () => pool<{ now: Date; advancingTo: Date | null }[]>`
    select now, advancing_to from test_clocks where organization_id = ${organization.id}`;
  assert.deepEqual([...(await stands())], [{ now: at('2030-02-01'), advancingTo: at('2030-04-01') }]);

  const moments: Date[] = [];
  const next = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      moments.push(scope.clock.now());
      return finish(scope, id);
    },
  });
  await workUntil([next], 'the clock arrives', async () => (await stands())[0]?.advancingTo === null);
  assert.deepEqual(moments, [at('2030-03-01')]);
  assert.deepEqual((await stands())[0]?.now, at('2030-04-01'));
});

test('while an advance is under way nobody else moves the clock', async () => {
  assert.ok((await setClock(scopeOf(organization), start)).ok);
  await makeDue(at('2030-02-01'));
  const refusals: string[] = [];
  const engine = engineWith({
    table: 'checkouts',
    async run(scope, id) {
      const outside = scopeOf(organization);
      for (const result of [
        await setClock(outside, at('2030-02-02')),
        await advanceClock(engine, outside, () => at('2030-02-02')),
      ]) {
        refusals.push(result.ok ? 'done' : result.failures[0].code);
      }
      return finish(scope, id);
    },
  });
  assert.ok((await advanceClock(engine, scopeOf(organization), () => at('2030-03-01'))).ok);
  assert.deepEqual(refusals, ['advance_in_progress', 'advance_in_progress']);
});

test('a frozen clock is one moment whoever holds it', () => {
  const clock = frozenClock(start);
  clock.now().setUTCFullYear(1999);
  assert.deepEqual(clock.now(), start);
});
