import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, accountForPostgres, canReach, giveTo, giveToOwnerOf } from './embedded-account.ts';
import { type Binaries, findBinaries } from './embedded-binaries.ts';

export const DATABASE_USER = 'florin';
export const MAJOR_VERSION = '18';
/** How the names begin of what is not whole yet; the next start removes it. */
export const UNFINISHED = 'postgres.new-';

/** Where the data is, whom PostgreSQL runs as, and which programs it is. */
export type Cluster = {
  dataDir: string;
  /** `<dataDir>/postgres`, the data directory of PostgreSQL itself. */
  folder: string;
  account: Account | undefined;
  binaries: Binaries;
  /** Of the superuser `florin`; kept in `<dataDir>/postgres.password`. */
  password: string;
};

/**
 * What a new cluster's postgresql.conf says; an operator may change it there. Every durability setting is
 * PostgreSQL's default (fsync, full_page_writes, synchronous_commit: on). Statements stay out of the log:
 * they may carry personal data, and the program that sent them gets the error anyway.
 */
const NEW_CLUSTER_SETTINGS = {
  shared_buffers: '128MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/**
 * Finds the cluster in `dataDir`, or makes it. Call it only with the start lock held.
 *
 * @throws Error that says what to do: a foreign owner, another major version, a lost password, a full disk.
 */
export async function openCluster(dataDir: string, log: (message: string) => void): Promise<Cluster> {
  const folder = join(dataDir, 'postgres');
  const account = accountForPostgres(dataDir, folder);
  const exists = existsSync(join(folder, 'PG_VERSION'));
  const password = readPassword(dataDir, exists);
  const cluster = { dataDir, folder, account, binaries: findBinaries(account), password };
  removeUnfinished(dataDir);
  if (exists) {
    checkExisting(cluster);
  } else {
    log(`creating a PostgreSQL database in ${folder}`);
    await createCluster(cluster);
  }
  return cluster;
}

function checkExisting({ folder, account }: Cluster): void {
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new Error(
      `${folder} was written by PostgreSQL ${version}; this Florin brings PostgreSQL ${MAJOR_VERSION}. Move the data with pg_dump, or use another FLORIN_DATA_DIR.`,
    );
  }
  const { uid: owner, mode } = statSync(folder);
  if (account !== undefined && owner === 0) {
    // Copied or restored by root: PostgreSQL takes data of its own account only.
    giveTo(account, folder);
  } else if (account === undefined && owner !== process.getuid?.()) {
    throw new Error(`${folder} belongs to user id ${owner}; start Florin as that user.`);
  }
  // A copy made under the usual umask; PostgreSQL insists.
  if ((mode & 0o027) !== 0) chmodSync(folder, 0o700);
}

