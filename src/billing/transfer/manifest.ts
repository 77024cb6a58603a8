import type { ArchivePart } from '../../platform/archive.ts';

export const exportFormat = 'florin-export';
/** Counts up where an archive is laid out otherwise. */
export const exportFormatVersion = 1;

/** What an export says of itself. */
export type ExportManifest = {
  format: typeof exportFormat;
  format_version: number;
  /** Of the database that it was taken of: its columns are the members of the rows. */
  schema_version: number;
  /** The instant of which it is. */
  moment: string;
  organization: { id: string; slug: string; name: string };
  tables: { name: string; rows: number; months?: string[] }[];
  /** How many PDFs there are; null where they were left out. */
  documents: number | null;
  /** How the secrets are sealed; null where they were left out. */
  secrets: { kdf: string; n: number; r: number; p: number; check: string } | null;
  parts: ArchivePart[];
};

export function tableFile(table: string): string {
  return `tables/${table}.ndjson`;
}

export function tableOfFile(name: string): string | undefined {
  return /^tables\/(\w+)\.ndjson$/.exec(name)?.[1];
}

export const secretsFile = 'secrets.ndjson';

/** One line of the secrets' file. */
export type SecretLine = { table: string; column: string; mode: 'test' | 'live'; id: string; sealed: string };

/** Which PDF of which invoice or credit note. */
export type DocumentPlace = { mode: 'test' | 'live'; subjectId: string; kind: string };

export function documentFile({ mode, subjectId, kind }: DocumentPlace): string {
  return `documents/${mode}/${subjectId}.${kind}.pdf`;
}

export function documentOfFile(name: string): DocumentPlace | undefined {
  const [, mode, subjectId, kind] = /^documents\/(test|live)\/([0-9a-f-]{36})\.(\w+)\.pdf$/.exec(name) ?? [];
  return mode && subjectId && kind ? { mode: mode as DocumentPlace['mode'], subjectId, kind } : undefined;
}
