import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  type CreditableLine,
  type CreditedLine,
  type CreditNote,
  type CreditReason,
  creditableLines,
  creditLines,
  issueCreditNote,
  selectCreditedLines,
  taxWithin,
} from '../credit-notes/index.ts';
import { selectCustomersById } from '../customers/index.ts';
import { addToBalance, changeInvoice, type Invoice, isPaid, settleInvoice } from '../invoices/index.ts';
import { selectPendingPaymentOf } from '../payments/index.ts';
import { selectPendingRefunds } from '../refunds/index.ts';
import { recoverSubscription } from '../subscriptions/index.ts';
import { holdInvoice } from './retry-payment.ts';

export type Correction = {
  reason: CreditReason;
  memo: string | null;
  /** Minor units, tax included: of some lines, or of all together. Where neither is given, all that is left. */
  amount?: number;
  lines?: readonly { invoiceLineId: string; amount: number }[];
};

/**
 * Corrects an invoice that was issued with a credit note. Of one that is still owed it takes off what is due; what was paid
 * goes to the customer's account. Where nothing is due any more, the invoice is paid.
 *
 * @returns `not_found`, `not_creditable`, `payment_in_progress`, `credit_line_unknown`, `credit_too_large`.
 */
export async function correctInvoice(
  scope: Scope,
  id: string,
  correction: Correction,
): Promise<Result<CreditNote>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const invoice = await holdInvoice(inside, { id });
    if (!invoice) return fail({ code: 'not_found', message: 'There is no such invoice.' });
    const refused = await whyNot(inside, invoice);
    if (refused) return fail(refused);
    const lines = creditableLines(invoice, await selectCreditedLines(inside, id));
    const limit = await creditLimit(inside, invoice);
    const decided = decideCorrection({ lines, limit }, correction);
    if (!decided.ok) return decided;
    return ok(await apply(inside, invoice, correction, decided.value));
  });
}

async function whyNot(scope: Scope, invoice: Invoice): Promise<Failure | undefined> {
  if (invoice.status !== 'pending' && !isPaid(invoice.status)) {
    return { code: 'not_creditable', message: `An invoice that is ${invoice.status} is not credited.` };
  }
  if (await selectPendingPaymentOf(scope, invoice.id)) {
    return { code: 'payment_in_progress', message: 'A payment of this invoice is under way.' };
  }
  return undefined;
}

/** What can be credited: of what is owed no more than is due, of what was paid no more than is left. Tax included. */
async function creditLimit(scope: Scope, invoice: Invoice): Promise<number> {
  const left = invoice.totalAmount - invoice.creditedAmount;
  if (invoice.status === 'pending') return Math.max(0, Math.min(left, invoice.dueAmount));
  const pending = await selectPendingRefunds(scope, invoice.id);
  return Math.max(0, left - pending.amount - pending.taxAmount);
}

/** What each line is credited, without and of the tax. Pure. */
export function decideCorrection(
  { lines, limit }: { lines: readonly CreditableLine[]; limit: number },
  correction: Pick<Correction, 'amount' | 'lines'>,
): Result<CreditedLine[]> {
  const wanted = correction.lines?.reduce((sum, line) => sum + line.amount, 0) ?? correction.amount ?? limit;
  if (wanted > limit || wanted <= 0) {
    return fail({
      code: 'credit_too_large',
      field: correction.lines ? 'lines' : 'amount',
      message: `At most ${limit} can be credited.`,
      detail: { limit },
    });
  }
  if (!correction.lines) {
    const left = { amount: total(lines, 'amount'), taxAmount: total(lines, 'taxAmount') };
    const taxAmount = taxWithin(wanted, left);
    return ok(creditLines(lines, { amount: wanted - taxAmount, taxAmount }));
  }
  const credited: CreditedLine[] = [];
  for (const [index, { invoiceLineId, amount }] of correction.lines.entries()) {
    const line = lines.find((one) => one.invoiceLineId === invoiceLineId);
    if (!line || credited.some((one) => one.invoiceLineId === invoiceLineId)) {
      const message = line ? 'The line is named twice.' : 'The invoice has no such line.';
      return fail({ code: 'credit_line_unknown', field: 'lines', message, detail: { index } });
    }
    if (amount > line.amount + line.taxAmount) {
      const message = `At most ${line.amount + line.taxAmount} of this line can be credited.`;
      return fail({ code: 'credit_too_large', field: 'lines', message, detail: { index } });
    }
    const taxAmount = taxWithin(amount, line);
    credited.push({ ...line, amount: amount - taxAmount, taxAmount });
  }
  return ok(credited);
}

function total(lines: readonly CreditableLine[], member: 'amount' | 'taxAmount'): number {
  return lines.reduce((sum, line) => sum + line[member], 0);
}

async function apply(
  scope: Scope,
  invoice: Invoice,
  { reason, memo }: Correction,
  credit: readonly CreditedLine[],
): Promise<CreditNote> {
  const settledBy = invoice.status === 'pending' ? 'due' : 'account';
  const note = await issueCreditNote(scope, invoice, { reason, memo, settledBy, credit });
  const gross = note.amount + note.taxAmount;
  const credited = {
    creditedAmount: invoice.creditedAmount + gross,
    creditedTaxAmount: invoice.creditedTaxAmount + note.taxAmount,
  };
  if (settledBy === 'account') {
    await changeInvoice(scope, invoice, credited);
    const { customerId, currency, id: invoiceId } = invoice;
    await addToBalance(scope, { customerId, currency, amount: gross, reason: 'credit_note', invoiceId });
    return note;
  }
  const after = await changeInvoice(scope, invoice, { ...credited, dueAmount: invoice.dueAmount - gross });
  if (after.dueAmount === 0) {
    const [customer] = await selectCustomersById(scope, [invoice.customerId]);
    if (!customer) throw new Error(`The customer of invoice ${invoice.id} is gone.`);
    await settleInvoice(scope, after, customer);
    await recoverSubscription(scope, after);
  }
  return note;
}
