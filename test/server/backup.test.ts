import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { restoreBackup } from '../../src/platform/postgres/backup-restore.ts';
import { filesOf } from '../support/archives.ts';
import { call } from '../support/call.ts';
import { eventually, runFlorin, type ServingFlorin, serveFlorin } from '../support/process.ts';

let root: string;
let source: string;
let backup: string;
let token: string;
/** Names that customers were given, in their order, with when that was acknowledged. */
const writes = new Map<string, { name: string; at: number }[]>();
const backedUp = { began: 0, ended: 0, moment: 0 };

before(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'florin-backup-'));
  source = path.join(root, 'source');
  backup = path.join(root, 'backup.tar.gz');
  await backUpUnderLoad();
});
after(() => rm(root, { recursive: true, force: true, maxRetries: 20 }));

async function rename(florin: ServingFlorin, id: string, count: number): Promise<void> {
  const name = `name ${count}`;
  const { status } = await call('PATCH', `${florin.url}/v1/customers/${id}`, { token, body: { name } });
  assert.equal(status, 200);
  writes.get(id)?.push({ name, at: Date.now() });
}

async function backUpUnderLoad(): Promise<void> {
  const florin = await serveFlorin({ FLORIN_DATA_DIR: source });
  [token = ''] = /sk_test_\S+/.exec(florin.stdout()) ?? [];
  let isOver = false;
  const writers = Array.from({ length: 4 }, async (_, index) => {
    const made = await call('POST', `${florin.url}/v1/customers/`, {
      token,
      body: { email: `writer-${index}@example.com`, name: 'new' },
    });
    const { id } = made.body as { id: string };
    writes.set(id, [{ name: 'new', at: Date.now() }]);
    for (let count = 0; !isOver; count++) await rename(florin, id, count);
  });
  await eventually('writes are under way', 20_000, async () => sumOfWrites() > 100);
  backedUp.began = sumOfWrites();
  const { code, stdout, stderr } = await runFlorin(['backup', '--out', backup, '--json'], {
    FLORIN_DATA_DIR: source,
  });
  assert.equal(code, 0, stderr);
  backedUp.ended = sumOfWrites();
  const told = JSON.parse(stdout) as { moment: string; bytes: number; file: string };
  assert.deepEqual([told.file, told.bytes], [backup, (await stat(backup)).size]);
  backedUp.moment = Date.parse(told.moment);
  const until = sumOfWrites() + 50;
  await eventually('writes go on', 20_000, async () => sumOfWrites() > until);
  isOver = true;
  await Promise.all(writers);
  florin.child.kill('SIGTERM');
  assert.equal(await florin.ended, 0);
}

function sumOfWrites(): number {
  return [...writes.values()].reduce((sum, { length }) => sum + length, 0);
}

async function restore(dataDir: string, archive: string, ...more: string[]) {
  const { code, stdout, stderr } = await runFlorin(['restore', archive, '--json', ...more], {
    FLORIN_DATA_DIR: dataDir,
  });
  assert.equal(stderr, '');
  return { code, body: JSON.parse(stdout) as Record<string, unknown> & { error?: { message: string } } };
}

async function namesIn(dataDir: string): Promise<Map<string, string>> {
  const florin = await serveFlorin({ FLORIN_DATA_DIR: dataDir });
  const { body } = await call('GET', `${florin.url}/v1/customers/?limit=100`, { token });
  florin.child.kill('SIGTERM');
  await florin.ended;
  const { items } = body as { items: { id: string; name: string }[] };
  return new Map(items.map(({ id, name }) => [id, name]));
}

