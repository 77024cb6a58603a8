import { access, constants } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { schemaVersions } from '../platform/postgres/migrate.ts';
import { type Config, ConfigError, readConfig } from '../server/config.ts';
import { openDatabase } from '../server/start.ts';
import type { Command } from './command.ts';

/** What was looked at, whether it is well, and what to do where it is not. */
type Check = { name: string; ok: boolean; message: string };

const oldestNode = [22, 18] as const;

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Look at what Florin needs to run, and say what to do about what is missing',
  options: {},
  async run() {
    const checks = [checkNode(), ...(await checkConfigured())];
    const ok = checks.every((check) => check.ok);
    return {
      json: { ok, checks },
      lines: [
        ...checks.map((check) => `${check.ok ? 'ok      ' : 'PROBLEM '}${check.name}: ${check.message}`),
        ok ? 'All is well.' : 'Florin will not run well before the problems are mended.',
      ],
      exitCode: ok ? 0 : 1,
    };
  },
};

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  const ok = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const advice = ok ? '' : ` Install Node ${oldestNode.join('.')} or newer.`;
  return { name: 'node', ok, message: `This is Node ${process.versions.node}.${advice}` };
}

async function checkConfigured(): Promise<Check[]> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ name: 'environment', ok: false, message: error.message }];
  }
  const checks = [await checkPort(config)];
  if (!config.databaseUrl) {
    const folder = await checkDataFolder(config);
    checks.push(folder);
    if (!folder.ok) return checks;
  }
  return [...checks, await checkDatabase(config)];
}

async function checkPort({ port, host }: Config): Promise<Check> {
  const failure = await tryToListen(port, host);
  if (failure === undefined) return { name: 'port', ok: true, message: `${host}:${port} is free.` };
  if (failure === 'EADDRINUSE') {
    return (await isFlorin(port, host))
      ? { name: 'port', ok: true, message: `Florin serves at ${host}:${port}.` }
      : { name: 'port', ok: false, message: `Another program has ${host}:${port}. Stop it, or set PORT.` };
  }
  const advice =
    failure === 'EACCES' ? 'Set PORT to one above 1023.' : 'Set HOST to an address of this machine.';
  return {
    name: 'port',
    ok: false,
    message: `${host}:${port} cannot be listened on (${failure}). ${advice}`,
  };
}

/** Undefined where it works, else the code of what went wrong. */
function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isFlorin(port: number, host: string): Promise<boolean> {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/openapi/florin.json`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const document = (await response.json()) as { openapi?: unknown };
    return response.ok && document.openapi !== undefined;
  } catch {
    return false;
  }
}

/** The folder itself, or, before the first start, the nearest above it that is there. */
async function checkDataFolder({ dataDir }: Config): Promise<Check> {
  const name = 'data folder';
  for (let folder = dataDir; ; folder = path.dirname(folder)) {
    try {
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
      const message = folder === dataDir ? `${dataDir} can be written.` : `${dataDir} will be made.`;
      return { name, ok: true, message };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && folder !== path.dirname(folder)) continue;
      const reason = code === 'ENOTDIR' ? 'is no folder' : 'cannot be written by this account';
      return { name, ok: false, message: `${folder} ${reason}. Mend that, or set FLORIN_DATA_DIR.` };
    }
  }
}

async function checkDatabase(config: Config): Promise<Check> {
  const name = 'database';
  if (!config.databaseUrl && !(await exists(path.join(config.dataDir, 'postgres')))) {
    return { name, ok: true, message: 'There is none yet; the first start makes it.' };
  }
  try {
    const { pool, close } = await openDatabase(config, () => {});
    try {
      const [row] = await pool<{ version: string }[]>`select current_setting('server_version') as version`;
      const { current, newest } = await schemaVersions(pool);
      const found = `PostgreSQL ${row?.version}, schema version ${current} of ${newest}.`;
      if (current > newest) {
        return {
          name,
          ok: false,
          message: `${found} A newer Florin made it: start that, or restore a backup.`,
        };
      }
      return { name, ok: true, message: current < newest ? `${found} The next start migrates it.` : found };
    } finally {
      await close();
    }
  } catch (error) {
    return { name, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
