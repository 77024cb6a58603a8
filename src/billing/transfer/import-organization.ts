import { ArchiveError, checkArchive, readArchive } from '../../platform/archive.ts';
import type { Database, Pool } from '../../platform/postgres/database.ts';
import { schemaVersions } from '../../platform/postgres/migrate.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import {
  announceTestClock,
  beginImport,
  countMissingPdfs,
  hearFromNow,
  numberWaitingEvents,
  selectTaken,
} from './finish-import.sql.ts';
import { type Secretless, turnOffSecretless, unseal } from './import-secrets.ts';
import { ensurePart, type GivenRow, insertRows, RowRefused, updatePdf } from './insert-rows.sql.ts';
import { historyTables } from './left-out.ts';
import { type Line, lotsOfLines } from './lines.ts';
import {
  documentOfFile,
  type ExportManifest,
  exportFormat,
  exportFormatVersion,
  secretsFile,
  tableFile,
  tableOfFile,
} from './manifest.ts';
import { type ExportSeal, exportSeal, fits } from './passphrase.ts';
import { alone } from './rows.sql.ts';
import { selectTables, type Table } from './tables.sql.ts';

export type ImportSettings = {
  /** What the export's secrets were sealed under. */
  passphrase?: string;
  /** Whether secrets stay behind that the export has. */
  withoutSecrets: boolean;
  /** Told as rows come in. */
  onProgress?(done: number, total: number): void;
};

/** What came in, and what has to be set up again because its secrets did not. */
export type Imported = Secretless & {
  organization: ExportManifest['organization'];
  moment: string;
  tables: { name: string; rows: number }[];
  documents: number;
};

/** Undoes the import, and says why. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(code: string, message: string) {
    super(message);
    this.failure = { code, message };
  }
}

/**
 * Brings an organization in from its export, whole or not at all: the same ids, the same rows. What had been told is not told
 * again; what was waiting still waits. The archive is checked before the first row is written.
 *
 * @returns `archive_invalid`, `schema_differs`, `organization_exists`, `slug_taken`, `passphrase_missing`, `passphrase_wrong`,
 *   `row_refused`
 */
export async function importOrganization(
  pool: Pool,
  file: string,
  settings: ImportSettings,
): Promise<Result<Imported>> {
  try {
    const manifest = await readManifest(pool, file);
    await refuseTaken(pool, manifest);
    const seal = await sealOf(manifest, settings);
    await ensureParts(pool, manifest);
    return ok(await alone(pool, (database) => bringIn(database, file, manifest, seal, settings)));
  } catch (error) {
    if (error instanceof Refused) return fail(error.failure);
    if (error instanceof ArchiveError) return fail({ code: 'archive_invalid', message: error.message });
    throw error;
  }
}

async function readManifest(pool: Pool, file: string): Promise<ExportManifest> {
  const found = await checkArchive(file, async (_name, content) => {
    for await (const _chunk of content);
  });
  const manifest = found as unknown as ExportManifest;
  if (manifest.format !== exportFormat || manifest.format_version !== exportFormatVersion) {
    throw new ArchiveError(`${file} is no export that this Florin reads (${manifest.format}).`);
  }
  const { current } = await schemaVersions(pool);
  if (manifest.schema_version !== current) {
    const advice =
      manifest.schema_version < current
        ? 'Update the Florin that it was taken of, and export again.'
        : 'Update this Florin first.';
    throw new Refused(
      'schema_differs',
      `The export is of schema version ${manifest.schema_version}, this database of ${current}. ${advice}`,
    );
  }
  return manifest;
}

async function refuseTaken(pool: Pool, { organization }: ExportManifest): Promise<void> {
  const taken = await selectTaken(pool, organization);
  if (taken?.id === organization.id) {
    throw new Refused('organization_exists', `This database has ${taken.slug} (${taken.id}) already.`);
  }
  if (taken) {
    throw new Refused('slug_taken', `Another organization here has the slug ${taken.slug} (${taken.id}).`);
  }
}

async function sealOf(
  { organization, secrets }: ExportManifest,
  { passphrase, withoutSecrets }: ImportSettings,
): Promise<ExportSeal | undefined> {
  if (!secrets || withoutSecrets) return undefined;
  if (passphrase === undefined) {
    throw new Refused(
      'passphrase_missing',
      'The export has secrets, sealed under a passphrase that is not given.',
    );
  }
  const seal = await exportSeal(passphrase, organization.id);
  if (!fits(seal, secrets.check)) {
    throw new Refused('passphrase_wrong', 'The passphrase is not the one that the export was made with.');
  }
  return seal;
}