test('a backup under load has every write that was acknowledged before its moment', {
  timeout: 120_000,
}, async () => {
  assert.ok(backedUp.ended > backedUp.began, 'nothing was written during the backup');
  const target = path.join(root, 'target');
  const { code, body } = await restore(target, backup);
  assert.equal(code, 0, JSON.stringify(body));
  assert.equal(body.replaced, null);
  assert.equal((body.organizations as unknown[]).length, 1);
  const names = await namesIn(target);
  assert.deepEqual(new Set(names.keys()), new Set(writes.keys()));
  for (const [id, own] of writes) {
    const found = own.findIndex(({ name }) => name === names.get(id));
    const due = own.findLastIndex(({ at }) => at < backedUp.moment);
    assert.ok(
      due > 0 && found >= due,
      `customer ${id}: write ${found} is there, ${due} was before the moment`,
    );
    assert.ok(found < own.length - 1, 'what came after the backup is not in it');
  }
});

test('its file is for its owner alone, and has no log of what was before', async () => {
  assert.equal((await stat(backup)).mode & 0o777, 0o600);
  const files = await filesOf(backup);
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '') as { folders: string[] };
  assert.ok(manifest.folders.includes('pg_notify') && manifest.folders.includes('pg_tblspc'));
  for (const name of [
    'postgres/PG_VERSION',
    'postgres/global/pg_control',
    'postgres/backup_label',
    'postgres.password',
  ]) {
    assert.ok(files.has(name), name);
  }
  assert.ok(!files.has('postgres/postmaster.pid'));
  const left = (await readdir(path.dirname(backup))).filter((name) => name.startsWith('.'));
  assert.deepEqual(left, []);
});

test('a restore keeps its hands off data that is there and off a folder that is in use', {
  timeout: 120_000,
}, async () => {
  const taken = await restore(source, backup);
  assert.equal(taken.code, 1);
  assert.match(taken.body.error?.message ?? '', /There is a database in .*--force/);

  const florin = await serveFlorin({ FLORIN_DATA_DIR: source });
  await assert.rejects(restoreBackup(source, backup, { replace: true }), /uses .*Stop it first/);
  const { status } = await call('GET', `${florin.url}/v1/customers/`, { token });
  assert.equal(status, 200);
  florin.child.kill('SIGKILL');
  await florin.ended;

  const orphan = /A PostgreSQL \(process \d+\) runs on/;
  await assert.rejects(restoreBackup(source, backup, { replace: true }), orphan);
  // The next to use it takes it over, and stops it.
  const { code } = await runFlorin(['organizations', 'list'], { FLORIN_DATA_DIR: source });
  assert.equal(code, 0);

  const forced = await restore(source, backup, '--force');
  assert.equal(forced.code, 0, JSON.stringify(forced.body));
  const { replaced } = forced.body as { replaced: string };
  assert.ok(existsSync(path.join(replaced, 'PG_VERSION')));
  const names = await namesIn(source);
  for (const [id, own] of writes) assert.notEqual(names.get(id), own.at(-1)?.name);
});

test('an archive that is cut off, altered or something else changes nothing', {
  timeout: 120_000,
}, async () => {
  const cut = path.join(root, 'cut.tar.gz');
  await writeFile(cut, await readFile(backup));
  await truncate(cut, Math.floor((await stat(backup)).size * 0.9));
  const other = path.join(root, 'other.tar');
  await writeFile(other, 'no archive at all '.repeat(100));
  const target = path.join(root, 'untouched');
  await mkdir(target);
  for (const [file, message] of [
    [cut, /cut off/],
    [other, /no archive/],
    [path.join(root, 'nothing.tar'), /cannot be read/],
  ] as const) {
    await assert.rejects(restoreBackup(target, file, { replace: false }), message);
  }
  assert.deepEqual(
    (await readdir(target)).filter((name) => !name.endsWith('.lock')),
    [],
  );
});

test('a backup is of the embedded database only, and of one that is there', async () => {
  const own = await runFlorin(['backup', '--json'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  assert.equal(JSON.parse(own.stdout).error.code, 'not_embedded');
  const none = await runFlorin(['backup', '--json'], { FLORIN_DATA_DIR: path.join(root, 'none') });
  assert.equal(JSON.parse(none.stdout).error.code, 'not_found');
  const again = await runFlorin(['backup', '--out', backup, '--json'], { FLORIN_DATA_DIR: source });
  assert.equal(JSON.parse(again.stdout).error.code, 'file_exists');
});
