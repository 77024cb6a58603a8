import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { startEmbeddedPostgres } from './embedded.ts';
import { canReach, unprivilegedAccount } from './embedded-account.ts';
import { createLockFile, tryLock } from './embedded-lock.ts';
import { boundLog, logSince } from './embedded-log.ts';
import {
  isRunning,
  parsePostmaster,
  readPostmaster,
  waitForEnd,
  whoseProcess,
} from './embedded-postmaster.ts';

const source = new URL('./embedded.ts', import.meta.url).href;
const root = mkdtempSync(join(tmpdir(), 'florin-embedded-'));
const children = new Set<ChildProcess>();
let folders = 0;

after(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const name of readdirSync(root)) {
    if (!existsSync(join(root, name, 'postgres'))) continue;
    const postmaster = readPostmaster(join(root, name, 'postgres'));
    if (postmaster && isRunning(postmaster.pid)) process.kill(postmaster.pid, 'SIGKILL');
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 20 });
});

function newDataDir(): string {
  folders += 1;
  return join(root, String(folders));
}

/** One that has a database already: making that takes longest. */
function usedDataDir(): string {
  const dataDir = newDataDir();
  cpSync(join(root, '1'), dataDir, { recursive: true });
  return dataDir;
}

/** Another process that starts on `dataDir`, tells its URL, and stops when its input ends. */
function spawnFlorin(dataDir: string): { child: ChildProcess; url: Promise<string> } {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(source)};
    const running = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} });
    console.log(running.url);
    process.stdin.resume().on('end', () => running.stop());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  const lines = createInterface({ input: child.stdout });
  const url = Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`))),
  ]);
  url.catch(() => {});
  return { child, url };
}

async function leave(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

function start(dataDir: string, messages: string[] = []) {
  return startEmbeddedPostgres({ dataDir, log: (message) => messages.push(message) });
}

function pidOf(dataDir: string): number | undefined {
  return readPostmaster(join(dataDir, 'postgres'))?.pid;
}

test('what was written is there after a stop, and a stop leaves no process', async () => {
  const dataDir = newDataDir();
  const messages: string[] = [];
  const first = await start(dataDir, messages);
  await query(first.url, 'CREATE TABLE note AS SELECT 7 AS value');
  const pid = pidOf(dataDir);
  assert.ok(pid);
  await first.stop();
  await first.stop();
  assert.equal(isRunning(pid), false);
  assert.equal(pidOf(dataDir), undefined);

  const second = await start(dataDir, messages);
  assert.deepEqual(await query(second.url, 'SELECT value FROM note'), [{ value: 7 }]);
  await second.stop();

  const password = new URL(first.url).password;
  assert.equal(password.length, 32);
  assert.equal(new URL(second.url).password, password);
  assert.ok(!messages.join().includes(password));
  assert.ok(!readFileSync(join(dataDir, 'postgres.log'), 'utf8').includes(password));
  assert.equal(statSync(join(dataDir, 'postgres.password')).mode & 0o777, 0o600);
});

test('the database is UTF-8, in UTC, durable, on loopback, and asks for the password', async () => {
  const running = await start(usedDataDir());
  const [settings] = await query(
    running.url,
    `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
       current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes') AS durable,
       current_setting('listen_addresses') AS address, current_setting('unix_socket_directories') AS sockets,
       (SELECT datlocale FROM pg_database WHERE datname = current_database()) AS locale`,
  );
  assert.deepEqual(settings, {
    encoding: 'UTF8',
    zone: 'UTC',
    durable: 'ononon',
    address: '127.0.0.1',
    sockets: '',
    locale: 'C.UTF-8',
  });
  const wrong = new URL(running.url);
  wrong.password = 'wrong';
  await assert.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' });
  await running.stop();
});

test('a PostgreSQL whose Florin was killed is taken over', async () => {
  const dataDir = usedDataDir();
  const killed = spawnFlorin(dataDir);
  await query(await killed.url, 'CREATE TABLE taken AS SELECT 1 AS value');
  const pid = pidOf(dataDir);
  assert.ok(pid);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');

  const next = await start(dataDir);
  assert.equal(pidOf(dataDir), pid);
  assert.deepEqual(await query(next.url, 'SELECT value FROM taken'), [{ value: 1 }]);
  await next.stop();
  assert.equal(isRunning(pid), false);
});

test('acknowledged writes outlive PostgreSQL and Florin killed together', async () => {
  const dataDir = usedDataDir();
  const killed = spawnFlorin(dataDir);
  await query(await killed.url, 'CREATE TABLE outliving (value int)');
  await query(await killed.url, 'INSERT INTO outliving VALUES (1), (2)');
  const pid = pidOf(dataDir);
  assert.ok(pid);
  killed.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await once(killed.child, 'exit');

  const next = await start(dataDir);
  assert.notEqual(pidOf(dataDir), pid);
  assert.deepEqual(await query(next.url, 'SELECT count(*)::int AS rows FROM outliving'), [{ rows: 2 }]);
  await next.stop();
});

test('first starts at once share one PostgreSQL; who leaves first does not stop it, who leaves last does', async () => {
  const dataDir = newDataDir();
  const florins = [spawnFlorin(dataDir), spawnFlorin(dataDir), spawnFlorin(dataDir)];
  const urls = await Promise.all(florins.map(({ url }) => url));
  const [url] = urls;
  assert.ok(url);
  assert.deepEqual(urls, [url, url, url]);
  const pid = pidOf(dataDir);
  assert.ok(pid);
  for (const { child } of florins) {
    assert.deepEqual(await query(url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await leave(child);
  }
  assert.equal(isRunning(pid), false);
});

test('a process may use the same folder twice', async () => {
  const dataDir = usedDataDir();
  const [one, two] = await Promise.all([start(dataDir), start(dataDir)]);
  assert.equal(one.url, two.url);
  await one.stop();
  assert.deepEqual(await query(two.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  const pid = pidOf(dataDir);
  await two.stop();
  assert.equal(pid && isRunning(pid), false);
});

test('a first start killed half-way is made good by the next', async () => {
  for (const delay of [0, 60, 300]) {
    const dataDir = newDataDir();
    const killed = spawnFlorin(dataDir);
    const hasBegun = () => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.includes('.new-'));
    while (!hasBegun()) await sleep(5);
    await sleep(delay);
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const next = await start(dataDir);
    assert.deepEqual(await query(next.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await next.stop();
  }
});

test('a stale postmaster.pid does not matter, even when another process has the number now', async () => {
  const dataDir = usedDataDir();
  await (await start(dataDir)).stop();
  for (const pid of [process.pid, 2 ** 22 + 1]) {
    const lines = [pid, join(dataDir, 'postgres'), 1, 1, '', '127.0.0.1', '1 1', 'ready   ', ''];
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), lines.join('\n'));
    const running = await start(dataDir);
    assert.deepEqual(await query(running.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await running.stop();
  }
});

test('a copy of a data folder in use gets a PostgreSQL of its own', async () => {
  const [original, copy] = [usedDataDir(), newDataDir()];
  const running = await start(original);
  await query(running.url, 'CHECKPOINT');
  cpSync(original, copy, { recursive: true });
  const copied = await start(copy);
  assert.notEqual(new URL(copied.url).port, new URL(running.url).port);
  await copied.stop();
  assert.deepEqual(await query(running.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  await running.stop();
});

test('what cannot work is refused with the reason', async () => {
  const newer = newDataDir();
  mkdirSync(join(newer, 'postgres'), { recursive: true });
  writeFileSync(join(newer, 'postgres', 'PG_VERSION'), '19\n');
  writeFileSync(join(newer, 'postgres.password'), 'x\n');
  await assert.rejects(start(newer), /written by PostgreSQL 19/);
  rmSync(join(newer, 'postgres.password'));
  await assert.rejects(start(newer), /postgres\.password is missing/);

  const file = newDataDir();
  writeFileSync(file, '');
  await assert.rejects(start(file), /data folder .* cannot be used/);

  const dead = usedDataDir();
  const florin = spawnFlorin(dead);
  await florin.url;
  const pid = pidOf(dead);
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  await waitForEnd(pid, 5_000);
  await assert.rejects(start(dead), /its PostgreSQL cannot be reached from here/);
  await leave(florin.child);
});

test('a lock is shared or exclusive, and ends with its process', async () => {
  const file = join(root, 'lock');
  createLockFile(file);
  const [one, two] = [tryLock(file, 'shared'), tryLock(file, 'shared')];
  assert.ok(one && two);
  createLockFile(file);
  const script = `
    import { tryLock } from ${JSON.stringify(new URL('./embedded-lock.ts', import.meta.url).href)};
    console.log(tryLock(${JSON.stringify(file)}, 'exclusive') === undefined ? 'refused' : 'held');
    setInterval(() => {}, 1000);
  `;
  const tryElsewhere = async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return { child, line };
  };
  const refused = await tryElsewhere();
  assert.equal(refused.line, 'refused');
  refused.child.kill('SIGKILL');
  one.release();
  two.release();
  const holder = await tryElsewhere();
  assert.equal(holder.line, 'held');
  assert.equal(tryLock(file, 'shared'), undefined);
  holder.child.kill('SIGKILL');
  await once(holder.child, 'exit');
  tryLock(file, 'exclusive')?.release();
  assert.ok(tryLock(file, 'exclusive'));
});

test('a process is told apart by the marker on its command line', () => {
  const [folder, marker] = ['/data/florin/postgres', 'florin.folder=1-2'];
  const whose = (...commandLine: string[]) => whoseProcess(commandLine, folder, marker);
  assert.equal(whose('/x/bin/postgres', '-D', '/proc/self/cwd', '-c', marker), 'ours');
  assert.equal(whose('/x/bin/postgres', '-D', folder, '-c', 'florin.folder=1-3'), 'unrelated');
  assert.equal(whose('/usr/lib/postgresql/18/bin/postgres', '-D', folder), 'foreign');
  assert.equal(whose('/usr/lib/postgresql/18/bin/postgres', '-D', '/var/lib/postgresql'), 'unrelated');
  assert.equal(whose('postgres: checkpointer '), 'unrelated');
  assert.equal(whose('vi', `${folder}/postgresql.conf`), 'unrelated');
  assert.equal(whose(), 'unrelated');
});

test('postmaster.pid is read also while it is being written', () => {
  const whole = '42\n/d\n1700000000\n5432\n\n127.0.0.1\n 1 2\nready   \n';
  assert.deepEqual(parsePostmaster(whole), { pid: 42, port: 5432, status: 'ready' });
  assert.deepEqual(parsePostmaster('42\n/d\n'), { pid: 42, port: 0, status: '' });
  for (const text of ['', '\n', 'x\n', '-1\n']) assert.equal(parsePostmaster(text), undefined);
});

test('root finds an unprivileged account, and knows which folders it may enter', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:\nnobody:x:65534:65533::/:\n';
  assert.deepEqual(unprivilegedAccount(passwd), { uid: 65534, gid: 65533 });
  assert.deepEqual(unprivilegedAccount(`${passwd}postgres:x:70:71::/:\n`), { uid: 70, gid: 71 });
  assert.deepEqual(unprivilegedAccount('nobody:*:-2:-2::/:\ndaemon:*:1:1::/:\n'), { uid: 1, gid: 1 });
  assert.equal(unprivilegedAccount('root:x:0:0::/root:/bin/sh\n'), undefined);

  const stranger = { uid: 54_321, gid: 54_321 };
  const folder = join(root, 'open', 'inner');
  mkdirSync(folder, { recursive: true });
  assert.equal(canReach('/', stranger), true);
  assert.equal(canReach(folder, stranger), false);
  chmodSync(root, 0o711);
  assert.equal(canReach(folder, stranger), true);
  chmodSync(join(root, 'open'), 0o701);
  assert.equal(canReach(folder, stranger), true);
  assert.equal(canReach(folder, { uid: 54_321, gid: statSync(root).gid }), false);
  chmodSync(root, 0o700);
});

test('the log is cut when it is large, and the last of it can be read', () => {
  const file = join(root, 'postgres.log');
  writeFileSync(file, 'before|after');
  assert.equal(logSince(file, 7), 'after');
  boundLog(file);
  assert.equal(statSync(file).size, 12);
  truncateSync(file, 9 * 1024 * 1024);
  assert.equal(logSince(file, 0).length, 8 * 1024);
  boundLog(file);
  assert.equal(statSync(file).size, 0);
  assert.equal(statSync(`${file}.1`).size, 9 * 1024 * 1024);
  boundLog(join(root, 'missing.log'));
});
