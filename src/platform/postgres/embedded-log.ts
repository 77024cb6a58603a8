import { closeSync, copyFileSync, openSync, readSync, rmSync, statSync, truncateSync } from 'node:fs';
import { giveToOwnerOf } from './embedded-account.ts';

const LARGEST_LOG_BYTES = 8 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;

/** Opens PostgreSQL's log for appending; a cut to nothing does not disturb who has it open so. */
export function openLog(dataDir: string, file: string): number {
  const handle = openSync(file, 'a', 0o600);
  giveToOwnerOf(dataDir, file);
  return handle;
}

/**
 * Keeps the log and one predecessor (`.1`), each of at most 8 MiB or what a minute brings beyond. Where the disk has no room for
 * the predecessor the log stays as it is: it cannot grow there either.
 */
export function boundLog(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= LARGEST_LOG_BYTES) return;
  const predecessor = `${file}.1`;
  try {
    copyFileSync(file, predecessor);
  } catch {
    rmSync(predecessor, { force: true });
    return;
  }
  truncateSync(file);
}

/** What was written to the log since it had `offset` bytes, the last 8 KiB of it. */
export function logSince(file: string, offset: number): string {
  const { size } = statSync(file);
  const start = Math.max(Math.min(offset, size), size - TAIL_BYTES);
  const buffer = Buffer.alloc(size - start);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, buffer, 0, buffer.length, start);
  } finally {
    closeSync(handle);
  }
  return buffer.toString('utf8');
}
