import { closeSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { giveToOwnerOf } from './embedded-account.ts';
import {
  type Cluster,
  DATABASE_USER,
  explainPostgresFailure,
  explainSpawnFailure,
  openCluster,
  spawnInFolder,
} from './embedded-cluster.ts';
import { createLockFile, type FileLock, tryLock, waitForLock } from './embedded-lock.ts';
import { boundLog, logSince, openLog } from './embedded-log.ts';
import {
  commandLineOf,
  folderMarker,
  isRunning,
  isTaken,
  readPostmaster,
  shutDown,
  waitUntil,
  whoseProcess,
} from './embedded-postmaster.ts';
import { supervise } from './embedded-supervisor.ts';

const DATABASE = 'florin';
const START_LOCK_TIMEOUT_MS = 120_000;
/** Recovery after a crash replays at most some gigabytes of log. */
const READY_TIMEOUT_MS = 5 * 60_000;
const TAKE_OVER_TIMEOUT_MS = 30_000;
const ORPHANS_TIMEOUT_MS = 15_000;
const FAST_SHUTDOWN_MS = 5_000;
const IMMEDIATE_SHUTDOWN_MS = 2_000;
const LOG_CHECK_MS = 60_000;
const PORT_ATTEMPTS = 5;
const CANNOT_CONNECT_NOW = '57P03';

/** A PostgreSQL that this process uses. */
export type EmbeddedPostgres = {
  /** With the password in it: never print it. Stays as it is when PostgreSQL dies and is started again. */
  url: string;
  /**
   * Ends this process's use, and PostgreSQL too unless another process still uses it. Takes at most about
   * seven seconds. Close the pools first; calling it again does nothing.
   */
  stop(): Promise<void>;
};

/**
 * Gives the PostgreSQL 18 whose data is in `<dataDir>/postgres`: creates it, starts it, or joins it when it
 * runs already, for another Florin process or for one that was killed. It listens on 127.0.0.1 only.
 *
 * Whoever leaves last stops it. Who uses it is held in locks that the kernel drops with the process, so a
 * killed process counts no longer, and two starts at once take turns. Until it leaves, each of them starts it again when it
 * dies.
 *
 * @throws Error whose message says what is wrong and what to do.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  prepareDataDir(dataDir);
  const startLock = await lockStart(dataDir);
  try {
    const cluster = await openCluster(dataDir, options.log);
    const port = await joinOrStart(cluster, options.log);
    const url = `postgres://${DATABASE_USER}:${cluster.password}@127.0.0.1:${port}/${DATABASE}`;
    return inUse(cluster, port, url, options.log);
  } finally {
    startLock.release();
  }
}

/**
 * Does something with a data folder that nobody uses, and keeps everybody from it until that is done.
 *
 * @throws Error where somebody uses it
 */
export async function withoutUsers<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  prepareDataDir(dataDir);
  const startLock = await lockStart(dataDir);
  try {
    const users = tryLock(usersLockFile(dataDir), 'exclusive');
    if (users === undefined) throw new Error(`A Florin process uses ${dataDir}. Stop it first.`);
    try {
      refuseRunning(join(dataDir, 'postgres'));
      return await work();
    } finally {
      users.release();
    }
  } finally {
    startLock.release();
  }
}

/** A PostgreSQL whose Florin was killed goes on by itself. */
function refuseRunning(folder: string): void {
  const found = readPostmaster(folder);
  if (found === undefined || !isRunning(found.pid)) return;
  if (whoseProcess(commandLineOf(found.pid), folder, folderMarker(folder)) === 'unrelated') return;
  throw new Error(
    `A PostgreSQL (process ${found.pid}) runs on ${folder}. Start Florin and stop it again, or end that process.`,
  );
}

function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    for (const file of [startLockFile(dataDir), usersLockFile(dataDir)]) {
      createLockFile(file);
      giveToOwnerOf(dataDir, file);
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reason =
      code === 'ENOSPC'
        ? 'the disk is full'
        : code === 'EACCES' || code === 'EPERM'
          ? 'this account may not write there (was it made by another user, or by root?)'
          : String(cause);
    throw new Error(
      `The data folder ${dataDir} cannot be used: ${reason}. Mend it, or set FLORIN_DATA_DIR.`,
      { cause },
    );
  }
}

function startLockFile(dataDir: string): string {
  return join(dataDir, 'postgres.start.lock');
}

function usersLockFile(dataDir: string): string {
  return join(dataDir, 'postgres.users.lock');
}

async function lockStart(dataDir: string): Promise<FileLock> {
  const lock = await waitForLock(startLockFile(dataDir), 'exclusive', START_LOCK_TIMEOUT_MS);
  if (lock !== undefined) return lock;
  throw new Error(
    `Another Florin process has been starting or stopping the database in ${dataDir} for ${START_LOCK_TIMEOUT_MS / 1000} s. End it, then try again.`,
  );
}

