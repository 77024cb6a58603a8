import { randomBytes } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Transform, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ArchivePart, type ArchiveWriter, writeArchive } from '../archive.ts';
import { connectBeside, type Database, type Pool } from './database.ts';

export const backupFormat = 'florin-backup';
/** Counts up where an archive is laid out otherwise. */
export const backupFormatVersion = 1;

/** What a backup says of itself. */
export type BackupManifest = {
  format: typeof backupFormat;
  format_version: number;
  /** Whatever was committed by then is in it. */
  moment: string;
  /** Data files are of one major version of PostgreSQL, and of one kind of machine. */
  postgres_version: string;
  machine: string;
  /** Folders below the data directory, which may be empty. */
  folders: string[];
  parts: ArchivePart[];
};

export const machine = `${process.platform}-${process.arch}`;

/** The names in an archive of the data directory, and of the password beside it. */
export const clusterName = 'postgres';
export const passwordName = 'postgres.password';

const chunkBytes = 256 * 1024;
/** A connection that is not used would be closed, and the backup with it. */
const wakeMilliseconds = 10_000;

/** What PostgreSQL makes anew when it starts, or what is of the one that runs. */
const madeAnew = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
]);
const leftOut =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles|backup_manifest|pg_internal\.init\S*|pgsql_tmp.*)$/;
const controlFile = 'global/pg_control';

/**
 * Writes a backup of the PostgreSQL whose data is in `<dataDir>/postgres`, while it is at work: its files as they are, and the
 * log of what changed meanwhile, by which they become what they were at the end.
 *
 * @throws Error where the output cannot be written, or PostgreSQL ends
 */
export async function backUp(
  pool: Pool,
  dataDir: string,
  output: Writable,
  settings: { through?: Transform; onProgress?(done: number, total: number): void },
): Promise<BackupManifest> {
  const folder = path.join(dataDir, clusterName);
  const connection = connectBeside(pool);
  const wake = setInterval(() => void connection`select 1`.catch(() => {}), wakeMilliseconds);
  const archive = writeArchive(output, {
    spoolFolder: dataDir,
    moment: new Date(),
    through: settings.through,
  });
  try {
    await beginBackup(connection);
    const parts = await addDataFiles(archive, folder, settings.onProgress);
    const { label, moment, last } = await endBackup(connection);
    const labelFile = Buffer.from(label);
    parts.push(await archive.add(`${clusterName}/backup_label`, labelFile.length, [labelFile]));
    parts.push(...(await addLog(archive, folder, firstOfLabel(label), last)));
    const password = await readFile(path.join(dataDir, passwordName));
    parts.push(await archive.add(passwordName, password.length, [password]));
    const manifest: BackupManifest = {
      format: backupFormat,
      format_version: backupFormatVersion,
      moment: moment.toISOString(),
      postgres_version: (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim(),
      machine,
      folders: await foldersOf(folder),
      parts,
    };
    await archive.finish(manifest);
    return manifest;
  } catch (error) {
    archive.abort(error as Error);
    throw error;
  } finally {
    clearInterval(wake);
    await connection.end({ timeout: 1 });
  }
}

/** From here on the log is kept: by a slot that is gone with the connection. */
async function beginBackup(connection: Database): Promise<void> {
  const name = `florin_backup_${randomBytes(6).toString('hex')}`;
  await connection`select pg_create_physical_replication_slot(${name}, true, true)`;
  await connection`select pg_backup_start('florin', true)`;
}

/** @returns what recovery starts by, the log's last file, and a moment: whatever was committed by then is in the log up to there */
async function endBackup(connection: Database): Promise<{ label: string; moment: Date; last: string }> {
  const [clock] = await connection<{ moment: Date }[]>`select clock_timestamp() as moment`;
  const [row] = await connection<{ label: string; last: string; tablespaces: string | null }[]>`
    select labelfile as label, pg_walfile_name(lsn) as last, spcmapfile as tablespaces from pg_backup_stop(false)`;
  if (!clock || !row) throw new Error('PostgreSQL did not end the backup.');
  if (row.tablespaces) {
    throw new Error('The database has tablespaces outside of its folder. Back it up with pg_basebackup.');
  }
  return { label: row.label, last: row.last, moment: clock.moment };
}

function firstOfLabel(label: string): string {
  const [, first] = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/m.exec(label) ?? [];
  if (first === undefined) throw new Error(`PostgreSQL's backup label is not understood: ${label}`);
  return first;
}

async function addDataFiles(
  archive: ArchiveWriter,
  folder: string,
  onProgress: ((done: number, total: number) => void) | undefined,
): Promise<ArchivePart[]> {
  const files = await dataFiles(folder, '');
  const parts: ArchivePart[] = [];
  for (const [index, name] of files.entries()) {
    const part = await addFile(archive, folder, name);
    if (part) parts.push(part);
    onProgress?.(index + 1, files.length);
  }
  // The last, as PostgreSQL's own backups have it.
  const control = await readSettled(path.join(folder, controlFile));
  parts.push(await archive.add(`${clusterName}/${controlFile}`, control.length, [control]));
  return parts;
}

/** The files to back up, below the data directory. */
async function dataFiles(folder: string, below: string): Promise<string[]> {
  const names: string[] = [];
  const entries = await readdir(path.join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const name = path.posix.join(below, entry.name);
    if (leftOut.test(entry.name) || name === controlFile) continue;
    if (entry.isSymbolicLink()) {
      throw new Error(`${path.join(folder, name)} leads elsewhere. Back the database up with pg_basebackup.`);
    }
    if (!entry.isDirectory()) names.push(name);
    else if (!madeAnew.has(name)) names.push(...(await dataFiles(folder, name)));
  }
  return names;
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isDirectory() && !leftOut.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !madeAnew.has(path.dirname(name)) || name.startsWith('pg_wal/'))
    .sort();
}

/** Adds a file with as many bytes as it has now. One that is gone was dropped: the log says so. */
async function addFile(
  archive: ArchiveWriter,
  folder: string,
  name: string,
): Promise<ArchivePart | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path.join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    async function* content() {
      for (let at = 0; at < size; ) {
        const chunk = Buffer.alloc(Math.min(chunkBytes, size - at));
        // Of one that was cut off meanwhile the rest is zeros: the log says so, too.
        await file.read(chunk, 0, chunk.length, at);
        at += chunk.length;
        yield chunk;
      }
    }
    return await archive.add(`${clusterName}/${name}`, size, content());
  } finally {
    await file.close();
  }
}

/** A small file that PostgreSQL may be writing just now. */
async function readSettled(file: string): Promise<Buffer> {
  for (let before = await readFile(file); ; ) {
    await sleep(5);
    const now = await readFile(file);
    if (now.equals(before)) return now;
    before = now;
  }
}

/** Adds the log from one file to another. */
async function addLog(
  archive: ArchiveWriter,
  folder: string,
  first: string,
  last: string,
): Promise<ArchivePart[]> {
  const names = (await readdir(path.join(folder, 'pg_wal')))
    .filter(
      (name) => name.endsWith('.history') || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last),
    )
    .sort();
  if (!names.includes(first) || !names.includes(last)) {
    throw new Error(`PostgreSQL's log lacks ${names.includes(first) ? last : first}.`);
  }
  const parts: ArchivePart[] = [];
  for (const name of names) {
    const part = await addFile(archive, folder, `pg_wal/${name}`);
    if (part) parts.push(part);
  }
  return parts;
}
