import { replacement } from './drawable-text.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import type { Labels } from './labels.ts';
import { scriptsOf } from './scripts.ts';
import { type Sheet, styles, type TextStyle } from './sheet.ts';

/** Narrower than the page: longer lines read badly. */
const paragraphWidth = 420;

/** The notes, and last what could not be printed: so it stands behind everything that may add to it. */
export function drawNotes(sheet: Sheet, document: InvoiceDocument, labels: Labels): void {
  const notes = document.notes.filter((note) => note.trim() !== '');
  if (notes.length > 0) {
    sheet.ensureRoom(sheet.lineHeight(styles.heading) + 3 + sheet.lineHeight(styles.body) * 2);
    sheet.drawLine(labels.notes, { x: sheet.left, width: sheet.width }, sheet.y, styles.heading);
    sheet.y += sheet.lineHeight(styles.heading) + 3;
    for (const note of notes) drawParagraph(sheet, note, styles.body);
    sheet.y += 8;
  }
  if (sheet.missing.size > 0) {
    const scripts = scriptsOf(sheet.missing).join(', ');
    drawParagraph(sheet, labels.missingScripts(scripts, replacement), styles.small);
  }
}

/** A paragraph that goes on overleaf line by line. */
function drawParagraph(sheet: Sheet, text: string, style: TextStyle): void {
  const box = { x: sheet.left, width: paragraphWidth };
  for (const line of sheet.wrapParagraphs(text, box.width, style)) {
    sheet.ensureRoom(sheet.lineHeight(style));
    sheet.drawLine(line, box, sheet.y, style);
    sheet.y += sheet.lineHeight(style);
  }
  sheet.y += 4;
}