/** Answers the port of a PostgreSQL that serves this folder and has Florin's database. */
async function joinOrStart(cluster: Cluster, log: (message: string) => void): Promise<number> {
  let joined = await joinRunning(cluster, log);
  while (joined !== undefined) {
    try {
      await ensureDatabase(cluster.password, joined);
      return joined;
    } catch (error) {
      const postmaster = readPostmaster(cluster.folder);
      if (postmaster !== undefined && isRunning(postmaster.pid)) throw error;
      // It was about to die when we found it.
      joined = await joinRunning(cluster, log);
    }
  }
  const port = await startAlone(cluster, log);
  await ensureDatabase(cluster.password, port);
  return port;
}

/** The port of the PostgreSQL that runs on this folder, or `undefined` when there is none (any more). */
async function joinRunning(cluster: Cluster, log: (message: string) => void): Promise<number | undefined> {
  const { folder } = cluster;
  const found = readPostmaster(folder);
  if (found === undefined || !isTaken(found.pid)) return undefined;
  const runs = isRunning(found.pid);
  const whose = runs ? whoseProcess(commandLineOf(found.pid), folder, folderMarker(folder)) : 'unrelated';
  if (whose === 'foreign') {
    throw new Error(
      `A PostgreSQL (process ${found.pid}) that Florin did not start uses ${folder}. Stop it first.`,
    );
  }
  if (whose === 'unrelated') {
    // PostgreSQL would refuse to start while any process has this number. Should one be on the data after
    // all, its shared memory still keeps a second one out.
    rmSync(join(folder, 'postmaster.pid'), { force: true });
    return undefined;
  }
  const settled = () => readPostmaster(folder)?.status === 'ready' || !isRunning(found.pid);
  // Killed in the middle of a start or a stop: PostgreSQL goes on with it alone.
  await waitUntil(settled, found.status === 'starting' ? READY_TIMEOUT_MS : TAKE_OVER_TIMEOUT_MS);
  const postmaster = readPostmaster(folder);
  if (postmaster?.status === 'ready' && isRunning(postmaster.pid)) {
    log(`using the PostgreSQL that runs already (process ${postmaster.pid})`);
    return postmaster.port;
  }
  log(`stopping a PostgreSQL that does not answer (process ${found.pid})`);
  if (await shutDown(found.pid, FAST_SHUTDOWN_MS, IMMEDIATE_SHUTDOWN_MS)) return undefined;
  throw new Error(
    `PostgreSQL (process ${found.pid}) on ${folder} neither answers nor ends. End it, then try again.`,
  );
}

/** Starts PostgreSQL and answers its port. Nobody else may be using the folder. */
async function startAlone(cluster: Cluster, log: (message: string) => void): Promise<number> {
  const users = tryLock(usersLockFile(cluster.dataDir), 'exclusive');
  if (users === undefined) {
    throw new Error(
      `Another Florin process uses ${cluster.dataDir}, but its PostgreSQL cannot be reached from here (it crashed, or runs in another container). Stop that process first, or set another FLORIN_DATA_DIR.`,
    );
  }
  try {
    return await startWithRetries(cluster, log);
  } finally {
    users.release();
  }
}

/** @param fixedPort the one that it had, where there are users who know it by that */
async function startWithRetries(
  cluster: Cluster,
  log: (message: string) => void,
  fixedPort?: number,
): Promise<number> {
  const started = Date.now();
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await freePort());
    const failure = await startOnce(cluster, port, log);
    if (failure === undefined) return port;
    const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(failure);
    if (portTaken && fixedPort === undefined && attempt < PORT_ATTEMPTS) continue;
    // Backends of a killed PostgreSQL end by themselves when they notice.
    const orphans = /pre-existing shared memory block/.test(failure);
    if (!orphans || Date.now() - started > ORPHANS_TIMEOUT_MS) {
      throw new Error(explainPostgresFailure('PostgreSQL did not start', failure));
    }
    await sleep(200);
  }
}

