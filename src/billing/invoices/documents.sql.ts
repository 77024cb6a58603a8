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

/** Which PDF of which invoice: what a link to it says. */
export type DocumentKey = { organizationId: string; mode: Mode; invoiceId: string; kind: DocumentKind };

export async function selectDocumentChecksum(
  scope: Scope,
  invoiceId: string,
  kind: DocumentKind,
): Promise<string | undefined> {
  const [row] = await scope.database<{ checksum: string }[]>`
    select checksum from documents
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and invoice_id = ${invoiceId}
      and kind = ${kind}`;
  return row?.checksum;
}

/** By the key of a link that was signed: the link is what says whose document may be read. */
export async function selectDocument(
  database: Database,
  { organizationId, mode, invoiceId, kind }: DocumentKey,
): Promise<StoredDocument | undefined> {
  const [row] = await database<StoredDocument[]>`
    select checksum, file_name, content from documents
    where organization_id = ${organizationId} and mode = ${mode} and invoice_id = ${invoiceId} and kind = ${kind}`;
  return row;
}

/** Stores a document in place of the one before. */
export async function upsertDocument(
  scope: Scope,
  invoiceId: string,
  kind: DocumentKind,
  document: StoredDocument,
): Promise<void> {
  const now = scope.clock.now();
  await scope.database`
    insert into documents (organization_id, mode, invoice_id, kind, created_at, checksum, file_name, content)
    values (${scope.organizationId}, ${scope.mode}, ${invoiceId}, ${kind}, ${now}, ${document.checksum},
      ${document.fileName}, ${document.content})
    on conflict (organization_id, mode, invoice_id, kind) do update
      set created_at = excluded.created_at, checksum = excluded.checksum, file_name = excluded.file_name,
        content = excluded.content`;
}
