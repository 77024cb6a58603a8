import assert from 'node:assert/strict';
import type { TestFlorin } from './florin.ts';
import { eventually } from './process.ts';

type Row = Record<string, unknown>;
export type AuditEntry = {
  action: string;
  requestId: string;
  changes: Record<string, { before: unknown; after: unknown }>;
};
export type EventEntry = { type: string; requestId: string; data: Row & { version: number } };

/** What is kept of a customer that nobody sets: it follows from the rest. */
const derived = ['version', 'modifiedAt', 'emailKey'];

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The columns of a row as JSON has them, by the names that the code has for them. */
function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), withPlainDate(value)]));
}

/** PostgreSQL writes a moment in JSON in another way than JavaScript. */
function withPlainDate(value: unknown): unknown {
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/.test(value);
  return isDate ? new Date(value).toISOString() : value;
}

/** Waits until whoever is to be forgotten is. */
async function awaitErasures(florin: TestFlorin): Promise<void> {
  await eventually('no erasure is under way', 30_000, async () => {
    const rows = await florin.pool`select from erasures where finished_at is null`;
    return rows.length === 0;
  });
}

/** All that was recorded of a customer, in the order in which it happened. */
export async function historyOf(
  florin: TestFlorin,
  id: string,
): Promise<{ row: Row; audited: AuditEntry[]; events: EventEntry[] }> {
  await awaitErasures(florin);
  const [stored] = await florin.pool<{ row: Row }[]>`
    select to_jsonb(customers) as row from customers where id = ${id}`;
  assert.ok(stored, `the customer ${id} is there`);
  const audited = await florin.pool<AuditEntry[]>`
    select action, request_id, changes from audit_log where object_id = ${id} order by sequence`;
  const events = await florin.pool<EventEntry[]>`
    select type, request_id, data from events where object_id = ${id} order by sequence`;
  return { row: plain(stored.row), audited: [...audited], events: [...events] };
}

/**
 * Sees that nothing is missing between a customer's creation and now: every entry of the audit record starts where the one
 * before it ended, the last ends at the row; every entry has its event, whose data is the row as it was then. What an erased
 * customer was stands nowhere any more.
 */
export async function assertWholeHistory(florin: TestFlorin, id: string): Promise<void> {
  const { row, audited, events } = await historyOf(florin, id);
  assert.equal(audited[0]?.action, 'customer.created');
  assert.deepEqual(
    events.map(({ type, requestId }) => [type, requestId]),
    audited.map(({ action, requestId }) => [action, requestId]),
    'events and audit entries are of the same requests in the same order',
  );
  if (audited.some(({ action }) => action === 'customer.erased')) return;
  const folded: Row = {};
  let version = 0;
  for (const [index, { action, changes }] of audited.entries()) {
    if (Object.keys(changes).length > 0) version++;
    for (const [member, { before, after }] of Object.entries(changes)) {
      if (member in folded) assert.deepEqual(before, folded[member], `${member} before entry ${index}`);
      assert.notDeepEqual(before, after);
      folded[member] = after;
    }
    // Told by those who change what the customer has: they read the row without holding it.
    if (action === 'customer.state_changed') continue;
    const told = plain(events[index]?.data ?? {});
    assert.equal(
      told.version,
      version,
      `the event of entry ${index} (${action}) is of the state that it made`,
    );
    for (const [member, value] of Object.entries(folded)) {
      assert.deepEqual(told[member], value, `${member} in the event of entry ${index}`);
    }
  }
  assert.equal(row.version, version);
  for (const [member, value] of Object.entries(folded)) assert.deepEqual(row[member], value, member);
  const first = plain(events[0]?.data ?? {});
  for (const [member, value] of Object.entries(row)) {
    if (member in folded || derived.includes(member)) continue;
    assert.deepEqual(first[member], value, `${member} is as it was made, and nobody changed it`);
  }
  const last = events.findLast(({ type }) => type !== 'customer.state_changed');
  assert.deepEqual(plain(last?.data ?? {}), row, 'the last event tells of the row as it is');
}

/** What follows changes by itself, some time later. */
const behind = '^(audit_seals|audit_chains|event_readers|mails|webhook_messages|webhook_deliveries)';

/**
 * A print of all that the database holds, by table: those without a row are left out. What keys note of their use is left out,
 * and what comes after a change: the seals of the audit log, mails and webhooks, and how far events were read.
 */
export async function snapshot(florin: TestFlorin): Promise<Record<string, string>> {
  const { pool } = florin;
  await awaitErasures(florin);
  // Most have never had a row: they are not looked at.
  const tables = await pool<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname !~ ${behind}
      and pg_relation_size(oid) > 0
    order by relname`;
  const prints = tables.map(
    ({ name }) => `
      select '${name}' as name, count(*) || ' ' || md5(string_agg(line, ',' order by line)) as print
      from (select (to_jsonb(rows) - 'last_used_at')::text as line from "${name}" as rows) as lines
      having count(*) > 0`,
  );
  const rows = await pool.unsafe<{ name: string; print: string }[]>(prints.join(' union all '));
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}