/** Starts PostgreSQL; answers what it said when it gave up, `undefined` when it is ready. */
async function startOnce(
  cluster: Cluster,
  port: number,
  log: (message: string) => void,
): Promise<string | undefined> {
  const { folder, account } = cluster;
  const logFile = logFileOf(cluster);
  boundLog(logFile);
  const handle = openLog(cluster.dataDir, logFile);
  const offset = statSync(logFile).size;
  const child = spawnInFolder(
    cluster.binaries.postgres,
    (path) => [
      ...['-D', path, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'logging_collector=off', '-c', folderMarker(folder)],
    ],
    // A session of its own: a terminal's Ctrl-C is for Florin, which still has requests to finish.
    { folder, account, detached: true, stdio: ['ignore', handle, handle] },
  );
  closeSync(handle);
  child.unref();
  let ended = false;
  let notSpawned: Error | undefined;
  child.once('error', (error) => {
    notSpawned = error;
  });
  child.once('exit', () => {
    ended = true;
  });
  const isReady = () => {
    const postmaster = readPostmaster(folder);
    return postmaster?.pid === child.pid && postmaster?.status === 'ready';
  };
  const slow = setTimeout(() => log('PostgreSQL is recovering from a crash; this can take a while'), 5_000);
  const settled = await waitUntil(() => ended || notSpawned !== undefined || isReady(), READY_TIMEOUT_MS);
  clearTimeout(slow);
  if (notSpawned !== undefined) throw explainSpawnFailure(notSpawned);
  if (!settled)
    throw new Error(`PostgreSQL is not ready after ${READY_TIMEOUT_MS / 1000} s; see ${logFile}.`);
  return ended ? logSince(logFile, offset) : undefined;
}

/** Counts this process among the users, and answers how it leaves. Call it with the start lock held. */
function inUse(
  cluster: Cluster,
  port: number,
  url: string,
  log: (message: string) => void,
): EmbeddedPostgres {
  const use = tryLock(usersLockFile(cluster.dataDir), 'shared');
  if (use === undefined) throw new Error(`${usersLockFile(cluster.dataDir)} is locked by another program.`);
  const logFile = logFileOf(cluster);
  const logCheck = setInterval(() => boundLog(logFile), LOG_CHECK_MS);
  logCheck.unref();
  const runs = () => {
    const postmaster = readPostmaster(cluster.folder);
    return postmaster !== undefined && isRunning(postmaster.pid);
  };
  const supervisor = supervise(runs, () => startAgain(cluster, port, log), log);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    clearInterval(logCheck);
    await supervisor.end();
    const startLock = await lockStart(cluster.dataDir);
    try {
      use.release();
      const alone = tryLock(usersLockFile(cluster.dataDir), 'exclusive');
      if (alone === undefined) return;
      try {
        await stopPostmaster(cluster, log);
      } finally {
        alone.release();
      }
    } finally {
      startLock.release();
    }
  };
  return {
    url,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Starts a PostgreSQL that has died, for all who use it, unless one of them has done so already. */
async function startAgain(cluster: Cluster, port: number, log: (message: string) => void): Promise<void> {
  const startLock = await lockStart(cluster.dataDir);
  try {
    const joined = await joinRunning(cluster, () => {});
    if (joined === undefined) await startWithRetries(cluster, log, port);
    else if (joined !== port)
      throw new Error(`PostgreSQL runs on another port now (${joined}). Start Florin again.`);
  } finally {
    startLock.release();
  }
}

async function stopPostmaster({ folder }: Cluster, log: (message: string) => void): Promise<void> {
  const postmaster = readPostmaster(folder);
  if (postmaster === undefined) return;
  const { pid } = postmaster;
  if (whoseProcess(commandLineOf(pid), folder, folderMarker(folder)) !== 'ours') return;
  if (await shutDown(pid, FAST_SHUTDOWN_MS, IMMEDIATE_SHUTDOWN_MS)) return;
  log(`PostgreSQL (process ${pid}) is still stopping`);
}

function logFileOf({ dataDir }: Cluster): string {
  return join(dataDir, 'postgres.log');
}

/** A port that nobody listened on a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Makes the database unless it is there: a first start may have been killed before this. */
async function ensureDatabase(password: string, port: number): Promise<void> {
  const sql = postgres({
    ...{ host: '127.0.0.1', port, user: DATABASE_USER, password, database: 'postgres' },
    ...{ max: 1, ssl: false, connect_timeout: 10, fetch_types: false, prepare: false, onnotice: () => {} },
  });
  try {
    const found = await whenRecovered(() => sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`);
    if (found.length === 0) await sql`CREATE DATABASE ${sql(DATABASE)}`;
  } catch (cause) {
    throw new Error(
      `PostgreSQL runs on 127.0.0.1:${port}, but Florin cannot use it: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Repeats `work` while PostgreSQL, found running, still recovers from the crash of one of its processes. */
async function whenRecovered<T>(work: () => PromiseLike<T>): Promise<T> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (true) {
    try {
      return await work();
    } catch (error) {
      // While it starts anew it refuses connections, or drops those that it has just taken.
      const { code } = error as { code?: string };
      const recovering = code === CANNOT_CONNECT_NOW || code === 'ECONNRESET';
      if (!recovering || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
