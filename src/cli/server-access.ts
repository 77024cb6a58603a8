import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createApiKey, selectApiKeys } from '../billing/api-keys/index.ts';
import { type Organization, selectOrganizations } from '../billing/organizations/index.ts';
import type { Pool } from '../platform/postgres/database.ts';
import type { Mode } from '../platform/scope.ts';
import { type Config, readConfig } from '../server/config.ts';
import { CommandError, UsageError } from './command.ts';
import { findOrganization, operatorScope, resultOf, withDatabase } from './with-database.ts';

type Values = Record<string, string | undefined>;

export const serverOptions = {
  organization: { value: '<id or slug>', meaning: 'whose; may be left out where there is one only' },
  url: { value: '<url>', meaning: 'where Florin serves; where PORT and HOST say, where left out' },
  key: {
    value: '<token>',
    meaning: 'an API key, also as FLORIN_API_KEY; without one the database of this folder gives one',
  },
};

/** A server, and leave to call it. */
export type ServerAccess = {
  url: string;
  token: string;
  /** For people; of a key that was given nobody knows. */
  whose: string | undefined;
};

/** What a command wants to do at the server. */
export type Purpose = { name: string; mode: Mode; scopes?: readonly string[] };

/**
 * How to reach the server, and with which key: the one given, or one that the database of the configuration makes and this
 * folder remembers.
 *
 * @throws UsageError, CommandError
 */
export async function findServer(values: Values, purpose: Purpose): Promise<ServerAccess> {
  const config = readConfig(process.env);
  const url = readServerUrl(values.url) ?? listeningUrl(config);
  const token = values.key?.trim() || process.env.FLORIN_API_KEY?.trim();
  if (token) {
    if (values.organization !== undefined || values.mode !== undefined) {
      throw new UsageError('--organization and --mode are for calls without a key: a key has its own.');
    }
    return { url, token, whose: undefined };
  }
  return withDatabase(async (pool) => {
    const organization = await chooseOrganization(pool, values.organization);
    return { url, token: await ownKey(pool, config, organization, purpose), whose: organization.name };
  });
}

/** How a server of this configuration is reached from its own machine. */
export function listeningUrl({ host, port }: Config): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function readServerUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href.replace(/\/+$/, '');
  throw new UsageError('--url must be a URL that begins with http:// or https://.');
}

async function chooseOrganization(pool: Pool, name: string | undefined): Promise<Organization> {
  if (name !== undefined) return findOrganization(pool, name);
  const organizations = await selectOrganizations(pool, { limit: 6 });
  const [only, ...others] = organizations;
  if (!only) throw new CommandError('not_found', 'There is no organization yet: start Florin once.');
  if (others.length === 0) return only;
  const slugs = organizations.slice(0, 5).map(({ slug }) => slug);
  throw new UsageError(
    `Say whose with --organization: ${slugs.join(', ')}${others.length > 4 ? ', …' : '.'}`,
  );
}

/** What the command line remembers in the data folder, for this account alone. */
type Remembered = {
  /** What forwarded webhooks are signed with. */
  secret?: string;
  keys?: Record<string, { id: string; token: string }>;
};

const rememberedFile = ({ dataDir }: Config) => path.join(dataDir, 'command-line.json');

export async function recall(config: Config): Promise<Remembered> {
  try {
    return JSON.parse(await readFile(rememberedFile(config), 'utf8')) as Remembered;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError) return {};
    throw error;
  }
}

export async function remember(config: Config, remembered: Remembered): Promise<void> {
  await mkdir(config.dataDir, { recursive: true });
  const file = rememberedFile(config);
  await writeFile(file, `${JSON.stringify(remembered, undefined, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

async function ownKey(
  pool: Pool,
  config: Config,
  organization: Organization,
  { name, mode, scopes }: Purpose,
): Promise<string> {
  const place = `${name} ${organization.id} ${mode}`;
  const remembered = await recall(config);
  const known = remembered.keys?.[place];
  const keys = known ? await selectApiKeys(pool, organization.id, { mode }) : [];
  if (known && keys.some(({ id, revokedAt }) => id === known.id && revokedAt === null)) return known.token;
  const scope = operatorScope(pool, organization, mode);
  const { key, token } = resultOf(await createApiKey(scope, { name: `florin ${name}`, scopes }));
  await remember(config, { ...remembered, keys: { ...remembered.keys, [place]: { id: key.id, token } } });
  return token;
}

/** Calls the server, as who has its leave. @throws CommandError where nobody answers, or the key is no good. */
export async function callServer(
  { url, token }: ServerAccess,
  address: string,
  { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${url}${address}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...headers },
      redirect: 'manual',
    });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new CommandError(
      'no_server',
      `No Florin answers at ${url}. Start it there, or say where with --url.`,
    );
  }
  if (response.status === 401) {
    throw new CommandError(
      'unauthorized',
      `The key is not known at ${url}: that server has another database.`,
    );
  }
  return response;
}
