import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { connect } from '../src/platform/postgres/database.ts';

export type Baseline = { perSecond: number; tool: 'pgbench' | 'driver loop' };

function hasPgbench(): boolean {
  try {
    execFileSync('pgbench', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The statement of a customer update that renames it and moves its e-mail; recorded, with its outbox event and audit row. */
function statement(organizationId: string, n: string, recorded: boolean): string {
  return `with changed as (
    update customers set version = version + 1, modified_at = now(), name = 'Renamed ' || ${n},
      email = 'bench' || ${n} || '.' || random() || '@example.com', email_key = 'bench' || ${n} || '.' || random() || '@example.com'
    where organization_id = '${organizationId}' and mode = 'test'
      and id = ('00000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid
    returning *)${recorded ? recording(organizationId) : ''}
  select * from changed;`;
}

/** Ids begin with the time, as Florin's do: new ones are side by side in an index. */
const timedId = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
      || substr(md5(random()::text), 1, 20))::uuid`;

/** The actor is anybody: its organization will do. */
function recording(actorId: string): string {
  return `,
  event as (
    insert into events (organization_id, mode, id, occurred_at, type, object_type, object_id, request_id, data)
    select organization_id, mode, ${timedId}, now(), 'customer.updated', 'customer', id, 'bench', to_jsonb(changed)
    from changed),
  audited as (
    insert into audit_log (organization_id, mode, id, occurred_at, actor_kind, actor_id, request_id, action, object_type,
      object_id, changes)
    select organization_id, mode, ${timedId}, now(), 'api_key', '${actorId}'::uuid, 'bench', 'customer.updated',
      'customer', id, '{"name":{"before":"a","after":"b"}}' from changed)`;
}

/** Runs the bare statement with so many clients: pgbench where it is installed, else a loop over our own driver. */
export async function updateBaseline(
  databaseUrl: string,
  organizationId: string,
  customers: number,
  clients: number,
  seconds: number,
  { recorded = true } = {},
): Promise<Baseline> {
  const text = (n: string) => statement(organizationId, n, recorded);
  return hasPgbench()
    ? {
        tool: 'pgbench',
        perSecond: await runPgbench(databaseUrl, text(':n::int'), customers, clients, seconds),
      }
    : {
        tool: 'driver loop',
        perSecond: await runLoop(databaseUrl, text('$1::int'), customers, clients, seconds),
      };
}

async function runPgbench(
  databaseUrl: string,
  text: string,
  customers: number,
  clients: number,
  seconds: number,
): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'florin-bench-'));
  const script = path.join(folder, 'update.sql');
  await writeFile(script, `\\set n random(1, ${customers})\n${text}\n`);
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-f',
    script,
    databaseUrl,
  ];
  const { stdout } = await promisify(execFile)('pgbench', args);
  await rm(folder, { recursive: true });
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}

async function runLoop(
  databaseUrl: string,
  text: string,
  customers: number,
  clients: number,
  seconds: number,
): Promise<number> {
  const pool = connect(databaseUrl, { connections: clients });
  const deadline = performance.now() + seconds * 1000;
  let done = 0;
  const client = async () => {
    while (performance.now() < deadline) {
      await pool.unsafe(text, [1 + Math.floor(Math.random() * customers)], { prepare: true });
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await pool.end();
  return done / seconds;
}
