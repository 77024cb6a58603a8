import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import type { DocumentKind } from './pdf/index.ts';

/** A rendered PDF. */
export type StoredDocument = {
  /** Covers all that the document shows. */
  checksum: string;
  fileName: string;
  content: Buffer;
};

/** Which PDF of which invoice or credit note: what a link to it says. */
export type DocumentKey = { organizationId: string; mode: Mode; subjectId: string; kind: DocumentKind };

/** Where the PDFs of a kind are kept, and which of them is one's. */
function keptIn(database: Database, kind: DocumentKind, subjectId: string) {
  return kind === 'credit_note'
    ? { table: database`credit_note_documents`, named: database`credit_note_id = ${subjectId}` }
    : { table: database`documents`, named: database`invoice_id = ${subjectId} and kind = ${kind}` };
}

export async function selectDocumentChecksum(
  scope: Scope,
  subjectId: string,
  kind: DocumentKind,
): Promise<string | undefined> {
  const { table, named } = keptIn(scope.database, kind, subjectId);
  const [row] = await scope.database<{ checksum: string }[]>`
    select checksum from ${table}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${named}`;
  return row?.checksum;
}

/** By the key of a link that was signed: the link is what says whose document may be read. */
export async function selectDocument(
  database: Database,
  { organizationId, mode, subjectId, kind }: DocumentKey,
): Promise<StoredDocument | undefined> {
  const { table, named } = keptIn(database, kind, subjectId);
  const [row] = await database<StoredDocument[]>`
    select checksum, file_name, content from ${table}
    where organization_id = ${organizationId} and mode = ${mode} and ${named}`;
  return row;
}

/** Stores a document in place of the one before. */
export async function upsertDocument(
  scope: Scope,
  subjectId: string,
  kind: DocumentKind,
  document: StoredDocument,
): Promise<void> {
  const { database } = scope;
  const now = scope.clock.now();
  const isCreditNote = kind === 'credit_note';
  const table = isCreditNote ? database`credit_note_documents` : database`documents`;
  const key = isCreditNote
    ? database`organization_id, mode, credit_note_id`
    : database`organization_id, mode, kind, invoice_id`;
  await database`
    insert into ${table} (${key}, created_at, checksum, file_name, content)
    values (${scope.organizationId}, ${scope.mode}, ${isCreditNote ? database`` : database`${kind},`} ${subjectId},
      ${now}, ${document.checksum}, ${document.fileName}, ${document.content})
    on conflict (${key}) do update
      set created_at = excluded.created_at, checksum = excluded.checksum, file_name = excluded.file_name,
        content = excluded.content`;
}
