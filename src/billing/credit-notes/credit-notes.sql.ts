import { allOf } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { CreditedLine, CreditNote, CreditNoteLine } from './credit-note.ts';

type CreditNoteRow = Omit<CreditNote, 'lines'>;

/** Inserts a credit note with its lines, and records it. */
export async function insertCreditNote(scope: Scope, note: CreditNote, record: ChangeRecord): Promise<void> {
  const { database } = scope;
  const { lines, ...n } = note;
  const rows = lines.map((line) => ({
    id: line.id,
    invoice_line_id: line.invoiceLineId,
    position: line.position,
    label: line.label,
    amount: line.amount,
    tax_amount: line.taxAmount,
    tax_rate: line.taxRate,
  }));
  await database`
    with inserted as (
      insert into credit_notes (organization_id, mode, id, created_at, invoice_id, customer_id, refund_id, number,
        settled_by, status, reason, memo, currency, amount, tax_amount)
      values (${n.organizationId}, ${n.mode}, ${n.id}, ${n.createdAt}, ${n.invoiceId}, ${n.customerId}, ${n.refundId},
        ${n.number}, ${n.settledBy}, ${n.status}, ${n.reason}, ${n.memo}, ${n.currency}, ${n.amount}, ${n.taxAmount})
      returning *),
    inserted_lines as (
      insert into credit_note_lines (organization_id, mode, id, credit_note_id, invoice_line_id, position, label, amount,
        tax_amount, tax_rate)
      select ${n.organizationId}::uuid, ${n.mode}::billing_mode, line.id, ${n.id}::uuid, line.invoice_line_id,
        line.position, line.label, line.amount, line.tax_amount, line.tax_rate
      from jsonb_to_recordset(${database.json(rows as never)}::jsonb) as line (id uuid, invoice_line_id uuid,
        position integer, label text, amount bigint, tax_amount bigint, tax_rate text)
      returning *),
    changed as (
      select inserted.*,
        (select jsonb_agg(to_jsonb(inserted_lines) order by position) from inserted_lines) as lines
      from inserted),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Marks as void, and records it. */
export async function voidCreditNoteRow(
  scope: Scope,
  note: Pick<CreditNote, 'id' | 'voidedAt'>,
  record: ChangeRecord,
): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      update credit_notes set status = 'void', voided_at = ${note.voidedAt}, modified_at = ${note.voidedAt}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${note.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** The lines of all credit notes of an invoice that count. */
export async function selectCreditedLines(scope: Scope, invoiceId: string): Promise<CreditedLine[]> {
  return scope.database<CreditedLine[]>`
    select line.invoice_line_id, line.label, line.amount, line.tax_amount, line.tax_rate
    from credit_notes note
    join credit_note_lines line on line.organization_id = note.organization_id and line.mode = note.mode
      and line.credit_note_id = note.id
    where note.organization_id = ${scope.organizationId} and note.mode = ${scope.mode}
      and note.invoice_id = ${invoiceId} and note.status = 'issued'
    order by note.created_at, note.id, line.position`;
}

export async function selectCreditNote(
  scope: Scope,
  key: { id: string } | { refundId: string },
): Promise<CreditNote | undefined> {
  const { database } = scope;
  const named = 'id' in key ? database`id = ${key.id}` : database`refund_id = ${key.refundId}`;
  const rows = await database<CreditNoteRow[]>`
    select * from credit_notes
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${named}`;
  const [note] = await withLines(scope, rows);
  return note;
}

export type CreditNoteFilter = { invoiceId?: string; customerId?: string };

/** Newest first: a page of those older than one. */
export async function listCreditNotes(
  scope: Scope,
  filter: CreditNoteFilter,
  page: { limit: number; before?: string },
): Promise<CreditNote[]> {
  const { database } = scope;
  const { invoiceId, customerId } = filter;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  if (invoiceId !== undefined) parts.push(database`invoice_id = ${invoiceId}`);
  if (customerId !== undefined) parts.push(database`customer_id = ${customerId}`);
  if (page.before !== undefined) {
    parts.push(database`(created_at, id) < (
      select created_at, id from credit_notes
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${page.before})`);
  }
  const rows = await database<CreditNoteRow[]>`
    select * from credit_notes where ${allOf(database, parts)}
    order by created_at desc, id desc limit ${page.limit}`;
  return withLines(scope, rows);
}

async function withLines(scope: Scope, rows: readonly CreditNoteRow[]): Promise<CreditNote[]> {
  if (rows.length === 0) return [];
  const lines = await scope.database<CreditNoteLine[]>`
    select * from credit_note_lines
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and credit_note_id = any(${rows.map(({ id }) => id)}::uuid[])
    order by credit_note_id, position`;
  const byNote = Map.groupBy(lines, (line) => line.creditNoteId);
  return rows.map((row) => ({ ...row, lines: byNote.get(row.id) ?? [] }));
}
