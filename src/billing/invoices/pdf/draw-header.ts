import type { ValueFormats } from './format-values.ts';
import type { DocumentStatus, InvoiceDocument, Party } from './invoice-document.ts';
import type { Labels } from './labels.ts';
import { type Box, type Sheet, styles } from './sheet.ts';

type Fact = { label: string; value: string };

/** A name, address line or value longer than this is no such thing; the limit keeps the page's head on the page. */
const linesPerValue = 3;
const linesPerParty = 24;
const columnGap = 24;
const badgeHeight = 19;
const badgePadding = 9;

const statusColors: Record<DocumentStatus, string> = {
  draft: '#5b6472',
  due: '#9a5b00',
  paid: '#17663a',
  partially_refunded: '#4a4f8c',
  refunded: '#4a4f8c',
  void: '#a11d2b',
  issued: '#17663a',
};

/** Title, status, number, dates, references, seller, buyer and what it comes to. */
export function drawHead(
  sheet: Sheet,
  document: InvoiceDocument,
  labels: Labels,
  formats: ValueFormats,
): void {
  drawTitle(sheet, document, labels);
  drawFacts(sheet, document, labels, formats);
  drawParties(sheet, document, labels);
  drawHeadline(sheet, headline(document, labels, formats));
}

function drawTitle(sheet: Sheet, document: InvoiceDocument, labels: Labels): void {
  const badgeWidth = sheet.measure(labels.status[document.status], styles.strong) + 2 * badgePadding;
  const badge = { x: sheet.right - badgeWidth, width: badgeWidth };
  const box = { x: sheet.left, width: badge.x - columnGap - sheet.left };
  const top = sheet.y;
  const title = sheet.wrap(document.title ?? labels.title[document.kind], box.width, styles.title, 2);
  sheet.y = sheet.drawLines(title, box, top, styles.title) + 12;
  drawBadge(sheet, document.status, labels, badge, top + (sheet.lineHeight(styles.title) - badgeHeight) / 2);
}

function drawBadge(sheet: Sheet, status: DocumentStatus, labels: Labels, box: Box, y: number): void {
  sheet.document.roundedRect(box.x, y, box.width, badgeHeight, badgeHeight / 2).fill(statusColors[status]);
  const text = { x: box.x + badgePadding, width: box.width };
  const inset = (badgeHeight - sheet.lineHeight(styles.strong)) / 2;
  sheet.drawLine(labels.status[status], text, y + inset, { ...styles.strong, color: '#ffffff' });
}

function drawFacts(sheet: Sheet, document: InvoiceDocument, labels: Labels, formats: ValueFormats): void {
  const facts: Fact[] = [
    { label: labels.number[document.kind], value: document.number },
    { label: labels.issuedOn[document.kind], value: formats.date(document.issuedOn) },
  ];
  if (document.dueOn) facts.push({ label: labels.dueOn, value: formats.date(document.dueOn) });
  if (document.paidOn) facts.push({ label: labels.paidOn, value: formats.date(document.paidOn) });
  const [first, second] = halves(sheet);
  const ends = [drawFactList(sheet, facts, first), drawFactList(sheet, document.references, second)];
  sheet.y = Math.max(...ends) + 22;
}

function drawFactList(sheet: Sheet, facts: Fact[], box: Box): number {
  const labels = facts.map((fact) => sheet.wrap(fact.label, box.width * 0.45, styles.muted, linesPerValue));
  const labelWidth = Math.max(0, ...labels.flat().map((line) => sheet.measure(line, styles.muted)));
  const values = { x: box.x + labelWidth + 14, width: box.width - labelWidth - 14 };
  let y = sheet.y;
  for (const [index, fact] of facts.entries()) {
    const style = index === 0 && box.x === sheet.left ? styles.strong : styles.body;
    const value = sheet.wrap(fact.value, values.width, style, linesPerValue);
    const labelEnd = sheet.drawLines(labels[index]!, box, y, styles.muted);
    y = Math.max(labelEnd, sheet.drawLines(value, values, y, style)) + 2;
  }
  return y;
}

function drawParties(sheet: Sheet, document: InvoiceDocument, labels: Labels): void {
  const [first, second] = halves(sheet);
  const ends = [
    drawParty(sheet, labels.seller, document.seller, first),
    drawParty(sheet, labels.buyer, document.buyer, second),
  ];
  sheet.y = Math.max(...ends) + 26;
}

function drawParty(sheet: Sheet, label: string, party: Party, box: Box): number {
  const taxIds = party.taxIds.map((taxId) => `${taxId.label} ${taxId.value}`);
  const facts = [...party.addressLines, ...taxIds, party.email ?? '', party.website ?? ''];
  const name = sheet.wrap(party.name, box.width, styles.strong, linesPerValue);
  const rest = facts.flatMap((fact) => sheet.wrap(fact, box.width, styles.body, linesPerValue));
  const afterLabel = sheet.drawLines([label], box, sheet.y, styles.muted) + 2;
  const afterName = sheet.drawLines(name, box, afterLabel, styles.strong);
  return sheet.drawLines(rest.slice(0, linesPerParty), box, afterName, styles.body);
}

function headline(document: InvoiceDocument, labels: Labels, formats: ValueFormats): string {
  const due = formats.money(document.due);
  const refunded = document.refunded === undefined ? undefined : formats.money(document.refunded);
  switch (document.status) {
    case 'draft':
      return labels.headline.draft;
    case 'void':
      return document.kind === 'credit_note' ? labels.headline.creditVoid : labels.headline.void;
    case 'due':
      return labels.headline.due(due, document.dueOn && formats.date(document.dueOn));
    case 'issued':
      return labels.headline.credited[document.creditedTo ?? 'account'](formats.money(document.total));
    case 'paid':
      if (document.deferred) return labels.headline.deferred(formats.money(document.deferred));
      return labels.headline.paid(due, document.paidOn && formats.date(document.paidOn));
    case 'partially_refunded':
      return refunded ? labels.headline.partially_refunded(refunded, due) : labels.status.partially_refunded;
    case 'refunded':
      return labels.headline.refunded(refunded ?? due);
  }
}

function drawHeadline(sheet: Sheet, text: string): void {
  const box = { x: sheet.left, width: sheet.width };
  sheet.y = sheet.drawLines(sheet.wrap(text, box.width, styles.headline), box, sheet.y, styles.headline) + 16;
}

function halves(sheet: Sheet): [Box, Box] {
  const width = (sheet.width - columnGap) / 2;
  return [
    { x: sheet.left, width },
    { x: sheet.left + width + columnGap, width },
  ];
}
