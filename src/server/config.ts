import path from 'node:path';
import { flowgladContracts, polarContracts } from '../dialects/index.ts';
import { parseEmail } from '../platform/email.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export type Config = {
  port: number;
  host: string;
  /** The base of the server's own addresses, without a slash at the end; where unset, the address listened on. */
  publicUrl: string | undefined;
  /** A team's own PostgreSQL; without it Florin starts one in `dataDir`. */
  databaseUrl: string | undefined;
  /** A streaming replica of that, for lists and exports. */
  databaseReplicaUrl: string | undefined;
  dataDir: string;
  /** What the process does: answer requests, do what falls due and send what is to be told, or both. */
  role: Role;
  operatorToken: string | undefined;
  /** What the cookies of people who sign in are signed with; where unset, a key that the database keeps. */
  authSecret: string | undefined;
  rateLimited: boolean;
  logLevel: LogLevel;
  /** The contracts that answer a request which names none. */
  polarContract: string;
  flowgladContract: string;
  /** Whether test mode's webhooks may go to this very machine: where Florin starts its own PostgreSQL, unless told otherwise. */
  webhookLoopback: boolean;
  /** How long events, and webhooks and mails with the attempts to deliver them, are kept. */
  keepEventsDays: number;
  keepDeliveriesDays: number;
  smtpUrl: string | undefined;
  /**
   * Whether mails can be read at `/florin/mailbox`, by whoever reaches the server: only where none are sent, and where Florin
   * starts its own PostgreSQL, unless told otherwise.
   */
  mailbox: boolean;
  /** The address that mails come from; where unset, one at the public URL's host. */
  mailFrom: string | undefined;
};

const roles = ['all', 'api', 'worker'] as const;
export type Role = (typeof roles)[number];

/** A variable of the environment that has no sensible meaning. Its message names the variable, never the value. */
export class ConfigError extends Error {
  constructor(variable: string, problem: string) {
    super(`${variable} ${problem}`);
    this.name = 'ConfigError';
  }
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment: every variable is checked, an empty one counts as unset.
 *
 * @throws ConfigError at the first wrong value.
 */
export function readConfig(environment: Environment): Config {
  const read = (name: string) => environment[name]?.trim() || undefined;
  const isDevelopment = read('DATABASE_URL') === undefined;
  const smtpUrl = readUrl('SMTP_URL', read('SMTP_URL'), ['smtp:', 'smtps:']);
  const role = readOneOf('FLORIN_ROLE', read('FLORIN_ROLE'), roles, 'all');
  if (role === 'worker' && read('PUBLIC_URL') === undefined) {
    throw new ConfigError('PUBLIC_URL', 'must be set where FLORIN_ROLE is worker: its mails lead there.');
  }
  if (isDevelopment && read('DATABASE_REPLICA_URL') !== undefined) {
    throw new ConfigError('DATABASE_REPLICA_URL', 'must be left out where DATABASE_URL is.');
  }
  return {
    role,
    port: readPort(read('PORT')),
    host: read('HOST') ?? '127.0.0.1',
    publicUrl: readUrl('PUBLIC_URL', read('PUBLIC_URL'), ['http:', 'https:'])?.replace(/\/+$/, ''),
    databaseUrl: readUrl('DATABASE_URL', read('DATABASE_URL'), ['postgres:', 'postgresql:']),
    databaseReplicaUrl: readUrl('DATABASE_REPLICA_URL', read('DATABASE_REPLICA_URL'), [
      'postgres:',
      'postgresql:',
    ]),
    dataDir: path.resolve(read('FLORIN_DATA_DIR') ?? '.florin'),
    operatorToken: readSecret('FLORIN_OPERATOR_TOKEN', read('FLORIN_OPERATOR_TOKEN')),
    authSecret: readSecret('FLORIN_AUTH_SECRET', read('FLORIN_AUTH_SECRET')),
    rateLimited: readOneOf('FLORIN_RATE_LIMIT', read('FLORIN_RATE_LIMIT'), ['on', 'off'], 'on') === 'on',
    logLevel: readOneOf('LOG_LEVEL', read('LOG_LEVEL'), logLevels, 'info'),
    polarContract: readOneOf(
      'FLORIN_POLAR_CONTRACT',
      read('FLORIN_POLAR_CONTRACT'),
      polarContracts,
      '2025-09',
    ),
    flowgladContract: readOneOf(
      'FLORIN_FLOWGLAD_CONTRACT',
      read('FLORIN_FLOWGLAD_CONTRACT'),
      flowgladContracts,
      '2025-06',
    ),
    webhookLoopback:
      readOneOf(
        'FLORIN_WEBHOOK_LOOPBACK',
        read('FLORIN_WEBHOOK_LOOPBACK'),
        ['on', 'off'],
        isDevelopment ? 'on' : 'off',
      ) === 'on',
    keepEventsDays: readDays('FLORIN_KEEP_EVENTS_DAYS', read('FLORIN_KEEP_EVENTS_DAYS'), 400),
    keepDeliveriesDays: readDays('FLORIN_KEEP_DELIVERIES_DAYS', read('FLORIN_KEEP_DELIVERIES_DAYS'), 90),
    smtpUrl,
    mailbox:
      readOneOf('FLORIN_MAILBOX', read('FLORIN_MAILBOX'), ['on', 'off'], isDevelopment ? 'on' : 'off') ===
        'on' && smtpUrl === undefined,
    mailFrom: readEmail('MAIL_FROM', read('MAIL_FROM')),
  };
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

function readPort(text: string | undefined): number {
  if (text === undefined) return 4000;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new ConfigError('PORT', 'must be a number from 0 to 65535.');
  return port;
}

/** A webhook is tried for days, and an event must be there until it was told. */
const fewestDays = 7;

function readDays(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const days = Number(text);
  if (!/^\d{1,5}$/.test(text) || days < fewestDays) {
    throw new ConfigError(name, `must be a number of days, from ${fewestDays} to 99999.`);
  }
  return days;
}

function readUrl(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (!url || !protocols.includes(url.protocol)) {
    throw new ConfigError(
      name,
      `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
  }
  return text;
}

function readEmail(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseEmail(text);
  if (!parsed.ok) throw new ConfigError(name, 'must be an e-mail address.');
  return parsed.email;
}

function readSecret(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && text.length < 32)
    throw new ConfigError(name, 'must have at least 32 characters.');
  return text;
}

function readOneOf<T extends string>(
  name: string,
  text: string | undefined,
  options: readonly T[],
  fallback: T,
): T {
  if (text === undefined) return fallback;
  const option = options.find((candidate) => candidate === text);
  if (option === undefined) throw new ConfigError(name, `must be one of: ${options.join(', ')}.`);
  return option;
}
