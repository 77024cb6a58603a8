import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;
const MARKER = 'florin.folder';

/** What PostgreSQL writes of itself into its data directory while it runs. */
export type Postmaster = { pid: number; port: number; status: string };

/** Reads `postmaster.pid`; `undefined` when there is none, or it is not written whole yet. */
export function readPostmaster(folder: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return parsePostmaster(text);
}

/** Lines: process id, data directory, start time, port, socket folder, address, shared memory, status. */
export function parsePostmaster(text: string): Postmaster | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: lines[7]?.trim() ?? '' };
}

/** Whether a process id is in use, be it by a process that has ended and only lacks a parent to notice. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Whether a process runs. One that has ended, but whose parent has not noticed, does not; where process 1 is
 * no init (a container), that may be so for ever.
 */
export function isRunning(pid: number): boolean {
  if (!isTaken(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/**
 * The setting that marks a PostgreSQL as the one of this very folder. Not the path: a copied data folder
 * has a `postmaster.pid` that names the original's process, and a moved one is still the same.
 */
export function folderMarker(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${MARKER}=${dev}-${ino}`;
}

/**
 * Whether the process that a `postmaster.pid` names is this folder's PostgreSQL, from its command line:
 * `ours`, or `foreign` (on our folder, but not started by Florin), or `unrelated` (the file is stale and
 * another process has the number now, or the folder is a copy).
 */
export function whoseProcess(
  commandLine: readonly string[],
  folder: string,
  marker: string,
): 'ours' | 'foreign' | 'unrelated' {
  if (commandLine.includes(marker)) return 'ours';
  if (!/^(postgres|postmaster)\b/.test(basename(commandLine[0] ?? ''))) return 'unrelated';
  if (commandLine.some((argument) => argument.startsWith(`${MARKER}=`))) return 'unrelated';
  return commandLine.some((argument) => argument.includes(folder)) ? 'foreign' : 'unrelated';
}

/** A process's arguments; empty when it is gone. */
export function commandLineOf(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // Splitting at spaces breaks paths that hold one; the marker and the program's name hold none.
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

/** Waits until the process has ended; `false` when `timeoutMs` pass first. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  return waitUntil(() => !isRunning(pid), timeoutMs);
}

/** Asks every few milliseconds until `condition` holds; `false` when `timeoutMs` pass first. */
export async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Ends a PostgreSQL: connections are cut, open transactions roll back, data is flushed. When that takes
 * longer than `fastMs`, without the flush (the next start replays the log; nothing committed is lost).
 *
 * @returns whether it has ended.
 */
export async function shutDown(pid: number, fastMs: number, immediateMs: number): Promise<boolean> {
  if (!signal(pid, 'SIGINT') || (await waitForEnd(pid, fastMs))) return true;
  if (!signal(pid, 'SIGQUIT')) return true;
  return waitForEnd(pid, immediateMs);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
