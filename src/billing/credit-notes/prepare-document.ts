import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  calendarDate,
  documentParties,
  documentSource,
  type InvoiceDocument,
  keepDocument,
  selectInvoice,
  shortened,
  taxLabel,
  taxRows,
} from '../invoices/index.ts';
import type { CreditNote } from './credit-note.ts';
import { selectCreditNote } from './credit-notes.sql.ts';

type Source = Awaited<ReturnType<typeof documentSource>>;

/**
 * Makes a credit note's PDF where there is none yet or it would show something else by now.
 *
 * @returns `not_found`
 */
export async function prepareCreditNoteDocument(scope: Scope, id: string): Promise<Result<CreditNote>> {
  const note = await selectCreditNote(scope, { id });
  const invoice = note && (await selectInvoice(scope, { id: note.invoiceId }));
  if (!note || !invoice) return fail({ code: 'not_found', message: 'There is no such credit note.' });
  const source = await documentSource(scope, invoice);
  await keepDocument(scope, id, 'Credit-Note', creditNoteContent(note, source));
  return ok(note);
}

/** All that a credit note's PDF is to say. */
function creditNoteContent(note: CreditNote, source: Source): InvoiceDocument {
  const { invoice, customer } = source;
  const total = note.amount + note.taxAmount;
  const hasTax = note.taxAmount !== 0 || note.lines.some(({ taxRate }) => taxRate !== null);
  return {
    kind: 'credit_note',
    number: note.number,
    issuedOn: calendarDate(note.createdAt),
    locale: customer.locale ?? 'en',
    currency: note.currency,
    ...documentParties(source),
    lines: note.lines.map(({ label, amount, taxAmount, taxRate }) => ({
      description: shortened(label),
      quantity: 1,
      unitAmount: amount,
      amount,
      taxRate,
      taxAmount,
    })),
    subtotal: note.amount,
    discount: 0,
    net: note.amount,
    taxes: hasTax
      ? taxRows(
          taxLabel(invoice),
          note.lines.map(({ taxRate, amount, taxAmount }) => ({ rate: taxRate, net: amount, taxAmount })),
        )
      : [],
    total,
    appliedBalance: 0,
    due: 0,
    creditedTo: note.settledBy,
    status: note.status,
    notes: note.memo === null ? [] : [shortened(note.memo)],
    references: [
      ...(invoice.number === null ? [] : [{ label: 'Invoice', value: invoice.number }]),
      { label: 'Order', value: invoice.id },
      { label: 'Reason', value: note.reason.replaceAll('_', ' ') },
    ],
  };
}
