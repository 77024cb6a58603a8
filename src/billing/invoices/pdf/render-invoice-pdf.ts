import { buffer } from 'node:stream/consumers';
import { drawLines, drawTaxes, drawTotals } from './draw-amounts.ts';
import { drawHead } from './draw-header.ts';
import { drawNotes } from './draw-notes.ts';
import { calendarDateToUtc, valueFormats } from './format-values.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { type Labels, labelsFor } from './labels.ts';
import { colors, Sheet, styles } from './sheet.ts';

/**
 * An invoice or receipt as a PDF of A4 pages with selectable text. The same document gives the same bytes. What the
 * font cannot print is replaced visibly and named in a note at the end. Throws RangeError for a date that is
 * none and for an amount that is no integer; no text makes it fail.
 */
export async function renderInvoicePdf(document: InvoiceDocument): Promise<Buffer> {
  const { language, labels } = labelsFor(document.locale);
  const formats = valueFormats(document.locale, document.currency);
  const title = document.title ?? labels.title[document.kind];
  const sheet = new Sheet({
    language,
    title: `${title} ${document.number}`,
    author: document.seller.name,
    createdAt: calendarDateToUtc(document.issuedOn),
  });
  drawHead(sheet, document, labels, formats);
  drawLines(sheet, document, labels, formats);
  drawTotals(sheet, document, labels, formats);
  drawTaxes(sheet, document, labels, formats);
  drawNotes(sheet, document, labels);
  drawFooters(sheet, [`${title} ${document.number}`, document.seller.name], labels);
  sheet.document.end();
  return buffer(sheet.document);
}

/** Which document of whom a page belongs to, and which page it is: pages get separated. */
function drawFooters(sheet: Sheet, identity: string[], labels: Labels): void {
  const { count } = sheet.document.bufferedPageRange();
  const y = sheet.bottom + 28;
  for (let index = 0; index < count; index++) {
    sheet.document.switchToPage(index);
    const page = labels.page(index + 1, count);
    const box = { x: sheet.left, width: sheet.width };
    const free = sheet.width - sheet.measure(page, styles.small) - 24;
    const [line = ''] = sheet.wrap(identity.join(' · '), free, styles.small, 1);
    sheet.drawRule(box, y - 7, colors.rule);
    sheet.drawLine(line, box, y, styles.small);
    sheet.drawLine(page, box, y, styles.small, 'right');
  }
}
