import { roundedShare, spread } from '../../platform/rounding.ts';
import { type Invoice, netOfLine } from '../invoices/index.ts';
import type { CreditedLine } from './credit-note.ts';

/** What is left of an invoice's line once its credit notes are taken off; the amount is without tax. */
export type CreditableLine = CreditedLine & { invoiceLineId: string };

/** @param credited the lines of all credit notes of the invoice that count */
export function creditableLines(
  invoice: Pick<Invoice, 'lines' | 'subtotalAmount' | 'discountAmount' | 'netAmount'>,
  credited: readonly Pick<CreditedLine, 'invoiceLineId' | 'amount' | 'taxAmount'>[],
): CreditableLine[] {
  return invoice.lines.map((line) => {
    const earlier = credited.filter(({ invoiceLineId }) => invoiceLineId === line.id);
    return {
      invoiceLineId: line.id,
      label: line.label,
      amount: netOfLine(invoice, line) - sum(earlier.map(({ amount }) => amount)),
      taxAmount: line.taxAmount - sum(earlier.map(({ taxAmount }) => taxAmount)),
      taxRate: line.taxRate,
    };
  });
}

/** What stands on a credit note for what its invoice collected beside its own lines. */
export const debtLabel = 'Earlier balance collected with the invoice';

/**
 * Splits what is credited over the lines by what is left of each, so that the parts add up. What is more than is left of them
 * gives an earlier debt back that the invoice collected.
 *
 * @param amount without tax
 */
export function creditLines(
  lines: readonly CreditableLine[],
  { amount, taxAmount }: { amount: number; taxAmount: number },
): CreditedLine[] {
  const left = sum(lines.map((line) => line.amount));
  const ofLines = Math.min(amount, Math.max(left, 0));
  const amounts = spread(
    ofLines,
    lines.map((line) => line.amount),
  );
  const taxes = spread(
    taxAmount,
    lines.map((line) => line.taxAmount),
  );
  const split = lines.map(
    (line, index): CreditedLine => ({
      ...line,
      amount: amounts[index] ?? 0,
      taxAmount: taxes[index] ?? 0,
    }),
  );
  const credited = split.filter((line) => line.amount !== 0 || line.taxAmount !== 0);
  if (ofLines === amount) return credited;
  const debt = {
    invoiceLineId: null,
    label: debtLabel,
    amount: amount - ofLines,
    taxAmount: 0,
    taxRate: null,
  };
  return [...credited, debt];
}

/**
 * The part of a gross amount that is tax, where `left` is what is left to credit: all of it where all is credited, else in
 * proportion.
 */
export function taxWithin(gross: number, left: { amount: number; taxAmount: number }): number {
  const whole = left.amount + left.taxAmount;
  if (gross === whole) return left.taxAmount;
  return whole === 0 ? 0 : roundedShare(gross, left.taxAmount, whole);
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
