import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The process of a Florin's own PostgreSQL, and where it is reached. */
export async function postmasterOf(dataDir: string): Promise<{ pid: number; url: string }> {
  const lines = (await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const password = (await readFile(path.join(dataDir, 'postgres.password'), 'utf8')).trim();
  return { pid: Number(lines[0]), url: `postgres://florin:${password}@127.0.0.1:${lines[3]}/florin` };
}
