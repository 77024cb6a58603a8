import { pipeline } from 'node:stream/promises';
import {
  type AuditFilter,
  selectAuditEntries,
  type Verification,
  verifyAudit,
} from '../billing/audit/index.ts';
import { type Organization, selectOrganizations } from '../billing/organizations/index.ts';
import {
  type AuditFormat,
  auditEntryView,
  auditFile,
  auditFormats,
  parseMoment,
  verificationView,
} from '../dialects/florin/index.ts';
import { parseUuid } from '../platform/ids.ts';
import type { Pool } from '../platform/postgres/database.ts';
import type { Mode } from '../platform/scope.ts';
import { type Command, required, table, UsageError } from './command.ts';
import { writeNewFile } from './new-file.ts';
import { sizeText } from './progress.ts';
import { findOrganization, operatorScope, withDatabase } from './with-database.ts';

type Values = Record<string, string | undefined>;

const filterOptions = {
  organization: { value: '<id or slug>', meaning: 'whose log' },
  mode: { value: 'test|live', meaning: 'test where left out' },
  actor: { value: '<id>', meaning: 'of a key, a person, a session, a checkout, a customer or a member' },
  action: { value: '<name>', meaning: 'what was done: customer.updated' },
  object: { value: '<id>', meaning: 'what it was done to' },
  request: { value: '<id>', meaning: 'in which request' },
  from: { value: '<date>', meaning: 'by the wall clock, from that moment on' },
  to: { value: '<date>', meaning: 'before that moment' },
};

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Verify that audit logs are what was sealed; exit code 1 where one is not',
  options: {
    organization: { value: '<id or slug>', meaning: 'whose; everybody where left out' },
    mode: { value: 'test|live', meaning: 'both where left out' },
    head: { value: '<hash>', meaning: 'one that was printed earlier, of one organization and mode' },
  },
  async run(values) {
    const head = readHead(values);
    const modes: readonly Mode[] = values.mode === undefined ? ['test', 'live'] : [readMode(values.mode)];
    const chains = await withDatabase(async (pool) => {
      const verified = [];
      for (const organization of await organizationsOf(pool, values.organization)) {
        for (const mode of modes) {
          const verification = await verifyAudit(operatorScope(pool, organization, mode), head);
          verified.push({ organization, mode, verification });
        }
      }
      return verified;
    });
    const intact = chains.every(({ verification }) => verification.intact);
    return {
      json: {
        intact,
        chains: chains.map(({ organization, mode, verification }) => ({
          organization_id: organization.id,
          mode,
          ...verificationView(verification),
        })),
      },
      lines: chains.flatMap(({ organization, mode, verification }) =>
        verificationLines(`${organization.slug} ${mode}`, verification),
      ),
      exitCode: intact ? 0 : 1,
    };
  },
};

export const auditList: Command = {
  name: 'audit list',
  summary: 'List what was changed and by whom, newest first',
  options: { ...filterOptions, limit: { value: '<number>', meaning: 'how many; 50 where left out' } },
  async run(values) {
    const name = required(values, 'organization');
    const filter = readFilter(values);
    const limit = readLimit(values.limit);
    const mode = readMode(values.mode);
    const entries = await withDatabase(async (pool) =>
      selectAuditEntries(operatorScope(pool, await findOrganization(pool, name), mode), filter, { limit }),
    );
    const rows = entries.map((entry) => [
      entry.recordedAt.toISOString(),
      entry.action,
      entry.objectId,
      [entry.actorKind, entry.actorEmail ?? entry.actorId].filter(Boolean).join(' '),
      Object.keys(entry.changes).join(', '),
    ]);
    return {
      json: { items: entries.map(auditEntryView) },
      lines: rows.length > 0 ? table(rows) : ['There are none.'],
    };
  },
};

export const auditExport: Command = {
  name: 'audit export',
  summary: 'Write an audit log into a file, oldest first',
  options: {
    ...filterOptions,
    format: { value: 'ndjson|csv', meaning: 'ndjson where left out' },
    out: { value: '<file>', meaning: 'where to; compressed where the name ends in .gz' },
  },
  async run(values) {
    const name = required(values, 'organization');
    const out = required(values, 'out');
    const filter = readFilter(values);
    const format = readFormat(values.format);
    const mode = readMode(values.mode);
    const bytes = await withDatabase(async (pool) => {
      const scope = operatorScope(pool, await findOrganization(pool, name), mode);
      return writeNewFile(out, ({ output, through }) => {
        const entries = auditFile(scope, filter, format);
        return through ? pipeline(entries, through, output) : pipeline(entries, output);
      });
    });
    return { json: { file: out, bytes }, lines: [`Wrote ${out}, ${sizeText(bytes)}.`] };
  },
};

async function organizationsOf(pool: Pool, name: string | undefined): Promise<readonly Organization[]> {
  return name === undefined ? selectOrganizations(pool) : [await findOrganization(pool, name)];
}

function verificationLines(name: string, verification: Verification): string[] {
  const { intact, rows, seals, unsealed, erased, head, breaks } = verification;
  const counts = [
    `${rows} rows in ${seals} ${seals === 1 ? 'seal' : 'seals'}`,
    ...(erased > 0 ? [`${erased} of them erased`] : []),
    ...(unsealed > 0 ? [`${unsealed} not sealed yet`] : []),
  ];
  return [
    `${name}: ${intact ? 'intact' : 'BROKEN'}, ${counts.join(', ')}.`,
    ...(head ? [`  head ${head.toString('hex')}`] : []),
    ...breaks.map(({ kind, id, message }) => `  ${kind}: ${message}${id ? ` (${id})` : ''}`),
  ];
}

function readHead(values: Values): Buffer | undefined {
  if (values.head === undefined) return undefined;
  if (values.organization === undefined || values.mode === undefined) {
    throw new UsageError('--head needs --organization and --mode: each log has a head of its own.');
  }
  if (!/^[0-9a-f]{64}$/i.test(values.head)) {
    throw new UsageError('--head must be the 64 digits that an earlier verification printed.');
  }
  return Buffer.from(values.head, 'hex');
}

function readMode(text = 'test'): Mode {
  if (text === 'test' || text === 'live') return text;
  throw new UsageError(`--mode must be test or live, not '${text}'.`);
}

function readFormat(text = 'ndjson'): AuditFormat {
  const format = auditFormats.find((one) => one === text);
  if (format) return format;
  throw new UsageError(`--format must be one of ${auditFormats.join(', ')}, not '${text}'.`);
}

function readLimit(text = '50'): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--limit must be a number from 1 to 9999, not '${text}'.`);
}

function readFilter(values: Values): AuditFilter {
  return {
    actorId: readId(values, 'actor'),
    action: values.action,
    objectId: readId(values, 'object'),
    requestId: values.request,
    from: readMoment(values, 'from'),
    before: readMoment(values, 'to'),
  };
}

function readId(values: Values, option: string): string | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  const id = parseUuid(text);
  if ('uuid' in id) return id.uuid;
  throw new UsageError(`--${option} must be a UUID, not '${text}'.`);
}

function readMoment(values: Values, option: string): Date | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  const moment = parseMoment(text);
  if (moment) return moment;
  throw new UsageError(`--${option} must be an ISO date, or a date and time with an offset, not '${text}'.`);
}
