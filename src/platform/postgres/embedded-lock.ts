import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const SQLITE_BUSY = 5;
const RETRY_MS = 20;

/** A lock held by this process; the kernel drops it when the process ends, however it ends. */
export type FileLock = { release(): void };

/**
 * Makes the file for `tryLock` unless it is there. A file that is there is not opened: closing it again would
 * drop the locks that this very process holds on it.
 *
 * @throws Error with a `code` when this account may not write it.
 */
export function createLockFile(file: string): void {
  if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  else writeFileSync(file, '', { mode: 0o600, flag: 'a' });
}

/**
 * Takes a lock on `file` (from `createLockFile`) or answers `undefined` at once when another holder excludes
 * it. Any number may hold it `shared`; `exclusive` is alone.
 *
 * Node has no file locks of its own; SQLite's are the operating system's. Nothing is ever written to the
 * file. A lock file with a process id in it would need guessing whether that process still lives.
 */
export function tryLock(file: string, mode: 'shared' | 'exclusive'): FileLock | undefined {
  const database = new DatabaseSync(file);
  try {
    // A journal file would need space on the disk, and stay behind after a kill.
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec(mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN');
    // A plain BEGIN locks nothing until the first read, and then until the transaction ends.
    if (mode === 'shared') database.prepare('SELECT count(*) FROM sqlite_master').get();
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/** Like `tryLock`, but waits; `undefined` when `timeoutMs` have passed. */
export async function waitForLock(
  file: string,
  mode: 'shared' | 'exclusive',
  timeoutMs: number,
): Promise<FileLock | undefined> {
  const deadline = Date.now() + timeoutMs;
  while (true) {
    const lock = tryLock(file, mode);
    if (lock !== undefined || Date.now() > deadline) return lock;
    await sleep(RETRY_MS);
  }
}
