import { type Cell, type Column, drawTable } from './draw-table.ts';
import type { ValueFormats } from './format-values.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import type { Labels } from './labels.ts';
import { colors, type Sheet, styles } from './sheet.ts';

/** One row of the totals; what is not strong is one of its parts. */
type Total = { label: string; amount: number; strong: boolean };

const totalsWidth = 250;
const rowHeight = 18;

/** The lines: description, quantity, unit price, tax rate and tax where any line has one, amount. The last keeps by the totals. */
export function drawLines(
  sheet: Sheet,
  document: InvoiceDocument,
  labels: Labels,
  formats: ValueFormats,
): void {
  const taxed = document.lines.some((line) => line.taxRate !== null);
  const showsTax = document.lines.some((line) => line.taxAmount);
  const amount = isTaxIncluded(document) ? labels.taxIncluded(labels.amount) : labels.amount;
  const columns: Column[] = [
    { header: labels.description, align: 'left' },
    { header: labels.quantity, align: 'right' },
    { header: labels.unitPrice, align: 'right' },
    ...(taxed ? [{ header: labels.taxRate, align: 'right' as const }] : []),
    ...(showsTax ? [{ header: labels.tax, align: 'right' as const }] : []),
    { header: amount, align: 'right' },
  ];
  const row = (line: DocumentLine): Cell[] => [
    { text: line.description, detail: periodOf(line, labels, formats) },
    { text: formats.quantity(line.quantity) },
    { text: line.unitAmount === null ? '–' : formats.money(line.unitAmount) },
    ...(taxed ? [{ text: formats.rate(line.taxRate) }] : []),
    ...(showsTax ? [{ text: formats.money(line.taxAmount ?? 0) }] : []),
    { text: formats.money(line.amount) },
  ];
  drawTable(sheet, columns, document.lines.map(row), totalsHeight(document, labels));
}

/** What the totals take up, with their distance from the lines. */
function totalsHeight(document: InvoiceDocument, labels: Labels): number {
  return totalsOf(document, labels).length * rowHeight + 12;
}

/** From the subtotal to what is due, at the right, never torn apart by the end of a page. */
export function drawTotals(
  sheet: Sheet,
  document: InvoiceDocument,
  labels: Labels,
  formats: ValueFormats,
): void {
  const totals = totalsOf(document, labels);
  const box = { x: sheet.right - totalsWidth, width: totalsWidth };
  sheet.ensureRoom(totalsHeight(document, labels));
  sheet.y += 4;
  for (const total of totals) {
    if (total.strong) sheet.drawRule(box, sheet.y, colors.rule);
    const inset = (rowHeight - sheet.lineHeight(styles.body)) / 2;
    const style = total.strong ? styles.strong : styles.body;
    const label = total.strong ? styles.strong : styles.muted;
    sheet.drawLine(total.label, box, sheet.y + inset, label);
    sheet.drawLine(formats.money(total.amount), box, sheet.y + inset, style, 'right');
    sheet.y += rowHeight;
  }
  sheet.y += 22;
}

/** What each tax is computed on and comes to. */
export function drawTaxes(
  sheet: Sheet,
  document: InvoiceDocument,
  labels: Labels,
  formats: ValueFormats,
): void {
  if (document.taxes.length === 0) return;
  const headingHeight = sheet.lineHeight(styles.heading) + 8;
  sheet.ensureRoom(headingHeight + 60);
  sheet.drawLine(labels.taxSummary, { x: sheet.left, width: sheet.width }, sheet.y, styles.heading);
  sheet.y += headingHeight;
  const columns: Column[] = [
    { header: labels.taxName, align: 'left' },
    { header: labels.taxRate, align: 'right' },
    { header: labels.taxableAmount, align: 'right' },
    { header: labels.taxAmount, align: 'right' },
  ];
  const rows = document.taxes.map((tax) => [
    { text: tax.label },
    { text: formats.rate(tax.rate) },
    { text: formats.money(tax.net) },
    { text: formats.money(tax.amount) },
  ]);
  drawTable(sheet, columns, rows);
  sheet.y += 14;
}

function totalsOf(document: InvoiceDocument, labels: Labels): Total[] {
  const part = (label: string, amount: number): Total => ({ label, amount, strong: false });
  const strong = (label: string, amount: number): Total => ({ label, amount, strong: true });
  const tax = document.taxes.reduce((sum, each) => sum + each.amount, 0);
  const totals = [
    part(isTaxIncluded(document) ? labels.taxIncluded(labels.subtotal) : labels.subtotal, document.subtotal),
  ];
  if (document.discount !== 0) totals.push(part(labels.discount, -document.discount));
  if (document.net !== document.subtotal) totals.push(part(labels.net, document.net));
  const currency = document.currency.toUpperCase();
  const isCredit = document.kind === 'credit_note';
  const totalLabel = isCredit ? labels.creditTotal(currency) : labels.total(currency);
  totals.push(part(labels.tax, tax), strong(totalLabel, document.total));
  if (isCredit) return totals;
  const balanceLabel = document.appliedBalance < 0 ? labels.creditUsed : labels.debtCollected;
  if (document.appliedBalance !== 0) totals.push(part(balanceLabel, document.appliedBalance));
  return [...totals, ...settlementOf(document, labels, part, strong)];
}

function settlementOf(
  document: InvoiceDocument,
  labels: Labels,
  part: (label: string, amount: number) => Total,
  strong: (label: string, amount: number) => Total,
): Total[] {
  const { status, due, refunded = 0, credited = 0, deferred = 0 } = document;
  const credit = credited === 0 ? [] : [part(labels.credited, -credited)];
  if (status === 'draft' || status === 'due') return [...credit, strong(labels.amountDue, due)];
  if (status === 'void') return [strong(labels.amountDue, 0)];
  const refund = refunded === 0 ? [] : [part(labels.refunded, -refunded)];
  const paid = deferred > 0 ? part(labels.deferred, -deferred) : part(labels.amountPaid, due);
  return [paid, ...refund, ...credit, strong(labels.amountDue, 0)];
}

function periodOf(line: DocumentLine, labels: Labels, formats: ValueFormats): string | undefined {
  return line.period && labels.period(formats.date(line.period.from), formats.date(line.period.to));
}

function isTaxIncluded(document: InvoiceDocument): boolean {
  return document.net < document.subtotal - document.discount;
}