function readPassword(dataDir: string, clusterExists: boolean): string {
  const file = join(dataDir, 'postgres.password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (clusterExists) {
    throw new Error(
      `${file} is missing; it holds the password of the database in ${join(dataDir, 'postgres')}. Restore it, or move that folder away to begin with an empty database.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, `${password}\n`, { mode: 0o600 });
  giveToOwnerOf(dataDir, unfinished);
  syncToDisk(unfinished);
  renameSync(unfinished, file);
  return password;
}

/** What a start that was killed left behind. Its initdb may still be writing; a later start removes that. */
function removeUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(UNFINISHED)) continue;
    try {
      rmSync(join(dataDir, name), { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
    }
  }
}

/** Makes the cluster beside its place and moves it there when it is whole and on disk. */
async function createCluster(cluster: Cluster): Promise<void> {
  const { dataDir, folder, account } = cluster;
  const unfinished = mkdtempSync(join(dataDir, UNFINISHED));
  try {
    if (account) giveTo(account, unfinished);
    await runInitdb(cluster, unfinished);
    renameSync(unfinished, folder);
    syncToDisk(dataDir);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function runInitdb(cluster: Cluster, folder: string): Promise<void> {
  const passwordFile = openForAccount(cluster);
  try {
    const settings = Object.entries(NEW_CLUSTER_SETTINGS).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const child = spawnInFolder(
      cluster.binaries.initdb,
      (path) => [
        ...['-D', path, '-U', DATABASE_USER, '--pwfile=/dev/fd/3', '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...settings,
      ],
      { folder, account: cluster.account, stdio: ['ignore', 'pipe', 'pipe', passwordFile] },
    );
    const { code, output } = await collect(child);
    if (code !== 0)
      throw new Error(explainPostgresFailure('PostgreSQL could not create its data folder', output));
  } finally {
    closeSync(passwordFile);
  }
}

/** Makes every file of a data directory survive a power failure. */
export async function syncCluster(folder: string, account: Account | undefined): Promise<void> {
  const child = spawnInFolder(findBinaries(account).initdb, (path) => ['--sync-only', '-D', path], {
    folder,
    account,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, output } = await collect(child);
  if (code !== 0) throw new Error(explainPostgresFailure('The data folder could not be written', output));
}

/** The password as an open file without a name, which `account` may read although it owns no path to it. */
function openForAccount({ dataDir, account, password }: Cluster): number {
  const file = join(dataDir, `postgres.password.${randomBytes(6).toString('hex')}`);
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  try {
    if (account) giveTo(account, file);
    return openSync(file, 'r');
  } finally {
    unlinkSync(file);
  }
}

/**
 * Starts a PostgreSQL program as the right account with `folder` as its data directory. `args` gets the path
 * to name the folder by.
 *
 * Where the account may not enter a folder above (root's 0700 home), the working directory, which is set
 * while we are still root, carries it there: Linux resolves /proc/self/cwd without a look at the parents.
 */
export function spawnInFolder(
  program: string,
  args: (path: string) => string[],
  {
    folder,
    account,
    ...options
  }: { folder: string; account: Account | undefined } & Pick<SpawnOptions, 'stdio' | 'detached'>,
): ChildProcess {
  const reachable = account === undefined || canReach(folder, account);
  if (!reachable && process.platform !== 'linux') {
    throw new Error(
      `PostgreSQL cannot run as root, and user id ${account.uid} cannot enter the folders above ${folder}. Set FLORIN_DATA_DIR to a folder under one that every account can enter, or run Florin as another user.`,
    );
  }
  try {
    return spawn(program, args(reachable ? folder : '/proc/self/cwd'), {
      ...options,
      ...account,
      cwd: folder,
      env: postgresEnvironment(),
    });
  } catch (error) {
    throw explainSpawnFailure(error);
  }
}

/** Nothing of ours: Florin's environment holds secrets, and PG* variables would change what PostgreSQL does. */
function postgresEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of ['PATH', 'LD_LIBRARY_PATH']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function collect(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => reject(explainSpawnFailure(error)));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Why a PostgreSQL program did not even start, in words that help. */
export function explainSpawnFailure(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reasons: Record<string, string> = {
    EPERM:
      'PostgreSQL refuses to run as root, and this process may not switch to another account (a container without CAP_SETUID?). Run Florin as another user, or set DATABASE_URL.',
    EACCES:
      'PostgreSQL’s program may not be executed here (a file system mounted noexec?). Install Florin elsewhere, or set DATABASE_URL.',
    ENOENT:
      'PostgreSQL’s program does not run on this system: it needs the GNU C library (Alpine has another). Set DATABASE_URL to a PostgreSQL 15 or newer.',
  };
  return new Error(reasons[String(code)] ?? `PostgreSQL did not start: ${error}`, { cause: error });
}

/** One message from what PostgreSQL printed before it gave up: the known cause first, then its own words. */
export function explainPostgresFailure(what: string, output: string): string {
  const causes: [RegExp, string][] = [
    [/No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes/, 'the disk is full'],
    [
      /effective user ID \d+: user does not exist/,
      'this user id has no entry in /etc/passwd, which initdb needs; set DATABASE_URL or run as a named user',
    ],
    [
      /could not create shared memory segment|could not map anonymous shared memory/,
      'the machine or container has too little (shared) memory',
    ],
    [/Permission denied|Operation not permitted/, 'this account lacks permission for the data folder'],
    [/Read-only file system/, 'the data folder is on a read-only file system'],
    [
      /error while loading shared libraries|version `GLIBC/,
      'its libraries do not fit this system; set DATABASE_URL',
    ],
  ];
  const cause = causes.find(([pattern]) => pattern.test(output))?.[1];
  const lines = output.trim().split('\n').slice(-8).join('\n');
  return `${what}${cause === undefined ? '' : `: ${cause}`}.${lines === '' ? '' : `\n${lines}`}`;
}

/** Makes a file's content, or a folder's entries, survive a power failure. */
function syncToDisk(path: string): void {
  for (const each of [path, dirname(path)]) {
    const handle = openSync(each, 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}
