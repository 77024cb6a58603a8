import { type ApiKey, createApiKey, revokeApiKey, selectApiKeys } from '../billing/api-keys/index.ts';
import { keyView, parseMoment } from '../dialects/florin/index.ts';
import { parseUuid } from '../platform/ids.ts';
import type { Mode } from '../platform/scope.ts';
import { type Command, CommandError, required, table, UsageError } from './command.ts';
import { findOrganization, operatorScope, resultOf, withDatabase } from './with-database.ts';

const organizationOption = { value: '<id or slug>', meaning: 'whose keys' };

export const keysCreate: Command = {
  name: 'keys create',
  summary: 'Make an API key; its token is shown this once',
  options: {
    organization: organizationOption,
    mode: { value: 'test|live', meaning: 'test where left out' },
    scopes: { value: '<a,b>', meaning: 'what it may do; everything where left out' },
    expires: { value: '<date or 30d>', meaning: 'an ISO date, or so many m, h, d or w from now' },
    name: { value: '<name>', meaning: 'for people to tell keys apart' },
  },
  async run(values) {
    const organizationName = required(values, 'organization');
    const mode = readMode(values.mode) ?? 'test';
    const scopes = values.scopes
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const expiresAt = values.expires === undefined ? null : readExpiry(values.expires, new Date());
    const name = values.name?.trim() || 'Made on the command line';
    const { key, token } = await withDatabase(async (pool) => {
      const organization = await findOrganization(pool, organizationName);
      return resultOf(
        await createApiKey(operatorScope(pool, organization, mode), { name, scopes, expiresAt }),
      );
    });
    return {
      json: { ...keyView(key), token },
      lines: [token, `Key ${key.id}, ${key.mode}, ${describeExpiry(key)}. The token is not shown again.`],
    };
  },
};

export const keysList: Command = {
  name: 'keys list',
  summary: 'List the API keys of an organization, newest first',
  options: { organization: organizationOption, mode: { value: 'test|live', meaning: 'both where left out' } },
  async run(values) {
    const organizationName = required(values, 'organization');
    const mode = readMode(values.mode);
    const keys = await withDatabase(async (pool) => {
      const organization = await findOrganization(pool, organizationName);
      return selectApiKeys(pool, organization.id, { mode });
    });
    const rows = keys.map((key) => [key.id, key.mode, `…${key.tokenHint}`, describeExpiry(key), key.name]);
    return {
      json: { items: keys.map(keyView) },
      lines: rows.length > 0 ? table(rows) : ['There are none yet.'],
    };
  },
};

export const keysRevoke: Command = {
  name: 'keys revoke',
  summary: 'End an API key, at once and for good',
  options: { organization: organizationOption },
  positionals: ['<key id>'],
  async run(values, [text = '']) {
    const organizationName = required(values, 'organization');
    const id = parseUuid(text);
    if (!('uuid' in id)) throw new UsageError(`'${text}' is no key's id. See: keys list`);
    const key = await withDatabase(async (pool) => {
      const organization = await findOrganization(pool, organizationName);
      const result = await revokeApiKey(operatorScope(pool, organization, 'test'), id.uuid);
      if (!result.ok) throw new CommandError('not_found', `${organization.name} has no key ${id.uuid}.`);
      return result.value;
    });
    return { json: keyView(key), lines: [`Key ${key.id} (${key.name}) is revoked.`] };
  },
};

function readMode(text: string | undefined): Mode | undefined {
  if (text === undefined || text === 'test' || text === 'live') return text;
  throw new UsageError(`--mode must be test or live, not '${text}'.`);
}

const unitMilliseconds: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function readExpiry(text: string, now: Date): Date {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const moment = count
    ? new Date(now.getTime() + Number(count) * (unitMilliseconds[unit] ?? 0))
    : parseMoment(text);
  // A key of the year 20000 would not read back as it was written.
  if (!moment || moment.getUTCFullYear() > 9999) {
    throw new UsageError(`--expires must be an ISO date or a time from now such as 30d, not '${text}'.`);
  }
  return moment;
}

function describeExpiry(key: ApiKey): string {
  if (key.revokedAt) return `revoked ${key.revokedAt.toISOString()}`;
  return key.expiresAt ? `expires ${key.expiresAt.toISOString()}` : 'does not expire';
}
