import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from '../../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';

type Running = { url: string; stop(): Promise<void> };

/** A PostgreSQL of its own with a streaming replica of it, each started out of a folder. */
export type Replicated = {
  primaryUrl: string;
  replicaUrl: string;
  stopReplica(): Promise<void>;
  /** Starts it again, at an address of its own. */
  startReplica(): Promise<string>;
  stop(): Promise<void>;
};

export async function startReplicated(): Promise<Replicated> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'florin-replicated-'));
  const primaryDir = path.join(folder, 'primary');
  const replicaDir = path.join(folder, 'replica');
  const primary = await startEmbeddedPostgres({ dataDir: primaryDir, log: () => {} });
  await copyBase(primary.url, primaryDir, replicaDir);
  const start = () => startEmbeddedPostgres({ dataDir: replicaDir, log: () => {} });
  let replica: Running | undefined = await start();
  const stopReplica = async () => {
    await replica?.stop();
    replica = undefined;
  };
  return {
    primaryUrl: primary.url,
    replicaUrl: replica.url,
    stopReplica,
    async startReplica() {
      replica = await start();
      return replica.url;
    },
    async stop() {
      await stopReplica();
      await primary.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A base backup, by the means that every PostgreSQL has, made ready to follow. */
async function copyBase(url: string, from: string, to: string): Promise<void> {
  const pool = connect(url, { connections: 1 });
  const cluster = path.join(to, 'postgres');
  await pool`select pg_backup_start('replica', fast => true)`;
  cpSync(from, to, {
    recursive: true,
    filter: (source) => existsSync(source) && !/postmaster\.(pid|opts)$|\.lock$|postgres\.log$/.test(source),
  });
  const [stopped] = await pool<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`;
  await pool.end();
  rmSync(path.join(cluster, 'backup_label'), { force: true });
  writeFileSync(path.join(cluster, 'backup_label'), stopped?.labelfile ?? '');
  writeFileSync(path.join(cluster, 'standby.signal'), '');
  const { hostname, port, username, password } = new URL(url);
  const follow = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
  writeFileSync(path.join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${follow}'\n`);
}
