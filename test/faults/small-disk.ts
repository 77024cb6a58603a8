import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A disk of a few megabytes, in memory, which only the process that is launched on it has, with what that starts. */
export type SmallDisk = {
  /** Where that process finds it. */
  folder: string;
  /** The command line that becomes another with the disk there; it needs no privileges where the system lets anybody do so. */
  launcher: string[];
  /** Where everybody else finds it while that process runs. */
  seenFrom(pid: number): string;
  /** Call it once nobody uses the disk any more: it would be taken from them. */
  remove(): Promise<void>;
};

/** Makes such a disk, or answers why it cannot be made here. */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk | string> {
  if (process.platform !== 'linux') return 'a small disk is made on Linux only';
  const mount = `mount -t tmpfs -o size=${megabytes}m,mode=0700 florin "$0"`;
  const { uid, gid } = os.userInfo();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'florin-small-disk-'));
  const launcher =
    uid === 0
      ? ['unshare', '--mount', '--', 'sh', '-c', `${mount} && exec "$@"`, folder]
      : [
          ...['unshare', '--user', '--map-root-user', '--mount', '--', 'sh', '-c'],
          // PostgreSQL refuses to be root, be it in name only.
          `${mount} && exec unshare --user --map-user=${uid} --map-group=${gid} -- "$@"`,
          folder,
        ];
  const [command = '', ...rest] = [...launcher, 'true'];
  const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  if (status === 0) {
    return {
      folder,
      launcher,
      seenFrom: (pid) => path.join(`/proc/${pid}/root`, folder),
      remove: () => rmdir(folder),
    };
  }
  await rmdir(folder);
  return `a small disk cannot be made here: ${stderr?.trim() || `no ${command}`}`;
}

/** Takes what is left on the disk of a folder, but for so many bytes. Answers how it is given back. */
export function fillDisk(folder: string, sparedBytes: number): () => Promise<void> {
  const file = path.join(folder, 'filler');
  const handle = openSync(file, 'a');
  for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    const chunk = Buffer.alloc(bytes, 'florin');
    try {
      for (;;) writeSync(handle, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  ftruncateSync(handle, fstatSync(handle).size - sparedBytes);
  closeSync(handle);
  return () => rm(file);
}