async function ensureParts(pool: Pool, manifest: ExportManifest): Promise<void> {
  const parted = new Set(
    (await selectTables(pool)).filter(({ partedBy }) => partedBy).map(({ name }) => name),
  );
  for (const { name, months = [] } of manifest.tables.filter((table) => parted.has(table.name))) {
    for (const month of months) await ensurePart(pool, name, month);
  }
}

async function bringIn(
  database: Database,
  file: string,
  manifest: ExportManifest,
  seal: ExportSeal | undefined,
  { onProgress }: ImportSettings,
): Promise<Imported> {
  const organizationId = manifest.organization.id;
  const tables = new Map((await selectTables(database)).map((table) => [table.name, table]));
  const total = manifest.tables.reduce((sum, { rows }) => sum + rows, manifest.documents ?? 0);
  let done = 0;
  const progress = (count: number) => {
    done += count;
    onProgress?.(done, total);
  };
  const numbering = numberHistory(manifest);
  await beginImport(database);
  for await (const { name, content } of readArchive(file)) {
    const table = tables.get(tableOfFile(name) ?? '');
    const document = documentOfFile(name);
    if (table) {
      for await (const lot of lotsOfLines(name, content)) {
        const rows = lot.map((line): GivenRow => readRow(table, line, numbering));
        await insertLot(database, table, organizationId, rows);
        progress(rows.length);
      }
    } else if (document) {
      const isKept = await updatePdf(database, organizationId, document, await wholeOf(content));
      if (!isKept) throw new Refused('row_refused', `${name} is of no row of the export.`);
      progress(1);
    } else if (name === secretsFile) {
      if (seal) await unseal(database, organizationId, seal, content);
    } else if (name !== 'manifest.json') {
      throw new ArchiveError(`${file} has ${name}, which is no part of an export.`);
    }
  }
  const missing = await countMissingPdfs(database, organizationId);
  if (missing > 0) throw new ArchiveError(`${file} lacks ${missing} of the PDFs that its rows speak of.`);
  const left = await turnOffSecretless(database, organizationId);
  await announceTestClock(database, organizationId);
  if (numbering.waiting > 0) await numberWaitingEvents(database, organizationId, waitingBelow);
  await hearFromNow(database, organizationId);
  return {
    organization: manifest.organization,
    moment: manifest.moment,
    tables: manifest.tables.map(({ name, rows }) => ({ name, rows })),
    documents: manifest.documents ?? 0,
    ...left,
  };
}

/** The numbers that the next rows of the past get, by table, and how many events wait to be told. */
type Numbering = { next: Map<string, number>; waiting: number };

/** Far below what is numbered for good: where events that are not told yet are until they are numbered at the end. */
const firstWaiting = -(2 ** 50);
const waitingBelow = -(2 ** 49);

function numberHistory({ tables }: ExportManifest): Numbering {
  const past = tables.filter(({ name }) => historyTables.includes(name));
  return { next: new Map(past.map(({ name, rows }) => [name, 1 - rows])), waiting: 0 };
}

/** @throws Refused that names the line, where it has no month although its table is in parts */
function readRow({ name, partedBy }: Table, { number, text }: Line, numbering: Numbering): GivenRow {
  if (partedBy === null) return { line: number, text, month: null, place: null };
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw refusedLine(name, number, (error as Error).message);
  }
  const [month] = /^\d{4}-\d{2}/.exec(String(row[partedBy])) ?? [];
  if (month === undefined) throw refusedLine(name, number, `${partedBy} is no moment.`);
  if (row.is_waiting === true) {
    return { line: number, text, month, place: firstWaiting + numbering.waiting++ };
  }
  const place = numbering.next.get(name) ?? null;
  if (place !== null) numbering.next.set(name, place + 1);
  return { line: number, text, month, place };
}

async function insertLot(
  database: Database,
  table: Table,
  organizationId: string,
  rows: readonly GivenRow[],
): Promise<void> {
  try {
    await insertRows(database, table, organizationId, rows);
  } catch (error) {
    throw error instanceof RowRefused ? refusedLine(table.name, error.line, error.message) : error;
  }
}

function refusedLine(table: string, line: number, reason: string): Refused {
  return new Refused('row_refused', `${tableFile(table)}, line ${line}: ${reason}`);
}

async function wholeOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
