import { drawableText } from './drawable-text.ts';
import { type Box, colors, type Sheet, styles, type TextStyle } from './sheet.ts';

export type Column = { header: string; align: 'left' | 'right' };

/** Text, and muted text under it. */
export type Cell = { text: string; detail?: string };

type Table = { sheet: Sheet; columns: Column[]; boxes: Box[] };
type Line = { text: string; style: TextStyle };

const gap = 16;
/** Wider than any amount; what is wider still is wrapped. */
const widestColumn = 135;
const rowPadding = 5;
/** A row of up to so many lines stays on one page; a longer one may go on overleaf. */
const unsplitLines = 8;

/**
 * Draws a table over the whole width: the first column takes what the others, each as wide as its widest text,
 * leave. The header is repeated on every page that the table goes on to. The last row goes overleaf rather than be
 * parted from what follows and needs `roomAfter`.
 */
export function drawTable(sheet: Sheet, columns: Column[], rows: Cell[][], roomAfter = 0): void {
  const table = { sheet, columns, boxes: columnBoxes(sheet, columns, rows) };
  const headerHeight = sheet.lineHeight(styles.small) + 2 * rowPadding;
  sheet.ensureRoom(headerHeight + sheet.lineHeight(styles.body) * 2 + 2 * rowPadding);
  drawHeader(table);
  for (const [index, row] of rows.entries()) drawRow(table, row, index === rows.length - 1 ? roomAfter : 0);
}

function columnBoxes(sheet: Sheet, columns: Column[], rows: Cell[][]): Box[] {
  const widths = columns.slice(1).map((column, index) => {
    const texts = rows.map((row) => drawableText(row[index + 1]!.text).text);
    const wanted = Math.max(...texts.map((text) => sheet.measure(text, styles.body)));
    return Math.ceil(Math.min(Math.max(wanted, sheet.measure(column.header, styles.small)), widestColumn));
  });
  widths.unshift(sheet.width - widths.reduce((sum, width) => sum + width + gap, 0));
  let x = sheet.left;
  return widths.map((width) => {
    const box = { x, width };
    x += width + gap;
    return box;
  });
}

function drawHeader({ sheet, columns, boxes }: Table): void {
  for (const [index, column] of columns.entries()) {
    sheet.drawLine(column.header, boxes[index]!, sheet.y, styles.small, column.align);
  }
  sheet.y += sheet.lineHeight(styles.small) + 4;
  sheet.drawRule({ x: sheet.left, width: sheet.width }, sheet.y, colors.strongRule, 0.8);
  sheet.y += rowPadding;
}

function drawRow(table: Table, row: Cell[], roomAfter: number): void {
  const { sheet, columns, boxes } = table;
  const cells = row.map((cell, index) => cellLines(sheet, cell, boxes[index]!.width));
  const count = Math.max(...cells.map((lines) => lines.length));
  const heights = Array.from({ length: count }, (_, index) =>
    Math.max(...cells.map((lines) => (lines[index] ? sheet.lineHeight(lines[index].style) : 0))),
  );
  for (const [index, height] of heights.entries()) {
    if (!sheet.hasRoom(index === 0 ? roomToBegin(heights, roomAfter) : height)) {
      sheet.addPage();
      drawHeader(table);
    }
    for (const [column, lines] of cells.entries()) {
      const line = lines[index];
      if (line) sheet.drawLine(line.text, boxes[column]!, sheet.y, line.style, columns[column]!.align);
    }
    sheet.y += height;
  }
  sheet.y += rowPadding;
  sheet.drawRule({ x: sheet.left, width: sheet.width }, sheet.y, colors.rule);
  sheet.y += rowPadding;
}

/** What must be free on the page for a row to begin there. */
function roomToBegin(lineHeights: number[], roomAfter: number): number {
  const together = lineHeights.slice(0, unsplitLines).reduce((sum, height) => sum + height, 0);
  return lineHeights.length > unsplitLines ? together : together + 2 * rowPadding + roomAfter;
}

function cellLines(sheet: Sheet, cell: Cell, width: number): Line[] {
  const text = sheet.wrap(cell.text, width, styles.body).map((line) => ({ text: line, style: styles.body }));
  const detail = sheet.wrap(cell.detail ?? '', width, styles.small);
  return [...text, ...detail.map((line) => ({ text: line, style: styles.small }))];
}
