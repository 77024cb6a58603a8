import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { selectCustomersById } from '../customers/index.ts';
import { creditNoteSeries, documentNumber, type Invoice, takeNumber } from '../invoices/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { creditableLines, creditLines, sum } from './compute-credit.ts';
import type { CreditedLine, CreditNote } from './credit-note.ts';
import { insertCreditNote, selectCreditedLines, voidCreditNoteRow } from './credit-notes.sql.ts';

export type CreditNoteInput = Pick<CreditNote, 'settledBy' | 'reason'> & {
  refundId?: string | null;
  memo?: string | null;
  /** What is credited: of each line, or of all together. */
  credit: readonly CreditedLine[] | { amount: number; taxAmount: number };
};

/**
 * Issues a credit note, in the caller's transaction, which holds the invoice and writes what becomes of it: numbers are taken
 * when that commits, none is left out.
 */
export async function issueCreditNote(
  scope: Scope,
  invoice: Invoice,
  input: CreditNoteInput,
): Promise<CreditNote> {
  const lines = isSplit(input.credit)
    ? input.credit
    : creditLines(creditableLines(invoice, await selectCreditedLines(scope, invoice.id)), input.credit);
  const now = scope.clock.now();
  const { organizationId, mode } = scope;
  const id = newId(now);
  const note: CreditNote = {
    organizationId,
    mode,
    id,
    createdAt: now,
    modifiedAt: null,
    invoiceId: invoice.id,
    customerId: invoice.customerId,
    refundId: input.refundId ?? null,
    number: await nextNumber(scope, invoice),
    settledBy: input.settledBy,
    status: 'issued',
    reason: input.reason,
    memo: input.memo ?? null,
    currency: invoice.currency,
    amount: sum(lines.map(({ amount }) => amount)),
    taxAmount: sum(lines.map(({ taxAmount }) => taxAmount)),
    voidedAt: null,
    lines: lines.map(({ invoiceLineId, label, amount, taxAmount, taxRate }, position) => ({
      organizationId,
      mode,
      id: newId(now),
      creditNoteId: id,
      position,
      invoiceLineId,
      label,
      amount,
      taxAmount,
      taxRate,
    })),
  };
  await insertCreditNote(scope, note, {
    type: 'credit_note.created',
    objectType: 'credit_note',
    objectId: id,
    changes: changesBetween<CreditNote>(null, note, [
      'number',
      'invoiceId',
      'settledBy',
      'amount',
      'taxAmount',
    ]),
  });
  return note;
}

function isSplit(credit: CreditNoteInput['credit']): credit is readonly CreditedLine[] {
  return Array.isArray(credit);
}

async function nextNumber(scope: Scope, invoice: Invoice): Promise<string> {
  const [organization, [customer]] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    selectCustomersById(scope, [invoice.customerId]),
  ]);
  if (!organization || !customer) throw new Error('An invoice has lost its seller or its buyer.');
  const series = creditNoteSeries(organization, customer);
  return documentNumber(series, await takeNumber(scope, series.series));
}

/** Voids the credit note of a refund that failed after all. It keeps its number: none is left out. */
export async function voidCreditNote(scope: Scope, note: CreditNote): Promise<CreditNote> {
  const after: CreditNote = { ...note, status: 'void', voidedAt: scope.clock.now() };
  await voidCreditNoteRow(scope, after, {
    type: 'credit_note.voided',
    objectType: 'credit_note',
    objectId: note.id,
    changes: changesBetween<CreditNote>(note, after, ['status']),
  });
  return after;
}
