import { createWriteStream, existsSync, mkdtempSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveError, checkArchive } from '../archive.ts';
import {
  type BackupManifest,
  backupFormat,
  backupFormatVersion,
  clusterName,
  machine,
  passwordName,
} from './backup.ts';
import { withoutUsers } from './embedded.ts';
import { accountForPostgres, giveTo, giveToOwnerOf } from './embedded-account.ts';
import { MAJOR_VERSION, syncCluster, UNFINISHED } from './embedded-cluster.ts';

export type Restored = {
  manifest: BackupManifest;
  /** Where the data is now that was there before; undefined where there was none. */
  replaced: string | undefined;
};

/**
 * Puts the data of a backup in the place of `<dataDir>/postgres`, once all of it is there and is what was written. Data that is
 * there already is put aside where it is to be replaced, never thrown away.
 *
 * @throws Error that says what is wrong: the archive, a process that uses the folder, data that is there
 */
export async function restoreBackup(
  dataDir: string,
  archive: string,
  { replace }: { replace: boolean },
): Promise<Restored> {
  return withoutUsers(dataDir, async () => {
    const folder = path.join(dataDir, clusterName);
    const password = path.join(dataDir, passwordName);
    if (!replace && (existsSync(folder) || existsSync(password))) {
      throw new Error(
        `There is a database in ${folder}. Set another FLORIN_DATA_DIR, or give --force to put it aside.`,
      );
    }
    // What a restore that was killed leaves behind is removed with the next start, by this name.
    const unfinished = mkdtempSync(path.join(dataDir, UNFINISHED));
    try {
      const manifest = await unpack(archive, unfinished);
      const cluster = path.join(unfinished, clusterName);
      const account = accountForPostgres(dataDir, folder);
      if (account) giveTo(account, cluster);
      await syncCluster(cluster, account);
      const replaced = await putAside([folder, password]);
      await rename(cluster, folder);
      await rename(path.join(unfinished, passwordName), password);
      giveToOwnerOf(dataDir, password);
      return { manifest, replaced };
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

/** Writes an archive's files below a folder. */
async function unpack(archive: string, to: string): Promise<BackupManifest> {
  const found = await checkArchive(archive, async (name, content) => {
    const file = path.join(to, placeOf(archive, name));
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(content), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  });
  const manifest = found as unknown as BackupManifest;
  if (manifest.format !== backupFormat || manifest.format_version !== backupFormatVersion) {
    throw new ArchiveError(`${archive} is no backup that this Florin reads (${manifest.format}).`);
  }
  if (manifest.postgres_version !== MAJOR_VERSION || manifest.machine !== machine) {
    throw new ArchiveError(
      `${archive} is of PostgreSQL ${manifest.postgres_version} on ${manifest.machine}, this is ${MAJOR_VERSION} on ${machine}. Export its organizations there, and import them here.`,
    );
  }
  for (const name of manifest.folders) {
    await mkdir(path.join(to, placeOf(archive, `${clusterName}/${name}`)), { recursive: true, mode: 0o700 });
  }
  const version = path.join(to, clusterName, 'PG_VERSION');
  if (!existsSync(version) || !existsSync(path.join(to, passwordName))) {
    throw new ArchiveError(`${archive} lacks the database or its password.`);
  }
  return manifest;
}

/** @throws ArchiveError where a name leads elsewhere */
function placeOf(archive: string, name: string): string {
  const isPlain = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (isPlain && (name === passwordName || name.startsWith(`${clusterName}/`))) return name;
  throw new ArchiveError(`${archive} has ${name}, which is no part of a backup.`);
}

/** Renames what is there of some files. Answers the first's new name, undefined where it was not there. */
async function putAside(files: readonly string[]): Promise<string | undefined> {
  const suffix = `.replaced-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const there = files.filter((file) => existsSync(file));
  for (const file of there) await rename(file, `${file}${suffix}`);
  const [first] = there;
  return first && `${first}${suffix}`;
}
