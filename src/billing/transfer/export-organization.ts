import { tmpdir } from 'node:os';
import type { Transform, Writable } from 'node:stream';
import { type ArchivePart, type ArchiveWriter, writeArchive } from '../../platform/archive.ts';
import type { Database, Pool } from '../../platform/postgres/database.ts';
import { schemaVersions } from '../../platform/postgres/migrate.ts';
import { openText } from '../../platform/sealed-text.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { documentTables } from './left-out.ts';
import {
  documentFile,
  type ExportManifest,
  exportFormat,
  exportFormatVersion,
  type SecretLine,
  secretsFile,
  tableFile,
} from './manifest.ts';
import { derivation, type ExportSeal, exportSeal, passphraseCheck } from './passphrase.ts';
import { alone, countRows, type ExportMoment, rowLines, selectMoment, storedPdfs } from './rows.sql.ts';
import { sealedColumns } from './sealed-columns.ts';
import { selectSealedTexts } from './sealed-rows.sql.ts';
import { selectTables, type Table } from './tables.sql.ts';

export type ExportSettings = {
  /** Whether the rendered PDFs go along. Without them they are rendered anew when they are asked for. */
  documents: boolean;
  /** Under which secrets go along. Without it they stay behind. */
  passphrase?: string;
  /** What the archive goes through on the way: a compressor. */
  through?: Transform;
  /** Where a table waits in a file until its length is known. */
  spoolFolder?: string;
  /** Told as rows go out. */
  onProgress?(done: number, total: number): void;
};

/**
 * Writes all that is there of an organization, in both modes, as it is at one instant. What is written at the same time waits
 * for nothing. Memory is bounded by single rows.
 *
 * @returns the manifest; undefined where there is no such organization, and then nothing is written
 * @throws Error where the output cannot be written any more
 */
export async function exportOrganization(
  pool: Pool,
  organizationId: string,
  output: Writable,
  settings: ExportSettings,
): Promise<ExportManifest | undefined> {
  const { passphrase } = settings;
  const seal = passphrase === undefined ? undefined : await exportSeal(passphrase, organizationId);
  return alone(pool, async (database) => {
    await database`set transaction isolation level repeatable read, read only`;
    const organization = await selectOrganization(database, organizationId);
    if (!organization) return undefined;
    const moment = await selectMoment(database);
    const { spoolFolder = tmpdir(), through } = settings;
    const archive = writeArchive(output, { spoolFolder, through, moment: moment.moment });
    try {
      return await writeParts(database, archive, { organization, moment, seal, settings });
    } catch (error) {
      archive.abort(error as Error);
      throw error;
    }
  });
}

type Exporting = {
  organization: Organization;
  moment: ExportMoment;
  seal: ExportSeal | undefined;
  settings: ExportSettings;
};

async function writeParts(
  database: Database,
  archive: ArchiveWriter,
  { organization, moment, seal, settings }: Exporting,
): Promise<ExportManifest> {
  const { id, slug, name } = organization;
  const tables = (await selectTables(database)).filter(
    (table) => settings.documents || !(table.name in documentTables),
  );
  const progress = await progressOver(database, tables, id, settings);
  const manifest: ExportManifest = {
    format: exportFormat,
    format_version: exportFormatVersion,
    schema_version: (await schemaVersions(database)).current,
    moment: moment.moment.toISOString(),
    organization: { id, slug, name },
    tables: [],
    documents: settings.documents ? 0 : null,
    secrets: seal ? { ...derivation, check: passphraseCheck(seal) } : null,
    parts: [],
  };
  const keep = (part: ArchivePart) => manifest.parts.push(part);
  for (const table of tables) {
    const written = { name: table.name, rows: 0 };
    const months = new Set<string>();
    keep(
      await archive.addUnmeasured(
        tableFile(table.name),
        linesOf(database, table, id, moment, (rows, month) => {
          written.rows += rows;
          if (month !== null) months.add(month);
          progress(rows);
        }),
      ),
    );
    manifest.tables.push(table.partedBy ? { ...written, months: [...months].sort() } : written);
  }
  if (seal) {
    const lines = Buffer.from(await secretLines(database, organization.id, seal));
    keep(await archive.add(secretsFile, lines.length, [lines]));
  }
  for (const table of tables) {
    for await (const { content, ...place } of storedPdfs(database, table, id)) {
      keep(await archive.add(documentFile(place), content.length, [content]));
      manifest.documents = (manifest.documents ?? 0) + 1;
      progress(1);
    }
  }
  const { parts: _parts, ...head } = manifest;
  await archive.finish({ ...head, parts: manifest.parts });
  return manifest;
}

/** Counts what is to come, where somebody wants to know; answers how to say what is done. */
async function progressOver(
  database: Database,
  tables: readonly Table[],
  organizationId: string,
  { onProgress }: ExportSettings,
): Promise<(rows: number) => void> {
  if (!onProgress) return () => {};
  let total = 0;
  for (const table of tables) {
    const rows = await countRows(database, table, organizationId);
    // A document is a row and a file.
    total += table.name in documentTables ? 2 * rows : rows;
  }
  let done = 0;
  onProgress(done, total);
  return (rows) => {
    done += rows;
    onProgress(done, total);
  };
}

async function* linesOf(
  database: Database,
  table: Table,
  organizationId: string,
  moment: ExportMoment,
  told: (rows: number, month: string | null) => void,
): AsyncGenerator<Buffer> {
  for await (const rows of rowLines(database, table, organizationId, moment)) {
    yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
    for (const [month, own] of Map.groupBy(rows, (row) => row.month)) told(own.length, month);
  }
}

async function secretLines(database: Database, organizationId: string, seal: ExportSeal): Promise<string> {
  const lines: string[] = [];
  for (const sealed of sealedColumns) {
    for (const column of sealed.columns) {
      for (const { mode, id, text } of await selectSealedTexts(database, sealed, organizationId, column)) {
        const place = sealed.place({ organizationId, mode, id }, column);
        const inside = seal.seal(place, openText(await sealed.key(database), place, text));
        const line: SecretLine = { table: sealed.table, column, mode, id, sealed: inside.toString('base64') };
        lines.push(`${JSON.stringify(line)}\n`);
      }
    }
  }
  return lines.join('');
}
