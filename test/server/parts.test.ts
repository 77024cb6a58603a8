import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { createComingParts, dropPastParts } from '../../src/platform/postgres/parts.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually, serveFlorin } from '../support/process.ts';
import { reserved } from '../support/reserved.ts';

let florin: TestFlorin;
let pool: Pool;
before(async () => {
  florin = await startTestFlorin();
  pool = connect(florin.databaseUrl, { connections: 8 });
});
after(async () => {
  await pool.end({ timeout: 1 });
  await florin.stop();
});

const quiet = { info: () => {}, error: () => {} };

/** The part of a table that holds the month so many before this one. */
function monthBefore(months: number): { suffix: string; from: string; to: string } {
  const now = new Date();
  const month = (ahead: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + ahead)).toISOString().slice(0, 10);
  return {
    suffix: `_${month(0).slice(0, 7).replace('-', '_')}`,
    from: `${month(0)} 00:00+00`,
    to: `${month(1)} 00:00+00`,
  };
}

/** Makes a part by hand, as there was one that long ago, with an event in it where the table is that of events. */
async function makePart(table: string, months: number): Promise<string> {
  const { suffix, from, to } = monthBefore(months);
  const part = table + suffix;
  await pool.unsafe(`create table ${part} partition of ${table} for values from ('${from}') to ('${to}')`);
  if (table === 'events') {
    await pool`
      insert into events (organization_id, mode, id, recorded_at, occurred_at, type, object_type, object_id, request_id, data)
      values (${florin.organization.id}, 'test', ${crypto.randomUUID()}, ${new Date(from)}, ${new Date(from)}, 'customer.updated',
        'customer', ${crypto.randomUUID()}, 'test', '{}')`;
  }
  return part;
}

async function partsOf(table: string): Promise<string[]> {
  const rows = await pool<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`;
  return rows.map(({ name }) => name);
}

const exists = async (name: string) => {
  const [row] = await pool<{ oid: string | null }[]>`select to_regclass(${name})::text as oid`;
  return row?.oid !== null;
};

const createCustomer = async () =>
  (
    await call('POST', `${florin.url}/v1/customers/`, {
      token: florin.testKey,
      body: { email: `${crypto.randomUUID()}@example.com` },
    })
  ).status;

test('every table in parts has those of the months to come, and no others', async () => {
  const tables = await pool<
    { name: string }[]
  >`select partrelid::regclass::text as name from pg_partitioned_table`;
  assert.ok(tables.length >= 4);
  for (const { name } of tables) {
    const coming = [0, -1, -2, -3].map((months) => name + monthBefore(months).suffix);
    assert.deepEqual(await partsOf(name), coming.sort());
  }
});

test('a part that is missing is made while somebody writes to the table', async () => {
  const missing = `events${monthBefore(-3).suffix}`;
  const indexes = () => pool<{ name: string }[]>`
    select indexdef as name from pg_indexes where tablename = ${missing} order by 1`;
  const before = [...(await indexes())];
  await pool.unsafe(`drop table ${missing}`);
  await pool.begin(async (writing) => {
    await writing`
      insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
      values (${florin.organization.id}, 'test', ${crypto.randomUUID()}, now(), 'customer.updated', 'customer',
        ${crypto.randomUUID()}, 'test', '{}')`;
    await createComingParts(pool);
    assert.ok(await exists(missing));
  });
  assert.deepEqual([...(await indexes())], before);
});

test('months past their time are dropped while customers are written, younger ones and the audit log are kept', async () => {
  const dropped = [
    await makePart('events', 20),
    await makePart('events', 15),
    await makePart('webhook_messages', 5),
  ];
  dropped.push(await makePart('webhook_deliveries', 6));
  const kept = [
    await makePart('events', 12),
    await makePart('webhook_messages', 2),
    await makePart('audit_log', 60),
  ];
  let isOver = false;
  const slowest = (async () => {
    let worst = 0;
    while (!isOver) {
      const began = performance.now();
      assert.equal(await createCustomer(), 201);
      worst = Math.max(worst, performance.now() - began);
    }
    return worst;
  })();
  const keptDays = { events: 400, webhook_messages: 90, webhook_deliveries: 90, mails: 90 };
  await dropPastParts(pool, keptDays, quiet);
  isOver = true;
  const milliseconds = await slowest;
  for (const part of dropped) assert.ok(!(await exists(part)), part);
  for (const part of kept) assert.ok(await exists(part), part);
  assert.ok(milliseconds < 5_000, `a customer took ${milliseconds} ms`);
});

test('who reads an old month, or holds an event unwritten, keeps nobody else from writing meanwhile', async () => {
  const part = await makePart('events', 18);
  const reading = await reserved(pool);
  await reading`begin`;
  await reading`select count(*) from events`;
  const trimmed = dropPastParts(pool, { events: 400 }, quiet);
  await eventually('the part waits to be detached', 20_000, async () => {
    const [row] = await pool<{ pending: boolean }[]>`
      select bool_or(inhdetachpending) as pending from pg_inherits where inhparent = 'events'::regclass`;
    return row?.pending === true;
  });
  assert.equal(await createCustomer(), 201);
  assert.ok(await exists(part));
  await reading`commit`;
  reading.release();
  await trimmed;
  assert.ok(!(await exists(part)));
});

test('what was broken off is finished the next time', async () => {
  const [pending, detached] = [await makePart('events', 17), await makePart('events', 16)];
  const reading = await reserved(pool);
  await reading`begin`;
  await reading`select count(*) from events`;
  const impatient = await reserved(pool);
  await impatient`set statement_timeout = 300`;
  await assert.rejects(impatient.unsafe(`alter table events detach partition ${pending} concurrently`));
  await impatient`reset statement_timeout`;
  impatient.release();
  await reading`commit`;
  reading.release();
  await pool.unsafe(
    `comment on table ${detached} is 'Florin drops this table: its rows are older than they are kept.'`,
  );
  await pool.unsafe(`alter table events detach partition ${detached}`);

  await dropPastParts(pool, { events: 400 }, quiet);
  assert.ok(!(await exists(pending)) && !(await exists(detached)));
  // What somebody has detached to keep it is theirs.
  const archived = await makePart('events', 19);
  await pool.unsafe(`alter table events detach partition ${archived}`);
  await dropPastParts(pool, { events: 400 }, quiet);
  assert.ok(await exists(archived));
});

test('a server sees to it when it starts, by its configuration', async () => {
  const [old, young] = [await makePart('events', 4), await makePart('webhook_messages', 3)];
  const second = await serveFlorin({
    DATABASE_URL: florin.databaseUrl,
    FLORIN_KEEP_EVENTS_DAYS: '60',
    FLORIN_KEEP_DELIVERIES_DAYS: '365',
  });
  await eventually('the old part is gone', 20_000, async () => !(await exists(old)));
  assert.ok(await exists(young));
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});
