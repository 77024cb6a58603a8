import {
  lchownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Who PostgreSQL runs as, when it may not run as we do: it refuses to be root. */
export type Account = { uid: number; gid: number };

/** Unprivileged accounts to run PostgreSQL as, best first; every Linux and macOS has one of them. */
const PREFERRED_ACCOUNTS = ['postgres', '_postgres', 'nobody', 'daemon'];

/**
 * The account to run PostgreSQL as, or `undefined` when it is our own. Only root needs another one: the
 * owner of the data that is there, else the owner of the data folder (so that this person can run Florin
 * without root later), else an unprivileged system account.
 *
 * @throws Error when we are root and the machine has no other account.
 */
export function accountForPostgres(dataDir: string, cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = readPasswd();
  const clusterOwner = ownerOf(cluster);
  if (clusterOwner !== undefined && clusterOwner.uid !== 0) return clusterOwner;
  const folderOwner = ownerOf(dataDir);
  // initdb refuses a user id that has no name.
  if (folderOwner !== undefined && folderOwner.uid !== 0 && hasName(passwd, folderOwner.uid))
    return folderOwner;
  const account = unprivilegedAccount(passwd);
  if (account === undefined) {
    throw new Error(
      `PostgreSQL refuses to run as root, and /etc/passwd names no unprivileged account (looked for ${PREFERRED_ACCOUNTS.join(', ')}). Run Florin as another user, or set DATABASE_URL.`,
    );
  }
  return account;
}

/** The first of the preferred accounts that `/etc/passwd` (its text) names with a usable, non-root id. */
export function unprivilegedAccount(passwd: string): Account | undefined {
  const accounts = new Map<string, Account>();
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && Number(uid) > 0 && Number(gid) > 0)
      accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return PREFERRED_ACCOUNTS.map((name) => accounts.get(name)).find((account) => account !== undefined);
}

/** Whether `account` may enter every folder above `path`, and open `path` itself. */
export function canReach(path: string, account: Account): boolean {
  const real = realpathSync(path);
  const isFolder = statSync(real).isDirectory();
  for (let folder = isFolder ? real : dirname(real); ; folder = dirname(folder)) {
    if (!mayEnter(statSync(folder), account)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayEnter(folder: Stats, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/**
 * Gives `path`, with all that is in it, to `account`.
 *
 * @throws Error when we are root in name only.
 */
export function giveTo(account: Account, path: string): void {
  try {
    lchownSync(path, account.uid, account.gid);
  } catch (cause) {
    throw new Error(
      `PostgreSQL refuses to run as root, and this process may not give ${path} to another account (a container without CAP_CHOWN, or a file system without owners?). Run Florin as another user, or set DATABASE_URL.`,
      { cause },
    );
  }
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(account, join(path, name));
}

/**
 * As root, gives a file that we made in `folder` to the folder's owner: a start without root must be able
 * to open it later.
 */
export function giveToOwnerOf(folder: string, file: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(folder);
  if (statSync(file).uid !== owner.uid) lchownSync(file, owner.uid, owner.gid);
}

function ownerOf(path: string): Account | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { uid: stats.uid, gid: stats.gid };
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

function hasName(passwd: string, uid: number): boolean {
  return passwd.split('\n').some((line) => line.split(':')[2] === String(uid));
}
