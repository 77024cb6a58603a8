import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { createGzip, type Gzip } from 'node:zlib';
import { CommandError } from './command.ts';

/** Where a command writes an archive, and what the archive is compressed with: as the file's name ends. */
export type NewFile = { output: Writable; through: Gzip | undefined; folder: string };

/**
 * Writes a file that nobody else may read, whole or not at all: until `write` is done it has another name.
 *
 * @returns how many bytes it has
 * @throws CommandError where it is there already; nothing is overwritten
 */
export async function writeNewFile(file: string, write: (to: NewFile) => Promise<void>): Promise<number> {
  const folder = path.dirname(path.resolve(file));
  const unfinished = path.join(folder, `.${path.basename(file)}.${randomBytes(4).toString('hex')}`);
  if (await stat(file).catch(() => undefined)) {
    throw new CommandError('file_exists', `${file} is there already. Name another with --out.`);
  }
  const handle = await open(unfinished, 'wx', 0o600);
  try {
    const through = file.endsWith('.gz') ? createGzip() : undefined;
    await write({ output: handle.createWriteStream({ flush: true }), through, folder });
    await rename(unfinished, file);
    await syncFolder(folder);
    return (await stat(file)).size;
  } finally {
    await handle.close();
    await rm(unfinished, { force: true });
  }
}

/** Makes the name outlive a power failure, as its content does. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A moment as it may stand in a file's name. */
export function momentName(moment: Date): string {
  return moment
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
}
